"""`bridge.toml`: over which mail server archives go (docs/handing-on.md).

It may hold a password, so its reader alone may read it, and no fault quotes it.
"""

import os
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "tocsin/bridge/v1"
NAME = "bridge.toml"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"tls": 465, "starttls": 587, "none": 25}
_MOST = 65_535


class NoAccount(Exception):
    """`bridge.toml` is not there, or says something that cannot be meant."""

    hint = "See docs/handing-on.md; nothing is mailed until it is mended."


class AccountOpen(Exception):
    """Others on this machine can read `bridge.toml`."""

    hint = "It holds a password: chmod 600 bridge.toml, and change the password if it was open for long."


@dataclass(frozen=True, repr=False)
class Account:
    """A mail server, how it is spoken to, and from which address. No `repr`: it would show the password."""

    host: str
    port: int
    security: str  # tls, starttls; none on this machine alone
    sender: str
    user: str = ""
    password: str = ""


def place(home: Path, desk: str) -> Path:
    """Return the file: systemd's credential of the unit if there is one, else beside the desk's own."""
    credential = _credential()
    return credential if credential and credential.exists() else home / "desk" / desk / NAME


def read(path: Path) -> Account:
    """Read the file; one that others may read is refused."""
    try:
        with path.open("rb") as file:
            closed = 0o007 if path == _credential() else 0o077
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & closed:
                raise AccountOpen(f"{path.name} can be read by others")
            value = tomllib.load(file)
    except OSError as error:
        raise NoAccount(f"{path.name}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise NoAccount(f"{path.name} is not TOML") from None  # its message would quote the line
    return _checked(value)


def _credential() -> Path | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / NAME if folder else None


def _checked(value: dict[str, Any]) -> Account:
    if value.pop("format", None) != FORMAT:
        raise NoAccount(f"the first line is not: format = {FORMAT!r}")
    security = value.pop("security", "tls")
    if security not in PORTS:
        raise NoAccount(f"security is one of {', '.join(PORTS)}")
    port = value.pop("port", PORTS[security])
    if type(port) is not int or not 1 <= port <= _MOST:
        raise NoAccount("port is a number")
    texts = {name: value.pop(name, "") for name in ("host", "from", "user", "password")}
    if value:
        raise NoAccount(f"{', '.join(sorted(value))}: not a word of this file")
    if not all(isinstance(text, str) and "\n" not in text for text in texts.values()):
        raise NoAccount("host, from, user and password are texts")
    if not texts["host"] or "@" not in texts["from"]:
        raise NoAccount("host and from are needed")
    if security == "none" and texts["host"] not in LOOPBACK:
        raise NoAccount("a message in clear goes to this machine alone: security is tls or starttls")
    return Account(texts["host"], port, security, texts["from"], texts["user"], texts["password"])
