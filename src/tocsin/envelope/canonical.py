"""JSON in the one spelling that Tocsin writes and reads: sorted keys, no space, no escaped non-ASCII."""

import json
from collections.abc import Mapping
from typing import Any

from tocsin.envelope.errors import NotCanonical


def dumps(value: object) -> bytes:
    """Return the canonical UTF-8 bytes of a JSON value; a lone surrogate or a number that JSON lacks is refused."""
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode()
    except ValueError:
        # `from None`: an encoder's error quotes the text it stumbled on, which may be a report.
        raise NotCanonical("a value that JSON cannot hold") from None


def loads(data: bytes) -> dict[str, Any]:
    """Read one canonical object; re-writing it must give the same bytes, so no key hides behind another."""
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not JSON ({type(error).__name__})") from None
    if not isinstance(value, dict):
        raise NotCanonical("not an object")
    if dumps(value) != data:
        raise NotCanonical("not in canonical form")
    return value


def fields(value: dict[str, Any], shape: Mapping[str, type]) -> dict[str, Any]:
    """Check that an object has exactly the keys of `shape`, each of its type, and return it."""
    if value.keys() != shape.keys():
        raise NotCanonical(f"keys are not exactly {', '.join(sorted(shape))}")
    for key, kind in shape.items():
        if type(value[key]) is not kind:
            raise NotCanonical(f"{key} is not of type {kind.__name__}")
    return value


def unhex(text: object, size: int) -> bytes:
    """Read exactly `size` bytes of lower-case hexadecimal."""
    if not isinstance(text, str) or len(text) != 2 * size or set(text) - set("0123456789abcdef"):
        raise NotCanonical(f"not {size} bytes of lower-case hexadecimal")
    return bytes.fromhex(text)
