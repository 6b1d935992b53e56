import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.test_api import FullDisk
from tests.lines import REPOSITORY, left_behind, now, public_home, publish
from tests.pages.web import Web, form, words_of
from tests.world import DESK_SEED, KEYS_LINE, OVERSEER_SEED
from tocsin.envelope.answers import clean_text
from tocsin.envelope.attachment import read_manifest
from tocsin.envelope.post import Name, unframe
from tocsin.envelope.receipt import Receipt
from tocsin.envelope.report import AdditionPayload, ReportPayload, read_payload
from tocsin.envelope.unseal import unseal
from tocsin.exchange.segment import read_records, segments

BLNS = REPOSITORY.parent / "shared" / "corpora" / "bad_input" / "blns.json"
TOLD = {"concern": "ce-equipment", "what": "A buoy blinks."}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return Web(public_home(tmp_path_factory.mktemp("line") / "home"))


def opened(web: Web) -> list[tuple[Name, ReportPayload | AdditionPayload]]:
    return [
        (Name.parse(r.name), read_payload(unseal(unframe(r.body)[0], DESK_SEED)))
        for path in segments(web.home / "slot" / "main")
        for r in read_records(path)
    ]


def report_of(web: Web, words: str, language: str = "en") -> ReportPayload:
    wanted = Receipt.parse(words, language).derive(KEYS_LINE).envelope_id
    found = [payload for name, payload in opened(web) if name.envelope_id == wanted]
    assert found
    assert isinstance(found[-1], ReportPayload)
    return found[-1]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_whole_way_from_the_form_to_the_words(web: Web, language: str) -> None:
    action, fields = form(web.get(f"/{language}/report"))
    check = web.post(action, fields | TOLD | {"about": "Nils", "called": "Rosa", "ongoing": "yes"})
    assert check.status_code == 200
    action, fields = form(check)
    fields["extra-ce-equipment-0"] = "at the quay"
    receipt = web.post(action, fields)
    assert receipt.status_code == 201
    report = report_of(web, words_of(receipt), language).report
    assert (report["what"], report["about"], report["language"]) == ("A buoy blinks.", "Nils", language)
    assert list(report["answers"].values()) == ["at the quay"]
    assert "name" not in report


@pytest.mark.parametrize(("language", "told"), [("en", "our server sees text"), ("zh-Hans", "服务器会在瞬间看到")])
def test_who_has_no_script_is_told_what_our_server_sees_before_anything_is_sent(
    web: Web, language: str, told: str
) -> None:
    first = web.get(f"/{language}").text
    assert told in first[first.index("<noscript>") : first.index("</noscript>")]
    for page in (web.get(f"/{language}/report"), web.post(f"/{language}/check", TOLD)):
        assert told in page.text


def test_the_words_on_the_page_are_the_words_that_work_however_often_it_is_sent(web: Web) -> None:
    action, fields = form(web.post("/en/check", TOLD))
    pages = [web.post(action, fields) for _ in range(2)]
    assert words_of(pages[0]) == words_of(pages[1])
    wanted = Receipt.parse(words_of(pages[0])).derive(KEYS_LINE).envelope_id
    assert sum(name.envelope_id == wanted for name, _ in opened(web)) == 2  # sealed anew each time; one report


