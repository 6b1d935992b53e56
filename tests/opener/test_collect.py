import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.lines import REPOSITORY, left_behind
from tests.opener.houses import World
from tests.world import CUSTODIAN_SEEDS, KEYS_LINE, NILS, ROSA, fixed_rng
from tocsin.envelope.attachment import Manifest, manifest_payload
from tocsin.envelope.header import read_header
from tocsin.envelope.post import Name, Post, frame, unframe
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.replies import read_reply, reply_name
from tocsin.envelope.report import KINDS, AdditionPayload, AttachmentRef, ReportPayload
from tocsin.envelope.seal import seal
from tocsin.envelope.unseal import file_key, open_payload, unseal
from tocsin.envelope.unslip import custodian_shares, open_slip
from tocsin.opener import reception
from tocsin.opener.errors import KeyDestroyed
from tocsin.opener.messages import messages_of, report_of, slip_key_name


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def counts(found: dict[str, int]) -> tuple[int, ...]:
    return tuple(found[k] for k in ("collected", "additions", "duplicates", "quarantined", "cases"))


def reasons(world: World) -> list[str]:
    return [row[0] for row in world.house.database.main.execute("SELECT reason FROM quarantine ORDER BY reason")]


def test_a_report_becomes_a_case_that_opens_to_what_was_told(world: World) -> None:
    world.drop(world.report(about="Nils"))
    assert counts(world.collect()) == (1, 0, 0, 0, 1)
    _, report = report_of(world.house, world.cases()[0])
    assert report.report["about"] == "Nils"
    assert list((world.home / "slot" / "main").iterdir()) == []
    assert counts(world.collect()) == (0, 0, 0, 0, 1)


def test_the_first_reply_says_that_it_was_collected(world: World) -> None:
    world.drop(world.report())
    world.collect()
    derived = ROSA.derive(KEYS_LINE)
    sealed = world.house.replies.fetch(reply_name(derived.mailbox_key, 0))
    assert sealed is not None
    assert read_reply(unseal(sealed, derived.reply_seed)).state == "received"


def test_the_reception_key_opens_nothing_that_was_collected(world: World) -> None:
    post = world.report()
    world.drop(post)
    world.collect()
    main = world.house.database.main
    header, slip_header = main.execute("SELECT header, slip_header FROM messages").fetchone()
    seeds = reception.seeds(world.house.database, world.house.ring, "main", post.name.epoch)
    for seed in seeds:
        for kept in (header, slip_header):
            with pytest.raises(Exception, match="no stanza"):
                file_key(read_header(bytes(kept))[0], seed)


def test_expired_reception_keys_are_destroyed_and_what_was_collected_still_opens(world: World) -> None:
    world.drop(world.report())
    world.collect()
    epochs = len(reception.published(world.house.database))
    world.clock.time += timedelta(days=50)
    assert reception.destroy_expired(world.house.database, world.house.ring, now=world.clock()) == epochs
    assert reception.published(world.house.database) == []
    assert report_of(world.again(), world.cases()[0])[1].report["what"].startswith("A man")
    with pytest.raises(KeyDestroyed):
        world.house.ring.get("reception:main/2026-w48")


def test_keys_are_made_a_week_ahead_and_never_twice(world: World) -> None:
    def ensure() -> list[str]:
        reception.ensure_keys(world.house.database, world.house.ring, "main", now=world.clock(), rng=world.rng)
        return [e["epoch"] for e in reception.published(world.house.database)]

    assert ensure() == ensure() == ["2026-w48", "2026-w49"]
    world.clock.time += timedelta(days=7)
    assert ensure() == ["2026-w48", "2026-w49", "2026-w50"]


def test_the_same_name_twice_is_one_report_even_over_a_restart(world: World) -> None:
    post = world.report()
    world.drop(post, post)
    assert counts(world.collect()) == (1, 0, 1, 0, 1)
    world.again()
    world.drop(post, segment="two")
    assert counts(world.collect()) == (0, 0, 1, 0, 1)


def test_the_same_report_sealed_again_is_the_same_report(world: World) -> None:
    first, second = world.report(), world.report()
    assert first.body != second.body
    world.drop(first, second)
    assert counts(world.collect()) == (1, 0, 1, 0, 1)


def test_another_content_under_the_same_id_is_kept_aside_and_the_first_counts(world: World) -> None:
    world.drop(world.report(what="the first"), world.report(what="another"))
    assert counts(world.collect()) == (1, 0, 0, 1, 1)
    assert report_of(world.house, world.cases()[0])[1].report["what"] == "the first"
    assert reasons(world) == ["SecondVersion"]


