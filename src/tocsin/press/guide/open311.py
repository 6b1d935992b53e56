"""The concerns as services of Open311 GeoReport v2, to be read only: reports come sealed, and through another door.

`type` is `blackbox`: whoever reports gets no request number that others could ask for. `non_public` is FixMyStreet's
word for what no map shows. Source: http://wiki.open311.org/GeoReport_v2.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tocsin.charter.model import Charter, Concern, Path
from tocsin.envelope import canonical
from tocsin.exchange.site import SiteFile
from tocsin.look.reporting import labels, ongoing_choices
from tocsin.press.guide.answers import Directions

BASE = "/open311/v2"


def open311_files(directions: Directions) -> dict[str, SiteFile]:
    """Return path -> file: the list and each definition in the line's language, and below its tag in every other."""
    charter, files = directions.charter, dict[str, SiteFile]()
    for language in charter.line.languages:
        base = BASE if language == charter.line.default else f"{BASE}/{language}"
        services = [_service(charter, each, language) for each in _reported(charter)]
        files[f"{base}/services.json"] = SiteFile.json(canonical.dumps(services))
        for each in _reported(charter):
            definition = _definition(directions, each, language)
            files[f"{base}/services/{each.code}.json"] = SiteFile.json(canonical.dumps(definition))
    return files


def jurisdiction(charter: Charter) -> str:
    """Return the name that Open311 gives an endpoint: the host of the line's website, or the name of its desk."""
    web = [entry.value[charter.line.default] for entry in charter.line.official if entry.kind == "web"]
    return urlsplit(web[0]).hostname or charter.line.desk if web else charter.line.desk


def _reported(charter: Charter) -> list[Concern | Path]:
    return [*charter.concerns, *(path for path in charter.paths if path.reports)]


def _service(charter: Charter, each: Concern | Path, language: str) -> dict[str, Any]:
    name, description = _said(each, language)
    group = each.group if isinstance(each, Concern) else "advice"
    return {
        "service_code": each.code,
        "service_name": name,
        "description": description,
        "metadata": True,  # whether it still goes on is asked about all of them
        "type": "blackbox",
        "keywords": f"{each.code},{group}",
        "group": group,
        "non_public": True,
        "jurisdiction_id": jurisdiction(charter),
    }


def _definition(directions: Directions, each: Concern | Path, language: str) -> dict[str, Any]:
    facts = each.texts[language].extra_facts if isinstance(each, Concern) else ()
    asked = [_attribute(f"extra-{each.code}-{n}", fact, n + 2) for n, fact in enumerate(facts)]
    return {"service_code": each.code, "attributes": [_ongoing(directions, each.code, language), *asked]}


def _ongoing(directions: Directions, code: str, language: str) -> dict[str, Any]:
    stops = any(answer.calls for answer in directions.answers[code])
    question = _attribute("ongoing", labels(language)["ongoing"], 1)
    return {**question, "datatype": "singlevaluelist", "values": list(_values(language, stops=stops))}


def _values(language: str, *, stops: bool) -> Iterator[dict[str, Any]]:
    for key, name in ongoing_choices(language):
        # Not of Open311: whoever answers so in some place is to call somebody before anything else.
        yield {"key": key, "name": name, "stop": stops and key == "yes"}


def _attribute(code: str, description: str, order: int) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": "text",
        "required": False,
        "datatype_description": "",
        "order": order,
        "description": description,
    }


def _said(each: Concern | Path, language: str) -> tuple[str, str]:
    if isinstance(each, Path):
        return each.name[language], each.text[language]
    return each.texts[language].name, each.texts[language].definition
