"""Make a line: folders, root, custodians, ring, officers, keys."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.envelope.keys import Custodian
from tocsin.envelope.recipients import identity_text, recipient_of_seed
from tocsin.exchange import places
from tocsin.operator.home import Home, write_secret
from tocsin.operator.processes import run
from tocsin.operator.signing import build_site, sign

SEED = 32
CUSTODIANS = ("first", "second", "third")


class FolderInUse(Exception):
    """The folder holds something already."""

    hint = "Choose a folder that is empty or does not exist yet."


class PassphraseUnfit(Exception):
    """A ring would open with nothing, or the overseer's with what opens the desk's."""

    hint = "Two files, each written by those who answer for that desk: --passphrase-file, --overseer-passphrase-file."


class OfficerOfBoth(Exception):
    """Somebody would sit at the desk and hear what is told about it."""

    hint = "Name people for --overseer who do not work at the desk, and answer to somebody else."


@dataclass(frozen=True)
class Wish:
    """What the operator asked for; `overseers` are the officers of the overseer's desk."""

    home: Home
    charter: Path
    demonstration: bool
    officers: Sequence[str]
    passphrase_file: Path | None = None
    custodians: Sequence[Custodian] = ()
    overseers: Sequence[str] = ()
    overseer_passphrase_file: Path | None = None
    supervisors: Sequence[str] = ()


def make_line(wish: Wish, *, now: datetime, rng: Callable[[int], bytes]) -> None:
    """Make the line; a charter with faults raises `CharterFaults` before anything is written."""
    charter, home = load(wish.charter), wish.home
    if home.path.exists() and any(home.path.iterdir()):
        raise FolderInUse(f"{home.path} is not empty")
    both = sorted({*wish.officers, *wish.supervisors} & {*wish.overseers})
    if both:
        raise OfficerOfBoth(f"{', '.join(both)} would be an officer of both desks")
    _check_passphrases(wish)
    home.make_folders(charter.line.desks)
    shutil.copytree(wish.charter, home.charter)
    root = Ed25519PrivateKey.from_private_bytes(rng(SEED))
    write_secret(home.root_key, root.private_bytes_raw().hex() + "\n")
    home.write_facts(root.public_key().public_bytes_raw(), demonstration=wish.demonstration)
    custodians = wish.custodians or [_make_custodian(home, name, rng) for name in CUSTODIANS]
    receptions = _begin_rings(_openers(wish, charter))
    site = build_site(home)
    sign(home, root, receptions=receptions, custodians=custodians, site=site, demonstration=wish.demonstration, now=now)
    for desk, names in ((charter.line.desk, wish.officers), (charter.line.overseer, wish.overseers)):
        for officer in names:
            enrol_officer(home, desk, officer, _openers(wish, charter)[desk])
    for officer in wish.supervisors:  # last: from the second on, officers are theirs to make
        enrol_officer(home, charter.line.desk, officer, _openers(wish, charter)[charter.line.desk], role="supervisor")


def opener_words(home: Home, desk: str, passphrase_file: Path | None, *, demonstration: bool) -> list[str]:
    """Return the options that name and unlock a desk's opener."""
    words = ["--home", str(home.path), "--desk", desk]
    words += ["--demonstration"] if demonstration else []
    return words + (["--passphrase-file", str(passphrase_file)] if passphrase_file else [])


def enrol_officer(home: Home, desk: str, officer: str, opener: Sequence[str], *, role: str = "officer") -> None:
    """Make an officer's key file and tell that desk's opener, and no other, its public half."""
    key = ec.generate_private_key(ec.SECP256R1())
    path = places.officers(home.path, desk) / f"{officer}.key"
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    with tempfile.NamedTemporaryFile(suffix=".pem") as public:
        public.write(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        public.flush()
        words = ("--officer", officer, "--role", role, "--public-key", public.name)
        run("tocsin-opener", "enrol", *opener, *words)


def _begin_rings(openers: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """Have every desk's opener make its ring, side by side; return what each asks to have signed."""
    with ThreadPoolExecutor() as pool:
        printed = pool.map(lambda words: run("tocsin-opener", "init", *words), openers.values())
        return dict(zip(openers, printed, strict=True))


def _check_passphrases(wish: Wish) -> None:
    if wish.demonstration:
        return
    ours, theirs = wish.passphrase_file, wish.overseer_passphrase_file
    for file in (ours, theirs):
        if file is None or not file.is_file():
            raise PassphraseUnfit(f"no file {file}" if file else "each desk needs a passphrase")
    if len({file.read_bytes().strip() for file in (ours, theirs) if file}) == 1:
        raise PassphraseUnfit("the overseer's desk needs a passphrase of its own")


def _make_custodian(home: Home, name: str, rng: Callable[[int], bytes]) -> Custodian:
    seed = rng(SEED)
    write_secret(home.path / "custodians" / f"{name}.key", identity_text(seed) + "\n")
    return Custodian(name, recipient_of_seed(seed))


def _openers(wish: Wish, charter: Charter) -> dict[str, list[str]]:
    line, demonstration = charter.line, wish.demonstration
    files = {line.desk: wish.passphrase_file, line.overseer: wish.overseer_passphrase_file}
    return {desk: opener_words(wish.home, desk, file, demonstration=demonstration) for desk, file in files.items()}
