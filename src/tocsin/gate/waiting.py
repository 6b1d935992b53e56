"""A token that says since when a page waits, for those who cannot work; and what of work and waiting was used up."""

import hmac
from collections import OrderedDict
from dataclasses import dataclass

USES = 4  # of one proof or token, for one report or file: lost answers, double clicks, the parts of a small file
REMEMBERED = 50_000  # some 15 MB; who pays for more than this in ten minutes could use the oldest of them again
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Token:
    """A place in the line of one report: ready at a second since 1970, with a mark of its own."""

    ready: int
    mark: str

    def write(self, key: bytes, door: str, target: bytes) -> str:
        """Return the token as a form carries it; it is worth nothing for another door or report."""
        said = b"tocsin/wait/v1\n%s\n%d\n%s\n%s" % (door.encode(), self.ready, self.mark.encode(), target)
        return f"{self.ready}.{self.mark}.{hmac.digest(key, said, 'sha256').hex()}"

    @classmethod
    def read(cls, text: str, key: bytes, door: str, target: bytes) -> "Token | None":
        """Read what `write` wrote under this key for this door and report; None for anything else."""
        ready, mark, _ = (*text.split(".", 2), "", "", "")[:3]
        if len(text) > _LONGEST_TOKEN or not text.isascii() or not ready.isdecimal():
            return None
        token = cls(int(ready), mark)
        return token if hmac.compare_digest(token.write(key, door, target), text) else None


class Used:
    """Remembers what paid for which report, in memory, and so little that a flood cannot fill it."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._seen: OrderedDict[bytes, tuple[bytes, int]] = OrderedDict()

    def use(self, mark: bytes, target: bytes) -> bool:
        """Use a proof or token for a report or file; false when it paid for another one, or was used up."""
        # The target is kept as a keyed hash, so that a look into memory names no report.
        hidden = hmac.digest(self._key, b"tocsin/used/v1\n" + target, "sha256")[:16]
        held, uses = self._seen.get(mark, (hidden, 0))
        if held != hidden or uses >= USES:
            return False
        self._seen[mark] = (hidden, uses + 1)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True
