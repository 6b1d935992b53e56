"""Keep keys and plaintext out of core files, swap and other processes' reach."""

import ctypes
import os
import resource

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE = 1, 2


def harden() -> list[str]:
    """Forbid core dumps and tracing, lock the memory; return what could not be had, in words for the operator."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    refused = []
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        refused.append("other processes of this user may trace the opener")
    if libc.mlockall(_MCL_CURRENT | _MCL_FUTURE) != 0:
        why = os.strerror(ctypes.get_errno())
        refused.append(f"memory is not locked against swap ({why}): raise LimitMEMLOCK, or switch swap off")
    return refused
