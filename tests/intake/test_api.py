import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lines import now, public_home, publish
from tests.world import DESK_SEED, ROOT, ROOT_PUBLIC, ROSA, TOLD, fixed_rng, line_keys
from tocsin.envelope.attachment import LARGEST_SEALED_PART
from tocsin.envelope.compose import compose_report
from tocsin.envelope.errors import BadKeys
from tocsin.envelope.keys import LineKeys, sign_keys
from tocsin.envelope.post import MEDIA_TYPE, Post, unframe
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.replies import SEALED_REPLY
from tocsin.envelope.seal import seal
from tocsin.exchange.replies import RepliesFolder
from tocsin.exchange.segment import read_records, segments
from tocsin.intake.app import make_app
from tocsin.intake.bodies import Patience
from tocsin.intake.line import Line
from tocsin.intake.slot import RealDisk, Slots

OCTETS = {"Content-Type": "application/octet-stream"}


class FullDisk(RealDisk):
    def write(self, _descriptor: int, _data: bytes) -> None:
        raise OSError(28, "no space left on device")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return public_home(tmp_path_factory.mktemp("line") / "home")


def post(seed: int = 0, **changes: Any) -> Post:
    options: dict[str, Any] = {"receipt": ROSA, "keys": line_keys(now=now()), "desk": "main", "charter": "1"}
    options |= {"now": now(), "rng": fixed_rng(seed)} | changes
    return compose_report(TOLD, None, **options)


def headers(of: Post, **changes: str) -> dict[str, str]:
    name = of.name
    usual = {"Tocsin-Desk": name.desk, "Tocsin-Epoch": name.epoch, "Tocsin-Id": name.envelope_id.hex()}
    return {"Content-Type": MEDIA_TYPE, **usual, **{k.replace("_", "-"): v for k, v in changes.items()}}


def ask(
    home: Path,
    act: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]],
    *,
    disk: RealDisk | None = None,
    patience: Patience | None = None,
) -> httpx.Response:
    async def main() -> httpx.Response:
        slots = Slots(home, ("main", "overseer"), disk)
        app = make_app(Line.read(home, now=now), rng=fixed_rng(), slots=slots, patience=patience)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://line") as client:
            answer = await act(client)
        await slots.close()
        return answer

    return asyncio.run(main())


def send(home: Path, body: bytes, named: dict[str, str], **more: Any) -> httpx.Response:
    return ask(home, lambda c: c.post("/reports", content=body, headers=named), **more)


def stored(home: Path, desk: str = "main") -> dict[str, bytes]:
    return {r.name: r.body for path in segments(home / "slot" / desk) for r in read_records(path)}


def test_facts_and_keys_are_what_a_client_needs_to_begin(home: Path) -> None:
    facts = ask(home, lambda c: c.get("/.well-known/tocsin.json")).json()
    assert facts["languages"] == ["en", "zh-Hans"]
    assert "ce-approach" in facts["concerns"]
    assert facts["paths"] == ["ce-advice"]
    assert facts["limits"]["part"] == 8 * 1024 * 1024
    assert (facts["desk"], facts["overseer"], facts["desks"]) == (
        "main",
        "overseer",
        ["main", "north", "south", "overseer"],
    )
    keys = ask(home, lambda c: c.get("/keys.json"))
    assert keys.content == (home / "public" / "keys.json").read_bytes()
    assert keys.headers["cache-control"] == "no-store"


def test_a_report_is_stored_under_its_name_and_acknowledged(home: Path) -> None:
    sent = post(1)
    answer = send(home, sent.body, headers(sent))
    assert (answer.status_code, answer.json()) == (201, {"id": sent.name.envelope_id.hex(), "stored": True})
    assert stored(home)[str(sent.name)] == sent.body


def test_a_report_about_the_staff_lies_where_the_overseers_opener_alone_collects(home: Path) -> None:
    sent = post(3, desk="overseer")
    assert send(home, sent.body, headers(sent)).status_code == 201
    assert stored(home, "overseer") == {str(sent.name): sent.body}
    assert str(sent.name) not in stored(home)


