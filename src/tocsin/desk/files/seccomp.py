"""The list of system calls that the locked process may still make, as a filter that the kernel runs before each call.

Source: Linux `seccomp(2)`, `linux/filter.h`, `linux/audit.h`; numbers from `asm/unistd.h` of each machine. Nothing on
the list names a file, an address or a program. Everything else ends the process at once. Pure.
"""

import struct

ALLOW, KILL = 0x7FFF0000, 0x80000000
PROT_EXEC = 4

# (AUDIT_ARCH, numbers that are allowed, numbers of mmap and mprotect: allowed for what cannot be executed)
_NAMES = "read write munmap brk mremap madvise futex clock_gettime sched_yield rt_sigreturn exit exit_group getrandom"
MACHINES: dict[str, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (0, 1, 11, 12, 25, 28, 202, 228, 24, 15, 60, 231, 318), (9, 10)),
    "aarch64": (0xC00000B7, (63, 64, 215, 214, 216, 233, 98, 113, 124, 139, 93, 94, 278), (222, 226)),
}

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCH, _THIRD_ARGUMENT = 0, 4, 32  # places in struct seccomp_data; low half of a 64-bit argument


def program(machine: str) -> bytes:
    """Return the filter for a machine (`x86_64`, `aarch64`) as an array of `struct sock_filter`; else `KeyError`."""
    arch, plain, mapping = MACHINES[machine]
    steps = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, KILL), (_LOAD, 0, 0, _NUMBER)]
    for number in plain:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, ALLOW)]
    for number in mapping:  # memory that is written and then run is how a broken decoder becomes a program
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, _THIRD_ARGUMENT), (_ANY_BIT, 0, 1, PROT_EXEC)]
        steps += [(_RETURN, 0, 0, KILL), (_RETURN, 0, 0, ALLOW)]
    steps += [(_RETURN, 0, 0, KILL)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
