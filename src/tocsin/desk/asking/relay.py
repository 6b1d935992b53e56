"""Pass on to the opener what an officer's browser signed, and back what it answers; nothing is kept between."""

import json
import socket
from pathlib import Path
from typing import Any

from tocsin.desk.asking.client import OpenerAway, Refused
from tocsin.exchange.sockets import short_path

PATIENCE = 30  # seconds; an export is asked for part by part


def relay(path: Path, message: dict[str, Any]) -> dict[str, Any]:
    """Ask the opener one line; `Refused` says why not, `OpenerAway` that nobody answers."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        try:
            connection.connect(short_path(path))
            connection.sendall(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            with connection.makefile("rb") as answers:
                line = answers.readline()
        except OSError as error:
            raise OpenerAway("no opener answers") from error
    if not line:
        raise OpenerAway("the opener does not take connections of this user")
    answer = json.loads(line)
    if not answer["ok"]:
        raise Refused(answer["error"], answer["message"], answer["hint"], answer.get("why", ""))
    result: dict[str, Any] = answer["result"]
    return result
