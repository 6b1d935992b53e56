"""How the command line shows cases, for people; with `--json` it prints what the opener answered."""

import sys
from typing import Any

# First what cannot wait: somebody may be in danger for having told.
_KINDS = {
    "protection": "! asks for protection",
    "retaliation": "! reports retaliation",
    "withdrawal": "! withdraws the report",
    "addition": "added",
}
_HIDDEN = {c: " " for c in range(32) if c not in (9, 10)} | dict.fromkeys(range(127, 160), " ")


def safe(text: object) -> str:
    """Return a text that cannot steer a terminal: what was told may hold escape sequences."""
    return str(text).translate(_HIDDEN)


def print_cases(answer: dict[str, Any]) -> None:
    """Print a list of cases."""
    for case in answer["cases"]:
        marks = [_marked(kind, case["added"][kind]) for kind in _KINDS if kind in case["added"]]
        marks += [f"{case['attachments']} files"] if case["attachments"] else []
        words = (case["case"], case["received"], f"{case['state']:9}", f"{case['concern']:22}", case["language"])
        print("  ".join([*words, ", ".join(marks)]).rstrip())
    print(f"{len(answer['cases'])} of {answer['total']} cases", file=sys.stderr)


def print_case(case: dict[str, Any]) -> None:
    """Print an opened case, whom it concerns apart."""
    print(f"{case['case']}  {case['state']}  received {case['received']}")
    for addition in sorted(case["additions"], key=lambda a: list(_KINDS).index(a["kind"])):
        if addition["kind"] != "addition":
            print(f"{_KINDS[addition['kind']]}  {addition['received']}")
    for referral in case["referrals"]:
        _print_referral(referral)
    print()
    for report in case["reports"]:
        _print_report(report, named=len(case["reports"]) > 1)
    for addition in case["additions"]:
        print(f"\n{_KINDS[addition['kind']]} {addition['received']}\n    {_indented(addition['text'])}")
    for file in case["attachments"]:
        told = f"{safe(file['name'])}, {file['size']} bytes" if file["complete"] else "has not arrived whole yet"
        print(f"\nattachment {file['id']}: {told}")
    for reply in case["replies"]:
        print(f"\nreply {reply['number']}  {reply['day']}  {reply['state']}\n    {_indented(reply['text'])}")
    for paper in case["papers"]:
        marks = ", ".join(x for x in (paper.get("outcome"), paper["state"], "withdrawn" * paper["withdrawn"]) if x)
        words = f"{paper['kind']} {paper['id']}  {safe(paper['officer'])}  {paper['time']}  {marks}"
        print(f"\n{words}\n    {_indented(paper['text'])}")


def print_glances(answer: dict[str, Any]) -> None:
    """Print a line for each case."""
    for case in answer["cases"]:
        print(f"{case['case']}  {safe(case['title'])}  {safe(case['gist'])}")


def print_officers(answer: dict[str, Any]) -> None:
    """Print who is an officer, and who was."""
    for person in answer["officers"]:
        keys = " ".join(f"{key['kind']}:{key['id']}" for key in person["keys"])
        words = (f"{person['officer']:20}", f"{person['role'] if person['active'] else 'left':12}", keys)
        print("  ".join([*words, ", ".join(person["compartments"])]).rstrip())


def print_proposals(answer: dict[str, Any]) -> None:
    """Print what waits for another supervisor: all that is signed with it."""
    for proposal in answer["proposals"]:
        about = " ".join(x for x in (proposal["act"], proposal["officer"], proposal["case"]) if x)
        print(f"{proposal['proposal'][:16]}  {safe(about)}  by {safe(proposal['by'])}  until {proposal['expires']}")
        for name, value in proposal["arguments"].items():
            print(f"    {safe(name)}: {safe(value)}")
        print(f"    reason: {_indented(proposal['reason'])}")


def _print_referral(referral: dict[str, Any]) -> None:
    way = "passed on to" if referral["way"] == "out" else "came from"
    print(f"{way} {referral['desk']}  {referral['day']}  {referral['state']}  {safe(referral['reason'])}")
    if referral["words"]:
        print(f"    {_indented(referral['words'])}")


def _print_report(report: dict[str, Any], *, named: bool) -> None:
    if named:
        print(f"\nreport {report['message']}  received {report['received']}")
    for name, value in report["report"].items():
        if isinstance(value, dict):
            for question, answer in value.items():
                print(f"{safe(question)}\n    {_indented(answer)}")
        else:
            print(f"{name}\n    {_indented(value)}")
    if report["about"]:
        print(
            f"\nabout (kept apart: presumed innocent, not searchable before a basis is recorded)\n    "
            f"{_indented(report['about'])}"
        )


def _marked(kind: str, count: int) -> str:
    if kind == "addition":
        return f"{count} {_KINDS[kind]}"
    return _KINDS[kind] if count == 1 else f"{_KINDS[kind]} ({count} times)"


def _indented(text: object) -> str:
    return safe(text).replace("\n", "\n    ")
