"""Padding, so that a sealed report's size says little about what was told.

Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019)
leaks at most O(log log L) bits of a length L and costs at most 12 %.
"""

from tocsin.envelope.errors import BadPadding

SMALLEST = 4096
_FIELD = 4


def padme(length: int) -> int:
    """Round `length` (at least 2) up to the next Padmé length."""
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pad(data: bytes) -> bytes:
    """Return `u32 length || data || zeros`, of Padmé length and at least 4 KiB."""
    return pad_to(data, max(SMALLEST, padme(_FIELD + len(data))))


def unpad(padded: bytes) -> bytes:
    """Reverse `pad`, refusing any other length or a byte that is not zero."""
    data = _content(padded)
    if len(padded) != max(SMALLEST, padme(_FIELD + len(data))):
        raise BadPadding("not a padded length")
    return data


def pad_to(data: bytes, size: int) -> bytes:
    """Return `u32 length || data || zeros` of exactly `size` bytes; `BadPadding` if the data is too long."""
    if _FIELD + len(data) > size:
        raise BadPadding(f"{len(data)} bytes do not fit into {size}", hint="Make the text shorter.")
    return len(data).to_bytes(_FIELD, "big") + data + bytes(size - _FIELD - len(data))


def unpad_exact(padded: bytes, size: int) -> bytes:
    """Reverse `pad_to` for a known `size`."""
    if len(padded) != size:
        raise BadPadding("not of the fixed length")
    return _content(padded)


def is_padded_size(size: int) -> bool:
    """Tell whether `pad` makes strings of this length."""
    return size == SMALLEST or (size > SMALLEST and padme(size) == size)


def _content(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_FIELD], "big")
    if len(padded) < _FIELD or length > len(padded) - _FIELD:
        raise BadPadding("the length field lies")
    if padded.count(0, _FIELD + length) != len(padded) - _FIELD - length:
        raise BadPadding("padding is not zero")
    return padded[_FIELD : _FIELD + length]
