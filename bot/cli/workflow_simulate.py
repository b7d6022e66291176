"""`workflow simulate`: plays a scenario through the real rules and words, and prints the transcript."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.workflow_named import NotFound, configuration_in, template_named
from bot.text import times
from bot.text.render import FSI, PDI, Reader, render
from commands.dialogues import ANSWERS, say
from commands.spec import Place, Turn
from commands.table import find
from commands.words import Line as TypedLine
from commands.words import read
from config.load import Configuration
from config.mistakes import Mistakes
from config.scenarios import ScenarioFile, scenario_from
from workflows.casework.snapshots import DeskSnapshot, Moment
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.review.rehearsing import Standstill, Typed
from workflows.review.scenarios import CannotPlay, Played, play, started
from workflows.review.transcript import Line, LineKind
from workflows.time.calendar import CalendarEnds
from workflows.values.directory import Directory
from workflows.values.effects import Decision
from workflows.values.ids import UserId
from workflows.values.model import Dialogue, RoomKind

BOT, BOT_NAME = UserId("@caseroom:example.org"), "Caseroom"
PLACES = {RoomKind.DIRECT: Place.CHAT, RoomKind.LEADS: Place.LEADS, RoomKind.ADMINS: Place.ADMINS}
ROOMS = {
    RoomKind.JOINT: "the joint room",
    RoomKind.SUPPORT: "the support room",
    RoomKind.LEADS: "the leads' room",
    RoomKind.ADMINS: "the administrators' room",
}


def register(app: typer.Typer) -> None:
    """Add `simulate` to the commands about workflows."""
    app.command()(simulate)


def simulate(
    template: Annotated[str, typer.Argument(help="A template's id, a file, or live:ID.")],
    scenario: Annotated[Path, typer.Option("--scenario", help="The file with the steps.")],
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", envvar="CASEROOM_SETTINGS", help="Whose directory is used; the scenario's goes first."
        ),
    ] = None,
) -> None:
    """Play a scenario with a clock of its own and print who typed what, who was paged, and what the bot said."""
    raise typer.Exit(run(template, scenario, settings, typer.echo))


def run(template: str, path: Path, folder: Path | None, out: Callable[[str], object]) -> int:
    """The exit code: 0 if everything expected came."""
    try:
        file = scenario_from(path, template)
        folder = file.folder or folder
        configuration = configuration_in(folder, started(file.scenario.start, UTC))
        chosen = template_named(template, configuration, folder)
        played = played_in(file, configuration, chosen)
    except Mistakes as mistakes:
        wrong = [str(mistake) for mistake in mistakes.found]
    except NotFound as no:
        wrong = list(no.lines)
    except CannotPlay as cannot:
        wrong = [f"{path}:{cannot.line or 1}:1 {cannot.what}; change the scenario"]
    except CalendarEnds as ends:
        wrong = [f"{path}:1:1 holidays are known until {ends.until}; start earlier"]
    except Standstill as fault:
        wrong = [f"{path}:1:1 the clock stands still ({fault}): a fault of the program, not of the template"]
    else:
        for text in transcript(played, file, configuration.directory):
            out(text)
        wrong = [
            f"{path}:{missed.line}:1 {missed.what}; change the scenario or the template" for missed in played.missed
        ]
    for line in wrong:
        out(line)
    return 1 if wrong else 0


def played_in(file: ScenarioFile, configuration: Configuration, chosen: Template | None = None) -> Played:
    """The scenario in this directory; `chosen` goes before the template it names. Raises CannotPlay, Standstill."""
    directory, scenario = configuration.directory, file.scenario
    known = {**configuration.templates, **({chosen.id: chosen} if chosen else {})}
    live = {name: placed(template, directory.jurisdictions) for name, template in known.items()}
    if chosen is not None:
        scenario, directory = replace(scenario, template=chosen.id), _opening(chosen, directory)
    return play(scenario, live, directory, hear, Shown(directory, _zone(file, directory)))


def _opening(template: Template, directory: Directory) -> Directory:
    """Where no task force opens such cases yet, all may: a template is tried before it is live."""
    forces = directory.task_forces
    if any(template.id in force.templates for force in forces.values()):
        return directory
    may = {id: replace(force, templates=(*force.templates, template.id)) for id, force in forces.items()}
    return replace(directory, task_forces=may)


def hear(typed: Typed, desk: DeskSnapshot, moment: Moment) -> Decision | None:
    """What one line comes to, as in a real room. Raises Refused."""
    room = typed.room
    place = PLACES.get(room.kind, Place.CASE)
    turn = Turn(
        actor=typed.by, place=place, room=room.id, kind=room.kind, moment=moment, typed=typed.text, case=room.case
    )
    line = read(typed.text if place is Place.CHAT else f"!{typed.text}", BOT, BOT_NAME, place)
    if line is None:
        return None
    if desk.dialogue is not None and find(line.words) is None:
        return ANSWERS[desk.dialogue.kind](desk.dialogue, line.rest, desk, turn)
    if find(line.words) is None and place is Place.CHAT:
        line = TypedLine(words=line.words, prefixed=True)
    decision = say(TypedLine(words=line.words, prefixed=True, slash=line.slash), desk, turn)
    asked = any(isinstance(row, Dialogue) for row in decision.save)
    if desk.dialogue is None or asked or desk.dialogue.kind == "confirm":
        return decision
    return decision + Decision(save=(_over(desk.dialogue),))


def _over(dialogue: Dialogue) -> Dialogue:
    return Dialogue(
        person=dialogue.person, room=dialogue.room, kind=dialogue.kind, data=dialogue.data, asked_at=dialogue.asked_at,
        over=True,
    )  # fmt: skip


class Shown:
    """One line of a transcript in words, for one place."""

    def __init__(self, directory: Directory, zone: str) -> None:
        self._directory, self._zone = directory, zone

    def __call__(self, line: Line) -> str:
        where = f" in {ROOMS[line.room]}" if line.room in ROOMS else ""
        who = self._name(line.who)
        match line.kind:
            case LineKind.TYPED:
                return f"{who}{where}: {line.text}"
            case LineKind.ANSWER:
                return f"-> {self._words(line)}"
            case LineKind.PAGE:
                return f"paged {who}: {self._words(line)}"
            case LineKind.PERSON:
                return f"told {who}: {self._words(line)}"
            case LineKind.ROOM:
                return f"{where.removeprefix(' in ')}: {self._words(line)}"
            case LineKind.INVITED:
                return f"invited {who} to{where.removeprefix(' in')}"
            case LineKind.LEFT:
                return f"took {who} out of{where.removeprefix(' in')}"

    def _name(self, user: UserId | None) -> str:
        person = self._directory.person(user) if user else None
        if person is None:
            return str(user)
        agencies = [
            self._directory.agencies[s.agency].name for s in person.seats if s.agency in self._directory.agencies
        ]
        return f"{person.name} ({agencies[0]})" if agencies else person.name

    def _words(self, line: Line) -> str:
        if line.notice is None:
            return ""
        reader = Reader(now=line.at, directory=self._directory, zone=self._zone, chat=line.room is None)
        return render(line.notice, reader).body.replace(FSI, "").replace(PDI, "")


def transcript(played: Played, file: ScenarioFile, directory: Directory) -> Iterator[str]:
    """Every line, below its time."""
    show, zone = Shown(directory, _zone(file, directory)), ZoneInfo(_zone(file, directory))
    last = ""
    for line in played.lines:
        when = times.absolute(line.at, zone, line.at, "en") + f" ({times.offset(line.at.astimezone(zone))})"
        if when != last:
            yield when
        last = when
        for text in show(line).splitlines():
            yield f"  {text}"


def _zone(file: ScenarioFile, directory: Directory) -> str:
    known = directory.jurisdictions.get(file.scenario.jurisdiction)
    return known.zone if known else directory.default_zone
