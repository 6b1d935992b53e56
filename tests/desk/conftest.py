"""The desk's web process in tests: Django with a real database file, and a real line where one is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.desk.working import Desk, working
from tests.lines import public_home, running, whole_home
from tocsin.desk.cases.following import follow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here runs on PostgreSQL too, but those of browsers and of processes that keep their own database."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and not _apart(item):
            item.add_marker("postgresql")


def _apart(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("browser", "own_desk"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file, as in life: in memory SQLite neither syncs nor locks."""
    from django.conf import settings

    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("desk") / "desk.db")


@pytest.fixture(scope="session", autouse=True)
def quiet_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of a line of which nothing runs; a class sets its data up before any test's own fixtures."""
    from django.conf import settings

    home = public_home(tmp_path_factory.mktemp("quiet") / "home")
    settings.HOME = home
    return home


@pytest.fixture(autouse=True)
def _home(quiet_home: Path, settings: Settings) -> None:
    settings.HOME = quiet_home


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with the officers at work, one for each file of tests in a browser."""
    with working(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture
def line(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A whole line whose opener runs, and the desk's database following it; give the line's folder."""
    home = whole_home(tmp_path / "home")
    settings.HOME = home
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    with running(*opener, unix=home / "run" / "main.sock"):
        yield home


@pytest.fixture
def followed(line: Path, transactional_db: None) -> Path:  # noqa: ARG001 - it opens the database
    """The same, with the feed read."""
    follow()
    return line
