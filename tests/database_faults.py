"""A database that goes away at a commit, before or after it was carried out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from storage.unit_of_work import Store


@contextmanager
def at_next_commit(store: Store, happens: Callable[[Connection], None], *, after: int = 0) -> Iterator[None]:
    """`happens` in place of the next commit, or of one that comes `after` so many, and of no other."""
    commits = 0

    def once(connection: Connection) -> None:
        nonlocal commits
        commits += 1
        if commits == after + 1:
            happens(connection)

    event.listen(store.engine.sync_engine, "commit", once)
    try:
        yield
    finally:
        event.remove(store.engine.sync_engine, "commit", once)


@contextmanager
def away(store: Store, refused: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """A transaction that is `refused` cannot even begin."""

    def refuse(*_: object) -> None:
        if refused():
            raise ConnectionResetError

    event.listen(store.engine.sync_engine, "checkout", refuse)
    try:
        yield
    finally:
        event.remove(store.engine.sync_engine, "checkout", refuse)


@contextmanager
def away_for(store: Store, transactions: int) -> Iterator[None]:
    """The next so many transactions cannot even begin."""
    left = [True] * transactions
    with away(store, lambda: bool(left) and left.pop()):
        yield


@contextmanager
def away_after_next_commit(store: Store, transactions: int) -> Iterator[None]:
    """Nobody is told of the next commit; then so many transactions cannot even begin."""
    left: list[bool] = []

    def goes(connection: Connection) -> None:
        left.extend([True] * transactions)
        lost_after(connection)

    with away(store, lambda: bool(left) and left.pop()), at_next_commit(store, goes):
        yield


def lost_before(connection: Connection) -> None:
    """Nothing of it is stored."""
    raise ConnectionResetError


def lost_after(connection: Connection) -> None:
    """All of it is stored, and nobody is told."""
    connection.exec_driver_sql("COMMIT")
    raise ConnectionResetError
