"""SQLite below SQLAlchemy's asyncio dialect, with a trip to a thread only for what may wait.

aiosqlite takes three or four trips for each statement. Between BEGIN IMMEDIATE and COMMIT no statement waits for
anybody, and each takes microseconds: those run in place. Opening, BEGIN, COMMIT and whatever reads outside of such a
transaction may wait for the disk or for another process, so they run in a thread of the connection's own.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Self, TypeVar

T = TypeVar("T")
WRITES: Final = "BEGIN IMMEDIATE"


class Connection:
    """What SQLAlchemy's dialect asks of an aiosqlite connection. One user at a time."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._thread = thread
        self._waiting: asyncio.Future[Any] | None = None
        self._connection: sqlite3.Connection | None = connection  # the dialect looks whether it is still there

    @classmethod
    async def open(cls, database: str, **arguments: Any) -> Self:
        """Arguments as `sqlite3.connect` takes them."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        opening = partial(sqlite3.connect, database, **{**arguments, "check_same_thread": False})
        try:
            return cls(thread, await asyncio.get_running_loop().run_in_executor(thread, opening))
        except BaseException:
            thread.shutdown(wait=False)
            raise

    def cursor(self) -> "Cursor":
        return Cursor(self, self._there.cursor())

    async def commit(self) -> None:
        await self.wait_for(self._there.commit)

    async def rollback(self) -> None:
        await self.wait_for(self._there.rollback)

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        await self.wait_for(partial(self._there.create_function, *arguments, **named))

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, connection.close)
            self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Close without waiting for it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._thread.submit(connection.close)
            self._thread.shutdown(wait=False)

    async def run(self, statement: str, work: Callable[[], T]) -> T:
        """In place where the transaction holds the write lock already, else in the thread."""
        if self._is_alone and not statement.startswith("BEGIN"):
            return work()
        done = await self.wait_for(work)
        self._writes = statement == WRITES if statement.startswith("BEGIN") else self._writes
        return done

    _writes = False

    @property
    def _is_alone(self) -> bool:
        busy = self._waiting is not None and not self._waiting.done()
        return self._writes and self._there.in_transaction and not busy

    async def wait_for(self, work: Callable[[], T]) -> T:
        self._waiting = asyncio.get_running_loop().run_in_executor(self._thread, work)
        return await self._waiting

    @property
    def _there(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection
