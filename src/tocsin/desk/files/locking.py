"""A process locks itself in, for good: no file, no network, no other program, bounded memory and time.

Called after everything needed was imported, and before one byte of what a stranger sent was read.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

from tocsin.desk.files import seccomp

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 15  # of computing

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_MODE_FILTER = 2
# user, mount, network, IPC and host name of its own, so that even a call that slipped through would find nothing
_NAMESPACES = 0x10000000 | 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same number on every machine
_LANDLOCK_FILES = ((6, 0xFFFF), (5, 0xFFFF), (3, 0x7FFF), (2, 0x3FFF), (1, 0x1FFF))  # from which version, all rights


class NotLocked(Exception):
    """The kernel refused a lock without which no stranger's byte is read."""

    hint = "Linux with seccomp on x86_64 or aarch64 is needed; without it pictures are not shown, all else works."


def lock() -> list[str]:
    """Lock this process in; return the second walls that this kernel does not give, in words. `NotLocked` otherwise."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        filter_ = seccomp.program(platform.machine())
    except KeyError:
        raise NotLocked(f"no list of system calls for {platform.machine()}") from None
    _must(libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0), "to end with who started it")
    _must(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    missing = _second_walls(libc)
    _must(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "no dump")
    _limit()
    sys.path[:], sys.meta_path[:] = [], []  # an import now would be a call that ends us: let it be an error instead
    words = ctypes.create_string_buffer(filter_, len(filter_))
    fprog = struct.pack("HxxxxxxP", len(filter_) // 8, ctypes.addressof(words))
    _must(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, fprog, 0, 0), "the list of system calls")
    return missing


def _second_walls(libc: ctypes.CDLL) -> list[str]:
    missing = []
    if libc.unshare(_NAMESPACES) != 0:
        missing.append("namespaces of its own")
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    rights = next((rights for least, rights in _LANDLOCK_FILES if version >= least), 0)
    ruleset = libc.syscall(_LANDLOCK_CREATE, struct.pack("Q", rights), 8, 0) if rights else -1
    if ruleset < 0 or libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) != 0:
        missing.append("Landlock")
    return missing


def _limit() -> None:
    os.chdir("/")
    os.environ.clear()
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    os.closerange(3, 1024)
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def _must(answer: int, what: str) -> None:
    if answer != 0:
        raise NotLocked(f"the kernel refuses {what}: {os.strerror(ctypes.get_errno())}")
