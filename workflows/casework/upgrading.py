"""A running case takes up the live version of its workflow: it is shown first, and done when a lead types a code.

What is done stays done, and clocks that run keep their times. Tasks that the new version does not have are withdrawn,
new ones get the next numbers, and everything that has not begun is as the new version says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from workflows.casework.access import require
from workflows.casework.anchoring import Facts, fallen
from workflows.casework.cases import CODE_LENGTH, CONFIRM_KIND
from workflows.casework.expanding import made, owner_of, wanted_by
from workflows.casework.protecting import forbids, released, runs
from workflows.casework.requests import only_a_lead
from workflows.casework.resettling import resettle
from workflows.casework.seating import role_words
from workflows.casework.settled import compared
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import with_task
from workflows.casework.transitions import CLOSED, NOT_NEEDED, RUNNING, WITHDRAWN, Verb
from workflows.language.hanging import hanging
from workflows.language.template import FieldKind, RoleAsked, Template, TemplateTask
from workflows.time.spans import format as span_text
from workflows.values.directory import Person
from workflows.values.effects import Decision, Effect, Record, Reply, Saved, ShowBoard, Tell
from workflows.values.ids import WORDLESS, FieldName, RoleName, RoomId, StageName, TemplateId, UserId
from workflows.values.model import (
    Case,
    CaseState,
    Dialogue,
    FieldValue,
    Lane,
    LastMove,
    Room,
    RoomKind,
    RoomState,
    Task,
    TaskStatus,
    Where,
)
from workflows.values.notices.base import Day, Notice, Refused
from workflows.values.notices.tasks import CaseIsClosed
from workflows.values.notices.upgrades import (
    CaseUpgraded,
    NeedsAnotherRoom,
    NothingToUpgradeTo,
    PeriodWouldEnd,
    UpgradeShown,
    UpToDate,
)

VERB = "upgrade-workflow"
UPGRADE = "upgrade"
"""What a code is shown for, in the data of its dialogue."""
SHOWN = 12  # differences in one message

Differences = Callable[[Template | None, Template], tuple[Notice, ...]]
Live = Mapping[TemplateId, Template]


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


def ask_to_upgrade(
    case: CaseSnapshot,
    live: Live,
    asker: Person,
    room: RoomId,
    differences: Differences,
    moment: Moment,
    *,
    looked: bool = False,
) -> Decision:
    """Show what the live version changes, with the code that does it. Raises Refused."""
    passed_on = only_a_lead(case, asker, VERB, moment)
    if passed_on is not None:
        return passed_on
    after = live_for(case, live)
    done = upgraded(case, after, moment, asker.user)
    found = differences(case.template, after)
    sees = _told_in(room, case)
    code = moment.draw.text("confirm", WORDLESS, CODE_LENGTH)
    notice = UpgradeShown(
        ref=case.case.ref,
        template=after.id,
        was=case.template.version,
        now=after.version,
        changes=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
        new=_numbers(done.new, sees),
        withdrawn=_numbers(done.withdrawn, sees),
        late=_numbers((task for task in done.new if _is_over(task, moment)), sees),
        again=done.again,
        alone=tuple(map(role_words, done.alone)),
        code=code,
        looked=looked,
    )
    data = {"do": UPGRADE, "case": case.case.id, "code": code, "hash": after.hash}
    row = Dialogue(person=asker.user, room=room, kind=CONFIRM_KIND, data=data, asked_at=moment.now)
    return Decision(save=(row,), effects=(Reply(notice=notice),))


def upgrade(
    case: CaseSnapshot,
    live: Live,
    confirmed: Dialogue,
    asker: Person,
    differences: Differences,
    moment: Moment,
) -> Decision:
    """Do what was shown; where another version went live meanwhile, show that instead. Raises Refused."""
    require(f"case.{VERB}", case, asker.user, moment=moment)
    after, room = live_for(case, live), confirmed.room
    if confirmed.data.get("hash") != after.hash:
        return ask_to_upgrade(case, live, asker, room, differences, moment, looked=True)
    done = upgraded(case, after, moment, asker.user)
    record = Record(
        action="case.upgrade", object=case.case.id, case=case.case.id,
        fields={
            "from": case.case.template_hash, "to": after.hash,
            "new": " ".join(str(task.number) for task in done.new),
            "withdrawn": " ".join(str(task.number) for task in done.withdrawn),
        },
    )  # fmt: skip
    elsewhere = (
        Tell(room=one.id, notice=_said(done, one.id, after), case=case.case.id)
        for one in case.rooms
        if one.matrix_id is not None and one.id != room and one.state is not RoomState.GONE
    )
    return Decision(
        save=done.saved,
        effects=(Reply(notice=_said(done, room, after)), *elsewhere, *done.effects, ShowBoard(case=case.case.id)),
        audit=(record, *done.records),
    )


def live_for(case: CaseSnapshot, live: Live) -> Template:
    """The version that this case can take up. Raises Refused."""
    ref, after = case.case.ref, live.get(case.case.template)
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(ref))
    if after is None:
        raise Refused(NothingToUpgradeTo(ref, case.case.template))
    if after.hash in (case.case.template_hash, case.template.hash):
        raise Refused(UpToDate(ref, after.id, after.version))
    if after.has_support_room and case.room(RoomKind.SUPPORT) is None:
        raise Refused(NeedsAnotherRoom(ref, after.id))
    for task in filter(runs, case.tasks):
        row = after.task(task.code)
        if row is None or row.clock is not task.clock or set(forbids(task, case)) - set(row.blocks):
            raise Refused(PeriodWouldEnd(ref, int(task.number), Day(task.due) if task.due else None))
    return after


def upgraded(case: CaseSnapshot, after: Template, moment: Moment, by: UserId) -> Upgraded:
    """The case by `after`, with all that follows from it."""
    fields = {name: value for name, value in case.case.fields.items() if _fits(name, value, case.template, after)}
    alone = tuple(_alone(case, after))
    draft = replace(case, template=after, case=_carried(case, after, fields, alone))
    wanted = wanted_by(after.tasks, draft.case, after)
    rows = {row.id: row for row in after.tasks}
    gone = {task.number for task in case.tasks if _goes(task, case.template, rows)}
    kept = tuple(
        _withdrawn(task, by, moment, again=task.code in rows)
        if task.number in gone
        else _by_its_row(task, rows.get(task.code), draft, moment)
        for task in case.tasks
    )
    there = {(task.code, task.instance) for task in case.tasks if task.number not in gone}
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


def _goes(task: Task, before: Template, rows: Mapping[str, TemplateTask]) -> bool:
    """Whether the new version does not have it, or has one for each value in place of one. What people added stays."""
    if before.task(task.code) is None or (task.status in CLOSED and not fallen(task)):
        return False
    row = rows.get(task.code)
    if row is None:
        return task.status not in CLOSED
    return (row.per is None) is not (task.instance is None)


def _withdrawn(task: Task, by: UserId, moment: Moment, *, again: bool) -> Task:
    """Ended without being done. Where other tasks stand in its place (`again`), it never comes back by itself."""
    why = None if again else NOT_NEEDED if task.status is TaskStatus.WAITING else WITHDRAWN
    return replace(
        task, status=TaskStatus.DROPPED, result=why, done_at=moment.now, done_by=by if again else None,
        taken_by=None, taken_until=None, blocked_by=None, blocked_since=None,
    )  # fmt: skip


def _held(task: Task, by: UserId) -> Task:
    """A clock that runs goes on, though by the new row it would not have begun: somebody has decided so."""
    at = task.started_at or task.created_at
    last = LastMove(verb=Verb.START, by=by, at=at, status=task.status, owner=task.owner, due=task.due, started_at=at)
    return replace(task, last=last)


def _by_its_row(task: Task, row: TemplateTask | None, draft: CaseSnapshot, moment: Moment) -> Task:
    """What has begun is told in the new words; what has not, or has no time yet, is as the new row says."""
    if row is None or (task.status in CLOSED and not fallen(task)):
        return task
    told = replace(
        task,
        title=row.title if task.instance is None else f"{row.title} ({task.instance})",
        kind=row.kind,
        basis=row.basis.value,
        source=row.sources[0] if row.sources else None,
    )
    if task.status not in RUNNING or task.started_at is None:
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


def _connected(draft: CaseSnapshot, rows: Mapping[str, TemplateTask]) -> CaseSnapshot:
    """Each task that has not begun knows on which numbers it depends."""
    facts = Facts(draft.case, draft.template, draft.tasks)
    tasks = []
    for task in draft.tasks:
        row = rows.get(task.code)
        if row is not None and (task.status is TaskStatus.WAITING or fallen(task)):
            numbers = tuple(dict.fromkeys(one.number for code in row.depends for one in facts.of(code, task)))
            tasks.append(task if numbers == task.depends else replace(task, depends=numbers))
        else:
            tasks.append(task)
    return replace(draft, tasks=tuple(tasks))


# words


def _is_over(task: Task, moment: Moment) -> bool:
    return task.status in RUNNING and task.due is not None and task.due <= moment.now


def _told_in(room: RoomId, case: CaseSnapshot) -> frozenset[Where]:
    """Of which tasks may be spoken there: a room of the case knows its own alone."""
    found = next((one for one in case.rooms if one.id == room), None)
    return frozenset(Where) if found is None else frozenset({_side(found)})


def _side(room: Room) -> Where:
    return Where.SUPPORT if room.kind is RoomKind.SUPPORT else Where.JOINT


def _numbers(tasks: Iterable[Task], sees: frozenset[Where]) -> tuple[int, ...]:
    return tuple(int(task.number) for task in tasks if task.where in sees)


def _said(done: Upgraded, room: RoomId, after: Template) -> CaseUpgraded:
    sees = _told_in(room, done.case)
    return CaseUpgraded(
        done.case.case.ref, after.id, after.version, _numbers(done.new, sees), _numbers(done.withdrawn, sees)
    )
