"""A queue full of cases, made at once in the desk's database: for tests, and for measuring what a thousand cost."""

import random
from datetime import date, timedelta

from tocsin.charter.urgency import Urgency
from tocsin.desk.cases.models import Case, Holding, Report
from tocsin.desk.cases.rules import State, order_of
from tocsin.desk.pages import charter
from tocsin.desk.staff.models import Officer

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
WEIGHTS = {Urgency.IMMEDIATE: 4, Urgency.EXPECTED: 16, Urgency.FUTURE: 10, Urgency.PAST: 30, Urgency.UNKNOWN: 40}


def officer(name: str = "otto", role: str = "officer", **words: object) -> Officer:
    """Make an officer, or return who has that name."""
    return Officer.objects.get_or_create(name=name, defaults={"role": role, **words})[0]


def case(name: str, *, today: date, **words: object) -> Case:
    """Make one case; what is not said is as of a report that came today."""
    last = Case.objects.order_by("-number").values_list("number", flat=True).first() or 0
    first: dict[str, object] = {"number": last + 1, "received": today, "concern": "ce-approach", "language": "en"}
    made = first | words
    made["urgent"] = order_of(str(made.get("urgency", Urgency.UNKNOWN)))
    return Case.objects.create(id=name, **made)


def fill(n: int, *, today: date, seed: int = 0, assigned: tuple[Officer, ...] = ()) -> list[Case]:
    """Make `n` cases of the last forty days, in every state, as a line of that size would have them."""
    rng = random.Random(seed)
    last = Case.objects.order_by("-number").values_list("number", flat=True).first() or 0
    concerns = sorted(charter().codes())
    made = [_case(rng, last + 1 + i, concerns, today, assigned) for i in range(n)]
    Case.objects.bulk_create(made, batch_size=500)
    reports = [Report(id=f"{rng.getrandbits(128):032x}", received=each.received) for each in made]
    Report.objects.bulk_create(reports, batch_size=500)
    Holding.objects.bulk_create(
        [Holding(case=one, report=report) for one, report in zip(made, reports, strict=True)], batch_size=500
    )
    return made


def _case(rng: random.Random, number: int, concerns: list[str], today: date, officers: tuple[Officer, ...]) -> Case:
    urgency = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    state = rng.choices(list(State), (45, 35, 15, 5))[0]
    received = today - timedelta(days=int(rng.triangular(0, 40, 1)))
    answered = received + timedelta(days=1) if state != State.NEW and received < today else None
    assessed = received + timedelta(days=rng.randrange(3)) if answered and rng.random() < 0.5 else None
    last = min(today, answered + timedelta(days=rng.randrange(4))) if answered else None
    owed = received if rng.random() < 0.1 else None
    gone = min(today, received + timedelta(days=rng.randrange(4))) if owed and rng.random() < 0.5 else None
    must = received if rng.random() < 0.05 else None
    return Case(
        id="".join(rng.choices(LETTERS, k=8)),
        number=number,
        received=received,
        concern=rng.choice(concerns),
        language=rng.choice(["en", "en", "zh-Hans"]),
        attachments=rng.choice([0, 0, 0, 1, 3]),
        additions=rng.choice([0, 0, 1]),
        reports=rng.choice([1, 1, 1, 1, 2, 5]),
        protection=rng.random() < 0.03,
        withdrawn=rng.random() < 0.02,
        unseen=state == State.NEW or rng.random() < 0.1,
        state=state,
        urgency=urgency,
        urgent=order_of(urgency),
        assigned=rng.choice(officers) if officers and state != State.NEW else None,
        answered=answered,
        last_answered=last,
        assessed=min(assessed, today) if assessed else None,
        last_reviewed=today if assessed and rng.random() < 0.4 else None,
        to_refer=owed,
        referred=gone,
        accepted=gone if rng.random() < 0.3 else None,
        to_transfer=must,
        transferred=must if rng.random() < 0.3 else None,
        promised=last + timedelta(days=rng.randrange(1, 20)) if last and rng.random() < 0.3 else None,
        closed=today - timedelta(days=rng.randrange(5)) if state == State.CLOSED else None,
    )
