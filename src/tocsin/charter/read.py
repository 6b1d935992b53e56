"""Load a charter folder: all of it is read, all faults are told at once, and only a charter without faults loads."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tocsin.charter import contacts
from tocsin.charter.concerns import read_concerns
from tocsin.charter.desk_toml import read_desk
from tocsin.charter.directory.invariants import broken
from tocsin.charter.directory.reading import read_directory
from tocsin.charter.faults import CharterFaults, Fault
from tocsin.charter.files import read_text, read_toml
from tocsin.charter.floor import check_floor, check_limits, smallest_count
from tocsin.charter.model import Charter, Clocks, Complaint, FurtherDesk, Line, Opening, Referrals, TwoPersons
from tocsin.charter.naming import by_directory
from tocsin.charter.reviews import read_reviews
from tocsin.charter.table import Table, is_language

FORMAT = "tocsin/charter/v1"
LONGEST_DESK = 17  # letters: users of the machine are named after a desk, and Linux takes names of 31
_DESK = rf"[a-z][a-z0-9-]{{0,{LONGEST_DESK - 1}}}"
PAGES = ("process", "safety", "never", "duty", "official")
_ORIGIN = r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://localhost(:[0-9]{1,5})?"  # where a browser offers passkeys
_MOST_FILES = 5_000


def load(folder: Path) -> Charter:
    """Return the charter of a folder; `CharterFaults` names everything that is wrong with it."""
    faults: list[Fault] = []
    top = read_toml(folder, "line.toml", faults)
    if top is None:
        raise CharterFaults(faults)
    line = _line(top)
    languages = line.languages if all(map(is_language, line.languages)) else ()
    concerns, paths, urgency = read_concerns(folder, languages, faults)
    pages = {language: _pages(folder, language, faults) for language in languages}
    reviews = read_reviews(folder, languages, faults)
    desk = read_desk(folder, languages, faults)
    directory = read_directory(
        folder,
        languages=languages,
        codes=[c.code for c in concerns] + [p.code for p in paths if p.reports],
        calendars=[calendar.id for calendar in desk.calendars],
        faults=faults,
    )
    line = by_directory(line, directory, faults)
    version = f"{line.version}+{_hash(folder, faults)}"
    charter = Charter(version, line, concerns, paths, pages, reviews, urgency, desk, directory)
    faults += [] if faults else broken(charter)
    if faults:
        raise CharterFaults(faults)
    return charter


def _line(top: Table) -> Line:
    top.text("format", FORMAT)
    languages = top.languages("languages")
    default = top.text("default")
    if default and default not in languages:
        top.fault("default", "the default language is not one of the line's", "Choose one of languages.")
    desk, overseer = top.text("desk", _DESK), top.text("overseer", _DESK)
    if overseer and overseer == desk:
        hint = "Name another desk, run by people who answer for the line and do not work on it."
        top.fault("overseer", "the desk would receive what is told about itself", hint)
    further = tuple(_further(table, languages) for table in top.tables("further_desk", optional=True))
    ids = (desk, overseer, *(each.id for each in further))
    for twice in sorted({each.id for each in further if each.id and ids.count(each.id) > 1}):
        top.fault("further_desk", f"two desks are called «{twice}»", "Each has its own keys, and a name of its own.")
    emergency, complaint = top.table("emergency"), top.table("complaint")
    clocks, replies = top.table("clocks"), top.table("replies", optional=True)
    referral = top.table("referral", optional=True)
    line = Line(
        version=top.text("version", r"[A-Za-z0-9.]{1,40}"),
        name=top.translated("name", languages),
        run_by=top.translated("run_by", languages),
        languages=languages,
        default=default,
        desk=desk,
        overseer=overseer,
        emergency=emergency.translated("text", languages),
        emergency_number=emergency.text("number", contacts.NUMBER),
        emergency_areas=contacts.read_emergency_areas(emergency, languages),
        official=contacts.read_official(top, languages),
        elsewhere=contacts.read_elsewhere(top, languages),
        exit=top.text("exit", contacts.ADDRESS, default=contacts.WEATHER),
        complaint=Complaint(complaint.translated("name", languages), complaint.translated("contact", languages)),
        clocks=Clocks(
            # Seven days and three months are what EU 2019/1937 arts 9 and 11 give as the longest.
            acknowledged=clocks.number("acknowledged_days", 1, 7),
            feedback=clocks.number("feedback_days", 1, 90),
            come_back=clocks.number("come_back_days", 1, 90),
        ),
        replies_batch_minutes=replies.number("batch_minutes", 0, 1440, default=60),
        opening=_opening(top.table("opener", optional=True), ids),
        two_persons=_two_persons(top.table("two_persons", optional=True)),
        referral=Referrals(tell=referral.flag("tell", default=True)),
        retention=check_limits(top.table("retention", optional=True)),
        smallest_count=smallest_count(top.table("figures", optional=True)),
        further=further,
    )
    for table in (emergency, complaint, clocks, replies, referral):
        table.finish()
    check_floor(top.table("floor", optional=True))
    top.finish()
    return line


def _further(table: Table, languages: tuple[str, ...]) -> FurtherDesk:
    found = FurtherDesk(table.text("id", _DESK), table.translated("name", languages))
    table.finish()
    return found


def _opening(table: Table, desks: tuple[str, ...]) -> Opening:
    """Read what may be tighter than the opener's own budgets, never looser."""
    most, origins = Opening(), table.table("origins", optional=True)
    found = {desk: origins.text(desk, _ORIGIN) for desk in desks if origins.has(desk)}
    origins.finish()
    opening = Opening(
        opens_per_hour=table.number("opens_per_hour", 1, most.opens_per_hour, default=most.opens_per_hour),
        opens_per_shift=table.number("opens_per_shift", 1, most.opens_per_shift, default=most.opens_per_shift),
        origins=found,
    )
    table.finish()
    return opening


def _two_persons(table: Table) -> TwoPersons:
    usual = TwoPersons()
    found = TwoPersons(
        findings=table.flag("findings", default=usual.findings),
        transfers=table.flag("transfers", default=usual.transfers),
        exports=table.flag("exports", default=usual.exports),
        recusal_ends=table.flag("recusal_ends", default=usual.recusal_ends),
    )
    for key in ("exports", "recusal_ends"):
        if not getattr(found, key):
            table.fault(key, "this loosens the floor", "Take the line out: the floor asks for a second person here.")
    table.finish()
    return found


def _pages(folder: Path, language: str, faults: list[Fault]) -> dict[str, str]:
    pages = {}
    for slug in PAGES:
        text = read_text(folder, f"texts/{language}/{slug}.md", faults)
        if text is not None and not text.startswith("# "):
            hint = "Begin the file with: # Title of the page"
            faults.append(Fault(f"texts/{language}/{slug}.md", "", "the page has no title", hint))
        pages[slug] = text or ""
    return pages


def _hash(folder: Path, faults: list[Fault]) -> str:
    """Hash every file with its name, so that two lines with the same version have the same charter."""
    whole = sha256()
    for count, path in enumerate(_files(folder)):
        if count >= _MOST_FILES:
            faults.append(Fault("", "", "more than 5,000 files", "A charter is read by people; make it smaller."))
            break
        try:
            digest = sha256(path.read_bytes()).digest()
        except OSError:
            faults.append(Fault(path.name, "", "the file cannot be read", "Correct its permissions, or take it out."))
            continue
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + digest)
    return whole.hexdigest()[:12]


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.relative_to(folder).as_posix()))
