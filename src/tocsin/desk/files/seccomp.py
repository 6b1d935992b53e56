"""The list of system calls that the locked process may still make, as a filter that the kernel runs before each call.

Source: Linux `seccomp(2)`, `linux/filter.h`, `linux/audit.h`; numbers from `asm/unistd.h` of each machine. Nothing on
the list names a file, an address or a program. Everything else ends the process at once. Pure.
"""

import struct

ALLOW, KILL = 0x7FFF0000, 0x80000000
PROT_EXEC = 4

# AUDIT_ARCH of each machine, and beside it the number that a call has there.
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS: dict[str, tuple[int, int]] = {
    "read": (0, 63),
    "write": (1, 64),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "exit": (60, 93),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
# Memory that is written and then run is how a decoder that was taken over becomes a program: only what is not executed.
MAPPING: dict[str, tuple[int, int]] = {"mmap": (9, 222), "mprotect": (10, 226)}

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCH, _THIRD_ARGUMENT = 0, 4, 32  # places in struct seccomp_data; low half of a 64-bit argument


def program(machine: str) -> bytes:
    """Return the filter for a machine (`x86_64`, `aarch64`) as an array of `struct sock_filter`; else `KeyError`."""
    arch, column = MACHINES[machine], list(MACHINES).index(machine)
    steps = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, KILL), (_LOAD, 0, 0, _NUMBER)]
    for numbers in CALLS.values():
        steps += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, ALLOW)]
    for numbers in MAPPING.values():
        steps += [(_EQUAL, 0, 4, numbers[column]), (_LOAD, 0, 0, _THIRD_ARGUMENT), (_ANY_BIT, 0, 1, PROT_EXEC)]
        steps += [(_RETURN, 0, 0, KILL), (_RETURN, 0, 0, ALLOW)]
    steps += [(_RETURN, 0, 0, KILL)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
