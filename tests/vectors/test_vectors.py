"""The common corpus, in Python. `tests/web/vectors.test.ts` runs the same files."""

import base64
import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest

from tests.lines import HARBOUR, REPOSITORY
from tocsin.charter.read import load as load_charter
from tocsin.envelope import canonical, errors
from tocsin.envelope.answers import clean
from tocsin.envelope.attachment import manifest_payload, read_manifest
from tocsin.envelope.header import check_shape, read_header
from tocsin.envelope.keys import LineKeys
from tocsin.envelope.padding import pad, unpad
from tocsin.envelope.post import frame, unframe
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.referral import ReferralAnswer, read_passed_on, write_answer, write_referral
from tocsin.envelope.replies import SEALED_REPLY, read_reply, reply_name
from tocsin.envelope.report import read_payload
from tocsin.envelope.unseal import unseal
from tocsin.envelope.unslip import custodian_shares, open_slip
from tocsin.exchange.proposal import Approval, Proposal, hash_of
from tocsin.exchange.request import Request, Shift
from tocsin.exchange.routes import Reading, read_routes, write_routes
from tocsin.gate.work import Challenge, write_proof
from tocsin.look.readers import decide, routes_table
from tocsin.look.stopping import rules, shown_call
from tocsin.reporter.work import solve

Vector = dict[str, Any]


