"""When each level of a ladder is reached: from due, from the move that began the episode, or from level to level."""

from dataclasses import replace
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.starting import PLAIN
from workflows.escalation.taking import ran_out
from workflows.language.hanging import hanging
from workflows.time.calendar import Calendar, CalendarEnds
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import Ladder, Level, Priority, Span, SpanUnit, TargetKind
from workflows.values.model import ClockKind, Task

AT_ONCE = Span(0, SpanUnit.MINUTES)
SPOC = "spoc"  # the role of a template whose agency keeps the line across the border
LEADING = frozenset({TargetKind.LEAD_AGENCY, TargetKind.TASK_FORCE_LEAD})


def priority_of(task: Task, case: CaseSnapshot) -> Priority:
    """The case's priority, or the task's own where its template gives one and nobody has made the case more urgent."""
    own = hanging(case.template).rows.get(task.code)
    if own is None or own.ladder is None or case.case.priority < case.template.priority:
        return case.case.priority
    return own.ladder


def ladder_of(task: Task, case: CaseSnapshot) -> Ladder:
    """The ladder that this task climbs, with the reminders of its own row.

    An outside decision has one of its own: the watcher at its time, and once an interval has passed without a chase
    the SPOC or the lead: no agency here is to blame. What lapsed is told up to the first level with a lead.
    """
    ladder = case.ladder_for(priority_of(task, case))
    row = hanging(case.template).rows.get(task.code)
    match task.clock:
        case ClockKind.WATCH:
            return replace(ladder, levels=_of_a_watch(task, case), remind_at=(), remind_before=())
        case ClockKind.EXPIRY:
            ladder = replace(ladder, levels=_of_a_lapse(ladder.levels))
        case ClockKind.SCHEDULED:  # set weeks ahead: a share of all that time says nothing
            ladder = replace(ladder, remind_at=())
        case _:
            pass
    if row is not None and row.remind is not None:
        shares = tuple(one.share for one in row.remind if one.share is not None)
        before = tuple(one.before for one in row.remind if one.before is not None)
        return replace(ladder, remind_at=shares, remind_before=before)
    return ladder


def _of_a_watch(task: Task, case: CaseSnapshot) -> tuple[Level, ...]:
    kept = SPOC in case.template.roles and task.role != SPOC  # whoever watches it hears of it first as it is
    above = TargetKind.SPOC if kept else TargetKind.TASK_FORCE_LEAD
    every = interval(task)
    if every is None:
        return (Level(after=AT_ONCE, tell=(TargetKind.OWNER, above)),)
    return Level(after=AT_ONCE, tell=(TargetKind.OWNER,)), Level(after=every, tell=(above,))


def _of_a_lapse(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    found: list[Level] = []
    for level in levels:
        tell = tuple(kind for kind in level.tell if kind is not TargetKind.COMMITTEE)
        if tell:
            found.append(replace(level, tell=tell))
        if LEADING & set(tell):
            break
    return tuple(found) or levels[:1]


def interval(task: Task) -> Span | None:
    """How often the watcher of an outside decision asks again; None for any other task."""
    if task.clock is not ClockKind.WATCH or task.chase_every is None:
        return None
    try:
        return parse_span(task.chase_every)
    except BadSpan:
        return None


def started(task: Task) -> datetime | None:
    """When level 1 falls due: at the due time, or at the move that began the episode if the task was late by then."""
    if task.due is None:
        return None
    began = (
        task.created_at,
        task.started_at,
        task.last.at if task.last else None,
        task.last_told if task.level == 0 else None,
    )
    return max(task.due, *(at for at in began if at is not None))


def level_time(level: int, task: Task, ladder: Ladder, calendar: Calendar) -> datetime | None:
    """When `level` (from 1, above the present one) is reached; None where the ladder does not go so far."""
    begun = started(task)
    if begun is None or not 0 < level <= len(ladder.levels):
        return None
    above = ladder.levels[level - 1].after
    if task.level == 0 or task.last_told is None:
        return aligned(added(begun, above, calendar), ladder, calendar)
    below = ladder.levels[task.level - 1].after
    if below.unit is above.unit:
        gap = Span(max(above.amount - below.amount, 0), above.unit)
    elif below.amount == 0:
        gap = above
    else:
        between = added(begun, above, calendar) - added(begun, below, calendar)
        gap = Span(max(int(between / PLAIN[SpanUnit.MINUTES]), 0), SpanUnit.MINUTES)
    return aligned(added(task.last_told, gap, calendar), ladder, calendar)


def repeats(task: Task, ladder: Ladder) -> bool:
    """The last level was told and is told again and again: after a take that ran out, or because nobody was reached."""
    return task.level > len(ladder.levels)


def after_telling(level: int, task: Task, ladder: Ladder, *, heard: bool) -> int:
    """The level to keep once `level` was told: one beyond the ladder's end where the last one is to be repeated.

    Of an outside decision the last level is told again after each interval; what lapsed is quiet once it was heard.
    """
    last = len(ladder.levels)
    if task.clock is ClockKind.EXPIRY and heard:
        return min(level, last)
    if level > last or (level == last and (ran_out(task) or not heard or interval(task) is not None)):
        return level + 1
    return level


def next_level(task: Task, ladder: Ladder, calendar: Calendar) -> datetime | None:
    """When the ladder goes on by itself; None at its end."""
    if task.due is None:
        return None
    if repeats(task, ladder):
        since, every = task.last_told or task.due, interval(task)
        return aligned(added(since, every, calendar) if every else since + ladder.repeat, ladder, calendar)
    return level_time(task.level + 1, task, ladder, calendar)


def reached(task: Task, ladder: Ladder, calendar: Calendar, now: datetime) -> tuple[int, datetime] | None:
    """The highest level whose time has come, and when it came; None if no level above the present one has."""
    found = None
    for level in range(task.level + 1, len(ladder.levels) + 1):
        at = level_time(level, task, ladder, calendar)
        if at is None or at > now:
            break
        found = (level, at)
    return found


def added(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """`span` after `start`; in plain time where the holidays are not known so far ahead: late is worse than early."""
    try:
        return calendar.add(start, span)
    except CalendarEnds:
        return start + span.amount * PLAIN[span.unit]


def aligned(at: datetime, ladder: Ladder, calendar: Calendar) -> datetime:
    """`at`, or the next opening where this ladder keeps to working hours."""
    if not ladder.working_time:
        return at
    try:
        return calendar.next_working(at)
    except CalendarEnds:
        return at
