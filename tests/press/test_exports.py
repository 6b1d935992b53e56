"""What programs read of the guide: shapes of Open311 GeoReport v2 and HSDS 3.0, from their specifications."""

import json
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.charter.nations import BARE
from tests.lines import HARBOUR
from tests.press.guides import Guide, guide_of
from tocsin.charter.read import load

CHARTER = load(HARBOUR)
TEXT = {"type": "string"}
ID = {"type": "string", "format": "uuid"}


def shape(required: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **more}, "required": list(required)}


def listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


SERVICES = listed(
    shape(
        {
            "service_code": TEXT,
            "service_name": TEXT,
            "description": TEXT,
            "metadata": {"type": "boolean"},
            "type": {"const": "blackbox"},
            "keywords": TEXT,
            "group": TEXT,
        },
        non_public={"const": True},
    )
)
DEFINITION = shape(
    {
        "service_code": TEXT,
        "attributes": listed(
            shape(
                {
                    "variable": {"type": "boolean"},
                    "code": TEXT,
                    "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
                    "required": {"type": "boolean"},
                    "datatype_description": TEXT,
                    "order": {"type": "integer"},
                    "description": TEXT,
                },
                values=listed(shape({"key": TEXT, "name": TEXT})),
            )
        ),
    }
)
LANGUAGE = shape({"id": ID}, code={"type": "string", "pattern": "^[a-z]{2,3}$"})
SCHEDULE = shape(
    {"id": ID},
    freq={"enum": ["WEEKLY", "MONTHLY"]},
    wkst={"enum": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]},
    byday={"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"},
    opens_at={"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
    closes_at={"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
)
LOCATION = shape({"id": ID, "location_type": {"enum": ["physical", "postal", "virtual"]}})
SERVICE = shape(
    {"id": ID, "name": TEXT, "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]}},
    organization_id=ID,
    url={"type": "string", "format": "uri"},
    email={"type": "string", "format": "email"},
    assured_date={"type": "string", "format": "date"},
    phones=listed(shape({"id": ID, "number": TEXT}, type=TEXT)),
    schedules=listed(SCHEDULE),
    service_areas=listed(shape({"id": ID}, name=TEXT)),
    languages=listed(LANGUAGE),
    service_at_locations=listed(shape({"id": ID}, location=LOCATION)),
)
ORGANIZATION = shape({"id": ID, "name": TEXT, "description": TEXT}, parent_organization_id=ID)
HSDS = shape({"version": {"const": "3.0"}, "organizations": listed(ORGANIZATION), "services": listed(SERVICE)})


@pytest.fixture(scope="module")
def harbour() -> Guide:
    return guide_of(CHARTER)


def read(guide: Guide, path: str, expected: dict[str, Any]) -> Any:
    value = json.loads(guide.files[path])
    Draft202012Validator(expected, format_checker=FormatChecker()).validate(value)
    return value


@pytest.mark.parametrize(("base", "language"), [("/open311/v2", "en"), ("/open311/v2/zh-Hans", "zh-Hans")])
def test_every_concern_is_a_service_with_a_definition(harbour: Guide, base: str, language: str) -> None:
    services = read(harbour, f"{base}/services.json", SERVICES)
    assert {each["service_code"] for each in services} == CHARTER.codes()
    assert {each["jurisdiction_id"] for each in services} == {"harbour-line.example"}
    names = {each["service_code"]: each["service_name"] for each in services}
    for concern in CHARTER.concerns:
        assert names[concern.code] == concern.texts[language].name
        definition = read(harbour, f"{base}/services/{concern.code}.json", DEFINITION)
        assert [a["description"] for a in definition["attributes"][1:]] == list(concern.texts[language].extra_facts)


def test_the_answer_after_which_one_is_to_call_is_marked(harbour: Guide) -> None:
    def stops(code: str) -> list[str]:
        ongoing = read(harbour, f"/open311/v2/services/{code}.json", DEFINITION)["attributes"][0]
        return [value["key"] for value in ongoing["values"] if value["stop"]]

    assert stops("ce-intrusion") == ["yes"]
    assert stops("ce-academic") == []


def test_offices_and_ways_are_of_the_shape_and_name_each_other(harbour: Guide) -> None:
    export = read(harbour, "/hsds.json", HSDS)
    offices = {each["id"]: each for each in export["organizations"]}
    assert len(offices) == len(export["organizations"])
    for service in export["services"]:
        assert service["organization_id"] in offices
        assert UUID(service["id"]).version == 5
    for office in offices.values():
        assert office.get("parent_organization_id", office["id"]) in offices
        for remit in office["remits"]:
            assert remit["transfer_to"] in ("", *offices)
    assert len({service["id"] for service in export["services"]}) == len(export["services"])


def test_only_what_is_confirmed_and_public_is_in_it_all_of_it(harbour: Guide) -> None:
    export = read(harbour, "/hsds.json", HSDS)
    shown = [point for point in CHARTER.directory.contacts.values() if point.shown]
    assert len(export["services"]) == len(shown)
    assert {s["assured_date"] for s in export["services"]} == {"2026-11-02"}
    numbers = {phone["number"] for s in export["services"] for phone in s.get("phones", ())}
    assert "0200 211 100" in numbers
    assert "0200 311 101" not in numbers  # announced, but nobody has answered there yet


def test_a_week_is_one_rule_for_each_span(harbour: Guide) -> None:
    export = read(harbour, "/hsds.json", HSDS)
    [south] = [s for s in export["services"] if any(p["number"] == "0200 311 100" for p in s.get("phones", ()))]
    rules = {(each["opens_at"], each["closes_at"]): each["byday"] for each in south["schedules"]}
    assert rules == {("09:00", "12:00"): "MO,TU,WE,TH,FR", ("13:00", "17:00"): "MO,TU", ("13:00", "19:00"): "TH"}
    assert {each["timezone_name"] for each in south["schedules"]} == {"Atlantic/Faroe"}
    assert [area["name"] for area in south["service_areas"]] == ["The South Coast"]


def test_what_an_office_took_over_is_among_its_remits(harbour: Guide) -> None:
    export = read(harbour, "/hsds.json", HSDS)
    [customs] = [each for each in export["organizations"] if each["name"] == "Customs"]
    assert "controlled-goods" in [remit["id"] for remit in customs["remits"]]
    assert "the Controlled Goods Board" not in [each["name"] for each in export["organizations"]]


def test_a_line_without_a_directory_has_services_and_no_offices() -> None:
    guide = guide_of(BARE)
    assert len(read(guide, "/open311/v2/services.json", SERVICES)) == len(BARE.codes())
    assert read(guide, "/hsds.json", HSDS)["organizations"] == []