def test_a_part_lies_with_the_desk_it_is_for(home: Path) -> None:
    path, hers, his = f"/attachments/{'ad' * 16}/0", sealed(b"x"), sealed(b"y")
    assert put(home, hers, path, **{"Tocsin-Desk": "overseer"}).status_code == 201
    assert put(home, his, path).status_code == 201  # another desk's: neither sees nor hinders the other
    lying = [(home / "attachments" / desk / f"{'ad' * 16}.0").read_bytes() for desk in ("main", "overseer")]
    assert lying == [his, hers]


def sign_for(home: Path, *desks: str) -> None:
    """Sign the line's keys anew: this week's key of the desk under each of these names."""
    path = home / "public" / "keys.json"
    keys = LineKeys.read(path.read_bytes(), ROOT_PUBLIC)
    path.write_bytes(sign_keys(replace(keys, desks=tuple(replace(keys.desks[0], desk=d) for d in desks)), ROOT))


def test_a_desk_that_the_charter_does_not_know_is_refused_even_with_signed_keys(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    sign_for(home, "main", "overseer", "bureau")
    sent = post()
    answer = send(home, sent.body, headers(sent, Tocsin_Desk="bureau"))
    assert (answer.status_code, answer.json()["error"]) == (409, "closed-epoch")
    assert put(home, sealed(b"x"), **{"Tocsin-Desk": "bureau"}).status_code == 409


def test_a_line_whose_overseer_has_no_key_does_not_start(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    sign_for(home, "main")
    with pytest.raises(BadKeys, match="overseer"):
        Line.read(home, now=now).check()


def test_the_same_post_again_is_acknowledged_again_and_stored_once(home: Path) -> None:
    sent = post(2)

    async def thrice(client: httpx.AsyncClient) -> httpx.Response:
        for _ in range(3):
            answer = await client.post("/reports", content=sent.body, headers=headers(sent))
            assert answer.status_code == 201
        return answer

    ask(home, thrice)
    names = [r.name for path in segments(home / "slot" / "main") for r in read_records(path)]
    assert names.count(str(sent.name)) == 1


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"Content_Type": "text/plain"}, 415, "wrong-type"),
        ({"Tocsin_Desk": "../x"}, 400, "bad-header"),
        ({"Tocsin_Epoch": "now"}, 400, "bad-header"),
        ({"Tocsin_Id": "zz"}, 400, "bad-header"),
        ({"Tocsin_Desk": "nowhere"}, 409, "closed-epoch"),
        ({"Tocsin_Epoch": "2020-w01"}, 409, "closed-epoch"),
    ],
)
def test_each_wrong_header_has_its_own_answer(home: Path, change: dict[str, str], status: int, error: str) -> None:
    sent = post()
    answer = send(home, sent.body, headers(sent, **change))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["hint"]


