"""Whom a report is for, told in codes: the area that was asked for decides it here, and does not leave the opener."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tocsin.charter.directory.decision import Question
from tocsin.charter.directory.resolving import competent
from tocsin.opener.house import House


def decision_of(house: House, report: Mapping[str, Any], received: str) -> dict[str, Any]:
    """Return the decision on a report of a day as the desk keeps it: rule, ruleset, remits, offices by their ids."""
    area = report.get("area", "")
    question = Question(str(report["concern"]), area if isinstance(area, str) else "", str(report["language"]))
    found = competent(house.charter, question, day=date.fromisoformat(received))
    return {
        "charter": found.charter,
        "concern": found.concern,
        "rule": found.rule.code,
        "desk": found.desk,
        "lead": found.lead.authority.id if found.lead else "",
        "informed": [party.authority.id for party in found.informed],
        "transfers": [[transfer.authority.id, transfer.to.id] for transfer in found.transfers],
        "remits": list(found.remits),
    }
