"""Whom a report is for: one order for everybody, the same answer for the same question, and never nobody.

The order is the one of the routing facts: stop and call, area, remits, contact points, triage. It reads codes and
fixed answers only; no free words, nothing about who somebody is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from tocsin.charter.directory.calling import how_soon
from tocsin.charter.directory.decision import Act, Decision, Question, Rule, Step
from tocsin.charter.directory.leading import parties
from tocsin.charter.directory.reaching import Wish, reach
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.faults import Fault
from tocsin.charter.hours import DaysThatCount
from tocsin.charter.model import Charter
from tocsin.charter.urgency import suggest


def resolve(
    charter: Charter,
    question: Question,
    *,
    now: datetime,
    calendars: Mapping[str, DaysThatCount] | None = None,
) -> Decision:
    """Return the decision on a question at a moment, aware, in whose zone the day is counted on which remits hold.

    Raises `NoCalendar` where hours count in a calendar that is not given.
    """
    calendars = calendars or {}
    decision = competent(charter, question, day=now.date())
    lines = routes_of(charter.directory).lineage[decision.area] if decision.area else ()
    urgency, call = how_soon(charter, question, lines, now=now, calendars=calendars)
    decision = replace(decision, urgency=urgency, call=call)
    if decision.lead is None:
        return decision
    wish = Wish(question.language or charter.line.default, question.anonymous, now, calendars)
    contacts, climbed = reach(routes_of(charter.directory), decision.lead.authority, wish)
    decision = replace(decision, contacts=contacts, steps=(*decision.steps, *climbed))
    return decision if contacts else _to_triage(charter, decision)


def competent(charter: Charter, question: Question, *, day: date) -> Decision:
    """Return who is competent on a day, at whatever hour: no contact point, no call, and so no calendar is asked.

    The urgency is the one that `suggest` gives.
    """
    urgency = suggest(charter, {**question.answers, "concern": question.concern})
    if not charter.directory.exists:
        return Decision(charter.version, question.concern, "", Rule.ONE_DESK, charter.line.desk, urgency)
    routes = routes_of(charter.directory)
    area = question.area if question.area in routes.lineage else routes.root
    found = parties(routes, question.concern, area, day)
    decision = Decision(
        charter=charter.version,
        concern=question.concern,
        area=area,
        rule=Rule.NEAREST_LEAD,
        desk=(found.lead.remit.desk if found.lead else "") or receiving_desk(charter, question.concern),
        urgency=urgency,
        lead=found.lead,
        informed=tuple(found.informed),
        transfers=tuple(found.transfers),
        steps=(*_placed(question, area), *found.steps),
    )
    return decision if found.lead else _to_triage(charter, decision)


def receiving_desk(charter: Charter, concern: str) -> str:
    """Return the desk that takes what no remit gives to another: about the line's own staff, never its own desk."""
    about_us = any(c.code == concern and c.overseer for c in charter.concerns)
    return charter.line.overseer if about_us else charter.line.desk


def _placed(question: Question, area: str) -> tuple[Step, ...]:
    return () if area == question.area else (Step(question.area or "the place", Act.PLACE_OPEN, area),)


def _to_triage(charter: Charter, decision: Decision) -> Decision:
    """Give what nobody takes to people of the line, and say what is wrong with the charter."""
    last = decision.steps[-1]
    if decision.lead:
        hint = "Confirm a public contact point of it, or of one above it, that asks for no name."
        fault = Fault("contacts.toml", decision.lead.authority.id, str(last), hint)
    else:
        fault = Fault("remits.toml", decision.concern, str(last), "Add a remit with the role lead for the root area.")
    desk = receiving_desk(charter, decision.concern)
    return replace(decision, rule=Rule.TRIAGE, desk=desk, faults=(fault,))
