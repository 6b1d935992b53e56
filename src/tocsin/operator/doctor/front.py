"""Checks of what runs in officers' browsers: where it comes from, and who could change it."""

import ssl
from collections.abc import Iterator
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from tocsin.operator.doctor.patient import SECONDS, Patient
from tocsin.operator.installing import names
from tocsin.operator.layout import groups, users

RELEASED = "/released/"
_SCRIPT = f"{RELEASED}desk.js"


def gives_out_what_is_installed(patient: Patient) -> Iterator[str]:
    """TOC028: of each desk whose address can be reached from here, and is believed."""
    installed = (patient.installed / "desk" / _SCRIPT.strip("/")).read_bytes()
    for address in patient.shown_at.values():
        yield from _at(address, installed)


def _at(address: str, installed: bytes) -> Iterator[str]:
    place = urlsplit(address)
    connection = HTTPSConnection(
        place.hostname or "", place.port, timeout=SECONDS, context=ssl.create_default_context()
    )
    try:
        policy, _ = _ask(connection, "/sign-in")
        _, given = _ask(connection, _SCRIPT)
    except (OSError, HTTPException):
        return
    finally:
        connection.close()
    said = [rule.split()[1:] for rule in policy.split(";") if rule.split()[:1] == ["script-src"]]
    if said != [[f"{address}{RELEASED}"]]:
        yield f"the policy at {address} is not the web server's: a desk process that was taken over could run scripts"
    if given != installed:
        yield f"{address}{_SCRIPT} is not the installed one"


def no_user_of_the_line_writes_it(patient: Patient) -> Iterator[str]:
    """TOC029."""
    known, grouped = names(patient.root, "passwd"), names(patient.root, "group")
    own = [user.name for user in users(patient.desks)]
    owners = {known.get(name, 0) for name in own} - {0}
    members = {grouped.get(name, 0) for name in (*own, *groups(patient.desks))} - {0}
    released = patient.installed / "desk" / "released"
    for path in (patient.installed, released.parent, released, *sorted(released.iterdir())):
        seen = path.stat()
        theirs = seen.st_uid in owners or (seen.st_gid in members and seen.st_mode & 0o020)
        if theirs or seen.st_mode & 0o002:
            yield f"{path} can be written by others than root"
            return


def _ask(connection: HTTPSConnection, path: str) -> tuple[str, bytes]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.getheader("Content-Security-Policy", ""), answer.read()
