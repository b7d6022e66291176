"""Both databases that the tests run on are real, empty, and apart from each other."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


@pytest.mark.parametrize("turn", [1, 2])
async def test_a_test_gets_an_empty_database_of_its_own(database_url, turn):
    engine = create_async_engine(database_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE words (word TEXT)"))
            await connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": "calm"})
            assert (await connection.execute(text("SELECT count(*) FROM words"))).scalar() == 1
    finally:
        await engine.dispose()
