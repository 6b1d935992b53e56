"""Form, check and receipt: three pages, and nothing remembered between them on this side."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.envelope.answers import clean
from tocsin.envelope.compose import compose_report
from tocsin.envelope.errors import BadReport, Fault
from tocsin.envelope.receipt import COUNT, LISTS, SECRET, Receipt
from tocsin.envelope.slip import clean_identity
from tocsin.gate.doors import Doors, Wait
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, whole
from tocsin.intake.line import Line
from tocsin.intake.refusals import Refused
from tocsin.look.rendering import render, write_day
from tocsin.look.reporting import FIELDS, IDENTITY, form_words, labels

Rng = Callable[[int], bytes]
Page = Callable[[Request], Awaitable[Response]]


class ReportPages:
    """The pages of one line."""

    def __init__(self, line: Line, accept: Accept, *, doors: Doors, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._rng, self._patience = line, accept, rng, patience
        self._doors = doors
        self._shown = {language: form_words(line.charter, language) for language in line.charter.line.languages}

    def form(self, language: str) -> Page:
        """Return the page with the questions; a POST shows it again with what was typed."""

        async def page(request: Request) -> Response:
            fields = await self._fields(request) if request.method == "POST" else {}
            return self._form(language, fields, [])

        return page

    def check(self, language: str) -> Page:
        """Return the page that shows the answers before anything is sent."""

        async def page(request: Request) -> Response:
            fields = await self._fields(request)
            faults = self._faults(fields, language)
            return self._form(language, fields, faults) if faults else self._check(language, fields)

        return self._guarded(page, language)

    def send(self, language: str) -> Page:
        """Return the page that seals, stores and shows the receipt."""

        async def page(request: Request) -> Response:
            fields = await self._fields(request)
            faults = self._faults(fields, language)
            receipt = form.read_receipt(fields)
            if faults:
                return self._form(language, fields, faults)
            if receipt is None:
                return self._check(language, fields)
            if wait := self._doors.wait("form", receipt.secret, fields.get("wait", "")):
                return self._waiting(wait, language, form.kept_fields(fields))
            try:
                await self._store(fields, language, receipt)
            except Refused as refused:
                return self._problem(refused, language, form.kept_fields(fields))
            return HTMLResponse(receipt_page(self._line, language, receipt), 201)

        return self._guarded(page, language)

    async def _fields(self, request: Request) -> dict[str, str]:
        return form.read_fields(await whole(request.receive, most=form.LARGEST, patience=self._patience))

    async def _store(self, fields: Mapping[str, str], language: str, receipt: Receipt) -> None:
        line = self._line
        post = compose_report(
            form.answers_of(fields, line.charter, language),
            {key: fields.get(key, "") for key in IDENTITY},
            receipt=receipt,
            keys=line.keys,
            desk=line.charter.line.desk,
            charter=line.charter.version,
            now=line.now(),
            rng=self._rng,
        )
        await self._accept.composed(post)

    def _guarded(self, page: Page, language: str) -> Page:
        async def guarded(request: Request) -> Response:
            try:
                return await page(request)
            except Refused as refused:
                return self._problem(refused, language, [])

        return guarded

    def _problem(self, refused: Refused, language: str, kept: list[tuple[str, str]]) -> Response:
        title, explanation = form.refused_text(refused, language)
        html = self._render("problem.html", language, title=title, explanation=explanation, kept=kept)
        return HTMLResponse(html, refused.status, headers={"Retry-After": "120"} if refused.status == 503 else None)  # noqa: PLR2004

    def _waiting(self, wait: Wait, language: str, kept: list[tuple[str, str]]) -> Response:
        html = self._render("waiting.html", language, wait=wait, kept=kept, door="send")
        return HTMLResponse(html, 429, headers={"Retry-After": str(wait.seconds)})

    def _faults(self, fields: Mapping[str, str], language: str) -> list[Fault]:
        faults: list[Fault] = []
        try:
            clean(form.answers_of(fields, self._line.charter, language), concerns=self._line.charter.codes())
        except BadReport as error:
            faults += error.faults
        try:
            clean_identity({key: fields.get(key, "") for key in IDENTITY})
        except BadReport as error:
            faults += error.faults
        return faults

    def _form(self, language: str, fields: Mapping[str, str], faults: list[Fault]) -> Response:
        html = self._render(
            "form.html",
            language,
            **{
                **self._shown[language],
                "values": {key: fields.get(key, "") for key in FIELDS},
                "kept": form.kept_fields(fields, without=frozenset(FIELDS)),
                "faults": form.shown(faults, language),
            },
        )
        return HTMLResponse(html, 422 if faults else 200)

    def _check(self, language: str, fields: dict[str, str]) -> Response:
        receipt = form.read_receipt(fields) or Receipt(self._rng(SECRET))
        fields = {**fields, "receipt": receipt.secret.hex()}
        extra = [
            {"name": name, "label": question, "value": fields.get(name, "")}
            for name, question in form.extra_fields(self._line.charter, language, fields["concern"])
        ]
        html = self._render(
            "check.html",
            language,
            rows=self._rows(language, fields),
            extra=extra,
            kept=form.kept_fields(fields, without=frozenset(str(q["name"]) for q in extra)),
        )
        return HTMLResponse(html)

    def _rows(self, language: str, fields: Mapping[str, str]) -> list[dict[str, str]]:
        shown = self._shown[language]
        names = {c["code"]: c["name"] for c in shown["concerns"]} | dict(shown["ongoing_choices"])
        rows = []
        for field in FIELDS:
            value = fields.get(field, "")
            value = names.get(value, value) if field in ("concern", "ongoing") else value
            rows.append({"field": field, "label": shown["field_names"][field], "value": value})
        return rows

    def _render(self, template: str, language: str, **more: object) -> str:
        return render(template, self._line.charter, language, facts=self._line.shown, **more)


_HOLE = "\x1f"  # a control that no text of a page holds


def receipt_page(line: Line, language: str, receipt: Receipt, **more: object) -> str:
    """Return the page with the twelve words.

    All but words, numbers and secret is the same for everybody on a day, so it is rendered once with holes, and they
    are filled in the order in which they stand: rendering anew cost a third of a form post.
    """
    words, today = receipt.words(language), line.now().date()
    values = [*(words.split() if words else []), *receipt.numbers().split(), receipt.secret.hex()]
    pieces = (
        _receipt_pieces(line, language, today, bool(words), **more) if more else _kept_pieces(line, language, today)
    )
    return "".join(part for pair in zip(pieces, [*values, ""], strict=True) for part in pair)


@lru_cache(maxsize=64)
def _kept_pieces(line: Line, language: str, today: date) -> list[str]:
    return _receipt_pieces(line, language, today, language in LISTS)


def _receipt_pieces(line: Line, language: str, today: date, in_words: bool, **more: object) -> list[str]:  # noqa: FBT001
    clocks = line.charter.line.clocks
    page = render(
        "receipt.html",
        line.charter,
        language,
        facts=line.shown,
        **{
            "words": [_HOLE] * COUNT if in_words else [],
            "numbers": [_HOLE] * COUNT,
            "receipt": _HOLE,
            "days": {name: write_day(today + timedelta(days=count), language) for name, count in vars(clocks).items()},
            "largest": f"{line.keys.limits.file // 1024 // 1024} MiB",
            "added": "",
            "field_names": labels(language),
            **more,
        },
    )
    return page.split(_HOLE)
