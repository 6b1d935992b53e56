#!/usr/bin/env python
"""Write `vectors/`: one corpus for Python and TypeScript, failures included.

Sealing draws fresh randomness, so the sealed files differ at every run; what they open to does not. The committed
files are the truth.
"""

import base64
import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.charter.read import load
from tocsin.envelope import canonical
from tocsin.envelope.attachment import Manifest, manifest_payload
from tocsin.envelope.compose import compose_addition, compose_report
from tocsin.envelope.keys import Custodian, DeskKey, Limits, LineKeys, line_id, sign_keys
from tocsin.envelope.padding import pad, pad_to, unpad
from tocsin.envelope.post import unframe
from tocsin.envelope.receipt import LISTS, Receipt
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.referral import (
    PassedFile,
    PassedMessage,
    Referral,
    ReferralAnswer,
    write_answer,
    write_referral,
)
from tocsin.envelope.replies import PLAIN, Reply, reply_name, seal_reply
from tocsin.envelope.report import KINDS, AttachmentRef
from tocsin.envelope.seal import seal
from tocsin.envelope.unseal import unseal
from tocsin.exchange.proposal import Approval, Proposal, hash_of
from tocsin.exchange.request import Request, Shift, public_bytes
from tocsin.exchange.routes import write_routes
from tocsin.gate.work import Challenge, Examiner, write_proof
from tocsin.look.readers import decide, routes_table
from tocsin.look.stopping import rules, shown_call
from tocsin.opener.authorise.passkey import b64url

