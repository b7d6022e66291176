"""SQLite below SQLAlchemy's asyncio dialect, with a trip to a thread only for what may wait.

aiosqlite takes three or four trips for each statement. Between BEGIN IMMEDIATE and COMMIT no statement waits for
anybody, and each takes microseconds: those run in place, and so does that BEGIN where the lock is free. Opening, COMMIT
and whatever reads outside of such a transaction may wait for the disk or for another process, so they run in a thread
of the connection's own.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Self, TypeVar

T = TypeVar("T")
BEGIN: Final = "BEGIN"
BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
BUSY_SECONDS: Final = 10  # how long another process may hold the lock; _PATIENT says the same
_PATIENT: Final = "PRAGMA busy_timeout=10000"
_AT_ONCE: Final = "PRAGMA busy_timeout=0"


class Connection:
    """What SQLAlchemy's dialect asks of an aiosqlite connection. It has one user at a time."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._connection: sqlite3.Connection | None = connection  # the dialect looks whether it is still there
        self._thread = thread
        self._trip: asyncio.Future[Any] | None = None
        self._writes = False  # whether the transaction that was begun last took the write lock

    @classmethod
    async def open(cls, database: str, **arguments: Any) -> Self:
        """Arguments as `sqlite3.connect` takes them."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        arguments |= {"check_same_thread": False, "timeout": BUSY_SECONDS}
        try:
            opening = asyncio.get_running_loop().run_in_executor(
                thread, partial(sqlite3.connect, database, **arguments)
            )
            return cls(thread, await opening)
        except BaseException:
            thread.shutdown(wait=False)
            raise

    def cursor(self) -> "Cursor":
        return Cursor(self, self._there.cursor())

    async def commit(self) -> None:
        await self.in_thread(self._there.commit)

    async def rollback(self) -> None:
        await self.in_thread(self._there.rollback)

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        await self.in_thread(partial(self._there.create_function, *arguments, **named))

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await self.in_thread(connection.close)
            self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Close without waiting for it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._thread.submit(connection.close)
            self._thread.shutdown(wait=False)

    async def run(self, statement: str, work: Callable[[], T]) -> T:
        """Execute: in place where nothing can be waited for, else in the thread."""
        if statement == BEGIN_WRITING:
            return await self._begin_writing(work)
        if statement == BEGIN:
            self._writes = False
        in_place = self._writes and not self._under_way and self._there.in_transaction
        return work() if in_place else await self.in_thread(work)

    async def in_thread(self, work: Callable[[], T]) -> T:
        self._trip = asyncio.get_running_loop().run_in_executor(self._thread, work)
        return await asyncio.shield(self._trip)  # who is cancelled goes, the trip ends all the same

    async def _begin_writing(self, work: Callable[[], T]) -> T:
        self._writes = True
        if not self._under_way:
            self._there.execute(_AT_ONCE)
            try:
                return work()
            except sqlite3.OperationalError as refused:
                if refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            finally:
                self._there.execute(_PATIENT)
        return await self.in_thread(work)

    @property
    def _under_way(self) -> bool:
        return self._trip is not None and not self._trip.done()

    @property
    def _there(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection


class Cursor:
    """One statement and its rows."""

    def __init__(self, connection: Connection, cursor: sqlite3.Cursor) -> None:
        self._connection = connection
        self._cursor = cursor
        self._rows: list[Any] = []
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> Self:
        def work() -> list[Any]:
            self._cursor.execute(statement, values)
            return self._cursor.fetchall()

        self._rows = await self._connection.run(statement, work)
        return self

    async def executemany(self, statement: str, values: Sequence[Sequence[Any]]) -> Self:
        await self._connection.run(statement, partial(self._cursor.executemany, statement, values))
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._cursor.close()
