"""Who owns which part of a line's folder, once zones run as users of their own: one table, for install and for doctor.

Pure. A user of one zone reads nothing of another but what the table gives it: intake puts into a slot that it cannot
list, an opener reads its own slot alone, a desk reaches its opener's socket and not its folder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ROOT = "root"
INTAKE, READER, OPENERS = "tocsin-intake", "tocsin-reader", "tocsin-openers"
FIGURES = "tocsin-figures"  # the desks, who publish figures


@dataclass(frozen=True)
class Place:
    """One folder or file below the line's folder; `files` is (owner, group, mode) of what lies directly in it."""

    path: str
    owner: str
    group: str
    mode: int
    files: tuple[str, str, int] | None = None
    is_file: bool = False


@dataclass(frozen=True)
class User:
    """A user of one zone, with a group of the same name, and the groups it is a member of besides."""

    name: str
    what: str
    groups: tuple[str, ...] = ()


def opener(desk: str) -> str:
    """Return the user of a desk's opener."""
    return f"tocsin-opener-{desk}"


def desk_user(desk: str) -> str:
    """Return the user of a desk's web process."""
    return f"tocsin-desk-{desk}"


def slot_group(desk: str) -> str:
    """Return the group of those between whom a slot lies: intake, and the desk's opener."""
    return f"tocsin-slot-{desk}"


def ask_group(desk: str) -> str:
    """Return the group of those who may connect to a desk's opener."""
    return f"tocsin-ask-{desk}"


def bell_user(desk: str) -> str:
    """Return the user of a desk's alarm, and the group in which its bell lies between it and the web process."""
    return f"tocsin-bell-{desk}"


def mail_user(desk: str) -> str:
    """Return the user of a desk's bridge, and the group in which its letters lie between it and the web process."""
    return f"tocsin-mail-{desk}"


def users(desks: Iterable[str]) -> list[User]:
    """Return the users of a line."""
    desks = list(desks)
    found = [
        User(INTAKE, "Tocsin intake", tuple(slot_group(desk) for desk in desks)),
        User(READER, "Tocsin reader"),
    ]
    for desk in desks:
        found.append(User(opener(desk), f"Tocsin opener of {desk}", (OPENERS, slot_group(desk), ask_group(desk))))
        found.append(User(bell_user(desk), f"Tocsin alarm of {desk}"))
        found.append(User(mail_user(desk), f"Tocsin bridge of {desk}"))
        member = (ask_group(desk), bell_user(desk), mail_user(desk), FIGURES)
        found.append(User(desk_user(desk), f"Tocsin desk {desk}", member))
    return found


def groups(desks: Iterable[str]) -> list[str]:
    """Return the groups that no user is named after."""
    return [OPENERS, FIGURES, *(name for desk in desks for name in (slot_group(desk), ask_group(desk)))]


def layout(desks: Iterable[str]) -> Iterator[Place]:
    """Yield every place with its owner, group and mode; a folder comes before what lies in it."""
    public = (ROOT, ROOT, 0o644)
    yield Place(".", ROOT, ROOT, 0o755)
    for name in ("slot", "attachments", "referrals", "opener", "desk", "bell", "outgoing"):  # passed through
        yield Place(name, ROOT, ROOT, 0o755)
    for name in ("charter", "public", "backup"):
        yield Place(name, ROOT, ROOT, 0o755, public)
    for name in ("root", "custodians"):
        yield Place(name, ROOT, ROOT, 0o700, (ROOT, ROOT, 0o600))
    yield Place("line.json", *public, is_file=True)
    yield Place("operator.toml", ROOT, ROOT, 0o600, is_file=True)
    # Openers lay here, and none takes another's away; everybody may go through to a name, and none but they list.
    yield Place("run", ROOT, OPENERS, 0o3771)
    yield Place("figures", ROOT, FIGURES, 0o3775)  # each desk lays its own, and everybody may read them
    yield Place("replies", ROOT, OPENERS, 0o3771)
    for first in range(256):
        yield Place(f"replies/{first:02x}", ROOT, OPENERS, 0o3771)
    for desk in desks:
        yield from _of_desk(desk)


def _of_desk(desk: str) -> Iterator[Place]:
    arriving = (INTAKE, slot_group(desk), 0o640)
    yield Place(f"slot/{desk}", opener(desk), slot_group(desk), 0o3730, arriving)
    yield Place(f"attachments/{desk}", opener(desk), slot_group(desk), 0o3770, arriving)
    # Openers alone put here, so what lies here is from a desk of this line: intake, which strangers reach, cannot.
    yield Place(f"referrals/{desk}", opener(desk), OPENERS, 0o3730)
    own = (opener(desk), opener(desk), 0o600)
    yield Place(f"opener/{desk}", opener(desk), opener(desk), 0o700, own)
    for name in ("ring", "attachments"):
        yield Place(f"opener/{desk}/{name}", opener(desk), opener(desk), 0o700, own)
    yield Place(f"desk/{desk}", desk_user(desk), desk_user(desk), 0o700, (desk_user(desk), desk_user(desk), 0o600))
    yield Place(f"bell/{desk}", desk_user(desk), bell_user(desk), 0o3770)
    yield Place(f"outgoing/{desk}", desk_user(desk), mail_user(desk), 0o2770)  # who carries renames what the desk laid
    yield Place(f"desk/{desk}/officers", ROOT, ROOT, 0o700, (ROOT, ROOT, 0o600))
