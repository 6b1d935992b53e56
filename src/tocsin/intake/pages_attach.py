"""Files without script: a multipart stream that is sealed as it arrives; no plaintext of it ever meets a disk."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.envelope.answers import clean_text
from tocsin.envelope.compose import compose_addition
from tocsin.envelope.errors import ClosedEpoch
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.report import AttachmentRef
from tocsin.envelope.seal import Rng
from tocsin.exchange.sealing import FileSealer
from tocsin.gate.doors import Doors, Wait
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept
from tocsin.intake.bodies import Patience, pieces
from tocsin.intake.line import Line
from tocsin.intake.pages_receipt import receipt_page
from tocsin.intake.refusals import Refused, cut_short, no_room, too_large, wait_needed
from tocsin.look.multipart import BadForm, End, Event, Field, Multipart, boundary_of
from tocsin.look.rendering import render
from tocsin.look.texts import catalogue

_EXTENSION = 12


class Upload:
    """One form with files: its fields by name, and what was sealed of its files.

    What cannot be taken of a file is noted in `refused`, and the rest of the form is read to its end all the same: a
    browser shows an answer only after it has sent everything, and fields behind the file are not lost.
    """

    def __init__(self, line: Line, accept: Accept, doors: Doors, boundary: bytes, rng: Rng) -> None:
        self._line, self._accept, self._doors, self._rng = line, accept, doors, rng
        self._parser = Multipart(boundary)
        self._field, self._value, self._room = Field(""), b"", form.LARGEST
        self._file: FileSealer | None = None
        self._total = 0
        self.fields: dict[str, str] = {}
        self.refs: list[AttachmentRef] = []
        self.refused: Refused | None = None
        self.wait: Wait | None = None

    @property
    def desk(self) -> str:
        """The desk that files are sealed to: the one that a field before them names, else the line's own."""
        return form.desk_of(self.fields, self._line)

    @property
    def receipt(self) -> Receipt | None:
        """The receipt that the form carries."""
        return form.read_receipt(self.fields)

    async def take(self, incoming: AsyncIterator[bytes]) -> None:
        """Parse and seal the whole stream."""
        try:
            async for piece in incoming:
                for event in self._parser.feed(piece):
                    await self._act(event)
            self._parser.close()
        except BadForm:
            raise cut_short() from None
        finally:
            await self._drop()

    async def _act(self, event: Event) -> None:
        match event:
            case Field():
                self._field, self._value = event, b""
            case bytes() if not self._field.filename:
                self._room -= len(event)
                if self._room < 0:
                    raise too_large(form.LARGEST)
                self._value += event
            case End() if not self._field.filename:
                self.fields.setdefault(self._field.name, clean_text(self._value.decode(errors="replace")))
            case _ if self._field.name.endswith("file") and self.refused is None:
                await self._guarded(event)

    async def _guarded(self, event: bytes | End) -> None:
        try:
            await (self._end_file() if isinstance(event, End) else self._take_file(event))
        except Refused as refused:
            self.refused = refused
            await self._drop()

    async def _take_file(self, data: bytes) -> None:
        limits = self._line.keys.limits
        self._file = self._file or self._begin_file()
        self._total += len(data)
        if self._file.size + len(data) > limits.file or self._total > limits.report:
            raise too_large(limits.file)
        await self._file.write(data)

    async def _end_file(self) -> None:
        self._file = self._file or self._begin_file()
        self.refs.append(await self._file.finish())
        self._file = None

    def _begin_file(self) -> FileSealer:
        if not self.refs:
            self._enter()
        _, dot, extension = self._field.filename.rpartition(".")
        extension = f".{extension}" if dot and extension.isalnum() and len(extension) <= _EXTENSION else ""
        # The file's own name may hold a person's: only its ending is kept.
        name = f"file-{len(self.refs) + 1}{extension}"
        try:
            recipient = self._line.keys.sealing(self.desk, self._line.now()).recipient
        except ClosedEpoch:
            raise no_room() from None
        begin = partial(self._accept.begin_part, self.desk)
        return FileSealer(begin, recipient, rng=self._rng, name=name, kind=self._field.kind)

    def _enter(self) -> None:
        """Let an upload in by its budget or by its wait, before anything of it is stored."""
        if self.receipt is None:
            raise cut_short()
        self.wait = self._doors.wait("parts", self.receipt.secret, self.fields.get("wait", ""))
        if self.wait:
            raise wait_needed(self.wait)

    async def _drop(self) -> None:
        """Drop a file that did not arrive whole."""
        if self._file is not None:
            file, self._file = self._file, None
            await file.close()


class AttachPage:
    """The page that takes files for a report just sent."""

    def __init__(self, line: Line, accept: Accept, *, doors: Doors, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._rng, self._patience = line, accept, rng, patience
        self._doors = doors

    def page(self, language: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the page in one language."""

        async def attach(request: Request) -> Response:
            boundary = boundary_of(request.headers.get("content-type"))
            if not boundary:
                return self._problem(cut_short(), language)
            upload = Upload(self._line, self._accept, self._doors, boundary, self._rng)
            try:
                await self._take(upload, request)
            except Refused as refused:
                return self._told(upload, refused, language)
            return self._done(upload, language)

        return attach

    async def _take(self, upload: Upload, request: Request) -> None:
        line = self._line
        await upload.take(pieces(request.receive, most=line.keys.limits.report * 2, patience=self._patience))
        if upload.refused is not None or upload.receipt is None:
            raise upload.refused or cut_short()
        if upload.refs:
            post = compose_addition(
                "",
                derived=upload.receipt.derive(line.keys.line),
                keys=line.keys,
                desk=upload.desk,
                attachments=upload.refs,
                now=line.now(),
                rng=self._rng,
            )
            await self._accept.composed(post)

    def _done(self, upload: Upload, language: str) -> Response:
        translations = catalogue(language)
        if not upload.refs or upload.receipt is None:
            text = translations.gettext("Choose one file or more first.")
            return self._again(upload, text, language, 422)
        count = len(upload.refs)
        added = translations.ngettext("%(num)s file was added.", "%(num)s files were added.", count) % {"num": count}
        return HTMLResponse(receipt_page(self._line, language, upload.receipt, upload.desk, added=added), 201)

    def _told(self, upload: Upload, refused: Refused, language: str) -> Response:
        if upload.receipt is None or refused.code == "bad-header":
            return self._problem(refused, language)
        return self._again(upload, form.refused_text(refused, language)[1], language, refused.status)

    def _again(self, upload: Upload, text: str, language: str, status: int) -> Response:
        """Show the words again with what went wrong: a person must never lose the receipt to a failed upload."""
        if upload.receipt is None:
            return self._problem(cut_short(), language)
        faults, wait = [form.ShownFault("file", text)], upload.wait.token if upload.wait else ""
        page = receipt_page(self._line, language, upload.receipt, upload.desk, faults=faults, wait=wait)
        return HTMLResponse(page, status)

    def _problem(self, refused: Refused, language: str) -> Response:
        title, explanation = form.refused_text(refused, language)
        line = self._line
        more = {"title": title, "explanation": explanation, "kept": []}
        html = render("problem.html", line.charter, language, facts=line.shown, **more)
        return HTMLResponse(html, refused.status)
