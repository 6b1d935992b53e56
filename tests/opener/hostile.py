"""A real opener, and a web process that somebody else controls: it has the socket, and what officers signed there."""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from tests.lines import HARBOUR, now, running
from tests.world import ROSA
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.compose import compose_report
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.proposal import OPEN_FOR, Approval, Proposal, hash_of
from tocsin.exchange.request import Request, Shift, new_session_key, public_text, read_private, sign
from tocsin.exchange.segment import encode_record
from tocsin.exchange.sockets import short_path
from tocsin.opener.house import House
from tocsin.opener.ring import DEMONSTRATION_PASSPHRASE
from tocsin.operator.home import Home
from tocsin.operator.making import Wish, make_line

OPENS_PER_HOUR = 6
Answer = dict[str, Any]


def guarded_home(path: Path) -> Path:
    """Make a line with Otto and two supervisors, a tight budget and two reports in its slot."""
    charter = path.parent / "charter"
    shutil.copytree(HARBOUR, charter)
    with (charter / "line.toml").open("a") as file:
        file.write(f"\n[opener]\nopens_per_hour = {OPENS_PER_HOUR}\n")
    wish = Wish(Home(path), charter, demonstration=True, officers=["otto"], supervisors=["sara", "sven"])
    make_line(wish, now=now(), rng=os.urandom)
    home = Home(path)
    keys = LineKeys.read(home.keys_json.read_bytes(), canonical.unhex(home.read_facts()["root"], 32))
    with (places.slot(path, "main") / "one.seg").open("ab") as file:
        for receipt in (ROSA, Receipt(os.urandom(16))):
            told = {"concern": "ce-insider", "language": "en", "what": "canary-herring"}
            options: dict[str, Any] = {"receipt": receipt, "keys": keys, "desk": "main", "charter": "2026.1"}
            post = compose_report(told, None, **options, attachments=(), now=now(), rng=os.urandom)
            file.write(encode_record(str(post.name), post.body))
    return path


def opener(home: Path) -> AbstractContextManager[Any]:
    """Run the real opener."""
    places.socket(home, "main").unlink(missing_ok=True)  # of an opener that ended
    words = ("serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    return running("tocsin-opener", *words, unix=places.socket(home, "main"))


def officers_key(home: Path, officer: str) -> EllipticCurvePrivateKey:
    """Return the key that an officer's own device holds, and the web process never sees."""
    return read_private((places.officers(home, "main") / f"{officer}.key").read_bytes())


def log_of(home: Path) -> list[dict[str, Any]]:
    """Return the whole log, opened by who holds the passphrase, once the opener has ended."""
    options: dict[str, Any] = {"passphrase": DEMONSTRATION_PASSPHRASE, "demonstration": True}
    line = canonical.unhex(Home(home).read_facts()["line"], 16)
    charter = load(Home(home).charter)
    house = House.unlock(home, charter, "main", line, now=now, rng=os.urandom, **options)
    try:
        return [house.ledger.entry(i) for i in range(house.ledger.head()[0])]
    finally:
        house.close()


class Web:
    """One connection of the web process; it may send what it likes."""

    def __init__(self, home: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(20)
        for _ in range(100):  # between its file and its first listening there is a moment
            if self._socket.connect_ex(short_path(places.socket(home, "main"))) == 0:
                break
            time.sleep(0.02)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def raw(self, data: bytes) -> bytes:
        """Send bytes and return the answer's line; empty when the opener hung up."""
        try:
            self._socket.sendall(data)
            return self._file.readline()
        except ConnectionError:
            return b""

    def ask(self, **message: Any) -> Answer:
        """Send a message and return the answer."""
        answer: Answer = json.loads(self.raw(json.dumps(message).encode() + b"\n"))
        return answer


@dataclass
class Session:
    """A live shift whose session key the web process steers; the officer's own key stays on the officer's device."""

    officer: str
    key: EllipticCurvePrivateKey
    shift: str
    line: str
    begun: Answer
    counter: int = 0

    @classmethod
    def begin(cls, web: Web, home: Path, officer: str) -> Self:
        """An officer begins a shift in good faith."""
        hello, key = web.ask(hello=True)["result"], new_session_key()
        expires = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=8)
        data = Shift(officer, public_text(key), hello["nonce"], expires).to_bytes()
        message = {"shift": data.decode(), "signature": sign(officers_key(home, officer), data)}
        return cls(officer, key, web.ask(**message)["result"]["shift"], hello["line"], message)

    def message(self, verb: str, case: str = "", reason: str = "because", **arguments: Any) -> Answer:
        """Return a signed request."""
        self.counter += 1
        now = datetime.now(UTC).replace(microsecond=0)
        data = Request(verb, self.officer, self.counter, now, case, reason, arguments).to_bytes()
        return {"request": data.decode(), "signature": sign(self.key, data), "in": self.shift}

    def ask(self, web: Web, verb: str, case: str = "", **words: Any) -> Answer:
        """Ask for a verb."""
        return web.ask(**self.message(verb, case, **words))

    def proposal(self, act: str, **about: Any) -> str:
        """Return a proposal in this officer's name."""
        now = datetime.now(UTC).replace(microsecond=0)
        who = (self.line, "main", act, self.officer)
        return Proposal(*who, now, now + OPEN_FOR, "because", **about).to_bytes().decode()

    def approval(self, text: str, decision: str, signing: Callable[[bytes], str], **changes: Any) -> Answer:
        """Return the arguments of a decision, signed by whichever key somebody has."""
        now = datetime.now(UTC).replace(microsecond=0)
        usual: dict[str, Any] = {
            "proposal": hash_of(text.encode()),
            "officer": self.officer,
            "decision": decision,
            "time": now,
        }
        data = Approval(**usual | changes).to_bytes()
        return {"approval": data.decode(), "signature": signing(data)}