FOLDER = Path(__file__).parent.parent / "vectors"
RNG = random.Random(20261124).randbytes
ROOT = Ed25519PrivateKey.from_private_bytes(RNG(32))
PUBLIC = ROOT.public_key().public_bytes_raw()
LINE = line_id(PUBLIC)
DESK, OTHER = RNG(32), RNG(32)
CUSTODIANS = {name: RNG(32) for name in ("anna", "bo", "cai")}
SECRET = RNG(16)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "concern": "ce-equipment",
    "language": "zh-Hans",
    "what": "码头有一个浮标。\nA buoy 🛟 blinks.",
    "answers": {"是什么？": "浮标", "a": "b", "𝄞": "after", "￮": "before"},
    "about": "Nils",
    "area": "NI-BRAE",
    "may_ask": "yes",
}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write(name: str, vectors: list[dict[str, Any]]) -> None:
    text = json.dumps(vectors, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {len(vectors)}")


def keys() -> LineKeys:
    week = timedelta(days=7)
    start = NOW - timedelta(days=1)
    desk = DeskKey("main", "2026-w48", recipient_of_seed(DESK), start, start + week, start + 5 * week)
    custodians = tuple(Custodian(n, recipient_of_seed(s)) for n, s in CUSTODIANS.items())
    return LineKeys(LINE, 3, start, True, (desk,), custodians, Limits(), {})  # noqa: FBT003


def receipts() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for secret in (bytes(16), b"\xff" * 16, SECRET, *(RNG(16) for _ in range(4))):
        receipt = Receipt(secret)
        words = {language: receipt.words(language) or "" for language in LISTS}
        good = {"secret": secret.hex(), "numbers": receipt.numbers(), "words": words, "expect": "opens"}
        english = words["en"]
        typed = [
            *words.values(),
            receipt.numbers(),
            receipt.numbers().replace(" ", ""),
            english.upper(),
            english.replace(" ", ",\n"),
            "\n".join(f"{i}) {w}" for i, w in enumerate(english.split(), 1)),
            words["zh-Hans"].replace(" ", ""),
        ]
        made += [{**good, "typed": text} for text in typed]
        made.append({**good, "typed": words["fr"].replace("é", "e").replace("è", "e"), "language": "fr"})
    numbers = Receipt(SECRET).numbers().split()
    swapped = " ".join([numbers[1], numbers[0], *numbers[2:]])
    bad = ["", "one two", " ".join(["qwertz"] * 12), "0001 " * 12, "2049 " * 12, "🔔", swapped, "abandon " * 12]
    made += [{"typed": text, "expect": "BadReceipt"} for text in bad]
    return made


def derivations() -> list[dict[str, Any]]:
    made = []
    for secret in (bytes(16), SECRET):
        for line in (LINE, bytes(16)):
            d = Receipt(secret).derive(line)
            made.append(
                {
                    "secret": secret.hex(),
                    "line": line.hex(),
                    "envelope_id": d.envelope_id.hex(),
                    "mailbox_key": d.mailbox_key.hex(),
                    "reply_seed": d.reply_seed.hex(),
                    "claim_public": d.claim_public.hex(),
                    "reply_recipient": d.reply_recipient.text,
                    "reply_names": [reply_name(d.mailbox_key, n).hex() for n in (0, 1, 8, 2**32 - 1)],
                }
            )
    return made


def paddings() -> list[dict[str, Any]]:
    sizes = (0, 1, 4091, 4092, 4093, 5000, 9000, 70_000)
    made: list[dict[str, Any]] = [{"length": n, "padded": len(pad(bytes(n))), "expect": "opens"} for n in sizes]
    zero = bytearray(pad(b"abc"))
    zero[100] = 1
    bad = [bytes(zero), pad(b"abc") + b"\0", pad(b"abc")[:-1], b"", b"\0\0\0\5a", b"\xff" * 4096, bytes(4097)]
    return made + [{"padded_bytes": b64(p), "expect": "BadPadding"} for p in bad]


def canonicals() -> list[dict[str, Any]]:
    good = [{}, TOLD, {"a": [1, True, None, 'é\u2028\x7f\\"/'], "b": {"￮": 1, "𝄞": 2}}]
    made: list[dict[str, Any]] = [{"text": b64(canonical.dumps(v)), "expect": "opens"} for v in good]
    bad = [b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a": 1}', b'{"a":"\\u00e9"}', b"[]", b"", b"\xff", b'{"a":1}\n']
    bad += [b'\xef\xbb\xbf{"a":1}', '{"𝄞":1,"￮":2}'.encode(), b'{"a":"\\/"}', b"null", b'{"a":"\\ud800"}']
    return made + [{"text": b64(t), "expect": "NotCanonical"} for t in bad]


def keys_files() -> list[dict[str, Any]]:
    good = sign_keys(keys(), ROOT)
    outer = canonical.loads(good)
    text = canonical.loads(outer["signed"].encode())

    def resigned(**changes: Any) -> bytes:
        again = canonical.dumps({k: v for k, v in (text | changes).items() if v is not ...})
        return canonical.dumps({"signature": b64(ROOT.sign(b"tocsin/keys/v1\n" + again)), "signed": again.decode()})

    moved = canonical.dumps(outer | {"signed": outer["signed"].replace('"serial":3', '"serial":4')})
    bad = [moved, good + b"\n", b"{}", resigned(extra=1), resigned(limits=...), resigned(format="tocsin/keys/v2")]
    bad += [resigned(custodians=text["custodians"][:1]), resigned(line="00" * 16), resigned(issued="2026-11-24")]
    bad += [resigned(desks=[{"desk": "Main", "keys": []}])]
    made = [{"file": b64(good), "root": PUBLIC.hex(), "expect": "opens", "serial": 3}]
    made += [{"file": b64(f), "root": PUBLIC.hex(), "expect": "BadKeys"} for f in bad]
    return [*made, {"file": b64(good), "root": "00" * 32, "expect": "BadKeys"}]


def sealed_files() -> list[dict[str, Any]]:
    def vector(name: str, file: bytes, expect: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "file": b64(file), "seed": DESK.hex(), "expect": expect, **more}

    plain = "told once 说一次".encode()
    desk, other = recipient_of_seed(DESK), recipient_of_seed(OTHER)
    good, two = seal(plain, [desk], rng=RNG), seal(plain, [other, desk], rng=RNG)
    empty = seal(b"", [desk], rng=RNG)
    chunks = seal(bytes(65537), [desk], rng=RNG)
    opens = [("one recipient", good, plain), ("two recipients", two, plain), ("empty", empty, b"")]
    opens.append(("two chunks", chunks, bytes(65537)))
    foreign = good.replace(b"mlkem768x25519", b"X25519", 1)
    return [
        *(vector(n, f, "opens", sha256=sha256(p).hexdigest()) for n, f, p in opens),
        vector("another key", seal(plain, [other], rng=RNG), "WrongKey"),
        vector("last byte flipped", good[:-1] + bytes([good[-1] ^ 1]), "Damaged"),
        vector("cut at the end", good[:-1], "Damaged"),
        vector("whole chunk cut off", chunks[:-17], "Damaged"),
        vector("bytes behind the end", good + b"!", "Damaged"),
        vector("another version", good.replace(b"v1", b"v2", 1), "BadHeader"),
        vector("a stanza of another kind", foreign, "BadHeader"),
        vector("no end of the header", good.replace(b"\n--- ", b"\n--* ", 1), "BadHeader"),
        vector("CR LF", good.replace(b"\n", b"\r\n", 3), "BadHeader"),
        vector("not an age file", b"hello", "BadHeader"),
        vector("nothing", b"", "BadHeader"),
        vector("no payload", good[: good.index(b"\n--- ") + 49], "BadHeader"),
    ]


def payloads() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    options: dict[str, Any] = {"keys": keys(), "desk": "main", "now": NOW, "rng": RNG}
    refs = [AttachmentRef(RNG(16), 2, RNG(32))]
    identity = {"name": "Rosa 罗莎", "contact": "pier 4"}
    report = compose_report(TOLD, identity, receipt=Receipt(SECRET), charter="2026.1+abc", attachments=refs, **options)
    derived = Receipt(SECRET).derive(LINE)
    additions = [compose_addition("他又来了", kind=kind, derived=derived, **options) for kind in KINDS]
    made: list[dict[str, Any]] = []
    for name, post in zip(("report", *KINDS), (report, *additions), strict=True):
        plain = unseal(unframe(post.body)[0], DESK)
        made.append({"name": name, "plain": b64(plain), "expect": "opens"})
    value, added = (canonical.loads(unpad(unseal(unframe(p.body)[0], DESK))) for p in (report, additions[0]))

    def changed(value: dict[str, Any] = value, **changes: Any) -> bytes:
        return pad(canonical.dumps({k: v for k, v in (value | changes).items() if v is not ...}))

    bad = {
        "another format": changed(format="tocsin/report/v1"),
        "the version before with an area": changed(format="tocsin/report/v2"),
        "an area that is none": changed(report=TOLD | {"area": "Mill Bay"}),
        "a key more": changed(extra=1),
        "a key less": changed(slip=...),
        "short mailbox key": changed(mailbox_key="00"),
        "upper-case hexadecimal": changed(claim_key="A" * 64),
        "answers not cleaned": changed(report=TOLD | {"what": "a\rb"}),
        "answers without what": changed(report={"concern": "ce-x", "language": "en"}),
        "an attachment twice": changed(attachments=value["attachments"] * 2),
        "no part": changed(attachments=[{**value["attachments"][0], "parts": 0}]),
        "a space in the charter": changed(charter="a b"),
        "an addition of the first version": changed(added, format="tocsin/addition/v1", kind=...),
        "the first version with a kind": changed(added, format="tocsin/addition/v1"),
        "an addition without a kind": changed(added, kind=...),
        "an unknown kind": changed(added, kind="complaint"),
        "an addition's text not cleaned": changed(added, text="a\x00"),
        "an addition that follows nothing": changed(added, follows=""),
        "a report with a kind": changed(kind="addition"),
    }
    before = {key: answer for key, answer in TOLD.items() if key != "area"}
    plain = changed(format="tocsin/report/v2", report=before)
    made.append({"name": "the version before", "plain": b64(plain), "expect": "opens"})
    made += [{"name": n, "plain": b64(p), "expect": "NotCanonical"} for n, p in bad.items()]
    made.append({"name": "not padded", "plain": b64(unpad(changed())), "expect": "BadPadding"})
    slip = unseal(unframe(report.body)[1], DESK)
    slips = [
        {"slip": b64(slip), "pair": pair, "identity": identity, "expect": "opens"}
        for pair in (["anna", "bo"], ["anna", "cai"], ["bo", "cai"])
    ]
    slips.append({"slip": b64(slip), "pair": ["anna", "anna"], "expect": "refused"})
    slips.append({"slip": b64(slip.replace(b"slip/v1", b"slip/v2")), "pair": ["anna", "bo"], "expect": "refused"})
    seeds = {name: seed.hex() for name, seed in CUSTODIANS.items()}
    return made, [{**s, "seeds": seeds} for s in slips]


def posts() -> list[dict[str, Any]]:
    good = [(b"envelope", b"slip"), (b"e", b"s")]
    made: list[dict[str, Any]] = [
        {"body": b64(len(e).to_bytes(4, "big") + e + s), "envelope": b64(e), "slip": b64(s), "expect": "opens"}
        for e, s in good
    ]
    bad = [b"", b"\0\0\0", b"\0\0\0\1", b"\0\0\0\0abc", b"\0\0\0\3abc", b"\xff\xff\xff\xffabc"]
    return made + [{"body": b64(b), "expect": "Damaged"} for b in bad]


def manifests() -> list[dict[str, Any]]:
    manifest = Manifest("码头.jpg", "image/jpeg", 9_000_000, RNG(32), (RNG(32), RNG(32)))
    plain = manifest_payload(manifest)
    value = canonical.loads(unpad(plain))
    bad = [{"size": -1}, {"size": 1}, {"parts": []}, {"name": "a\x00"}, {"name": "n" * 1001}, {"format": "x"}]
    made: list[dict[str, Any]] = [{"plain": b64(plain), "name": "码头.jpg", "size": 9_000_000, "expect": "opens"}]
    return made + [{"plain": b64(pad(canonical.dumps(value | b))), "expect": "NotCanonical"} for b in bad]


def replies() -> list[dict[str, Any]]:
    derived = Receipt(SECRET).derive(LINE)
    reply = Reply(1, date(2026, 11, 24), "overseer", "question", "zh-Hans", "第几号码头？")
    sealed = seal_reply(reply, derived.reply_recipient, rng=RNG)
    value = canonical.loads(unseal(sealed, derived.reply_seed)[4:].rstrip(b"\0"))
    bad: list[dict[str, Any]] = [{"state": "thinking"}, {"part": 2}, {"part": 0}, {"day": "today"}, {"language": ""}]
    bad += [{"day": "2026-02-31"}, {"day": "20261124"}, {"desk": "Overseer"}, {"desk": ""}, {"desk": ...}]
    bad += [{"format": "x"}, {"format": "tocsin/reply/v1"}, {"format": "tocsin/reply/v1", "desk": ...}, {"extra": 1}]
    good = {"plain": b64(unseal(sealed, derived.reply_seed)), "text": reply.text, "desk": reply.desk, "expect": "opens"}
    made: list[dict[str, Any]] = [good | {"sealed": b64(sealed), "seed": derived.reply_seed.hex()}]
    for change in bad:
        again = canonical.dumps({k: v for k, v in (value | change).items() if v is not ...})
        made.append({"plain": b64(pad_to(again, PLAIN)), "expect": "NotCanonical"})
    return made


def routings() -> list[dict[str, Any]]:
    harbour = load(FOLDER.parent / "charters" / "harbour")
    table = routes_table(harbour)
    file = write_routes(table)
    asked = product(
        ["ce-academic", "ce-approach", "ce-mishandled", "ce-procurement"], ["", "NI", "SC", "SEA", "Atlantis"]
    )
    said = [
        {"concern": concern, "area": area, "day": day, **vars(table.reading(concern, area, date.fromisoformat(day)))}
        for (concern, area), day in product(asked, ["1970-01-01", "2026-11-25"])
    ]
    made: list[dict[str, Any]] = [{"table": b64(file), "asked": said, "expect": "opens"}]
    value = canonical.loads(file)
    period = value["periods"][0]

    def changed(**changes: Any) -> bytes:
        return canonical.dumps({**value, **changes})

    bad = {
        "another format": changed(format="tocsin/routes/v2"),
        "a key more": changed(more=1),
        "an area in one that is not there": changed(areas={"NI": "N"}),
        "areas in each other": changed(areas={**value["areas"], "NI": "SC", "SC": "NI"}),
        "a desk that can be none": changed(readings=[{"desk": "../main", "competent": ""}, *value["readings"][1:]]),
        "a reading that is not there": changed(periods=[{**period, "ways": [{"": 99}], "concerns": {}}]),
        "a way for nowhere": changed(periods=[{**period, "ways": [{"NI": 0}], "concerns": {}}]),
        "a way that is not there": changed(periods=[{**period, "concerns": {"ce-cyber": 99}}]),
        "no day": changed(periods=[{**period, "begins": "today"}]),
        "a day twice": changed(periods=[period, period]),
        "true for one": changed(periods=[{**period, "ways": [{"": True}], "concerns": {}}]),
    }
    return made + [{"name": n, "table": b64(t), "expect": "NotCanonical"} for n, t in bad.items()]


def callings() -> list[dict[str, Any]]:
    harbour = load(FOLDER.parent / "charters" / "harbour")
    areas = dict(routes_table(harbour).areas)
    made: dict[str, Any] = {"calling": rules(harbour), "areas": areas, "asked": [], "expect": "opens"}
    days = ["2026-11-25T06:59:00Z", "2026-11-25T12:00:00Z", "2026-11-25T23:30:00Z", "2026-11-29T12:00:00Z"]
    concerns = ["ce-approach", "ce-coercion", "ce-sabotage", "ce-site-surveillance"]
    for concern, area, ongoing, now in product(concerns, ["", *areas], ["yes", "no", ""], days):
        told = {"concern": concern, "area": area, "ongoing": ongoing}
        decision = decide(harbour, told, "en", now=datetime.fromisoformat(now))
        shown = shown_call(harbour, "en", decision)
        numbers = [shown["number"], shown["else"] or shown["number"]] if shown else None
        made["asked"].append({**told, "now": now, "numbers": numbers})
    own = [
        next(iter(harbour.directory.contacts[r.contact].value.values())) if r.contact else "" for r in harbour.urgency
    ]
    return [{**made, "own": own}]


def cleanings() -> list[dict[str, Any]]:
    told = {"concern": "ce-x", "language": "en", "what": "w"}
    good: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (told | {"what": "a\r\nb\rc\td\x00\x1b\x85"}, told | {"what": "a\nb\nc\td\ufffd\ufffd\ufffd"}),
        (
            told | {"where": " \u3000\n", "answers": {"q": " ", "p": "v\r"}, "about": None},
            told | {"answers": {"p": "v\n"}},
        ),
        (told | {"answers": {}, "when": "\x1f", "ongoing": "yes"}, told | {"ongoing": "yes"}),
        (told | {"may_ask": "no"}, told | {"may_ask": "no"}),
        (told | {"may_ask": " "}, told),
        (told | {"area": "SC-MILL"}, told | {"area": "SC-MILL"}),
        (told | {"area": ""}, told),
    ]
    made: list[dict[str, Any]] = [{"raw": raw, "answers": answers, "expect": "opens"} for raw, answers in good]
    bad: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["concern: required", "language: required", "what: required"]),
        (told | {"what": "x" * 200_001}, ["what: too-long"]),
        (
            told | {"concern": "X", "language": "e", "ongoing": "maybe", "colour": 1, "where": 2, "may_ask": "unknown"},
            [
                "colour: unknown",
                "concern: bad-code",
                "language: bad-language",
                "may_ask: bad-choice",
                "ongoing: bad-choice",
                "where: type",
            ],
        ),
        (told | {"area": "Mill Bay"}, ["area: bad-code"]),
        (told | {"area": "A" * 33}, ["area: bad-code"]),
        (told | {"answers": [1]}, ["answers: type"]),
        (told | {"answers": {str(i): "a" for i in range(65)}}, ["answers: too-many"]),
    ]
    return made + [{"raw": raw, "faults": faults, "expect": "BadReport"} for raw, faults in bad]


