"""A case leaves the desk: one officer proposes, another agrees, the first fetches; the recipient alone opens it."""

import io
import json
import re
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.working import CANARY, Desk, sign_in
from tests.lines import left_behind, run
from tests.pages.browsers import violations
from tocsin.envelope.recipients import identity_text, recipient_of_seed
from tocsin.envelope.unseal import unseal

pytestmark = pytest.mark.browser
COURT = b"c" * 32
RECIPIENT = recipient_of_seed(COURT).text
REWRITE = "Somebody was offered money for tables."


def cases(desk: Desk) -> list[str]:
    told = run("tocsin-desk", "cases", "--officer", "otto", "--json", home=desk.home).stdout
    return [each["case"] for each in json.loads(told)["cases"]]


def entered(page: Page, desk: Desk, case: str) -> Page:
    """Come from the queue and the page of the case, by its key."""
    page.goto(desk.url)
    page.click(f"#rows .row[data-id='{case}'] a.to")
    expect(page.locator("#told .report").first).to_be_visible()
    page.keyboard.press("x")
    page.wait_for_url(f"**/cases/{case}/export")
    expect(page.locator("#export-none, #export-list > li").first).to_be_visible()
    return page


def look(page: Page, reason: str = "the police asked") -> None:
    page.fill("#export-reason", reason)
    page.click("#export-look")
    expect(page.locator("#export-leaving fieldset")).to_be_visible()


def sign(page: Page, button: str = "#own-key-device") -> None:
    expect(page.locator("#own-key")).to_be_visible()
    page.click(button)
    expect(page.locator("#own-key")).to_be_hidden()


def propose(page: Page, contents: str) -> None:
    look(page)
    page.check(f"#export-leaving input[value={contents}]")
    page.fill("#export-recipient", RECIPIENT)
    expect(page.locator("#export-print")).to_be_visible()
    page.click("#export-form button.main")
    sign(page)
    expect(page.locator("#export-said")).to_contain_text("Proposed")


def agree(page: Page, desk: Desk, case: str) -> None:
    """Find it on the queue, look at what would leave, and agree."""
    page.goto(desk.url)
    page.click(f".export-waits a[href='/cases/{case}/export']")
    page.click("[data-do=look]")
    expect(page.locator("[data-seen] fieldset")).to_be_visible()
    page.click("[data-do=confirm]")
    sign(page)
    expect(page.locator("#export-said")).to_contain_text("You agreed")


def fetch(page: Page, folder: Path) -> dict[str, bytes]:
    """Fetch what was agreed to; return the files that the recipient finds in it."""
    with page.expect_download() as waiting:
        page.click("[data-do=fetch]")
        sign(page)
    expect(page.locator("#export-done")).to_be_visible()
    saved = folder / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.name.endswith(".tar.age")
    with tarfile.open(fileobj=io.BytesIO(unseal(saved.read_bytes(), COURT))) as archive:
        return {m.name: archive.extractfile(m).read() for m in archive.getmembers()}  # type: ignore[union-attr]


