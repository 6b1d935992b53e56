"""A case leaves the desk: to one recipient, by two officers, with what proves it, and nothing in plain on a disk."""

import base64
import io
import json
import tarfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.lines import left_behind
from tests.opener.houses import Officer, World, entries
from tests.opener.passkeys import ORIGIN, PasskeyOfficer
from tests.opener.test_collect import upload
from tests.world import NILS, ROSA
from tocsin.charter.model import Opening, TwoPersons
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.unseal import unseal
from tocsin.opener.errors import (
    BadArgument,
    NoSuchCase,
    NoSuchExport,
    NoSuchPaper,
    NotAllowed,
    OwnChange,
    ReasonMissing,
    SecondOfficerMissing,
    SomeoneWasFirst,
)
from tocsin.opener.exporting import streams
from tocsin.oversight.commitment import commit
from tocsin.oversight.tree import leaf_hash, verify_inclusion

COURT = b"c" * 32
RECIPIENT = recipient_of_seed(COURT).text
PICTURE = bytes(range(256)) * 8_000


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    report = world.report(what="canary-told", about="canary-nils", attachments=[upload(world, PICTURE)])
    world.drop(report, world.addition("canary-more"), segment="one")
    world.drop(world.report(receipt=NILS, what="canary-nils"), segment="two")
    world.collect()
    return world


@pytest.fixture
def otto(world: World) -> Officer:
    otto = Officer(world)
    otto.begin()
    return otto


@pytest.fixture
def berta(world: World, otto: Officer) -> Officer:
    berta = Officer(world, "berta", authority=otto.authority)
    berta.begin()
    return berta


def one_is_enough(world: World) -> None:
    charter = world.house.charter
    world.house.charter = replace(charter, line=replace(charter.line, two_persons=TwoPersons(exports=False)))


def agreed(otto: Officer, berta: Officer, case: str, recipient: str = RECIPIENT) -> str:
    name = otto.propose("export", case=case, arguments={"recipient": recipient})
    berta.decide(name)
    return name


def fetch(officer: Officer, case: str, answer: dict[str, Any]) -> bytes:
    sealed = base64.b64decode(answer["content"])
    while not answer["last"]:
        answer = officer.ask("export-part", case, export=answer["export"], part=answer["part"] + 1)
        sealed += base64.b64decode(answer["content"])
    return sealed


def unpacked(sealed: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(unseal(sealed, COURT))) as archive:
        return {m.name: archive.extractfile(m).read() for m in archive.getmembers()}  # type: ignore[union-attr]


def test_an_export_opens_for_its_recipient_and_its_proof_leads_to_the_logs_root(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, _ = world.cases()
    otto.ask("lay-reply", case, text="canary-answer")
    otto.ask("write", case, kind="fact", text="canary-fact")
    otto.ask("write", case, kind="draft", text="canary-draft")
    answer = otto.ask_afresh("export", case, "for the court", recipient=RECIPIENT, proposal=agreed(otto, berta, case))
    assert answer["file"] == f"{case}.tar.age"
    files = unpacked(fetch(otto, case, answer))
    manifest = json.loads(files.pop("manifest.json"))["files"]
    assert {f["file"]: (f["size"], f["sha256"]) for f in manifest} == {
        name: (len(data), sha256(data).hexdigest()) for name, data in files.items()
    }
    [report] = [
        json.loads(data) for name, data in files.items() if name.startswith("reports/") and name.endswith("json")
    ]
    assert (report["report"]["what"], report["about"]) == ("canary-told", "canary-nils")
    assert [data for name, data in files.items() if name.startswith("attachments/")] == [PICTURE]
    told = b"".join(data for name, data in files.items() if not name.startswith("attachments/"))
    for word in (b"canary-more", b"canary-answer", b"canary-fact", b"presumed innocent"):
        assert word in told
    assert b"canary-draft" not in told
    derived = ROSA.derive(world.house.line)
    for secret in (derived.mailbox_key, derived.reply_seed):
        assert secret.hex().encode() not in told
        assert secret not in told
    check_proof(files, world)


def check_proof(files: dict[str, bytes], world: World) -> None:
    proof = json.loads(files["proof.json"])
    root = bytes.fromhex(proof["root"])
    assert len(proof["entries"]) == 2
    for shown in proof["entries"]:
        entry, salt = shown["entry"], bytes.fromhex(shown["salt"])
        assert sha256(bytes.fromhex(entry["nonce"]) + files[shown["file"]]).hexdigest() == entry["commitment"]
        leaf, path = leaf_hash(commit(entry, salt)), [bytes.fromhex(node) for node in shown["proof"]]
        assert verify_inclusion(leaf, shown["seq"], proof["size"], path, root)
        other = leaf_hash(commit(entry | {"kind": "another"}, salt))
        assert not verify_inclusion(other, shown["seq"], proof["size"], path, root)
    assert world.house.ledger.leaves()[: proof["size"]]


def test_a_session_key_alone_exports_nothing(world: World, otto: Officer, berta: Officer) -> None:
    case, _ = world.cases()
    name = agreed(otto, berta, case)
    with pytest.raises(NotAllowed, match="own key"):
        otto.ask("export", case, recipient=RECIPIENT, proposal=name)
    kept, otto.key = otto.key, otto.session
    with pytest.raises(NotAllowed, match="did not sign"):
        otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)
    otto.key = berta.key
    with pytest.raises(NotAllowed, match="did not sign"):
        otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)
    otto.key = kept
    request = otto.request("export", case, recipient=RECIPIENT, proposal=name)
    world.clock.time += timedelta(seconds=61)
    with pytest.raises(NotAllowed, match="minute"):
        otto.checked(request)
    assert otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)["part"] == 0


