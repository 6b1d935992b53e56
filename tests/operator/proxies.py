"""The shipped examples for web servers, run for real on ports and with a certificate of a test's own."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.conftest import missing
from tests.lines import REPOSITORY, free_port, listens

CHAIN, KEY = "fullchain.pem", "privkey.pem"


def certificate(folder: Path, *, days: int = 30) -> None:
    """Write a certificate for localhost and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(days))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    (folder / CHAIN).write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / KEY).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def caddyfile(folder: Path, *, line: int, desk: int, behind: dict[int, int], inside: str = "private_ranges") -> Path:
    """Write the shipped example with a test's names, ports, installed folder and networks, and nothing else changed.

    `behind` says which port stands for each of ours.
    """
    text = (REPOSITORY / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    for usual, other in behind.items():
        text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{other}")
    names = {"desk.line.example": desk, "line.example": line, "desk.north.line.example": free_port()}
    for name, port in names.items():
        text = text.replace(f"\n{name} {{", f"\nhttps://localhost:{port} {{\n\ttls {folder / CHAIN} {folder / KEY}")
    assert ".example {" not in text  # Caddy would ask for its certificate
    text = text.replace("\tadmin off\n", "\tadmin off\n\tauto_https disable_redirects\n")
    installed = "/opt/tocsin/lib/python3.11/site-packages/tocsin"
    assert installed in text
    text = text.replace(installed, str(REPOSITORY / "src" / "tocsin")).replace("private_ranges", inside)
    path = folder / "Caddyfile"
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def caddy(config: Path, port: int) -> Iterator[None]:
    """Run Caddy until the block ends; what it says and keeps lies in its configuration's folder."""
    program = shutil.which("caddy")
    if program is None:
        missing("Caddy")
    home = {"HOME": str(config.parent), "PATH": "/usr/bin:/bin"}
    words = [str(program), "run", "--config", str(config), "--adapter", "caddyfile"]
    with (config.parent / "said").open("wb") as said:
        process = subprocess.Popen(words, stdout=said, stderr=said, env=home)
    try:
        deadline = time.monotonic() + 20
        while not listens(port):
            assert process.poll() is None, (config.parent / "said").read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def nginx_conf(folder: Path, *, port: int, plain: int, behind: dict[int, int]) -> Path:
    """Write the shipped example with a test's ports, names and folders, and nothing else changed."""
    text = (REPOSITORY / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for usual, other in behind.items():
        text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{other}")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = text.replace("listen 80", f"listen 127.0.0.1:{plain}").replace("/run/nginx.pid", f"{folder}/nginx.pid")
    text = re.sub(r"/etc/ssl/[\w.]+/", f"{folder}/", text).replace("server_name line.example", "server_name localhost")
    temp = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(text.replace("http {", f"http {{\n{temp}", 1), encoding="utf-8")
    return path
