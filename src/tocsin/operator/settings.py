"""`operator.toml` of a line's folder: what the operator alone decides, and nothing that a reporter could see."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tocsin.charter.model import Line

DEFAULT_FREE = 10  # percent of a disk; a surge of files fills the rest in days, not minutes
DEFAULT_HOURS = 26  # a nightly backup, and two hours for it to run


class SettingsFault(Exception):
    """`operator.toml` says something that cannot be meant."""

    hint = "Write the file as tocsin init does: each setting stands there with a word on it."


class NobodyHeard(Exception):
    """A warning reached none of the addresses."""

    hint = "Try each address by itself with the command apprise; operator.toml names them under notify."


@dataclass(frozen=True)
class Settings:
    """The site's address, whom to warn, and what is too little."""

    address: str = ""
    desk_address: str = ""
    notify: tuple[str, ...] = ()
    least_free_percent: int = DEFAULT_FREE
    backups: str = ""
    backup_hours: int = DEFAULT_HOURS
    desk_addresses: Mapping[str, str] = field(default_factory=dict)  # desk -> address, of those beside the line's own

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """Read the file; one that is not there leaves everything at its default."""
        if not path.exists():
            return cls()
        try:
            value = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsFault(f"{path.name} is no TOML ({error})") from None
        return cls(
            address=check_address(str(value.pop("address", ""))),
            desk_address=check_address(str(value.pop("desk_address", ""))),
            notify=_texts(value, "notify"),
            least_free_percent=_whole(value, "least_free_percent", DEFAULT_FREE),
            backups=str(value.pop("backups", "")),
            backup_hours=_whole(value, "backup_hours", DEFAULT_HOURS),
            desk_addresses=_addresses(value, "desk_addresses"),
            **_nothing_left(path, value),
        )

    def to_toml(self) -> str:
        """Write the file as `read` reads it, with a word on each setting."""
        others = "".join(f"{json.dumps(desk)} = {json.dumps(text)}\n" for desk, text in self.desk_addresses.items())
        return (
            f"# The operator's settings. Nobody but root reads this file: addresses in notify may hold tokens.\n"
            f"address = {json.dumps(self.address)}  # of the public pages\n"
            f"desk_address = {json.dumps(self.desk_address)}  # of the line's own desk, where only the inside reaches\n"
            f"notify = {json.dumps(list(self.notify))}  # Apprise addresses; warnings name no report\n"
            f"least_free_percent = {self.least_free_percent}  # of each disk; below it you are warned\n"
            f"backups = {json.dumps(self.backups)}  # where tocsin backup puts them\n"
            f"backup_hours = {self.backup_hours}  # the newest backup may be so old\n"
            f"\n[desk_addresses]  # of the other desks, the overseer's among them, each on a name of its own\n{others}"
        )

    def desks(self, line: Line) -> dict[str, str]:
        """Return desk -> address for each desk that is shown; `SettingsFault` if two are shown at one."""
        if unknown := sorted(self.desk_addresses.keys() - {*line.desks} | self.desk_addresses.keys() & {line.desk}):
            raise SettingsFault(
                f"desk_addresses names {', '.join(unknown)}; the other desks are {', '.join(line.desks[1:])}"
            )
        told = {line.desk: self.desk_address, **self.desk_addresses}
        found = {desk: told[desk] for desk in line.desks if told.get(desk)}
        if len({*found.values()}) < len(found):
            # One sign-in would be good at both, and a passkey of the one would be asked for at the other.
            raise SettingsFault("two desks have one address, and each needs a name of its own")
        return found


def check_address(text: str) -> str:
    """Return a site's address without a slash at its end; https, a name and nothing behind it."""
    parts = urlsplit(text)
    if text and (parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query):
        raise SettingsFault(f"{text} is not an address like https://line.example")
    return text.rstrip("/")


def _texts(value: dict[str, Any], name: str) -> tuple[str, ...]:
    texts = value.pop(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise SettingsFault(f"{name} is a list of texts")
    return tuple(texts)


def _addresses(value: dict[str, Any], name: str) -> dict[str, str]:
    table = value.pop(name, {})
    if not isinstance(table, dict):
        raise SettingsFault(f'{name} is a table: north = "https://desk.north.example"')
    return {str(desk): check_address(str(text)) for desk, text in table.items()}


def _whole(value: dict[str, Any], name: str, default: int) -> int:
    number = value.pop(name, default)
    if not isinstance(number, int) or number < 1:
        raise SettingsFault(f"{name} is a whole number from 1 on")
    return number


def _nothing_left(path: Path, value: dict[str, Any]) -> dict[str, Any]:
    if value:
        raise SettingsFault(f"{path.name} has no setting {', '.join(sorted(value))}")
    return {}
