"""Where Alembic starts: on the connection that `storage/schema.py` gives it, or on `-x url=...` from a shell."""

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator
from sqlalchemy.engine import Connection

from storage.engine import make_engine
from storage.tables import metadata


def plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own column types as what they are to the database: a migration stays true when they change."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_item=plain)
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise SystemExit("Say which database: python -m alembic -x url=sqlite+aiosqlite:///caseroom.db upgrade head")
    engine = make_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(run_alone())
else:
    run(given)
