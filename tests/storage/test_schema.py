"""The migrations and the tables say the same, on both databases, and can be taken back."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Never

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import make_engine
from storage.errors import SchemaMismatch, WrongMasterKey
from storage.schema import migrate, schema_matches, unmigrate
from storage.tables import metadata
from storage.unit_of_work import Store
from storage.vault import Vault

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = make_engine(database_url)
    yield made
    await made.dispose()


def _nothing(_: bytes) -> Never:
    raise LookupError


def a_store(engine: AsyncEngine, key: bytes = bytes(32)) -> Store:
    return Store(engine, Vault(key), decode_template=_nothing, decode_ladders=_nothing)


def described(connection: Connection) -> dict[str, object]:
    """Every table with its columns, keys, checks and indexes, as the database itself tells them."""
    seen = inspect(connection)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
            "key": seen.get_pk_constraint(table),
            "links": sorted(map(str, seen.get_foreign_keys(table))),
            "unique": sorted(map(str, seen.get_unique_constraints(table))),
            "checks": sorted((str(c["name"]), str(c["sqltext"])) for c in seen.get_check_constraints(table)),
            "indexes": sorted(indexes(connection, table)),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def indexes(connection: Connection, table: str) -> list[str]:
    where = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE tablename = :table",
    }
    rows = connection.execute(text(where[connection.dialect.name]), {"table": table})
    return [str(sql).replace('"', "") for (sql,) in rows]


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


async def test_up_down_and_up_again(engine):
    await migrate(engine)
    async with engine.connect() as connection:
        first = await connection.run_sync(described)
        assert await connection.run_sync(differences) == []
    await unmigrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(described) == {}
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(described) == first


async def test_the_migrations_make_what_the_tables_say(engine):
    await migrate(engine)
    async with engine.connect() as connection:
        migrated = await connection.run_sync(described)
    await unmigrate(engine)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        created = await connection.run_sync(described)
    assert migrated.keys() == created.keys()
    for table, description in migrated.items():
        assert description == created[table], table


async def test_a_store_opens_only_on_its_own_schema(engine):
    assert not await schema_matches(engine)
    with pytest.raises(SchemaMismatch):
        await a_store(engine).open()
    await migrate(engine)
    assert await schema_matches(engine)
    await a_store(engine).open()
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not await schema_matches(engine)


async def test_a_store_opens_only_with_its_own_key(engine):
    await migrate(engine)
    first = a_store(engine)
    await first.open()
    with pytest.raises(WrongMasterKey):
        await a_store(engine, bytes(31) + b"\1").open()
    again = a_store(engine)
    await again.open()
    assert again.installation == first.installation != ""


async def test_migrating_twice_changes_nothing(engine):
    await migrate(engine)
    await migrate(engine)
    assert await schema_matches(engine)


def test_from_a_shell_in_the_top_folder(database_url):
    def alembic(*words: str) -> str:
        command = [sys.executable, "-m", "alembic", "-x", f"url={database_url}", *words]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603

    alembic("upgrade", "head")
    assert "0001 (head)" in alembic("current")
    alembic("check")
    alembic("downgrade", "base")
    assert alembic("current") == ""


def test_only_the_two_databases_are_known():
    with pytest.raises(ValueError, match="mysql"):
        make_engine("mysql+aiomysql://somewhere/caseroom")
