"""The real web process, the real opener: what is in the process after it showed pictures, and what it left."""

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from PIL import Image

from tests.desk import files_page
from tests.desk.filed import CANARY, FILES, Signing, filed_line
from tests.lines import free_port, left_behind, running

SERVE = ("tocsin-desk", "serve", "--port")
SIGN_IN = """
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tocsin.desk.staff.models import Officer
otto, store = Officer.objects.get(name="otto"), SessionStore()
store[SESSION_KEY], store[HASH_SESSION_KEY] = str(otto.pk), otto.get_session_auth_hash()
store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
store.create()
print(store.session_key)
"""


class Posting:
    """A browser's side of the connection: the session, and the token that every post carries."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        page = client.get("/shift")
        found = re.search('data-token="([^"]+)"', page.text)
        assert found, page.status_code
        origin = str(client.base_url).rstrip("/")
        self._headers = {"X-CSRFToken": found[1], "Origin": origin, "Content-Type": "application/json"}

    def post(self, path: str, body: str, **_: object) -> httpx.Response:
        return self._client.post(path, content=body, headers=self._headers)


def signed_in(home: Path) -> str:
    """Return a session of Otto's; the desk learns its officers within some seconds of its start."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tocsin.desk.settings", "TOCSIN_HOME": str(home)}
    for _ in range(60):
        done = subprocess.run([sys.executable, "-c", SIGN_IN], env=env, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.strip()
        time.sleep(0.5)
    return pytest.fail(done.stderr)


def lines(otto: Signing, case: str, file: dict[str, Any]) -> dict[str, Any]:
    made = [otto.line("attachment", case, attachment=file["id"], part=n) for n in range(file["parts"])]
    return {"requests": made, "in": made[0]["in"]}


def loaded(process: subprocess.Popen[bytes]) -> str:
    """Return which libraries the web process has in memory: the one that was started, and its worker."""
    started = psutil.Process(process.pid)
    maps = [Path(f"/proc/{one.pid}/maps") for one in (started, *started.children(recursive=True))]
    return "".join(path.read_text(encoding="utf-8") for path in maps)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with filed_line(tmp_path) as home:
        yield home


@pytest.mark.own_desk
def test_the_web_process_shows_pictures_and_holds_none(home: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    case = files_page.told(home)
    files, url = {a["name"]: a for a in case["attachments"]}, f"http://localhost:{port}"
    with log.open("wb") as out, running(*SERVE, str(port), "--home", str(home), port=port, log=out) as process:
        with httpx.Client(base_url=url, cookies={"tocsin_desk_main": signed_in(home)}, timeout=60) as client:
            otto = Signing(Posting(client), "otto", home).begin()

            def drawn(name: str, body: dict[str, Any]) -> Any:
                return otto.post(f"/cases/{case['case']}/files/{files[name]['id']}/copy", body)

            answer = drawn("scan.tif", lines(otto, case["case"], files["scan.tif"]))
            pixels = Image.open(io.BytesIO(answer.content)).tobytes()
            assert pixels == Image.open(io.BytesIO(FILES["scan.tif"])).tobytes()
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"

            # Six at once: two are drawn and two wait. A counter that another request has overtaken is refused.
            bodies = [lines(otto, case["case"], files["pier.jpg"]) for _ in range(6)]
            with ThreadPoolExecutor(6) as pool:
                codes = [answer.status_code for answer in pool.map(lambda body: drawn("pier.jpg", body), bodies)]
            assert 200 in codes
            assert set(codes) <= {200, 403, 422}
            assert drawn("pier.jpg", lines(otto, case["case"], files["pier.jpg"])).status_code == 200
        held = loaded(process)
        assert "_imaging" not in held  # no decoder was ever loaded
        assert "_sqlite3" in held
    assert left_behind(home, CANARY) == []
    assert left_behind(home / "desk" / "main", "pier.jpg", files["pier.jpg"]["id"]) == []
    assert CANARY not in log.read_text(encoding="utf-8")
