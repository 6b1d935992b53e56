"""What an officer chooses when they decide anew: codes of the charter, and nothing that is typed."""

from django import forms

from tocsin.desk.pages import charter
from tocsin.desk.routing.rules import Reason, What


class DecideForm(forms.Form):
    """Another concern, another place, another office to lead; and why."""

    instead_of = forms.IntegerField(required=False)
    concern = forms.ChoiceField()
    area = forms.ChoiceField(required=False)
    lead = forms.ChoiceField(required=False)
    reason = forms.ChoiceField(choices=[(reason, reason) for reason in Reason])

    def __init__(self, *words: object, **more: object) -> None:
        super().__init__(*words, **more)  # type: ignore[arg-type]
        directory = charter().directory
        self.fields["concern"].choices = [(code, code) for code in sorted(charter().codes())]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", ""), *((code, code) for code in directory.areas)]  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", ""), *((id_, id_) for id_ in directory.authorities)]  # type: ignore[attr-defined]


class HandForm(forms.Form):
    """What was handed on by hand."""

    what = forms.ChoiceField(choices=[(what, what) for what in What])


class AcknowledgeForm(forms.Form):
    """When the other office said that it has it, and its own number: letters, digits and signs, and no words."""

    day = forms.DateField()
    reference = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9./_-]*\Z", max_length=40, required=False)
