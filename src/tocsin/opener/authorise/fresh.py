"""A fresh signature of the officer's own key over a request: for what a steered session key must not be able to do."""

from dataclasses import dataclass
from typing import Any

from tocsin.exchange.request import Request
from tocsin.opener.authorise.rules import WITH_ASSERTION
from tocsin.opener.authorise.signatures import Proof, prove
from tocsin.opener.errors import NotAllowed
from tocsin.opener.house import House


@dataclass(frozen=True)
class Fresh:
    """The proof, and what the log keeps so that it can be checked again."""

    proof: Proof
    text: str
    signature: Any

    def entry(self) -> dict[str, Any]:
        """Return what the log keeps."""
        return {"text": self.text, "assertion": self.signature, "key": self.proof.key}


def check_fresh(house: House, request: Request, data: bytes, assertion: object) -> Fresh | None:
    """Return the proof of a request that needs one; its age is the request's own, which is at most a minute."""
    if request.verb not in WITH_ASSERTION:
        return None
    if assertion is None:
        raise NotAllowed("this is signed with the officer's own key", hint="Sign it with your passkey or key file.")
    return Fresh(prove(house, request.officer, data, assertion), data.decode(), assertion)
