"""The complete list of public doors and of the headers of every answer: a new door always shows up in review."""

import asyncio
import json
import re
from pathlib import Path

import httpx
import pytest
from openapi_spec_validator import validate
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.lines import HARBOUR, REPOSITORY, now, public_home
from tests.world import KEYS_LINE, SHOWN, fixed_rng
from tocsin.charter.read import load
from tocsin.intake.app import make_app as make_intake
from tocsin.intake.line import Line
from tocsin.look.headers import PublicHeaders
from tocsin.reader.app import Line as ReaderLine
from tocsin.reader.app import make_app as make_reader

API = {
    ("GET", "/.well-known/tocsin.json"),
    ("GET", "/keys.json"),
    ("POST", "/reports"),
    ("PUT", "/attachments/{id}/{n:int}"),
    ("POST", "/replies"),
}
PAGES = {("GET", "/"), ("GET", "/{path:path}")} | {
    door
    for language in ("en", "zh-Hans")
    for door in (
        ("POST", f"/{language}/report"),
        ("POST", f"/{language}/check"),
        ("POST", f"/{language}/send"),
        ("POST", f"/{language}/attach"),
        ("POST", f"/{language}/overseer"),
        ("POST", f"/{language}/receipt"),
        ("GET", f"/{language}/add"),
        ("POST", f"/{language}/add"),
        ("GET", f"/{language}/read"),
        ("POST", f"/{language}/read"),
    )
}
SLUGS = (
    "",
    "/duty",
    "/exit",
    "/learn",
    "/lost",
    "/never",
    "/official",
    "/process",
    "/replies",
    "/report",
    "/safety",
    "/overseer",
    "/verify",
    *("/check", "/send", "/attach", "/receipt"),  # where only a button leads
)
# The guide's are made from the charter's directory: their shapes, and what each holds, are in tests/press.
GUIDE = re.compile(
    r"/open311/v2/(zh-Hans/)?services/ce-[a-z-]+\.json|/(en|zh-Hans)/guide(/not-to-report|/ce-[a-z-]+(/[a-z-]+(\.[A-Z-]+)?|/in/[A-Z-]+)?)?"
)
STATIC = {f"/{language}{page}" for language in ("en", "zh-Hans") for page in SLUGS} | {
    "/look",
    "/look/living.css",
    "/look/style.css",
    "/manifest.json",
    "/hsds.json",
    "/open311/v2/services.json",
    "/open311/v2/zh-Hans/services.json",
    "/routes.json",
}
READER = {("GET", "/"), ("GET", "/look/style.css"), ("GET", "/{path:path}")} | {
    (method, f"/{language}/read") for language in ("en", "zh-Hans") for method in ("GET", "POST")
}
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "form-action 'self' http://localhost:2; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "server": "tocsin",
}
ALLOWED_BESIDES = {"content-type", "content-length", "cache-control", "vary", "allow", "location", "retry-after"}
ALLOWED_BESIDES |= {"etag", "content-encoding"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return public_home(tmp_path_factory.mktemp("line") / "home")


def intake(home: Path) -> ASGIApp:
    return make_intake(Line.read(home, now=now, reader_url="http://localhost:2"), rng=fixed_rng())


def reader(home: Path) -> ASGIApp:
    line = ReaderLine(
        load(home / "charter"), KEYS_LINE, home / "replies", SHOWN, now=now, rng=fixed_rng(), url="http://localhost:1"
    )
    return make_reader(line)


def doors(app: ASGIApp) -> set[tuple[str, str]]:
    assert isinstance(app, PublicHeaders)
    inner = app._app
    assert isinstance(inner, Starlette)
    found = set()
    for route in inner.routes:
        assert isinstance(route, Route)
        methods = route.methods or {getattr(route.endpoint, "_method", "?")}
        found |= {(m, route.path) for m in methods if m != "HEAD"}
    return found


def cached(method: str, path: str) -> str:
    if method != "GET" or path not in {"/", *STATIC}:
        return "no-store"
    return "public, max-age=86400" if path == "/look/style.css" else "no-cache"


def test_these_are_all_doors_of_intake(home: Path) -> None:
    assert doors(intake(home)) == API | PAGES


def test_these_are_all_static_pages_besides_the_scripts(home: Path) -> None:
    site = Line.read(home, now=now).site
    plain = {path for path in site if not path.startswith("/script/")}
    assert {path for path in plain if not GUIDE.fullmatch(path)} == STATIC
    assert {"/en/guide", "/zh-Hans/guide/not-to-report"} <= plain


def test_these_are_all_doors_of_the_reader(home: Path) -> None:
    assert doors(reader(home)) == READER


def test_every_answer_has_these_headers_and_no_other(home: Path) -> None:
    static = [("GET", path) for path in sorted(STATIC)]
    asked = [
        *sorted(API | PAGES),
        *static,
        ("GET", "/nowhere"),
        ("DELETE", "/reports"),
        ("GET", "/reports"),
        ("POST", "/"),
    ]

    async def main(app: ASGIApp) -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://line") as client:
            for method, path in asked:
                answer = await client.request(method, path.replace("{id}/{n:int}", f"{'00' * 16}/0"))
                seen = dict(answer.headers)
                assert {k: seen.pop(k) for k in HEADERS} == HEADERS, path
                assert set(seen) <= ALLOWED_BESIDES, (path, seen)
                assert answer.headers["cache-control"] == cached(method, path), path
                assert answer.status_code < 500, path

    asyncio.run(main(intake(home)))


def test_no_page_names_another_origin(home: Path) -> None:
    async def main(app: ASGIApp, paths: list[str]) -> None:
        charter = load(HARBOUR)
        line = charter.line
        # Three kinds of links lead elsewhere, at a press alone: out of here, to what is the line's own, and to offices
        # that the charter confirms.
        known = [line.exit, *(o.value["en"] for o in line.official if o.kind == "web")]
        known += [p.value["en"] for p in charter.directory.contacts.values() if p.shown and p.channel == "web"]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://line") as client:
            for path in paths:
                text = (await client.get(path)).text
                assert not re.search(r'(?:src|action)="\w+:', text), path
                for address in known:
                    text = text.replace(address, "")
                for mark in ("http://", "https://", "//cdn", "<iframe", "@import", "url("):
                    assert mark not in text, (path, mark)

    asyncio.run(main(intake(home), sorted(STATIC)))
    asyncio.run(main(reader(home), ["/en/read", "/zh-Hans/read"]))


def test_the_openapi_page_is_valid_and_names_exactly_the_api() -> None:
    document = json.loads((REPOSITORY / "docs" / "openapi.json").read_text())
    validate(document)
    named = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert named == {(m, p.replace("{n:int}", "{n}")) for m, p in API}


def test_every_refusal_that_the_openapi_page_names_is_one_that_the_code_makes() -> None:
    document = json.loads((REPOSITORY / "docs" / "openapi.json").read_text())
    codes = set(document["components"]["schemas"]["Refusal"]["properties"]["error"]["enum"])
    source = "".join(p.read_text() for p in (REPOSITORY / "src/tocsin/intake").glob("*.py"))
    import re

    assert codes == set(re.findall(r'Refused\(\s*(?:status|\d+), "([a-z-]+)"', source))
