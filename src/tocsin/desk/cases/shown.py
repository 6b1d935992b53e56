"""What a case's pages show, in the order in which they show it: from the database what is clear, from the opener words.

What `open` told is passed through a template and dropped; nothing of it is kept between two requests.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tocsin.desk.cases import hinted, open_ends, words
from tocsin.desk.cases.dues import latest, running
from tocsin.desk.cases.holding import holding
from tocsin.desk.cases.models import Case
from tocsin.desk.cases.preview import ANSWERS, preview, readers
from tocsin.desk.cases.queries import found_of, present, rewriting_of, standing_of, undoable, workers
from tocsin.desk.cases.rules import State, lacking
from tocsin.desk.pages import charter, language
from tocsin.desk.staff.models import Officer
from tocsin.exchange.request import Request
from tocsin.look import following
from tocsin.look.readers import area_name
from tocsin.look.reporting import labels, may_ask_choices, ongoing_choices

Told = Mapping[str, Any]
_ROWS = ("area", "where", "when", "how_known", "ongoing", "may_ask")  # after `what`, in the order of the form


def standing(case: Case, officer: Officer, *, now: datetime) -> dict[str, Any]:
    """Return what a case's page shows without a word of what was told."""
    names, clocks = words.what_is_lacking(), running(case, today=now.date())
    return {
        "case": case,
        "concern": words.concern(case.concern),
        "states": words.states(),
        "urgencies": words.urgencies(),
        "sources": words.sources(),
        "contents": words.contents(),
        "outcomes": words.outcomes(),
        "rewrites": words.rewrites(),
        "reasons": words.reasons(),
        "sorting_reasons": words.sorting_reasons(),
        "clocks": clocks,
        "late": latest([each.due for each in clocks]),
        "clock_names": words.clocks(),
        "on_expiry": words.on_expiry(),
        "law_says": words.said(),
        "may_review": case.assessed is not None and any("last_reviewed" in c.met_by for c in charter().desk.clocks),
        "lacks": [names[what] for what in lacking(standing_of(case))],
        "waits_for": [words.open_end(room) for room, _ in open_ends.of(case)],
        "finding": found_of(case),
        "rewritten": last.pk if (last := rewriting_of(case)) else 0,
        "still_told_closed": case.told == "closed" and case.state != State.CLOSED,
        "workers": [each.name for each in workers(case)],
        "present": present(case.id, beside=officer, now=now),
        "holding": holding(case, officer),
        "story": [(event, words.told(event)) for event in case.events.order_by("-id")[:200]],
        "undoable": undoable(case.id, officer, now=now),
        "version": version(case),
    }


def version(case: Case) -> str:
    """Return a word that changes whenever what stands in clear does."""
    last = case.events.order_by("-id").values_list("id", flat=True).first() or 0
    return f"{last}.{case.additions}.{case.reports}.{case.told}"


def opened(answer: Told, case: Case, officer: Officer, *, today: date) -> dict[str, Any]:
    """Return what a read case shows: reports, what was added, answers, papers by kind."""
    reports = [_report(told) for told in answer["reports"]]
    replies = [{**r, "day": date.fromisoformat(str(r["day"]))} for r in answer["replies"]]
    return {
        "reports": reports,
        "additions": [{**a, "received": date.fromisoformat(a["received"])} for a in answer["additions"]],
        "attachments": answer["attachments"],
        "referrals": [{**r, "day": date.fromisoformat(r["day"])} for r in answer["referrals"]],
        "replies": replies,
        "preview": preview(case, [report["id"] for report in reports], replies, today=today),
        "addition_names": words.additions(),
        "told_names": words.told_states(),
        "reply_language": case.language,
        "templates": templates(case),
        "beside": hinted.beside(reports, answer["additions"]),
        **papers(answer["papers"], officer),
    }


