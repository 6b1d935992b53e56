"""The form for whoever has no script: what its fields say, the form shown again, and the check before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tocsin.charter.directory.decision import Decision
from tocsin.charter.directory.telling import Reader
from tocsin.charter.model import Charter
from tocsin.envelope.answers import clean
from tocsin.envelope.errors import BadReport, Fault
from tocsin.envelope.slip import clean_identity
from tocsin.look.faults import shown_faults
from tocsin.look.readers import decide, reader_in, said
from tocsin.look.rendering import LineFacts, render
from tocsin.look.reporting import ANSWERS, FIELDS, IDENTITY, answer_rows, extra_fields, form_words
from tocsin.look.stopping import shown_call


@dataclass(frozen=True, repr=False)
class Told:
    """One form as it came: its fields, in a language of the line, at a moment."""

    charter: Charter
    fields: Mapping[str, str]
    language: str
    now: datetime

    @property
    def form(self) -> str:
        """The desk whose form it is: the overseer's has a form of its own, all others share one."""
        line = self.charter.line
        return line.overseer if self.fields.get("desk") == line.overseer else line.desk

    @cached_property
    def decision(self) -> Decision:
        """Whom it is for; never taken from a field, where it could have been changed."""
        return decide(self.charter, self.fields, self.language, now=self.now)

    @property
    def reader(self) -> Reader:
        """Who reads it."""
        overseer = self.charter.line.overseer
        return Reader(overseer) if self.form == overseer else reader_in(self.decision)

    @property
    def agreed(self) -> bool:
        """Tell whether the page before this one has said that this desk reads it."""
        return self.fields.get("reads") == self.reader.desk

    def answers(self) -> dict[str, Any]:
        """Return the raw answers."""
        answers: dict[str, Any] = {key: self.fields.get(key, "") for key in ANSWERS}
        extra = extra_fields(self.charter, self.language, self.fields.get("concern", ""))
        facts = {question: self.fields[name] for name, question in extra if self.fields.get(name, "").strip()}
        return {**answers, "answers": facts, "language": self.language}

    def identity(self) -> dict[str, str]:
        """Return what it says of the person who tells."""
        return {key: self.fields.get(field, "") for field, key in IDENTITY.items()}

    def faults(self) -> list[Fault]:
        """Return all that is wrong with it."""
        faults: list[Fault] = []
        try:
            clean(self.answers(), concerns=self.charter.codes(self.form))
        except BadReport as error:
            faults += error.faults
        try:
            clean_identity(self.identity())
        except BadReport as error:
            faults += error.faults
        if self.fields.get("area", "") not in ("", *self.charter.directory.areas):
            faults.append(Fault("area", "bad-code", "Choose an area of the charter."))
        return faults

    def kept(self, *, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
        """Return the fields that a page carries on as hidden ones: ours only, and whatever is not shown on it."""
        ours = {*FIELDS, "receipt", "desk", "reads"}
        fields = self.fields.items()
        return [(k, v) for k, v in fields if (k in ours or k.startswith("extra-")) and k not in without]


def form_page(told: Told, facts: LineFacts, faults: list[Fault]) -> str:
    """Return the form with what was typed, and what is wrong with it."""
    shown = {
        "values": {key: told.fields.get(key, "") for key in FIELDS},
        "kept": told.kept(without=frozenset([*FIELDS, "desk", "reads"])),
        "faults": shown_faults(faults, told.language),
    }
    return _render("form.html", told, facts, **{**_words(told), **shown})


def check_page(told: Told, facts: LineFacts) -> str:
    """Return the page that shows answers, who will read them, and whether to call somebody instead."""
    questions = extra_fields(told.charter, told.language, told.fields["concern"])
    extra = [{"name": n, "label": q, "value": told.fields.get(n, "")} for n, q in questions]
    overseer = told.form == told.charter.line.overseer
    return _render(
        "check.html",
        told,
        facts,
        rows=answer_rows(told.charter, told.language, told.fields),
        extra=extra,
        kept=[*told.kept(without=frozenset(["reads", *(q["name"] for q in extra)])), ("reads", told.reader.desk)],
        slug=_words(told)["slug"],
        readings=[said(told.charter, told.language, told.reader)],
        call=None if overseer else shown_call(told.charter, told.language, told.decision),
    )


def _words(told: Told) -> dict[str, Any]:
    return form_words(told.charter, told.language, told.form)


def _render(template: str, told: Told, facts: LineFacts, **more: object) -> str:
    # No link to another language here: it would lead to an empty page, and away from what was typed.
    here = _words(told)["slug"]
    return render(template, told.charter, told.language, facts=facts, languages=[], here=here, **more)
