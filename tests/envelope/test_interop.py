"""typage and Python open each other's files at every edge of a chunk; Go's age opens Python's, if it is at hand."""

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.lines import REPOSITORY
from tests.world import DESK_SEED, fixed_rng
from tocsin.envelope.recipients import identity_text, recipient_of_seed
from tocsin.envelope.seal import seal
from tocsin.envelope.unseal import unseal

SIZES = [0, 1, 1000, 65535, 65536, 65537, 131072, 200_000]
SCRIPT = """
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { readFileSync, writeFileSync } from "node:fs";
const [folder, identity, sizes] = process.argv.slice(1);
const recipient = await identityToRecipient(identity);
for (const size of JSON.parse(sizes)) {
  const opener = new Decrypter();
  opener.addIdentity(identity);
  const plain = await opener.decrypt(new Uint8Array(readFileSync(`${folder}/python-${size}.age`)));
  const sealer = new Encrypter();
  sealer.addRecipient(recipient);
  writeFileSync(`${folder}/typage-${size}.age`, await sealer.encrypt(plain));
}
console.log(recipient);
"""


def test_typage_and_python_read_each_other(tmp_path: Path) -> None:
    if shutil.which("node") is None or not (REPOSITORY / "node_modules" / "age-encryption").exists():
        missing("node with age-encryption (npm ci)")
    recipient = recipient_of_seed(DESK_SEED)
    plains = {size: fixed_rng(size)(size) for size in SIZES}
    for size, plain in plains.items():
        (tmp_path / f"python-{size}.age").write_bytes(seal(plain, [recipient], rng=os.urandom))
    words = ["node", "--input-type=module", "-e", SCRIPT, str(tmp_path), identity_text(DESK_SEED), json.dumps(SIZES)]
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(recipient)
    for size, plain in plains.items():
        opened = unseal((tmp_path / f"typage-{size}.age").read_bytes(), DESK_SEED)
        assert sha256(opened).digest() == sha256(plain).digest(), size


def test_the_independent_age_tool_reads_what_python_sealed(tmp_path: Path) -> None:
    tool = shutil.which("age")
    version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout if tool else ""
    if not tool or tuple(int(x) for x in version.strip("v\n").split("-")[0].split(".")[:2]) < (1, 3):
        pytest.skip("age 1.3 or newer is not at hand (Debian 12 has 1.1.1, which cannot read hybrid files)")
    (tmp_path / "key").write_text(identity_text(DESK_SEED) + "\n")
    (tmp_path / "file.age").write_bytes(seal(b"told", [recipient_of_seed(DESK_SEED)], rng=os.urandom))
    words = [tool, "-d", "-i", str(tmp_path / "key"), str(tmp_path / "file.age")]
    assert subprocess.run(words, capture_output=True, check=True).stdout == b"told"
