"""The public age vectors (C2SP CCTV, from the npm package `cctv-age`), as far as they use hybrid keys or none."""

import base64
import json
import shutil
import subprocess
import zlib
from hashlib import sha256
from typing import Any

import pytest

from tests.conftest import missing
from tests.lines import REPOSITORY
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.recipients import seed_of_identity
from tocsin.envelope.unseal import unseal

SCRIPT = """
import * as cctv from "cctv-age";
const named = Object.entries(cctv).filter(([name]) => name !== "default");
console.log(JSON.stringify(named.map(([name, data]) => [name, Buffer.from(data).toString("base64")])));
"""


def vectors() -> list[tuple[str, dict[str, str], bytes]]:
    if shutil.which("node") is None or not (REPOSITORY / "node_modules" / "cctv-age").exists():
        return []
    words = ["node", "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, check=True)
    return [parse(name, base64.b64decode(data)) for name, data in json.loads(done.stdout)]


def parse(name: str, data: bytes) -> tuple[str, dict[str, str], bytes]:
    head, _, file = data.partition(b"\n\n")
    fields: dict[str, str] = {}
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        fields.setdefault(key, value)
    return name, fields, zlib.decompress(file) if "compressed" in fields else file


def ours(fields: dict[str, str]) -> bool:
    """Tell whether the vector can be decided with a hybrid identity: no armour, no passphrase, no X25519."""
    identity = fields.get("identity", "AGE-SECRET-KEY-PQ-1")
    return "armored" not in fields and "passphrase" not in fields and identity.startswith("AGE-SECRET-KEY-PQ-1")


ALL = vectors()
HYBRID: list[Any] = [pytest.param(f, d, id=n) for n, f, d in ALL if ours(f)]
HEADERS: list[Any] = [
    pytest.param(f, d, id=n)
    for n, f, d in ALL
    if not ours(f) and "armored" not in f and f["expect"] == "header failure"
]


def test_the_public_vectors_are_here() -> None:
    if not ALL:
        missing("cctv-age (npm ci)")
    assert len(HYBRID) >= 18


@pytest.mark.parametrize(("fields", "data"), HYBRID)
def test_hybrid_vectors(fields: dict[str, str], data: bytes) -> None:
    def open_it() -> bytes:
        try:
            seed = seed_of_identity(fields["identity"]) if "identity" in fields else bytes(32)
        except EnvelopeError:
            pytest.skip("the vector is about an identity that no file opens with")
        return unseal(data, seed)

    if fields["expect"] == "success":
        assert sha256(open_it()).hexdigest() == fields["payload"]
        return
    with pytest.raises(EnvelopeError):
        open_it()


@pytest.mark.parametrize(("fields", "data"), HEADERS)
def test_headers_that_no_writer_makes_are_refused_whoever_they_are_for(fields: dict[str, str], data: bytes) -> None:
    assert fields["expect"] == "header failure"
    with pytest.raises(EnvelopeError):
        unseal(data, bytes(32))
