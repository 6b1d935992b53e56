"""Tell the operator that a disk fills up: one sentence, to the addresses of `operator.toml`.

Addresses hold tokens, so nothing of them is ever printed, and Apprise's own messages are switched off.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from apprise import Apprise, AppriseAsset
from apprise.logger import logger

from tocsin.operator.settings import NobodyHeard

AGAIN_SECONDS = 6 * 3600
MARK = "warned"


def warn(text: str, addresses: Iterable[str]) -> int:
    """Send one sentence to each address; return how many took it. `NobodyHeard` if none did."""
    logger.manager.disable = 100
    # No name of the line or of this software: whoever sees a locked telephone learns nothing of its owner's work.
    asset = AppriseAsset(
        app_id="Machine",
        app_desc="Machine",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode="memory",
        http_redirects=False,
        secure_logging=True,
    )
    heard = sum(_sent(address, text, asset) for address in addresses)
    if not heard:
        raise NobodyHeard("the warning reached nobody")
    return heard


def was_warned_lately(folder: str | None) -> bool:
    """Tell whether the mark in a folder is younger than six hours; without a folder it never is."""
    mark = Path(folder) / MARK if folder else None
    return mark is not None and mark.exists() and time.time() - mark.stat().st_mtime < AGAIN_SECONDS


def mark_warned(folder: str | None) -> None:
    """Remember in a folder that a warning was sent now."""
    if folder:
        (Path(folder) / MARK).touch()
        os.utime(Path(folder) / MARK)


def _sent(address: str, text: str, asset: AppriseAsset) -> bool:
    sender = Apprise(asset=asset)
    try:
        return bool(sender.add(address) and sender.notify(body=text))
    except Exception:  # noqa: BLE001 - a plugin's surprise may quote the address
        return False
