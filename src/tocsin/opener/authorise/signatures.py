"""How an officer proves to have signed something: with a key file, or with a passkey whose challenge is its hash."""

from dataclasses import dataclass
from typing import Any

from tocsin.exchange.request import is_signed
from tocsin.opener.authorise.officers import keys_of
from tocsin.opener.authorise.passkey import Assertion, BadAssertion, challenge_of, check_assertion
from tocsin.opener.errors import NotAllowed
from tocsin.opener.house import House


@dataclass(frozen=True)
class Proof:
    """Which key signed; a passkey's counter is to be kept in the transaction of what was signed."""

    key: str
    counter: int

    def keep(self, house: House) -> None:
        """Keep the counter; the caller commits."""
        house.database.main.execute("UPDATE officer_keys SET counter = ? WHERE id = ?", (self.counter, self.key))


def prove(house: House, officer: str, data: bytes, signature: object) -> Proof:
    """Return which of an officer's keys signed the data; `signature` is base64 (key file) or an assertion (passkey)."""
    match signature:
        case str(text):
            for key in keys_of(house, officer):
                if key.kind == "file" and is_signed(key.public, data, text):
                    return Proof(key.id, 0)
        case dict(value):
            return _prove_passkey(house, officer, data, value)
    raise NotAllowed("the officer's key did not sign this")


def _prove_passkey(house: House, officer: str, data: bytes, value: dict[str, Any]) -> Proof:
    origin = house.charter.line.opening.origins.get(house.desk)
    if origin is None:
        raise NotAllowed("the charter names no origin of this desk, so no passkey can be checked", why="no-origin")
    try:
        assertion, challenge = Assertion.read(value), challenge_of(data)
        for key in keys_of(house, officer):
            if key.kind == "passkey" and key.credential == assertion.credential:
                counter = check_assertion(assertion, key.public, challenge, origin=origin, counter=key.counter)
                return Proof(key.id, counter)
    except BadAssertion as error:
        raise NotAllowed(str(error), why=error.why) from None
    raise NotAllowed("no passkey of this officer")
