"""The settings as a start reads them: beside the templates that the database has live, which no file may name."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.service.going_live import live_templates
from config.load import Configuration, load, load_settings
from config.mistakes import Mistakes
from config.settings import Settings
from config.snapshots import decode_ladders, decode_template
from storage.engine import is_made, make_engine
from storage.schema import is_laid
from storage.unit_of_work import Store
from storage.vault import Vault
from workflows.language.template import Template
from workflows.values.ids import TemplateId


async def configuration(folder: Path, now: datetime, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Everything that the bot runs with. Raises Mistakes with all mistakes of all files, SecretMissing, WrongMasterKey.

    Changes nothing.
    """
    try:
        settings = load_settings(folder, environ)
    except Mistakes:
        return load(folder, now, environ)  # says the others too
    return load(folder, now, environ, live=await live_of(settings, environ))


async def live_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Mapping[TemplateId, Template]:
    """The templates that the database of these settings has live; none before the first start.

    Of a database of an older version as well, since a start reads the settings before it migrates. Raises
    SecretMissing, WrongMasterKey.
    """
    engine = make_engine(settings.database_url(environ))
    if not is_made(engine):
        return {}
    vault = Vault(settings.master_key_bytes(environ))
    store = Store(engine, vault, decode_template=decode_template, decode_ladders=decode_ladders)
    try:
        if not await is_laid(store.reader):
            return {}
        async with store.read() as uow:
            await uow.keys.load()
            return await live_templates(uow)
    finally:
        await store.close()