def load(name: str) -> list[Vector]:
    vectors: list[Vector] = json.loads((REPOSITORY / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    return vectors


def every(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "v", load(name), ids=[f"{i}-{v.get('expect', '')}" for i, v in enumerate(load(name))]
    )


def b(text: str) -> bytes:
    return base64.b64decode(text)


def refusal(v: Vector) -> type[Exception] | None:
    if v["expect"] == "opens":
        return None
    return errors.EnvelopeError if v["expect"] == "refused" else getattr(errors, v["expect"])


@every("receipt")
def test_receipts(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            Receipt.parse(v["typed"])
        return
    receipt = Receipt.parse(v["typed"], v.get("language"))
    assert receipt.secret.hex() == v["secret"]
    assert receipt.numbers() == v["numbers"]
    assert {language: receipt.words(language) for language in v["words"]} == v["words"]


@every("derive")
def test_derivations(v: Vector) -> None:
    d = Receipt(bytes.fromhex(v["secret"])).derive(bytes.fromhex(v["line"]))
    assert (d.envelope_id.hex(), d.mailbox_key.hex(), d.reply_seed.hex(), d.claim_public.hex()) == (
        v["envelope_id"],
        v["mailbox_key"],
        v["reply_seed"],
        v["claim_public"],
    )
    assert d.reply_recipient.text == v["reply_recipient"]
    assert [reply_name(d.mailbox_key, n).hex() for n in (0, 1, 8, 2**32 - 1)] == v["reply_names"]


@every("padding")
def test_paddings(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            unpad(b(v["padded_bytes"]))
        return
    assert len(pad(bytes(v["length"]))) == v["padded"]


@every("canonical")
def test_canonical_json(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            canonical.loads(b(v["text"]))
        return
    assert canonical.dumps(canonical.loads(b(v["text"]))) == b(v["text"])


@every("keys")
def test_keys(v: Vector) -> None:
    root = bytes.fromhex(v["root"])
    if error := refusal(v):
        with pytest.raises(error):
            LineKeys.read(b(v["file"]), root)
        return
    assert LineKeys.read(b(v["file"]), root).serial == v["serial"]


@every("sealed")
def test_sealed_files(v: Vector) -> None:
    def open_file() -> bytes:
        check_shape(b(v["file"]))
        return unseal(b(v["file"]), bytes.fromhex(v["seed"]))

    if error := refusal(v):
        with pytest.raises(error):
            open_file()
        return
    assert sha256(open_file()).hexdigest() == v["sha256"]
    header, length = read_header(b(v["file"]))
    assert header.to_bytes() == b(v["file"])[:length]


@every("payload")
def test_payloads(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            read_payload(b(v["plain"]))
        return
    read_payload(b(v["plain"]))
    assert pad(canonical.dumps(canonical.loads(unpad(b(v["plain"]))))) == b(v["plain"])


@every("slip")
def test_slips(v: Vector) -> None:
    first, second = v["pair"]

    def open_pair() -> dict[str, str]:
        shares = {n: custodian_shares(b(v["slip"]), n, bytes.fromhex(v["seeds"][n])) for n in v["pair"]}
        one, two = shares[first].get(second, bytes(32)), shares[second].get(first, bytes(32))
        return open_slip(b(v["slip"]), (first, one), (second, two))

    if error := refusal(v):
        with pytest.raises(error):
            open_pair()
        return
    assert open_pair() == v["identity"]


@every("post")
def test_posts(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            unframe(b(v["body"]))
        return
    assert unframe(b(v["body"])) == (b(v["envelope"]), b(v["slip"]))
    assert frame(b(v["envelope"]), b(v["slip"])) == b(v["body"])


@every("manifest")
def test_manifests(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            read_manifest(b(v["plain"]))
        return
    manifest = read_manifest(b(v["plain"]))
    assert (manifest.name, manifest.size) == (v["name"], v["size"])
    assert manifest_payload(manifest) == b(v["plain"])


@every("reply")
def test_replies(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            read_reply(b(v["plain"]))
        return
    reply = read_reply(b(v["plain"]))
    assert (reply.text, reply.desk) == (v["text"], v["desk"])
    assert len(b(v["sealed"])) == SEALED_REPLY
    assert unseal(b(v["sealed"]), bytes.fromhex(v["seed"])) == b(v["plain"])


@every("referral")
def test_referrals(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            read_passed_on(b(v["plain"]))
        return
    told = read_passed_on(b(v["plain"]))
    assert isinstance(told, ReferralAnswer) is (v["kind"] == "answer")
    again = write_answer(told) if isinstance(told, ReferralAnswer) else write_referral(told)
    assert again == b(v["plain"])


@every("work")
def test_works(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            solve(v["challenge"])
        return
    assert solve(v["challenge"]) == v["header"]
    key = Challenge.read(v["challenge"]).derive(v["counter"])
    assert write_proof(v["challenge"], v["counter"], key) == v["header"]


@every("answers")
def test_answers(v: Vector) -> None:
    if v["expect"] == "opens":
        assert clean(v["raw"]) == v["answers"]
        return
    with pytest.raises(errors.BadReport) as caught:
        clean(v["raw"])
    assert sorted(f"{f.field}: {f.code}" for f in caught.value.faults) == v["faults"]


@every("routes")
def test_routes(v: Vector) -> None:
    if error := refusal(v):
        with pytest.raises(error):
            read_routes(b(v["table"]))
        return
    table = read_routes(b(v["table"]))
    assert write_routes(table) == b(v["table"])
    for asked in v["asked"]:
        reading = Reading(asked["desk"], asked["competent"])
        assert table.reading(asked["concern"], asked["area"], date.fromisoformat(asked["day"])) == reading


@every("calling")
def test_whom_to_call_is_what_the_charter_decides(v: Vector) -> None:
    harbour = load_charter(HARBOUR)
    assert (v["calling"], v["areas"]) == (rules(harbour), dict(routes_table(harbour).areas))
    for asked in v["asked"]:
        decision = decide(harbour, asked, "en", now=datetime.fromisoformat(asked["now"]))
        shown = shown_call(harbour, "en", decision)
        assert asked["numbers"] == ([shown["number"], shown["else"] or shown["number"]] if shown else None)


@every("signed")
def test_what_officers_sign(v: Vector) -> None:
    forms: dict[str, Any] = {"request": Request, "shift": Shift, "proposal": Proposal, "approval": Approval}
    if error := refusal(v):
        with pytest.raises(error):
            forms[v["form"]].read(b(v["text"]))
        return
    assert forms[v["form"]].read(b(v["text"])).to_bytes() == b(v["text"])
    assert hash_of(b(v["text"])) == v["name"]
