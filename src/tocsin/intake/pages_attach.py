"""Files without script: a multipart stream that is sealed as it arrives; no plaintext of it ever meets a disk."""

from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.envelope.attachment import PART, Manifest, manifest_payload
from tocsin.envelope.compose import compose_addition
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.report import AttachmentRef
from tocsin.envelope.seal import Rng, Sealer, seal
from tocsin.intake import pages_form as form
from tocsin.intake.accept import Accept, Part
from tocsin.intake.bodies import Patience, pieces
from tocsin.intake.line import Line
from tocsin.intake.pages_report import receipt_page
from tocsin.intake.refusals import Refused, cut_short, too_large
from tocsin.look.rendering import render
from tocsin.look.texts import catalogue

_LONGEST_FIELD = 200
_EXTENSION = 12


class FileSealer:
    """Seals one file part by part, straight into the attachments' folder; 64 KiB of it are in memory."""

    def __init__(self, line: Line, accept: Accept, rng: Rng, *, name: str, kind: str) -> None:
        key = line.keys.sealing(line.charter.line.desk, line.now())
        self._recipients, self._accept, self._rng = [key.recipient], accept, rng
        self._name, self._kind = name, kind
        self._id, self._parts, self._digest, self.size = rng(16), list[bytes](), sha256(), 0
        self._part: Part | None = None
        self._in_part = 0

    async def write(self, data: bytes) -> None:
        """Take the next plaintext."""
        self._digest.update(data)
        self.size += len(data)
        while data:
            if self._part is None or self._in_part == PART:
                await self._end_part()
                await self._begin_part()
            piece, data = data[: PART - self._in_part], data[PART - self._in_part :]
            self._in_part += len(piece)
            await self._put(self._sealer.update(piece))

    async def finish(self) -> AttachmentRef:
        """Store the last part and the manifest; return what the addition binds."""
        if self._part is None:
            await self._begin_part()
        await self._end_part()
        parts = tuple(self._parts)
        manifest = Manifest(self._name, self._kind, self.size, self._digest.digest(), parts)
        self._part = await self._accept.begin_part(self._id, len(parts))
        self._sealed_digest = sha256()
        await self._put(seal(manifest_payload(manifest), self._recipients, rng=self._rng))
        await self._store()
        return AttachmentRef(self._id, len(parts), self._sealed_digest.digest())

    async def close(self) -> None:
        """Drop what is not finished."""
        if self._part is not None:
            await self._part.close()

    async def _begin_part(self) -> None:
        self._sealer, self._sealed_digest, self._in_part = Sealer(self._recipients, rng=self._rng), sha256(), 0
        self._part = await self._accept.begin_part(self._id, len(self._parts))
        await self._put(self._sealer.begin())

    async def _end_part(self) -> None:
        if self._part is not None:
            await self._put(self._sealer.finish())
            await self._store()
            self._parts.append(self._sealed_digest.digest())

    async def _put(self, sealed: bytes) -> None:
        if sealed and self._part is not None:
            self._sealed_digest.update(sealed)
            await self._part.write(sealed)

    async def _store(self) -> None:
        if self._part is not None:
            await self._part.finish()
            await self._part.close()
            self._part = None