def test_a_closed_epoch_answers_with_the_keys_that_are_open(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    sent = post()
    publish(home, serial=2, moment=now() + timedelta(days=70))
    answer = send(home, sent.body, headers(sent))
    assert answer.status_code == 409
    assert json.loads((home / "public" / "keys.json").read_bytes()) == answer.json()["keys"]
    assert stored(home) == {}


def broken_bodies() -> list[bytes]:
    body = post().body
    envelope, slip = unframe(body)
    x25519 = envelope.replace(b"mlkem768x25519", b"X25519")
    return [
        b"",
        b"hello",
        body[: len(body) // 2],
        body[:-1],
        body + b"!",
        len(envelope[:-1]).to_bytes(4, "big") + envelope[:-1] + slip,
        len(envelope).to_bytes(4, "big") + envelope,
        len(x25519).to_bytes(4, "big") + x25519 + slip,
        len(envelope).to_bytes(4, "big") + envelope + b"not an age file",
        b"\xff\xff\xff\xff" + body[4:],
    ]


@pytest.mark.parametrize("body", broken_bodies(), ids=range(10))
def test_what_is_not_an_envelope_is_refused_and_not_stored(home: Path, body: bytes) -> None:
    before = stored(home)
    answer = send(home, body, headers(post()))
    assert (answer.status_code, answer.json()["error"]) == (400, "not-an-envelope")
    assert stored(home) == before


@settings(max_examples=60)
@given(body=st.binary(max_size=4000))
def test_no_bytes_make_it_fail(home: Path, body: bytes) -> None:
    assert send(home, body, headers(post())).status_code == 400


def test_too_much_is_refused(home: Path) -> None:
    answer = send(home, bytes(5 * 1024 * 1024), headers(post()))
    assert (answer.status_code, answer.json()["error"]) == (413, "too-large")


def test_a_full_disk_is_said_and_never_acknowledged(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    sent = post()
    answer = send(home, sent.body, headers(sent), disk=FullDisk())
    assert (answer.status_code, answer.json()["error"]) == (503, "no-room")
    assert answer.headers["retry-after"]
    assert stored(home) == {}


def test_a_sender_who_stops_is_told_so(home: Path) -> None:
    sent = post()

    async def slowly() -> AsyncIterator[bytes]:
        yield sent.body[:100]
        await asyncio.sleep(1)
        yield sent.body[100:]

    answer = ask(
        home,
        lambda c: c.post("/reports", content=slowly(), headers=headers(sent)),
        patience=Patience(pause=0.1, whole=5),
    )
    assert (answer.status_code, answer.json()["error"]) == (408, "too-slow")


def put(home: Path, content: bytes, path: str = f"/attachments/{'ab' * 16}/0", **more: Any) -> httpx.Response:
    named = {**OCTETS, "Tocsin-Desk": "main", "Tocsin-Epoch": "2026-w48"} | more
    return ask(home, lambda c: c.put(path, content=content, headers=named))


def sealed(plain: bytes, seed: int = 0) -> bytes:
    return seal(plain, [recipient_of_seed(DESK_SEED)], rng=fixed_rng(seed))


def test_a_part_may_come_again_but_not_changed(home: Path) -> None:
    part = sealed(b"x" * 100_000)
    assert put(home, part).status_code == 201
    assert put(home, part).status_code == 201
    answer = put(home, sealed(b"y", 2))
    assert (answer.status_code, answer.json()["error"]) == (409, "part-differs")
    assert (home / "attachments" / "main" / f"{'ab' * 16}.0").read_bytes() == part


@pytest.mark.parametrize(
    ("content", "path", "status"),
    [
        (b"plain text", f"/attachments/{'ac' * 16}/0", 400),
        (bytes(3_000_000), f"/attachments/{'ac' * 16}/0", 400),
        (sealed(b"x"), f"/attachments/{'ac' * 16}/14", 413),
        (sealed(b"x"), "/attachments/nonsense/0", 400),
        (sealed(b"x"), f"/attachments/{'ac' * 16}/-1", 404),
        (sealed(b"x") + bytes(LARGEST_SEALED_PART), f"/attachments/{'ac' * 16}/1", 413),
    ],
)
def test_what_is_not_a_part_is_refused_and_leaves_nothing(home: Path, content: bytes, path: str, status: int) -> None:
    assert put(home, content, path).status_code == status
    assert [p.name for p in (home / "attachments" / "main").iterdir() if "ac" in p.name or p.name.startswith(".")] == []


def test_eight_names_get_eight_answers_of_one_size_whether_something_lies_there_or_not(home: Path) -> None:
    lying = b"r" * SEALED_REPLY
    RepliesFolder(home / "replies").lay(b"A" * 16, lying)
    answer = ask(home, lambda c: c.post("/replies", content=b"A" * 16 + b"B" * 112, headers=OCTETS))
    assert answer.status_code == 200
    assert len(answer.content) == 8 * SEALED_REPLY
    assert answer.content.startswith(lying)
    for names in (b"", b"A" * 127, b"A" * 129):
        assert ask(home, lambda c, n=names: c.post("/replies", content=n, headers=OCTETS)).status_code in (400, 413)  # type: ignore[misc]


def test_keys_that_the_root_did_not_sign_are_never_served(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    path = home / "public" / "keys.json"
    path.write_bytes(path.read_bytes().replace(b'\\"serial\\":1', b'\\"serial\\":9'))
    with pytest.raises(Exception, match="signed"):
        Line.read(home, now=now).check()
