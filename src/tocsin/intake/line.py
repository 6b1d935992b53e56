"""What intake knows of its line: the charter, the signed keys, and the public facts. All of it is public."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tocsin import __version__
from tocsin.charter.directory.telling import telling_areas
from tocsin.charter.model import Charter
from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.errors import BadKeys, ClosedEpoch, UnknownDesk, UnknownEpoch
from tocsin.envelope.keys import DeskKey, LineKeys
from tocsin.envelope.slip import seal_slip
from tocsin.exchange.routes import PATH as ROUTES
from tocsin.exchange.site import SiteFile, read_site
from tocsin.intake.refusals import closed_epoch
from tocsin.look.rendering import LineFacts

_LOOK_AGAIN = 0.25  # seconds; four looks at the disk for every post cost more than sealing one


@dataclass(frozen=True, eq=False)
class Line:
    """One line as its public side sees it; compared by identity, so that what is prepared from it can be kept."""

    home: Path
    charter: Charter
    root: bytes
    demonstration: bool
    now: Callable[[], datetime]
    reader_url: str = ""
    _kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, home: Path, *, now: Callable[[], datetime], reader_url: str = "") -> "Line":
        """Read a line's folder."""
        facts = canonical.loads((home / "line.json").read_bytes())
        charter = load(home / str(facts["charter"]))
        root = canonical.unhex(facts["root"], 32)
        return cls(home, charter, root, bool(facts["demonstration"]), now, reader_url)

    @property
    def keys_json(self) -> bytes:
        """The signed keys as they lie on the disk, verified; looked at four times a second, read when they changed."""
        if time.monotonic() < self._kept.get("until", 0):
            return bytes(self._kept["data"])
        path = self.home / "public" / "keys.json"
        seen = path.stat()
        mark = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
        if self._kept.get("mark") != mark:
            data = path.read_bytes()
            keys = LineKeys.read(data, self.root)
            if keys.demonstration != self.demonstration:
                raise BadKeys("a demonstration's keys in a real line, or the reverse")
            site = read_site(self.home / "public" / "site", keys.hashes.get("site", ""))
            self._kept.update(mark=mark, data=data, keys=keys, slip=_slip_size(keys), site=site)
        self._kept["until"] = time.monotonic() + _LOOK_AGAIN
        return bytes(self._kept["data"])

    @property
    def keys(self) -> LineKeys:
        """The verified content of `keys_json`."""
        _ = self.keys_json
        keys: LineKeys = self._kept["keys"]
        return keys

    @property
    def slip_size(self) -> int:
        """The one size that a sealed slip of this line has."""
        _ = self.keys_json
        return int(self._kept["slip"])

    @property
    def site(self) -> dict[str, SiteFile]:
        """The static pages that the signed keys name: path -> file; another object when they changed."""
        _ = self.keys_json
        site: dict[str, SiteFile] = self._kept["site"]
        return site

    @cached_property
    def shown(self) -> LineFacts:
        """What every page tells of its line."""
        return LineFacts(self.keys.line.hex(), self.root.hex(), self.demonstration)

    def accepting(self, desk: str, epoch: str) -> DeskKey:
        """Return the key of an epoch that is accepted now, or refuse with the keys that are."""
        try:
            if desk not in self.charter.line.desks:
                raise UnknownDesk("no such desk")
            return self.keys.accepting(desk, epoch, self.now())
        except (UnknownDesk, UnknownEpoch, ClosedEpoch) as error:
            raise closed_epoch(str(error), json.loads(self.keys_json)) from None

    @cached_property
    def facts(self) -> bytes:
        """`tocsin.json`: all that a client needs to know first."""
        charter, keys = self.charter, self.keys
        facts = {
            "format": "tocsin/line/v1",
            "name": dict(charter.line.name),
            "line": keys.line.hex(),
            "root": self.root.hex(),
            "languages": list(charter.line.languages),
            "charter": charter.version,
            "concerns": [c.code for c in charter.concerns],
            "paths": [p.code for p in charter.paths if p.reports],
            "desk": charter.line.desk,
            "overseer": charter.line.overseer,
            "desks": list(charter.line.desks),
            "limits": vars(keys.limits),
            "endpoints": {
                "keys": "/keys.json",
                "reports": "/reports",
                "attachments": "/attachments/{id}/{n}",
                "replies": "/replies",
                **({"routes": ROUTES} if charter.directory.exists else {}),
                "reader": self.reader_url,
            },
            "demonstration": self.demonstration,
            "software": f"tocsin {__version__}",
        }
        return canonical.dumps(facts)

    def check(self) -> None:
        """Raise `BadKeys` when the line cannot take reports."""
        telling_areas(self.charter)  # in a country of thousands of areas it takes seconds, once: before anybody waits
        missing = [d for d in self.charter.line.desks if d not in {key.desk for key in self.keys.desks}]
        if missing:
            hint = "Have the line root sign every desk's keys: tocsin keys DIR"
            raise BadKeys(f"keys.json has no key of: {', '.join(missing)}", hint=hint)


def _slip_size(keys: LineKeys) -> int:
    """Measure it on a slip that is thrown away: names and number of the custodians decide it."""
    recipient = keys.custodians[0].recipient
    return len(seal_slip({}, custodians=keys.custodians, recipients=[recipient], rng=bytes))
