"""A scenario: at which time who types what, and what has to come of it. Played through the real rules."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from workflows.casework.board import compose
from workflows.casework.draft import places
from workflows.escalation.ladders import calendar_for
from workflows.language.template import Template
from workflows.review.rehearsing import Hear, Rehearsal
from workflows.review.transcript import Line, LineKind
from workflows.time.calendar import Calendar, calendar_of
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import Directory, Priority, Span
from workflows.values.ids import FieldName, JurisdictionId, TemplateId, UserId
from workflows.values.model import RoomKind, Task, TaskStatus, Where
from workflows.values.notices.base import Notice

ENDED = frozenset({TaskStatus.DONE, TaskStatus.DROPPED})
LEAD = "lead"
NINE = time(9)
_TASK = re.compile(r"([A-Z][A-Z0-9]*[0-9X][a-z]?)(?::([A-Za-z0-9-]+))?")
_SPACES = re.compile(r"\s+")


class CannotPlay(ValueError):
    """The scenario does not go with the template or the directory. `line` of its file, if one is at fault."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.line = what, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something at one time, counted from the start. `line`: where it stands in its file."""

    at: Span
    line: int
    by: str | None = None  # an agency, a role, an agency type, `lead`, or a person's Matrix id
    types: str | None = None
    expect: tuple[str, ...] = ()  # each has to stand in one of the lines since the last step that did something
    never: tuple[str, ...] = ()  # none of them may
    board: RoomKind | None = None  # say what the board of that room shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`start` is local time of the jurisdiction; a date alone is nine in the morning.

    `sets`: fields and what is known of them when the case opens.
    """

    template: TemplateId
    jurisdiction: JurisdictionId
    start: date | datetime
    by: str | None = None  # who opens; None: the first who may
    priority: Priority | None = None
    sets: Mapping[FieldName, str] = field(default_factory=dict)  # a moment: `+21d`, or as it is typed
    absent: tuple[str, ...] = ()  # who does not come into the rooms
    steps: tuple[Step, ...] = ()
    until: Span | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Something expected that did not come, or the other way round."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Played:
    lines: tuple[Line, ...]
    missed: tuple[Missed, ...]


def play(
    scenario: Scenario, templates: Mapping[TemplateId, Template], directory: Directory, hear: Hear,
    show: Callable[[Line], str],
) -> Played:  # fmt: skip
    """The whole scenario. `show` puts a line into the words that are expected. Raises CannotPlay, Standstill."""
    return _Play(scenario, templates, directory, hear, show).whole()


def started(start: date | datetime, zone: tzinfo) -> datetime:
    """The instant at which a scenario begins."""
    local = start.replace(tzinfo=zone) if isinstance(start, datetime) else datetime.combine(start, NINE, tzinfo=zone)
    return local.astimezone(UTC)


class _Play:
    def __init__(
        self, scenario: Scenario, templates: Mapping[TemplateId, Template], directory: Directory, hear: Hear,
        show: Callable[[Line], str],
    ) -> None:  # fmt: skip
        if scenario.template not in templates:
            raise CannotPlay(f"there is no template `{scenario.template}`")
        if scenario.jurisdiction not in directory.jurisdictions:
            raise CannotPlay(f"there is no jurisdiction `{scenario.jurisdiction}` in the directory")
        self._scenario, self._show = scenario, show
        self._template = templates[scenario.template]
        self._zone = ZoneInfo(directory.jurisdictions[scenario.jurisdiction].zone)
        self._start = started(scenario.start, self._zone)
        self._case = Rehearsal(directory=directory, templates=templates, now=self._start, hear=hear)
        self._now = self._start  # of the step
        self._missed: list[Missed] = []
        self._since = 0  # lines before are no news any more

    def whole(self) -> Played:
        self._case.absent = frozenset(self._user(who, None) for who in self._scenario.absent)
        self._open()
        for step in self._scenario.steps:
            self._play(step)
        if self._scenario.until is not None:
            self._case.passes(self._after(self._scenario.until))
        return Played(tuple(self._case.lines), tuple(self._missed))

    # the opening

    def _open(self) -> None:
        user = self._opener()
        words = ["case open", self._template.id, self._scenario.jurisdiction]
        self._say(user, " ".join([*words, (self._scenario.priority or self._template.priority).value]))
        asked: list[str] = []
        while self._case.case is None:
            dialogue = next(iter(self._case.dialogues.values()), None)
            step = dialogue.data.get("asked", "") if dialogue else ""
            if dialogue is None or step in asked:
                raise CannotPlay(f"the case does not open: {self._show(self._case.lines[-1])}")
            asked.append(step)
            self._say(user, self._answer(step))
        for name, value in self._scenario.sets.items():
            if name not in self._case.case.case.fields:
                self._say(user, f"set {name} {self._typed(name, value)}")

    def _answer(self, step: str) -> str:
        """The answer to one question of the opening."""
        if step == "preview":
            return "go"
        name = self._template.asked_moment if step == "anchor" else FieldName(step)
        if name is None or name not in self._template.fields:
            return "1"
        if name not in self._scenario.sets:
            raise CannotPlay(f"`{name}` is asked at opening and does not stand in `set`")
        return self._typed(name, self._scenario.sets[name])

    def _typed(self, name: FieldName, value: str) -> str:
        """A value as people type it: `+21d` becomes a local time."""
        sign, rest = value[:1], value[1:]
        if sign not in ("+", "-"):
            return value
        try:
            span = parse_span(rest)
        except BadSpan:
            raise CannotPlay(f"`{name}: {value}` is no time") from None
        at = self._after(span) if sign == "+" else self._calendar().before(self._start, span)
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _opener(self) -> UserId:
        directory, template = self._case.directory, self._template
        if self._scenario.by is not None:
            return self._user(self._scenario.by, None)
        role = next((role for role in template.roles.values() if role.opener), None)
        for types in (role.types if role else (), None):
            for user, person in directory.people.items():
                found = places(template, person, self._case.moment())
                here = [place for place in found if place.jurisdiction == self._scenario.jurisdiction]
                if any(types is None or directory.agencies[place.agency].type in types for place in here
                       if place.agency in directory.agencies):  # fmt: skip
                    return user
        raise CannotPlay(f"nobody may open `{template.id}` in {self._scenario.jurisdiction}")

    # one step

    def _play(self, step: Step) -> None:
        at = self._after(step.at)
        if at < self._now:
            raise CannotPlay("a step lies before the one above it", step.line)
        if at > self._now or step.types is not None:
            self._since = len(self._case.lines)
        self._now = at
        self._case.passes(at)
        if step.types is not None:
            self._say(self._user(step.by or LEAD, step.line), step.types, step.line)
        if step.board is not None:
            self._board(step.board)
        news = [_flat(self._show(line)) for line in self._case.lines[self._since :]]
        for text in step.expect:
            if not any(_holds(text, line) for line in news):
                self._missed.append(Missed(step.line, f"did not come: {text}"))
        for text in step.never:
            if any(_holds(text, line) for line in news):
                self._missed.append(Missed(step.line, f"came: {text}"))

    def _board(self, kind: RoomKind) -> None:
        case = self._case.snapshot()
        if case is not None:
            shown: Notice = compose(case, kind, self._case.moment())
            self._case.lines.append(Line(at=self._case.now, kind=LineKind.ROOM, room=kind, notice=shown))

    def _say(self, user: UserId, text: str, line: int | None = None) -> None:
        """In the room of the task that is named, or of the case, if they sit there; else in their direct chat."""
        task = self._first_task(text)
        kind = RoomKind.SUPPORT if task is not None and task.where is Where.SUPPORT else RoomKind.JOINT
        room = self._case.place_of(user, kind)
        ref = "" if room is not None or self._case.case is None else f"{self._case.case.case.ref}/"
        words = [self._number(word, ref, line) for word in text.split()]
        self._case.says(user, " ".join(words), room)

    def _first_task(self, text: str) -> Task | None:
        return next((task for word in text.split() if (task := self._task(word)) is not None), None)

    def _number(self, word: str, ref: str, line: int | None) -> str:
        """`N4` is the number of that task, `J2:DE` of the one for Germany."""
        task = self._task(word)
        if task is not None:
            return f"{ref}{task.number}"
        match = _TASK.fullmatch(word)
        if match is not None and self._template.task(match[1]) is not None:
            raise CannotPlay(f"the case has no task {word} now", line)
        return word

    def _task(self, word: str) -> Task | None:
        match, case = _TASK.fullmatch(word), self._case.case
        if match is None or case is None:
            return None
        found = [t for t in case.tasks if t.code == match[1] and match[2] in (None, t.instance)]
        return next((task for task in found if task.status not in ENDED), found[-1] if found else None)

    # who, and when

    def _user(self, who: str, line: int | None) -> UserId:
        """Raises CannotPlay where it is nobody."""
        directory, case = self._case.directory, self._case.case
        if who.startswith("@") and UserId(who) in directory.people:
            return UserId(who)
        if who == LEAD:
            for id, force in directory.task_forces.items():
                if (id == case.case.task_force) if case else (self._template.id in force.templates):
                    return force.leads[0]
        for seat in case.live_seats if case else ():
            kind = directory.agencies[seat.agency].type if seat.agency in directory.agencies else ""
            if who in (seat.agency, seat.role, kind):
                return seat.user
        for user, person in directory.people.items():
            for place in person.seats:
                agency = directory.agencies.get(place.agency)
                if agency is not None and who in (agency.id, agency.type):
                    return user
        raise CannotPlay(f"`{who}` is nobody of the directory", line)

    def _after(self, span: Span) -> datetime:
        return self._calendar().add(self._start, span) if span.amount else self._start

    def _calendar(self) -> Calendar:
        if self._case.case is not None:
            return calendar_for(self._case.case.case, self._case.directory)
        return calendar_of(self._case.directory.jurisdictions[self._scenario.jurisdiction])


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text)


def _holds(text: str, line: str) -> bool:
    """Whether the words stand in the line, in their order; ` * ` stands for anything between."""
    at = 0
    for part in _flat(text).split(" * "):
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
