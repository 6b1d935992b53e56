"""A real receiver of what the alarm sends: HTTP on loopback, everything that arrives kept as it came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """Keeps (path, headers, body) of every post; answers with `status`."""

    got: list[tuple[str, str, str]]
    status: int

    def at(self, path: str) -> str:
        """Return the Apprise address of a telephone that is this receiver."""
        return f"json://localhost:{self.server_port}/{path}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.got]


class _Keeps(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, str(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Receive until the block ends."""
    server = Receiver(("127.0.0.1", 0), _Keeps)
    server.got, server.status = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
