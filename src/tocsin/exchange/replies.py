"""The folder of sealed replies: laid by the opener, fetched by whoever knows a name."""

from pathlib import Path

from tocsin.envelope.replies import NAME, SEALED_REPLY
from tocsin.exchange.durable import sync_folder, write_new


class RepliesFolder:
    """Replies under `<xx>/<name>`, so that a folder stays small."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fetch(self, name: bytes) -> bytes | None:
        """Return the sealed reply under a 16-byte name, or None."""
        try:
            sealed = self._place(name).read_bytes()
        except FileNotFoundError:
            return None
        return sealed if len(sealed) == SEALED_REPLY else None

    def lay(self, name: bytes, sealed: bytes) -> None:
        """Lay a sealed reply durably; laying the same again leaves it: it may be another user's after a restore."""
        place = self._place(name)
        if self.fetch(name) == sealed:
            sync_folder(place.parent)
            return
        place.parent.mkdir(mode=0o750, exist_ok=True)
        write_new(place, sealed, mode=0o644)  # intake and reader are other users; who has no name finds nothing here

    def _place(self, name: bytes) -> Path:
        if len(name) != NAME:
            raise ValueError("a reply's name has sixteen bytes")
        return self._path / name.hex()[:2] / name.hex()
