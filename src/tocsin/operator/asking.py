"""The questions of `tocsin init`: each is an option too, none is asked twice, and secrets come last."""

import argparse
import os
from collections.abc import Callable, Container, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from tocsin.charter.model import Line
from tocsin.charter.read import load
from tocsin.envelope.errors import EnvelopeError
from tocsin.envelope.keys import Custodian
from tocsin.envelope.recipients import Recipient
from tocsin.operator.desks import by_desk
from tocsin.operator.home import Home
from tocsin.operator.making import FolderInUse, Wish
from tocsin.operator.passphrases import SHORTEST, PassphraseUnfit, check_passphrase, of_desks
from tocsin.operator.people import seats
from tocsin.operator.processes import OWN_FILES
from tocsin.operator.settings import Settings, SettingsFault, check_address

DICE_WORDS = 6  # drawn from 7,776 they are 77 bits


class Terminal(Protocol):
    """A person who is asked; `secret` echoes nothing."""

    def say(self, text: str) -> None:
        """Show a text."""

    def ask(self, question: str) -> str:
        """Return an answer, without spaces around it."""

    def secret(self, question: str) -> str:
        """Return an answer that nobody sees."""


def wish_of(options: argparse.Namespace) -> Wish:
    """Return what the options say, as it stands; `CharterFaults`, since only the charter knows the desks."""
    line = load(options.charter).line
    addresses = {desk: check_address(text) for desk, text in by_desk(line, options.desk_address or ()).items()}
    settings = Settings(check_address(options.address or ""), addresses.pop(line.desk, ""), desk_addresses=addresses)
    settings.desks(line)
    return Wish(
        Home(options.dir.resolve()),
        options.charter,
        demonstration=options.demonstration,
        officers=options.officer,
        passphrases=of_desks(line, options.passphrase_file, options.overseer_passphrase_file),
        custodians=[read_custodian(text) for text in options.custodian],
        overseers=options.overseer,
        supervisors=options.supervisor,
        overseer_supervisors=options.overseer_supervisor,
        backup=Recipient.parse(options.backup_recipient) if options.backup_recipient else None,
        settings=settings,
        print_keys=options.print_keys,
    )


def read_custodian(text: str) -> Custodian:
    """Read NAME=age1pq1..."""
    name, _, recipient = text.partition("=")
    return Custodian(name, Recipient.parse(recipient))


def ask_what_is_missing(options: argparse.Namespace, terminal: Terminal, *, show_faults: Callable[[Path], int]) -> bool:
    """Ask for every option that was not given; False when the charter's faults must be mended first."""
    terminal.say(INTRODUCTION)
    options.dir = _ask_folder(options.dir, terminal)
    if options.charter is None:
        options.charter = Path(_ask(terminal, "The charter's folder", check=_check_folder))
    if show_faults(options.charter):
        return False
    line = load(options.charter).line
    _ask_addresses(options, terminal, line)
    _ask_people(options, terminal, line)
    _ask_holders(options, terminal)
    _ask_passphrases(options, terminal, line)
    options.print_keys = True
    return True


def _ask_folder(given: Path | None, terminal: Terminal) -> Path:
    default = "/var/lib/tocsin" if os.getuid() == 0 else "tocsin-line"
    while True:
        path = (given or Path(_ask(terminal, "Folder of the line", default=default))).resolve()
        if not path.exists() or not any(path.iterdir()):
            return path
        if given:
            raise FolderInUse(f"{path} is not empty")
        terminal.say(f"{path} is not empty. {FolderInUse.hint}")


def _ask_addresses(options: argparse.Namespace, terminal: Terminal, line: Line) -> None:
    if options.address is None:
        terminal.say("\nThe address of the public pages, for example https://line.example. Empty: not known yet.")
        options.address = _ask(terminal, "Address", check=check_address, default="")
    if options.desk_address is None:
        terminal.say(ADDRESSES)
        asked = [
            (desk, _ask(terminal, f"Address of the desk {desk}", check=check_address, default=""))
            for desk in line.desks
        ]
        options.desk_address = [f"{desk}={address}" for desk, address in asked if address]


def _ask_people(options: argparse.Namespace, terminal: Terminal, line: Line) -> None:
    terminal.say(PEOPLE)
    given = seats(
        line,
        officers=options.officer,
        supervisors=options.supervisor,
        overseers=options.overseer,
        overseer_supervisors=options.overseer_supervisor,
    )
    named = [name for people in given.values() for name, _ in people]
    for desk, people in given.items():
        theirs, where = desk == line.overseer, "" if desk in (line.desk, line.overseer) else f"@{desk}"
        shown = f"the overseer's desk {desk}" if theirs else f"the desk {desk}"
        questions = (
            ("officer", "overseer" if theirs else "officer", f"Officers of {shown}", 1),
            (
                "supervisor",
                "overseer_supervisor" if theirs else "supervisor",
                f"Supervisors of {shown}, two or more",
                2,
            ),
        )
        for role, option, question, fewest in questions:
            if role in {taken for _, taken in people}:
                continue
            names = _names(_ask(terminal, question, check=partial(_check_names, fewest=fewest, others=tuple(named))))
            named += names
            setattr(options, option, [*getattr(options, option), *(name + where for name in names)])


