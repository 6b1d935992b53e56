"""Customs leads: Otto and Nils seal the case to it, the bridge mails it, customs opens it and says so."""

import io
import re
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.mail_server import Mail, mail_server
from tests.desk.test_exporting_browser import sign
from tests.desk.working import CANARY, Desk, make_home, sign_in, working
from tests.lines import REPOSITORY, free_port, left_behind, run, running
from tests.pages.browsers import violations
from tocsin.envelope.recipients import recipient_of_seed
from tocsin.envelope.unseal import unseal
from tocsin.exchange import places

pytestmark = pytest.mark.browser
CUSTOMS = b"customs' seed of 32 bytes, all t"
REPORTS: tuple[dict[str, Any], ...] = tuple(
    {"concern": "ce-procurement", "language": "en", "what": f"{CANARY}: pumps for mill {number}."} for number in (1, 2)
)
ACCOUNT = (
    'format = "tocsin/bridge/v1"\nhost = "127.0.0.1"\nport = {}\nsecurity = "none"\nfrom = "line@harbour.example"\n'
)


@pytest.fixture(scope="module")
def mail() -> Iterator[Mail]:
    with mail_server() as found:
        yield found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, mail: Mail) -> Iterator[Desk]:
    port = free_port()
    url = f"http://localhost:{port}"
    home = make_home(tmp_path_factory.mktemp("journey") / "home", url, REPORTS)
    contacts = home / "charter" / "contacts.toml"
    told, key = contacts.read_text("utf-8"), f'recipient = "{recipient_of_seed(CUSTOMS).text}"'
    at = told.index('id = "customs-inbox"')
    contacts.write_text(told[:at] + re.sub(r'recipient = "\w+"', key, told[at:], count=1), "utf-8")
    account = home / "desk" / "main" / "bridge.toml"
    account.write_text(ACCOUNT.format(mail.port))
    account.chmod(0o600)
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    serve = ("tocsin-desk", "serve", "--home", str(home), "--port", str(port))
    with running(*opener, unix=places.socket(home, "main")):
        assert run("tocsin-desk", "collect", home=home).returncode == 0
        bridge = ("tocsin-desk", "bridge", "--home", str(home), "--desk", "main")
        with running(*serve, port=port), running(*bridge, unix=home / "line.json"):
            yield Desk(home, url)


def seal_and_send(otto: Page, nils: Page, desk: Desk) -> str:
    """Have the first case that waits sealed to customs by two officers; return its name."""
    otto.goto(f"{desk.url}/handing-on")
    otto.locator(".dispatch.unprocessed a").first.click()
    case = otto.url.split("/")[-2]
    otto.get_by_role("link", name="Seal it to them and send it").click()
    otto.fill("#export-reason", "customs leads")
    otto.click("#export-look")
    expect(otto.locator("#export-leaving fieldset")).to_be_visible()
    otto.check("#export-leaving input[value=case]")
    expect(otto.locator("#export-print")).to_be_visible()
    assert violations(otto) == []
    otto.click("#export-form button.main")
    sign(otto)
    expect(otto.locator("#export-said")).to_contain_text("Proposed")
    nils.goto(f"{desk.url}/cases/{case}/export")
    nils.click("[data-do=confirm]")
    sign(nils)
    expect(nils.locator("#export-said")).to_contain_text("You agreed")
    otto.click("[data-do=fetch]", timeout=20_000)
    sign(otto)
    expect(otto.locator("#export-carried")).to_be_visible()
    return case


def stands(page: Page, desk: Desk, case: str, words: str) -> None:
    """Wait until the page of a case's routing says so."""
    for _ in range(60):
        page.goto(f"{desk.url}/cases/{case}/routing")
        if words in page.locator(".dispatch").inner_text():
            return
        page.wait_for_timeout(500)
    expect(page.locator(".dispatch")).to_contain_text(words)


