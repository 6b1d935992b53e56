"""What is exported may be carried instead of saved: rooms above take each sealed part on its way to the browser."""

from typing import Any, Protocol

from tocsin.desk.staff.models import Officer
from tocsin.exchange.request import Request


class Carrier(Protocol):
    """A room that carries; it gets what is sealed already, and can open none of it."""

    def begin(self, signed: Request, answer: dict[str, Any], officer: Officer) -> bool:
        """Take the first part of an export, and tell whether it is carried."""

    def go_on(self, signed: Request, answer: dict[str, Any], officer: Officer) -> None:
        """Take the next part."""


_CARRIERS: list[Carrier] = []


def carry(carrier: Carrier) -> None:
    """Have a room above offered every export."""
    _CARRIERS.append(carrier)


def begin(signed: Request, answer: dict[str, Any], officer: Officer) -> bool:
    """Offer an export that begins; tell whether somebody carries it."""
    return any(carrier.begin(signed, answer, officer) for carrier in _CARRIERS)


def go_on(signed: Request, answer: dict[str, Any], officer: Officer) -> None:
    """Pass the next part on."""
    for carrier in _CARRIERS:
        carrier.go_on(signed, answer, officer)
