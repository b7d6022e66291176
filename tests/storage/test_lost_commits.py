"""The database goes away at the commit: whoever asked is told that nobody knows, and the next one can work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from storage.errors import Unsure
from storage.unit_of_work import Store


@contextmanager
def at_commit(store: Store, happens: Callable[[Connection], None]) -> Iterator[None]:
    event.listen(store.engine.sync_engine, "commit", happens)
    try:
        yield
    finally:
        event.remove(store.engine.sync_engine, "commit", happens)


def lost_before(connection: Connection) -> None:
    raise ConnectionResetError


def lost_after(connection: Connection) -> None:
    connection.exec_driver_sql("COMMIT")
    raise ConnectionResetError


@pytest.mark.parametrize(("happens", "kept"), [(lost_before, None), (lost_after, "yes")])
async def test_a_lost_commit_is_unsure_and_the_next_one_works(store, happens, kept):
    async with store.work() as uow:
        await uow.meta.set("stored", "yes")
        with at_commit(store, happens), pytest.raises(Unsure):
            await uow.commit()
    async with store.work() as uow:
        assert await uow.meta.get("stored") == kept
        await uow.meta.set("next", "one")
        await uow.commit()
