"""What `tocsin` shows to the person at the terminal, and how it asks."""

import getpass

from tocsin.charter.model import Line
from tocsin.charter.read import load
from tocsin.operator.making import Shown, Wish, seats_of

TWO_PERSONS = 2

_HEADS = "in the heads, or the safe, of those who start its opener"
AFTER_RESTORE = """
What to do next:

  1. As root, give every zone its own again: tocsin install DIR. Whom an alarm wakes lies in desk/DESK/alarm.toml;
     if its unit reads a credential, move it there: /etc/tocsin/DESK.alarm.toml
  2. Bring the line root and sign: tocsin keys DIR --serial NUMBER, one above the last that the public got.
  3. Start all, unlock the openers, and look: tocsin doctor DIR
  4. Repeat what was done since the backup: officers, recusals, replies. The log tells that it was set back."""


class Person:
    """The person at the terminal."""

    def say(self, text: str) -> None:
        """Show a text."""
        print(text)

    def ask(self, question: str) -> str:
        """Return an answer, without spaces around it."""
        return input(f"{question}: ").strip()

    def secret(self, question: str) -> str:
        """Return an answer that nobody sees."""
        return getpass.getpass(f"{question}: ")


def print_made(wish: Wish, shown: list[Shown]) -> None:
    """Tell what was made: keys that are shown once, then all keys with what is lost with each, then what to do."""
    if shown:
        _print_once(shown)
    line = load(wish.charter).line
    print(f"\nMade a line in {wish.home.path}.\n\nThe keys of this line:\n")
    for what, where, lost in _keys(wish, line):
        print(f"  {what}\n      where   {where}\n      lost    {lost}")
    print("\nWhat to do next:\n")
    for number, step in enumerate(_steps(wish, line), 1):
        print(f"  {number}. {step}")


def print_backup_key(identity: str, *, path: str) -> None:
    """Tell of a new backup key, and of the old one."""
    if identity:
        print(f"The new backup key, shown once:\n\n  {identity}\n")
    elif path:
        print(f"The new backup key lies in {path}. Take it away from this machine.")
    print("Make a backup now. When it is there, destroy the old key: what was erased is then gone from backups too.")


def _print_once(shown: list[Shown]) -> None:
    print("\nThese keys are shown once and lie nowhere. Write each on paper, or into the holder's own device, now.\n")
    for key in shown:
        print(f"  {key.whose}\n  {key.identity}\n")
    print("Then clear this screen and its history. Whoever has a key can do what its holder can.")


def _keys(wish: Wish, line: Line) -> list[tuple[str, str, str]]:
    """Return what each key is, where it is, and what is lost with it."""
    home, made = wish.home.path, not wish.custodians
    with_people = "on paper, as shown above" if wish.print_keys else f"{home}/custodians/, one file each"
    backup = f"{home}/root/backup.key"
    return [
        (
            "line root: says whom reports are sealed to",
            str(wish.home.root_key),
            "the line: new keys cannot be signed, and within two weeks nobody can report. Stolen: others may read",
        ),
        *(
            (
                f"passphrase of the desk {desk}: opens its ring",
                f"{'that of ' + line.desk if _opens_with_own(wish, line, desk) else _HEADS}",
                "every report at that desk. Stolen together with the disk: every report not erased",
            )
            for desk in line.receiving
        ),
        (
            "passphrase of the overseer's desk",
            "with the overseer alone",
            "every report about the staff",
        ),
        (
            "officers' and supervisors' keys: ask the opener",
            f"{home}/desk/DESK/officers/",
            "little: two supervisors give an officer a new one. Stolen: what that officer may open, each with an entry",
        ),
        (
            "custodians' keys: two read who a reporter is",
            with_people if made else "with the custodians, who made them",
            "with all but one of them: who reporters are. One stolen: nothing yet",
        ),
        (
            "backup key: opens backups of the rings",
            "with whoever gave it" if wish.backup else "on paper, as shown above" if wish.print_keys else backup,
            "backups made with it, and nothing else: make a new one with tocsin backup-key",
        ),
    ]


def _opens_with_own(wish: Wish, line: Line, desk: str) -> bool:
    return desk != line.desk and wish.passphrases.get(desk) == wish.passphrases.get(line.desk)


def _steps(wish: Wish, line: Line) -> list[str]:
    home = wish.home.path
    steps = [
        f"Move {wish.home.root_key} to a machine or stick that is never connected. Bring it back weekly to sign keys."
    ]
    if not (wish.custodians or wish.print_keys):
        steps.append(
            "Give each custodian one file of custodians/, and delete the folder: together they protect nobody."
        )
    if not (wish.backup or wish.print_keys):
        steps.append(f"Take {home}/root/backup.key away as well, to another place than the backups.")
    steps.append("Give every officer and supervisor their own key file from desk/DESK/officers/, and keep no copy.")
    if not wish.demonstration:
        steps.append("Give the overseer the overseer's passphrase and officers' keys, and keep no copy of them.")
    for desk, people in seats_of(wish, line).items():
        if [role for _, role in people].count("supervisor") < TWO_PERSONS and not wish.demonstration:
            enrol = f"tocsin-opener enrol --desk {desk} --role supervisor"
            steps.append(f"The desk {desk} has no two supervisors yet. Enrol them: {enrol}")
    steps += [
        f"As root, set up users and services: tocsin install {home}",
        "Put a web server with TLS in front, for intake on port 8470 and /LANGUAGE/read on 8472",
        f"At every start of the machine, for each of {', '.join(line.desks)}: tocsin unlock {home} --desk DESK",
        f"Look whether all is well: tocsin doctor {home}",
    ]
    return steps
