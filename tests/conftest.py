"""What tests stand on: a real homeserver, and a fresh database of each kind that the bot supports."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from demo.homeserver import Homeserver
from storage.engine import make_engine
from storage.schema import migrate
from tests.postgres import Postgres
from tests.profiles import load_profile


def pytest_configure(config: pytest.Config) -> None:
    """Asked to end, the run ends as if interrupted: the servers that it started are stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    load_profile()


LIBOLM = find_spec("olm") is not None
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a name of its own is made in it


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Files with `libolm` in their name talk through the older library, which has no wheel for every Python."""
    return True if "libolm" in collection_path.name and not LIBOLM else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what this Python could not try."""
    if not LIBOLM:
        terminalreporter.section("NOT TRIED")
        terminalreporter.write_line("Clients on libolm: there is no wheel for this Python; use 3.11 or 3.12 on Linux.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it needs, so that nobody forgets to."""
    for item in items:
        if "homeserver" in getattr(item, "fixturenames", ()):
            item.add_marker("synapse")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    """One Synapse for the whole run, without rate limits. Give each test accounts of its own."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for the whole run."""
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, for SQLAlchemy: the test runs once on SQLite and once on PostgreSQL.

    SQLite lies in memory where the system has such a folder: no test that is given a URL proves what a disk keeps.
    """
    if request.param == "sqlite":
        with folder_in_memory(tmp_path) as folder:
            yield sqlite_url(folder / "caseroom.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same, with the schema of this version and nothing in it: a copy of one on which the migrations ran once."""
    if request.param == "sqlite":
        with folder_in_memory(tmp_path) as folder:
            shutil.copy(request.getfixturevalue("migrated_file"), folder / "caseroom.db")
            yield sqlite_url(folder / "caseroom.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "caseroom.db"
    prepare(sqlite_url(file))
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        prepare(url)
        yield url.partition("?")[0].rpartition("/")[2]


def prepare(url: str) -> None:
    async def run() -> None:
        engine = make_engine(url)
        await migrate(engine)
        await engine.dispose()

    asyncio.run(run())


@contextmanager
def folder_in_memory(otherwise: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where the system has such a place."""
    with TemporaryDirectory(prefix="caseroom-", dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else otherwise) as made:
        yield Path(made)


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"
