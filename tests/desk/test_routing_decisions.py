"""Whom a case is for: kept as the rule decided, superseded by a person with a reason, and never changed."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.at_work import Desk as AtWork
from tests.lines import HARBOUR, REPOSITORY
from tocsin.charter.directory.model import Role
from tocsin.charter.read import load
from tocsin.desk.cases import following
from tocsin.desk.cases.changing import NoSuchCase, NotPossible, NotYourAct, SomeoneWasFirst
from tocsin.desk.cases.models import Case, Event, Recusal
from tocsin.desk.routing import deciding, shown
from tocsin.desk.routing.models import Decision
from tocsin.desk.routing.queries import history, standing, undecided
from tocsin.desk.routing.rules import NobodySuch, decide, others, ours
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
A = "aaaa1111"
CHARTER = load(HARBOUR)
INDUSTRY = load(REPOSITORY / "charters" / "industry")
BY_RULE = {
    "charter": CHARTER.version,
    "concern": "ce-procurement",
    "rule": "nearest-lead",
    "desk": "main",
    "lead": "customs",
    "informed": [],
    "transfers": [["police", "customs"]],
    "remits": ["controlled-goods", "police-transfer-goods"],
}


@pytest.fixture
def otto() -> Officer:
    return Officer.objects.create(name="otto", role="officer")


@pytest.fixture
def case() -> Case:
    return told()


def told(name: str = A, **changes: Any) -> Case:
    event = {"seq": 1, "case": name, "report": name, "received": "2026-11-24", "concern": "ce-procurement"}
    event |= {"language": "en", "attachments": 0, "urgency": "Future", "decision": BY_RULE | changes}
    following._TAKEN["report"](event)
    for heard in following._HEARD["report"]:
        heard(event)
    return Case.objects.get(id=name)


def anew(officer: Officer, **changes: Any) -> Decision:
    now = standing(Case.objects.get(id=A))
    words: dict[str, Any] = {"concern": "ce-approach", "area": "", "lead": "", "reason": "other-concern"}
    words |= {"instead_of": now.pk if now else None} | changes
    return deciding.decide_anew(case=A, officer=officer, now=NOW, **words)


def test_what_the_rule_decided_is_kept_once_with_its_ruleset(case: Case) -> None:
    told()
    [kept] = case.decisions.all()
    assert (kept.decided_by, kept.officer, kept.decided) == ("rule", "", date(2026, 11, 24))
    assert (kept.charter, kept.lead, kept.remits) == (CHARTER.version, "customs", BY_RULE["remits"])


def test_an_officer_decides_anew_and_both_decisions_stay(case: Case, otto: Officer) -> None:
    first = standing(case)
    made = anew(otto, area="NI-BRAE")
    assert (made.lead, made.desk, made.decided_by, made.officer) == ("north-office", "north", "person", "otto")
    assert (made.reason, made.supersedes) == ("other-concern", first)
    assert standing(case) == made
    assert history(case) == [made, first]
    [event] = Event.objects.filter(act="route")
    assert event.became == {"lead": "north-office", "concern": "ce-approach"}
    assert "NI-BRAE" not in str(Decision.objects.values()) + str(Event.objects.values())


def test_another_office_may_lead_and_is_not_told_too_then(case: Case, otto: Officer) -> None:
    made = anew(otto, concern="ce-sabotage", lead="police", reason="not-theirs")
    assert (made.lead, made.informed) == ("police", [])
    assert "national" not in made.remits
    assert anew(otto, concern="ce-sabotage").informed == ["police"]
    assert case.decisions.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "because"}, {"concern": "ce-none"}, {"area": "XX"}, {"lead": "nobody"}, {"reason": ""}],
)
def test_what_the_charter_does_not_have_is_no_decision(wrong: dict[str, str], case: Case, otto: Officer) -> None:
    with pytest.raises(NotPossible):
        anew(otto, **wrong)
    assert case.decisions.count() == 1


def test_a_merged_office_is_its_successor() -> None:
    assert decide(CHARTER, concern="ce-approach", area="", lead="goods-board", day=NOW.date()).lead == "customs"
    with pytest.raises(NobodySuch):
        decide(CHARTER, concern="ce-approach", area="", lead="no-office", day=NOW.date())


def test_who_must_not_see_the_case_decides_nothing(case: Case, otto: Officer) -> None:
    Recusal.objects.create(officer="otto", case=case)
    with pytest.raises(NoSuchCase):
        anew(otto)
    with pytest.raises(NotYourAct):
        anew(Officer.objects.create(name="olga", role="overseer"))
    assert case.decisions.count() == 1


def test_of_two_who_decide_on_what_they_both_saw_the_first_counts(case: Case, otto: Officer) -> None:
    seen = standing(case)
    assert seen is not None
    anew(otto)
    for stale in (seen.pk, None):
        with pytest.raises(SomeoneWasFirst):
            anew(otto, instead_of=stale)
    assert case.decisions.count() == 2
    assert Event.objects.filter(act="route").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_decides() -> None:
    told()
    otto = Officer.objects.create(name="otto", role="officer")
    seen, outcomes, start = Decision.objects.get().pk, [], threading.Barrier(4)

    def work() -> None:
        start.wait()
        try:
            anew(otto, instead_of=seen)
            outcomes.append("decided")
        except SomeoneWasFirst:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["decided", "late", "late", "late"]
    assert Decision.objects.count() == 2


def test_where_nobody_leads_supervisors_are_told_until_a_person_decides(otto: Officer) -> None:
    case = told(rule="triage", lead="", remits=[])
    assert [row.case_id for row in undecided(otto)] == [A]
    Recusal.objects.create(officer="otto", case=case)
    assert not undecided(otto)
    Recusal.objects.all().delete()
    anew(otto)
    assert not undecided(otto)


def test_our_own_offices_are_those_a_desk_reads_for() -> None:
    assert ours(CHARTER) == {"harbour-office", "north-office", "south-office", "overseer"}
    assert ours(INDUSTRY) == {"security-office", "ombuds"}


def test_what_the_law_has_us_pass_on_is_ours_and_what_it_has_others_is_not() -> None:
    found = decide(INDUSTRY, concern="ce-insider", area="", lead="", day=NOW.date())
    parts = {part.authority: part.role for part in others(INDUSTRY, found.lead, found.informed, found.transfers)}
    assert parts == {"harbour-office": Role.MUST_TRANSFER, "contracts-agency": Role.MUST_TRANSFER}
    found = decide(CHARTER, concern="ce-procurement", area="", lead="", day=NOW.date())
    [lead] = others(CHARTER, found.lead, found.informed, found.transfers)
    assert (lead.authority, lead.role) == ("customs", Role.LEAD)


@given(
    st.sampled_from([CHARTER, INDUSTRY]).flatmap(
        lambda charter: st.tuples(
            st.just(charter),
            st.sampled_from(sorted(charter.codes())),
            st.sampled_from(["", *charter.directory.areas]),
            st.sampled_from(["", *charter.directory.authorities]),
        )
    )
)
def test_one_office_leads_and_no_office_has_two_parts(asked: Any) -> None:
    charter, concern, area, lead = asked
    found = decide(charter, concern=concern, area=area, lead=lead, day=NOW.date())
    assert found.lead
    assert found.lead not in found.informed
    parts = others(charter, found.lead, found.informed, found.transfers)
    assert len({part.authority for part in parts}) == len(parts)
    assert sum(part.role is Role.LEAD for part in parts) == (found.lead not in ours(charter))
    assert not {part.authority for part in parts} & ours(charter)


def test_the_page_says_why_who_leads_and_what_stood_before(case: Case, otto: Officer, client: Client) -> None:
    client.force_login(otto)
    page = client.get(f"/cases/{A}/routing").text
    assert "Customs" in page
    assert "Controlled Goods Act" in page
    assert "not a desk of this line" in client.get(f"/cases/{A}").text
    now = standing(case)
    assert now is not None
    body = {"instead_of": now.pk, "concern": "ce-approach", "area": "NI", "lead": "", "reason": "other-place"}
    assert client.post(f"/cases/{A}/routing/decide", body).status_code == 302
    page = client.get(f"/cases/{A}/routing").text
    assert page.index("the Northern Isles office") < page.index("What stood before") < page.rindex("Customs")
    refused = client.post(f"/cases/{A}/routing/decide", body)
    assert (refused.status_code, "Somebody was first" in refused.text) == (409, True)
    assert client.post(f"/cases/{A}/routing/decide", body | {"reason": "x"}).status_code == 422


def test_a_case_from_before_decisions_were_kept_gets_its_first_from_a_person(otto: Officer, client: Client) -> None:
    Case.objects.create(id=A, number=1, received=date(2026, 11, 24), concern="ce-approach", language="en")
    client.force_login(otto)
    assert "before decisions were kept" in client.get(f"/cases/{A}/routing").text
    assert anew(otto).lead == "harbour-office"
    assert shown.routed(Case.objects.get()) is not None


def test_the_whole_way_from_a_report_to_a_decision_of_its_own_case(
    line: Path,
    transactional_db: None,  # noqa: ARG001 - it opens the database
) -> None:
    report = {"concern": "ce-procurement", "language": "en", "what": "canary-goods"}
    AtWork(line, "", None).send([report], "one")  # type: ignore[arg-type]
    following.follow()
    [kept] = Decision.objects.all()
    assert (kept.lead, kept.rule, kept.charter) == ("customs", "nearest-lead", load(line / "charter").version)
