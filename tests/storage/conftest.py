"""A store on a database of each kind, migrated and open. The migrations run once; each test gets a copy."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from storage.engine import make_engine
from storage.schema import migrate
from storage.unit_of_work import Store
from storage.vault import Vault
from tests.postgres import Postgres
from tests.storage import samples

MASTER_KEY = bytes(range(32))
OpenStore = Callable[[], Awaitable[Store]]


def prepare(url: str) -> None:
    async def run() -> None:
        engine = make_engine(url)
        await migrate(engine)
        await engine.dispose()

    asyncio.run(run())


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "caseroom.db"
    prepare(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        prepare(url)
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the schema of this version and nothing in it."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "caseroom.db")
        yield f"sqlite+aiosqlite:///{tmp_path / 'caseroom.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture
async def another(migrated_url: str) -> AsyncIterator[OpenStore]:
    """Opens the same database once more, as another process would."""
    stores = []

    async def open_store() -> Store:
        store = Store(
            make_engine(migrated_url),
            Vault(MASTER_KEY),
            decode_template={b"the template": samples.THE_TEMPLATE}.__getitem__,
            decode_ladders={b"the ladders": samples.THE_LADDERS}.__getitem__,
        )
        stores.append(store)
        await store.open()
        return store

    yield open_store
    for store in stores:
        await store.close()


@pytest.fixture
async def store(another: OpenStore) -> Store:
    opened = await another()
    await samples.put_templates(opened)
    return opened