def test_what_cannot_be_opened_is_kept_and_counted_never_dropped(world: World) -> None:
    post = world.report()
    envelope, slip = unframe(post.body)
    damaged = frame(envelope[:-1] + bytes([envelope[-1] ^ 1]), slip)
    other_slip = unframe(world.report(receipt=NILS).body)[1]
    swapped = frame(envelope, other_slip)
    foreign = frame(seal(b"x", [world.keys.custodians[0].recipient], rng=world.rng), slip)
    bodies = [damaged, swapped, foreign, b"\0\0\0\1aa"]
    records = [(str(Name.of("main", post.name.epoch, bytes([i]) * 16, b)), b) for i, b in enumerate(bodies)]
    records += [(str(post.name), b"not what the name says"), ("../../etc/passwd", b"x"), ("main/2020-w01/x", b"")]
    world.drop_raw(records)
    assert counts(world.collect()) == (0, 0, 0, len(records), 0)
    kept = {bytes(row[0]) for row in world.house.database.payloads.execute("SELECT payload FROM payloads")}
    assert kept == {body for _, body in records}


def test_an_addition_joins_the_case_of_its_report(world: World) -> None:
    world.drop(world.report(), world.addition("He came back."))
    assert counts(world.collect()) == (1, 1, 0, 0, 1)
    report, addition = messages_of(world.house, world.cases()[0])
    assert isinstance(report.payload, ReportPayload)
    assert isinstance(addition.payload, AdditionPayload)
    assert addition.payload.text == "He came back."


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_addition_is_kept_as_what_it_is_and_changes_no_state(world: World, kind: str) -> None:
    world.drop(world.report(), world.addition("canary-kind", kind=kind))
    assert counts(world.collect()) == (1, 1, 0, 0, 1)
    _, added = messages_of(world.house, world.cases()[0])
    assert isinstance(added.payload, AdditionPayload)
    assert (added.kind, added.payload.kind, added.payload.text) == (kind, kind, "canary-kind")
    assert world.house.database.main.execute("SELECT state FROM cases").fetchall() == [("received",)]


def test_an_addition_that_comes_before_its_report_waits_for_it(world: World) -> None:
    world.drop(world.addition("early"))
    assert counts(world.collect()) == (0, 0, 0, 1, 0)
    world.drop(world.report(), segment="two")
    assert world.collect()["additions"] == 1
    assert len(messages_of(world.house, world.cases()[0])) == 2
    assert reasons(world) == []


def test_nobody_adds_to_a_report_without_its_receipt(world: World) -> None:
    world.drop(world.report())
    world.collect()
    forged = world.addition("I am Rosa", receipt=Receipt(b"another receipt!"))
    world.drop(forged, segment="two")
    assert world.collect()["additions"] == 0
    assert reasons(world) == ["stray-addition"]


def renamed(post: Post, envelope_id: bytes) -> Post:
    return Post(Name.of(post.name.desk, post.name.epoch, envelope_id, post.body), post.body)


def test_an_addition_sealed_again_under_its_id_is_the_same_addition(world: World) -> None:
    again = [renamed(world.addition("once", kind="protection"), b"i" * 16) for _ in range(2)]
    world.drop(world.report(), *again)
    assert counts(world.collect()) == (1, 1, 1, 0, 1)


@pytest.mark.parametrize("second", [{"text": "other"}, {"text": "one", "kind": "withdrawal"}, {"receipt": NILS}])
def test_nobody_stops_the_collection_by_using_an_id_twice(world: World, second: dict[str, Any]) -> None:
    first = renamed(world.addition("one"), b"i" * 16)
    other = renamed(world.addition(**({"text": "one"} | second)), b"i" * 16)
    of_the_report = renamed(world.addition("one"), ROSA.derive(KEYS_LINE).envelope_id)
    world.drop(world.report(), first, other, of_the_report, world.report(receipt=NILS))
    assert counts(world.collect()) == (2, 1, 0, 2, 2)
    assert set(reasons(world)) <= {"SecondVersion", "stray-addition"}


def test_two_custodians_still_read_the_slip_after_readdressing(world: World) -> None:
    world.drop(world.report(identity={"name": "Rosa"}))
    world.collect()
    (message_id, header) = world.house.database.main.execute("SELECT id, slip_header FROM messages").fetchone()
    key = file_key(read_header(bytes(header))[0], world.house.ring.get(slip_key_name(message_id)))
    slip = open_payload(world.house.database.payload(f"slip:{message_id}"), key)
    shares = {n: custodian_shares(slip, n, CUSTODIAN_SEEDS[n]) for n in ("anna", "cai")}
    assert open_slip(slip, ("anna", shares["anna"]["cai"]), ("cai", shares["cai"]["anna"])) == {"name": "Rosa"}


