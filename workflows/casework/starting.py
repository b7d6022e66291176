"""When a task's clock begins: its anchor is there, all it depends on has ended, and its condition holds."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.transitions import CLOSED, restarted
from workflows.language.conditions import holds, names
from workflows.language.template import OPENED, Template, TemplateTask
from workflows.time.calendar import Calendar, calendar_of
from workflows.time.spans import format as span_text
from workflows.time.spans import parse_span
from workflows.values.directory import POLICE_TYPES
from workflows.values.ids import AgencyId, FieldName, RoleName, TaskId, TaskNumber
from workflows.values.model import Case, ClockKind, Task, TaskStatus, Where

NOT_NEEDED = "not-needed"  # the result of a task whose condition turned out not to hold


def from_template(
    case: Case, template: Template, moment: Moment, owners: Mapping[RoleName, AgencyId]
) -> tuple[Task, ...]:
    """The tasks a new case begins with, numbered from `case.next_number` in the order of the template.

    `owners` says which agency plays each role; `keeper` who answers for a role that nobody fills. Those whose anchor
    or dependency is not there yet are WAITING. Raises CalendarEnds.
    """
    calendar = calendar_of(moment.directory.jurisdictions[case.jurisdiction])
    numbers = {row.id: TaskNumber(case.next_number + place) for place, row in enumerate(template.tasks)}
    kept = {where: keeper(where, case.lead_agency, owners.items(), template, moment) for where in Where}
    return tuple(
        _new(case, row, numbers, owners.get(row.owner, kept[row.where]), calendar, moment) for row in template.tasks
    )


def keeper(
    where: Where,
    lead_agency: AgencyId,
    played: Iterable[tuple[RoleName, AgencyId]],
    template: Template,
    moment: Moment,
) -> AgencyId:
    """Which agency answers for a task whose own agency is not there: the lead agency of the case.

    A task of the support-only room goes to the first who sits there: the lead agency may be police, who could neither
    see the task nor finish it. Where nobody sits there, it is the lead agency's all the same: no deadline is nobody's.
    """
    if where is Where.SUPPORT:
        for name, agency in played:
            role, known = template.roles.get(name), moment.directory.agencies.get(agency)
            if role is not None and role.where is where and known is not None and known.type not in POLICE_TYPES:
                return agency
    return lead_agency


def start_ready(case: CaseSnapshot, moment: Moment) -> tuple[Task, ...]:
    """The waiting tasks that begin now, or are not needed after all, as they stand afterwards. Raises CalendarEnds."""
    calendar = calendar_of(moment.directory.jurisdictions[case.case.jurisdiction])
    changed: dict[TaskNumber, Task] = {}
    while True:  # what is not needed may in turn be what another task waits for
        known = tuple(changed.get(task.number, task) for task in case.tasks)
        found = [after for task in known if (after := _next(task, known, case, calendar, moment.now)) is not task]
        if not found:
            return tuple(changed[number] for number in sorted(changed))
        changed |= {task.number: task for task in found}


def with_task(case: CaseSnapshot, task: Task) -> CaseSnapshot:
    """The case in which `task` stands as it does now."""
    return replace(case, tasks=tuple(task if one.id == task.id else one for one in case.tasks))


def after_done(case: CaseSnapshot, task: Task, moment: Moment) -> tuple[Task, ...]:
    """What begins, is unblocked, or is not needed, now that `task` has ended (as it stands in no snapshot yet)."""
    ended = with_task(case, task)
    freed = tuple(
        restarted(replace(one, status=TaskStatus.OPEN, blocked_by=None, blocked_since=None), moment.now)
        for one in ended.tasks
        if one.status is TaskStatus.BLOCKED and one.blocked_by == task.owner and task.number in one.depends
    )
    return freed + start_ready(ended, moment)


def back_to_waiting(case: CaseSnapshot, ended: Task) -> tuple[Task, ...]:
    """The tasks that began, or fell away, only because `ended` had ended, and that nobody has touched since."""
    return tuple(
        _waiting_again(one, case, ended)
        for one in case.tasks
        if one.last is None
        and ended.done_at is not None
        and (
            (one.started_at == ended.done_at and one.created_at != ended.done_at and one.status is TaskStatus.OPEN)
            or (one.result == NOT_NEEDED and one.done_at == ended.done_at)
        )
    )


def _waiting_again(task: Task, case: CaseSnapshot, ended: Task) -> Task:
    row = case.template.task(task.code)
    due = None if row is not None and ended.code in {anchor.name for anchor in row.anchors} else task.due
    return restarted(
        replace(
            task,
            status=TaskStatus.WAITING,
            due=due,
            original_due=due,
            started_at=None,
            next_chase=None,
            result=None,
            done_at=None,
        ),
        now=ended.done_at or task.created_at,
    )


def _new(
    case: Case,
    row: TemplateTask,
    numbers: Mapping[str, TaskNumber],
    owner: AgencyId,
    calendar: Calendar,
    moment: Moment,
) -> Task:
    anchor = _said(row, case)
    due = calendar.add(anchor, row.due) if anchor is not None and row.due is not None else None
    waits = anchor is None or bool(row.depends) or row.when is not None
    task = Task(
        id=TaskId(moment.draw.uuid(f"task-{row.id}")),
        case=case.id,
        number=numbers[row.id],
        code=row.id,
        title=row.title,
        owner=owner,
        role=row.owner,
        kind=row.kind,
        clock=row.clock,
        where=row.where,
        status=TaskStatus.WAITING if waits else TaskStatus.OPEN,
        created_at=moment.now,
        created_by=case.opened_by,
        due=due,
        original_due=due,
        depends=tuple(numbers[code] for code in _needed(row) if code in numbers),
        basis=row.basis.value,
        source=row.sources[0] if row.sources else None,
        chase_every=span_text(row.chase_every) if row.chase_every else None,
    )
    return task if waits else _started(task, anchor or moment.now, row, calendar, moment.now)


def _needed(row: TemplateTask) -> tuple[str, ...]:
    """The tasks that must have ended: named as dependencies, as the anchor, or in the condition."""
    asked = names(row.when) if row.when is not None else ()
    return tuple(dict.fromkeys((*row.depends, *asked, *(anchor.name for anchor in row.anchors))))


def _said(row: TemplateTask, case: Case) -> datetime | None:
    """When its clock begins, as far as the case itself knows: at opening, or at a time that people said."""
    moments = {anchor.name: case.fields.get(FieldName(anchor.name)) for anchor in row.anchors}
    found = [value.since for value in moments.values() if value is not None]
    return max([*found, *([case.opened_at] if OPENED in row.anchors else [])], default=None)


def _next(task: Task, known: Iterable[Task], case: CaseSnapshot, calendar: Calendar, now: datetime) -> Task:
    """A task as it stands now: the same object where nothing changes for it.

    What was not needed is looked at again: a decision that is opened again may end in another way.
    """
    if task.status is TaskStatus.WAITING:
        return _looked_at(task, known, case, calendar, now)
    if task.status is not TaskStatus.DROPPED or task.result != NOT_NEEDED:
        return task
    waiting = replace(task, status=TaskStatus.WAITING, result=None, done_at=None)
    after = _looked_at(waiting, known, case, calendar, now)
    return task if after.status is TaskStatus.DROPPED else restarted(after, now)


def _looked_at(task: Task, known: Iterable[Task], case: CaseSnapshot, calendar: Calendar, now: datetime) -> Task:
    """A waiting task: begun, not needed, or the same object where it goes on waiting."""
    row = case.template.task(task.code)
    by_code = {one.code: one for one in known if one.code != "own"}
    condition = row.when if row is not None else None
    if condition is not None and holds(condition, lambda name: _result(by_code.get(name))) is False:
        return replace(task, status=TaskStatus.DROPPED, result=NOT_NEEDED, done_at=now)
    by_number = {one.number: one for one in known}
    if any(number in by_number and by_number[number].status not in CLOSED for number in task.depends):
        return task
    if row is None:
        return replace(task, status=TaskStatus.OPEN, started_at=now)
    anchor = _said(row, case.case)
    for one in row.anchors:
        if one.name in by_code:
            anchor = by_code[one.name].done_at
    return task if anchor is None else _started(replace(task, status=TaskStatus.OPEN), anchor, row, calendar, now)


def _result(task: Task | None) -> tuple[str, ...] | None:
    """What a condition knows of a task: nothing before its end."""
    if task is None or task.status not in CLOSED:
        return None
    return () if task.result == NOT_NEEDED else (task.result or task.status.value,)


def _started(task: Task, anchor: datetime, row: TemplateTask, calendar: Calendar, now: datetime) -> Task:
    """The clock of a task runs from its anchor; its reminders are shares of what is left of it."""
    due = calendar.add(anchor, row.due) if row.due is not None else None
    chase = None
    if task.clock is ClockKind.WATCH and task.chase_every is not None:
        chase = calendar.add(now, parse_span(task.chase_every))
    return replace(task, started_at=now, due=due, original_due=due, next_chase=chase)
