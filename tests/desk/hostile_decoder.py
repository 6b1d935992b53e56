"""A decoder that a picture took over: runs inside the real lock and tries what its first argument says."""

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

from tests.desk.forged import forged
from tocsin.desk.files.picture import work
from tocsin.desk.files.rules import End

LIBC = ctypes.CDLL(None)


def _socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def _unix() -> None:
    socket.socket(socket.AF_UNIX)


def _execute() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)


def _by_another_door() -> None:
    LIBC.syscall(0x40000000 + 2, b"/etc/passwd", 0)  # open, by its number of the x32 interface


ATTEMPTS: dict[str, Callable[[], object]] = {
    "open": lambda: open("/etc/hostname", "rb"),  # noqa: PTH123, SIM115
    "write": lambda: os.open("/dev/shm/came-out", os.O_CREAT | os.O_WRONLY),  # noqa: S108
    "list": lambda: os.scandir("/"),
    "memfd": lambda: os.memfd_create("came-out"),
    "socket": _socket,
    "unix": _unix,
    "execve": lambda: os.execve("/bin/true", ["true"], {}),  # noqa: S606
    "program": lambda: subprocess.run(["true"], check=False),
    "fork": os.fork,
    "kill": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "run-memory": _execute,
    "ptrace": lambda: LIBC.ptrace(16, os.getppid(), 0, 0),
    "read-parent": lambda: LIBC.process_vm_readv(1, 0, 0, 0, 0, 0),
    "more": lambda: LIBC.setrlimit(0, 0),
    "x32": _by_another_door,
}


def hostile(_data: bytes, edge: int) -> tuple[bytes, End]:
    """Try, and hand out what the attempt of that name writes."""
    what = sys.argv[1]
    if what == "spin":
        while True:
            pass
    if what == "eat":
        return bytes(10 * 1024**3), End.SHOWN
    if what in ATTEMPTS:
        ATTEMPTS[what]()
    return forged(what, edge), End.SHOWN


if __name__ == "__main__":
    end = End.DAMAGED
    try:
        end = work(int(sys.argv[2]), hostile)
    finally:
        os._exit(end)