class Upload:
    """One multipart request: the receipt's field, then files."""

    def __init__(self, line: Line, accept: Accept, boundary: bytes, rng: Rng) -> None:
        self._line, self._accept, self._rng = line, accept, rng
        self._events: list[tuple[str, bytes]] = []
        names = ("part_begin", "header_field", "header_value", "headers_finished", "part_data", "part_end")
        callbacks = {f"on_{name}": self._noting(name) for name in names}
        self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
        self._headers, self._field = dict[bytes, bytes](), b""
        self._file: FileSealer | None = None
        self._name, self._value = "", b""
        self.receipt: Receipt | None = None
        self.refs: list[AttachmentRef] = []
        self._total = 0

    async def take(self, incoming: AsyncIterator[bytes]) -> None:
        """Parse and seal the whole stream."""
        async for piece in incoming:
            try:
                self._parser.write(piece)
            except FormParserError:
                raise cut_short() from None
            events, self._events = self._events, []
            for name, data in events:
                await self._act(name, data)
        if self._file is not None:
            raise cut_short()

    async def close(self) -> None:
        """Drop a file that did not arrive whole."""
        if self._file is not None:
            await self._file.close()

    def _noting(self, name: str) -> Callable[..., None]:
        def note(data: bytes = b"", start: int = 0, end: int = 0) -> None:
            self._events.append((name, data[start:end]))

        return note

    async def _act(self, name: str, data: bytes) -> None:
        match name:
            case "part_begin":
                self._headers, self._name, self._value = {}, "", b""
            case "header_field":
                self._field = data.lower()
            case "header_value":
                self._headers[self._field] = self._headers.get(self._field, b"") + data
            case "headers_finished":
                self._begin()
            case "part_data":
                await self._data(data)
            case "part_end":
                await self._end()

    def _begin(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode(errors="replace")
        filename = options.get(b"filename")
        if self._name == "file" and filename:
            _, dot, extension = filename.decode(errors="replace").rpartition(".")
            extension = f".{extension}" if dot and extension.isalnum() and len(extension) <= _EXTENSION else ""
            kind = self._headers.get(b"content-type", b"application/octet-stream").decode(errors="replace")
            # The file's own name may hold a person's: only its ending is kept.
            name = f"file-{len(self.refs) + 1}{extension}"
            self._file = FileSealer(self._line, self._accept, self._rng, name=name, kind=kind)

    async def _data(self, data: bytes) -> None:
        if self._file is None:
            self._value = (self._value + data)[:_LONGEST_FIELD]
            return
        limits = self._line.keys.limits
        self._total += len(data)
        if self._file.size + len(data) > limits.file or self._total > limits.report:
            raise too_large(limits.file)
        await self._file.write(data)

    async def _end(self) -> None:
        if self._file is not None:
            self.refs.append(await self._file.finish())
            self._file = None
        elif self._name == "receipt":
            self.receipt = form.read_receipt({"receipt": self._value.decode(errors="replace")})


class AttachPage:
    """The page that takes files for a report just sent."""

    def __init__(self, line: Line, accept: Accept, *, rng: Rng, patience: Patience) -> None:
        self._line, self._accept, self._rng, self._patience = line, accept, rng, patience

    def page(self, language: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the page in one language."""

        async def attach(request: Request) -> Response:
            kind, options = parse_options_header(request.headers.get("content-type"))
            boundary = options.get(b"boundary", b"")
            if kind != b"multipart/form-data" or not boundary:
                return self._problem(cut_short(), language)
            upload = Upload(self._line, self._accept, boundary, self._rng)
            try:
                await self._take(upload, request)
            except Refused as refused:
                return self._told(upload, refused, language)
            return self._done(upload, language)

        return attach

    async def _take(self, upload: Upload, request: Request) -> None:
        line = self._line
        try:
            await upload.take(pieces(request.receive, most=line.keys.limits.report * 2, patience=self._patience))
        finally:
            await upload.close()
        if upload.receipt is None:
            raise cut_short()
        if upload.refs:
            post = compose_addition(
                "",
                derived=upload.receipt.derive(line.keys.line),
                keys=line.keys,
                desk=line.charter.line.desk,
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
        return HTMLResponse(receipt_page(self._line, language, upload.receipt, added=added), 201)

    def _told(self, upload: Upload, refused: Refused, language: str) -> Response:
        if upload.receipt is None:
            return self._problem(refused, language)
        return self._again(upload, form.refused_text(refused, language)[1], language, refused.status)

    def _again(self, upload: Upload, text: str, language: str, status: int) -> Response:
        """Show the words again with what went wrong: a person must never lose the receipt to a failed upload."""
        if upload.receipt is None:
            return self._problem(cut_short(), language)
        faults = [form.ShownFault("file", text)]
        return HTMLResponse(receipt_page(self._line, language, upload.receipt, faults=faults), status)

    def _problem(self, refused: Refused, language: str) -> Response:
        title, explanation = form.refused_text(refused, language)
        line = self._line
        more = {"title": title, "explanation": explanation, "kept": []}
        html = render("problem.html", line.charter, language, facts=line.shown, **more)
        return HTMLResponse(html, refused.status)
