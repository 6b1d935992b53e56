"""What the operator is told at the start: whether strangers' pictures can be shown here at all, and what is missing."""

from tocsin.desk.files.previewing import held, missing_walls


def faults() -> list[str]:
    """Return what this machine does not give, in sentences; without the lock itself every preview is refused."""
    if not held():
        return [
            (
                "TOC021: pictures that came with reports are not shown: this kernel does not lock the decoder in. "
                "Linux with seccomp on x86_64 or aarch64 does; everything else works without."
            )
        ]
    return [
        f"TOC022: the locked decoder stands without {wall}; the list of system calls holds by itself"
        for wall in missing_walls()
    ]