def works() -> list[dict[str, Any]]:
    rng = random.Random(8).randbytes
    made = Examiner(rng(32)).challenge("sealed", 300, expires=NOW.timestamp(), rng=rng)
    read = Challenge.read(made)
    [(counter, key)] = [(c, k) for c in range(1, 301) if (k := read.derive(c)).startswith(read.prefix)]
    vectors = [{"expect": "opens", "challenge": made, "counter": counter, "header": write_proof(made, counter, key)}]
    for change in (
        {"algorithm": "SHA-256"},
        {"cost": 0},
        {"cost": 10_001},
        {"keyLength": 16},
        {"keyPrefix": "00"},
        {"keyPrefix": "A0" * 16},
        {"nonce": "00"},
        {"salt": 5},
        {"data": {"door": "sealed", "most": 10_000_001}},
        {"data": {"door": "sealed", "most": "300"}},
        {"data": {"most": 300}},
        {"memoryCost": 1},
        {"nonce": "00" * 16},  # a challenge that has no answer
    ):
        vectors.append({"expect": "NotCanonical", "challenge": {**made, "parameters": made["parameters"] | change}})
    vectors += [{"expect": "NotCanonical", "challenge": value} for value in (None, "x", [], {}, {"parameters": {}})]
    return vectors


# Chromium's virtual authenticator at http://localhost:8799, with the challenge SHA-256("tocsin"): not made by code of ours.
CHROMIUM = {
    "public": "3059301306072a8648ce3d020106082a8648ce3d03010703420004eabd68a92855aaf6e31adb00b1501e10958b64e95600804f554ad1fe9695a0010aca74e2b09cb70e5ad4826b01c7412bd04352d8743f7c0e048b7b8918f25b6d",
    "assertion": {
        "credential": "aOfnzeMEWrRp95uFC-DwCW3WA8hgGOmNJ14o-PlMaj0",
        "authenticator_data": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAg",
        "client_data": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoidGFqZElNeFdrSTlBNGdnclhIOVJOOHkwN0pwbjRGOEhKOXprX09BczFrVSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODc5OSIsImNyb3NzT3JpZ2luIjpmYWxzZSwib3RoZXJfa2V5c19jYW5fYmVfYWRkZWRfaGVyZSI6ImRvIG5vdCBjb21wYXJlIGNsaWVudERhdGFKU09OIGFnYWluc3QgYSB0ZW1wbGF0ZS4gU2VlIGh0dHBzOi8vZ29vLmdsL3lhYlBleCJ9",
        "signature": "MEUCIQC76aA3-lL9OjxL-cmlq7p5YFozbcIWYZz7VE40sVM7NwIgAKoQjOL6vIvgI1lCXxbWGK2-pqNIypSn4vnzS5qjb5U",
    },
}