def test_two_officers_agree_on_one_case_and_recipient_and_for_one_export(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, other = world.cases()
    with pytest.raises(SecondOfficerMissing):
        otto.ask_afresh("export", case, recipient=RECIPIENT)
    name = otto.propose("export", case=case, arguments={"recipient": RECIPIENT})
    with pytest.raises(SecondOfficerMissing):
        otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)
    with pytest.raises(OwnChange):
        otto.decide(name)
    berta.decide(name)
    elsewhere = recipient_of_seed(b"x" * 32).text
    for officer, about, words in (
        (otto, other, {"recipient": RECIPIENT}),
        (otto, case, {"recipient": elsewhere}),
        (berta, case, {"recipient": RECIPIENT}),
    ):
        with pytest.raises(SecondOfficerMissing):
            officer.ask_afresh("export", about, proposal=name, **words)
    assert otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)["part"] == 0
    with pytest.raises(SecondOfficerMissing):
        otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)
    world.clock.time += timedelta(seconds=1)
    late = agreed(otto, berta, case)
    world.clock.time += timedelta(hours=24)
    otto.begin()
    with pytest.raises(SecondOfficerMissing):
        otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=late)


def test_officers_together_change_nothing_that_is_the_supervisors(world: World, otto: Officer, berta: Officer) -> None:
    case, _ = world.cases()
    for act, about in (
        ("compartment", {"case": case, "arguments": {"compartment": ""}}),
        ("end-recusal", {"case": case, "officer": "berta", "arguments": {}}),
        ("role", {"officer": "otto", "arguments": {"role": "supervisor"}}),
    ):
        with pytest.raises(NotAllowed, match="role"):
            otto.propose(act, **about)
    sara = Officer(world, "sara", "supervisor", authority=otto.authority)
    sara.begin()
    name = sara.propose("role", officer="otto", arguments={"role": "supervisor"})
    assert berta.ask("proposals")["proposals"] == []
    with pytest.raises(Exception, match=name):
        berta.decide(name)


def test_where_the_charter_says_one_a_passkey_is_enough(world: World) -> None:
    one_is_enough(world)
    charter = world.house.charter
    opening = Opening(origins={"main": ORIGIN})
    world.house.charter = replace(charter, line=replace(charter.line, opening=opening))
    pia = PasskeyOfficer(world, "pia")
    pia.begin()
    case = world.cases()[0]
    pia.changes = {"flags": 0x01}
    with pytest.raises(NotAllowed, match="verified"):
        pia.ask_afresh("export", case, recipient=RECIPIENT)
    pia.changes = {}
    assert "README.txt" in unpacked(fetch(pia, case, pia.ask_afresh("export", case, recipient=RECIPIENT)))
    assert [e for e in entries(world) if e["verb"] == "export"][-1]["officer"] == "pia"


