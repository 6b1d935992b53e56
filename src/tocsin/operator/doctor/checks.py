"""The list of all checks: an id that stays, a sentence that is true of a healthy line, and a way out when it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tocsin.operator.doctor import folder as folders
from tocsin.operator.doctor import front, keeping, keys, machine, processes
from tocsin.operator.doctor.patient import Patient

Look = Callable[[Patient], Iterator[str]]


@dataclass(frozen=True)
class Check:
    """One check; `look` yields what is not as the sentence says."""

    id: str
    sentence: str
    hint: str
    look: Look


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    id: str
    found: str
    hint: str


def examine(patient: Patient) -> list[Finding]:
    """Return everything that is wrong."""
    return [Finding(check.id, found, check.hint) for check in CHECKS for found in check.look(patient)]


CHECKS = (
    Check(
        "TOC001",
        "Every folder and file of the line has its owner, its group and its mode.",
        "tocsin install DIR puts it right.",
        folders.owners,
    ),
    Check(
        "TOC002",
        "Nobody but its opener can list a slot.",
        "chmod 3730 slot/DESK, or tocsin install DIR.",
        folders.slots,
    ),
    Check(
        "TOC003",
        "Each desk has signed keys for the next seven days.",
        "Bring the line root and sign: tocsin keys DIR. Without keys nobody can report.",
        keys.signed_ahead,
    ),
    Check(
        "TOC004",
        "Reception keys are destroyed within a day of their end.",
        "The opener does it once a day while it runs unlocked: look at TOC005 and TOC006.",
        keys.destroyed_in_time,
    ),
    Check("TOC005", "Each desk's opener runs.", "systemctl start tocsin-opener@DESK", processes.openers_run),
    Check(
        "TOC006",
        "Each desk's opener is unlocked.",
        "Whoever holds its passphrase: tocsin unlock DIR --desk DESK. Reports wait sealed meanwhile.",
        processes.openers_are_unlocked,
    ),
    Check(
        "TOC007",
        "Each opener's log is the one whose head was kept.",
        "Stop that opener, keep the disk as it is, and compare with the last checkpoint that a witness holds.",
        keeping.logs_verify,
    ),
    Check(
        "TOC008",
        "No database is written in a way that its SQLite may lose.",
        "SQLite 3.7.0 to 3.51.2 may lose writes of two connections in WAL mode. Start the desk with the installed "
        "version, which keeps another journal there; or use PostgreSQL.",
        keeping.sqlite_is_safe,
    ),
    Check(
        "TOC009",
        "There is room on every disk that the line writes to.",
        "Make room, or a larger disk. A full one loses nothing that was acknowledged, and takes nothing new.",
        machine.room,
    ),
    Check(
        "TOC010",
        "Memory is never swapped to a disk in clear.",
        "swapoff -a, or swap that is encrypted (dm-crypt with a random key) or in memory (zram).",
        machine.swap,
    ),
    Check(
        "TOC011",
        "The machine writes no core dumps.",
        "sysctl kernel.core_pattern='|/bin/false', or Storage=none in /etc/systemd/coredump.conf.",
        machine.core_dumps,
    ),
    Check(
        "TOC012",
        "The clock is in step with the world.",
        "Switch on systemd-timesyncd or chrony. Keys, shifts and promises to reporters follow the clock.",
        machine.clock,
    ),
    Check(
        "TOC013",
        "What runs is the version that is installed.",
        "systemctl restart it.",
        processes.versions_agree,
    ),
    Check(
        "TOC014",
        "The charter has no faults.",
        "tocsin check charter DIR/charter shows each with its place.",
        folders.charter,
    ),
    Check(
        "TOC015",
        "The safety texts of every language were reviewed by somebody with a name.",
        "tocsin check charter DIR/charter prints what is to be signed.",
        folders.reviews,
    ),
    Check(
        "TOC016",
        "There is a backup that is whole and fresh.",
        "tocsin backup DIR, and the timer tocsin-backup.timer; the folder is backups in operator.toml.",
        keeping.backups_are_fresh,
    ),
    Check(
        "TOC017",
        "The backup key is at most thirty days old.",
        "tocsin backup-key DIR, then a backup, then destroy the old key: what was erased is gone with it.",
        keeping.backup_key_is_young,
    ),
    Check("TOC018", "Intake runs.", "systemctl status tocsin-intake", processes.intake_runs),
    Check("TOC019", "The reader runs.", "systemctl status tocsin-reader", processes.reader_runs),
    Check(
        "TOC020",
        "The static pages are those that were signed.",
        "Find out who changed them. Then build and sign again: tocsin keys DIR.",
        keys.site_is_signed,
    ),
    Check(
        "TOC021",
        "The certificate of the public address is good for two weeks more.",
        "Renew it; a browser shows strangers' warnings to people who are afraid already.",
        machine.certificate,
    ),
    Check(
        "TOC022",
        "Every slot was emptied within the last fifteen minutes.",
        "Look at TOC005, TOC006 and the opener's own words: journalctl -u tocsin-opener@DESK",
        processes.collected_lately,
    ),
    Check(
        "TOC023",
        "The line root is not on this machine.",
        "Move root/line-root.key to a machine or stick that is never connected; bring it back to sign.",
        folders.root_is_away,
    ),
    Check(
        "TOC024",
        "No key that belongs to others lies on this machine.",
        "Hand it to its holder and delete it here: together here they protect nobody.",
        folders.keys_are_away,
    ),
    Check(
        "TOC025",
        "Each desk has two supervisors.",
        "While that opener is stopped: tocsin-opener enrol --role supervisor. One alone can change nothing.",
        keeping.two_supervisors,
    ),
    Check(
        "TOC026",
        "The operator's settings can be read, and somebody is warned.",
        'operator.toml: notify = ["..."], an Apprise address. Each setting is explained in the file itself.',
        machine.somebody_is_warned,
    ),
    Check(
        "TOC027",
        "Each opener's database is of the version that the installed opener reads.",
        "Back up first: an older one is brought up to date when its opener is unlocked. Newer: install that version.",
        keeping.databases_agree,
    ),
    Check(
        "TOC028",
        "What stands before a desk gives officers' browsers the installed scripts, and lets no others run.",
        "Use the desk's part of deploy/Caddyfile, with the installed version's path in it, and reload the web server.",
        front.gives_out_what_is_installed,
    ),
    Check(
        "TOC029",
        "No user of the line can write the installed scripts of the desk.",
        "chown -R root:root and chmod -R go-w the folder of the virtual environment.",
        front.no_user_of_the_line_writes_it,
    ),
    Check(
        "TOC030",
        "Officers' passkeys are believed at the address at which the desk is shown.",
        'DIR/charter/line.toml: [opener.origins] DESK = "https://...", as operator.toml has it; restart the opener.',
        folders.passkeys_have_their_origin,
    ),
    Check(
        "TOC031",
        "Every calendar knows the working days of this year.",
        "Add what was announced to make_up and days_off of that calendar in DIR/charter/desk.toml.",
        folders.calendars_are_of_this_year,
    ),
)
