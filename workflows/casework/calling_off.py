"""A joint operation is called off: everything scheduled ends, every room hears it, support teams stand by."""

from collections.abc import Iterable
from dataclasses import replace

from workflows.casework.access import Part, parts_of
from workflows.casework.holding import CALLED_OFF, RELEASED, T0
from workflows.casework.operations import WHY_OFF, everywhere, in_operation
from workflows.casework.resettling import resettle
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.transitions import CLOSED
from workflows.values.directory import Directory, Person
from workflows.values.effects import Decision, Record, Reply, Settle, ShowBoard
from workflows.values.ids import AgencyId, RoleName, RoomId
from workflows.values.model import Case, ClockKind, FieldValue, Task, TaskStatus
from workflows.values.notices.base import Notice, PersonName, Refused
from workflows.values.notices.operations import (
    NotCalledOff,
    OnlyOperationLeads,
    OperationCalledOff,
    OperationReleased,
    WasCalledOff,
    WhyCode,
)

OP_LEAD = RoleName("op_lead")
OFF_CODES = ("safety", "support_not_ready", "legal_base", "conflict", "information", "other")
"""Why an operation is called off, where its template brings no codes of its own."""
SUPPORT_TYPES = frozenset(
    {"ngo", "social_services", "child_services", "health", "legal_aid", "guardian", "private_partner", "education"}
)
"""Agencies whose teams stand by after an operation was called off, until a lead releases them."""


def call_off(case: CaseSnapshot, asker: Person, room: RoomId, code: str | None, words: str, moment: Moment) -> Decision:
    """Everything still scheduled ends, every room hears it at once; support teams stand by. Raises Refused."""
    in_operation(case, asker, "operation.abort", moment)
    one = case.case
    if not _leads_it(case, asker, moment):
        raise Refused(OnlyOperationLeads())
    if one.operation in (CALLED_OFF, RELEASED):
        raise Refused(WasCalledOff(one.ref))
    field = case.template.fields.get(WHY_OFF)
    codes = field.values if field is not None and field.values else OFF_CODES
    if code not in codes:
        raise Refused(WhyCode(codes, f"!operation abort because {codes[0]}"))
    told = FieldValue(values=(code,), since=moment.now, set_at=moment.now, set_by=asker.user)
    fields = {**one.fields, WHY_OFF: told} if field is not None else one.fields
    mine = [task for task in case.tasks if _is_scheduled(task, case)]
    ends = tuple(task for task in mine if not _stands_by(task, moment.directory))
    over = _ended(ends, CALLED_OFF, asker, moment)
    row = replace(one, operation=CALLED_OFF, fields=fields)
    notice = OperationCalledOff(
        ref=one.ref,
        reason=code.replace("_", " "),
        by=PersonName(asker.user),
        ended=len(ends),
        standby=len(mine) - len(ends),
    )
    record = Record(
        action="operation.abort", object=one.id, case=one.id,
        fields={"reason": code, **({"words": words} if words else {}), "ended": _numbers(ends)},
    )  # fmt: skip
    return _settled(case, row, over, notice, record, asker, room, moment)


def release(case: CaseSnapshot, asker: Person, room: RoomId, moment: Moment) -> Decision:
    """Support teams need not stand by any longer: what they were to do ends. Raises Refused."""
    in_operation(case, asker, "operation.release", moment)
    if case.case.operation != CALLED_OFF:
        raise Refused(NotCalledOff(case.case.ref))
    ends = tuple(task for task in case.tasks if _is_scheduled(task, case))
    over = _ended(ends, RELEASED, asker, moment)
    notice = OperationReleased(case.case.ref, len(ends))
    row = replace(case.case, operation=RELEASED)
    record = Record(
        action="operation.release", object=row.id, case=row.id, fields={"ended": _numbers(ends)} if ends else {}
    )
    return _settled(case, row, over, notice, record, asker, room, moment)


def _settled(
    case: CaseSnapshot,
    row: Case,
    over: tuple[Task, ...],
    notice: Notice,
    record: Record,
    asker: Person,
    room: RoomId,
    moment: Moment,
) -> Decision:
    """The case with these rows in it, what follows from them, and the line in each of its rooms."""
    ended = {task.id: task for task in over}
    changed = replace(case, case=row, tasks=tuple(ended.get(task.id, task) for task in case.tasks))
    rest = resettle(changed, moment, asker.user, before=case)
    pages = tuple(Settle(task=task.id, case=row.id, episode=task.episode) for task in over)
    traces = tuple(
        Record(action="task.becomes-dropped", object=task.id, case=row.id, fields={"why": task.result or ""})
        for task in over
    )
    return Decision(
        save=(row, *over, *rest.saved),
        effects=(
            Reply(notice=notice),
            *everywhere(case, notice, room, wakes=True),
            *pages,
            *rest.effects,
            ShowBoard(case=row.id),
        ),
        audit=(record, *traces, *rest.records),
    )


def _ended(tasks: Iterable[Task], result: str, asker: Person, moment: Moment) -> tuple[Task, ...]:
    return tuple(
        replace(
            task, status=TaskStatus.DROPPED, result=result, done_at=moment.now, done_by=asker.user,
            taken_by=None, taken_until=None, blocked_by=None, blocked_since=None,
        )
        for task in tasks
    )  # fmt: skip


def _is_scheduled(task: Task, case: CaseSnapshot) -> bool:
    """Whether it has a place around T-0 and has not ended."""
    row = case.template.task(task.code)
    around = row is not None and any(anchor.name == T0 for anchor in row.anchors)
    return around and task.clock is ClockKind.SCHEDULED and task.status not in CLOSED


def _stands_by(task: Task, directory: Directory) -> bool:
    owner = directory.agencies.get(task.owner)
    return owner is not None and owner.type in SUPPORT_TYPES


def _numbers(tasks: Iterable[Task]) -> str:
    return " ".join(str(task.number) for task in tasks)


def _leads_it(case: CaseSnapshot, asker: Person, moment: Moment) -> bool:
    """A lead of the task force, or somebody of an agency that leads the operation in a country."""
    if Part.LEAD in parts_of(asker.user, moment.directory, case=case):
        return True
    leading: set[AgencyId] = {task.owner for task in case.tasks if task.role == OP_LEAD}
    theirs = moment.directory.agencies_of(asker.user)
    return any(
        seat.user == asker.user and seat.agency in theirs and (seat.role == OP_LEAD or seat.agency in leading)
        for seat in case.live_seats
    )
