"""A case by another version of its workflow: what stays, what is withdrawn, what is new, and all that follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from workflows.casework.anchoring import Facts, fallen
from workflows.casework.expanding import made, owner_of, wanted_by
from workflows.casework.protecting import released
from workflows.casework.resettling import resettle
from workflows.casework.settled import compared
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import with_task
from workflows.casework.transitions import CLOSED, NOT_NEEDED, RUNNING, WITHDRAWN, Verb
from workflows.language.hanging import hanging
from workflows.language.template import FieldKind, RoleAsked, Template, TemplateTask
from workflows.time.spans import format as span_text
from workflows.values.effects import Effect, Record, Saved
from workflows.values.ids import FieldName, RoleName, StageName, UserId
from workflows.values.model import (
    Case,
    FieldValue,
    Lane,
    LastMove,
    Task,
    TaskStatus,
)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The case by the new version, what is to be saved, said and recorded for it, and what became of its tasks."""

    case: CaseSnapshot
    saved: tuple[Saved, ...]
    effects: tuple[Effect, ...]
    records: tuple[Record, ...]
    new: tuple[Task, ...]
    withdrawn: tuple[Task, ...]
    again: tuple[str, ...]  # labels of fields whose value is gone
    alone: tuple[RoleName, ...]  # roles that nobody here plays


def upgraded(case: CaseSnapshot, after: Template, moment: Moment, by: UserId) -> Upgraded:
    """The case by `after`, with all that follows from it."""
    fields = {name: value for name, value in case.case.fields.items() if _fits(name, value, case.template, after)}
    alone = tuple(_alone(case, after))
    draft = replace(case, template=after, case=_carried(case, after, fields, alone))
    wanted = wanted_by(after.tasks, draft.case, after)
    rows = {row.id: row for row in after.tasks}
    kept = tuple(
        _withdrawn(task, moment)
        if task.code not in rows and _is_of(case.template, task)
        else _by_its_row(task, rows.get(task.code), draft, moment)
        for task in case.tasks
    )
    there = {(task.code, task.instance) for task in case.tasks}
    new = made([one for one in wanted if (one[0].id, one[1]) not in there], draft, moment)
    draft = _connected(replace(draft, tasks=(*kept, *new)), rows)
    draft = replace(draft, case=replace(draft.case, next_number=case.case.next_number + len(new)))
    free = released(case, draft, moment.now)
    for task in free:
        draft = with_task(draft, task)
    then = resettle(draft, moment, by)
    back = {task.number for task in then.waiting}
    if back:
        draft = replace(draft, tasks=tuple(_held(task, by) if task.number in back else task for task in draft.tasks))
        then = resettle(draft, moment, by)
    first = compared(case, draft)
    numbers = {task.number for task in new}
    return Upgraded(
        case=then.case,
        saved=(*first.saved, *then.saved),
        effects=(*first.effects, *then.effects),
        records=(*first.records, *then.records),
        new=tuple(task for task in then.case.tasks if task.number in numbers and not fallen(task)),
        withdrawn=tuple(
            task
            for old, task in zip(case.tasks, then.case.tasks, strict=False)
            if task.status in CLOSED and old.status not in CLOSED
        ),
        again=tuple(
            after.fields[name].label for name in case.case.fields if name not in fields and name in after.fields
        ),
        alone=alone,
    )


# the case


def _carried(
    case: CaseSnapshot, after: Template, fields: Mapping[FieldName, FieldValue], alone: tuple[RoleName, ...]
) -> Case:
    unfilled = (role for role in case.case.unfilled if role.partition(" ")[0] in after.roles)
    return replace(
        case.case,
        template_hash=after.hash,
        fields=fields,
        stages={lane: _stage(lane, case, order) for lane, order in after.stages.items()},
        holding=case.case.holding & frozenset(hanging(after).keys),
        unfilled=tuple(dict.fromkeys((*unfilled, *alone))),
    )


