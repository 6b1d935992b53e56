"""The bare limit: the fastest durable group-committed append of 2 KB that this disk gives, with no server at all."""

import os
import time
from pathlib import Path

SIZE = 2048
SECONDS = 1.5
BATCHES = (1, 8, 16, 32)


def bare_limit(folder: Path) -> dict[int, float]:
    """Return records per second for each batch size: write a batch, fdatasync, again."""
    found = {}
    for batch in BATCHES:
        path = folder / f"bare-{batch}"
        data = os.urandom(SIZE) * batch
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            os.write(descriptor, data)
            os.fdatasync(descriptor)
            count += batch
        found[batch] = count / (time.perf_counter() - began)
        os.close(descriptor)
        path.unlink()
    return found
