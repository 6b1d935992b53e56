"""How soon a report asks for a person: a suggestion by rules of the charter, changed by whoever reads the report.

The words are those of the Common Alerting Protocol 1.2 (OASIS). Rules see the concern and the questions with fixed
answers and nothing else: a rule about free words would be a list of words that wakes somebody, or does not.
"""

from collections.abc import Mapping
from enum import StrEnum

from tocsin.charter.model import Charter, UrgencyRule


class Urgency(StrEnum):
    """How soon, in the words of the Common Alerting Protocol 1.2."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


def suggest(charter: Charter, answers: Mapping[str, object]) -> Urgency:
    """Return what the first rule that fits says, else the concern's own word.

    `answers` are a report's as the form gives them. Unknown is said of a way that is not a concern, and of a code that
    this charter does not have: a report may be older than the charter, and is never refused here.
    """
    for rule in charter.urgency:
        if _fits(rule, answers):
            return Urgency(rule.urgency)
    own = {concern.code: concern.urgency for concern in charter.concerns}
    return Urgency(own.get(str(answers.get("concern")), Urgency.UNKNOWN))


def _fits(rule: UrgencyRule, answers: Mapping[str, object]) -> bool:
    if rule.concerns and answers.get("concern") not in rule.concerns:
        return False
    return all(answers.get(question) in wanted for question, wanted in rule.answers.items())
