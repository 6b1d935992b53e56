"""The page that shows a receipt, and the file that it can be saved as: the same for everybody but for twelve words."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tocsin.charter.directory.telling import Reader
from tocsin.charter.model import Charter
from tocsin.envelope.errors import BadReceipt
from tocsin.envelope.receipt import COUNT, LISTS, Receipt
from tocsin.look.readers import said
from tocsin.look.rendering import LineFacts, render, write_day
from tocsin.look.reporting import labels
from tocsin.look.texts import catalogue

_HOLE = "\x1f"  # a control that no text of a page holds
# Says nothing of a line or a report to whoever looks into a folder of downloads.
FILE_NAME = "receipt.txt"
Frame = tuple[Charter, LineFacts, str, str]  # charter, facts, language, desk


def receipt_page(frame: Frame, receipt: Receipt, *, today: date, largest: int, **more: object) -> str:
    """Return the page with the twelve words; `largest` is the size of a file in bytes, `more` what is said besides.

    All but words, numbers and secret is the same for everybody on a day, so it is rendered once with holes, and they
    are filled in the order in which they stand: rendering anew cost a third of a form post.
    """
    words, secret = receipt.words(frame[2]), receipt.secret.hex()
    shown = [*(words.split() if words else []), *receipt.numbers().split()]
    pieces = _pieces(frame, today, largest, **more) if more else _kept_pieces(frame, today, largest)
    values = [*shown, *[secret] * (len(pieces) - 1 - len(shown))]
    return "".join(part for pair in zip(pieces, [*values, ""], strict=True) for part in pair)


@lru_cache(maxsize=64)
def _kept_pieces(frame: Frame, today: date, largest: int) -> list[str]:
    return _pieces(frame, today, largest)


def _pieces(frame: Frame, today: date, largest: int, **more: object) -> list[str]:
    charter, facts, language, desk = frame
    clocks = vars(charter.line.clocks)
    shown: dict[str, Any] = {
        "languages": [],
        "words": [_HOLE] * COUNT if language in LISTS else [],
        "numbers": [_HOLE] * COUNT,
        "receipt": _HOLE,
        "desk": desk,
        "readings": [said(charter, language, Reader(desk))],
        "days": {name: write_day(today + timedelta(days=count), language) for name, count in clocks.items()},
        "largest": f"{largest // 1024 // 1024} MiB",
        "added": "",
        "wait": "",
        "typed": "",
        "field_names": labels(language),
    }
    return render("receipt.html", charter, language, facts=facts, **{**shown, **more}).split(_HOLE)


def saved(charter: Charter, language: str, receipt: Receipt, today: date) -> str:
    """Return the receipt as a text file: words, numbers and the day to come back, and not what they are for."""
    words = receipt.words(language)
    day = today + timedelta(days=charter.line.clocks.come_back)
    numbered = [f"{i:2}  {word}" for i, word in enumerate(words.split(), 1)] if words else []
    return "\n".join([*numbered, "", receipt.numbers(), "", day.isoformat(), ""])


def comparison(receipt: Receipt, typed: str, language: str) -> str | None:
    """Return what is wrong with words typed from paper, in the person's language, or None when they are right."""
    _ = catalogue(language).gettext
    try:
        if Receipt.parse(typed, language) == receipt:
            return None
    except BadReceipt as error:
        if error.positions:
            return _("Not the same yet. Look again at number %(places)s.") % {
                "places": ", ".join(map(str, error.positions))
            }
    return _("Not the same yet. Compare each with what is shown above.")
