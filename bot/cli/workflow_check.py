"""`python -m bot workflow check`: every mistake in template files, one line each, with the way out of it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.formats import Format, lines_of
from bot.service.clock import real_time
from config.checking import check_files


def register(workflow: typer.Typer) -> None:
    """Add `check` to the sub-commands of `workflow`."""
    workflow.command()(check)


def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Template files; none: all that there are.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--settings", envvar="CASEROOM_SETTINGS", help="The folder of settings in which they would be used."
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="For people, for programs, or for a build server.")] = Format.TEXT,
) -> None:
    """Say every mistake in template files, with its place and its correct form. Warnings stop nothing.

    Ends with 1 where there is a mistake, with 0 otherwise.
    """
    found = check_files(files or (), folder, real_time())
    for line in lines_of(found, format):
        typer.echo(line)
    wrong = sum(not mistake.warning for mistake in found)
    if not found and format is Format.TEXT:
        typer.echo("ok: nothing to mend")
    raise typer.Exit(1 if wrong else 0)
