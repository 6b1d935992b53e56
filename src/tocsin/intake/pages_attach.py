"""Files without script: a multipart stream that is sealed as it arrives; no plaintext of it ever meets a disk."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.envelope.compose import compose_addition
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.report import AttachmentRef
from tocsin.envelope.seal import Rng
from tocsin.exchange.sealing import FileSealer, TooLarge
from tocsin.gate.doors import Doors
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, pieces
from tocsin.intake.line import Line
from tocsin.intake.pages_receipt import receipt_page
from tocsin.intake.refusals import Refused, cut_short, too_large, unless_no_key_seals, wait_needed
from tocsin.look.faults import ShownFault, refused_text
from tocsin.look.multipart import BadForm, boundary_of
from tocsin.look.rendering import render
from tocsin.look.texts import catalogue
from tocsin.look.uploads import Upload


def problem_page(refused: Refused, language: str, line: Line) -> Response:
    """Say that a form could not be taken at all."""
    title, explanation = refused_text(refused, language)
    more = {"title": title, "explanation": explanation, "kept": []}
    return HTMLResponse(render("problem.html", line.charter, language, facts=line.shown, **more), refused.status)


async def take_form(
    request: Request, boundary: bytes, *, line: Line, accept: Accept, doors: Doors, rng: Rng, patience: Patience
) -> tuple[Upload, Refused | None]:
    """Read a form with files: what came of it, and why the rest of its files could not be taken."""

    def begin_file(fields: Mapping[str, str], name: str, kind: str) -> FileSealer:
        desk, receipt = form.desk_of(fields, line), form.read_receipt(fields)
        if receipt is None:
            raise cut_short()
        # An upload is let in by its budget or by its wait, before anything of it is stored.
        if not upload.refs and (wait := doors.wait("parts", receipt.secret, fields.get("wait", ""))):
            raise wait_needed(wait)
        with unless_no_key_seals():
            recipient = line.keys.sealing(desk, line.now()).recipient
        return FileSealer(partial(accept.begin_part, desk), recipient, rng=rng, name=name, kind=kind)

    limits = line.keys.limits
    upload = Upload(boundary, begin_file, limits, room=form.LARGEST)
    try:
        await upload.take(pieces(request.receive, most=limits.report * 2, patience=patience))
    except BadForm:
        raise cut_short() from None
    except TooLarge:
        raise too_large(form.LARGEST) from None
    refused = upload.refused
    return upload, too_large(limits.file) if isinstance(refused, TooLarge) else cast("Refused | None", refused)


class AttachPage:
    """The page that takes files for a report just sent."""

    def __init__(self, line: Line, accept: Accept, *, doors: Doors, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._rng = line, accept, rng
        self._take = partial(take_form, line=line, accept=accept, doors=doors, rng=rng, patience=patience)

    def page(self, language: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the page in one language."""

        async def attach(request: Request) -> Response:
            boundary = boundary_of(request.headers.get("content-type"))
            if not boundary:
                return problem_page(cut_short(), language, self._line)
            try:
                upload, refused = await self._take(request, boundary)
                receipt = form.read_receipt(upload.fields)
                if receipt is None:
                    raise refused or cut_short()
                desk = form.desk_of(upload.fields, self._line)
            except Refused as lost:
                return problem_page(lost, language, self._line)
            try:
                if refused is not None:
                    raise refused
                await self._store(upload.refs, receipt, desk)
            except Refused as why:
                return self._again(receipt, desk, language, why)
            return self._done(upload.refs, receipt, desk, language)

        return attach

    async def _store(self, refs: list[AttachmentRef], receipt: Receipt, desk: str) -> None:
        if not refs:
            return
        line = self._line
        with unless_no_key_seals():
            post = compose_addition(
                "",
                derived=receipt.derive(line.keys.line),
                keys=line.keys,
                desk=desk,
                attachments=refs,
                now=line.now(),
                rng=self._rng,
            )
        await self._accept.composed(post)

    def _done(self, refs: list[AttachmentRef], receipt: Receipt, desk: str, language: str) -> Response:
        translations = catalogue(language)
        if not refs:
            faults = [ShownFault("file", translations.gettext("Choose one file or more first."))]
            return HTMLResponse(receipt_page(self._line, language, receipt, desk, faults=faults), 422)
        count = len(refs)
        added = translations.ngettext("%(num)s file was added.", "%(num)s files were added.", count) % {"num": count}
        return HTMLResponse(receipt_page(self._line, language, receipt, desk, added=added), 201)

    def _again(self, receipt: Receipt, desk: str, language: str, why: Refused) -> Response:
        """Show the words again with what went wrong: a person must never lose the receipt to a failed upload."""
        faults, wait = [ShownFault("file", refused_text(why, language)[1])], str(why.more.get("wait", ""))
        return HTMLResponse(receipt_page(self._line, language, receipt, desk, faults=faults, wait=wait), why.status)
