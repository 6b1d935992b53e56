"""Whatever a directory looks like: nobody is dropped, nothing depends on the order in which it was written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.charter.directories import FIRST, LANGUAGES, MOMENTS, SOME, directories, shuffled
from tests.charter.nations import BARE
from tocsin.charter.directory.circles import circles
from tocsin.charter.directory.coverage import unreached
from tocsin.charter.directory.decision import Question, Rule
from tocsin.charter.directory.invariants import broken
from tocsin.charter.directory.leads import equal_leads, unled
from tocsin.charter.directory.model import Directory, Remit, Role, Standing
from tocsin.charter.directory.resolving import resolve
from tocsin.charter.directory.routes import active, lineage, routes_of

QUESTIONS = st.builds(
    Question,
    concern=st.sampled_from([*SOME, "of-an-older-charter"]),
    area=st.sampled_from(["", "A0", "A1", "A2", "A3", "A4", "Atlantis"]),
    language=st.sampled_from([*LANGUAGES, "fr", ""]),
    anonymous=st.booleans(),
)
LATER = [FIRST + timedelta(days=n) for n in range(10)]


@given(directories(), QUESTIONS, MOMENTS)
def test_every_question_has_an_answer_that_shows_only_what_may_be_shown(
    directory: Directory, question: Question, now: datetime
) -> None:
    charter = replace(BARE, directory=directory)
    decision = resolve(charter, question, now=now)
    assert decision.desk in charter.line.desks
    assert (decision.rule is Rule.TRIAGE) == (decision.contacts == ()) == bool(decision.faults)
    assert decision.reason
    for reached in decision.contacts:
        assert reached.point.shown
        assert reached.point.anonymous_ok or not question.anonymous
        assert reached.authority.standing is Standing.ACTIVE
    leads = [decision.lead] if decision.lead else []
    offices = [p.authority for p in (*leads, *decision.informed)] + [t.authority for t in decision.transfers]
    assert {office.standing for office in offices} <= {Standing.ACTIVE}
    used = {remit.id: remit for remit in directory.remits}
    for remit in (used[id_] for id_ in decision.remits):
        assert remit.holds(now.date())
        assert question.concern in remit.concerns
        assert remit.areas & set(lineage(directory.areas, decision.area))


@given(st.data(), directories(), QUESTIONS, MOMENTS)
def test_the_order_in_which_a_directory_is_written_changes_nothing(
    data: st.DataObject, directory: Directory, question: Question, now: datetime
) -> None:
    charter = replace(BARE, directory=directory)
    other = replace(charter, directory=data.draw(shuffled(directory)))
    assert resolve(charter, question, now=now) == resolve(other, question, now=now)
    assert sorted(broken(charter)) == sorted(broken(other))


@given(directories(sound=True), QUESTIONS, MOMENTS)
def test_a_directory_without_a_fault_always_leads_and_is_always_reached(
    directory: Directory, question: Question, now: datetime
) -> None:
    charter = replace(BARE, directory=directory)
    assume(not broken(charter) and question.concern in SOME)
    decision = resolve(charter, question, now=now)
    assert decision.rule is Rule.NEAREST_LEAD
    if question.language in (*LANGUAGES, ""):
        assert decision.contacts[0].speaks
        assert decision.contacts[0].open


def by_hand(directory: Directory, question: Question, day: date) -> str:
    """Find the lead as one would by reading: go up area by area, and leave out who refused on the way."""
    refused = set[str]()
    area = question.area if question.area in directory.areas else directory.root
    for here in lineage(directory.areas, area):
        remits = [r for r in directory.remits if here in r.areas and question.concern in r.concerns and r.holds(day)]
        offices = {r.id: active(directory.authorities, r.authority) for r in remits}
        refused |= {office.id for r in remits if r.role is Role.REFUSED and (office := offices[r.id])}
        leads = [r for r in remits if r.role is Role.LEAD and (o := offices[r.id]) and o.id not in refused]
        if leads:
            return min(leads, key=lambda r: (-r.precedence, r.id)).id
    return ""


@given(directories(), QUESTIONS, MOMENTS)
def test_the_lead_is_the_one_that_is_found_by_hand(directory: Directory, question: Question, now: datetime) -> None:
    charter = replace(BARE, directory=directory)
    lead = resolve(charter, question, now=now).lead
    assert (lead.remit.id if lead else "") == by_hand(directory, question, now.date())


@given(directories())
def test_a_concern_is_called_led_if_no_day_after_its_first_is_without_a_lead(directory: Directory) -> None:
    directory = replace(directory, remits=tuple(r for r in directory.remits if r.role is Role.LEAD))
    charter = replace(BARE, directory=directory)
    told = {fault.key for fault in unled(charter, routes_of(directory))}
    for code in SOME:
        led = [bool(by_hand(directory, Question(code), day)) for day in LATER]
        assert (code in told) == (True not in led or False in led[led.index(True) :])


@given(directories())
def test_every_hour_is_called_covered_if_somebody_is_reached_in_each_one(directory: Directory) -> None:
    charter = replace(BARE, directory=directory)
    routes = routes_of(directory)
    told = {fault.key.removeprefix("authority.") for fault in unreached(charter, routes)}
    week = [datetime(2026, 1, 5, 0, 30, tzinfo=UTC) + timedelta(hours=n) for n in range(24 * 7)]
    for remit in (r for r in directory.remits if r.role is Role.LEAD):
        office = routes.active[remit.authority]
        if office and office.id not in told:
            points = [p for above in routes.above[office.id] for p in routes.points.get(above.id, ()) if p.anonymous_ok]
            for language in LANGUAGES:
                spoken = [p for p in points if p.speaks(language)]
                assert all(any(p.hours is None or p.hours.hold(hour, {}) for p in spoken) for hour in week)


def meet(one: Remit, other: Remit) -> bool:
    days = max(one.valid_from, other.valid_from) <= min(one.valid_to, other.valid_to)
    return days and bool(one.areas & other.areas) and bool(one.concerns & other.concerns)


@given(directories())
def test_two_leads_are_called_equal_if_only_their_names_differ(directory: Directory) -> None:
    leads = sorted((r for r in directory.remits if r.role is Role.LEAD), key=lambda r: r.id)
    equal = any(
        meet(one, other) and one.precedence == other.precedence
        for n, one in enumerate(leads)
        for other in leads[n + 1 :]
    )
    assert bool(list(equal_leads(routes_of(directory)))) == equal


@given(directories())
def test_a_report_that_is_transferred_again_and_again_arrives_or_is_a_fault(directory: Directory) -> None:
    charter = replace(BARE, directory=directory)
    routes = routes_of(directory)
    if not list(circles(charter, routes)):
        for code in SOME:
            ahead = {office.id for office in directory.authorities.values()}
            for _ in range(len(ahead) + 1):
                duties = [r for r in directory.remits if r.transfer_to and code in r.concerns]
                named = [(routes.active[r.authority], routes.active[r.transfer_to]) for r in duties]
                ahead = {to.id for giver, to in named if giver and to and giver is not to and giver.id in ahead}
            assert ahead == set()
