"""One open transaction: runs statements, and turns what the database refuses into our own words."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import understood

Answer = CursorResult[*tuple[Any, ...]]
Rows = Sequence[Mapping[str, Any]]


class Database:
    """What the repositories of one transaction share."""

    def __init__(self, connection: AsyncConnection, *, writes: bool) -> None:
        self._connection = connection
        self.writes = writes
        self.dialect = connection.dialect.name
        self.statements = 0  # how many were run: a turn has a budget

    @property
    def is_postgresql(self) -> bool:
        return self.dialect == "postgresql"

    async def run(self, statement: Executable, rows: Rows | None = None) -> Answer:
        """Execute once, or for many rows in one trip. Raises Taken, Stale."""
        self.statements += 1
        try:
            return await self._connection.execute(statement, rows)
        except DBAPIError as error:
            ours = understood(error)
            if ours is error:
                raise
            raise ours from error

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT, in the words of this database."""
        return postgresql.insert(table) if self.is_postgresql else sqlite.insert(table)
