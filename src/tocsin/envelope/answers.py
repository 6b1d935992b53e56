"""The answers of a report: cleaned into one spelling, every fault told at once, nothing asked that is not needed.

Only `concern`, `language` and `what` are required (charter rule: extra facts never block a report).
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from tocsin.envelope.errors import BadReport, Fault

CODE = re.compile(r"[a-z][a-z0-9-]{0,47}")
AREA = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")
LONGEST = {"what": 200_000, "where": 20_000, "when": 20_000, "how_known": 20_000, "about": 20_000}
LONGEST_LANGUAGE = 35
REQUIRED = ("concern", "language", "what")
ONGOING = ("yes", "no", "unknown")
MAY_ASK = ("yes", "no")
MOST_ANSWERS = 64
LONGEST_QUESTION = 200
LONGEST_ANSWER = 20_000
KNOWN = (*REQUIRED, "where", "when", "how_known", "ongoing", "may_ask", "answers", "about", "area")
# C0 and C1 controls but tab and newline, and lone surrogates: what a page cannot show and a file cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return the text with newlines as newline and what cannot be written as U+FFFD; otherwise as it was typed."""
    return _UNWRITABLE.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(raw: Mapping[str, object], *, concerns: Collection[str] | None = None) -> dict[str, Any]:
    """Return the answers in their one spelling; `BadReport` names every fault of every field.

    `concerns` are the codes the line's charter accepts, where the caller knows them.
    """
    faults = [
        Fault(key, "unknown", "Leave this field out; the schema does not have it.") for key in raw if key not in KNOWN
    ]
    answers: dict[str, Any] = {}
    for key in KNOWN:
        value = raw.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            if key in REQUIRED:
                faults.append(Fault(key, "required", "This field is needed; all others may stay empty."))
            continue
        cleaned = _clean_answers(value, faults) if key == "answers" else _clean_field(key, value, faults)
        if cleaned:
            answers[key] = cleaned
    if concerns is not None and "concern" in answers and answers["concern"] not in concerns:
        faults.append(Fault("concern", "unknown-concern", "Choose a code that the line's tocsin.json names."))
    if faults:
        raise BadReport(faults)
    return answers


def _clean_field(key: str, value: object, faults: list[Fault]) -> str | None:
    if not isinstance(value, str):
        faults.append(Fault(key, "type", "This field is text."))
        return None
    text = clean_text(value)
    match key:
        case "concern" if not CODE.fullmatch(text):
            faults.append(Fault(key, "bad-code", "A concern's code has small letters, digits and hyphens."))
        case "language" if len(text) > LONGEST_LANGUAGE or not LANGUAGE.fullmatch(text):
            faults.append(Fault(key, "bad-language", "Name the language by its BCP 47 tag, such as en or zh-Hans."))
        case "area" if not AREA.fullmatch(text):
            faults.append(Fault(key, "bad-code", "Name the area by a code of the line's charter, or leave it out."))
        case "ongoing" if text not in ONGOING:
            faults.append(Fault(key, "bad-choice", "Answer yes, no or unknown."))
        case "may_ask" if text not in MAY_ASK:
            faults.append(Fault(key, "bad-choice", "Answer yes or no."))
        case _ if len(text) > LONGEST.get(key, len(text)):
            faults.append(Fault(key, "too-long", f"At most {LONGEST[key]} characters; attach the rest as a file."))
    return text


def _clean_answers(value: object, faults: list[Fault]) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or not all(isinstance(x, str) for pair in value.items() for x in pair):
        faults.append(Fault("answers", "type", "An object of text to text."))
        return None
    answers = {clean_text(k): clean_text(v) for k, v in value.items() if v.strip() and k.strip()}
    if len(answers) > MOST_ANSWERS:
        faults.append(Fault("answers", "too-many", f"At most {MOST_ANSWERS} answers."))
    if any(len(k) > LONGEST_QUESTION or len(v) > LONGEST_ANSWER for k, v in answers.items()):
        faults.append(
            Fault("answers", "too-long", f"At most {LONGEST_ANSWER} characters each, {LONGEST_QUESTION} in a key.")
        )
    return answers
