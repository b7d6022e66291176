"""Who is told when, by priority: the defaults, and what the settings say instead. Every deployment reviews its own."""

from datetime import timedelta
from itertools import pairwise

from config.located import Document
from config.mistakes import Mistake
from config.shapes import LadderShape
from config.shaping import Placed, each
from workflows.time.spans import LONGEST
from workflows.values.directory import Ladder, Ladders, Level, Priority, Span, SpanUnit, TargetKind

MINUTES, HOURS, WORKING_DAYS = SpanUnit.MINUTES, SpanUnit.HOURS, SpanUnit.WORKING_DAYS
WORKING = {SpanUnit.WORKING_DAYS, SpanUnit.WORKING_HOURS}
LENGTHS = {
    SpanUnit.MINUTES: timedelta(minutes=1),
    SpanUnit.HOURS: timedelta(hours=1),
    SpanUnit.DAYS: timedelta(days=1),
    SpanUnit.WEEKS: timedelta(weeks=1),
    SpanUnit.WORKING_HOURS: timedelta(hours=1),
    SpanUnit.WORKING_DAYS: timedelta(days=1),
}  # to put levels in order, and for `repeat`


def _level(amount: int, unit: SpanUnit, *tell: TargetKind) -> Level:
    return Level(after=Span(amount, unit), tell=tell)


OWNER, DEPUTY, LEAD_AGENCY = TargetKind.OWNER, TargetKind.DEPUTY, TargetKind.LEAD_AGENCY
TASK_FORCE_LEAD, COMMITTEE = TargetKind.TASK_FORCE_LEAD, TargetKind.COMMITTEE

DEFAULTS: Ladders = {
    Priority.P1: Ladder(
        levels=(
            _level(0, HOURS, OWNER, DEPUTY),
            _level(15, MINUTES, LEAD_AGENCY, TASK_FORCE_LEAD),
            _level(30, MINUTES, COMMITTEE),
        ),
        remind_at=(50,),
        remind_before=(Span(15, MINUTES),),
        repeat=timedelta(minutes=15),
    ),
    Priority.P2: Ladder(
        levels=(_level(0, HOURS, OWNER, DEPUTY), _level(2, HOURS, TASK_FORCE_LEAD), _level(8, HOURS, COMMITTEE)),
        remind_at=(75,),
    ),
    Priority.P3: Ladder(
        levels=(
            _level(0, HOURS, OWNER),
            _level(1, WORKING_DAYS, LEAD_AGENCY, TASK_FORCE_LEAD),
            _level(3, WORKING_DAYS, COMMITTEE),
        ),
        remind_before=(Span(1, WORKING_DAYS),),
        working_time=True,
    ),
    Priority.P4: Ladder(
        levels=(_level(0, HOURS, OWNER), _level(5, WORKING_DAYS, TASK_FORCE_LEAD)),
        working_time=True,
    ),
}


def ladders_of(document: Document, found: list[Mistake]) -> Ladders:
    """The ladders of directory.yaml, defaults where it names none; mistakes added to `found`."""
    return {**DEFAULTS, **named_ladders(document, found)}


def named_ladders(document: Document, found: list[Mistake]) -> dict[Priority, Ladder]:
    """The ladders that a file names under `ladders`; mistakes added to `found`."""
    ladders: dict[Priority, Ladder] = {}
    named = document.at(("ladders",))
    for key in named if isinstance(named, dict) else ():
        if key not in set(Priority):
            form = "known: " + ", ".join(Priority)
            found.append(document.mistake(("ladders", key), f"there is no priority `{key}`", form, key=True))
    for part in each(document, ("ladders",), LadderShape, found):
        name = part.loc[-1]
        if name in set(Priority):
            ladders[Priority(name)] = _ladder(part, found)
        if name == Priority.P1 and part.shape.working_time:
            what = "a ladder for immediate danger sleeps at night"
            form = "leave `working_time` out: P1 counts by day and night"
            found.append(part.mistake(what, form, "working_time"))
    return ladders


def _ladder(part: Placed[LadderShape], found: list[Mistake]) -> Ladder:
    shape = part.shape
    lengths = [level.after.amount * LENGTHS[level.after.unit] for level in shape.levels]
    for number, (before, after) in enumerate(pairwise(lengths), 1):
        if after <= before:
            what = "this level comes no later than the one before it"
            found.append(part.mistake(what, "write levels in their order, later and later", "levels", number, "after"))
    for number, level in enumerate(shape.levels):
        if level.after.unit in WORKING and not shape.working_time and level.after.amount:
            what = "this level counts working time, the ladder does not"
            found.append(part.mistake(what, "add `working_time: true` or write `24h`", "levels", number, "after"))
    for number, share in enumerate(shape.remind_at):
        if not 0 < share < 100:
            form = "write per cent of the time from start to due, as `[50, 75]`"
            found.append(part.mistake(f"`{share}` per cent is not within the time", form, "remind_at", number))
    repeat = shape.repeat.amount * LENGTHS[shape.repeat.unit] if shape.repeat else timedelta(hours=1)
    return Ladder(
        levels=tuple(Level(after=level.after, tell=tuple(level.tell)) for level in shape.levels),
        remind_at=tuple(shape.remind_at),
        remind_before=tuple(shape.remind_before),
        working_time=shape.working_time,
        repeat=min(repeat, LONGEST),
    )
