"""Make a line: folders, root, custodians, ring, officers, keys."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tocsin.charter.read import load
from tocsin.envelope.keys import Custodian
from tocsin.envelope.recipients import identity_text, recipient_of_seed
from tocsin.operator.home import Home, write_secret
from tocsin.operator.processes import run
from tocsin.operator.signing import build_site, sign

SEED = 32
CUSTODIANS = ("first", "second", "third")


class FolderInUse(Exception):
    """The folder holds something already."""

    hint = "Choose a folder that is empty or does not exist yet."


@dataclass(frozen=True)
class Wish:
    """What the operator asked for."""

    home: Home
    charter: Path
    demonstration: bool
    officers: Sequence[str]
    passphrase_file: Path | None
    custodians: Sequence[Custodian] = ()


def make_line(wish: Wish, *, now: datetime, rng: Callable[[int], bytes]) -> None:
    """Make the line; a charter with faults raises `CharterFaults` before anything is written."""
    load(wish.charter)
    home = wish.home
    if home.path.exists() and any(home.path.iterdir()):
        raise FolderInUse(f"{home.path} is not empty")
    home.make_folders()
    shutil.copytree(wish.charter, home.charter)
    root = Ed25519PrivateKey.from_private_bytes(rng(SEED))
    write_secret(home.root_key, root.private_bytes_raw().hex() + "\n")
    home.write_facts(root.public_key().public_bytes_raw(), demonstration=wish.demonstration)
    custodians = wish.custodians or [_make_custodian(home, name, rng) for name in CUSTODIANS]
    reception = run("tocsin-opener", "init", "--home", str(home.path), *_opener_options(wish))
    site = build_site(home)
    sign(home, root, reception=reception, custodians=custodians, site=site, demonstration=wish.demonstration, now=now)
    for officer in wish.officers:
        enrol_officer(wish, officer)


def enrol_officer(wish: Wish, officer: str) -> None:
    """Make an officer's key file and tell the opener its public half."""
    key = ec.generate_private_key(ec.SECP256R1())
    path = wish.home.path / "desk" / "officers" / f"{officer}.key"
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    with tempfile.NamedTemporaryFile(suffix=".pem") as public:
        public.write(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        public.flush()
        options = ("--home", str(wish.home.path), "--officer", officer, "--public-key", public.name)
        run("tocsin-opener", "enrol", *options, *_opener_options(wish))


def _make_custodian(home: Home, name: str, rng: Callable[[int], bytes]) -> Custodian:
    seed = rng(SEED)
    write_secret(home.path / "custodians" / f"{name}.key", identity_text(seed) + "\n")
    return Custodian(name, recipient_of_seed(seed))


def _opener_options(wish: Wish) -> list[str]:
    options = ["--demonstration"] if wish.demonstration else []
    if wish.passphrase_file is not None:
        options += ["--passphrase-file", str(wish.passphrase_file)]
    return options
