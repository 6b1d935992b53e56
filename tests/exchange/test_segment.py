import fcntl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.exchange.segment import Record, encode_record, is_finished, read_records, segments

POSTS = st.lists(st.tuples(st.text("abc/-.0123456789", min_size=1, max_size=60), st.binary(max_size=300)), max_size=6)


def write(path: Path, posts: list[tuple[str, bytes]]) -> bytes:
    data = b"".join(encode_record(name, body) for name, body in posts)
    path.write_bytes(data)
    return data


@given(posts=POSTS)
def test_what_was_written_is_read_and_nothing_else(posts: list[tuple[str, bytes]], tmp_path: Path) -> None:
    path = tmp_path / "x.seg"
    data = write(path, posts)
    records = list(read_records(path))
    assert [(r.name, r.body) for r in records] == posts
    assert (records[-1].end if records else 0) == len(data)


@given(posts=POSTS, cut=st.integers(0, 2_000), tail=st.binary(max_size=40))
def test_a_torn_tail_ends_the_reading_and_harms_nothing_before_it(
    posts: list[tuple[str, bytes]], cut: int, tail: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "x.seg"
    data = write(path, posts)
    kept = data[: cut % (len(data) + 1)]
    path.write_bytes(kept + tail)
    records = list(read_records(path))
    whole = [p for p, r in zip(posts, offsets(posts), strict=True) if r <= len(kept)]
    assert [(r.name, r.body) for r in records][: len(whole)] == whole


def offsets(posts: list[tuple[str, bytes]]) -> list[int]:
    total, ends = 0, []
    for name, body in posts:
        total += len(encode_record(name, body))
        ends.append(total)
    return ends


def test_reading_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "x.seg"
    write(path, [("a", b"1"), ("b", b"2")])
    first = next(read_records(path))
    assert first == Record("a", b"1", first.end)
    assert [r.name for r in read_records(path, first.end)] == ["b"]


def test_zeros_that_a_power_cut_left_are_not_a_record(tmp_path: Path) -> None:
    path = tmp_path / "x.seg"
    path.write_bytes(encode_record("a", b"1") + bytes(4096))
    assert [r.name for r in read_records(path)] == ["a"]


@pytest.mark.parametrize("position", range(14))
def test_a_flipped_byte_in_the_head_is_seen(tmp_path: Path, position: int) -> None:
    path = tmp_path / "x.seg"
    data = bytearray(encode_record("name", b"body"))
    data[position] ^= 1
    path.write_bytes(data)
    assert list(read_records(path)) == []


def test_a_segment_is_finished_when_its_writer_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "x.seg"
    path.touch()
    with path.open("ab") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        assert not is_finished(path)
    assert is_finished(path)
    assert segments(tmp_path) == [path]
