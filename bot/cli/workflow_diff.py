"""`workflow diff A B` and `workflow show`: what another version changes for new cases, and what a template says."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli.workflow_named import NotFound, configuration_in, template_named
from bot.service.clock import real_time
from bot.text.render import FSI, PDI, Reader, render
from config.load import Configuration
from workflows.language.template import Template
from workflows.review import phrases
from workflows.review.differing import differences
from workflows.review.explaining import events, head, listed
from workflows.values.directory import Directory
from workflows.values.notices.base import Notice
from workflows.values.notices.review import NothingChanges

Folder = Annotated[
    Path | None,
    typer.Option("--settings", envvar="CASEROOM_SETTINGS", help="Settings in which ids are looked up."),
]


def register(workflow: typer.Typer) -> None:
    """Add `diff`, `list` and `show` to the sub-commands of `workflow`."""
    workflow.command()(diff)
    workflow.command("list")(list_)
    workflow.command()(show)


def diff(
    before: Annotated[str, typer.Argument(help="A template's id, a file, or live:ID.")],
    after: Annotated[str, typer.Argument(help="The same, of the version that comes after it.")],
    folder: Folder = None,
) -> None:
    """Say in words what changes for new cases; what loosens a rule comes first. Ends with 1 if anything does."""
    configuration, (old, new) = _templates(folder, before, after)
    found = differences(old, new)
    for notice in found or (NothingChanges(),):
        _say(notice, configuration.directory)
    raise typer.Exit(1 if found else 0)


def list_(folder: Folder = None) -> None:
    """The templates that there are."""
    configuration, _ = _templates(folder)
    now = real_time()
    for line in listed(configuration.templates.values(), now, most=len(configuration.templates)).lines:
        _say(line, configuration.directory)


def show(
    template: Annotated[str, typer.Argument(help="A template's id, a file, or live:ID.")],
    task: Annotated[str | None, typer.Argument(help="The id of one task, as N8; else the whole template.")] = None,
    folder: Folder = None,
) -> None:
    """A template in plain words, with where each number comes from."""
    configuration, (found,) = _templates(folder, template)
    if task is not None:
        row = next((row for row in found.tasks if row.id.casefold() == task.casefold()), None)
        if row is None:
            _refuse(f"{found.id} has no task `{task}`; its tasks: {', '.join(row.id for row in found.tasks)}")
        _say(phrases.task_in_full(row, found), configuration.directory)
        return
    said: list[Notice] = [head(found, real_time())]
    said += [phrases.task_in_full(row, found) for row in found.tasks]
    said += events(found)
    for notice in said:
        _say(notice, configuration.directory)
        typer.echo("")


def _templates(folder: Path | None, *named: str) -> tuple[Configuration, tuple[Template, ...]]:
    try:
        configuration = configuration_in(folder, real_time())
        return configuration, tuple(template_named(one, configuration, folder) for one in named)
    except NotFound as no:
        _refuse(*no.lines)


def _say(notice: Notice, directory: Directory) -> None:
    reader = Reader(now=real_time(), directory=directory)
    typer.echo(render(notice, reader).body.replace(FSI, "").replace(PDI, ""))


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)
