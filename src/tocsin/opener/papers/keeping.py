"""Papers as they are kept: each act of a paper's story sealed by itself, bound to case, kind, paper and place in it.

So a text that somebody moves to another case, or to another place, on the disk opens nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.envelope import canonical
from tocsin.opener.errors import NoSuchPaper
from tocsin.opener.house import DESK, House
from tocsin.opener.papers.rules import REPLACED

WRITE, WITHDRAW, RESTORE, CONFIRM = "write", "withdraw", "restore", "confirm"
STANDING, PROPOSED, CONFIRMED = "standing", "proposed", "confirmed"
_ID = 8  # bytes
_NONCE = 12
Act = dict[str, Any]  # act, officer, time; text and outcome of what is written


@dataclass(frozen=True, repr=False)
class Paper:
    """A paper and its story, opened; `case` is empty for the desk's own."""

    id: str
    case: str
    kind: str
    state: str
    withdrawn: bool
    story: tuple[Act, ...]

    @property
    def versions(self) -> list[Act]:
        """Return what was written, oldest first."""
        return [act for act in self.story if act["act"] == WRITE]

    @property
    def last(self) -> Act:
        """Return what stands."""
        return self.versions[-1]

    @property
    def written(self) -> datetime:
        """Return when what stands was written."""
        return datetime.fromisoformat(self.last["time"])

    def shown(self) -> dict[str, Any]:
        """Return the paper as an officer gets it."""
        last, older = self.last, [_version(act) for act in self.versions[:-1]]
        told = {"id": self.id, "kind": self.kind, "withdrawn": self.withdrawn, "state": self.state, **_version(last)}
        told |= {"outcome": last["outcome"]} if "outcome" in last else {}
        told |= {"versions": older, "version": len(older) + 1} if self.kind in REPLACED else {}
        for act in self.story:
            if act["act"] == CONFIRM or (act["act"] == WITHDRAW and self.withdrawn):
                told |= {"confirmed_by" if act["act"] == CONFIRM else "withdrawn_by": act["officer"]}
        return told


def new_id(house: House) -> str:
    """Return a random name."""
    return house.rng(_ID).hex()


def seal(house: House, paper: Paper, number: int, act: Act) -> bytes:
    """Seal an act at a place in a paper's story."""
    nonce = house.rng(_NONCE)
    return nonce + _key(house, paper.case).encrypt(nonce, canonical.dumps(act), _bound(paper, number))


def put(house: House, paper: Paper) -> None:
    """Keep a new paper, whose story is empty; the caller commits."""
    query = "INSERT INTO papers (id, case_id, kind, state, withdrawn) VALUES (?, ?, ?, ?, 0)"
    house.database.main.execute(query, (paper.id, paper.case or None, paper.kind, paper.state))


def put_act(house: House, paper: Paper, number: int, sealed: bytes) -> None:
    """Keep a sealed act; the caller commits."""
    house.database.main.execute("INSERT OR REPLACE INTO paper_acts VALUES (?, ?, ?)", (paper.id, number, sealed))


def papers_of(house: House, case: str, *, kind: str = "", last: int = -1) -> list[Paper]:
    """Return the papers of a case, or the desk's own, oldest first: of one kind, or all; the last so many, or all."""
    query = (
        "SELECT id, kind, state, withdrawn FROM papers WHERE case_id IS ? AND (kind = ? OR ? = '') "
        "ORDER BY number DESC LIMIT ?"
    )
    rows = house.database.main.execute(query, (case or None, kind, kind, last)).fetchall()
    return [_read(house, Paper(i, case, k, state, bool(withdrawn), ())) for i, k, state, withdrawn in reversed(rows)]


def find(house: House, case: str, paper: object) -> Paper:
    """Return one paper of a case, or of the desk; `NoSuchPaper` if it is another's or none."""
    query = "SELECT kind, state, withdrawn FROM papers WHERE id = ? AND case_id IS ?"
    row = house.database.main.execute(query, (paper if isinstance(paper, str) else "", case or None)).fetchone()
    if row is None:
        raise NoSuchPaper("no such paper in this case")
    return _read(house, Paper(str(paper), case, row[0], row[1], bool(row[2]), ()))


def sealed_act(house: House, paper: Paper, number: int) -> bytes:
    """Return an act as it is kept."""
    query = "SELECT sealed FROM paper_acts WHERE paper_id = ? AND number = ?"
    (sealed,) = house.database.main.execute(query, (paper.id, number)).fetchone()
    return bytes(sealed)


def title_of(house: House, case: str) -> str:
    """Return a case's title, or nothing."""
    return next((p.last["text"] for p in papers_of(house, case, kind="title") if not p.withdrawn), "")


def count(house: House, case: str) -> int:
    """Return how many papers a case has."""
    query = "SELECT count(*) FROM papers WHERE case_id IS ?"
    return int(house.database.main.execute(query, (case or None,)).fetchone()[0])


def _read(house: House, paper: Paper) -> Paper:
    return Paper(paper.id, paper.case, paper.kind, paper.state, paper.withdrawn, tuple(_story(house, paper)))


def _story(house: House, paper: Paper) -> Iterator[Act]:
    key = _key(house, paper.case)
    query = "SELECT number, sealed FROM paper_acts WHERE paper_id = ? ORDER BY number"
    for number, sealed in house.database.main.execute(query, (paper.id,)).fetchall():
        data = bytes(sealed)
        yield canonical.loads(key.decrypt(data[:_NONCE], data[_NONCE:], _bound(paper, number)))


def _key(house: House, case: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(house.ring.get(f"case:{case}" if case else DESK))


def _bound(paper: Paper, number: int) -> bytes:
    return canonical.dumps({"case": paper.case, "kind": paper.kind, "paper": paper.id, "number": number})


def _version(act: Act) -> dict[str, str]:
    return {name: act[name] for name in ("text", "officer", "time")}