def test_a_case_is_proposed_agreed_to_and_fetched_by_two_officers(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    otto, nils = sign_in(browser, desk), sign_in(browser, desk, "nils")
    case = cases(desk)[0]
    entered(otto, desk, case)
    propose(otto, "case")
    expect(otto.locator("[data-do=fetch]")).to_be_hidden()
    expect(otto.locator("[data-do=confirm]")).to_be_hidden()
    agree(nils, desk, case)
    expect(nils.locator("[data-do=fetch]")).to_have_count(0)
    expect(otto.locator("[data-do=fetch]")).to_be_visible(timeout=15_000)
    files = fetch(otto, tmp_path)
    report = next(data for name, data in files.items() if name.startswith("reports/") and name.endswith(".json"))
    assert CANARY in report.decode()
    assert {"README.txt", "proof.json", "manifest.json"} <= set(files)
    done = otto.locator("#export-done")
    expect(done).to_contain_text("nils")
    expect(done).to_contain_text("age -d")
    entry = int(done.locator("[data-entry]").inner_text())
    assert entry > 0
    otto.goto(f"{desk.url}/cases/{case}")
    otto.locator(".story summary").click()
    for words in ("proposed to export it", "agreed to the export", "exported it"):
        expect(otto.locator(".story")).to_contain_text(words)
    expect(otto.locator(".export-waits")).to_have_count(0)
    assert left_behind(desk.home, CANARY) == []
    assert left_behind(desk.home / "desk", RECIPIENT[:60]) == []
    otto.context.close()
    nils.context.close()


def ask(desk: Desk, *words: str, stdin: str = "", officer: str = "otto") -> None:
    done = run("tocsin-desk", *words, "--officer", officer, home=desk.home, stdin=stdin)
    assert done.returncode == 0, done.stderr


def test_the_rewrite_leaves_alone_and_an_interrupted_fetch_goes_on_in_a_new_shift(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    case = cases(desk)[1]
    text = REWRITE + "\U0001f6a2" * 190_000  # so long that it comes in several parts
    ask(desk, "write", case, "--kind", "rewrite", "--text", "-", stdin=text)
    otto, nils = sign_in(browser, desk), sign_in(browser, desk, "nils")
    entered(otto, desk, case)
    propose(otto, "rewrite")
    nils.goto(f"{desk.url}/cases/{case}")
    nils.click(f".export-waits a[href='/cases/{case}/export']")
    nils.click("[data-do=look]")
    expect(nils.locator("[data-seen] .told")).to_contain_text(REWRITE)
    expect(nils.locator("[data-seen] .export-much")).to_be_hidden()
    nils.click("[data-do=confirm]")
    sign(nils)
    expect(otto.locator("[data-do=fetch]")).to_be_visible(timeout=15_000)
    otto.route("**/export/part", lambda route: route.abort(), times=1)
    otto.click("[data-do=fetch]")
    sign(otto)
    expect(otto.locator("#export-said")).to_contain_text("interrupted")
    otto.evaluate(FORGET_SHIFT)
    otto.click("#export-go-on")
    expect(otto.locator("#export-said")).to_contain_text("The shift ended")
    with otto.context.expect_page() as opened:
        otto.click("#export-said a")
    again = opened.value
    again.click("#with-device")
    expect(again.locator("#shift-shown span")).to_contain_text("h left")
    with otto.expect_download() as waiting:
        otto.click("#export-go-on")
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    with tarfile.open(fileobj=io.BytesIO(unseal(saved.read_bytes(), COURT))) as archive:
        files = {m.name: archive.extractfile(m).read() for m in archive.getmembers()}  # type: ignore[union-attr]
    assert json.loads(files["rewrite.json"])["text"] == text
    assert json.loads(files["case.json"])["confirmed_by"] == "nils"
    assert CANARY.encode() not in b"".join(files.values())
    assert not [name for name in files if "/" in name]
    otto.context.close()
    nils.context.close()


FORGET_SHIFT = """() => new Promise(done => {
  const opening = indexedDB.open('tocsin-desk', 1);
  opening.onsuccess = () => {
    const writing = opening.result.transaction('kept', 'readwrite');
    writing.objectStore('kept').delete('shift');
    writing.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


def test_what_is_no_recipient_is_told_and_what_was_typed_stays_but_a_secret_key_does_not(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    page = sign_in(browser, desk)
    entered(page, desk, cases(desk)[2])
    page.click("#export-look")
    expect(page.locator("#export-said")).to_contain_text("Say why")
    look(page, "the court asked")
    for wrong, words in (
        (RECIPIENT[:-1] + "q", "no public key"),
        ("age1" + "q" * 58, "older kind"),
        (f"{RECIPIENT}\n{RECIPIENT}", "no public key"),
    ):
        page.fill("#export-recipient", wrong)
        page.click("#export-form button.main")
        expect(page.locator("#export-fault")).to_contain_text(words)
        expect(page.locator("#export-recipient")).to_have_value(wrong)
        expect(page.locator("#export-reason")).to_have_value("the court asked")
        expect(page.locator("#own-key")).to_be_hidden()
    page.fill("#export-recipient", "")
    file = tmp_path / "key.txt"
    file.write_text(f"# public key: {RECIPIENT}\n{identity_text(COURT)}\n", encoding="ascii")
    page.set_input_files("#export-file", file)
    expect(page.locator("#export-fault")).to_contain_text("secret key")
    expect(page.locator("#export-recipient")).to_have_value("")
    file.write_text(f"# of the court\n{RECIPIENT}\n", encoding="ascii")
    page.set_input_files("#export-file", file)
    expect(page.locator("#export-recipient")).to_have_value(RECIPIENT)
    expect(page.locator("#export-print .print")).to_have_text(in_fours(RECIPIENT))
    page.click("#export-form button.main")
    page.keyboard.press("Escape")
    expect(page.locator("#own-key")).to_be_hidden()
    expect(page.locator("#export-recipient")).to_have_value(RECIPIENT)
    expect(page.locator("#export-list li")).to_have_count(0)
    page.context.close()


def in_fours(text: str) -> str:
    digest = sha256(text.encode()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def test_nobody_exports_what_is_not_there_for_them_and_what_is_declined_stays(desk: Desk, browser: Browser) -> None:
    case = cases(desk)[2]
    otto, nils = sign_in(browser, desk), sign_in(browser, desk, "nils")
    entered(otto, desk, case)
    propose(otto, "case")
    nils.goto(f"{desk.url}/cases/{case}/export")
    expect(nils.locator("[data-do=confirm]")).to_be_visible()
    ask(desk, "recuse", case, "--who", "nils", "--reason", "named", officer="sara")
    nils.click("[data-do=confirm]")
    sign(nils)
    expect(nils.locator("#export-said")).to_contain_text(re.compile("decided already|not there for you"))
    expect(nils.locator("#export-list li")).to_have_count(0)
    for _ in range(40):  # the feed is read every few seconds
        nils.goto(desk.url)
        if nils.request.get(f"{desk.url}/cases/{case}/export").status == 404:
            break
        nils.wait_for_timeout(250)
    assert nils.request.get(f"{desk.url}/cases/{case}/export/waits").json()["error"] == "no-such-case"
    expect(nils.locator(".export-waits")).to_have_count(0)
    sara = sign_in(browser, desk, "sara")
    sara.click(".export-waits a")
    sara.click("[data-do=decline]")
    sign(sara)
    expect(sara.locator("#export-said")).to_contain_text("Declined")
    expect(sara.locator("#export-none")).to_be_visible()
    expect(otto.locator("#export-none")).to_be_visible(timeout=15_000)
    for page in (otto, nils, sara):
        page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_nothing_is_wrong_with_the_page_of_an_export(desk: Desk, browser: Browser, width: int, scheme: str) -> None:
    page = sign_in(browser, desk, "sven", viewport={"width": width, "height": 900}, color_scheme=scheme)
    case = cases(desk)[0]
    entered(page, desk, case)
    look(page)
    page.fill("#export-recipient", RECIPIENT)
    expect(page.locator("#export-print")).to_be_visible()
    assert violations(page) == []
    page.click("#export-form button.main")
    expect(page.locator("#own-key")).to_be_visible()
    assert violations(page) == []
    page.context.close()
