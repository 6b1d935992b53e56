"""`tocsin-desk figures`: a program of its own, so that no other command loads Django. Writes them where it is told."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.desk.settings")


def main(path: Path) -> int:
    """Write the figures of today into a file."""
    from tocsin.desk.figures.queries import figures  # noqa: PLC0415 - models load once Django is set up
    from tocsin.desk.versions import NewerDatabase, bring_up_to_date  # noqa: PLC0415
    from tocsin.exchange.durable import write_new  # noqa: PLC0415

    try:
        bring_up_to_date()
        write_new(path, figures(today=datetime.now(UTC).date()).to_bytes(), mode=0o644)
    except NewerDatabase as error:
        sys.stderr.write(f"tocsin-desk: {error}\n{error.hint}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"tocsin-desk: {path} cannot be written ({error.strerror})\nName a file in a folder of yours.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main(Path(sys.argv[1])))
