"""The filter as the kernel would run it, on both machines: a small reader of BPF, since only one of them runs here."""

import struct
from itertools import product

import pytest

from tocsin.desk.files.seccomp import ALLOW, CALLS, KILL, MACHINES, MAPPING, PROT_EXEC, program

OTHER = {"x86_64": 0x40000003, "aarch64": 0xC000003E}  # i386, which shares numbers with it; and the other machine


def run(code: bytes, *, arch: int, number: int, third: int = 0) -> int:
    """Run a filter over one call's `struct seccomp_data`."""
    data = struct.pack("=IIQ6Q", number, arch, 0, 0, 0, third, 0, 0, 0)
    steps = list(struct.iter_unpack("HBBI", code))
    place = held = 0
    while True:
        kind, yes, no, value = steps[place]
        place += 1
        match kind:
            case 0x20:
                (held,) = struct.unpack_from("=I", data, value)
            case 0x15:
                place += yes if held == value else no
            case 0x45:
                place += yes if held & value else no
            case 0x06:
                return int(value)


@pytest.mark.parametrize("machine", MACHINES)
def test_exactly_the_list_passes(machine: str) -> None:
    code, arch, column = program(machine), MACHINES[machine], list(MACHINES).index(machine)
    allowed = {numbers[column] for numbers in (*CALLS.values(), *MAPPING.values())}
    assert {n for n in range(2_000) if run(code, arch=arch, number=n) == ALLOW} == allowed
    assert all(run(code, arch=arch, number=0x40000000 + n) == KILL for n in range(600))
    assert all(run(code, arch=OTHER[machine], number=n) == KILL for n in allowed)


@pytest.mark.parametrize("machine", MACHINES)
def test_no_memory_becomes_a_program(machine: str) -> None:
    code, arch, column = program(machine), MACHINES[machine], list(MACHINES).index(machine)
    for numbers, rights in product(MAPPING.values(), range(16)):
        passed = run(code, arch=arch, number=numbers[column], third=rights) == ALLOW
        assert passed == (not rights & PROT_EXEC)


def test_another_machine_has_no_list() -> None:
    with pytest.raises(KeyError):
        program("riscv64")


def test_nothing_on_the_list_reaches_out() -> None:
    reaching = ("open", "stat", "socket", "connect", "send", "recv", "exec", "fork", "clone", "kill", "ptrace", "ioctl")
    assert not [name for name in {*CALLS, *MAPPING} if name.startswith(reaching)]
