"""Where the keys of backups come from: given in files, made here, or typed by the person at the terminal."""

import argparse
from collections.abc import Callable

from tocsin.charter.read import load
from tocsin.envelope.recipients import Recipient, identity_text, recipient_of_seed
from tocsin.operator.asking import Terminal, in_memory
from tocsin.operator.desks import by_desk
from tocsin.operator.home import Home, write_secret
from tocsin.operator.making import SEED
from tocsin.operator.passphrases import of_desks
from tocsin.operator.restore import Restore


def restore_of(options: argparse.Namespace, terminal: Terminal) -> Restore:
    """Return what to restore; what is secret and lies in no file is asked for."""
    line = load(options.source / "line" / "charter").line
    identity = options.identity_file or in_memory(terminal.secret("Backup key").strip().encode())
    files = of_desks(line, options.passphrase_file, options.overseer_passphrase_file)
    demonstration = bool(Home(options.source / "line").read_facts()["demonstration"])
    for desk in [desk for desk, file in files.items() if file is None and not demonstration]:
        typed = terminal.secret(f"Passphrase of {desk}").strip().encode()
        files[desk] = files[line.desk] if not typed and desk in line.receiving else in_memory(typed)
    given = {desk: file for desk, file in files.items() if file is not None}
    databases = by_desk(line, options.database)
    return Restore(options.source, Home(options.dir.resolve()), identity, given, options.erased, databases)


def new_backup_key(options: argparse.Namespace, *, rng: Callable[[int], bytes]) -> tuple[Recipient, str]:
    """Return whom backups are sealed to, and the secret half if it is to be shown: one made here lies on no disk."""
    if options.recipient:
        return Recipient.parse(options.recipient), ""
    seed = rng(SEED)
    if options.out is None:
        return recipient_of_seed(seed), identity_text(seed)
    write_secret(options.out, identity_text(seed) + "\n")
    return recipient_of_seed(seed), ""
