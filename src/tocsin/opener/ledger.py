"""The ledger: the desk's pen. Every entry is a leaf of an RFC 6962 tree, and durable before anything is answered."""

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.opener.database import Database
from tocsin.opener.ring import Ring
from tocsin.oversight.commitment import SALT, commit
from tocsin.oversight.tree import Frontier, leaf_hash

LEDGER = "ledger"
HEAD = "log_head"
_NONCE = 12
Rng = Callable[[int], bytes]


class LogRewritten(Exception):
    """The log on the disk is not the one whose head was kept."""

    hint = "Stop, keep the disk as it is, and compare with the last checkpoint that a witness holds."


class Ledger:
    """Appends entries; the caller's transaction makes them durable together with what they tell of."""

    def __init__(self, database: Database, ring: Ring, *, rng: Rng) -> None:
        self._database, self._ring, self._rng = database, ring, rng
        self._frontier = Frontier(self.leaves())
        self.verify()

    def append(self, entry: dict[str, Any], *, case: str = "") -> None:
        """Append an entry, sealed under the case's key if it is about one; commit before you answer."""
        key_name = f"case:{case}" if case else LEDGER
        salt, seq = self._rng(SALT), self._frontier.size
        leaf = leaf_hash(commit({**entry, "seq": seq}, salt))
        plain = canonical.dumps({"salt": salt.hex(), "entry": {**entry, "seq": seq}})
        nonce = self._rng(_NONCE)
        sealed = nonce + ChaCha20Poly1305(self._ring.get(key_name)).encrypt(nonce, plain, leaf)
        self._database.main.execute("INSERT INTO log VALUES (?, ?, ?, ?)", (seq, leaf, key_name, sealed))
        self._frontier.append(leaf)
        self._database.set_meta(HEAD, self._head())

    def forget_uncommitted(self) -> None:
        """After a rolled-back transaction: read the tree again from what is durable."""
        self._frontier = Frontier(self.leaves())

    def head(self) -> tuple[int, bytes]:
        """Return the tree's size and root."""
        return self._frontier.size, self._frontier.root()

    def verify(self) -> None:
        """Compare the leaves on the disk with the head that was kept; `LogRewritten` if they differ."""
        kept = self._database.meta(HEAD)
        again = Frontier(self.leaves())
        if kept is not None and kept != write_head(again.size, again.root()):
            raise LogRewritten("the log's leaves do not give the root that was kept")

    def entry(self, seq: int) -> dict[str, Any]:
        """Open one entry and check it against its leaf."""
        return self.opened(seq)[1]

    def opened(self, seq: int) -> tuple[bytes, dict[str, Any]]:
        """Open one entry with the salt of its leaf, and check it."""
        row = self._database.main.execute("SELECT leaf, key, entry FROM log WHERE seq = ?", (seq,)).fetchone()
        leaf, key_name, sealed = bytes(row[0]), str(row[1]), bytes(row[2])
        plain = ChaCha20Poly1305(self._ring.get(key_name)).decrypt(sealed[:_NONCE], sealed[_NONCE:], leaf)
        value = canonical.loads(plain)
        salt = bytes.fromhex(value["salt"])
        if leaf_hash(commit(value["entry"], salt)) != leaf:
            raise LogRewritten("an entry is not the one its leaf commits to")
        return salt, value["entry"]

    def about(self, case: str) -> list[int]:
        """Return the numbers of the entries about a case."""
        rows = self._database.main.execute("SELECT seq FROM log WHERE key = ? ORDER BY seq", (f"case:{case}",))
        return [int(seq) for (seq,) in rows.fetchall()]

    def leaves(self) -> list[bytes]:
        """Return the hashes of all leaves."""
        return [bytes(leaf) for (leaf,) in self._database.main.execute("SELECT leaf FROM log ORDER BY seq")]

    def _head(self) -> bytes:
        return write_head(self._frontier.size, self._frontier.root())


def write_head(size: int, root: bytes) -> bytes:
    """Return a head as it is kept: the tree's size and root."""
    return f"{size} {root.hex()}".encode()
