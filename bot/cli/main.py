"""`python -m bot …`: every sub-command, with the folder of settings as its one common argument."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import structlog
import typer

from bot import VERSION
from bot.cli import config_reload, init, log
from bot.cli.check import check as check_settings
from bot.cli.config_check import config
from bot.cli.docs import write_docs
from bot.cli.identity import WRONG_MASTER_KEY, explain
from bot.cli.identity_commands import identity
from bot.cli.person_commands import person
from bot.cli.settings_folder import DEFAULT_FOLDER, SettingsFolder
from bot.cli.workflow_commands import workflow
from bot.matrix.credentials import SessionRefused
from bot.matrix.identity import IdentityProblem
from bot.service.app import App
from bot.service.beginning import configuration
from bot.service.clock import real_time
from bot.service.health import STALE
from config.load import load
from config.mistakes import Mistakes
from config.settings import SecretMissing
from storage.errors import WrongMasterKey

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would show local variables: secrets among them
    help="Caseroom: coordination of cases in encrypted rooms.",
)
init.register(app)
config_reload.register(config)
app.add_typer(config, name="config")
app.add_typer(identity, name="identity")
app.add_typer(person, name="person")
app.add_typer(workflow, name="workflow")

REFUSED = 2  # the exit code that says: somebody has to put something right, starting again is of no use


@app.command()
def run(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Start the bot. Ends by SIGTERM or Ctrl-C; restarting it loses nothing."""
    log.configure()
    raise typer.Exit(asyncio.run(_run(settings)))


async def _run(folder: Path) -> int:
    os.umask(0o077)
    try:
        app_ = App(await configuration(folder, real_time()))
        await app_.start()
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            _say(str(mistake))
        return REFUSED
    except (SecretMissing, SessionRefused) as refused:
        _say(str(refused))
        return REFUSED
    except WrongMasterKey:
        _say(WRONG_MASTER_KEY)
        return REFUSED
    except IdentityProblem as problem:
        explain(problem, _say)
        return REFUSED
    structlog.get_logger().info("ready", version=VERSION)
    ended = 0
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(app_.run(), name="bot")
            loop = asyncio.get_running_loop()
            for ending in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(ending, running.cancel)
            loop.add_signal_handler(signal.SIGHUP, app_.reread)
    except* IdentityProblem as problems:
        for found in _leaves(problems):
            explain(found, _say)
        ended = REFUSED
    finally:
        await app_.close()
    return ended


def _leaves(group: BaseExceptionGroup[IdentityProblem]) -> Iterator[IdentityProblem]:
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _leaves(one)
        else:
            yield one


def _say(line: str) -> None:
    typer.echo(line, err=True)


@app.command()
def check(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """The same as `config check`: every mistake in the settings, and what is worth a look, with its correct form."""
    raise typer.Exit(check_settings(settings, typer.echo))


@app.command()
def health(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Exit 0 while the bot is alive: it decides and records, even where the homeserver is away."""
    try:
        file = load(settings, real_time()).settings.health_file
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            _say(str(mistake))
        raise typer.Exit(1) from None  # what asks for our health knows 0 and 1 only
    try:
        ready = bool(json.loads(file.read_text())["ready"])
        age = real_time().timestamp() - file.stat().st_mtime
    except (OSError, ValueError, KeyError, TypeError):
        typer.echo("no heartbeat")
        raise typer.Exit(1) from None
    typer.echo(f"{'ready' if ready else 'alive, not ready'}, heartbeat {age:.0f} s ago")
    raise typer.Exit(0 if age < STALE else 1)


@app.command()
def docs() -> None:
    """Write the pages of docs/ that are made from the code."""
    write_docs(Path.cwd())


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(VERSION)
