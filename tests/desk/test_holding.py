"""Who holds which report, drawn for those alone for whom a case exists."""

from datetime import date

import pytest

from tocsin.desk.cases.holding import holding
from tocsin.desk.cases.models import Case, Holding, Recusal, Report
from tocsin.desk.staff.models import Officer

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


@pytest.fixture
def cases() -> list[Case]:
    usual = {"received": DAY, "concern": "ce-approach", "language": "en"}
    made = [Case.objects.create(id=f"case{number}", number=number, **usual) for number in range(4)]
    reports = [Report.objects.create(id=f"report{number}", received=DAY) for number in range(2)]
    for case, report in ((0, 0), (0, 1), (1, 1), (2, 1), (3, 0)):
        Holding.objects.create(case=made[case], report=reports[report])
    return made


def test_every_line_between_cases_and_reports_is_there(cases: list[Case]) -> None:
    found = holding(cases[0], Officer.objects.create(name="otto", role="officer"))
    assert found["cases"] == ["case0", "case1", "case2", "case3"]
    assert [report.id for report in found["reports"]] == ["report0", "report1"]
    assert found["lines"] == [(0, 0), (0, 1), (1, 1), (2, 1), (3, 0)]


def test_a_case_that_does_not_exist_for_an_officer_is_neither_named_nor_counted(cases: list[Case]) -> None:
    nils = Officer.objects.create(name="nils", role="officer")
    Case.objects.filter(id="case2").update(compartment="quay")
    Recusal.objects.create(officer="nils", case=cases[3])
    found = holding(cases[0], nils)
    assert found["cases"] == ["case0", "case1"]
    assert found["lines"] == [(0, 0), (0, 1), (1, 1)]