def test_parts_come_in_order_the_last_one_again_and_only_to_who_began(
    world: World, otto: Officer, berta: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "PART", 100_000)
    one_is_enough(world)
    case, other = world.cases()
    answer = otto.ask_afresh("export", case, recipient=RECIPIENT)
    words: dict[str, Any] = {"export": answer["export"]}
    first = otto.ask("export-part", case, **words, part=1)
    assert otto.ask("export-part", case, **words, part=1) == first
    for part in (0, 3, 99):
        with pytest.raises(NoSuchExport):
            otto.ask("export-part", case, **words, part=part)
    with pytest.raises(NoSuchExport):
        berta.ask("export-part", case, **words, part=2)
    with pytest.raises(NoSuchExport):
        otto.ask("export-part", other, **words, part=2)
    for wrong in (True, "2", -1, None, 10**30):
        with pytest.raises(BadArgument):
            otto.ask("export-part", case, **words, part=wrong)
    sealed = base64.b64decode(answer["content"]) + fetch(otto, case, first)
    assert len(sealed) > 20 * 100_000
    assert "manifest.json" in unpacked(sealed)
    again = otto.ask_afresh("export", case, recipient=RECIPIENT)
    world.clock.time += timedelta(minutes=10, seconds=1)
    with pytest.raises(NoSuchExport):
        otto.ask("export-part", case, export=again["export"], part=1)


