"""A case that nobody has opened, played out by the real rules on the supposition that each task is done when it is due.

Matching, opening, starting, events, ladders and the calendar are those of the engine: nothing is reckoned twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflows.casework.anchoring import facts_of, fallen, waits_of
from workflows.casework.expanding import made
from workflows.casework.matching import Wanted
from workflows.casework.resettling import resettle
from workflows.casework.snapshots import CaseSnapshot, Moment, Standing
from workflows.casework.starting import calendar_counting, with_task
from workflows.casework.transitions import CLOSED
from workflows.escalation.levels import ladder_of
from workflows.language.conditions import holds
from workflows.language.placing import placed
from workflows.language.template import FieldKind, Template, TemplateTask
from workflows.review.inviting import invitation, invitations
from workflows.review.marking import marks_of
from workflows.review.opening import opened_by
from workflows.review.planned import (
    CannotPlan,
    Ending,
    Happening,
    Invitation,
    Plan,
    PlannedTask,
    Setting,
    Supposed,
)
from workflows.time.calendar import CalendarEnds, calendar_of
from workflows.time.moved import Moved, explain
from workflows.values.directory import Directory, Span
from workflows.values.ids import Draw, FieldName, RoomId, TaskId
from workflows.values.model import Case, ClockKind, FieldValue, Task, TaskStatus

SEED = b"preview"
SPARE = timedelta(days=7)  # a scheduled moment that nobody gave is so much further away than its earliest task
RUNNING = frozenset({TaskStatus.OFFERED, TaskStatus.OPEN, TaskStatus.TAKEN, TaskStatus.BLOCKED})


def plan(template: Template, directory: Directory, supposed: Supposed) -> Plan:
    """The plan of a case opened at `supposed.start`. Raises CannotPlan, CalendarEnds."""
    if supposed.jurisdiction not in directory.jurisdictions:
        raise CannotPlan("jurisdiction", supposed.jurisdiction)
    if template.abstract:
        raise CannotPlan("abstract")
    return _Play(placed(template, directory.jurisdictions), directory, supposed).whole()


@dataclass(frozen=True, slots=True)
class _Begun:
    """A task as it stood when it began, or when its clock moved; and its case then."""

    task: Task
    at: datetime
    case: CaseSnapshot


class _Play:
    """One plan while it is being made."""

    def __init__(self, template: Template, directory: Directory, supposed: Supposed) -> None:
        self._template, self._directory, self._supposed = template, directory, supposed
        self._rows: Mapping[str, TemplateTask] = {row.id: row for row in template.tasks}
        self._standing = Standing(chats={user: RoomId(f"chat:{user}") for user in directory.people})
        self._begun: dict[TaskId, _Begun] = {}
        self._ended: dict[TaskId, Ending] = {}
        self._invited: list[Invitation] = []
        self._happened: list[Happening] = []

    def whole(self) -> Plan:
        supposed = self._supposed
        start, assumed = supposed.start, tuple(self._assumed())
        opened = opened_by(self._template, supposed, (*assumed, *self._at(start)), self._moment(start))
        self._invited += invitations(opened.found, opened.wanted, self._moment(start))
        given = _recorded(opened.case.case, self._at(start))
        case = self._settle(opened.case, replace(opened.case, case=given), start)
        self._note(case.tasks, case, start)
        case = self._played(case, opened.wanted)
        return Plan(
            template=self._template,
            directory=self._directory,
            jurisdiction=self._directory.jurisdictions[supposed.jurisdiction],
            force=opened.wanted.force,
            priority=opened.wanted.priority,
            start=start,
            opener=opened.wanted.opener,
            lead_agency=case.case.lead_agency,
            invitations=tuple(self._invited),
            unfilled=case.case.unfilled,
            tasks=(*(self._task(task, case) for task in case.tasks), *self._unmade(case)),
            happenings=tuple(self._happened),
            settings=(*assumed, *supposed.settings),
            supposed=tuple(one.field for one in assumed),
        )

    # time passes

    def _played(self, case: CaseSnapshot, wanted: Wanted) -> CaseSnapshot:
        """Until nothing is left of which an end is supposed. Each task ends once, so this ends."""
        last = self._supposed.start
        while (step := self._next(case, last)) is not None:
            at, after = step
            case = self._settle(case, after, at, wanted)
            last = at
        return case

    def _next(self, case: CaseSnapshot, last: datetime) -> tuple[datetime, CaseSnapshot] | None:
        """The next thing that somebody does: a task ends, or fields are recorded."""
        ends = [
            (max(end.at, last), task.number, task, end)
            for task in case.tasks
            if task.status in RUNNING and task.id not in self._ended and (end := self._end_of(task)) is not None
        ]
        coming = sorted({one.at for one in self._supposed.settings if one.at > last})
        if not ends and not coming:
            return None
        if coming and (not ends or coming[0] <= min(ends)[0]):
            return coming[0], replace(case, case=_recorded(case.case, self._at(coming[0])))
        at, _, task, end = min(ends, key=lambda one: one[:2])
        self._ended[task.id] = replace(end, at=at)
        done = replace(task, status=TaskStatus.DONE, result=end.result, done_at=at)
        return at, with_task(case, done)

    def _end_of(self, task: Task) -> Ending | None:
        """When it ends: as was said, else when it is due, with the first result that ends it. None: not supposed."""
        for end in self._supposed.endings:
            if end.code == task.code and end.instance in (None, task.instance):
                return end if end.result else replace(end, result=_first_result(self._rows[task.code]))
        row = self._rows.get(task.code)
        if row is None or task.due is None or task.clock is ClockKind.EXPIRY:
            return None
        return Ending(code=task.code, at=task.due, result=_first_result(row))

    def _settle(
        self, before: CaseSnapshot, case: CaseSnapshot, at: datetime, wanted: Wanted | None = None
    ) -> CaseSnapshot:
        """All that follows, by the rules; what begins and who is asked in is kept for the plan."""
        moment = self._moment(at)
        settled = resettle(case, moment, None, before=before)
        if wanted is not None:
            self._note(settled.begun, settled.case, at)
        for asked in settled.invited:
            if wanted is not None:
                self._invited.append(invitation(asked.role, asked.agency, asked.people, wanted, moment))
        for task in settled.moved:
            self._note((task,), settled.case, at)
        happened = _happening(case.case, settled.case.case, at)
        self._happened += [happened] if happened else []
        return settled.case

    def _note(self, tasks: Iterable[Task], case: CaseSnapshot, at: datetime) -> None:
        for task in tasks:
            if task.status in RUNNING:
                first = self._begun.get(task.id)
                self._begun[task.id] = _Begun(task, first.at if first else at, case)

    def _moment(self, at: datetime) -> Moment:
        return Moment(now=at, draw=Draw(SEED, at), directory=self._directory, standing=self._standing)

    # what is recorded

    def _at(self, at: datetime) -> Iterator[Setting]:
        """What is recorded at that time; at the start also what was recorded before."""
        start = self._supposed.start
        return (one for one in self._supposed.settings if one.at == at or (at == start and one.at < at))

    def _assumed(self) -> Iterator[Setting]:
        """The moments that are asked at opening and that nobody gave: now, or late enough for what comes before."""
        given = {one.field for one in self._supposed.settings}
        for name in self._template.ask:
            if self._template.fields[name].kind is FieldKind.MOMENT and name not in given:
                at = self._supposed.start + self._lead_time(name)
                yield Setting(field=name, since=at, at=self._supposed.start)

    def _lead_time(self, name: FieldName) -> timedelta:
        """How far ahead a moment has to lie, so that what is scheduled before it can still be done."""
        start = self._supposed.start
        calendar = calendar_of(self._directory.jurisdictions[self._supposed.jurisdiction])
        before = [
            row.offset.span
            for row in self._template.tasks
            if row.offset is not None and row.offset.before and name in {anchor.name for anchor in row.anchors}
        ]
        longest = max((calendar.add(start, span) - start for span in before), default=None)
        return timedelta() if longest is None else longest + SPARE

    # what came of it

    def _task(self, task: Task, case: CaseSnapshot) -> PlannedTask:
        row, begun, ended = self._rows[task.code], self._begun.get(task.id), self._ended.get(task.id)
        waits: tuple[str, ...] = ()
        if begun is None or begun.task.due is None:
            left = waits_of(task, case)
            by_number = {one.number: one.code for one in case.tasks}
            waits = tuple(dict.fromkeys((*(by_number[number] for number in left.tasks), *left.fields)))
        said = any(one.code == task.code for one in self._supposed.endings)
        return PlannedTask(
            task=replace(begun.task, owner=task.owner) if begun else task,
            row=row,
            starts=begun.at if begun else None,
            marks=marks_of(begun.task, begun.case, self._moment(begun.at)) if begun else (),
            moved=_moved(begun.task, begun.case, self._moment(begun.at)) if begun else None,
            ends=ended.at if ended else task.done_at if task.status in CLOSED and not fallen(task) else None,
            result=ended.result if ended else None,
            said=said and ended is not None,
            waits=waits,
            needed=not fallen(task),
            office_hours=ladder_of(task, case).working_time,
        )

    def _unmade(self, case: CaseSnapshot) -> Iterator[PlannedTask]:
        """One for each row that is `per` a field which nobody sets in this plan: no task of it could be made."""
        known, fields = facts_of(case).known, case.case.fields
        rows = [(row, row.per) for row in self._template.tasks if row.per is not None and row.per not in fields]
        tasks = made([(row, None) for row, _ in rows], case, self._moment(self._supposed.start))
        for (row, per), task in zip(rows, tasks, strict=True):
            never = row.when is not None and holds(row.when, known) is False
            hours = ladder_of(task, case).working_time
            yield PlannedTask(
                task=task, row=row, starts=None, waits=() if never else (per,), needed=not never, office_hours=hours
            )


def _moved(task: Task, case: CaseSnapshot, moment: Moment) -> Moved | None:
    """What a weekend, a holiday, a cut-off or a change of the clocks did to its due time; None for nothing."""
    row = case.template.task(task.code)
    span = _span(row) if row is not None and row.until is None else None
    anchor = facts_of(case).moment(row.anchors, task) if row is not None else None
    if row is None or span is None or anchor is None or not span.amount:
        return None
    back = row.offset is not None and row.offset.before
    try:
        moved = explain(calendar_counting(row, task.owner, case.case, moment), anchor, span, back=back)
    except CalendarEnds:
        return None
    return moved if moved.at_all else None


def _span(row: TemplateTask) -> Span | None:
    return row.due or row.least or row.lasts or (row.offset.span if row.offset is not None else None)


def _first_result(row: TemplateTask) -> str | None:
    return next((result for result in row.results if result not in row.again), None)


def _recorded(case: Case, settings: Iterable[Setting]) -> Case:
    values = {
        one.field: FieldValue(values=one.values, since=one.since, set_at=one.at, set_by=case.opened_by)
        for one in settings
    }
    return replace(case, fields={**case.fields, **values})


def _happening(before: Case, after: Case, at: datetime) -> Happening | None:
    """What events wrote."""
    fields = {name: value.values for name, value in after.fields.items() if before.fields.get(name) != value}
    stages = {lane: stage for lane, stage in after.stages.items() if before.stages.get(lane) != stage}
    return Happening(at, fields, stages) if fields or stages else None
