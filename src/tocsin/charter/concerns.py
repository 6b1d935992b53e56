"""`concerns.toml` and the concerns' texts."""

from collections.abc import Mapping, Sequence
from pathlib import Path as Folder

from tocsin.charter import floor, urgency_toml, wording
from tocsin.charter.faults import Fault
from tocsin.charter.files import read_text, read_toml
from tocsin.charter.model import Basis, Concern, ConcernText, Path, Raise, UrgencyRule
from tocsin.charter.table import Table
from tocsin.charter.texts import read_concern_text

FILE = "concerns.toml"
_CODE = r"[a-z][a-z0-9-]{0,47}"
_DAY = r"\d{4}-\d{2}-\d{2}"
_MARK = r"confirmed|secondary|invented|none"


def read_concerns(
    folder: Folder, languages: Sequence[str], faults: list[Fault]
) -> tuple[tuple[Concern, ...], tuple[Path, ...], tuple[UrgencyRule, ...]]:
    """Read and check all concerns and paths, and the rules of how urgency_toml."""
    top = read_toml(folder, FILE, faults)
    if top is None:
        return (), (), ()
    concerns = [_concern(folder, table, languages, faults) for table in top.tables("concern")]
    paths = [_path(table, languages) for table in top.tables("path")]
    codes = [c.code for c in concerns] + [p.code for p in paths]
    carried = [c.code for c in concerns] + [p.code for p in paths if p.reports]
    rules = urgency_toml.read_rules(FILE, list(top.tables("urgency", optional=True)), carried, languages, faults)
    top.finish()
    for code in sorted({c for c in codes if codes.count(c) > 1}):
        faults.append(Fault(FILE, code, "this code stands there twice", "A code names one concern, for ever."))
    for code in (*floor.REQUIRED_CONCERNS, *floor.REQUIRED_PATHS):
        if code not in codes:
            faults.append(Fault(FILE, code, "the floor needs this one", "Take it from the shipped charter."))
    return tuple(concerns), tuple(paths), rules


def _concern(folder: Folder, table: Table, languages: Sequence[str], faults: list[Fault]) -> Concern:
    code = table.text("code", _CODE)
    if wording.CATCH_ALL_CODES.fullmatch(code):
        table.fault("code", "a catch-all is not a concern", "Name the conduct; who is not sure goes to ce-advice.")
    group = table.text("group", "A|B")
    if group == "A" and code in floor.GROUP_B:
        table.fault("group", f"{code} cannot move from B to A", 'Write group = "B": the conduct is often lawful.')
    concern = Concern(
        code=code,
        group=group,
        urgency=table.text("urgency", urgency_toml.WORDS),
        valid_from=table.text("valid_from", _DAY),
        basis=tuple(_basis(b) for b in table.tables("basis")),
        raises=tuple(_raise(r, languages) for r in table.tables("raise", optional=True)),
        overseer=table.flag("overseer", default=False),
        texts=_texts(folder, code, languages, faults) if code else {},
    )
    if not concern.basis:
        hint = 'Name the law, or say so: title = "no legal basis known", mark = "none".'
        table.fault("basis", "there is no legal basis", hint)
    table.finish()
    return concern


def _basis(table: Table) -> Basis:
    if table.raw("mark") == "unverified":
        table.fault("mark", "unverified law is not shown as law", "Check it against the gazette, or take it out.")
        mark = table.text("mark")
    else:
        mark = table.text("mark", _MARK)
    basis = Basis(table.text("title"), table.text("locator", default="-"), table.text("source", default="-"), mark)
    if mark in ("confirmed", "secondary") and "-" in (basis.locator, basis.source):
        table.fault("source", "a law needs its place and its source", "Add locator and source.")
    table.finish()
    return basis


def _raise(table: Table, languages: Sequence[str]) -> Raise:
    raised = Raise(
        table.translated("when", languages),
        table.text("urgency", urgency_toml.WORDS),
        table.flag("call", default=False),
    )
    table.finish()
    return raised


def _path(table: Table, languages: Sequence[str]) -> Path:
    path = Path(
        code=table.text("code", _CODE),
        reports=table.flag("reports", default=False),
        name=table.translated("name", languages),
        text=table.translated("text", languages),
    )
    table.finish()
    return path


def _texts(folder: Folder, code: str, languages: Sequence[str], faults: list[Fault]) -> Mapping[str, ConcernText]:
    texts: dict[str, ConcernText] = {}
    for language in languages:
        file = f"texts/{language}/{code}.md"
        source = read_text(folder, file, faults)
        text = read_concern_text(file, source, faults) if source is not None else None
        if text is not None:
            _check_words(file, language, text, faults)
            texts[language] = text
    counts = {(len(t.examples), len(t.non_examples), len(t.extra_facts)) for t in texts.values()}
    if len(counts) > 1:
        hint = "Translate every item: each language has as many examples, non-examples and extra facts as the others."
        faults.append(Fault(f"texts/*/{code}.md", "", "the languages do not have the same items", hint))
    return texts


def _check_words(file: str, language: str, text: ConcernText, faults: list[Fault]) -> None:
    for words in wording.catch_alls(language, f"{text.name}\n{text.definition}"):
        hint = "Say which conduct is meant; a definition that catches everything defines nothing."
        faults.append(Fault(file, "definition", f"«{words}» makes this a catch-all", hint))
    for part in ("name", "definition", "examples"):
        value = getattr(text, part)
        for words in wording.attributes(language, value if isinstance(value, str) else "\n".join(value)):
            hint = "Say what is done. Who somebody is, believes or lawfully does is never a reason to report."
            faults.append(Fault(file, part, f"«{words}» is not conduct", hint))
