"""A report with files of many kinds, told through the real door of a running line; and Otto's signed requests."""

import io
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tests.lines import free_port, now, run, running, whole_home
from tocsin.exchange.request import Request, Shift, new_session_key, public_text, read_private, sign

CANARY = "canary-heron"
TOLD = {"concern": "ce-insider", "language": "en", "what": CANARY, "about": CANARY}
EVIL = f"name,note\n<script>alert(1)</script>,{CANARY}\ninvoice\u202efdp.exe,\x1b[2J\n"


def photograph(**words: Any) -> bytes:
    """Make a JPEG that says in its metadata who took it."""
    picture = Image.new("RGB", (900, 600), "#204060")
    ImageDraw.Draw(picture).rectangle((0, 0, 300, 200), fill="#e0b040")
    exif, made = Image.Exif(), io.BytesIO()
    exif[0x010F] = CANARY
    picture.save(made, "JPEG", quality=90, exif=exif.tobytes(), **words)
    return made.getvalue()


def large_tiff() -> bytes:
    """Make a TIFF of two parts: noise does not become smaller."""
    made = io.BytesIO()
    Image.frombytes("RGB", (1_800, 1_800), secrets.token_bytes(1_800 * 1_800 * 3)).save(made, "TIFF")
    return made.getvalue()


FILES: dict[str, bytes] = {
    "pier.jpg": photograph(),
    "scan.tif": large_tiff(),
    "list.csv": EVIL.encode(),
    "letter.pdf": b"%PDF-1.7 " + CANARY.encode(),
    "invoice\u202efdp.exe": b"MZ" + CANARY.encode(),
    "drawing.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert('{CANARY}')</script></svg>".encode(),
    "broken.png": b"\x89PNG\r\n\x1a\n" + CANARY.encode(),
}


@contextmanager
def filed_line(folder: Path) -> Iterator[Path]:
    """Run a line to which Rosa told something and attached all `FILES`; give its home."""
    home, port = whole_home(folder / "home", officers=("otto", "nils")), free_port()
    serve = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    sent = folder / "rosas"
    sent.mkdir()
    for name, data in FILES.items():
        (sent / name).write_bytes(data)
    with running(*serve, unix=home / "run" / "main.sock"):
        with running("tocsin-intake", "--home", str(home), "--port", str(port), port=port):
            attach = [word for name in FILES for word in ("--attach", str(sent / name))]
            words = ("send", "--line", f"http://localhost:{port}", "--report", "-", *attach)
            told = run("tocsin-report", *words, home=home, stdin=json.dumps(TOLD))
            assert told.returncode == 0, told.stderr
        run("tocsin-desk", "collect", "--officer", "otto", home=home)
        yield home


@dataclass
class Signing:
    """What an officer's browser does: begins a shift, and signs requests with a key of its own."""

    client: Any  # Django's, or one that speaks to a real process
    officer: str
    home: Path
    _counter: int = 0
    _shift: str = ""
    _session: Any = field(default_factory=new_session_key)

    def begin(self) -> "Signing":
        """Begin a shift with the officer's own key."""
        nonce = json.loads(self.post("/ask/hello", {}).content)["nonce"]
        expires = now().replace(microsecond=0) + timedelta(hours=1)
        data = Shift(self.officer, public_text(self._session), nonce, expires).to_bytes()
        key = read_private((self.home / "desk" / "main" / "officers" / f"{self.officer}.key").read_bytes())
        begun = self.post("/ask/shift", {"shift": data.decode(), "signature": sign(key, data)})
        self._shift = json.loads(begun.content)["shift"]
        return self

    def line(self, verb: str, case: str, reason: str = "to look", **arguments: Any) -> dict[str, Any]:
        """Return a signed request, as it goes into a post."""
        self._counter += 1
        moment = now().replace(microsecond=0)
        data = Request(verb, self.officer, self._counter, moment, case, reason, arguments).to_bytes()
        return {"request": data.decode(), "signature": sign(self._session, data), "in": self._shift}

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Post JSON; the answer has `status_code`, `content` and `headers`, whoever gave it."""
        return self.client.post(path, json.dumps(body), content_type="application/json")