def test_a_recusal_ends_an_export_under_way(world: World, otto: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PART", 100_000)
    one_is_enough(world)
    case = world.cases()[0]
    answer = otto.ask_afresh("export", case, recipient=RECIPIENT)
    sara = Officer(world, "sara", "supervisor", authority=otto.authority)
    sara.begin()
    sara.ask("recuse", case, officer="otto")
    for verb, words in (("export-part", {"export": answer["export"], "part": 1}), ("export", {"recipient": RECIPIENT})):
        with pytest.raises(NoSuchCase):
            otto.ask_afresh(verb, case, **words)


@pytest.mark.parametrize("recipient", ["", "age1qqq", RECIPIENT[:-1], RECIPIENT.upper(), None, 1, [RECIPIENT]])
def test_what_is_no_recipient_is_refused(world: World, otto: Officer, recipient: object) -> None:
    one_is_enough(world)
    with pytest.raises(BadArgument):
        otto.ask_afresh("export", world.cases()[0], recipient=recipient)
    with pytest.raises(BadArgument):
        otto.propose("export", case=world.cases()[0], arguments={"recipient": recipient})


def test_an_export_leaves_an_entry_that_can_be_checked_again_and_nothing_in_plain(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, _ = world.cases()
    with pytest.raises(ReasonMissing):
        otto.ask_afresh("export", case, " ", recipient=RECIPIENT)
    answer = otto.ask_afresh("export", case, "for the court", recipient=RECIPIENT, proposal=agreed(otto, berta, case))
    fetch(otto, case, answer)
    [entry] = [e for e in entries(world) if e["verb"] == "export"]
    signed = json.loads(entry["text"])
    assert (entry["officer"], entry["reason"], signed["arguments"]["recipient"]) == ("otto", "for the court", RECIPIENT)
    assert entry["assertion"]
    assert left_behind(world.home, "canary") == []


def test_a_linked_report_is_proved_although_it_was_collected_into_another_case(world: World, otto: Officer) -> None:
    one_is_enough(world)
    first, second = world.cases()
    otto.ask("link", second, other=first)
    otto.ask("link", first, message=otto.ask("open", second)["reports"][1]["message"])
    otto.ask("unlink", first, message=otto.ask("open", second)["reports"][0]["message"])
    files = unpacked(fetch(otto, second, otto.ask_afresh("export", second, recipient=RECIPIENT)))
    proof = json.loads(files["proof.json"])
    assert {e["file"] for e in proof["entries"]} == {name for name in files if name.endswith(".sealed")}
    assert len(proof["entries"]) == 3


def rewrite_agreed(otto: Officer, berta: Officer, case: str, written: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an export of a rewrite that two agreed to."""
    words = {"recipient": RECIPIENT, "paper": written["paper"], "version": written["version"]}
    name = otto.propose("export-rewrite", case=case, arguments=words)
    berta.decide(name)
    return words | {"proposal": name}


def test_an_export_of_the_rewrite_holds_nothing_that_was_told(world: World, otto: Officer, berta: Officer) -> None:
    case, _ = world.cases()
    otto.ask("lay-reply", case, text="canary-answer")
    for kind in ("note", "fact", "opinion", "title", "draft"):
        otto.ask("write", case, kind=kind, text=f"canary-{kind}")
    otto.ask("write", case, kind="rewrite", text="canary-first-version")
    written = otto.ask("write", case, kind="rewrite", text="Somebody offered money for tables.")
    words = rewrite_agreed(otto, berta, case, written)
    files = unpacked(fetch(otto, case, otto.ask_afresh("export", case, "for the police", **words)))
    assert set(files) == {*("README.txt", "case.json", "rewrite.json", "rewrite.sealed", "proof.json", "manifest.json")}
    rewrite = json.loads(files["rewrite.json"])
    assert (rewrite["text"], rewrite["officer"], rewrite["version"]) == (
        "Somebody offered money for tables.",
        "otto",
        2,
    )
    assert json.loads(files["case.json"])["confirmed_by"] == "berta"
    whole = b"".join(files.values())
    told = otto.ask("open", case)
    messages = [m["message"] for kind in ("reports", "additions") for m in told[kind]]
    sealed = [bytes(world.house.database.payload(f"envelope:{message}")) for message in messages]
    names = [told["attachments"][0][name] for name in ("id", "name", "sha256")]
    for secret in (b"canary", PICTURE[:256], *sealed, *(text.encode() for text in (*messages, *names))):
        assert secret not in whole
    [shown] = json.loads(files["proof.json"])["entries"]
    assert shown["entry"]["digest"] == sha256(files["rewrite.sealed"]).hexdigest()
    proof = json.loads(files["proof.json"])
    path = [bytes.fromhex(node) for node in shown["proof"]]
    leaf = leaf_hash(commit(shown["entry"], bytes.fromhex(shown["salt"])))
    assert verify_inclusion(leaf, shown["seq"], proof["size"], path, bytes.fromhex(proof["root"]))


def test_two_who_agreed_to_a_rewrite_agreed_to_that_text_and_to_nothing_else(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, other = world.cases()
    written = otto.ask("write", case, kind="rewrite", text="first")
    words = rewrite_agreed(otto, berta, case, written)
    whole = {"recipient": RECIPIENT, "proposal": words["proposal"]}
    with pytest.raises(SecondOfficerMissing):
        otto.ask_afresh("export", case, **whole)
    with pytest.raises(SecondOfficerMissing):
        otto.ask_afresh("export", case, **words | {"proposal": agreed(otto, berta, case)})
    with pytest.raises(NoSuchPaper):
        otto.ask_afresh("export", other, **words)
    note = otto.ask("write", case, kind="note", text="a note")
    with pytest.raises(NoSuchPaper):
        otto.ask_afresh("export", case, **words | {"paper": note["paper"], "version": 1})
    otto.ask("write", case, kind="rewrite", text="second")
    for version in (1, 2):
        with pytest.raises((SomeoneWasFirst, SecondOfficerMissing)):
            otto.ask_afresh("export", case, **words | {"version": version})
    for wrong in ({"version": True}, {"version": "1"}, {"paper": 1}):
        arguments = {name: words[name] for name in ("recipient", "paper", "version")} | wrong
        with pytest.raises(BadArgument):
            otto.propose("export-rewrite", case=case, arguments=arguments)
    assert [e for e in entries(world) if e["verb"] == "export"] == []


def test_who_proposed_an_export_is_told_that_it_was_confirmed_and_nobody_else_is(
    world: World, otto: Officer, berta: Officer
) -> None:
    case, _ = world.cases()
    name = agreed(otto, berta, case)
    [waits] = otto.ask("proposals")["confirmed"]
    assert (waits["proposal"], waits["by"]) == (name, "berta")
    assert json.loads(waits["text"])["case"] == case
    assert berta.ask("proposals")["confirmed"] == []
    answer = otto.ask_afresh("export", case, recipient=RECIPIENT, proposal=name)
    assert otto.ask("proposals")["confirmed"] == []
    assert world.house.ledger.entry(answer["entry"])["verb"] == "export"
    assert answer["size"] == len(PICTURE)
