#!/usr/bin/env python
"""Write `vectors/bundle.json`: a bundle that is taken, and one for each reason for which one is not.

All keys are fixed and signatures of Ed25519 draw nothing, so the same file comes out at every run.
"""

import base64
import json
import warnings
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.bundle.archive import LARGEST_FILE, MANIFEST, SIGNATURE, pack
from tocsin.bundle.bundle import Last, lay_out
from tocsin.bundle.manifest import LABEL, File, Manifest
from tocsin.bundle.newsroom import NewsroomKey, sign_newsroom
from tocsin.bundle.paths import TYPES
from tocsin.envelope import canonical
from tocsin.envelope.keys import line_id, write_time

TARGET = Path(__file__).parent.parent / "vectors" / "bundle.json"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT, NEWSROOM, FORMER, FORGER = (
    Ed25519PrivateKey.from_private_bytes(sha256(name).digest()) for name in (b"root", b"newsroom", b"former", b"forger")
)
PUBLIC = ROOT.public_key().public_bytes_raw()
LINE = line_id(PUBLIC)
NEWS = {
    "en/news/first/index.html": b"<!doctype html><title>We are here</title><p>Our first post.</p>",
    "en/news/first/photo.jpg": b"a bell",
    "feeds/en.atom": b"<feed/>",
    "zh-Hans/news/first/index.html": "<!doctype html><title>我们在这里</title>".encode(),
}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def newsroom_json(serial: int = 1, root: Ed25519PrivateKey = ROOT) -> bytes:
    month, year = timedelta(days=30), timedelta(days=365)
    keys = [(NEWSROOM, NOW - month, NOW + year), (FORMER, NOW - year, NOW - month)]
    return sign_newsroom(
        [NewsroomKey(k.public_key().public_bytes_raw(), b, e) for k, b, e in keys], root, serial=serial
    )


def manifest_of(laid: dict[str, bytes], **changed: Any) -> Manifest:
    described = {path: File.of(data, TYPES[path.rpartition(".")[2]]) for path, data in laid.items()}
    over = NOW + timedelta(days=14)
    value = {"line": LINE, "seq": 1, "created": NOW, "not_after": over, "previous": "", "files": described}
    return Manifest(**{**value, **changed})


def sign(manifest: Manifest | bytes, files: dict[str, bytes] | None = None, key: Ed25519PrivateKey = NEWSROOM) -> bytes:
    data = manifest if isinstance(manifest, bytes) else manifest.to_bytes()
    return pack(data, key.sign(LABEL + data), NEWS if files is None else files)


def zipped(entries: list[tuple[str, bytes]], **changed: Any) -> bytes:
    """Return an archive of any form that a zip allows."""
    target = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", changed.pop("method", zipfile.ZIP_STORED)) as archive:
        warnings.simplefilter("ignore")  # a name twice is what is wanted
        for name, data in entries:
            entry = zipfile.ZipInfo(name, changed.get("time", (1980, 1, 1, 0, 0, 0)))
            entry.create_system, entry.external_attr = 3, changed.get("rights", 0o100644) << 16
            entry.compress_type = archive.compression
            archive.writestr(entry, data)
        archive.comment = changed.get("comment", b"")
    return target.getvalue()


