"""`workflow preview`: what a case would look like before anybody opens one, in the terminal and as a page."""

import enum
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.cli.workflow_named import NotFound, configuration_in, template_named
from bot.service.clock import real_time
from bot.text.preview_page import page
from bot.text.preview_table import table
from config.load import Configuration
from workflows.language.template import Template
from workflows.review.planned import CannotPlan, Plan, Supposed
from workflows.review.planning import plan
from workflows.review.supposing import BadSupposition, read_ending, read_local, read_setting
from workflows.time.calendar import CalendarEnds, calendar_of
from workflows.values.directory import Priority
from workflows.values.ids import JurisdictionId, TaskForceId

WHY_NOT = {
    "jurisdiction": "the directory has no jurisdiction `{}`",
    "force": "no task force of the directory works there: `{}`",
    "opener": "{} has nobody who could open a case",
    "nobody": "nobody of {} could be invited",
    "abstract": "the template is only there to be extended{}",
}


class Urgency(enum.StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


def register(workflow: typer.Typer) -> None:
    """Add `preview` to the sub-commands of `workflow`."""
    workflow.command()(preview)


def preview(
    template: Annotated[str, typer.Argument(help="A template's id, a file, or live:ID.")],
    jurisdiction: Annotated[
        str | None, typer.Option(help="Where the case is, as GB-ENG; else the first that fits.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="Local time of opening, 2026-11-27T16:00; else now.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="minor=yes, t0=+21d, sent=2026-12-01T09:00@+3h.")
    ] = None,
    done: Annotated[list[str] | None, typer.Option("--done", help="N4=no@+3h: when a task ends, and how.")] = None,
    priority: Annotated[Urgency | None, typer.Option(help="Else the template's.")] = None,
    force: Annotated[str | None, typer.Option(help="The task force; else the first that opens such cases.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--settings", envvar="CASEROOM_SETTINGS", help="Settings whose directory is used."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write one page with a drawing to this file.")] = None,
) -> None:
    """Show every due time, reminder and escalation of a case, and who would be invited and why. Nobody is told."""
    try:
        made = planned(template, jurisdiction, start, set_ or [], done or [], priority, force, folder)
    except NotFound as no:
        _refuse(*no.lines)
    except BadSupposition as bad:
        _refuse(f"{bad.what}; {bad.form}")
    except CannotPlan as cannot:
        _refuse(WHY_NOT[cannot.code].format(cannot.what))
    except CalendarEnds as ends:
        _refuse(f"holidays are known until {ends.until}; choose an earlier start")
    if html is None:
        Console(highlight=False).print(table(made))
        return
    html.write_text(page(made), encoding="utf-8")
    typer.echo(f"written: {html}")


def planned(
    named: str, place: str | None, start: str | None, sets: list[str], done: list[str], priority: Urgency | None,
    force: str | None, folder: Path | None,
) -> Plan:  # fmt: skip
    """Raises NotFound, BadSupposition, CannotPlan, CalendarEnds."""
    configuration = configuration_in(folder, _about(start))
    template = template_named(named, configuration, folder)
    jurisdiction = JurisdictionId(place) if place else _first(template, configuration)
    known = configuration.directory.jurisdictions.get(jurisdiction)
    if known is None:
        raise CannotPlan("jurisdiction", jurisdiction)
    calendar = calendar_of(known)
    try:
        at = read_local(start, calendar) if start else real_time().replace(second=0, microsecond=0)
    except ValueError:
        raise BadSupposition(f"`{start}` is no time", "write `2026-11-27T16:00`") from None
    directory = configuration.directory
    supposed = Supposed(
        start=at,
        jurisdiction=jurisdiction,
        force=TaskForceId(force) if force else None,
        priority=Priority(priority.value) if priority else None,
        settings=tuple(read_setting(one, template, directory, at, calendar) for one in sets),
        endings=tuple(read_ending(one, template, at, calendar) for one in done),
    )
    return plan(template, directory, supposed)


def _about(start: str | None) -> datetime:
    """Around when holidays have to be known."""
    try:
        return datetime.fromisoformat(start).replace(tzinfo=UTC) if start else real_time()
    except ValueError:
        return real_time()


def _first(template: Template, configuration: Configuration) -> JurisdictionId:
    """The first jurisdiction of the directory for which the template is."""
    directory = configuration.directory
    forces = [force for force in directory.task_forces.values() if template.id in force.templates]
    there = [place for force in forces for place in force.jurisdictions] or list(directory.jurisdictions)
    named = template.jurisdictions
    fitting = (place for place in there if any(one in ("*", place) or place.startswith(f"{one}-") for one in named))
    return next(fitting, there[0])


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)
