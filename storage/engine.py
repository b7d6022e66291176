"""How a database is opened: SQLite and PostgreSQL by one URL, each so that a commit survives a power cut.

SQLite below 3.51.3 can corrupt a write-ahead log that two connections share, so its rollback journal is used
(sqlite.org/wal.html#walresetbug), with `synchronous=EXTRA` and transactions that take the write lock at once.
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import engine as sync
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.connection import BEGIN, BEGIN_WRITING, Connection

READ_ONLY: Final = "caseroom_read_only"  # an execution option of connections that only read
_PRAGMAS: Final = (
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted or destroyed is overwritten in the file
)


def make_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///file` or `postgresql+asyncpg://...`. Connects to nothing yet."""
    backend = make_url(url).get_backend_name()
    if backend == "postgresql":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    if backend != "sqlite":
        raise ValueError(f"{backend}: only sqlite and postgresql are known")
    arguments = {"async_creator_fn": Connection.open, "isolation_level": None}
    # A connection has no transaction when it goes back to the pool; a rollback would be one more trip to its thread.
    engine = create_async_engine(url, connect_args=arguments, pool_reset_on_return=None, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same pool, for transactions that see one moment and cannot write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(**{READ_ONLY: True})


def _prepare(connection: Any, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: sync.Connection) -> None:
    """Without IMMEDIATE, a transaction that reads and then writes fails whenever another one writes too."""
    reads = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql(BEGIN if reads else BEGIN_WRITING)


def is_made(engine: AsyncEngine) -> bool:
    """Whether there is a database to connect to: with SQLite, connecting would make an empty one."""
    return engine.dialect.name != "sqlite" or Path(engine.url.database or "").exists()
