"""What tests stand on: a real homeserver, and a fresh database of each kind that the bot supports."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from demo.homeserver import Homeserver
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
        with TemporaryDirectory(prefix="caseroom-", dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else tmp_path) as at:
            yield f"sqlite+aiosqlite:///{at}/caseroom.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url
