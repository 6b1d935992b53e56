"""Who is competent and how they are reached, in the shape of the Human Services Data Specification 3.0.

An organization is an authority, a service is one of its confirmed public contact points: so each has the hours, the
languages and the day of assurance that are its own. What HSDS has no word for - remits, whether a name is asked for,
the name of a time zone whose offset changes - stands under keys of ours beside it, which HSDS allows.
Source: https://docs.openreferral.org/en/3.0/hsds/schema_reference.html.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tocsin.charter.directory.model import CALLS, Authority, ContactPoint, Remit, Standing
from tocsin.charter.directory.routes import routes_of
from tocsin.charter.hours import MIDNIGHT
from tocsin.envelope import canonical
from tocsin.exchange.site import SiteFile
from tocsin.press.guide.answers import Directions

PATH = "/hsds.json"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PHONES = {"phone": "voice", "tty": "textphone", "sms": "text"}  # RFC 6350
_PLACES = {"in_person": "physical", "post": "postal"}

Entry = dict[str, Any]


def hsds_file(directions: Directions, line: str) -> SiteFile:
    """Return the export in the line's own language; `line` is its id, from which every id here is made."""
    made = _Export(directions, line)
    return SiteFile.json(
        canonical.dumps(
            {
                "version": "3.0",
                "organizations": list(made.organizations()),
                "services": list(made.services()),
                "areas": list(made.areas()),
            }
        )
    )


class _Export:
    def __init__(self, directions: Directions, line: str) -> None:
        self._charter, self._areas, self._day = directions.charter, directions.areas, directions.day
        self._directory, self._language, self._line = self._charter.directory, self._charter.line.default, line

    def organizations(self) -> Iterator[Entry]:
        """Yield every office that is one today."""
        remits = self._remits()
        for office in self._active():
            entry = {"id": self._id("organization", office.id), "name": office.name[self._language]}
            entry["description"] = entry["name"]
            if office.parent:
                entry["parent_organization_id"] = self._id("organization", office.parent)
            yield {**entry, "remits": [self._remit(remit) for remit in remits.get(office.id, ())]}

    def services(self) -> Iterator[Entry]:
        """Yield every contact point that may be shown."""
        remits = self._remits()
        for office in self._active():
            for point in routes_of(self._directory).points.get(office.id, ()):
                yield self._service(office, point, remits.get(office.id, ()))

    def areas(self) -> Iterator[Entry]:
        """Yield the tree of areas that service areas name by their code."""
        for area in self._directory.areas.values():
            yield {"code": area.code, "parent": area.parent, "name": area.name[self._language]}

    def _service(self, office: Authority, point: ContactPoint, remits: Iterable[Remit]) -> Entry:
        codes = {area for remit in remits for area in remit.areas}
        entry: Entry = {
            "id": self._id("service", point.id),
            "organization_id": self._id("organization", office.id),
            "name": office.name[self._language],
            "status": "active",
            "channel": point.channel,
            "anonymous_ok": point.anonymous_ok,
            "two_way": point.two_way,
            "accepts_media": point.accepts_media,
            "reply_hours": point.reply_hours,
            "languages": [self._spoken(point.id, tag) for tag in point.languages],
            "schedules": list(self._schedules(point)),
            "service_areas": [self._service_area(point.id, code) for code in self._topmost(codes)],
            **self._reached(point),
        }
        if point.assured:
            entry |= {"assured_date": point.assured.on.isoformat(), "assurer": point.assured.by}
        return entry

    def _reached(self, point: ContactPoint) -> Entry:
        value = point.value.get(self._language, "")
        if point.channel in CALLS:
            phone = {"id": self._id("phone", point.id), "number": value, "type": _PHONES[point.channel]}
            return {"phones": [phone]}
        if point.channel == "email":
            return {"email": value}
        if point.channel in ("web", "api"):
            return {"url": value}
        if point.channel in _PLACES:
            kind = _PLACES[point.channel]
            location = {"id": self._id("location", point.id), "location_type": kind, "description": value}
            return {"service_at_locations": [{"id": self._id("at", point.id), "location": location}]}
        return {"description": value} if value else {}

    def _schedules(self, point: ContactPoint) -> Iterator[Entry]:
        """Yield an RRULE for each span, with all the days that have it; none for what takes what comes at any hour."""
        spans: dict[tuple[str, str], list[str]] = {}
        for day, own in sorted(point.hours.week.items()) if point.hours else ():
            for begin, end in own:
                until = "24:00" if end == MIDNIGHT else f"{end:%H:%M}"
                spans.setdefault((f"{begin:%H:%M}", until), []).append(_DAYS[day])
        for (opens, closes), days in spans.items():
            yield {
                "id": self._id("schedule", f"{point.id} {opens} {closes}"),
                "freq": "WEEKLY",
                "wkst": "MO",
                "byday": ",".join(days),
                "opens_at": opens,
                "closes_at": closes,
                "timezone_name": point.hours.zone if point.hours else "",
                "calendar": point.hours.calendar if point.hours else "",
            }

    def _spoken(self, point: str, tag: str) -> Entry:
        return {"id": self._id("language", f"{point} {tag}"), "code": tag.split("-", maxsplit=1)[0], "tag": tag}

    def _service_area(self, point: str, code: str) -> Entry:
        name = self._areas.name(code, self._language)
        return {"id": self._id("area", f"{point} {code}"), "name": name, "code": code}

    def _remit(self, remit: Remit) -> Entry:
        return {
            "id": remit.id,
            "role": remit.role.value,
            "concerns": sorted(remit.concerns),
            "areas": sorted(remit.areas),
            "transfer_to": self._id("organization", remit.transfer_to) if remit.transfer_to else "",
            "legal_basis": remit.legal_basis,
            "valid_from": remit.valid_from.isoformat(),
            "valid_to": "" if remit.valid_to == date.max else remit.valid_to.isoformat(),
            "assured_date": remit.assured.on.isoformat(),
            "assurer": remit.assured.by,
        }

    def _active(self) -> list[Authority]:
        return [office for office in self._directory.authorities.values() if office.standing is Standing.ACTIVE]

    def _remits(self) -> dict[str, list[Remit]]:
        """Return authority -> its remits today, those of offices that became a part of it too."""
        found: dict[str, list[Remit]] = {}
        for remit in self._directory.remits:
            office = routes_of(self._directory).active.get(remit.authority)
            if office and remit.holds(self._day):
                found.setdefault(office.id, []).append(remit)
        return found

    def _topmost(self, codes: set[str]) -> tuple[str, ...]:
        return self._areas.topmost([code for code in self._areas.order if code in codes])

    def _id(self, kind: str, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"tocsin:{self._line}:{kind}:{name}"))
