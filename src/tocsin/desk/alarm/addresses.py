"""`alarm.toml`: where officers are reached, in which words, and how often at most (docs/alarm.md).

The file holds tokens, so its reader alone may read it, and no fault quotes an address.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "tocsin/alarm/v1"
NAME = "alarm.toml"
SENTENCES = {"en": "Please look at the desk.", "zh-Hans": "请查看工作台。"}
TRIALS = {"en": "This is a trial. Nothing happened.", "zh-Hans": "这是一次试响，没有任何事情发生。"}
AT_MOST = 6  # rings an hour; a flood of reports is one matter, and a telephone that never rests is switched off


class AddressesUnreadable(Exception):
    """`alarm.toml` is not there, or says something that cannot be meant."""

    hint = "See docs/alarm.md; nobody is woken until it is mended."


class AddressesOpen(Exception):
    """Others on this machine can read `alarm.toml`."""

    hint = "It holds tokens: chmod 600 alarm.toml, and change the tokens if it was open for long."


@dataclass(frozen=True)
class Addresses:
    """Per officer their Apprise addresses; `everybody` hears each ring; `text` is all that a message says."""

    officers: Mapping[str, tuple[str, ...]]
    everybody: tuple[str, ...]
    text: str
    trial: str
    at_most_an_hour: int

    def of(self, officer: str) -> tuple[str, ...]:
        """Return where a ring for this officer goes."""
        return self.officers.get(officer, ()) + self.everybody


def place(home: Path, desk: str) -> Path:
    """Return the file: systemd's credential of the unit if there is one, else beside the desk's own."""
    credential = _credential()
    if credential is not None and credential.exists():
        return credential
    return home / "desk" / desk / NAME


def read(path: Path) -> Addresses:
    """Read the file; one that others may read is refused."""
    try:
        with path.open("rb") as file:
            # systemd lets its user in by an access list, which shows as the group's bit; nobody is in that group.
            closed = 0o007 if path == _credential() else 0o077
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & closed:
                raise AddressesOpen(f"{path.name} can be read by others")
            value = tomllib.load(file)
    except OSError as error:
        raise AddressesUnreadable(f"{path.name}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise AddressesUnreadable(f"{path.name} is not TOML") from None  # its message would quote the line
    return _checked(value)


def _credential() -> Path | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / NAME if folder else None


def _checked(value: dict[str, Any]) -> Addresses:
    if value.pop("format", None) != FORMAT:
        raise AddressesUnreadable(f"the first line is not: format = {FORMAT!r}")
    language = value.pop("language", "en")
    if language not in SENTENCES:
        raise AddressesUnreadable(f"language is one of {', '.join(SENTENCES)}")
    text, at_most = value.pop("text", SENTENCES[language]), value.pop("at_most_an_hour", AT_MOST)
    if not isinstance(text, str) or not 1 <= len(text) <= 140:  # noqa: PLR2004 - the length of a short message
        raise AddressesUnreadable("text has 1 to 140 characters")
    if type(at_most) is not int or not 1 <= at_most <= 60:  # noqa: PLR2004 - one a minute
        raise AddressesUnreadable("at_most_an_hour is a number from 1 to 60")
    officers = value.pop("officers", {})
    if not isinstance(officers, dict):
        raise AddressesUnreadable("officers is a table: NAME = [ADDRESS, ...]")
    found = Addresses(
        officers={name: _list(name, urls) for name, urls in officers.items()},
        everybody=_list("everybody", value.pop("everybody", [])),
        text=text,
        trial=TRIALS[language],
        at_most_an_hour=at_most,
    )
    if value:
        raise AddressesUnreadable(f"{', '.join(sorted(value))}: not a word of this file")
    return found


def _list(name: str, urls: object) -> tuple[str, ...]:
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise AddressesUnreadable(f"{name} is a list of addresses")
    return tuple(urls)