def assertions() -> list[dict[str, Any]]:
    key = ec.derive_private_key(20261124, ec.SECP256R1())
    public, site, origin = public_bytes(key.public_key()).hex(), "desk.harbour.example", "https://desk.harbour.example"
    challenge = sha256(b"tocsin").digest()
    client = {"type": "webauthn.get", "challenge": b64url(challenge), "origin": origin, "crossOrigin": False}
    usual = {"challenge": challenge.hex(), "counter": 7}
    chromium = {**CHROMIUM, **usual, "counter": 1, "origin": "http://localhost:8799", "new_counter": 2}
    vectors: list[dict[str, Any]] = [{**chromium, "expect": "opens"}]

    def add(
        why: str = "", *, rp: str = site, flags: int = 5, count: int = 8, more: bytes = b"", **said: object
    ) -> None:
        data = sha256(rp.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big") + more
        told = json.dumps(client | said).encode()
        signature = key.sign(data + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        texts = {"credential": b"x", "authenticator_data": data, "client_data": told, "signature": signature}
        vector = {**usual, "public": public, "origin": origin, "assertion": {n: b64url(v) for n, v in texts.items()}}
        vectors.append(
            vector | ({"expect": "BadAssertion", "why": why} if why else {"expect": "opens", "new_counter": count})
        )

    add()
    add(flags=0x1D)  # backup eligible and backed up: a passkey that is synchronised
    add("another site", rp="harbour.example")
    for flags in (0, 1, 4):
        add("not verified", flags=flags)
    for flags in (0x45, 0x85, 0x15):
        add("flags of another kind", flags=flags)
    add("another length", more=b"\xa0")
    for count in (0, 6, 7):
        add("went back", count=count)
    add("not an assertion", type="webauthn.create")
    add("another challenge", challenge=b64url(bytes(32)))
    for said in (
        {"origin": site},
        {"origin": origin + ":444"},
        {"crossOrigin": True},
        {"crossOrigin": 0},
        {"topOrigin": origin},
    ):
        add("another page", **said)
    vectors.append({**chromium, "counter": 2, "expect": "BadAssertion", "why": "went back"})
    vectors.append({**vectors[1], "public": CHROMIUM["public"], "expect": "BadAssertion", "why": "did not sign"})
    return vectors


def signed_forms() -> list[dict[str, Any]]:
    """Write what officers sign: each form once as it should be, and then with one thing wrong."""
    day, words = timedelta(hours=24), {"key": "Käyttäjä", "￮": "before", "𝄞": "after"}
    proposal = Proposal(LINE.hex(), "main", "enrol", "ana", NOW, NOW + day, "Bo 回来了.", officer="bo", arguments=words)
    forms: dict[str, Any] = {
        "request": Request("open", "ana", 7, NOW, "c-1", "To read it.", {"limit": 50, "deep": [1, {"b": None}]}),
        "shift": Shift("ana", b64(bytes(91)), "ab" * 32, NOW + timedelta(hours=8)),
        "proposal": proposal,
        "approval": Approval(hash_of(proposal.to_bytes()), "cai", "confirm", NOW),
    }
    made: list[dict[str, Any]] = []
    for form, value in forms.items():
        good = value.to_bytes()
        fields = canonical.loads(good)
        time = "expires" if "expires" in fields else "time"
        made.append({"form": form, "text": b64(good), "name": hash_of(good), "expect": "opens"})
        made.extend(
            {"form": form, "text": b64(text), "expect": "NotCanonical"}
            for text in (
                canonical.dumps(fields | {"format": fields["format"].replace("v1", "v2")}),
                canonical.dumps(fields | {"more": ""}),
                canonical.dumps({k: v for k, v in fields.items() if k != "officer"}),
                canonical.dumps(fields | {"officer": 1}),
                canonical.dumps(fields | {time: "2026-11-24T12:00:00.000Z"}),
                canonical.dumps(fields | {time: "2026-02-30T12:00:00Z"}),
                canonical.dumps(fields | {time: "2026-11-24 12:00:00Z"}),
                json.dumps(fields, sort_keys=True, ensure_ascii=False).encode(),
                good.replace(b'"format"', b'"officer":"x","format"', 1),
            )
        )
    approval = canonical.loads(forms["approval"].to_bytes())
    for name in (approval["proposal"].upper(), approval["proposal"][2:], ""):
        text = canonical.dumps(approval | {"proposal": name})
        made.append({"form": "approval", "text": b64(text), "expect": "NotCanonical"})
    text = canonical.dumps(canonical.loads(proposal.to_bytes()) | {"arguments": []})
    return [*made, {"form": "proposal", "text": b64(text), "expect": "NotCanonical"}]


def referrals() -> list[dict[str, Any]]:
    rng = random.Random(29).randbytes
    file = PassedFile(rng(16), (rng(32), rng(32)))
    report = PassedMessage(rng(16), "report", "2026-11-20", rng(32), 3, "2026-11-22", (file,))
    added = PassedMessage(rng(16), "protection", "2026-11-23", rng(32), 0, "")
    words = {"reason": "other-place", "words": "码头的事。", "times": 1, "recused": ("nils",), "compartment": "tide"}
    about = {"sender": "main", "day": "2026-11-24", "officer": "otto", "concern": "ce-approach", "answers": b""}
    sent = Referral(id=rng(16), kind="referred", messages=(report, added), **words, **about)
    back = replace(sent, kind="returned", answers=sent.id, times=2)
    answer = ReferralAnswer(sent.id, "north", "acknowledged", "2026-11-25", "")
    plain = {name: write_referral(each) for name, each in (("referral", sent), ("return", back))}
    made: list[dict[str, Any]] = [{"plain": b64(each), "kind": name, "expect": "opens"} for name, each in plain.items()]
    made.append({"plain": b64(write_answer(answer)), "kind": "answer", "expect": "opens"})
    value, told = canonical.loads(unpad(plain["referral"])), canonical.loads(unpad(write_answer(answer)))
    first = value["messages"][0]
    bad: list[dict[str, Any]] = [{"format": "tocsin/referral/v2"}, {"kind": "lent"}, {"kind": "returned"}, {"times": 0}]
    bad += [{"answers": value["id"]}, {"from": "Main"}, {"day": "20261124"}, {"recused": [1]}, {"messages": []}]
    bad += [
        {"id": value["id"][2:]},
        {"messages": [first, first]},
        {"messages": ["x"]},
        {"more": ""},
        {"words": "x" * 20_001},
    ]
    wrong: list[dict[str, Any]] = [{"kind": "note"}, {"replies": -1}, {"received": "today"}, {"answered": "2026-02-31"}]
    wrong += [{"digest": first["digest"].upper()}, {"files": [first["files"][0]] * 2}, {"files": [1]}, {"more": 1}]
    wrong += [{"files": [first["files"][0] | {"parts": first["files"][0]["parts"][:1]}]}]
    bad += [{"messages": [first | each]} for each in wrong]
    spoilt = [value | each for each in bad]
    spoilt += [told | {"state": "sent"}, told | {"day": ""}, told | {"from": ""}, told | {"referral": ""}]
    return made + [{"plain": b64(pad(canonical.dumps(each))), "expect": "NotCanonical"} for each in spoilt]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    reports, slips = payloads()
    for name, vectors in {
        "receipt": receipts(),
        "derive": derivations(),
        "padding": paddings(),
        "canonical": canonicals(),
        "keys": keys_files(),
        "sealed": sealed_files(),
        "payload": reports,
        "slip": slips,
        "post": posts(),
        "manifest": manifests(),
        "reply": replies(),
        "answers": cleanings(),
        "work": works(),
        "assertion": assertions(),
        "signed": signed_forms(),
        "referral": referrals(),
        "routes": routings(),
        "calling": callings(),
    }.items():
        write(name, vectors)


if __name__ == "__main__":
    main()
