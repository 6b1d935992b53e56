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

from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.envelope.keys import Custodian
from tocsin.envelope.recipients import Recipient, identity_text, recipient_of_seed
from tocsin.exchange import backup_key, places
from tocsin.operator.home import Home, write_secret
from tocsin.operator.origins import name_origins
from tocsin.operator.passphrases import of_desks
from tocsin.operator.processes import run
from tocsin.operator.settings import Settings
from tocsin.operator.signing import build_site, sign

SEED = 32
SHORTEST = 12
CUSTODIANS = ("first", "second", "third")


class FolderInUse(Exception):
    """The folder holds something already."""

    hint = "Choose a folder that is empty or does not exist yet."


class PassphraseUnfit(Exception):
    """A ring would open with nothing, or the overseer's with what opens the desk's."""

    hint = (
        "Two files, each written by those who answer for that desk: --passphrase-file, --overseer-passphrase-file; "
        "or type them when you are asked."
    )


class NamedTwice(Exception):
    """One person would be two, or a supervisor an officer as well."""

    hint = "Name everybody once: a supervisor may do what an officer may."


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
    overseer_supervisors: Sequence[str] = ()
    backup: Recipient | None = None
    settings: Settings = field(default_factory=Settings)
    desk_origin: str = ""  # else the desk's address in the settings
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
    _check_people(wish)
    _check_passphrases(wish)
    path = wish.home.path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f".{path.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shown = _fill(replace(wish, home=Home(unfinished)), charter, now=now, rng=rng)
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return shown


def _fill(wish: Wish, charter: Charter, *, now: datetime, rng: Callable[[int], bytes]) -> list[Shown]:
    home, maker = wish.home, _Maker(wish, rng)
    home.make_folders(charter.line.desks)
    shutil.copytree(wish.charter, home.charter)
    if origin := wish.desk_origin or wish.settings.desk_address:
        name_origins(home.charter, {charter.line.desk: origin})
    root = Ed25519PrivateKey.from_private_bytes(rng(SEED))
    write_secret(home.root_key, root.private_bytes_raw().hex() + "\n")
    write_secret(home.settings, wish.settings.to_toml())
    home.write_facts(root.public_key().public_bytes_raw(), demonstration=wish.demonstration)
    custodians = wish.custodians or [
        Custodian(name, maker.key(home.path / "custodians" / f"{name}.key", f"custodian {name}")) for name in CUSTODIANS
    ]
    backup = wish.backup or maker.key(home.path / "root" / "backup.key", "backup key")
    backup_key.write(home.path, backup, today=now.date())
    openers = _openers(wish, charter)
    receptions = _begin_rings(openers)
    site = build_site(home)
    sign(home, root, receptions=receptions, custodians=custodians, site=site, demonstration=wish.demonstration, now=now)
    for desk, names, role in _people(wish, charter):
        for name in names:
            enrol_officer(home, desk, name, openers[desk], role=role)
    return maker.shown


def _people(wish: Wish, charter: Charter) -> list[tuple[str, Sequence[str], str]]:
    """Return whom to enrol, at which desk, as what: supervisors last, since from the second on officers are theirs."""
    overseer = charter.line.overseer
    named = {"officer": wish.officers, "supervisor": wish.supervisors}
    at = {role: _by_desk(names, charter.line.desk) for role, names in named.items()}
    receiving = charter.line.receiving
    return [
        *((desk, at["officer"].get(desk, []), "officer") for desk in receiving),
        (overseer, wish.overseers, "officer"),
        *((desk, at["supervisor"].get(desk, []), "supervisor") for desk in receiving),
        (overseer, wish.overseer_supervisors, "supervisor"),
    ]


def _by_desk(names: Sequence[str], desk: str) -> dict[str, list[str]]:
    """Read NAME or NAME@DESK; without a desk it is the line's own."""
    found: dict[str, list[str]] = {}
    for text in names:
        name, _, where = text.partition("@")
        found.setdefault(where or desk, []).append(name)
    return found


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


def _check_people(wish: Wish) -> None:
    both = sorted({*wish.officers, *wish.supervisors} & {*wish.overseers, *wish.overseer_supervisors})
    if both:
        raise OfficerOfBoth(f"{', '.join(both)} would be an officer of both desks")
    for names in ((*wish.officers, *wish.supervisors), (*wish.overseers, *wish.overseer_supervisors)):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise NamedTwice(f"{', '.join(twice)} is named twice at one desk")


def _check_passphrases(wish: Wish) -> None:
    if wish.demonstration:
        return
    ours, theirs = wish.passphrase_file, wish.overseer_passphrase_file
    for file in (ours, theirs):
        if file is None or not file.is_file():
            raise PassphraseUnfit(f"no file {file}" if file else "each desk needs a passphrase")
        check_passphrase(file.read_bytes().strip())
    if len({file.read_bytes().strip() for file in (ours, theirs) if file}) == 1:
        raise PassphraseUnfit("the overseer's desk needs a passphrase of its own")


def check_passphrase(passphrase: bytes) -> None:
    """Refuse what a thief of the disk would find within days: each guess costs a second and 128 MiB, not more."""
    if len(passphrase) < SHORTEST:
        raise PassphraseUnfit(f"a passphrase has {SHORTEST} characters or more")


def _openers(wish: Wish, charter: Charter) -> dict[str, list[str]]:
    line, demonstration = charter.line, wish.demonstration
    files = of_desks(line, wish.passphrase_file, wish.overseer_passphrase_file)
    return {desk: opener_words(wish.home, desk, file, demonstration=demonstration) for desk, file in files.items()}