def papers(told: Iterable[Told], officer: Officer) -> dict[str, Any]:
    """Return papers as the page wants them: the last of those that replace each other, all of the others."""
    all_papers = [shown_paper(each) for each in told]
    last = {kind: [p for p in all_papers if p["kind"] == kind and not p["withdrawn"]] for kind in ("title", "rewrite")}
    drafts = [p for p in all_papers if p["kind"] == "draft" and p["officer"] == officer.name]
    listed = [p for p in all_papers if p["kind"] in {"note", "fact", "opinion", "finding", "handover"}]
    return {
        "title": last["title"][-1] if last["title"] else None,
        "rewrite": last["rewrite"][-1] if last["rewrite"] else None,
        "draft": read_draft(drafts[-1]["text"]) if drafts else {},
        "papers": listed,
    }


def written(signed: Request, answer: Told, *, officer: Officer, now: datetime) -> dict[str, Any]:
    """Return what was just written as the page shows it, so that nobody opens a case again to see their own words."""
    told = {"officer": officer.name, "text": str(signed.arguments.get("text", ""))}
    kind = signed.arguments.get("kind")
    if signed.verb == "write" and kind in {"note", "fact", "opinion", "finding"}:
        paper = {**told, "id": answer["paper"], "kind": kind, "state": answer["state"], "withdrawn": False}
        paper |= {"outcome": signed.arguments.get("outcome", ""), "confirmed_by": "", "withdrawn_by": "", "time": now}
        return {"template": "cases/paper.html", "paper": paper, "outcomes": words.outcomes(), "now": now}
    if signed.verb == "lay-reply":
        state, tag = str(signed.arguments.get("state", "")), str(signed.arguments.get("language", ""))
        reply = {**told, "day": now.date(), "state": state, "language": tag}
        return {"template": "cases/reply.html", "reply": reply, "told_names": words.told_states()}
    return {}


def shown_paper(told: Told) -> dict[str, Any]:
    """Return one paper with its time as a time."""
    return {"confirmed_by": "", "withdrawn_by": "", "outcome": "", **told, "time": datetime.fromisoformat(told["time"])}


def read_draft(text: str) -> dict[str, str]:
    """Return what an officer had typed, by field; a draft from a command line is an answer."""
    try:
        found = json.loads(text)
    except ValueError:
        return {"answer": text} if text else {}
    if not isinstance(found, dict):
        return {"answer": text}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}


def as_reporter_sees(case: Case) -> list[dict[str, str]]:
    """Return the states of an answer in the reporter's language, each with what it means."""
    found = following.states(readers(case))
    return [{"code": code, "name": found[code].name, "meaning": found[code].meaning} for code in ANSWERS]


def templates(case: Case) -> list[dict[str, str]]:
    """Return replies to begin from: named in the officer's language, written in the reporter's."""
    line, tag, reader = charter().line, language(), readers(case)
    return [
        {
            "id": each.id,
            "state": each.state,
            "name": each.name.get(tag) or each.name[line.default],
            "text": (each.text.get(reader) or each.text[line.default]).strip(),
        }
        for each in charter().desk.templates
    ]


def _report(told: Told) -> dict[str, Any]:
    tag, answers = language(), dict(told["report"])
    names, choices = labels(tag), {"ongoing": dict(ongoing_choices(tag)), "may_ask": dict(may_ask_choices(tag))}
    choices["area"] = {code: area_name(charter(), tag, code) for code in charter().directory.areas}
    rows = [
        {"label": names[field], "value": choices.get(field, {}).get(answers[field], answers[field])}
        for field in _ROWS
        if answers.get(field)
    ]
    rows += [{"label": question, "value": value} for question, value in answers.get("answers", {}).items()]
    return {
        "id": told["message"],
        "received": date.fromisoformat(told["received"]),
        "concern": words.concern(answers["concern"]),
        "language": answers["language"],
        "what": answers["what"],
        "rows": rows,
        "about": told["about"],
    }
