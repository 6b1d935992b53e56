from pathlib import Path

import pytest

from tests.opener.houses import World
from tocsin.opener.errors import KeyDestroyed, OpenerRuns, RingLocked, WrongRing
from tocsin.opener.ring import read_passphrase


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_a_key_is_found_again_after_a_restart_and_after_every_turn(world: World) -> None:
    with world.house.database.main:
        key = world.house.ring.new("message:a")
    for _ in range(3):
        world.house.ring.rotate()
        assert world.again().ring.get("message:a") == key
    assert [p.name for p in (world.house.folder / "ring").iterdir()] == ["epoch-4.key"]


def test_a_dropped_key_opens_nothing_not_even_with_a_copy_of_the_old_rows(world: World) -> None:
    main = world.house.database.main
    with main:
        world.house.ring.new("message:a")
    old_row = main.execute("SELECT wrapped FROM ring WHERE id = 'message:a'").fetchone()[0]
    world.house.ring.drop(["message:a"])
    with pytest.raises(KeyDestroyed):
        world.house.ring.get("message:a")
    with main:
        main.execute("INSERT INTO ring VALUES ('message:a', ?)", (old_row,))
    with pytest.raises(Exception):  # noqa: B017, PT011 - the library's own refusal
        world.house.ring.get("message:a")


def test_no_key_of_the_ring_lies_on_the_disk_in_clear(world: World) -> None:
    with world.house.database.main:
        key = world.house.ring.new("message:a")
    epoch = world.house.ring._key
    world.again()
    files = [p.read_bytes() for p in world.home.rglob("*") if p.is_file()]
    for secret in (key, epoch):
        assert not any(secret in data or secret.hex().encode() in data for data in files)


@pytest.mark.parametrize("step", ["_write_epoch", "_forget_other_epochs"])
def test_a_crash_while_turning_leaves_every_key(world: World, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.house.database.main:
        key = world.house.ring.new("message:a")
    ring = world.house.ring
    original = getattr(ring, step)

    def crash(*arguments: object) -> None:
        if step == "_write_epoch":
            original(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(ring, step, crash)
    with pytest.raises(KeyboardInterrupt):
        ring.rotate()
    assert world.again().ring.get("message:a") == key
    assert len(list((world.house.folder / "ring").iterdir())) == 1


def test_another_passphrase_does_not_open_it(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.house.close()
    with pytest.raises(RingLocked):
        world.unlock(passphrase=b"guess")


def test_a_real_ring_and_a_demonstrations_are_not_taken_for_each_other(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.house.close()
    with pytest.raises(WrongRing):
        world.unlock(demonstration=False)


def test_two_openers_never_hold_one_ring(world: World) -> None:
    with pytest.raises(OpenerRuns):
        world.unlock()


def test_what_unlocks_is_a_file_or_a_systemd_credential_and_only_a_demonstration_needs_none(tmp_path: Path) -> None:
    (tmp_path / "tocsin-ring").write_text("correct horse\n")
    assert read_passphrase(None, demonstration=False, credentials=str(tmp_path)) == b"correct horse"
    assert read_passphrase(tmp_path / "tocsin-ring", demonstration=False, credentials=None) == b"correct horse"
    assert read_passphrase(None, demonstration=True, credentials=None) == b"demonstration"
    (tmp_path / "empty").touch()
    for file in (None, tmp_path / "nothing", tmp_path / "empty"):
        with pytest.raises(RingLocked):
            read_passphrase(file, demonstration=False, credentials=None)


def test_only_the_owner_reads_the_ring_and_the_database(world: World) -> None:
    for path in [*(world.house.folder / "ring").iterdir(), *(world.house.folder).glob("*.db")]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert (world.house.folder / "ring").stat().st_mode & 0o077 == 0
