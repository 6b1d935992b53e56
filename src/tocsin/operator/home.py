"""The folder of a line: who owns which part of it (docs/home.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tocsin.envelope import canonical
from tocsin.envelope.keys import line_id
from tocsin.exchange import places

FORMAT = "tocsin/line/v1"
SECRET_FOLDER = 0o700
RUN_FOLDER = 0o1770  # every opener lays its own here, and none replaces another's
SLOT_FOLDER = 0o1730  # the public user, or another desk's opener, may put in, and can neither list nor take out
# Passed through to each desk's own.
_OF_DESKS = ("slot", "attachments", "referrals", "opener", "desk", "bell", "figures", "outgoing")


class NotALine(Exception):
    """The folder does not hold a line."""

    hint = "Make one with: tocsin init DIR --charter CHARTER"


@dataclass(frozen=True)
class Home:
    """Paths inside a line's folder."""

    path: Path

    @property
    def charter(self) -> Path:
        """The line's own copy of its charter."""
        return self.path / "charter"

    @property
    def root_key(self) -> Path:
        """The offline line root's seed; production moves it away and brings it back to sign."""
        return self.path / "root" / "line-root.key"

    @property
    def keys_json(self) -> Path:
        """What everybody may fetch."""
        return self.path / "public" / "keys.json"

    @property
    def facts(self) -> Path:
        """The line's public facts."""
        return self.path / "line.json"

    @property
    def settings(self) -> Path:
        """What the operator alone decides; it may hold tokens, so root alone reads it."""
        return self.path / "operator.toml"

    def make_folders(self, desks: Iterable[str]) -> None:
        """Create the folders with their modes; zones' own folders below them are made by the zones."""
        self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
        for name in ("root", "custodians"):
            (self.path / name).mkdir(mode=SECRET_FOLDER, exist_ok=True)
        run = self.path / "run"
        run.mkdir(exist_ok=True)
        run.chmod(RUN_FOLDER)
        for name in ("public", "replies"):
            (self.path / name).mkdir(mode=0o750, exist_ok=True)
        for name in _OF_DESKS:
            (self.path / name).mkdir(mode=0o755, exist_ok=True)
        for desk in desks:
            self._make_desk(desk)

    def _make_desk(self, desk: str) -> None:
        for own in (places.attachments(self.path, desk), places.outgoing(self.path, desk)):
            own.mkdir(mode=0o750, exist_ok=True)
        officers = places.officers(self.path, desk)
        for secret in (self.path / "opener" / desk, officers.parent, officers):
            secret.mkdir(mode=SECRET_FOLDER, exist_ok=True)
        for put_into in (places.slot(self.path, desk), places.referrals(self.path, desk)):
            put_into.mkdir(exist_ok=True)
            put_into.chmod(SLOT_FOLDER)

    def write_facts(self, root_public: bytes, *, demonstration: bool) -> None:
        """Write `line.json`."""
        facts = {
            "format": FORMAT,
            "line": line_id(root_public).hex(),
            "root": root_public.hex(),
            "charter": "charter",
            "demonstration": demonstration,
        }
        self.facts.write_bytes(canonical.dumps(facts))

    def read_facts(self) -> dict[str, object]:
        """Read `line.json`; `NotALine` if it is not there."""
        try:
            return canonical.loads(self.facts.read_bytes())
        except FileNotFoundError as error:
            raise NotALine(f"{self.path} holds no line.json") from error


def write_secret(path: Path, text: str) -> None:
    """Create a file that only its owner reads; an existing one is never overwritten."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")
