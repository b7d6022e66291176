"""`python -m bot config reload`: has the running bot read its settings again, and says what came of it."""

import asyncio
import json
import secrets
import time
from typing import Final

import typer

from bot.cli.kept import carried_out, kept
from bot.cli.settings_folder import DEFAULT_FOLDER, SettingsFolder
from bot.service.clock import real_time
from bot.service.health import STALE
from bot.service.reading_settings import ORDER, OUTCOME
from config.settings import Settings

PATIENCE: Final = 120.0  # seconds: the bot looks for orders every five, and reading takes its time
AGAIN: Final = 0.2
ACCEPTED, REFUSED, UNHEARD = 0, 1, 2


def register(config: typer.Typer) -> None:
    config.command("reload")(reload)


def reload(
    settings: SettingsFolder = DEFAULT_FOLDER,
) -> None:
    """Have the running bot read its settings again. With one mistake nothing changes. SIGHUP does the same, unanswered.

    Ends with 0 where they were accepted, 1 where they have mistakes, 2 where no bot answered.
    """
    raise typer.Exit(carried_out(settings, _reload))


async def _reload(settings: Settings) -> int:
    if not _lives(settings):
        typer.echo("The bot does not run. It reads the settings when it starts: python -m bot config check", err=True)
        return UNHEARD
    order, until = secrets.token_hex(8), time.monotonic() + PATIENCE
    async with kept(settings) as store:
        async with store.work() as uow:
            await uow.meta.set(ORDER + order, real_time().isoformat())
            await uow.commit()
        while time.monotonic() < until:
            async with store.read() as uow:
                outcome = await uow.meta.get(OUTCOME + order)
            if outcome is not None:
                break
            await asyncio.sleep(AGAIN)
        async with store.work() as uow:
            for name in (ORDER, OUTCOME):
                await uow.meta.forget(name + order)
            await uow.commit()
    if outcome is None:
        typer.echo("The bot did not answer. Look at its log.", err=True)
        return UNHEARD
    said = json.loads(outcome)
    typer.echo(said["said"], err=not said["accepted"])
    return ACCEPTED if said["accepted"] else REFUSED


def _lives(settings: Settings) -> bool:
    """Whether its heartbeat is fresh."""
    try:
        return real_time().timestamp() - settings.health_file.stat().st_mtime < STALE
    except OSError:
        return False
