"""`tocsin-opener`: make the ring, enrol officers, print the reception keys to be signed, serve.

Exit codes: 0 done, 1 refused, 2 usage.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from grp import getgrnam
from pathlib import Path
from pwd import getpwnam

from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.errors import EnvelopeError
from tocsin.exchange import backup_key, places
from tocsin.exchange.backups import BackupUnfit
from tocsin.exchange.request import read_public
from tocsin.opener import reception
from tocsin.opener.authorise.officers import enrol, supervisors
from tocsin.opener.authorise.rules import ROLES
from tocsin.opener.backup import back_up
from tocsin.opener.errors import OpenerError, PassphraseAwaited, WrongRing
from tocsin.opener.hardening import harden
from tocsin.opener.house import House
from tocsin.opener.ledger import LogRewritten
from tocsin.opener.locked import Locked
from tocsin.opener.looking import look
from tocsin.opener.peers import listen
from tocsin.opener.restore import lay_back, log_restore, unseal_to
from tocsin.opener.ring import read_passphrase
from tocsin.opener.server import Server, own_uid
from tocsin.opener.upgrading import upgrade


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="tocsin-opener", description="The process with the ring.")
    verbs = top.add_subparsers(dest="verb", required=True)
    helps = {
        "init": "make ring, database and reception keys; print what the line root signs",
        "keys": "make the next reception keys when they are due; print what the line root signs",
        "enrol": "make somebody an officer, until there are two supervisors",
        "serve": "collect, and answer signed requests on a socket",
        "backup": "copy what is kept, sealed, into an empty folder; also while the opener runs, and without passphrase",
        "look": "print what the operator may know: versions, whether the log is whole; needs no passphrase",
        "restore": "fill an empty folder from such a copy, replay erasures, and say so in the log",
    }
    for name, text in helps.items():
        verb = verbs.add_parser(name, help=text)
        verb.add_argument(
            "--home", type=Path, default=os.environ.get("TOCSIN_HOME"), required="TOCSIN_HOME" not in os.environ
        )
        verb.add_argument("--desk", default="", help="whose ring; else the one that receives, as the charter says")
        verb.add_argument("--passphrase-file", type=Path, help="else the systemd credential tocsin-ring")
        verb.add_argument("--demonstration", action="store_true", help="a ring that opens with what everybody knows")
        if name == "enrol":
            verb.add_argument("--officer", required=True)
            verb.add_argument("--public-key", type=Path, required=True, help="PEM of a P-256 key")
            verb.add_argument("--role", choices=sorted(ROLES), default="officer")
            verb.add_argument("--compartment", action="append", default=[], help="one whose cases the officer sees")
            also = ("NAME", "ROLE", "FILE")
            verb.add_argument("--also", nargs=3, action="append", default=[], metavar=also, help="another, and so on")
            verb.add_argument("--recover", action="store_true", help="although there are two supervisors; logged so")
        if name == "serve":
            verb.add_argument("--collect-every", type=float, default=60, help="seconds; 0 collects only when asked")
            verb.add_argument("--allow-uid", type=int, action="append", help="who may connect, besides this user")
            verb.add_argument("--allow-user", action="append", help="the same, by name")
            verb.add_argument("--socket-group", help="the group that may connect to the socket")
        if name == "backup":
            verb.add_argument("--to", type=Path, required=True, metavar="FOLDER")
        if name in ("backup", "restore"):
            verb.add_argument("--beside", default="", metavar="SHA256", help="the manifest of the desk's pages")
        if name == "restore":
            verb.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
            verb.add_argument("--identity-file", type=Path, required=True, help="the backup key's secret half")
            verb.add_argument(
                "--erased", type=Path, action="append", default=[], help="a newer list of what was erased"
            )
    unsealed = verbs.add_parser(
        "unseal", help="print what a backup sealed to the backup key, once all of it is verified"
    )
    unsealed.add_argument("--identity-file", type=Path, required=True, help="the backup key's secret half")
    unsealed.add_argument("--from", dest="source", type=Path, required=True, metavar="FILE")
    return top


def main() -> int:
    """Run `tocsin-opener`."""
    options = parser().parse_args()
    os.umask(0o027)
    for refused in harden():
        print(f"tocsin-opener: {refused}", file=sys.stderr)
    try:
        if options.verb == "serve":
            return asyncio.run(_serve(options))
        if options.verb == "backup":
            return _back_up(options)
        if options.verb == "look":
            return _look(options)
        if options.verb == "unseal":
            return _unseal(options)
        made = _lay_back(options) if options.verb == "restore" else ""
        house = _unlock(options)
        acts: dict[str, Callable[[House, argparse.Namespace], None]] = {
            "init": _print_keys,
            "keys": _print_keys,
            "enrol": _enrol,
            "restore": partial(_log_restore, made=made),
        }
        acts[options.verb](house, options)
    except (OpenerError, BackupUnfit, CharterFaults, EnvelopeError, LogRewritten) as error:
        print(f"tocsin-opener: {error}\n{error.hint}", file=sys.stderr)
        return 1
    return 0


def _unlock(options: argparse.Namespace) -> House:
    demonstration, unlock = _prepare(options)
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return unlock(read_passphrase(options.passphrase_file, demonstration=demonstration, credentials=credentials))


def _prepare(options: argparse.Namespace) -> tuple[bool, Callable[[bytes], House]]:
    """Read what is public of the line; return whether it is a demonstration, and what its passphrase unlocks."""
    home: Path = options.home
    facts = canonical.loads((home / "line.json").read_bytes())
    demonstration = bool(facts["demonstration"])
    if demonstration != options.demonstration:
        raise WrongRing("this line is a demonstration" if demonstration else "this line is a real one")
    charter = load(home / str(facts["charter"]))
    options.desk = options.desk or charter.line.desk

    def unlock(passphrase: bytes) -> House:
        house = House.unlock(
            home,
            charter,
            options.desk,
            canonical.unhex(facts["line"], 16),
            passphrase=passphrase,
            demonstration=demonstration,
            now=lambda: datetime.now(UTC),
            rng=os.urandom,
        )
        upgrade(house)
        return house

    return demonstration, unlock


def _back_up(options: argparse.Namespace) -> int:
    _prepare(options)
    recipient, _ = backup_key.read(options.home)
    now = datetime.now(UTC)
    back_up(options.home, options.desk, options.to, recipient, beside=options.beside, now=now, rng=os.urandom)
    return 0


def _look(options: argparse.Namespace) -> int:
    _prepare(options)
    print(json.dumps(look(options.home, options.desk)))
    return 0


def _lay_back(options: argparse.Namespace) -> str:
    _prepare(options)
    identity = options.identity_file.read_text(encoding="ascii")
    words = {"identity": identity, "beside": options.beside, "erased": options.erased}
    return lay_back(options.home, options.desk, options.source, **words)


def _unseal(options: argparse.Namespace) -> int:
    unseal_to(sys.stdout.buffer, options.source, identity=options.identity_file.read_text(encoding="ascii"))
    return 0


def _log_restore(house: House, _options: argparse.Namespace, *, made: str) -> None:
    log_restore(house, made=made)
    house.close()


def _print_keys(house: House, _options: argparse.Namespace) -> None:
    reception.ensure_keys(house.database, house.ring, house.desk, now=house.now(), rng=house.rng)
    print(json.dumps(reception.published(house.database)))
    house.close()


def _enrol(house: House, options: argparse.Namespace) -> None:
    more = {"compartments": options.compartment, "recover": options.recover, "before": supervisors(house)}
    for name, role, file in ((options.officer, options.role, options.public_key), *options.also):
        enrol(house, name, read_public(Path(file).read_bytes()), role, **more)
    house.close()


def _group(text: str) -> int:
    return int(text) if text.isdigit() else getgrnam(text).gr_gid


async def _serve(options: argparse.Namespace) -> int:
    named = {getpwnam(name).pw_uid for name in options.allow_user or ()}
    uids = own_uid() | named | frozenset(options.allow_uid or ())
    group = _group(options.socket_group) if options.socket_group else None
    demonstration, unlock = _prepare(options)
    path = places.socket(options.home, options.desk)
    try:
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        house = unlock(read_passphrase(options.passphrase_file, demonstration=demonstration, credentials=credentials))
    except PassphraseAwaited:
        print("tocsin-opener: locked; waiting for: tocsin unlock", file=sys.stderr, flush=True)
        own = listen(places.unlocking(options.home, options.desk))
        waiting = Locked(unlock, uids=uids)
        unlocked = await waiting.wait(desk=listen(path, group=group), own=own)
        places.unlocking(options.home, options.desk).unlink(missing_ok=True)
        if unlocked is None:
            return 0
        house = unlocked
    await Server(house, uids=uids).run(path, every=options.collect_every, group=group)
    return 0
