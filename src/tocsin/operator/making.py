"""Make a line: folders, root, custodians, ring, officers, keys."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tocsin.charter.model import Charter, Line
from tocsin.charter.read import load
from tocsin.envelope.keys import Custodian
from tocsin.envelope.recipients import Recipient, identity_text, recipient_of_seed
from tocsin.exchange import backup_key, places
from tocsin.operator.home import Home, write_secret
from tocsin.operator.origins import name_origins
from tocsin.operator.passphrases import check_passphrases
from tocsin.operator.people import Seat, seats
from tocsin.operator.processes import run
from tocsin.operator.settings import Settings
from tocsin.operator.signing import build_site, sign

SEED = 32
CUSTODIANS = ("first", "second", "third")


class FolderInUse(Exception):
    """The folder holds something already."""

    hint = "Choose a folder that is empty or does not exist yet."


@dataclass(frozen=True)
class Wish:
    """What the operator asked for; people are `NAME` or `NAME@DESK`, `overseers` sit at the overseer's desk."""

    home: Home
    charter: Path
    demonstration: bool
    officers: Sequence[str]
    passphrases: Mapping[str, Path | None] = field(default_factory=dict)  # desk -> file
    custodians: Sequence[Custodian] = ()
    overseers: Sequence[str] = ()
    supervisors: Sequence[str] = ()
    overseer_supervisors: Sequence[str] = ()
    backup: Recipient | None = None
    settings: Settings = field(default_factory=Settings)
    origins: Mapping[str, str] = field(default_factory=dict)  # desk -> where it is shown; else as the settings say
    print_keys: bool = False  # those that are made here lie on no disk, and are shown once


@dataclass(frozen=True, repr=False)
class Shown:
    """A secret key that was made here and lies on no disk."""

    whose: str
    identity: str


def make_line(wish: Wish, *, now: datetime, rng: Callable[[int], bytes]) -> list[Shown]:
    """Make the line beside its place, and put it there whole; return the keys to be shown once.

    A charter with faults raises `CharterFaults` before anything is written. Whatever interrupts this leaves nothing in
    the line's own place; a folder that a killed one left beside it is removed by the next.
    """
    charter = load(wish.charter)
    if wish.home.path.exists() and any(wish.home.path.iterdir()):
        raise FolderInUse(f"{wish.home.path} is not empty")
    people = seats_of(wish, charter.line)
    if not wish.demonstration:
        check_passphrases(charter.line, wish.passphrases)
    path = wish.home.path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f".{path.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shown = _fill(replace(wish, home=Home(unfinished)), charter, people, now=now, rng=rng)
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return shown


def _fill(
    wish: Wish, charter: Charter, people: Mapping[str, list[Seat]], *, now: datetime, rng: Callable[[int], bytes]
) -> list[Shown]:
    home, maker = wish.home, _Maker(wish, rng)
    home.make_folders(charter.line.desks)
    shutil.copytree(wish.charter, home.charter)
    if origins := wish.origins or wish.settings.desks(charter.line):
        name_origins(home.charter, origins)
    root = Ed25519PrivateKey.from_private_bytes(rng(SEED))
    write_secret(home.root_key, root.private_bytes_raw().hex() + "\n")
    write_secret(home.settings, wish.settings.to_toml())
    home.write_facts(root.public_key().public_bytes_raw(), demonstration=wish.demonstration)
    custodians = wish.custodians or [
        Custodian(name, maker.key(home.path / "custodians" / f"{name}.key", f"custodian {name}")) for name in CUSTODIANS
    ]
    backup = wish.backup or maker.key(home.path / "root" / "backup.key", "backup key")
    backup_key.write(home.path, backup, today=now.date())
    openers = {
        desk: opener_words(home, desk, wish.passphrases.get(desk), demonstration=wish.demonstration)
        for desk in charter.line.desks
    }
    receptions = _begin_rings(openers)
    site = build_site(home)
    sign(home, root, receptions=receptions, custodians=custodians, site=site, demonstration=wish.demonstration, now=now)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda desk: enrol_people(home, desk, people[desk], openers[desk]), people))
    return maker.shown


def seats_of(wish: Wish, line: Line) -> dict[str, list[Seat]]:
    """Return desk -> whom the wish names there, and as what."""
    return seats(
        line,
        officers=wish.officers,
        supervisors=wish.supervisors,
        overseers=wish.overseers,
        overseer_supervisors=wish.overseer_supervisors,
    )


class _Maker:
    """Makes keys that others take away: in a file for each, or on no disk at all."""

    def __init__(self, wish: Wish, rng: Callable[[int], bytes]) -> None:
        self._print, self._rng = wish.print_keys, rng
        self.shown: list[Shown] = []

    def key(self, path: Path, whose: str) -> Recipient:
        """Make one key; return its public half."""
        seed = self._rng(SEED)
        if self._print:
            self.shown.append(Shown(whose, identity_text(seed)))
        else:
            write_secret(path, identity_text(seed) + "\n")
        return recipient_of_seed(seed)


def opener_words(home: Home, desk: str, passphrase_file: Path | None, *, demonstration: bool) -> list[str]:
    """Return the options that name and unlock a desk's opener."""
    words = ["--home", str(home.path), "--desk", desk]
    words += ["--demonstration"] if demonstration else []
    return words + (["--passphrase-file", str(passphrase_file)] if passphrase_file else [])


def enrol_people(home: Home, desk: str, people: Sequence[Seat], opener: Sequence[str]) -> None:
    """Make everybody's key file, and tell that desk's opener, and no other, the public halves; it is unlocked once."""
    with tempfile.TemporaryDirectory() as folder:
        words: list[str] = []
        for name, role in people:
            key = ec.generate_private_key(ec.SECP256R1())
            path = places.officers(home.path, desk) / f"{name}.key"
            write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
            public = Path(folder) / f"{name}.pem"
            public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
            first = ("--officer", name, "--role", role, "--public-key", str(public))
            words += ["--also", name, role, str(public)] if words else first
        if words:
            run("tocsin-opener", "enrol", *opener, *words)


def _begin_rings(openers: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """Have every desk's opener make its ring, side by side; return what each asks to have signed."""
    with ThreadPoolExecutor() as pool:
        printed = pool.map(lambda words: run("tocsin-opener", "init", *words), openers.values())
        return dict(zip(openers, printed, strict=True))