def test_customs_gets_what_it_leads_once_sealed_and_says_that_it_has_it(
    browser: Browser, desk: Desk, mail: Mail
) -> None:
    otto, nils = (sign_in(browser, desk, name, bypass_csp=True) for name in ("otto", "nils"))
    downloads: list[object] = []
    otto.on("download", lambda download: downloads.append(download))  # noqa: PLW0108 - a bound method cannot be marked
    case = seal_and_send(otto, nils, desk)
    stands(otto, desk, case, "handed on; nobody there has said yet")
    assert violations(otto) == []
    assert downloads == []
    [message] = mail.got
    assert message["To"] == "handed-on@customs.example"
    around = str(message["Subject"]) + message.get_body().get_content()  # type: ignore[attr-defined]
    assert not re.search(f"{case}|{CANARY}|Harbour|goods", around)
    [attached] = message.iter_attachments()  # type: ignore[attr-defined]
    with tarfile.open(fileobj=io.BytesIO(unseal(attached.get_content(), CUSTOMS))) as archive:
        assert any(CANARY in archive.extractfile(m).read().decode("utf-8", "replace") for m in archive.getmembers())  # type: ignore[union-attr]
    otto.get_by_label("Their number").fill("C-77/26")
    otto.get_by_role("button", name="They have it").click()
    expect(otto.locator(".dispatch")).to_contain_text("C-77/26")
    otto.goto(f"{desk.url}/cases/{case}")
    for words in ("sealed it for Customs", "it was sent to Customs", "noted that Customs has it"):
        expect(otto.locator(".story")).to_contain_text(words)
    assert list(places.outgoing(desk.home, "main").iterdir()) == []
    assert left_behind(desk.home, CANARY) == []
    for page in (otto, nils):
        page.context.close()


def test_what_may_have_arrived_is_for_an_officer_to_ask_and_is_never_sent_again(
    browser: Browser, desk: Desk, mail: Mail
) -> None:
    mail.got.clear()
    mail.fails = {"content": "drop"}
    otto, nils = (sign_in(browser, desk, name, bypass_csp=True) for name in ("otto", "nils"))
    case = seal_and_send(otto, nils, desk)
    stands(otto, desk, case, "It may have arrived: ask them before you hand it on again.")
    assert violations(otto) == []
    assert len(mail.got) == 1
    otto.get_by_label("I handed on").select_option("case")
    otto.get_by_role("button", name="They were told").click()
    day = datetime.now(UTC).date()
    expect(otto.locator(".dispatch")).to_contain_text(str(day.year))
    assert len(mail.got) == 1
    for page in (otto, nils):
        page.context.close()


@pytest.fixture(scope="module")
def contractor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A company's line, which must tell two public offices of what its people notice."""
    report = {"concern": "ce-insider", "language": "en", "what": f"{CANARY}: somebody copied drawings."}
    folder = tmp_path_factory.mktemp("contractor")
    with working(folder, [report], kind=REPOSITORY / "charters" / "industry") as found:
        yield found


def test_a_contractor_tells_both_offices_that_the_law_names_and_closes_nothing_before(
    browser: Browser, contractor: Desk
) -> None:
    otto = sign_in(browser, contractor, bypass_csp=True)
    case = otto.locator(".rows > .row").get_attribute("data-id")
    otto.goto(f"{contractor.url}/cases/{case}")
    clock = otto.locator(".clocks li", has_text="Told to the offices that the law names")
    expect(clock).to_contain_text("promptly: until")
    expect(otto.locator(".routed")).to_contain_text("must be told: the Protected Contracts Agency, the Harbour Office")
    expect(otto.locator(".waits")).to_contain_text("must be told by law: hand it on")
    for left in (2, 1):
        otto.goto(f"{contractor.url}/handing-on")
        waits = otto.locator(".dispatch.unprocessed")
        expect(waits).to_have_count(left)
        waits.locator("a").first.click()
        otto.locator(".dispatch.unprocessed select").first.select_option("word")
        otto.locator(".dispatch.unprocessed button", has_text="They were told").first.click()
        expect(otto.locator(".dispatch.sent")).to_have_count(3 - left)
    assert violations(otto) == []
    otto.goto(f"{contractor.url}/cases/{case}")
    expect(clock).to_contain_text("done")
    expect(otto.locator(".waits")).to_have_count(0)
    expect(otto.locator(".clocks")).to_contain_text("The offices said that they have it")
    otto.context.close()


def test_nothing_of_it_names_the_office_in_the_desks_folder_or_the_case_outside(desk: Desk) -> None:
    names = [path.name for path in Path(places.outgoing(desk.home, "main")).iterdir()]
    assert names == []
