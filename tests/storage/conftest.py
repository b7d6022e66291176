"""A store on a database of each kind, migrated and open."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from storage.engine import make_engine
from storage.unit_of_work import Store
from storage.vault import Vault
from tests.storage import samples

MASTER_KEY = bytes(range(32))
OpenStore = Callable[[], Awaitable[Store]]


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