def _ask_holders(options: argparse.Namespace, terminal: Terminal) -> None:
    if not options.custodian:
        terminal.say(CUSTODIANS)
        while (answer := terminal.ask("Custodian as NAME=age1pq1..., or empty")) or len(options.custodian) == 1:
            try:
                read_custodian(answer)
                options.custodian.append(answer)
            except EnvelopeError as error:
                terminal.say(f"{error}. It is what age-keygen -pq prints as the public key.")
    if options.backup_recipient is None:
        terminal.say(BACKUP)
        answer = _ask(terminal, "Backup key age1pq1..., or empty", check=_check_recipient, default="")
        options.backup_recipient = answer or None


def _ask_passphrases(options: argparse.Namespace, terminal: Terminal, line: Line) -> None:
    terminal.say(PASSPHRASES)
    files = of_desks(line, options.passphrase_file, options.overseer_passphrase_file)
    for desk in [desk for desk in line.receiving if files[desk] is None]:
        own = files[line.desk]
        more = f", or empty: it opens with that of {line.desk}" if own else ""
        typed = _ask_passphrase(terminal, f"Passphrase of the desk {desk}{more}", optional=own is not None)
        if typed:
            files[desk] = in_memory(typed)
            options.passphrase_file.append(f"{desk}={files[desk]}")
    if options.overseer_passphrase_file is None:
        terminal.say(f"\nNow let the overseer sit here, alone. You should not see or know this one ({line.overseer}).")
        others = {file.read_bytes().strip() for file in files.values() if file and file.exists()}
        typed = _ask_passphrase(terminal, "Passphrase of the overseer's desk", others=others)
        options.overseer_passphrase_file = in_memory(typed)


def _ask_passphrase(
    terminal: Terminal, question: str, *, optional: bool = False, others: Container[bytes] = ()
) -> bytes:
    while True:
        typed = terminal.secret(question).strip().encode()
        if optional and not typed:
            return b""
        try:
            check_passphrase(typed)
        except PassphraseUnfit as error:
            terminal.say(f"{str(error)[0].upper()}{str(error)[1:]}. This one has {len(typed)}.")
            continue
        if typed in others:
            terminal.say("That opens a desk too. The overseer's must be another.")
            continue
        if terminal.secret("The same again").strip().encode() != typed:
            terminal.say("The two differ. Once more, please.")
            continue
        terminal.say(strength(typed.decode()))
        return typed


def strength(passphrase: str) -> str:
    """Say plainly what a passphrase withstands; no program can know how it was chosen."""
    if len(set(passphrase.split())) >= DICE_WORDS:
        return "Strong, if dice or a program chose the words, and not you."
    return (
        "Taken. If you thought of it yourself, a thief of the disk has a fair chance to find it. "
        f"{DICE_WORDS} words that dice chose are out of reach."
    )


def in_memory(passphrase: bytes) -> Path:
    """Lay a passphrase in a file that exists in memory alone, for this process and those it hands it to."""
    descriptor = os.memfd_create("passphrase", os.MFD_CLOEXEC)
    os.write(descriptor, passphrase)
    return Path(f"{OWN_FILES}{descriptor}")


def _ask(terminal: Terminal, question: str, *, check: Callable[[str], object] = str, default: str | None = None) -> str:
    """Ask until the answer fits; an empty one means the default, if there is one."""
    shown = f"{question} [{default}]" if default else question
    while True:
        answer = terminal.ask(shown)
        if not answer and default is not None:
            return default
        try:
            check(answer)
        except (EnvelopeError, SettingsFault, ValueError) as error:
            terminal.say(str(error))
            continue
        if answer:
            return answer


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace(",", " ").split()]


def _check_names(text: str, fewest: int, others: Sequence[str]) -> None:
    names = _names(text)
    if len({*names}) < max(fewest, len(names)) or "@" in text:
        raise ValueError(f"{fewest} or more, with a space between them, each once.")
    if taken := sorted({*names} & {*others}):
        raise ValueError(f"{', '.join(taken)} has a place already. Nobody has two.")


def _check_folder(text: str) -> None:
    if not (Path(text) / "line.toml").is_file():
        raise ValueError(f"{text or 'Nothing'} is no folder with a line.toml. See docs/charter.md.")


def _check_recipient(text: str) -> None:
    Recipient.parse(text)


INTRODUCTION = """\
This makes a reporting line in a folder of this machine. Nothing is written before the last question,
and Ctrl-C leaves nothing behind. Each question is an option too: tocsin init --help
"""
PEOPLE = """
People. Give short names, with spaces between. Everybody gets a key of their own.
Two supervisors together make officers later, so there are two at each desk from the start.
The overseer's desk hears what is told about your own staff. Nobody sits at two desks."""
ADDRESSES = """\
The address of each desk, on a name of its own that only your own network reaches. Empty: not known yet."""
CUSTODIANS = """
Custodians. Two of them together can read who a reporter is, and one alone cannot. They should not work at a desk.
Give those who have a key of their own (age-keygen -pq). Empty at once: three keys are made and shown once."""
BACKUP = """
Backups of the keys are sealed to a backup key whose secret half lies on no server, and is changed every 30 days.
Empty: one is made and shown once."""
PASSPHRASES = f"""
Passphrases. Each desk's ring opens with its own, at every start of the machine. If it is lost, every report is lost.
A desk that others start, elsewhere, has one that they alone know.
At least {SHORTEST} characters; better six words that dice chose (diceware). Nothing is shown while you type."""
