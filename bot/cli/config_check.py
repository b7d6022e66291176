"""`python -m bot config …`: what is wrong with the settings, and what they would change."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.check import check as check_settings
from bot.cli.formats import Format
from bot.cli.kept import carried_out, kept, live_directory
from bot.cli.settings_folder import DEFAULT_FOLDER, SettingsFolder
from bot.service.beginning import configuration, live_of
from bot.service.clock import real_time
from bot.text.render import FSI, PDI, Reader, render
from config import bringing_in
from config.changes import directory_changes, settings_changes
from config.load import load
from config.overlay import overlaid
from config.settings import Settings
from workflows.values.directory import Directory
from workflows.values.notices.base import Notice

config = typer.Typer(no_args_is_help=True, help="The folder of settings: check it, compare it, bring people into it.")

SAME, DIFFERENT = 0, 1  # exit codes of `diff`, as those of diff(1); 2 is trouble


@config.callback()
def about() -> None:
    """The folder of settings: check it, compare it, bring people into it."""


@config.command()
def check(
    settings: SettingsFolder = DEFAULT_FOLDER,
    format: Annotated[Format, typer.Option(help="For people, for programs, or for a build server.")] = Format.TEXT,
) -> None:
    """Read all settings and say every mistake, and what is worth a look, with its place and its correct form."""
    raise typer.Exit(check_settings(settings, typer.echo, format=format))


@config.command()
def diff(
    other: Annotated[Path | None, typer.Argument(help="Another folder; without it, what is live.")] = None,
    settings: SettingsFolder = DEFAULT_FOLDER,
) -> None:
    """Say what these settings would change in what is live, or what OTHER would change in them.

    Ends with 0 where nothing differs, with 1 where something does.
    """
    raise typer.Exit(carried_out(settings, lambda _: _diff(settings, other)))


async def _diff(folder: Path, other: Path | None) -> int:
    """Raises Mistakes, SecretMissing, SchemaMismatch, WrongMasterKey."""
    here = await configuration(folder, real_time())
    if other is None:
        async with kept(here.settings) as store, store.read() as uow:
            before, people = await live_directory(uow), await uow.person_changes.all()
        after = overlaid(here.directory, people)
        changes = directory_changes(before, after)
    else:
        there = load(other, real_time(), live=await live_of(here.settings))
        changes, after = directory_changes(here.directory, there.directory), there.directory
        changes += settings_changes(here.settings, there.settings)
    for line in in_words(changes, after):
        typer.echo(line)
    if not changes:
        typer.echo("Nothing differs.")
    return DIFFERENT if changes else SAME


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
    raise typer.Exit(carried_out(settings, lambda read: _import(settings, file, read, write=write, leavers=leavers)))


async def _import(folder: Path, file: Path, read: Settings, *, write: bool, leavers: bool) -> int:
    """Raises Mistakes, SecretMissing, WrongMasterKey."""
    live = await live_of(read)
    made = bringing_in.draft(folder, file, real_time(), os.environ, leavers=leavers, live=live)
    if write and made.changes_anything:
        bringing_in.write(made)
    for line in in_words(directory_changes(made.before, made.after), made.after):
        typer.echo(line)
    for user, agency in () if leavers else made.people.leavers:
        person, whose = made.before.people[user], made.before.agencies[agency].name
        typer.echo(f"{person.name} ({user}) of {whose} is not in the file: would stay; --leavers removes them")
    if not made.changes_anything:
        typer.echo("Nothing differs.")
    elif write:
        typer.echo(f"Written: {made.path}")
    else:
        typer.echo("Nothing was written. --write does it.")
    return 0


def in_words(notices: Iterable[Notice], directory: Directory) -> list[str]:
    """Each notice as lines for a terminal, times in the zone of the installation."""
    reader = Reader(now=real_time(), directory=directory, zone=directory.default_zone)
    return [render(notice, reader).body.replace(FSI, "").replace(PDI, "") for notice in notices]
