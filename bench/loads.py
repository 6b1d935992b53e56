"""Raw loads for the benchmark: prebuilt requests over keep-alive sockets from one process, and what answered."""

import multiprocessing
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a load met: seconds of each answer, failures by kind, and how long it took in all."""

    latencies: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Return acknowledged requests per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """Return a quantile of the latencies in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Visitor:
    """One keep-alive connection that sends its next request when the last was answered."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(0)
        self.out = memoryview(b"")
        self.answer = b""
        self.began = 0.0

    def begin(self, request: bytes) -> None:
        """Begin a request."""
        self.out, self.answer, self.began = memoryview(request), b"", time.perf_counter()
        self.write()

    def write(self) -> None:
        """Send what the socket takes."""
        while self.out:
            try:
                self.out = self.out[self.socket.send(self.out) :]
            except BlockingIOError:
                return

    def read(self) -> int | None:
        """Take what came; return the status when the answer is whole."""
        self.answer += self.socket.recv(1 << 20)
        head, mark, body = self.answer.partition(b"\r\n\r\n")
        if not mark:
            return None
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return int(head[9:12]) if len(body) >= length else None


def drive(  # noqa: C901 - one loop over one selector reads best whole
    port: int, requests: Sequence[bytes], connections: int, wanted: int
) -> Outcome:
    """Send every request once over so many connections; anything but `wanted` is a failure."""
    outcome, queue = Outcome(), iter(requests)
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    for _ in range(connections):
        visitor = Visitor(port)
        if (request := next(queue, None)) is not None:
            selector.register(visitor.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, visitor)
            visitor.begin(request)
    while selector.get_map():
        for key, _events in selector.select(5):
            visitor = key.data
            if visitor.out:
                visitor.write()
            elif key.events & selectors.EVENT_WRITE:
                selector.modify(visitor.socket, selectors.EVENT_READ, visitor)
            if not _events & selectors.EVENT_READ or (status := visitor.read()) is None:
                continue
            if status == wanted:
                outcome.latencies.append(time.perf_counter() - visitor.began)
            else:
                outcome.failures[str(status)] = outcome.failures.get(str(status), 0) + 1
            if (request := next(queue, None)) is None:
                selector.unregister(visitor.socket)
                visitor.socket.close()
                continue
            visitor.begin(request)
            if visitor.out:
                selector.modify(visitor.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, visitor)
    outcome.seconds = time.perf_counter() - began
    return outcome


def drive_apart(port: int, requests: Sequence[bytes], connections: int, wanted: int) -> Outcome:
    """Do the same from a process of its own, so that the driver's work is not the server's."""
    context = multiprocessing.get_context("fork")
    parent, child = context.Pipe()

    def work() -> None:
        child.send(drive(port, requests, connections, wanted))

    process = context.Process(target=work)
    process.start()
    outcome: Outcome = parent.recv()
    process.join()
    return outcome
