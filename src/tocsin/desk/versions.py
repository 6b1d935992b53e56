"""Which migrations a desk's database has had and which wait; one that a newer version wrote is not touched."""

from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader


class NewerDatabase(Exception):
    """A newer version brought this desk's database to a shape that this one does not know."""

    hint = "Start the version that wrote it, or restore the backup from before: docs/upgrade.md."


@dataclass(frozen=True)
class Versions:
    """Migrations as `app.name`: those that wait, and those that were applied and are unknown here."""

    waiting: tuple[str, ...]
    unknown: tuple[str, ...]


def versions(database: BaseDatabaseWrapper | None) -> Versions:
    """Compare a database with the installed migrations; only reads. None is one that was never made."""
    applied, known = _applied(database) if database else set(), {*MigrationLoader(None).disk_migrations}
    return Versions(_named(known - applied), _named(applied - known))


def bring_up_to_date() -> None:
    """Apply what waits; `NewerDatabase` before anything is changed."""
    unknown = versions(connection).unknown
    if unknown:
        raise NewerDatabase(f"the desk's database is of a newer version: it has {', '.join(unknown)}")
    call_command("migrate", verbosity=0, interactive=False)


def _applied(database: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    # Django's own recorder reads the default database, whichever it is given.
    with database.cursor() as cursor:
        if "django_migrations" not in database.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(str(app), str(name)) for app, name in cursor.fetchall()}


def _named(migrations: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in migrations))
