"""Which kinds of papers there are, how long they may be, and who may take one back: pure."""

from datetime import datetime, timedelta

LONGEST = {  # characters
    "title": 200,
    "note": 50_000,
    "draft": 50_000,
    "fact": 20_000,
    "opinion": 20_000,
    "finding": 20_000,
    "rewrite": 200_000,
    "handover": 5_000,
}
REPLACED = frozenset({"title", "draft", "rewrite"})  # a new one takes the place of the last, which stays readable
OWN = frozenset({"draft"})  # each officer's own: two who type at once would replace each other's at every pause
EMPTIED = frozenset({"title", "draft"})  # may be replaced by nothing
# The honest vocabulary (docs/words.md): what the desk concluded, never what somebody is.
OUTCOMES = (
    "substantiated",
    "not substantiated",
    "unfounded",
    "not within remit",
    "already known",
    "knowingly false",
)
TAKEN_BACK_WITHIN = timedelta(minutes=10)
TYPED_WITHIN = timedelta(minutes=10)  # a draft is sent at each pause in typing; so long it is one version
MOST = 5_000  # papers of a case


def fault_of(kind: object, text: object, outcome: object) -> str:
    """Return what is wrong with something to be written, in the words of a refusal; empty when nothing is."""
    if not isinstance(kind, str) or kind not in LONGEST:
        return f"a kind of: {', '.join(LONGEST)}"
    if not isinstance(text, str) or len(text) > LONGEST[kind]:
        return f"a text of at most {LONGEST[kind]} characters"
    if not text.strip() and kind not in EMPTIED:
        return "a text"
    if kind == "finding" and outcome not in OUTCOMES:
        return f"an outcome of: {', '.join(OUTCOMES)}"
    return "an outcome for a finding alone" if kind != "finding" and outcome is not None else ""


def may_take_back(*, officer: str, supervises: bool, writer: str, written: datetime, now: datetime) -> bool:
    """Tell whether an officer may withdraw a paper: their own for ten minutes, or any as a supervisor."""
    return supervises or (officer == writer and now - written <= TAKEN_BACK_WITHIN)
