"""What a reporter says later, without script: sealed in memory, stored, and one page that says so.

The receipt comes in a hidden field, never in an address. Whatever cannot be taken comes back with everything typed,
and with the files that had arrived.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tocsin.envelope.compose import compose_addition
from tocsin.envelope.errors import ClosedEpoch
from tocsin.envelope.receipt import Receipt
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, pieces, whole
from tocsin.intake.line import Line
from tocsin.intake.pages_attach import Upload
from tocsin.intake.refusals import Refused, cut_short, no_room
from tocsin.look.adding import AddPages, Said
from tocsin.look.multipart import boundary_of
from tocsin.look.rendering import render

Rng = Callable[[int], bytes]


class AddPage:
    """The page that takes what is added to a report."""

    def __init__(self, line: Line, accept: Accept, *, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._rng, self._patience = line, accept, rng, patience

    def page(self, language: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the page in one language; a GET (a reload, a bookmark) leads to the replies, and tells nothing."""

        async def add(request: Request) -> Response:
            if request.method != "POST":
                return RedirectResponse(f"/{language}/replies", 303)
            try:
                said, refused = await self._read(request, language)
                receipt = form.read_receipt(said.fields)
                if receipt is None:
                    raise cut_short()
            except Refused as lost:
                return self._problem(lost, language)
            return await self._answer(said, receipt, refused)

        return add

    async def _read(self, request: Request, language: str) -> tuple[Said, Refused | None]:
        if boundary := boundary_of(request.headers.get("content-type")):
            upload = Upload(self._line, self._accept, boundary, self._rng)
            most = self._line.keys.limits.report * 2
            await upload.take(pieces(request.receive, most=most, patience=self._patience))
            return Said(upload.fields, upload.refs, language), upload.refused
        fields = form.read_fields(await whole(request.receive, most=form.LARGEST, patience=self._patience))
        return Said(fields, [], language), None

    async def _answer(self, said: Said, receipt: Receipt, refused: Refused | None) -> Response:
        line = self._line
        pages = AddPages(line.charter, line.shown, line.keys.limits.file)
        try:
            if refused is not None:
                raise refused
            if fault := said.fault():
                return HTMLResponse(pages.again(said, fault), 422)
            if said.asks_first:
                return HTMLResponse(pages.asked(said))
            await self._store(said, receipt)
        except Refused as why:
            fault = said.fault_at("file" if refused else "text", form.refused_text(why, said.language)[1])
            return HTMLResponse(pages.again(said, fault), why.status)
        on = line.now().date() + timedelta(days=line.charter.line.clocks.come_back)
        return HTMLResponse(pages.stored(said, numbers=receipt.numbers(), on=on), 201)

    async def _store(self, said: Said, receipt: Receipt) -> None:
        line = self._line
        try:
            post = compose_addition(
                said.text,
                kind=said.act.kind,
                derived=receipt.derive(line.keys.line),
                keys=line.keys,
                desk=form.desk_of(said.fields, line),
                attachments=said.refs,
                envelope_id=said.envelope_id(),
                now=line.now(),
                rng=self._rng,
            )
        except ClosedEpoch:
            raise no_room() from None
        await self._accept.composed(post)

    def _problem(self, refused: Refused, language: str) -> Response:
        title, explanation = form.refused_text(refused, language)
        more = {"title": title, "explanation": explanation, "kept": []}
        html = render("problem.html", self._line.charter, language, facts=self._line.shown, here="replies", **more)
        return HTMLResponse(html, refused.status)
