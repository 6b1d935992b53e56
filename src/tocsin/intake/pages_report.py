"""Form, check and sending: three pages, and nothing remembered between them on this side."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.envelope.compose import compose_report
from tocsin.envelope.errors import Fault
from tocsin.envelope.receipt import SECRET, Receipt
from tocsin.gate.doors import Doors, Wait
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, whole
from tocsin.intake.line import Line
from tocsin.intake.pages_receipt import receipt_page
from tocsin.intake.refusals import Refused, unless_no_key_seals
from tocsin.look.faults import refused_text
from tocsin.look.forms import Told, check_page, form_page
from tocsin.look.rendering import render

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
            return self._form(await self._told(request, language), [])

        return self._guarded(page, language)

    def check(self, language: str) -> Page:
        """Return the page that shows the answers before anything is sent."""

        async def page(request: Request) -> Response:
            told = await self._told(request, language)
            faults = told.faults()
            return self._form(told, faults) if faults else self._check(told)

        return self._guarded(page, language)

    def send(self, language: str) -> Page:
        """Return the page that seals, stores and shows the receipt."""

        async def page(request: Request) -> Response:
            told = await self._told(request, language)
            if faults := told.faults():
                return self._form(told, faults)
            receipt = form.read_receipt(told.fields)
            if receipt is None or not told.agreed:
                return self._check(told)  # whoever sends has read who will read it
            if wait := self._doors.wait("form", receipt.secret, told.fields.get("wait", "")):
                return self._waiting(wait, told)
            try:
                await self._store(told, receipt)
            except Refused as refused:
                return self._problem(refused, language, told.kept())
            return HTMLResponse(receipt_page(self._line, language, receipt, told.reader.desk), 201)

        return self._guarded(page, language)

    async def _told(self, request: Request, language: str) -> Told:
        fields = form.read_fields(await whole(request.receive, most=form.LARGEST, patience=self._patience))
        form.desk_of(fields, self._line)
        return Told(self._line.charter, fields, language, self._line.now())

    async def _store(self, told: Told, receipt: Receipt) -> None:
        line = self._line
        with unless_no_key_seals():
            post = compose_report(
                told.answers(),
                told.identity(),
                receipt=receipt,
                keys=line.keys,
                desk=told.reader.desk,
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

    def _waiting(self, wait: Wait, told: Told) -> Response:
        html = self._render("waiting.html", told.language, wait=wait, kept=told.kept(), door="send")
        return HTMLResponse(html, 429, headers={"Retry-After": str(wait.seconds)})

    def _form(self, told: Told, faults: list[Fault]) -> Response:
        return HTMLResponse(form_page(told, self._line.shown, faults), 422 if faults else 200)

    def _check(self, told: Told) -> Response:
        receipt = form.read_receipt(told.fields) or Receipt(self._rng(SECRET))
        fields = {**told.fields, "receipt": receipt.secret.hex()}
        return HTMLResponse(check_page(replace(told, fields=fields), self._line.shown))

    def _render(self, template: str, language: str, **more: object) -> str:
        # No link to another language here: it would lead to an empty page, and away from what was typed.
        return render(template, self._line.charter, language, facts=self._line.shown, languages=[], **more)
