"""How soon a report asks for a person: a suggestion by rules of the charter, changed by whoever reads the report.

The words are those of the Common Alerting Protocol 1.2 (OASIS). Rules see the concern and the questions with fixed
answers and nothing else: a rule about free words would be a list of words that wakes somebody, or does not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tocsin.charter.model import Charter, UrgencyRule


class Urgency(StrEnum):
    """How soon, in the words of the Common Alerting Protocol 1.2."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Here:
    """Where and when: the areas that a place lies in, and the named hours that hold."""

    areas: frozenset[str]
    hours: frozenset[str]


def suggest(charter: Charter, answers: Mapping[str, object], here: Here | None = None) -> Urgency:
    """Return what the first rule that fits says, else the concern's own word.

    `answers` are a report's as the form gives them. Unknown is said of a way that is not a concern, and of a code that
    this charter does not have: a report may be older than the charter, and is never refused here.
    """
    if rule := first_fitting(charter, answers, here):
        return Urgency(rule.urgency)
    own = {concern.code: concern.urgency for concern in charter.concerns}
    return Urgency(own.get(str(answers.get("concern")), Urgency.UNKNOWN))


def first_fitting(charter: Charter, answers: Mapping[str, object], here: Here | None = None) -> UrgencyRule | None:
    """Return the first rule that fits.

    Without `here` a rule for a place or an hour fits as if it were there and then: it says Immediate, and somebody
    looked for nothing is better than the other way round.
    """
    return next(fitting(charter, answers, here), None)


def fitting(charter: Charter, answers: Mapping[str, object], here: Here | None = None) -> Iterator[UrgencyRule]:
    """Yield every rule that fits, in the order in which they count."""
    return (rule for rule in charter.urgency if _fits(rule, answers, here))


def _fits(rule: UrgencyRule, answers: Mapping[str, object], here: Here | None) -> bool:
    if rule.concerns and answers.get("concern") not in rule.concerns:
        return False
    if here and rule.areas and not here.areas.intersection(rule.areas):
        return False
    if here and rule.hours and rule.hours not in here.hours:
        return False
    return all(answers.get(question) in wanted for question, wanted in rule.answers.items())
