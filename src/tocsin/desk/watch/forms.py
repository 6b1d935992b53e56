"""What is typed on the roster's page, read once: local clock times become moments here and nowhere else."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django import forms

from tocsin.desk.pages import gettext as _
from tocsin.desk.staff.models import Officer
from tocsin.desk.watch.queries import colleagues
from tocsin.desk.watch.rules import Span

MOST_WEEKS = 26


class PlanForm(forms.Form):
    """Who is on duty from when to when, for how many weeks; an end not after the beginning is the next day's."""

    who = forms.ModelChoiceField(Officer.objects.none(), to_field_name="name")
    day = forms.DateField(input_formats=["%Y-%m-%d"])
    begins = forms.TimeField(input_formats=["%H:%M"])
    ends = forms.TimeField(input_formats=["%H:%M"])
    weeks = forms.IntegerField(min_value=1, max_value=MOST_WEEKS)

    def __init__(self, *args: Any, zone: tzinfo, **words: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*args, **words)
        self._zone = zone
        who = self.fields["who"]
        assert isinstance(who, forms.ModelChoiceField)  # noqa: S101 - for the type alone
        who.queryset = colleagues()
        for field in self.fields.values():
            field.error_messages |= {"required": _("This is missing."), "invalid": _("This cannot be read.")}

    def clean(self) -> dict[str, Any]:
        """Turn day and clock times into spans, one for each week: at the same hour also after the clocks changed."""
        found: dict[str, Any] = super().clean() or {}
        if {"day", "begins", "ends", "weeks"} <= found.keys():
            first, last = found["begins"], found["ends"]
            days = [found["day"] + timedelta(weeks=week) for week in range(found["weeks"])]
            found["spans"] = [self._span(day, first, last) for day in days]
        return found

    def _span(self, day: date, first: time, last: time) -> Span:
        until = day if last > first else day + timedelta(days=1)
        return self._moment(day, first), self._moment(until, last)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._zone).astimezone(UTC)


class AskForm(forms.Form):
    """Which duty, whom, and perhaps for which of theirs."""

    duty = forms.IntegerField()
    asked = forms.ModelChoiceField(Officer.objects.none(), to_field_name="name")
    against = forms.IntegerField(required=False)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*args, **words)
        asked = self.fields["asked"]
        assert isinstance(asked, forms.ModelChoiceField)  # noqa: S101 - for the type alone
        asked.queryset = colleagues()
