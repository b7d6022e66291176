"""`python -m bot workflow pending` and `history`: which templates wait and which were live, from the database."""

import secrets
from typing import Annotated

import typer

from bot.cli.config_check import in_words
from bot.cli.kept import carried_out, kept, live_directory
from bot.cli.settings_folder import DEFAULT_FOLDER, SettingsFolder
from bot.service.clock import real_time
from config.settings import Settings
from storage.unit_of_work import UnitOfWork
from workflows.casework.history import history, overview
from workflows.casework.snapshots import Moment, Standing
from workflows.casework.versions import waits
from workflows.language.shelf import Shelf
from workflows.review.differing import differences
from workflows.values.ids import Draw, TemplateId
from workflows.values.notices.versions import TemplatesHistory, VersionHistory, VersionsWaiting

ALL = 1000
FOUND, NONE = 0, 1


def register(workflow: typer.Typer) -> None:
    workflow.command("pending")(pending)
    workflow.command("history")(past)


def pending(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Say which templates wait to go live, and what they change. Two administrators confirm one, in a chat."""
    raise typer.Exit(carried_out(settings, _pending))


def past(
    template: Annotated[str, typer.Argument(help="A template; without it, what is live of each.")] = "",
    settings: SettingsFolder = DEFAULT_FOLDER,
) -> None:
    """Say which versions of a template were live, when, and by whom."""

    async def work(found: Settings) -> int:
        return await _past(found, TemplateId(template))

    raise typer.Exit(carried_out(settings, work))


async def _pending(settings: Settings) -> int:
    async with kept(settings) as store, store.read() as uow:
        shelf, moment = await _seen(uow)
        shown = tuple(waits(row, shelf, differences, moment) for row in shelf.waiting)
    _say(VersionsWaiting(shown), moment)
    return FOUND


async def _past(settings: Settings, template: TemplateId) -> int:
    async with kept(settings) as store, store.read() as uow:
        shelf, moment = await _seen(uow)
    if template and not shelf.of(template):
        typer.echo(f"There never was a template {template}.", err=True)
        return NONE
    _say(history(template, shelf, moment) if template else overview(shelf, ALL), moment)
    return FOUND


async def _seen(uow: UnitOfWork) -> tuple[Shelf, Moment]:
    """All versions, and who is who now. Who is frozen is not looked at: the chat says whether a confirmation counts."""
    now = real_time()
    directory = await live_directory(uow)
    moment = Moment(now=now, draw=Draw(secrets.token_bytes(32), now), directory=directory, standing=Standing())
    return await uow.versions.shelf(), moment


def _say(notice: VersionsWaiting | VersionHistory | TemplatesHistory, moment: Moment) -> None:
    for line in in_words([notice], moment.directory):
        typer.echo(line)
