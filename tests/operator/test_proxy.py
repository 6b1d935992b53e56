"""The example for nginx, run for real before a real intake: a report goes through, and nothing of it lies anywhere."""

import json
import re
import shutil
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.conftest import missing
from tests.lines import REPOSITORY, free_port, left_behind, public_home, running

CANARY = "zanzibarproxy"


def certificate(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    (folder / "fullchain.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def example(folder: Path, *, port: int, intake: int, plain: int) -> Path:
    """Write the shipped example with this test's ports, names and folders, and nothing else changed."""
    text = (REPOSITORY / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8470", f"127.0.0.1:{intake}").replace(
        "listen 443 ssl", f"listen 127.0.0.1:{port} ssl"
    )
    text = text.replace("listen 80", f"listen 127.0.0.1:{plain}").replace("/run/nginx.pid", f"{folder}/nginx.pid")
    text = re.sub(r"/etc/ssl/[\w.]+/", f"{folder}/", text).replace("server_name line.example", "server_name localhost")
    temp = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(text.replace("http {", f"http {{\n{temp}", 1), encoding="utf-8")
    return path


def test_a_report_goes_through_the_example_and_leaves_nothing(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        missing("nginx")
    home, (port, intake, plain) = public_home(tmp_path / "home"), [free_port() for _ in range(3)]
    folder = tmp_path / "nginx"
    folder.mkdir()
    certificate(folder)
    config = example(folder, port=port, intake=intake, plain=plain)
    words = [str(nginx), "-p", str(folder), "-c", str(config), "-e", "/dev/null", "-g", "daemon off;"]
    with running("tocsin-intake", "--home", str(home), "--port", str(intake), port=intake):
        proxy = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            trusted = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
            line = HTTPSConnection("localhost", port, context=trusted, timeout=20)
            for _ in range(100):
                try:
                    line.connect()
                    break
                except OSError:
                    assert proxy.poll() is None
                    time.sleep(0.05)
            line.request("GET", "/keys.json")
            assert "signed" in json.loads(line.getresponse().read())
            told = {"concern": "ce-equipment", "what": f"{CANARY} " * 4000, "receipt": "ab" * 16}
            headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": CANARY}
            line.request("POST", "/en/send", urlencode(told), headers)
            answer = line.getresponse()
            body = answer.read()
            assert answer.status == 201, body[:300]
            assert answer.headers["Strict-Transport-Security"]
            line.close()
        finally:
            proxy.terminate()
            proxy.wait(20)
    assert any((home / "slot" / "main").iterdir())
    assert left_behind(tmp_path, CANARY) == []
    assert [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pem", ".conf"}] == []
