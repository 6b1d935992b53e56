"""Directories of any shape for properties: trees that are trees and names that exist, all else as it comes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.charter.nations import BARE
from tocsin.charter.directory.model import Area, Assured, Authority, ContactPoint, Directory, Remit, Role, Standing
from tocsin.charter.hours import MIDNIGHT, Hours

CODES = sorted(BARE.codes())
COMPLAINTS = frozenset({"ce-retaliation", "ce-mishandled"})
SOME = ("ce-cyber", "ce-approach", "ce-mishandled")
LATER_DAYS = [date(2025, 12, 31), *(date(2026, 1, 1) + timedelta(days=n) for n in range(8))]
LANGUAGES = ("en", "zh-Hans")
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 5).map(lambda n: FIRST + timedelta(days=n))
MOMENTS = st.integers(0, 24 * 8).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n))
WORDS = dict.fromkeys(LANGUAGES, "x")
HOURS = [
    None,
    Hours("UTC", dict.fromkeys(range(7), ((time(9), time(17)),))),
    Hours("UTC", dict.fromkeys(range(7), ((time(0), time(9)), (time(17), MIDNIGHT)))),
    Hours("Asia/Shanghai", {0: ((time(8), MIDNIGHT),)}),
]


@st.composite
def _areas(draw: st.DrawFn) -> dict[str, Area]:
    count = draw(st.integers(1, 5))
    parents = ["", *(f"A{draw(st.integers(0, n - 1))}" for n in range(1, count))]
    return {f"A{n}": Area(f"A{n}", parent, WORDS) for n, parent in enumerate(parents)}


@st.composite
def _authorities(draw: st.DrawFn) -> dict[str, Authority]:
    """Draw offices that stand, and were merged, in any order, since a successor has a lower number."""
    found: dict[str, Authority] = {}
    for n in range(draw(st.integers(2, 5))):
        below = [""] if n == 0 else ["", *found]
        standing = draw(st.sampled_from(Standing)) if n > 1 else Standing.ACTIVE
        successor = f"o{draw(st.integers(0, n - 1))}" if standing is Standing.MERGED else ""
        found[f"o{n}"] = Authority(f"o{n}", WORDS, draw(st.sampled_from(below)), standing, successor)
    return found


@st.composite
def _remit(draw: st.DrawFn, number: int, areas: list[str], offices: list[str]) -> Remit:
    role = draw(st.sampled_from(Role))
    begins = draw(DAYS)
    return Remit(
        id=f"r{number}",
        authority=draw(st.sampled_from(offices)),
        role=role,
        concerns=draw(st.frozensets(st.sampled_from(SOME), min_size=1)),
        areas=draw(st.frozensets(st.sampled_from(areas), min_size=1, max_size=2)),
        valid_from=begins,
        valid_to=draw(st.one_of(st.just(date.max), DAYS.map(lambda day: max(day, begins)))),
        legal_basis="x",
        mark="none",
        assured=Assured(FIRST, "x"),
        precedence=draw(st.integers(-1, 1)),
        transfer_to=draw(st.sampled_from(offices)) if role is Role.MUST_TRANSFER else "",
        desk="overseer" if role is Role.LEAD and draw(st.booleans()) else "",
    )


@st.composite
def _contact(draw: st.DrawFn, number: int, offices: list[str]) -> ContactPoint:
    return ContactPoint(
        id=f"p{number}",
        authority=draw(st.sampled_from(offices)),
        channel="phone",
        value=WORDS,
        languages=draw(st.sampled_from([("en",), ("zh",), ("en", "zh-Hans")])),
        hours=draw(st.sampled_from(HOURS)),
        anonymous_ok=draw(st.booleans()),
        status=draw(st.sampled_from(["confirmed", "confirmed", "unconfirmed"])),
        audience=draw(st.sampled_from(["public", "public", "system"])),
        assured=Assured(FIRST, "x"),
    )


@st.composite
def directories(draw: st.DrawFn, *, sound: bool = False) -> Directory:
    """Draw a directory; `sound`: the two first offices lead all of it and are always reached."""
    areas, offices = draw(_areas()), draw(_authorities())
    remits = [draw(_remit(n, list(areas), list(offices))) for n in range(draw(st.integers(0, 6)))]
    contacts = [draw(_contact(n, list(offices))) for n in range(draw(st.integers(0, 6)))]
    if sound:
        always: dict[str, Any] = {"hours": None, "anonymous_ok": True, "status": "confirmed", "audience": "public"}
        offices = {id_: replace(o, parent="", successor=o.successor and "o0") for id_, o in offices.items()}
        remits = [_ordinary(remit) for remit in remits]
        point = draw(_contact(90, ["o0"]))
        contacts += [
            replace(point, id=f"p9{n}", authority=office, languages=LANGUAGES, **always)
            for n, office in enumerate(offices)
        ]
        lead = replace(draw(_remit(90, ["A0"], ["o0"])), role=Role.LEAD, transfer_to="", desk="")
        base = {"valid_from": FIRST, "valid_to": date.max, "areas": frozenset({"A0"}), "precedence": -9}
        remits.append(replace(lead, id="all", authority="o0", concerns=frozenset(CODES) - COMPLAINTS, **base))  # type: ignore[arg-type]
        remits.append(replace(lead, id="complaints", authority="o1", concerns=COMPLAINTS, **base))  # type: ignore[arg-type]
    return Directory(areas, offices, tuple(remits), {point.id: point for point in contacts})


def _ordinary(remit: Remit) -> Remit:
    """Return the remit such as most are: about no complaint, not of who hears complaints, no transfer back."""
    concerns = (remit.concerns - COMPLAINTS) or frozenset({"ce-cyber"})
    office = remit.authority if remit.authority != "o1" else "o0"
    role = Role.INFO_ONLY if remit.transfer_to else remit.role
    return replace(remit, concerns=concerns, authority=office, role=role, transfer_to="", desk="")


@st.composite
def shuffled(draw: st.DrawFn, directory: Directory) -> Directory:
    """Draw the same directory written in another order."""
    return Directory(
        dict(draw(st.permutations(list(directory.areas.items())))),
        dict(draw(st.permutations(list(directory.authorities.items())))),
        tuple(draw(st.permutations(directory.remits))),
        dict(draw(st.permutations(list(directory.contacts.items())))),
    )