def test_change_goes_back_with_everything_that_was_typed(web: Web) -> None:
    _, fields = form(web.post("/en/check", TOLD | {"where": "quay", "careful": "careful"}))
    _, again = form(web.post("/en/report", fields | {"extra-ce-equipment-1": "grey"}))
    assert (again["what"], again["where"], again["careful"]) == ("A buoy blinks.", "quay", "careful")
    assert again["receipt"] == fields["receipt"]
    _, checked = form(web.post("/en/check", again))
    assert checked["extra-ce-equipment-1"] == "grey"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": ""}, "what"),
        ({"concern": ""}, "concern"),
        ({"concern": "ce-invented"}, "concern"),
        ({"what": "x" * 200_001}, "what"),
        ({"about": "x" * 20_001}, "about"),
        ({"called": "n" * 10_000}, "identity"),
        ({"ongoing": "sometimes"}, "ongoing"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(
    web: Web, change: dict[str, str], field: str, language: str
) -> None:
    sent = TOLD | {"where": "the quay", "reached": "here"} | change
    for path in ("check", "send"):
        answer = web.post(f"/{language}/{path}", sent)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        _, fields = form(answer)
        kept = {k: v for k, v in sent.items() if k not in ("concern", "ongoing")}
        assert {k: fields[k] for k in kept} == kept


@settings(max_examples=30)
@given(what=st.text(st.characters(exclude_categories=()), min_size=1, max_size=200), about=st.text(max_size=50))
def test_any_text_passes_through_the_pages_unchanged(web: Web, what: str, about: str) -> None:
    text = clean_text(f"[{what}]").encode(errors="replace").decode()
    _, fields = form(web.post("/en/check", TOLD | {"what": text, "about": about}))
    _, back = form(web.post("/en/report", fields))
    _, fields = form(web.post("/en/check", back))
    report = report_of(web, words_of(web.post("/en/send", fields))).report
    assert report["what"] == clean_text(text)
    assert report.get("about", "").strip() == clean_text(about).strip()


def test_naughty_strings_pass_through_the_pages_unchanged(web: Web) -> None:
    if not BLNS.exists():
        pytest.skip("corpora are not here")
    for text in json.loads(BLNS.read_text()):
        told = clean_text(f"[{text}]")
        _, fields = form(web.post("/zh-Hans/check", TOLD | {"what": told}))
        assert clean_text(fields["what"]) == told


def test_a_full_disk_keeps_the_words_and_offers_to_send_again(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    full = Web(home, disk=FullDisk())
    action, fields = form(full.post("/en/check", TOLD))
    answer = full.post(action, fields)
    assert answer.status_code == 503
    action, again = form(answer)
    assert again == {k: v for k, v in fields.items() if k in again}
    assert Web(home).post(action, again).status_code == 201


def test_keys_that_nobody_signed_in_time_lose_nothing_either(tmp_path: Path) -> None:
    home = public_home(tmp_path / "home")
    action, fields = form(Web(home).post("/en/check", TOLD))
    receipt = words_of(Web(home).post(action, fields))
    publish(home, serial=2, moment=now() - timedelta(days=20))
    late = Web(home)
    answer = late.post(action, fields)
    assert answer.status_code == 503
    assert form(answer)[1] == {k: v for k, v in fields.items() if k in form(answer)[1]}
    status, page = attach(late, {"receipt": fields["receipt"]}, [("a.txt", b"x")])
    assert (status, receipt.split()[0] in page) == (503, True)


@pytest.mark.parametrize("receipt", ["", "zz", "00", "x" * 32])
def test_a_broken_receipt_field_comes_back_to_the_check_with_a_fresh_one(web: Web, receipt: str) -> None:
    answer = web.post("/en/send", TOLD | {"receipt": receipt})
    assert answer.status_code == 200
    _, fields = form(answer)
    assert len(bytes.fromhex(fields["receipt"])) == 16
    assert fields["what"] == TOLD["what"]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"\xff\xfe", 422), (b"&" * 5000, 413), (b"a=b&" * 500, 413), (b"what=" + b"x" * 2_200_000, 413)],
)
def test_no_form_makes_it_fail(web: Web, content: bytes, status: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/en/check", "/en/send"):
        assert web.post(path, content=content, headers=headers).status_code == status


def attach(web: Web, fields: dict[str, str], files: list[tuple[str, bytes]]) -> tuple[int, str]:
    answer = web.post("/en/attach", fields, files=[("file", (name, data, "image/jpeg")) for name, data in files])
    return answer.status_code, answer.text


def test_files_are_sealed_as_they_arrive_and_their_names_are_replaced(web: Web) -> None:
    receipt = web.post("/en/send", form(web.post("/en/check", TOLD))[1])
    _, fields = form(receipt)
    big = bytes(range(256)) * 40_000  # two parts
    status, page = attach(web, fields, [("Rosa's canary-pier.JPG", big), ("empty.txt", b"")])
    assert status == 201
    assert words_of(receipt).split()[0] in page
    [addition] = [p for _, p in opened(web) if isinstance(p, AdditionPayload) and len(p.attachments) == 2]
    assert addition.follows == Receipt.parse(words_of(receipt)).derive(KEYS_LINE).envelope_id
    first, second = addition.attachments
    folder = web.home / "attachments" / "main"
    manifest = read_manifest(unseal((folder / f"{first.id.hex()}.{first.parts}").read_bytes(), DESK_SEED))
    assert (manifest.name, manifest.size, first.parts) == ("file-1.JPG", len(big), 2)
    parts = [unseal((folder / f"{first.id.hex()}.{n}").read_bytes(), DESK_SEED) for n in range(2)]
    assert b"".join(parts) == big
    assert read_manifest(unseal((folder / f"{second.id.hex()}.1").read_bytes(), DESK_SEED)).size == 0


def test_files_about_the_staff_lie_with_the_overseer_and_nowhere_else(web: Web) -> None:
    fields = form(web.post("/en/send", form(web.post("/en/check", TOLD))[1]))[1] | {"desk": "overseer"}
    ours, hers = (web.home / "attachments" / desk for desk in ("main", "overseer"))
    before = set(ours.iterdir())
    assert attach(web, fields, [("otto.jpg", b"canary-otto")])[0] == 201
    plain = [unseal(path.read_bytes(), OVERSEER_SEED) for path in hers.iterdir()]
    assert b"canary-otto" in plain
    assert set(ours.iterdir()) == before
    [segment] = segments(web.home / "slot" / "overseer")
    assert [Name.parse(r.name).desk for r in read_records(segment)] == ["overseer"]


def test_a_form_about_the_staff_never_falls_back_to_the_staffs_desk(web: Web) -> None:
    fields = form(web.post("/en/send", form(web.post("/en/check", TOLD))[1]))[1] | {"desk": "former-overseer"}
    before = set((web.home / "attachments" / "main").iterdir()), opened(web)
    assert attach(web, fields, [("otto.jpg", b"canary-otto")])[0] == 400
    assert (set((web.home / "attachments" / "main").iterdir()), opened(web)) == before


def test_a_file_that_is_too_large_leaves_the_words_on_the_page(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = web.post("/en/send", form(web.post("/en/check", TOLD))[1])
    limits = web.line.keys.limits
    monkeypatch.setitem(vars(limits), "file", 1000)
    status, page = attach(web, form(receipt)[1], [("x.bin", bytes(2000))])
    assert status == 413
    assert words_of(receipt).split()[3] in page
    assert 'id="file-fault"' in page


def test_no_file_and_no_receipt_are_told(web: Web) -> None:
    receipt = web.post("/en/send", form(web.post("/en/check", TOLD))[1])
    assert attach(web, form(receipt)[1], [])[0] in (400, 422)
    assert attach(web, {"receipt": "broken"}, [("a.txt", b"x")])[0] == 400
    assert web.post("/en/attach", content=b"nonsense").status_code == 400
    broken = {"Content-Type": "multipart/form-data; boundary=b"}
    assert web.post("/en/attach", content=b"--b\r\nno header", headers=broken).status_code == 400


def test_the_first_page_speaks_the_visitors_language(web: Web) -> None:
    assert '<html lang="zh-Hans"' in web.get("/", **{"Accept-Language": "zh-CN,zh;q=0.9"}).text
    assert '<html lang="en"' in web.get("/", **{"Accept-Language": "xx"}).text
    assert '<html lang="en"' in web.get("/").text


def test_what_was_told_is_on_no_disk(web: Web) -> None:
    told = {"what": "canary-herring", "about": "canary-nils", "called": "canary-rosa", "reached": "canary-pier"}
    receipt = web.post("/en/send", form(web.post("/en/check", TOLD | told))[1])
    attach(web, form(receipt)[1], [("canary-name.txt", b"canary-content" * 100)])
    words = ("canary-herring", "canary-nils", "canary-rosa", "canary-pier", "canary-name", "canary-content")
    assert left_behind(web.home, *words, words_of(receipt)) == []
    import tempfile

    recent = [p for p in Path(tempfile.gettempdir()).glob("tmp*") if p.is_file()]
    assert not any(b"canary-content" in p.read_bytes() for p in recent)
