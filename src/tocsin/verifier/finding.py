"""Whether a file is in what a line published, and where."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tocsin.bundle.bundle import read_any
from tocsin.bundle.errors import BundleRefused, SignerNotValid
from tocsin.verifier.evidence import CannotTell, Evidence

_ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True)
class Finding:
    """What was found: `counts` is False for what was published and is over, or was replaced."""

    kind: str  # "site": a file of the line's pages; "bundle": a file of a bundle; "archive": a bundle itself
    path: str
    number: int
    moment: datetime
    ends: datetime | None
    counts: bool


def find(data: bytes, evidence: Evidence, now: datetime) -> Finding | None:
    """Return where exactly these bytes were published, what counts now before what is over; None where nowhere."""
    digest = sha256(data).hexdigest()
    found = [
        Finding(shown.kind, shown.paths[digest], shown.number, shown.moment, shown.ends, shown.counts(now))
        for shown in evidence.lists
        if digest in shown.paths
    ]
    if found:
        return max(found, key=lambda each: (each.counts, each.number))
    return _archive(data, evidence, now) if data.startswith(_ARCHIVE) else None


def _archive(data: bytes, evidence: Evidence, now: datetime) -> Finding | None:
    """Return what a bundle says of itself, if this line's newsroom signed it and every byte is as it was signed."""
    if evidence.newsroom is None:
        raise CannotTell("it may be a bundle, and there is no newsroom.json, which says whose signature a bundle bears")
    try:
        bundle = read_any(data, evidence.newsroom)
    except BundleRefused:
        return None
    manifest = bundle.manifest
    # A later one that is known here has taken its place.
    newest = all(s.number <= manifest.seq for s in evidence.lists if s.kind == "bundle")
    try:
        evidence.newsroom.check(manifest.to_bytes(), bundle.signature, now)
    except SignerNotValid:
        newest = False
    counts = newest and manifest.created <= now < manifest.not_after
    return Finding("archive", "", manifest.seq, manifest.created, manifest.not_after, counts)
