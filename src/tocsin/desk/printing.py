"""How the command line shows cases, for people; with `--json` it prints what the opener answered."""

import sys
from typing import Any

_HIDDEN = {c: " " for c in range(32) if c not in (9, 10)} | dict.fromkeys(range(127, 160), " ")


def safe(text: object) -> str:
    """Return a text that cannot steer a terminal: what was told may hold escape sequences."""
    return str(text).translate(_HIDDEN)


def print_cases(answer: dict[str, Any]) -> None:
    """Print a list of cases."""
    for case in answer["cases"]:
        marks = f"{case['additions']} added" if case["additions"] else ""
        marks += f" {case['attachments']} files" if case["attachments"] else ""
        words = (case["case"], case["received"], f"{case['state']:9}", f"{case['concern']:22}", case["language"], marks)
        print("  ".join(words).rstrip())
    print(f"{len(answer['cases'])} of {answer['total']} cases", file=sys.stderr)


def print_case(case: dict[str, Any]) -> None:
    """Print an opened case, whom it concerns apart."""
    print(f"{case['case']}  {case['state']}  received {case['received']}\n")
    for name, value in case["report"].items():
        if isinstance(value, dict):
            for question, answer in value.items():
                print(f"{safe(question)}\n    {_indented(answer)}")
        else:
            print(f"{name}\n    {_indented(value)}")
    if case["about"]:
        print(
            f"\nabout (kept apart: presumed innocent, not searchable before a basis is recorded)\n    "
            f"{_indented(case['about'])}"
        )
    for addition in case["additions"]:
        print(f"\nadded {addition['received']}\n    {_indented(addition['text'])}")
    for file in case["attachments"]:
        told = f"{safe(file['name'])}, {file['size']} bytes" if file["complete"] else "has not arrived whole yet"
        print(f"\nattachment {file['id']}: {told}")
    for reply in case["replies"]:
        print(f"\nreply {reply['number']}  {reply['day']}  {reply['state']}\n    {_indented(reply['text'])}")


def _indented(text: object) -> str:
    return safe(text).replace("\n", "\n    ")
