"""The fields of the bare form, as they come."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from tocsin.envelope.answers import clean_text
from tocsin.envelope.errors import BadReceipt
from tocsin.envelope.receipt import Receipt
from tocsin.intake.line import Line
from tocsin.intake.refusals import bad_header, too_large

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
