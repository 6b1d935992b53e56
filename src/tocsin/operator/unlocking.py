"""Hand a passphrase to an opener that waits for it, from the terminal through a socket and through nothing else."""

import json
import socket
from pathlib import Path

from tocsin.exchange import places
from tocsin.exchange.sockets import short_path

SECONDS = 60  # the ring's key derivation takes one, the first look at a large log some more


class NotWaiting(Exception):
    """No opener of this desk waits for a passphrase."""

    hint = "Either it is unlocked already, or it does not run: systemctl status tocsin-opener@DESK. Run this as root."


class NotUnlocked(Exception):
    """The opener refused the passphrase."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def unlock(home: Path, desk: str, passphrase: bytes) -> None:
    """Have a desk's waiting opener open its ring."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(SECONDS)
        try:
            asking.connect(short_path(places.unlocking(home, desk)))
        except OSError as error:
            raise NotWaiting(f"no opener of {desk} waits for a passphrase") from error
        asking.sendall(passphrase)
        asking.shutdown(socket.SHUT_WR)
        with asking.makefile("rb") as answers:
            answer = json.loads(answers.readline() or b'{"ok": false, "message": "The opener did not answer."}')
    if not answer["ok"]:
        raise NotUnlocked(answer["message"], answer.get("hint", NotWaiting.hint))