def _stage(lane: Lane, case: CaseSnapshot, order: tuple[StageName, ...]) -> StageName:
    """Where it stands; where that is gone, the last stage before it that is there, else the first."""
    at, before = case.case.stages.get(lane), case.template.stages.get(lane, ())
    passed = before[: before.index(at) + 1] if at in before else ()
    return next((stage for stage in reversed(passed) if stage in order), order[0])


def _fits(name: FieldName, value: FieldValue, before: Template, after: Template) -> bool:
    """Whether what is known of a field can be said in the new version as well."""
    old, new = before.fields.get(name), after.fields.get(name)
    if new is None or old is None or new.kind is not old.kind:
        return False
    if new.kind is FieldKind.COUNT:
        return all(new.least <= int(one) <= new.most for one in value.values)
    return not new.values or set(value.values) <= set(new.values)


def _alone(case: CaseSnapshot, after: Template) -> Iterable[RoleName]:
    """Roles that the new version brings, and that nobody plays in this case. Who is needed later is asked then."""
    played = {seat.role for seat in case.live_seats}
    return (
        name
        for name, role in after.roles.items()
        if name not in case.template.roles and name not in played and not role.optional
        if role.asked is RoleAsked.OPENING and role.per is None
    )


# its tasks


def _is_of(before: Template, task: Task) -> bool:
    """Whether the old version asks for it still. What people added belongs to no version."""
    return before.task(task.code) is not None and task.status not in CLOSED


def _withdrawn(task: Task, moment: Moment) -> Task:
    why = NOT_NEEDED if task.status is TaskStatus.WAITING else WITHDRAWN
    return replace(
        task, status=TaskStatus.DROPPED, result=why, done_at=moment.now, done_by=None,
        taken_by=None, taken_until=None, blocked_by=None, blocked_since=None,
    )  # fmt: skip


def _held(task: Task, by: UserId) -> Task:
    """A clock that runs goes on, though by the new row it would not have begun: somebody has decided so."""
    at = task.started_at or task.created_at
    last = LastMove(verb=Verb.START, by=by, at=at, status=task.status, owner=task.owner, due=task.due, started_at=at)
    return replace(task, last=last)


def _by_its_row(task: Task, row: TemplateTask | None, draft: CaseSnapshot, moment: Moment) -> Task:
    """What has begun is told in the new words; what has not, or has no time yet, is as the new row says."""
    if row is None or not _is_made_by(row, task) or (task.status in CLOSED and not fallen(task)):
        return task
    told = replace(
        task,
        title=row.title if task.instance is None else f"{row.title} ({task.instance})",
        kind=row.kind,
        basis=row.basis.value,
        source=row.sources[0] if row.sources else None,
    )
    if task.status not in RUNNING or (task.due is None and task.next_chase is None):
        told = replace(
            told,
            status=TaskStatus.WAITING if task.status in RUNNING else task.status,
            taken_by=None,
            taken_until=None,
            blocked_by=None,
            blocked_since=None,
            owner=task.owner if task.last is not None else owner_of(row, task.instance, draft, moment),
            role=row.owner,
            clock=row.clock,
            where=row.where,
            chase_every=span_text(row.chase_every) if row.chase_every else None,
        )
    return task if told == task else told


def _is_made_by(row: TemplateTask, task: Task) -> bool:
    """Whether the row makes such a task: one for each value, or one alone."""
    return (row.per is None) is (task.instance is None)


def _connected(draft: CaseSnapshot, rows: Mapping[str, TemplateTask]) -> CaseSnapshot:
    """Each task that has not begun knows on which numbers it depends."""
    facts = Facts(draft.case, draft.template, draft.tasks)
    tasks = []
    for task in draft.tasks:
        row = rows.get(task.code)
        if row is not None and _is_made_by(row, task) and (task.status is TaskStatus.WAITING or fallen(task)):
            numbers = tuple(dict.fromkeys(one.number for code in row.depends for one in facts.of(code, task)))
            tasks.append(task if numbers == task.depends else replace(task, depends=numbers))
        else:
            tasks.append(task)
    return replace(draft, tasks=tuple(tasks))
