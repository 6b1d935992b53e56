"""The archive itself: a zip in which nothing is left to the writer.

Files are stored, not compressed: nothing unfolds while it is read, no version of a compressor makes other bytes, and
reading can end by writing the same archive again and comparing. That refuses what hides between, before or after.
"""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

from tocsin.bundle.errors import ExtraName, NotABundle, RepeatedName, TooLarge
from tocsin.bundle.manifest import Manifest

MANIFEST = "MANIFEST.json"
SIGNATURE = "MANIFEST.sig"
MOST = 20_000
LARGEST_FILE = 32 * 1024 * 1024
LARGEST = 256 * 1024 * 1024  # of all files together
_LARGEST_MANIFEST = 8 * 1024 * 1024
_SIGNATURE_SIZE = 64
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip knows
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, struct.error)


def pack(manifest: bytes, signature: bytes, files: Mapping[str, bytes]) -> bytes:
    """Write the archive: manifest, signature, then files by name. The same content is the same bytes, anywhere."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name, data in [(MANIFEST, manifest), (SIGNATURE, signature), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system = 3  # Unix, wherever it is written
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return target.getvalue()


class Archive:
    """An archive that was opened, and of which nothing is trusted yet."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST + 2 * _LARGEST_MANIFEST:
            raise TooLarge("the archive is larger than any bundle")
        self._data = data
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _UNREADABLE as error:
            raise NotABundle(f"not an archive ({type(error).__name__})") from None
        self._entries = self._zip.infolist()
        if len(self._entries) > MOST + 2:
            raise TooLarge("more files than any bundle")
        if [e.filename for e in self._entries[:2]] != [MANIFEST, SIGNATURE]:
            raise NotABundle("it does not begin with a manifest and its signature")
        self.manifest = self._read(self._entries[0], _LARGEST_MANIFEST)
        self.signature = self._read(self._entries[1], _SIGNATURE_SIZE)

    @property
    def names(self) -> list[str]:
        """The names of all files beside manifest and signature, as often as they are there."""
        return [entry.filename for entry in self._entries[2:]]

    def check_names(self) -> None:
        """Refuse a name that is there twice, also once more as a manifest."""
        names = [MANIFEST, SIGNATURE, *self.names]
        if len(set(names)) < len(names):
            raise RepeatedName("a name is in the archive twice")

    def size(self, name: str) -> int:
        """Return the size in bytes that the archive gives for a file."""
        return self._zip.getinfo(name).file_size

    def file(self, name: str) -> bytes:
        """Return a file's bytes."""
        return self._read(self._zip.getinfo(name), LARGEST_FILE)

    def check_form(self, manifest: Manifest, files: Mapping[str, bytes]) -> None:
        """Refuse an archive that this version would have written otherwise."""
        if manifest.files.keys() != files.keys():
            raise ExtraName("not exactly the files of the manifest")
        if pack(self.manifest, self.signature, files) != self._data:
            raise NotABundle("the archive is not as this version writes it")

    def _read(self, entry: zipfile.ZipInfo, largest: int) -> bytes:
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
            raise NotABundle("a file is compressed")
        if entry.file_size > largest:
            raise TooLarge(f"{entry.filename[:200]} is larger than a bundle may hold")
        try:
            return self._zip.read(entry)
        except _UNREADABLE as error:
            raise NotABundle(f"a file of the archive cannot be read ({type(error).__name__})") from None
