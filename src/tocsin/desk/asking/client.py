"""A connection to the opener's socket."""

import json
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from tocsin.exchange.request import Request, Shift, new_session_key, public_text, sign
from tocsin.exchange.sockets import short_path

SHIFT = timedelta(minutes=10)  # a command line's shift lives for one command


class OpenerAway(Exception):
    """Nobody answers at the opener's socket."""

    hint = "Start it: tocsin-opener serve --home DIR, or tocsin demo."


class Refused(Exception):
    """The opener refused; `code` is stable, and so is `why`, which tells causes of one code apart."""

    def __init__(self, code: str, message: str, hint: str, why: str = "") -> None:
        super().__init__(message)
        self.code, self.hint, self.why = code, hint, why


class Opener:
    """One connection; a shift on it signs every request with a key that exists only in this process."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(short_path(path))
        except OSError as error:
            self._socket.close()
            raise OpenerAway(f"no opener at {path}") from error
        self._file = self._socket.makefile("rwb")
        self._session = new_session_key()
        self._shift = ""
        self.officer = self.line = self.desk = ""  # known once a shift began
        self._counter = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def collect(self) -> dict[str, Any]:
        """Have the slot emptied now."""
        return self._ask({"collect": True})

    def begin_shift(self, officer: str, key: EllipticCurvePrivateKey, *, now: datetime) -> None:
        """Begin a shift with an officer's key."""
        hello = self._ask({"hello": True})
        shift = Shift(officer, public_text(self._session), hello["nonce"], (now + SHIFT).replace(microsecond=0))
        data = shift.to_bytes()
        self._shift = self._ask({"shift": data.decode(), "signature": sign(key, data)})["shift"]
        self.officer, self.line, self.desk = officer, hello["line"], hello["desk"]

    def ask(self, verb: str, *, now: datetime, case: str = "", reason: str = "", **arguments: object) -> dict[str, Any]:
        """Ask for a verb; `Refused` says why not."""
        return self._ask(self._message(self._request(verb, now, case, reason, arguments)))

    def ask_afresh(
        self, verb: str, key: EllipticCurvePrivateKey, *, now: datetime, case: str, reason: str, **arguments: object
    ) -> dict[str, Any]:
        """Ask for a verb that takes the officer's own key, too."""
        data = self._request(verb, now, case, reason, arguments)
        return self._ask(self._message(data) | {"assertion": sign(key, data)})

    def _request(self, verb: str, now: datetime, case: str, reason: str, arguments: dict[str, Any]) -> bytes:
        self._counter += 1
        now = now.replace(microsecond=0)
        return Request(verb, self.officer, self._counter, now, case, reason, arguments).to_bytes()

    def _message(self, data: bytes) -> dict[str, Any]:
        return {"request": data.decode(), "signature": sign(self._session, data), "in": self._shift}

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            self._file.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            self._file.flush()
            line = self._file.readline()
        except OSError as error:
            raise OpenerAway("the opener went away") from error
        if not line:
            raise OpenerAway("the opener does not take connections of this user")
        answer = json.loads(line)
        if not answer["ok"]:
            raise Refused(answer["error"], answer["message"], answer["hint"])
        result: dict[str, Any] = answer["result"]
        return result
