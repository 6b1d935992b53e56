"""A bundle of the fixed line, and the same one altered in every way that must be refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.world import ROOT, ROOT_PUBLIC
from tocsin.bundle.archive import pack
from tocsin.bundle.bundle import Last, lay_out
from tocsin.bundle.manifest import LABEL, File, Manifest
from tocsin.bundle.newsroom import Newsroom, NewsroomKey, sign_newsroom
from tocsin.bundle.paths import type_of
from tocsin.envelope.keys import line_id

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LINE = line_id(ROOT_PUBLIC)
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"newsroom").digest())
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"somebody else").digest())
OLD_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"last year's newsroom").digest())
FILES: dict[str, bytes] = {
    "en/news/first/index.html": b"<!doctype html><title>We are here</title><p>This is our first post.</p>",
    "en/news/first/photo.jpg": b"\xff\xd8\xff\xe0 a bell",
    "feeds/en.atom": b"<feed/>",
    "zh-Hans/news/first/index.html": "<!doctype html><title>我们在这里</title>".encode(),
}


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def newsroom_json(*, serial: int = 1) -> bytes:
    year = timedelta(days=365)
    keys = (
        NewsroomKey(public(KEY), NOW - timedelta(days=30), NOW + year),
        NewsroomKey(public(OLD_KEY), NOW - 2 * year, NOW - timedelta(days=30)),
    )
    return sign_newsroom(keys, ROOT, serial=serial)


NEWSROOM = Newsroom.read(newsroom_json(), ROOT_PUBLIC)


def bundle(files: Mapping[str, bytes] = FILES, *, last: Last | None = None, created: datetime = NOW) -> bytes:
    return lay_out(files, KEY, line=LINE, last=last or Last(), created=created, days=14)


def manifest_of(laid: Mapping[str, bytes] = FILES, **changed: Any) -> Manifest:
    described = {path: File.of(data, type_of(path)) for path, data in laid.items()}
    return replace(Manifest(LINE, 1, NOW, NOW + timedelta(days=14), "", described), **changed)


def signed(manifest: Manifest | bytes, files: Mapping[str, bytes] = FILES, *, key: Ed25519PrivateKey = KEY) -> bytes:
    """Sign and pack whatever a thief of the key would, without looking at it."""
    data = manifest if isinstance(manifest, bytes) else manifest.to_bytes()
    return pack(data, key.sign(LABEL + data), files)


def named(path: str, kind: str = "text/html; charset=utf-8", data: bytes = b"x") -> bytes:
    """Return a signed bundle with one file of this name and type."""
    return signed(manifest_of({}, files={path: File.of(data, kind)}), {path: data})
