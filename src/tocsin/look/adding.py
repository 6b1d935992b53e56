"""What a reporter says later, as a form says it, and the pages that answer: stored, asked once more, or shown again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from tocsin.charter.model import Charter
from tocsin.envelope import canonical
from tocsin.envelope.answers import LONGEST
from tocsin.envelope.errors import NotCanonical
from tocsin.envelope.report import AttachmentRef, read_refs, write_ref
from tocsin.gate.doors import Wait
from tocsin.look.faults import ShownFault
from tocsin.look.following import Act, acts
from tocsin.look.rendering import LineFacts, render
from tocsin.look.reporting import labels
from tocsin.look.texts import catalogue

_HIDDEN = ("receipt", "desk", "once")


@dataclass(frozen=True, repr=False)
class Said:
    """One form of an addition: its fields, and the files that were sealed of it just now."""

    fields: dict[str, str]
    new: Sequence[AttachmentRef]
    language: str

    @cached_property
    def act(self) -> Act:
        """What kind of thing is said; an unknown one is an addition."""
        found = acts(self.language)
        return found.get(self.fields.get("kind", ""), found["addition"])

    @property
    def text(self) -> str:
        """What was written."""
        return self.fields.get(f"{self.act.kind}-text", "")

    @cached_property
    def refs(self) -> list[AttachmentRef]:
        """Every file that is stored: those of a page before this one, and the new ones."""
        return [*_arrived(self.fields.get("arrived", "")), *self.new]

    @property
    def arrived(self) -> str:
        """The stored files for a hidden field, so that nobody waits for them twice."""
        return json.dumps([write_ref(ref) for ref in self.refs]) if self.refs else ""

    @property
    def asks_first(self) -> bool:
        """Tell whether this must be confirmed: a withdrawal, unless it was."""
        return self.act.kind == "withdrawal" and self.fields.get("sure") != "yes"

    def envelope_id(self) -> bytes:
        """Return the same 16 bytes for the same words of the same page, so that sending twice is one addition."""
        told = {"once": self.fields.get("once", ""), "kind": self.act.kind, "text": self.text, "files": self.arrived}
        return sha256(b"tocsin/once/v1" + canonical.dumps(told)).digest()[:16]

    def fault(self) -> ShownFault | None:
        """Return what is wrong with it, at the field that can mend it."""
        _ = catalogue(self.language).gettext
        if len(self.text) > LONGEST["what"]:
            return self.fault_at("text", _("This is too long. Shorten it here, and attach the rest as a file."))
        if self.act.kind != "withdrawal" and not self.text.strip() and not self.refs:
            return self.fault_at("text", _("Write something, or choose a file."))
        return None

    def fault_at(self, field: str, text: str) -> ShownFault:
        """Return a fault of one of this form's two fields: `text` or `file`."""
        return ShownFault(f"{self.act.kind}-{field}", text)


@dataclass(frozen=True)
class AddPages:
    """The pages of one line; each is HTML. `largest`: bytes of a file that the line takes."""

    charter: Charter
    facts: LineFacts
    largest: int

    def stored(self, said: Said, *, numbers: str, on: date) -> str:
        """Say that it is stored, and lead back to the replies with the receipt's numbers in a hidden field."""
        return self._render(said, [], stored=True, numbers=numbers, on=on)

    def asked(self, said: Said) -> str:
        """Ask whether to withdraw; who says no gets the form again."""
        if said.fields.get("sure") == "no":
            return self._render(said, [])
        kind = said.act.kind
        return self._render(said, [("kind", kind), (f"{kind}-text", said.text)], asked=True)

    def waiting(self, said: Said, wait: Wait) -> str:
        """Show how long a flood makes everybody wait who has no script, with everything typed in hidden fields."""
        kept = [(name, value) for name, value in said.fields.items() if name not in ("wait", "arrived")]
        more = {"wait": wait, "kept": [*kept, ("arrived", said.arrived)], "door": "add"}
        return render("waiting.html", self.charter, said.language, facts=self.facts, here="replies", **more)

    def again(self, said: Said, fault: ShownFault, *, wait: str = "") -> str:
        """Show the form with everything typed, what went wrong, and the token of a wait where files must wait."""
        return self._render(said, [("wait", wait)] if wait else [], faults=[fault])

    def _render(self, said: Said, more_hidden: list[tuple[str, str]], **more: object) -> str:
        act, language, count = said.act, said.language, len(said.refs)
        counted = catalogue(language).ngettext("%(num)s file was added.", "%(num)s files were added.", count)
        options: dict[str, object] = {
            "act": act,
            "text": said.text,
            "hidden": [*((n, said.fields.get(n, "")) for n in _HIDDEN), ("arrived", said.arrived), *more_hidden],
            "field_names": {f"{act.kind}-text": act.label, f"{act.kind}-file": labels(language)["file"]},
            "largest": f"{self.largest // 1024 // 1024} MiB",
            "files_told": counted % {"num": count} if count else "",
            "stored": False,
            "asked": False,
        }
        return render("added.html", self.charter, language, facts=self.facts, here="replies", **options | more)


def _arrived(text: str) -> list[AttachmentRef]:
    """Read back the files that a page before this one stored; what is not of our writing is left out."""
    try:
        return list(read_refs(json.loads(text or "[]")))
    except (ValueError, TypeError, NotCanonical, RecursionError):
        return []
