"""`tocsin-desk invite`: a program of its own, so that no other command loads Django. Prints the code, once."""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.desk.settings")


def main(name: str) -> int:
    """Invite an officer."""
    from tocsin.desk.asking.client import OpenerAway, Refused  # noqa: PLC0415 - models load once Django is set up
    from tocsin.desk.cases.following import follow  # noqa: PLC0415
    from tocsin.desk.staff.invitations import NoSuchOfficer, invite  # noqa: PLC0415
    from tocsin.desk.versions import NewerDatabase, bring_up_to_date  # noqa: PLC0415

    try:
        bring_up_to_date()
    except NewerDatabase as error:
        sys.stderr.write(f"tocsin-desk: {error}\n{error.hint}\n")
        return 1
    with suppress(OpenerAway, Refused):
        follow()  # a new officer may not have been told to the desk yet
    try:
        code = invite(name, now=datetime.now(UTC), rng=os.urandom)
    except NoSuchOfficer as error:
        sys.stderr.write(f"tocsin-desk: no officer {error}\n{error.hint}\n")
        return 1
    sys.stdout.write(f"{code}\n")
    return 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main(sys.argv[1]))
