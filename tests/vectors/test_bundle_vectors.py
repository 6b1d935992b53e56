"""The bundle's vectors: one that is taken, and at least one for each reason for which one is not."""

import base64
import json
import runpy
from typing import Any

import pytest

from tests.lines import REPOSITORY
from tocsin.bundle import errors
from tocsin.bundle.archive import pack
from tocsin.bundle.bundle import Last, read_bundle
from tocsin.bundle.newsroom import Newsroom
from tocsin.envelope.keys import read_time

FILE = REPOSITORY / "vectors" / "bundle.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("v", VECTORS, ids=[f"{v['expect']}-{v['what'][:40]}" for v in VECTORS])
def test_bundles(v: dict[str, Any]) -> None:
    data, root = base64.b64decode(v["bundle"]), bytes.fromhex(v["root"])

    def read() -> bytes:
        newsroom = Newsroom.read(base64.b64decode(v["newsroom"]), root)
        bundle = read_bundle(data, newsroom, last=Last(**v["last"]), now=read_time(v["now"]))
        return pack(bundle.manifest.to_bytes(), bundle.signature, bundle.files)

    if v["expect"] == "opens":
        assert read() == data
        return
    with pytest.raises(errors.BundleRefused) as refused:
        read()
    assert type(refused.value).__name__ == v["expect"]
    assert refused.value.hint


def test_every_reason_has_a_vector() -> None:
    reasons = {kind.__name__ for kind in errors.BundleRefused.__subclasses__()}
    assert {v["expect"] for v in VECTORS} == {"opens", *reasons}


def test_the_vectors_are_what_the_script_makes() -> None:
    made = runpy.run_path(str(REPOSITORY / "scripts" / "make_bundle_vectors.py"), run_name="vectors")["vectors"]()
    assert made == VECTORS
