"""A form with files, read as it arrives: fields into memory, files straight into the seal."""

from collections.abc import AsyncIterator, Callable, Mapping

from tocsin.envelope.answers import clean_text
from tocsin.envelope.keys import Limits
from tocsin.envelope.report import AttachmentRef
from tocsin.exchange.sealing import FileSealer, NotTaken, TooLarge
from tocsin.look.multipart import End, Event, Field, Multipart

_EXTENSION = 12
BeginFile = Callable[[Mapping[str, str], str, str], FileSealer]  # the fields before it, a new name, a media type


class Upload:
    """One form: its fields by name, and what was sealed of its files.

    What cannot be taken of a file is noted in `refused`, and the rest of the form is read to its end all the same: a
    browser shows an answer only after it has sent everything, and fields behind the file are not lost.
    """

    def __init__(self, boundary: bytes, begin_file: BeginFile, limits: Limits, *, room: int) -> None:
        self._parser, self._begin, self._limits = Multipart(boundary), begin_file, limits
        self._field, self._value, self._room, self._total = Field(""), b"", room, 0
        self._file: FileSealer | None = None
        self.fields: dict[str, str] = {}
        self.refs: list[AttachmentRef] = []
        self.refused: NotTaken | None = None

    async def take(self, incoming: AsyncIterator[bytes]) -> None:
        """Parse and seal the whole stream; `BadForm` if it is none, `TooLarge` when fields take more than `room`."""
        try:
            async for piece in incoming:
                for event in self._parser.feed(piece):
                    await self._act(event)
            self._parser.close()
        finally:
            await self._drop()

    async def _act(self, event: Event) -> None:
        match event:
            case Field():
                self._field, self._value = event, b""
            case bytes() if not self._field.filename:
                self._room -= len(event)
                if self._room < 0:
                    raise TooLarge
                self._value += event
            case End() if not self._field.filename:
                self.fields.setdefault(self._field.name, clean_text(self._value.decode(errors="replace")))
            case _ if self._field.name.endswith("file") and self.refused is None:
                await self._guarded(event)

    async def _guarded(self, event: bytes | End) -> None:
        try:
            await (self._end_file() if isinstance(event, End) else self._take_file(event))
        except NotTaken as why:
            self.refused = why
            await self._drop()

    async def _take_file(self, data: bytes) -> None:
        self._file = self._file or self._begin_file()
        self._total += len(data)
        if self._file.size + len(data) > self._limits.file or self._total > self._limits.report:
            raise TooLarge
        await self._file.write(data)

    async def _end_file(self) -> None:
        self._file = self._file or self._begin_file()
        self.refs.append(await self._file.finish())
        self._file = None

    def _begin_file(self) -> FileSealer:
        _, dot, extension = self._field.filename.rpartition(".")
        extension = f".{extension}" if dot and extension.isalnum() and len(extension) <= _EXTENSION else ""
        # The file's own name may hold a person's: only its ending is kept.
        return self._begin(self.fields, f"file-{len(self.refs) + 1}{extension}", self._field.kind)

    async def _drop(self) -> None:
        """Drop a file that did not arrive whole."""
        if self._file is not None:
            file, self._file = self._file, None
            await file.close()
