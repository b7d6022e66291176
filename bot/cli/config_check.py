"""`python -m bot config …`: what is wrong with the settings, and what they would change."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.check import check as check_settings
from bot.cli.formats import Format
from bot.cli.identity import WRONG_MASTER_KEY
from bot.service.clock import real_time
from bot.text.render import FSI, PDI, Reader, render
from config import bringing_in
from config.changes import directory_changes, settings_changes
from config.load import Configuration, load
from config.mistakes import Mistakes
from config.overlay import overlaid
from config.settings import SecretMissing
from config.snapshots import decode_directory, decode_ladders, decode_template
from storage.engine import make_engine
from storage.errors import SchemaMismatch, WrongMasterKey
from storage.templates import DIRECTORY
from storage.unit_of_work import Store
from storage.vault import Vault
from workflows.values.directory import Directory
from workflows.values.notices.base import Notice
from workflows.values.person_changes import PersonChange

config = typer.Typer(no_args_is_help=True, help="The folder of settings: check it, compare it, bring people into it.")

SettingsFolder = Annotated[
    Path, typer.Option("--settings", envvar="CASEROOM_SETTINGS", help="The folder with settings.yaml.")
]
DEFAULT_FOLDER = Path("settings")
SAME, DIFFERENT, TROUBLE = 0, 1, 2  # exit codes of `diff`, as those of diff(1)


@config.callback()
def about() -> None:
    """The folder of settings: check it, compare it, bring people into it."""


@config.command()
def check(
    settings: SettingsFolder = DEFAULT_FOLDER,
    format: Annotated[Format, typer.Option(help="For people, for programs, or for a build server.")] = Format.TEXT,
) -> None:
    """Read all settings and say every mistake, with its place and its correct form."""
    raise typer.Exit(check_settings(settings, typer.echo, format=format))


@config.command()
def diff(
    other: Annotated[Path | None, typer.Argument(help="Another folder; without it, what is live.")] = None,
    settings: SettingsFolder = DEFAULT_FOLDER,
) -> None:
    """Say what these settings would change in what is live, or what OTHER would change in them.

    Ends with 0 where nothing differs, with 1 where something does.
    """
    try:
        here = load(settings, real_time())
        if other is None:
            live = asyncio.run(_live(here))
            if live is None:
                typer.echo("Nothing is live yet: the bot was not started with these settings.")
                raise typer.Exit(TROUBLE)
            directory, people = live
            after = overlaid(here.directory, people)
            changes = directory_changes(directory, after)
        else:
            there = load(other, real_time())
            changes = directory_changes(here.directory, there.directory)
            changes += settings_changes(here.settings, there.settings)
            after = there.directory
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            typer.echo(str(mistake), err=True)
    except SecretMissing as missing:
        typer.echo(str(missing), err=True)
    except WrongMasterKey:
        typer.echo(WRONG_MASTER_KEY, err=True)
    except SchemaMismatch:
        typer.echo("The database is not of this version: start the bot once.", err=True)
    else:
        for line in in_words(changes, after):
            typer.echo(line)
        if not changes:
            typer.echo("Nothing differs.")
        raise typer.Exit(DIFFERENT if changes else SAME)
    raise typer.Exit(TROUBLE)


@config.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="CSV with the columns user,name,agency,roles[,languages,zone].")],
    settings: SettingsFolder = DEFAULT_FOLDER,
    write: Annotated[bool, typer.Option("--write/--dry-run", help="Write directory.yaml, or only say how.")] = False,
    leavers: Annotated[
        bool, typer.Option("--leavers", help="Take the seats of those of its agencies who are not in the file.")
    ] = False,
) -> None:
    """Bring the people of agencies from a CSV file into directory.yaml. Says what would change; --write does it."""
    try:
        made = bringing_in.draft(settings, file, real_time(), os.environ, leavers=leavers)
        if write and made.changes_anything:
            bringing_in.write(made)
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            typer.echo(str(mistake), err=True)
        raise typer.Exit(1) from None
    for line in in_words(directory_changes(made.before, made.after), made.after):
        typer.echo(line)
    for user, agency in () if leavers else made.people.leavers:
        person = made.before.people[user]
        typer.echo(f"{person.name} ({user}) of {agency} is not in the file: would stay; --leavers removes them")
    if not made.changes_anything:
        typer.echo("Nothing differs.")
    elif write:
        typer.echo(f"Written: {made.path}")
    else:
        typer.echo("Nothing was written. --write does it.")


def in_words(notices: Iterable[Notice], directory: Directory) -> list[str]:
    """Each notice as lines for a terminal, times in the zone of the installation."""
    reader = Reader(now=real_time(), directory=directory, zone=directory.default_zone)
    return [render(notice, reader).body.replace(FSI, "").replace(PDI, "") for notice in notices]


async def _live(configuration: Configuration) -> tuple[Directory, tuple[PersonChange, ...]] | None:
    """The directory that the bot runs with, and what in it was changed by command; None before its first start.

    Works beside a running bot.
    """
    settings = configuration.settings
    engine = make_engine(settings.database_url(os.environ))
    vault = Vault(settings.master_key_bytes(os.environ))
    store = Store(engine, vault, decode_template=decode_template, decode_ladders=decode_ladders)
    try:
        await store.open()
        async with store.read() as uow:
            live = (await uow.blobs.live()).get(DIRECTORY)
            content = await uow.blobs.get(DIRECTORY, live) if live else None
            changes = await uow.person_changes.all()
        return (decode_directory(content), changes) if content else None
    finally:
        await store.close()
