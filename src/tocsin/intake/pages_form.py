"""The fields of the bare form: reading them, showing them again, and turning them into answers."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from tocsin.charter.model import Charter
from tocsin.envelope.answers import clean_text
from tocsin.envelope.errors import BadReceipt
from tocsin.envelope.receipt import Receipt
from tocsin.intake.line import Line
from tocsin.intake.refusals import bad_header, too_large
from tocsin.look.reporting import ANSWERS, FIELDS, IDENTITY, extra_fields

LARGEST = 2 * 1024 * 1024
MOST_FIELDS = 400


def read_fields(body: bytes) -> dict[str, str]:
    """Read an urlencoded form: the first value of each field, in the one spelling of texts."""
    try:
        # ASCII with replacement would lose what was typed; UTF-8 is what our pages declare.
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise too_large(LARGEST) from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, clean_text(value))
    return fields


def read_receipt(fields: Mapping[str, str]) -> Receipt | None:
    """Read the receipt that the check page carries, or None if it is not there or not whole."""
    try:
        return Receipt(bytes.fromhex(fields.get("receipt", "")))
    except (ValueError, BadReceipt):
        return None


def desk_of(fields: Mapping[str, str], line: Line) -> str:
    """Return the desk that a form names, or the line's own if it names none.

    One that the line does not have is refused: what is told about its staff must never fall back to them.
    """
    wanted = fields.get("desk") or line.charter.line.desk
    if wanted not in line.charter.line.desks:
        raise bad_header("desk")
    return wanted


def answers_of(fields: Mapping[str, str], charter: Charter, language: str) -> dict[str, Any]:
    """Return the raw answers of a form."""
    answers: dict[str, Any] = {key: fields.get(key, "") for key in ANSWERS}
    extra = extra_fields(charter, language, fields.get("concern", ""))
    answers["answers"] = {question: fields[name] for name, question in extra if fields.get(name, "").strip()}
    return {**answers, "language": language}


def identity_of(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what the form says of the person who tells."""
    return {key: fields.get(field, "") for field, key in IDENTITY.items()}


def kept_fields(fields: Mapping[str, str], *, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return the fields that a page carries on as hidden ones: ours only, and whatever is not shown on it."""
    ours = {*FIELDS, "receipt", "desk"}
    return [(k, v) for k, v in fields.items() if (k in ours or k.startswith("extra-")) and k not in without]
