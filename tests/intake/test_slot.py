import asyncio
import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.exchange.segment import read_records, segments
from tocsin.intake import slot as slot_module
from tocsin.intake.slot import RealDisk, Slot, SlotFull


class WatchedDisk(RealDisk):
    """The real disk, with a note of the order of things, and faults where a test wants them."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fail: dict[str, int] = {}

    def _step(self, name: str) -> None:
        self.done.append(name)
        if self.fail.get(name, 0) > 0:
            self.fail[name] -= 1
            raise OSError(errno.ENOSPC, "no space left on device")

    def write(self, descriptor: int, data: bytes) -> None:
        if self.fail.get("write"):
            super().write(descriptor, data[: len(data) // 2])  # a full disk takes a part of it
        self._step("write")
        super().write(descriptor, data)

    def flush(self, descriptor: int) -> None:
        self._step("flush")
        super().flush(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        self._step("truncate")
        super().truncate(descriptor, size)


def stored(folder: Path) -> dict[str, bytes]:
    return {r.name: r.body for path in segments(folder) for r in read_records(path)}


def with_slot(folder: Path, act: Callable[[Slot, WatchedDisk], object]) -> WatchedDisk:
    async def main() -> None:
        slot = Slot(folder, disk)
        await act(slot, disk)  # type: ignore[misc]
        await slot.close()

    disk = WatchedDisk()
    asyncio.run(main())
    return disk


def test_an_acknowledgement_follows_the_flush(tmp_path: Path) -> None:
    async def act(slot: Slot, disk: WatchedDisk) -> None:
        await slot.put("a", b"1")
        disk.done.append("acknowledged")

    assert with_slot(tmp_path, act).done == ["write", "flush", "acknowledged"]
    assert stored(tmp_path) == {"a": b"1"}


def test_one_flush_serves_all_who_wait(tmp_path: Path) -> None:
    async def act(slot: Slot, _disk: WatchedDisk) -> None:
        await asyncio.gather(*(slot.put(f"n{i}", b"x" * 100) for i in range(200)))

    disk = with_slot(tmp_path, act)
    assert disk.done.count("flush") <= 3
    assert len(stored(tmp_path)) == 200


def test_a_full_disk_acknowledges_nobody_and_tears_nothing(tmp_path: Path) -> None:
    async def act(slot: Slot, disk: WatchedDisk) -> None:
        await slot.put("before", b"1")
        disk.fail["write"] = 1
        with pytest.raises(OSError, match="no space"):
            await slot.put("lost", b"2" * 1000)
        await slot.put("after", b"3")

    with_slot(tmp_path, act)
    assert stored(tmp_path) == {"before": b"1", "after": b"3"}


def test_a_segment_that_cannot_be_cut_back_is_left_and_a_new_one_begun(tmp_path: Path) -> None:
    async def act(slot: Slot, disk: WatchedDisk) -> None:
        await slot.put("before", b"1")
        disk.fail = {"write": 1, "truncate": 1}
        with pytest.raises(OSError, match="no space"):
            await slot.put("lost", b"2" * 1000)
        await slot.put("after", b"3")

    with_slot(tmp_path, act)
    assert len(segments(tmp_path)) == 2
    assert stored(tmp_path) == {"before": b"1", "after": b"3"}


def test_after_a_failed_flush_the_file_is_never_trusted_again(tmp_path: Path) -> None:
    async def act(slot: Slot, disk: WatchedDisk) -> None:
        disk.fail["flush"] = 1
        with pytest.raises(OSError, match="no space"):
            await slot.put("doubtful", b"1")
        await slot.put("after", b"2")

    with_slot(tmp_path, act)
    assert len(segments(tmp_path)) == 2
    assert stored(tmp_path)["after"] == b"2"


def test_a_waiter_that_goes_away_harms_nobody(tmp_path: Path) -> None:
    async def act(slot: Slot, _disk: WatchedDisk) -> None:
        impatient = asyncio.create_task(slot.put("impatient", b"1"))
        patient = asyncio.create_task(slot.put("patient", b"2"))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient
        await asyncio.gather(impatient, return_exceptions=True)

    with_slot(tmp_path, act)
    assert stored(tmp_path)["patient"] == b"2"


def test_a_segment_is_rotated_so_that_it_can_be_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot_module, "ROTATE_BYTES", 500)

    async def act(slot: Slot, _disk: WatchedDisk) -> None:
        for i in range(4):
            await slot.put(f"n{i}", b"x" * 400)

    with_slot(tmp_path, act)
    assert len(segments(tmp_path)) >= 2
    assert len(stored(tmp_path)) == 4


def test_too_much_waiting_is_refused_instead_of_filling_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot_module, "MOST_WAITING", 1000)

    async def act(slot: Slot, _disk: WatchedDisk) -> None:
        results = await asyncio.gather(*(slot.put(f"n{i}", b"x" * 400) for i in range(5)), return_exceptions=True)
        assert sum(isinstance(r, SlotFull) for r in results) == 3

    with_slot(tmp_path, act)
    assert len(stored(tmp_path)) == 2