def upload(world: World, content: bytes, *, wrong_part: bool = False) -> AttachmentRef:
    recipient, identity = [world.keys.desks[0].recipient], b"f" * 16
    part = seal(content, recipient, rng=world.rng)
    manifest = Manifest("pier.jpg", "image/jpeg", len(content), sha256(content).digest(), (sha256(part).digest(),))
    sealed = seal(manifest_payload(manifest), recipient, rng=world.rng)
    other = seal(b"other", recipient, rng=world.rng)
    world.house.arriving.place(identity, 0).write_bytes(other if wrong_part else part)
    world.house.arriving.place(identity, 1).write_bytes(sealed)
    return AttachmentRef(identity, 1, sha256(sealed).digest())


def test_an_attachment_is_taken_in_whole_and_leaves_intakes_folder(world: World) -> None:
    world.drop(world.report(attachments=[upload(world, b"picture")]))
    assert world.collect()["attachments"] == 1
    assert list((world.home / "attachments" / "main").iterdir()) == []
    assert b"picture" not in b"".join(p.read_bytes() for p in (world.house.folder / "attachments").iterdir())


def test_an_attachment_whose_part_is_late_is_completed_when_it_comes(world: World) -> None:
    ref = upload(world, b"picture")
    place = world.house.arriving.place(ref.id, 0)
    part = place.read_bytes()
    place.unlink()
    world.drop(world.report(attachments=[ref]))
    found = world.collect()
    assert (found["collected"], found["attachments"]) == (1, 0)
    place.write_bytes(part)
    assert world.collect()["attachments"] == 1


def test_a_part_that_the_manifest_does_not_name_never_becomes_the_file(world: World) -> None:
    world.drop(world.report(attachments=[upload(world, b"picture", wrong_part=True)]))
    found = world.collect()
    assert (found["collected"], found["attachments"]) == (1, 0)


def test_reports_of_a_segment_that_is_still_written_are_read_and_it_stays(world: World) -> None:
    import fcntl

    world.drop(world.report())
    path = world.home / "slot" / "main" / "one.seg"
    with path.open("ab") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        assert world.collect()["collected"] == 1
        assert path.exists()
        world.drop(world.report(receipt=NILS))
        assert world.collect()["collected"] == 1
    world.collect()
    assert not path.exists()


def test_a_torn_tail_hides_nothing_before_it(world: World) -> None:
    world.drop(world.report())
    with (world.home / "slot" / "main" / "one.seg").open("ab") as file:
        file.write(b"TSR1 torn")
    assert counts(world.collect()) == (1, 0, 0, 0, 1)


def test_a_crash_before_the_commit_leaves_the_slot_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.drop(world.report(), world.report(receipt=NILS))

    def crash() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(world.house.database, "commit_payloads", crash)
    with pytest.raises(KeyboardInterrupt):
        world.collect()
    world.again()
    assert world.cases() == []
    assert counts(world.collect()) == (2, 0, 0, 0, 2)
    world.house.ledger.verify()


CHILD = """
import sys
from pathlib import Path
from typing import Any
sys.path.insert(0, {root!r})
from tests.opener.houses import World
class Reopened(World):
    def __post_init__(self):
        self.rng = __import__("os").urandom
        self.house = self.unlock()
world = Reopened(Path({home!r}))
print("ready", flush=True)
world.collect()
"""


@pytest.mark.slow
def test_killing_the_collection_at_random_moments_loses_and_doubles_nothing(world: World) -> None:
    rng = fixed_rng(5)
    world.drop(*(world.report(receipt=Receipt(rng(16)), what=f"report {i}") for i in range(600)))
    world.house.close()
    code = CHILD.format(root=str(REPOSITORY), home=str(world.home))
    for attempt in range(12):
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.02 * attempt)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    world.house = world.unlock()
    world.collect()
    told = [report_of(world.house, case)[1].report["what"] for case in world.cases()]
    assert sorted(told) == sorted(f"report {i}" for i in range(600))
    world.house.ledger.verify()


def test_nothing_told_stands_on_the_disk(world: World) -> None:
    world.drop(
        world.report(what="canary-herring", about="canary-nils", identity={"name": "canary-rosa"}),
        world.addition("canary-addition"),
    )
    world.collect()
    world.house.ring.rotate()
    os.sync()
    assert left_behind(world.home, "canary-herring", "canary-nils", "canary-rosa", "canary-addition") == []
