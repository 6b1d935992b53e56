import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundle.laid import FILES, KEY, LINE, NEWSROOM, NOW, OLD_KEY, bundle, manifest_of, named, signed
from tocsin.bundle import archive
from tocsin.bundle.bundle import Last, lay_out, read_any, read_bundle
from tocsin.bundle.errors import BundleRefused, ForeignPlace, ForeignType, SignerNotValid, TooLarge
from tocsin.bundle.manifest import File, Manifest
from tocsin.bundle.paths import PLACES, address, check_collisions, check_path

RUNS = 5000 if os.environ.get("SLOW") else 150
GOOD = bundle()


def take(data: bytes) -> object:
    return read_bundle(data, NEWSROOM, last=Last(), now=NOW)


def test_the_same_content_is_the_same_bytes_in_whatever_order_it_was_given() -> None:
    assert bundle(dict(reversed(FILES.items()))) == GOOD
    assert read_bundle(GOOD, NEWSROOM, last=Last(), now=NOW).files == FILES


@settings(max_examples=RUNS)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    changed = bytearray(GOOD)
    changed[place] ^= change
    with pytest.raises(BundleRefused):
        take(bytes(changed))
    with pytest.raises(BundleRefused):
        read_any(bytes(changed), NEWSROOM)


@settings(max_examples=RUNS)
@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=40))
def test_any_cut_or_insertion_is_refused(start: int, end: int, more: bytes) -> None:
    changed = GOOD[:start] + more + GOOD[end:]
    if changed != GOOD:
        with pytest.raises(BundleRefused):
            take(changed)


@settings(max_examples=RUNS)
@given(st.binary(max_size=300))
def test_no_bytes_fail_otherwise(data: bytes) -> None:
    for attempt in (data, GOOD[:40] + data, GOOD + data[:1], signed(data)):
        if attempt != GOOD:
            with pytest.raises(BundleRefused):
                take(attempt)


names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda name: name not in ("con", "prn", "aux", "nul") and name[:3] not in ("com", "lpt")
)
paths = st.builds(
    lambda place, folders, name: "/".join([place, *folders, f"{name}.html"]),
    st.sampled_from(sorted(PLACES)),
    st.lists(names, max_size=3),
    names,
)


@settings(max_examples=RUNS)
@given(st.dictionaries(paths, st.binary(max_size=60), max_size=8))
def test_whatever_may_be_laid_out_is_read_back(files: dict[str, bytes]) -> None:
    assert read_bundle(bundle(files), NEWSROOM, last=Last(), now=NOW).files == files


@settings(max_examples=RUNS)
@given(st.text(max_size=40))
def test_a_path_that_passes_stays_below_its_folder(path: str) -> None:
    try:
        check_path(path)
    except BundleRefused:
        return
    assert path.isascii()
    assert all(part and part[0] != "." for part in path.split("/"))


def test_nothing_is_signed_that_nobody_would_take() -> None:
    for path, error in (("en/report/index.html", ForeignPlace), ("news/a.svg", ForeignType)):
        with pytest.raises(error):
            bundle({path: b"x"})
    with pytest.raises(BundleRefused):
        lay_out(FILES, KEY, line=LINE, last=Last(), created=NOW, days=0)


def test_what_is_said_to_be_too_much_is_refused_before_anything_is_read() -> None:
    many = {f"news/{n}.html": File("00" * 32, 0, "text/html; charset=utf-8") for n in range(archive.MOST + 1)}
    large = {f"news/{n}.pdf": File("00" * 32, archive.LARGEST_FILE, "application/pdf") for n in range(9)}
    for files in (many, large):
        data = signed(manifest_of({}, files=files), dict.fromkeys(files, b""))
        with pytest.raises(TooLarge):
            take(data)


def test_of_any_time_counts_the_key_of_that_time() -> None:
    old = manifest_of(created=NOW.replace(year=2025), not_after=NOW.replace(year=2025, month=12))
    with pytest.raises(SignerNotValid):
        take(signed(old, key=OLD_KEY))
    assert read_any(signed(old, key=OLD_KEY), NEWSROOM).manifest == old
    with pytest.raises(SignerNotValid):
        read_any(signed(manifest_of(), key=OLD_KEY), NEWSROOM)


def test_a_manifest_is_written_back_as_it_was_read() -> None:
    assert Manifest.read(manifest_of().to_bytes()) == manifest_of()


def test_a_page_is_found_at_its_folder() -> None:
    assert address("en/news/first/index.html") == "/en/news/first"
    assert address("feeds/en.atom") == "/feeds/en.atom"


def test_folders_of_one_name_are_no_collision() -> None:
    check_collisions(["news/a/x.html", "news/a/y.html", "en/news/a/x.html"])


def test_a_name_that_a_disk_takes_for_a_device_is_refused() -> None:
    for path in ("news/aux.html", "news/COM1/index.html", "news/nul.pdf"):
        with pytest.raises(BundleRefused):
            take(named(path))
