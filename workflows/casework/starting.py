"""How a clock begins: when it is due, counted from its anchor, and from when its reminders and chases run."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.language.template import Template, TemplateTask
from workflows.time.calendar import Calendar, CalendarEnds, agency_calendar, calendar_of
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import POLICE_TYPES, Directory, Jurisdiction, Span, SpanUnit
from workflows.values.ids import AgencyId, FieldName, RoleName
from workflows.values.model import Case, ClockKind, FieldValue, Task, TaskStatus, Where

PLAIN = {
    SpanUnit.MINUTES: timedelta(minutes=1),
    SpanUnit.HOURS: timedelta(hours=1),
    SpanUnit.DAYS: timedelta(days=1),
    SpanUnit.WEEKS: timedelta(weeks=1),
    SpanUnit.WORKING_DAYS: timedelta(days=1),
    SpanUnit.WORKING_HOURS: timedelta(hours=1),
}
"""How long a unit is where no calendar is known so far ahead: too early rather than too late."""


def begun(
    task: Task,
    row: TemplateTask,
    anchor: datetime | None,
    fields: Mapping[FieldName, FieldValue],
    calendar: Calendar,
    now: datetime,
    *,
    due: datetime | None = None,
) -> Task:
    """The task open, its clock running from `anchor`; `due` where it is known otherwise, as of a later round.

    Without an anchor it is open and no clock runs: the moment around which it is scheduled is still to be set.
    Reminders are shares of the time from now to due. The row is in its old episode.
    """
    if anchor is None:
        return replace(task, status=TaskStatus.OPEN, started_at=None, due=None, original_due=None)
    end = due or due_of(row, anchor, fields, calendar)
    return replace(
        task,
        status=TaskStatus.OPEN,
        started_at=now,
        first_started_at=task.first_started_at or now,
        due=end,
        original_due=end,
        next_chase=first_chase(task, calendar, now),
    )


def due_of(
    row: TemplateTask, anchor: datetime, fields: Mapping[FieldName, FieldValue], calendar: Calendar
) -> datetime | None:
    """When it is due, or ends: None without a limit, or while the field that holds its end is not set."""
    if row.until is not None:
        value = fields.get(row.until)
        return None if value is None else value.since
    match row.clock:
        case ClockKind.SCHEDULED:
            if row.offset is None:
                return anchor
            return reckoned(calendar, anchor, row.offset.span, back=row.offset.before)
        case ClockKind.PROTECTED:
            span = row.least
        case ClockKind.EXPIRY:
            span = row.lasts
        case _:
            span = row.due
    return None if span is None else reckoned(calendar, anchor, span)


def reckoned(calendar: Calendar, start: datetime, span: Span, *, back: bool = False) -> datetime:
    """`span` after `start`, or before it. In plain time where the holidays are not known so far ahead."""
    try:
        return calendar.before(start, span) if back else calendar.add(start, span)
    except CalendarEnds:
        plain = span.amount * PLAIN[span.unit]
        return start - plain if back else start + plain


def calendar_in(case: Case, moment: Moment) -> Calendar:
    """The calendar of a case's jurisdiction, as the directory of this moment has it."""
    return calendar_for(case, moment.directory)


def calendar_for(case: Case, directory: Directory) -> Calendar:
    """The calendar of a case's jurisdiction; plain days where the live directory no longer has it."""
    known = directory.jurisdictions.get(case.jurisdiction)
    return calendar_of(known or Jurisdiction(id=case.jurisdiction, name="", zone=directory.default_zone))


def calendar_counting(row: TemplateTask, owner: AgencyId, case: Case, moment: Moment) -> Calendar:
    """By which a row counts: the case's, or that of the agency that owns the task where the row says so."""
    agency = moment.directory.agencies.get(owner) if row.by_owner else None
    if (
        agency is None
        or agency.jurisdictions[:1] == ()
        or agency.jurisdictions[0] not in moment.directory.jurisdictions
    ):
        return calendar_in(case, moment)
    return agency_calendar(agency, moment.directory)


def with_task(case: CaseSnapshot, task: Task) -> CaseSnapshot:
    """The case in which `task` stands as it does now."""
    return replace(case, tasks=tuple(task if one.id == task.id else one for one in case.tasks))


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


def first_chase(task: Task, calendar: Calendar, now: datetime) -> datetime | None:
    """When the watcher of a clock that begins at `now` asks for the first time; None where nothing is chased."""
    if task.clock is not ClockKind.WATCH or task.chase_every is None:
        return None
    try:
        return reckoned(calendar, now, parse_span(task.chase_every))
    except BadSpan:
        return None
