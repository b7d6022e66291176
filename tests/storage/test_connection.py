"""SQLite without needless threads: where statements run, who waits for whom, and what a cancellation leaves behind."""

import asyncio
import sqlite3
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.engine import make_engine, reading

WHERE = text("SELECT whereabouts()")


@pytest.fixture
async def file(tmp_path):
    path = tmp_path / "kept.db"
    sqlite3.connect(path).execute("CREATE TABLE word (said TEXT) STRICT").connection.close()
    return path


@pytest.fixture
async def engine(file):
    engine = make_engine(f"sqlite+aiosqlite:///{file}")
    yield engine
    await engine.dispose()


async def _with_whereabouts(connection):
    await connection.run_sync(lambda sync: sync.connection.create_function("whereabouts", 0, threading.get_ident))


async def test_a_writing_transaction_runs_in_place_and_a_reading_one_in_a_thread(engine):
    here = threading.get_ident()
    async with engine.connect() as writing:
        await _with_whereabouts(writing)
        assert (await writing.execute(WHERE)).scalar() == here
    async with reading(engine).connect() as reader:
        assert (await reader.execute(WHERE)).scalar() != here


async def test_what_is_written_is_there_after_the_commit_and_not_without_it(engine):
    async with engine.connect() as connection:
        await connection.execute(text("INSERT INTO word VALUES ('kept')"))
        await connection.commit()
        await connection.execute(text("INSERT INTO word VALUES ('lost')"))
    async with reading(engine).connect() as reader:
        assert (await reader.execute(text("SELECT said FROM word"))).scalars().all() == ["kept"]


async def test_waiting_for_another_process_stops_nobody_else(engine, file):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write():
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO word VALUES ('after')"))

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write())
        for _ in range(50):  # we go on meanwhile
            await asyncio.sleep(0.001)
        assert not writing.done()
        other.execute("COMMIT")
    assert other.execute("SELECT said FROM word").fetchall() == [("after",)]
    other.close()


async def test_a_commit_that_nobody_waits_for_any_more_leaves_the_connection_usable(engine):
    async def write(word):
        async with engine.connect() as connection:
            await connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})
            await connection.commit()

    for _ in range(5):
        task = asyncio.ensure_future(write("cancelled"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await write("last")
    async with reading(engine).connect() as reader:
        assert (await reader.execute(text("SELECT max(said) FROM word"))).scalar() == "last"


async def test_a_refused_statement_says_why_and_the_transaction_goes_on(engine):
    async with engine.begin() as connection:
        with pytest.raises(OperationalError):
            await connection.execute(text("INSERT INTO nowhere VALUES (1)"))
        await connection.execute(text("INSERT INTO word VALUES ('still')"))
    async with reading(engine).connect() as reader:
        assert (await reader.execute(text("SELECT said FROM word"))).scalars().all() == ["still"]
