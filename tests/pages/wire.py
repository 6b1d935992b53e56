"""A wire between browser and line that keeps every byte the browser sends: a leak is seen here, or nowhere."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Wire:
    """Where the browser goes instead of the line, and all that went."""

    url: str
    sent: list[bytes] = field(default_factory=list)

    def all(self) -> bytes:
        """Return everything the browser sent, connection after connection."""
        return b"\n".join(self.sent)


@contextmanager
def tapped(port: int) -> Iterator[Wire]:
    """Put a wire before a port until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    ends = [listening]
    wire = Wire(f"http://localhost:{listening.getsockname()[1]}")

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", port))
                ends.extend((near, far))
                number = len(wire.sent)
                wire.sent.append(b"")
                threading.Thread(target=carry, args=(near, far, number), daemon=True).start()
                threading.Thread(target=carry, args=(far, near, None), daemon=True).start()

    def carry(source: socket.socket, target: socket.socket, number: int | None) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if number is not None:
                    wire.sent[number] += piece
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield wire
    finally:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
