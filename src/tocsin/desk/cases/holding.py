"""Which reports a case holds and which other cases hold them: drawn as lines between two columns."""

from typing import Any

from tocsin.desk.cases.models import Case, Holding
from tocsin.desk.cases.queries import visible
from tocsin.desk.staff.models import Officer


def holding(case: Case, officer: Officer) -> dict[str, Any]:
    """Return the case's reports, the cases that hold one of them, this one first, and who holds what.

    A case that does not exist for the officer is not counted either: a number would tell of it.
    """
    reports = [held.report for held in case.holding_set.select_related("report").order_by("id")]
    others = visible(officer).exclude(id=case.id).filter(holding__report__in=reports).distinct().order_by("number")
    cases = [case.id, *others.values_list("id", flat=True)]
    rows, columns = {report.id: at for at, report in enumerate(reports)}, {each: at for at, each in enumerate(cases)}
    links = Holding.objects.filter(case__in=cases, report__in=reports).order_by("id")
    lines = [(columns[case_id], rows[report]) for case_id, report in links.values_list("case_id", "report_id")]
    return {"reports": reports, "cases": cases, "lines": lines}
