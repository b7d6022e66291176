"""`workflow simulate`: plays a scenario through the real rules and words, and prints the transcript."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

import config
from bot.text import times
from bot.text.render import FSI, PDI, Reader, render
from commands.dialogues import ANSWERS, say
from commands.spec import Place, Turn
from commands.table import find
from commands.words import Line as TypedLine
from commands.words import read
from config.load import Configuration, load
from config.mistakes import Mistakes
from config.scenarios import ScenarioFile, scenario_from
from workflows.casework.snapshots import DeskSnapshot, Moment
from workflows.language.placing import placed
from workflows.review.rehearsing import Line, LineKind, Standstill, Typed
from workflows.review.scenarios import CannotPlay, Played, play
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
NO_SECRETS: dict[str, str] = {}


def register(app: typer.Typer) -> None:
    """Add `simulate` to the commands about workflows."""
    app.command()(simulate)


def simulate(
    template: Annotated[str, typer.Argument(help="The template's id.")],
    scenario: Annotated[Path, typer.Option("--scenario", help="The file with the steps.")],
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Settings whose directory and templates are used.")
    ] = None,
) -> None:
    """Play a scenario with a clock of its own and print who typed what, who was paged, and what the bot said."""
    raise typer.Exit(run(template, scenario, folder, typer.echo))


def run(template: str, path: Path, folder: Path | None, out: Callable[[str], object]) -> int:
    """The exit code: 0 if everything expected came."""
    try:
        file = scenario_from(path, template)
        configuration = load(
            folder or file.folder or example_folder(), file.scenario.start.replace(tzinfo=UTC), NO_SECRETS
        )
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            out(str(mistake))
        return 1
    try:
        played = played_in(file, configuration)
    except CannotPlay as cannot:
        out(f"{file.path}:{cannot.line or 1}:1 {cannot.what}; change the scenario")
        return 1
    except Standstill as fault:
        out(f"{file.path}:1:1 the clock stands still ({fault}); this is a fault of the program, not of the template")
        return 1
    for text in transcript(played, file, configuration.directory):
        out(text)
    for missed in played.missed:
        out(f"{file.path}:{missed.line}:1 {missed.what}; change the scenario or the template")
    return 1 if played.missed else 0


def example_folder() -> Path:
    """The settings that come with the bot."""
    return Path(config.__path__[0]) / "example"


def played_in(file: ScenarioFile, configuration: Configuration) -> Played:
    """Raises CannotPlay, Standstill."""
    directory = configuration.directory
    live = {name: placed(template, directory.jurisdictions) for name, template in configuration.templates.items()}
    return play(file.scenario, live, directory, hear, Shown(directory, _zone(file, directory)))


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
    last: datetime | None = None
    for line in played.lines:
        if line.at != last:
            yield times.absolute(line.at, zone, line.at, "en") + f" ({times.offset(line.at.astimezone(zone))})"
        last = line.at
        for text in show(line).splitlines():
            yield f"  {text}"


def _zone(file: ScenarioFile, directory: Directory) -> str:
    known = directory.jurisdictions.get(file.scenario.jurisdiction)
    return known.zone if known else directory.default_zone