def vectors() -> list[dict[str, Any]]:
    """Return a bundle that is taken, and one for each reason for which one is not."""
    good = lay_out(NEWS, NEWSROOM, line=LINE, last=Last(), created=NOW, days=14)
    manifest = manifest_of(NEWS)
    data, own = manifest.to_bytes(), NEWSROOM.sign(LABEL + manifest.to_bytes())
    entries = [(MANIFEST, data), (SIGNATURE, own), *sorted(NEWS.items())]
    second = manifest_of(NEWS, seq=2, previous=manifest.digest)
    first = {"seq": 1, "digest": manifest.digest}
    page = "text/html; charset=utf-8"

    def one(path: str, kind: str = page, file: File | None = None) -> bytes:
        files = {path: file or File.of(b"x", kind)}
        return sign(manifest_of({}, files=files), {path: b"x"})

    def said(**changed: Any) -> bytes:
        return sign(canonical.dumps({**canonical.loads(data), **changed}))

    made: list[tuple[str, str, bytes, dict[str, Any]]] = [
        ("opens", "the first one", good, {}),
        ("opens", "the next one", sign(second), {"last": first}),
        (
            "opens",
            "the next one but one, where one never arrived",
            sign(manifest_of(NEWS, seq=3, previous="ab" * 32)),
            {"last": first},
        ),
        ("opens", "one without files", sign(manifest_of({}), {}), {}),
        ("NotABundle", "not an archive", b"PK\x03\x04 nothing", {}),
        ("NotABundle", "cut short", good[:-1], {}),
        ("NotABundle", "something behind it", good + b"\0", {}),
        ("NotABundle", "something before it", b"#!/bin/sh\n" + good, {}),
        ("NotABundle", "a comment", zipped(entries, comment=b"hello"), {}),
        ("NotABundle", "other times", zipped(entries, time=(2026, 11, 24, 0, 0, 0)), {}),
        ("NotABundle", "other rights", zipped(entries, rights=0o120777), {}),
        ("NotABundle", "another order", zipped([*entries[:2], *reversed(entries[2:])]), {}),
        ("NotABundle", "compressed", zipped(entries, method=zipfile.ZIP_DEFLATED), {}),
        ("NotABundle", "no manifest", zipped(entries[2:]), {}),
        ("BadNewsroom", "a newsroom that another root signed", good, {"newsroom": b64(newsroom_json(root=FORGER))}),
        ("UnknownSigner", "signed by somebody else", sign(manifest, key=FORGER), {}),
        ("UnknownSigner", "signed by the root, which signs no bundle", sign(manifest, key=ROOT), {}),
        ("UnknownSigner", "signed without the label", pack(data, NEWSROOM.sign(data), NEWS), {}),
        ("SignerNotValid", "signed by last year's key", sign(manifest, key=FORMER), {}),
        ("BadManifest", "not canonical", sign(data + b"\n"), {}),
        ("BadManifest", "another format", said(format="tocsin/bundle/v2"), {}),
        ("BadManifest", "a field more", said(more=1), {}),
        ("BadManifest", "no number", said(seq=0), {}),
        ("BadManifest", "a number that is true", said(seq=True), {}),
        ("BadManifest", "the second one follows on none", said(seq=2), {}),
        ("BadManifest", "over before it began", said(not_after=write_time(NOW)), {}),
        (
            "BadManifest",
            "a size below nothing",
            said(files={"news/a.html": {**vars(File.of(b"", page)), "size": -1}}),
            {},
        ),
        ("OtherLine", "another line's", said(line="00" * 16), {}),
        ("Rollback", "taken already", good, {"last": first}),
        ("Rollback", "an older one", good, {"last": {"seq": 7, "digest": "ab" * 32}}),
        ("OtherHistory", "follows on another one", sign(second), {"last": {"seq": 1, "digest": "ab" * 32}}),
        ("Expired", "over", good, {"now": write_time(NOW + timedelta(days=14))}),
        ("NotYet", "of tomorrow", good, {"now": write_time(NOW - timedelta(days=1))}),
        ("RepeatedName", "a file twice", zipped([*entries, entries[2]]), {}),
        ("RepeatedName", "a second manifest", zipped([*entries, entries[0]]), {}),
        ("ExtraName", "a file more", sign(manifest, {**NEWS, "news/more.html": b"x"}), {}),
        ("MissingName", "a file less", sign(manifest, dict(list(NEWS.items())[1:])), {}),
    ]
    bad = [
        "news/../report/index.html",
        "/news/a.html",
        "news//a.html",
        "news/.a.html",
        "news/a b.html",
        "news/a\\b.html",
        "news/ä.html",
    ]
    bad += [
        "news/a.",
        "news/a",
        "news/con.html",
        "news/" + "a/" * 5 + "b.html",
        "news/" + "a" * 61 + ".html",
        "news/a\n.html",
        "news/a.b/c.html",
    ]
    made += [("BadPath", repr(path), one(path), {}) for path in bad]
    foreign = [
        "keys.json",
        "index.html",
        "en/index.html",
        "en/report/index.html",
        "script/boot.html",
        "en/en/news/a.html",
        "report/news/a.html",
    ]
    made += [("ForeignPlace", path, one(path), {}) for path in foreign]
    pair = {"news/a.html": b"x", "news/A.html": b"x"}
    folders = {"news/a/x.html": b"x", "news/A/y.html": b"x"}
    made += [("CaseCollision", "files", sign(manifest_of(pair), pair), {})]
    made += [("CaseCollision", "folders", sign(manifest_of(folders), folders), {})]
    made += [
        ("ForeignType", path, one(path, kind), {})
        for path, kind in [("news/a.js", "text/javascript"), ("news/a.svg", "image/svg+xml"), ("news/a.png", page)]
    ]
    right = File.of(b"x", page)
    made += [
        (
            "TooLarge",
            "said to be larger than any file",
            one("news/a.html", file=File(right.sha256, LARGEST_FILE + 1, page)),
            {},
        )
    ]
    made += [("WrongSize", "longer than said", one("news/a.html", file=File(right.sha256, 0, page)), {})]
    made += [("ChangedFile", "another file", one("news/a.html", file=File.of(b"y", page)), {})]
    usual = {
        "root": PUBLIC.hex(),
        "newsroom": b64(newsroom_json()),
        "now": write_time(NOW),
        "last": {"seq": 0, "digest": ""},
    }
    return [
        {**usual, "expect": expect, "what": what, "bundle": b64(archive), **more}
        for expect, what, archive, more in made
    ]


def main() -> None:
    TARGET.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
