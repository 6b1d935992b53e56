"""A mail server on loopback that keeps what it takes, and fails where a test says: a real peer, spoken to in SMTP."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Mail:
    """What one server got; `fails` names the step and the answer there: `drop` hangs up, `hang` says nothing more."""

    port: int = 0
    got: list[Message] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    connections: int = 0
    fails: dict[str, str] = field(default_factory=dict)


class _Speaks(socketserver.StreamRequestHandler):
    mail: Mail

    def handle(self) -> None:
        self.mail.connections += 1
        if not self._answer("connect", "220 ready"):
            return
        while line := self.rfile.readline():
            word = line[:4].decode().strip().upper()
            match word:
                case "EHLO" | "HELO":
                    answered = self._answer("hello", "250 here")
                case "MAIL":
                    answered = self._answer("mail", "250 ok")
                case "RCPT":
                    self.mail.to.append(line.decode().strip())
                    answered = self._answer("rcpt", "250 ok")
                case "DATA":
                    answered = self._answer("data", "354 go on") and ("data" in self.mail.fails or self._content())
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    answered = self._say("250 ok")
            if not answered:
                return

    def _content(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.mail.got.append(message_from_bytes(b"".join(lines), policy=default))
        return self._answer("content", "250 taken")

    def _answer(self, step: str, usual: str) -> bool:
        answer = self.mail.fails.get(step, usual)
        if answer == "hang":
            self.rfile.read(1)  # until who sends is gone
            return False
        return answer != "drop" and self._say(answer)

    def _say(self, answer: str) -> bool:
        self.wfile.write(answer.encode() + b"\r\n")
        return True


@contextmanager
def mail_server() -> Iterator[Mail]:
    """Take mail until the block ends."""
    mail = Mail()
    speaks = type("Speaks", (_Speaks,), {"mail": mail})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), speaks)
    server.daemon_threads = True
    mail.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield mail
    finally:
        server.shutdown()
        server.server_close()
