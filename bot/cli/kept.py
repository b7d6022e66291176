"""The database beside a running bot: opened for one command, and its troubles said in one line."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import typer

from bot.cli.identity import WRONG_MASTER_KEY
from config.load import load_settings
from config.mistakes import Mistakes
from config.settings import SecretMissing, Settings
from config.snapshots import decode_directory, decode_ladders, decode_template
from storage.engine import is_made, make_engine
from storage.errors import SchemaMismatch, WrongMasterKey
from storage.templates import DIRECTORY
from storage.unit_of_work import Store, UnitOfWork
from storage.vault import Vault
from workflows.values.directory import Directory

TROUBLE = 2


@asynccontextmanager
async def kept(settings: Settings) -> AsyncIterator[Store]:
    """Raises SecretMissing, SchemaMismatch, WrongMasterKey."""
    engine = make_engine(settings.database_url(os.environ))
    try:
        if not is_made(engine):
            raise SchemaMismatch
        vault = Vault(settings.master_key_bytes(os.environ))
        store = Store(engine, vault, decode_template=decode_template, decode_ladders=decode_ladders)
        await store.open()
        yield store
    finally:
        await engine.dispose()


async def live_directory(uow: UnitOfWork) -> Directory:
    """The one that the bot runs with. Raises SchemaMismatch before the first start."""
    live = (await uow.blobs.live()).get(DIRECTORY)
    content = await uow.blobs.get(DIRECTORY, live) if live else None
    if content is None:
        raise SchemaMismatch
    return decode_directory(content)


def carried_out(folder: Path, work: Callable[[Settings], Coroutine[Any, Any, int]]) -> int:
    """The exit code of `work` on the settings of a folder; 2, and a line, where it could not begin."""
    try:
        return asyncio.run(work(load_settings(folder)))
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            typer.echo(str(mistake), err=True)
    except SecretMissing as missing:
        typer.echo(str(missing), err=True)
    except WrongMasterKey:
        typer.echo(WRONG_MASTER_KEY, err=True)
    except SchemaMismatch:
        typer.echo("There is no database of this version: start the bot once.", err=True)
    return TROUBLE
