"""Send one sentence to one address, through Apprise: certificates verified, no redirect, nothing logged or kept."""

from apprise import Apprise, AppriseAsset, NotifyBase
from apprise.logger import logger

from tocsin.desk.alarm.addresses import Addresses, AddressesUnreadable

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def quiet() -> None:
    """Switch every logger of this process off: Apprise and what it stands on write addresses into their messages."""
    logger.manager.disable = 100


def asset() -> AppriseAsset:
    """Return how we appear to those who carry the message, and that nothing is kept on the disk."""
    # The name of the line, or of this software, would tell whoever sees a locked telephone what its owner works on.
    return AppriseAsset(
        app_id="Desk",
        app_desc="Desk",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode="memory",
        http_redirects=False,
        secure_logging=True,
    )


def check(addresses: Addresses) -> None:
    """Refuse an address that reaches nobody, or in clear. A fault names the owner and the place in the list."""
    lists = {**addresses.officers, "everybody": addresses.everybody}
    for owner, urls in lists.items():
        for place, url in enumerate(urls, 1):
            _check(f"{owner}, address {place}", Apprise.instantiate(url, asset=asset()))


def _check(which: str, way: NotifyBase | None) -> None:
    if way is None:
        raise AddressesUnreadable(f"{which}: not an address that Apprise knows")
    if getattr(way, "host", None) in LOOPBACK and way.secure_protocol:
        return
    if not way.secure_protocol or not (way.secure or way.protocol is None):
        raise AddressesUnreadable(f"{which}: goes in clear or stays on this machine; use the scheme that ends with s")
    if not way.verify_certificate:
        raise AddressesUnreadable(f"{which}: verify=no would let anybody listen")


def send(url: str, text: str) -> bool:
    """Send; tell whether it was taken. Never raises: whoever calls has others to tell."""
    apprise = Apprise(asset=asset())
    try:
        return bool(apprise.add(url) and apprise.notify(body=text))
    except Exception:  # noqa: BLE001 - a plugin's surprise may quote the address
        return False
