"""A page with what came with a case, as the case's page includes it: for the browser, until somebody opens the case."""

import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from tests.lines import run
from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb

PAGE = """{% extends "desk.html" %}{% block page %}case{% endblock %}{% block title %}Files{% endblock %}
{% block keys %}{% include "files/keys.html" %}{% endblock %}
{% block main %}<h1>{{ case }}</h1>{% include "files/list.html" %}{% endblock %}"""
TOLD: dict[str, object] = {}


def told(home: Path) -> dict[str, Any]:
    """Return what `open` tells of the line's one case."""
    [listed] = json.loads(run("tocsin-desk", "cases", "--officer", "otto", "--json", home=home).stdout)["cases"]
    words = ("show", listed["case"], "--officer", "otto", "--reason", "first look", "--json")
    case: dict[str, Any] = json.loads(run("tocsin-desk", *words, home=home).stdout)
    return case


@needs(Verb.READ_CASE)
def files(request: HttpRequest) -> HttpResponse:
    page = engines["jinja2"].from_string(PAGE)
    return HttpResponse(page.render({"case": TOLD["case"], "attachments": TOLD["attachments"]}, request))


urlpatterns = [path("files-of-a-case", files), path("", include("tocsin.desk.urls"))]
