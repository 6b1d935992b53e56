"""Two desks of one line, each with its opener, and the signed keys with which one seals to the other."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.opener.houses import Officer, World
from tests.world import KEYS_LINE, ROOT, ROOT_PUBLIC, ROSA
from tocsin.envelope.keys import LineKeys, sign_keys
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.replies import Reply, joined, read_reply, reply_name
from tocsin.envelope.unseal import unseal
from tocsin.exchange import places
from tocsin.operator.home import Home


def publish(*worlds: World) -> LineKeys:
    """Sign the keys of every desk, as the line root does, and give them to those who report."""
    keys = replace(worlds[0].line_keys(), desks=tuple(key for world in worlds for key in world.line_keys().desks))
    home = Home(worlds[0].home)
    home.write_facts(ROOT_PUBLIC, demonstration=True)
    home.keys_json.write_bytes(sign_keys(keys, ROOT))
    for world in worlds:
        world.keys = keys
    return keys


def neighbours(home: Path, *desks: str) -> list[World]:
    """Return the openers of these desks, with one clock."""
    first = World(home, desk=desks[0])
    rest = [World(home, clock=first.clock, seed=number, desk=desk) for number, desk in enumerate(desks[1:], 1)]
    publish(first, *rest)
    return [first, *rest]


def at_work(world: World, name: str, role: str = "officer", compartments: Sequence[str] = ()) -> Officer:
    """Return an officer in a shift."""
    officer = Officer(world, name, role, compartments=compartments)
    officer.begin()
    return officer


def read(world: World, receipt: Receipt = ROSA) -> list[Reply]:
    """Return what a reporter finds with the twelve words: reply after reply until there is none."""
    found: list[Reply] = []
    derived = receipt.derive(KEYS_LINE)
    while sealed := world.house.replies.fetch(reply_name(derived.mailbox_key, len(found))):
        found.append(read_reply(unseal(sealed, derived.reply_seed)))
    return joined(found)


def lies(world: World) -> list[str]:
    """Return the names of what lies in a desk's folder of referrals."""
    return sorted(path.name for path in places.referrals(world.home, world.desk).glob("*"))


def shown(officer: Officer, **more: Any) -> dict[str, Any]:
    """Open the officer's only case."""
    [case] = officer.world.cases()
    return officer.ask("open", case, **more)
