"""What a reporter says later, without script: sealed in memory, stored, and one page that says so.

The receipt comes in a hidden field, never in an address. Whatever cannot be taken comes back with everything typed,
and with the files that had arrived.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tocsin.envelope.compose import compose_addition
from tocsin.envelope.receipt import Receipt
from tocsin.gate.doors import Doors
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, whole
from tocsin.intake.line import Line
from tocsin.intake.pages_attach import problem_page, take_form
from tocsin.intake.refusals import Refused, cut_short, unless_no_key_seals
from tocsin.look.adding import AddPages, Said
from tocsin.look.faults import refused_text
from tocsin.look.multipart import boundary_of

Rng = Callable[[int], bytes]


class AddPage:
    """The page that takes what is added to a report."""

    def __init__(self, line: Line, accept: Accept, *, doors: Doors, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._doors, self._rng, self._patience = line, accept, doors, rng, patience
        self._take = partial(take_form, line=line, accept=accept, doors=doors, rng=rng, patience=patience)

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
                return problem_page(lost, language, self._line)
            return await self._answer(said, receipt, refused)

        return add

    async def _read(self, request: Request, language: str) -> tuple[Said, Refused | None]:
        if boundary := boundary_of(request.headers.get("content-type")):
            upload, refused = await self._take(request, boundary)
            return Said(upload.fields, upload.refs, language), refused
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
            if wait := self._doors.wait("form", receipt.secret, said.fields.get("wait", "")):
                return HTMLResponse(pages.waiting(said, wait), 429, headers={"Retry-After": str(wait.seconds)})
            await self._store(said, receipt)
        except Refused as why:
            fault = said.fault_at("file" if refused else "text", refused_text(why, said.language)[1])
            return HTMLResponse(pages.again(said, fault, wait=str(why.more.get("wait", ""))), why.status)
        on = line.now().date() + timedelta(days=line.charter.line.clocks.come_back)
        return HTMLResponse(pages.stored(said, numbers=receipt.numbers(), on=on), 201)

    async def _store(self, said: Said, receipt: Receipt) -> None:
        line = self._line
        with unless_no_key_seals():
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
        await self._accept.composed(post)
