"""Coverage-guided fuzzing of the header's parser: `make fuzz`. Installed by that target, not by the normal set-up."""

import sys

import atheris

with atheris.instrument_imports():
    from tocsin.envelope.errors import EnvelopeError
    from tocsin.envelope.header import check_shape, read_header


def one_input(data: bytes) -> None:
    """Accept or refuse; what is accepted must be written back to the same bytes."""
    try:
        header, length = read_header(data)
    except EnvelopeError:
        return
    if header.to_bytes() != data[:length]:
        raise RuntimeError("an accepted header is written differently")
    try:
        check_shape(data)
    except EnvelopeError:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
