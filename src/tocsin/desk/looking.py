"""`tocsin-desk look`: a program of its own, so that no other command loads Django. Reads, and changes nothing."""

import json
import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

from tocsin import __version__
from tocsin.desk.storage import AddressUnfit, address, database_to_look_at

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.desk.settings")


def main(folder: Path) -> int:
    """Print what is found in a desk's folder as JSON: versions alone, nothing of a case."""
    from tocsin.desk.versions import versions  # noqa: PLC0415 - migrations load once Django is set up

    try:
        described = database_to_look_at(folder, address(folder))
        found = versions(ConnectionHandler({"default": described})["default"] if described else None)
    except (AddressUnfit, DatabaseError, ImproperlyConfigured) as error:
        sys.stderr.write(f"tocsin-desk: the desk's database cannot be looked at ({error})\n")
        return 1
    told = {"software": __version__, "made": described is not None, "waiting": found.waiting, "unknown": found.unknown}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main(Path(sys.argv[1])))
