"""A database that goes away at a commit, before or after it was carried out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from storage.unit_of_work import Store


@contextmanager
def at_next_commit(store: Store, happens: Callable[[Connection], None]) -> Iterator[None]:
    """`happens` in place of the next commit, and of no other."""
    left = [1]

    def once(connection: Connection) -> None:
        if left:
            left.pop()
            happens(connection)

    event.listen(store.engine.sync_engine, "commit", once)
    try:
        yield
    finally:
        event.remove(store.engine.sync_engine, "commit", once)


def lost_before(connection: Connection) -> None:
    """Nothing of it is stored."""
    raise ConnectionResetError


def lost_after(connection: Connection) -> None:
    """All of it is stored, and nobody is told."""
    connection.exec_driver_sql("COMMIT")
    raise ConnectionResetError
