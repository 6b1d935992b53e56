"""Unix sockets under any folder: the kernel takes 107 bytes of path, a person's folders may have more."""

import os
from pathlib import Path

_LONGEST = 107


def short_path(path: Path) -> str:
    """Return a path of the same socket that the kernel takes; a long one goes through an open folder."""
    if len(os.fsencode(path)) <= _LONGEST:
        return str(path)
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    return f"/proc/self/fd/{folder}/{path.name}"
