import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bundle.laid import KEY, NOW, OLD_KEY, newsroom_json, public
from tests.world import ROOT, ROOT_PUBLIC
from tocsin.bundle.errors import BadNewsroom
from tocsin.bundle.newsroom import Newsroom, NewsroomKey, sign_newsroom
from tocsin.envelope import canonical

GOOD = newsroom_json()
LABEL = b"tocsin/newsroom/v1\n"


def signed(**changed: Any) -> bytes:
    """Let the root sign what it never would."""
    text = canonical.dumps({**json.loads(json.loads(GOOD)["signed"]), **changed})
    signature = base64.b64encode(ROOT.sign(LABEL + text)).decode()
    return canonical.dumps({"signature": signature, "signed": text.decode()})


def test_what_the_root_signed_is_read() -> None:
    newsroom = Newsroom.read(GOOD, ROOT_PUBLIC)
    assert newsroom.serial == 1
    assert [k.key for k in newsroom.keys] == [public(KEY), public(OLD_KEY)]


@pytest.mark.parametrize("place", range(0, len(GOOD), 7))
def test_any_changed_byte_is_refused(place: int) -> None:
    changed = bytearray(GOOD)
    changed[place] ^= 1
    with pytest.raises(BadNewsroom):
        Newsroom.read(bytes(changed), ROOT_PUBLIC)


@given(st.binary(max_size=200))
def test_no_bytes_fail_otherwise(data: bytes) -> None:
    with pytest.raises(BadNewsroom):
        Newsroom.read(data, ROOT_PUBLIC)


KEYS = json.loads(json.loads(GOOD)["signed"])["keys"]


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "tocsin/newsroom/v2"},
        {"line": "00" * 16},
        {"serial": 0},
        {"serial": True},
        {"more": 1},
        {"keys": [1]},
        {"keys": [KEYS[0], KEYS[0]]},
        {"keys": [{**KEYS[0], "key": "00"}]},
        {"keys": [{**KEYS[0], "until": KEYS[0]["from"]}]},
        {"keys": [{**KEYS[0], "from": "yesterday"}]},
    ],
)
def test_what_this_version_would_not_write_is_refused_though_the_root_signed_it(changed: dict[str, Any]) -> None:
    assert Newsroom.read(signed(), ROOT_PUBLIC).serial == 1
    with pytest.raises(BadNewsroom):
        Newsroom.read(signed(**changed), ROOT_PUBLIC)


def test_a_key_that_is_no_point_signs_nothing() -> None:
    key = NewsroomKey(b"\xff" * 32, NOW, NOW + timedelta(days=1))
    newsroom = Newsroom.read(sign_newsroom([key], ROOT, serial=1), ROOT_PUBLIC)
    assert not newsroom.keys[0].signed(b"anything", bytes(64))
