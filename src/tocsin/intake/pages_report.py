"""Form, check and sending: three pages, and nothing remembered between them on this side."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.envelope.answers import clean
from tocsin.envelope.compose import compose_report
from tocsin.envelope.errors import BadReport, Fault
from tocsin.envelope.receipt import SECRET, Receipt
from tocsin.envelope.slip import clean_identity
from tocsin.gate.doors import Doors, Wait
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, whole
from tocsin.intake.line import Line
from tocsin.intake.pages_receipt import receipt_page
from tocsin.intake.refusals import Refused, unless_no_key_seals
from tocsin.look.faults import refused_text, shown_faults
from tocsin.look.rendering import render
from tocsin.look.reporting import FIELDS, answer_rows, extra_fields, form_words

Rng = Callable[[int], bytes]
Page = Callable[[Request], Awaitable[Response]]


class ReportPages:
    """The pages of one line."""

    def __init__(self, line: Line, accept: Accept, *, doors: Doors, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._rng, self._patience = line, accept, rng, patience
        self._doors = doors

    def form(self, language: str) -> Page:
        """Return the page with the questions, shown again with what was typed."""

        async def page(request: Request) -> Response:
            return self._form(language, await self._fields(request), [])

        return self._guarded(page, language)

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
            return HTMLResponse(receipt_page(self._line, language, receipt, form.desk_of(fields, self._line)), 201)

        return self._guarded(page, language)

    async def _fields(self, request: Request) -> dict[str, str]:
        return form.read_fields(await whole(request.receive, most=form.LARGEST, patience=self._patience))

    async def _store(self, fields: Mapping[str, str], language: str, receipt: Receipt) -> None:
        line = self._line
        with unless_no_key_seals():
            post = compose_report(
                form.answers_of(fields, line.charter, language),
                form.identity_of(fields),
                receipt=receipt,
                keys=line.keys,
                desk=form.desk_of(fields, line),
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
        title, explanation = refused_text(refused, language)
        html = self._render("problem.html", language, title=title, explanation=explanation, kept=kept)
        return HTMLResponse(html, refused.status, headers={"Retry-After": "120"} if refused.status == 503 else None)  # noqa: PLR2004

    def _waiting(self, wait: Wait, language: str, kept: list[tuple[str, str]]) -> Response:
        html = self._render("waiting.html", language, wait=wait, kept=kept, door="send")
        return HTMLResponse(html, 429, headers={"Retry-After": str(wait.seconds)})

    def _faults(self, fields: Mapping[str, str], language: str) -> list[Fault]:
        faults: list[Fault] = []
        try:
            codes = self._line.charter.codes(form.desk_of(fields, self._line))
            clean(form.answers_of(fields, self._line.charter, language), concerns=codes)
        except BadReport as error:
            faults += error.faults
        try:
            clean_identity(form.identity_of(fields))
        except BadReport as error:
            faults += error.faults
        return faults

    def _form(self, language: str, fields: Mapping[str, str], faults: list[Fault]) -> Response:
        shown = {
            "values": {key: fields.get(key, "") for key in FIELDS},
            "kept": form.kept_fields(fields, without=frozenset([*FIELDS, "desk"])),
            "faults": shown_faults(faults, language),
        }
        words = self._words(fields, language)
        html = self._render("form.html", language, here=words["slug"], **{**words, **shown})
        return HTMLResponse(html, 422 if faults else 200)

    def _check(self, language: str, fields: dict[str, str]) -> Response:
        receipt = form.read_receipt(fields) or Receipt(self._rng(SECRET))
        fields = {**fields, "receipt": receipt.secret.hex()}
        extra = [
            {"name": name, "label": question, "value": fields.get(name, "")}
            for name, question in extra_fields(self._line.charter, language, fields["concern"])
        ]
        words = self._words(fields, language)
        html = self._render(
            "check.html",
            language,
            rows=answer_rows(self._line.charter, language, fields),
            extra=extra,
            kept=form.kept_fields(fields, without=frozenset(str(q["name"]) for q in extra)),
            slug=words["slug"],
            here=words["slug"],
            overseer=words["overseer"],
        )
        return HTMLResponse(html)

    def _words(self, fields: Mapping[str, str], language: str) -> dict[str, Any]:
        return form_words(self._line.charter, language, form.desk_of(fields, self._line))

    def _render(self, template: str, language: str, **more: object) -> str:
        # No link to another language here: it would lead to an empty page, and away from what was typed.
        return render(template, self._line.charter, language, facts=self._line.shown, languages=[], **more)
