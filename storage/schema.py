"""Brings a database to the schema of this version, in process and through the engine that is used anyway."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS: Final = Path(__file__).parent / "migrations"


async def migrate(engine: AsyncEngine, to: str = "head") -> None:
    """Run the migrations up to `to`, all in one transaction; those that have run are left alone."""
    if to == "head" and await schema_matches(engine):
        return
    async with engine.begin() as connection:
        await connection.run_sync(_run, to, command.upgrade)


async def unmigrate(engine: AsyncEngine, to: str = "base") -> None:
    """Run the migrations back down to `to`. What they made is lost."""
    async with engine.begin() as connection:
        await connection.run_sync(_run, to, command.downgrade)


async def schema_matches(engine: AsyncEngine) -> bool:
    """Whether the database is exactly where the newest migration leaves it."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) == _newest()


async def is_laid(engine: AsyncEngine) -> bool:
    """Whether some version of this program has laid its tables here, this one or an older one."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) is not None


@cache
def _newest() -> str | None:
    """The newest migration. Alembic reads them all to find it."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _run(connection: Connection, to: str, how: object) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.upgrade if how is command.upgrade else command.downgrade)(config, to)
