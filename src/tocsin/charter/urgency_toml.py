"""`[[urgency]]` in `concerns.toml`: rules of how soon, read and checked."""

from collections.abc import Sequence

from tocsin.charter.faults import Fault
from tocsin.charter.model import UrgencyRule
from tocsin.charter.table import Table
from tocsin.charter.urgency import Urgency
from tocsin.envelope.answers import MAY_ASK, ONGOING

QUESTIONS = {"ongoing": ONGOING, "may_ask": MAY_ASK}
WORDS = "|".join(Urgency)
_RANK_HINT = "Put the narrower rule first: the first that fits counts."


def read_rules(
    file: str, tables: Sequence[Table], codes: Sequence[str], languages: Sequence[str], faults: list[Fault]
) -> tuple[UrgencyRule, ...]:
    """Read `[[urgency]]`; `codes` are those a report may carry."""
    rules = tuple(_rule(table, codes, languages) for table in tables)
    for place, rule in enumerate(rules):
        if any(_covers(earlier, rule) for earlier in rules[:place]):
            faults.append(
                Fault(file, f"urgency[{place + 1}]", "an earlier rule fits whenever this one does", _RANK_HINT)
            )
    return rules


def _rule(table: Table, codes: Sequence[str], languages: Sequence[str]) -> UrgencyRule:
    concerns = table.texts("concerns") if table.has("concerns") else ()
    for code in concerns:
        if code not in codes:
            table.fault("concerns", f"no report can carry «{code}»", "Name codes of concerns.toml.")
    answers = table.table("answers", optional=True)
    call = table.flag("call", default=False)
    rule = UrgencyRule(
        concerns=concerns,
        answers=_wanted(answers),
        urgency=table.text("urgency", WORDS),
        call=call,
        contact=table.text("contact", default=""),
        message=table.translated("message", languages) if call else {},
        areas=table.texts("areas") if table.has("areas") else (),
        hours=table.text("hours", default=""),
    )
    if not (rule.concerns or rule.answers or answers.keys()):
        table.fault("answers", "this rule fits every report", "Name concerns, answers, or both.")
    _check_call(table, rule)
    table.finish()
    return rule


def _check_call(table: Table, rule: UrgencyRule) -> None:
    if rule.call and rule.urgency != Urgency.IMMEDIATE:
        table.fault("urgency", "whoever is to call now is told of something immediate", 'Write "Immediate".')
    for key in ("contact", "areas", "hours"):
        if getattr(rule, key) and not rule.call:
            hint = "Add call = true and a message, or take it out."
            table.fault(key, "whom to call depends on this, how soon does not", hint)


def _wanted(table: Table) -> dict[str, tuple[str, ...]]:
    found = {}
    for question in table.keys():  # noqa: SIM118 - a Table is no mapping
        if question not in QUESTIONS:
            known = " or ".join(QUESTIONS)
            table.raw(question)
            table.fault(question, "the form has no such question with fixed answers", f"Ask {known}.")
            continue
        found[question] = table.texts(question)
        for answer in found[question]:
            if answer not in QUESTIONS[question]:
                hint = f"Its answers are {', '.join(QUESTIONS[question])}."
                table.fault(question, f"the question has no answer «{answer}»", hint)
    table.finish()
    return found


def _covers(earlier: UrgencyRule, later: UrgencyRule) -> bool:
    answers = all(
        question in later.answers and set(later.answers[question]) <= set(wanted)
        for question, wanted in earlier.answers.items()
    )
    places = _holds_all(earlier.areas, later.areas) and earlier.hours in ("", later.hours)
    return _holds_all(earlier.concerns, later.concerns) and answers and places


def _holds_all(earlier: Sequence[str], later: Sequence[str]) -> bool:
    """Tell whether one list holds another, where none means all."""
    return not earlier or (bool(later) and set(later) <= set(earlier))
