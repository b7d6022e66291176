"""What people do with tasks: each move checks who may, follows the table, and says what else becomes of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from workflows.casework import protecting
from workflows.casework.access import require
from workflows.casework.anchoring import facts_of, opens_without_a_time
from workflows.casework.fields import written_by, written_records
from workflows.casework.moving import (
    Asked,
    a_moment,
    after,
    decided,
    elsewhere,
    in_case,
    leads_hear,
    may,
    moment_of,
    needs_reason,
    not_needed,
    people_for,
    said,
    settle,
    settle_back,
    starts,
    tell,
)
from workflows.casework.reading import Said as Counted
from workflows.casework.recurring import come_again
from workflows.casework.snapshots import CaseSnapshot, TaskInCase
from workflows.casework.starting import begun, calendar_counting
from workflows.casework.transitions import CLOSED, Verb, restarted
from workflows.time.spans import parse_span
from workflows.values.directory import Span
from workflows.values.effects import Decision, Record, Reply, ShowBoard
from workflows.values.ids import AgencyId, FieldName, TaskId, TaskNumber, UserId
from workflows.values.model import CaseState, ClockKind, LastMove, Task, TaskStatus, Where
from workflows.values.notices.base import AgencyName, Clock, Moment, PersonName, Refused, Said
from workflows.values.notices.clocks import OnlyLonger
from workflows.values.notices.tasks import (
    AlreadyTheirs,
    CannotBlockItself,
    CaseIsClosed,
    ComesAgain,
    GivenToYou,
    NeedsReason,
    NotAWatch,
    OfferedToYou,
    OnlyLater,
    TakenAlready,
    TakenTooLong,
    TaskAdded,
    TaskBlocked,
    TaskChased,
    TaskDone,
    TaskDropped,
    TaskDue,
    TaskGiven,
    TaskLater,
    TaskReopened,
    TaskTaken,
    TaskUnblocked,
    WaitsForYou,
)
from workflows.values.notices.words import BadTime, NoSuchTask

JUST_NOW = timedelta(minutes=1)
LONGEST_TAKE = timedelta(days=7)
NO_COUNTS: Mapping[FieldName, Counted] = {}
OWN = "own"  # the code of a task that people added


def take(state: TaskInCase, until: datetime, asked: Asked) -> Decision:
    """Hold the ladder until then: somebody says that they see to it. Raises Refused."""
    parts = may(Verb.TAKE, state, asked)
    task, name = state.task, asked.name(state.case, state.task)
    holder, held = task.taken_by, task.taken_until
    if holder is not None and held is not None and holder != asked.by and held > asked.now:
        raise Refused(TakenAlready(PersonName(holder), Clock(held), asked.now - _last_at(task, asked) <= JUST_NOW))
    if until - asked.now > LONGEST_TAKE:
        raise Refused(TakenTooLong(LONGEST_TAKE.days, name.typed))
    new = replace(after(Verb.TAKE, state, asked), taken_by=asked.by, taken_until=until)
    fields = {"until": until.isoformat()}
    return decided(
        state, new, Verb.TAKE, asked, TaskTaken(name, Moment(until)), parts=parts, fields=fields, until=until
    )


def later(state: TaskInCase, to: Span | datetime, reason: str, asked: Asked) -> Decision:
    """Put the due time off. A span counts from the due time, or from now where that is past. Raises Refused."""
    parts = may(Verb.LATER, state, asked)
    task, name = state.task, asked.name(state.case, state.task)
    new = after(Verb.LATER, state, asked)
    at = moment_of(to, max(task.due or asked.now, asked.now), state.case, asked.moment)
    if at <= asked.now or (task.due is not None and at <= task.due):
        raise Refused(OnlyLater(name.typed))
    new = replace(new, due=at, reason=reason or None, started_at=new.started_at or asked.now)
    reply = TaskLater(name, Moment(at), said(reason))
    return decided(state, new, Verb.LATER, asked, reply, parts=parts, fields={"due": at.isoformat(), "reason": reason})


def put_off(state: TaskInCase, to: Span | datetime, asked: Asked, result: str = "later") -> Decision:
    """What the person wants to think about, or a result that is no end: the same task again then. Raises Refused."""
    parts = may(Verb.DONE, state, asked)
    new = after(Verb.LATER, state, asked)
    at = moment_of(to, asked.now, state.case, asked.moment)
    reply = TaskLater(asked.name(state.case, state.task), Moment(at), None)
    if at <= asked.now:
        raise Refused(BadTime("past", Said(f"{at:%Y-%m-%d %H:%M}"), "tomorrow 9:00"))
    new = replace(new, due=at, result=result)
    return decided(state, new, Verb.LATER, asked, reply, parts=parts, fields={"due": at.isoformat(), "result": result})


def due(state: TaskInCase, to: Span | datetime, reason: str, asked: Asked) -> Decision:
    """Set the due time, earlier or later: a lead freely, the owner agency with a reason that the leads hear."""
    parts = may(Verb.DUE, state, asked)
    name = asked.name(state.case, state.task)
    new = after(Verb.DUE, state, asked)
    at = moment_of(to, asked.now, state.case, asked.moment)
    if at <= asked.now:
        raise Refused(BadTime("past", Said(f"{at:%Y-%m-%d %H:%M}"), "tomorrow 9:00"))
    if state.task.clock is ClockKind.PROTECTED and state.task.due is not None and at <= state.task.due:
        raise Refused(OnlyLonger(name, protecting.until(state.task)))
    needs_reason(parts, reason, f"!due {name.typed} fri 16:00 court")
    told = leads_hear(state, Verb.DUE, parts, reason, asked, Moment(at))
    fields = {"due": at.isoformat(), "reason": reason}
    new = replace(new, due=at, reason=reason or None, started_at=new.started_at or asked.now)
    reply = TaskDue(name, Moment(at), bool(told))
    return decided(state, new, Verb.DUE, asked, reply, parts=parts, fields=fields, effects=told)


def done(
    state: TaskInCase,
    result: str | None,
    reference: str | None,
    asked: Asked,
    counts: Mapping[FieldName, Counted] = NO_COUNTS,
) -> Decision:
    """Finish a task, with the counts that it asks for; what waits for it begins. Only its owner agency or a lead may.

    Raises Refused.
    """
    parts = may(Verb.DONE, state, asked)
    task = state.task
    new = replace(
        after(Verb.DONE, state, asked),
        result=result,
        reference=reference or task.reference,
        done_at=asked.now,
        done_by=asked.by,
    )
    written = written_by(state.case, counts, asked) if counts else state.case
    found = settle(state, new, asked, written, why=reference or "")
    settled, again = come_again(found, new, asked.moment, asked.by)
    settled = replace(settled, records=(*written_records(state.case, counts), *settled.records))
    if counts:
        settled = replace(settled, saved=(*settled.saved, settled.case.case))
    reply = TaskDone(
        asked.name(state.case, task),
        AgencyName(task.owner),
        result.replace("_", " ") if result else None,
        said(reference),
        starts(settled, task),
        not_needed(settled.fallen, task),
        asked.undo_until,
        ComesAgain(again.number, Moment(again.due)) if again is not None and again.due is not None else None,
        tuple(f"{name} {one.values[0]}" for name, one in counts.items()),
    )
    fields = {"result": result or "", "reference": reference or ""}
    return decided(state, new, Verb.DONE, asked, reply, parts=parts, fields=fields, settled=settled)


def give(state: TaskInCase, agency: AgencyId, person: UserId | None, asked: Asked) -> Decision:
    """To another agency of the case, which has yet to take it on; or to a person of the same. Raises Refused."""
    parts = may(Verb.GIVE, state, asked)
    case, task = state.case, state.task
    name = asked.name(case, task)
    if agency == task.owner and person is None:
        raise Refused(AlreadyTheirs(name, AgencyName(agency)))
    verb = Verb.HAND if agency == task.owner else Verb.GIVE
    new = after(verb, state, asked)
    in_case(agency, case, task.where)
    if verb is Verb.GIVE:  # the level stays: those who were told that it is late are not told again
        new = replace(new, owner=agency, level=task.level, reminded=task.reminded, last_told=task.last_told)
    there = elsewhere(case, task)
    news = GivenToYou(there, asked.me, a_moment(task.due), there.typed)
    told = tell((person,) if person else people_for(agency, case), news, state, asked)
    reply = TaskGiven(name, AgencyName(agency), PersonName(person) if person else None)
    fields = {"to": agency, "person": person or ""}
    return decided(state, new, verb, asked, reply, parts=parts, fields=fields, effects=told)


def block(state: TaskInCase, by: AgencyId | TaskNumber, asked: Asked) -> Decision:
    """It cannot go on before another agency or task. Its due time stays; the other's people hear of it now and then."""
    parts = may(Verb.BLOCK, state, asked)
    case, task = state.case, state.task
    name, new = asked.name(case, task), after(Verb.BLOCK, state, asked)
    other = _blocking_task(by, state, asked) if isinstance(by, int) else None
    agency = AgencyId(str(by)) if other is None else other.owner
    if other is None and agency == task.owner:
        raise Refused(CannotBlockItself(name))
    in_case(agency, case, task.where)
    depends = task.depends if other is None or other.number in task.depends else (*task.depends, other.number)
    new = replace(new, blocked_by=agency, blocked_since=asked.now, depends=depends)
    there, theirs = elsewhere(case, task), elsewhere(case, other).typed if other is not None else None
    news = WaitsForYou(there, AgencyName(task.owner), a_moment(task.due), there.typed, theirs)
    told = tell(people_for(agency, case) if agency != task.owner else (), news, state, asked)
    number = other.number if other is not None else None
    reply = TaskBlocked(name, AgencyName(agency), number, a_moment(task.due), name.typed)
    fields = {"by": agency, "task": str(number or "")}
    return decided(state, new, Verb.BLOCK, asked, reply, parts=parts, fields=fields, effects=told)


def unblock(state: TaskInCase, asked: Asked) -> Decision:
    """What it waited for is there: its ladder begins anew. Raises Refused."""
    parts = may(Verb.UNBLOCK, state, asked)
    new = after(Verb.UNBLOCK, state, asked)
    reply = TaskUnblocked(asked.name(state.case, state.task), a_moment(new.due))
    return decided(state, new, Verb.UNBLOCK, asked, reply, parts=parts)


def drop(state: TaskInCase, reason: str, asked: Asked) -> Decision:
    """It is not to be done, or an offer is declined. What waited for it waits no longer. Raises Refused."""
    parts = may(Verb.DROP, state, asked)
    name = asked.name(state.case, state.task)
    new = after(Verb.DROP, state, asked)
    if not reason:
        raise Refused(NeedsReason(f"!drop {name.typed} not needed"))
    new = replace(new, reason=reason, result=None, done_at=asked.now, done_by=asked.by)
    settled = settle(state, new, asked, why=reason)
    told = leads_hear(state, Verb.DROP, parts, reason, asked, None)
    reply = TaskDropped(name, Said(reason), bool(told), starts(settled, state.task), asked.undo_until)
    fields = {"reason": reason}
    return decided(state, new, Verb.DROP, asked, reply, parts=parts, fields=fields, effects=told, settled=settled)


def reopen(state: TaskInCase, reason: str, asked: Asked) -> Decision:
    """It is not done after all: the due time it had comes back and its ladder begins anew. Raises Refused."""
    parts = may(Verb.REOPEN, state, asked)
    name = asked.name(state.case, state.task)
    new = after(Verb.REOPEN, state, asked)
    if not reason:
        raise Refused(NeedsReason(f"!reopen {name.typed} not finished"))
    new = _begun_at_last(new, state, asked)
    told = leads_hear(state, Verb.REOPEN, parts, reason, asked, a_moment(new.due))
    reply = TaskReopened(name, a_moment(new.due), bool(told))
    new = replace(new, reason=reason, started_at=new.started_at or asked.now, lifted_at=None, lifted_by=None)
    settled = settle_back(state, new, asked, why=reason)  # its end may call for others this time
    return decided(
        state, new, Verb.REOPEN, asked, reply, parts=parts, fields={"reason": reason}, effects=told, settled=settled
    )


def _begun_at_last(task: Task, state: TaskInCase, asked: Asked) -> Task:
    """A task whose clock never ran begins now that somebody opened it: from its anchor if that is known, else now."""
    case = state.case
    row = case.template.task(task.code)
    if row is None or task.due is not None or task.started_at is not None:
        return task
    facts = facts_of(case)
    anchor = facts.moment(row.anchors, task)
    if anchor is None and opens_without_a_time(row, case.template.fields):
        return task
    calendar = calendar_counting(row, task.owner, case.case, asked.moment)
    return begun(task, row, anchor or asked.now, case.case.fields, calendar, asked.now)


def chase(state: TaskInCase, asked: Asked) -> Decision:
    """The watcher asked the outside authority once more. Raises Refused."""
    parts = may(Verb.CHASE, state, asked)
    task, name = state.task, asked.name(state.case, state.task)
    if task.clock is not ClockKind.WATCH:
        raise Refused(NotAWatch(name))
    new = replace(restarted(after(Verb.CHASE, state, asked), asked.now), chased=task.chased + 1, last=task.last)
    if task.due is not None and task.due <= asked.now:
        new = replace(new, level=1)  # its watcher knows: the next to hear, after a whole interval, is somebody else
    if task.chase_every is not None:
        new = replace(new, next_chase=moment_of(parse_span(task.chase_every), asked.now, state.case, asked.moment))
    reply = TaskChased(name, new.chased, a_moment(new.next_chase))
    return decided(state, new, Verb.CHASE, asked, reply, parts=parts, fields={"count": str(new.chased)})


def add(
    case: CaseSnapshot, title: str, to: Span | datetime | None, owner: AgencyId, where: Where, asked: Asked
) -> Decision:
    """A task of the case's own. For an agency that is not the asker's it is an offer, to be taken or declined.

    Raises Refused; Attempted for a kind that nobody may ask for now.
    """
    require("add", case, asked.by, moment=asked.moment)
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(case.case.ref))
    in_case(owner, case, where)
    kind, title = protecting.meant_kind(title, case)
    guard = protecting.blocked_kind(case, kind, asked.now) if kind is not None else None
    if kind is not None and guard is not None:
        raise protecting.attempted("add", kind, guard, case, asked.by, asked.moment)
    at = moment_of(to, asked.now, case, asked.moment) if to is not None else None
    offered = asked.by not in people_for(owner, case)
    number = TaskNumber(case.case.next_number)
    task = Task(
        id=TaskId(asked.moment.draw.uuid("task")),
        case=case.case.id,
        number=number,
        code=OWN,
        title=title,
        owner=owner,
        role=None,
        kind=kind or OWN,
        clock=ClockKind.DEADLINE,
        where=where,
        status=TaskStatus.OFFERED if offered else TaskStatus.OPEN,
        created_at=asked.now,
        created_by=asked.by,
        started_at=asked.now,
        due=at,
        original_due=at,
        last=LastMove(verb="add", by=asked.by, at=asked.now, status=TaskStatus.DROPPED, owner=owner, due=at),
    )
    state = TaskInCase(case=case, task=task)
    there = elsewhere(case, task)
    news = OfferedToYou(there, asked.me, a_moment(at), there.typed)
    told = tell(people_for(owner, case), news, state, asked) if offered else ()
    name = asked.name(case, task)
    reply = TaskAdded(name, Said(title), AgencyName(owner), a_moment(at), offered, asked.undo_until, name.typed)
    fields = {"title": title, "owner": owner, "due": at.isoformat() if at else ""}
    return Decision(
        save=(replace(case.case, next_number=number + 1), task),
        effects=(*told, ShowBoard(case=case.case.id), Reply(notice=reply)),
        audit=(Record(action="task.add", object=task.id, case=case.case.id, fields=fields),),
    )


def _last_at(task: Task, asked: Asked) -> datetime:
    return task.last.at if task.last is not None and task.last.verb == Verb.TAKE.value else asked.now - 2 * JUST_NOW


def _blocking_task(number: TaskNumber, state: TaskInCase, asked: Asked) -> Task:
    """The open task that another one waits for, in the same room of the case. Raises Refused."""
    other = state.case.find(number)
    if other is not None and other.id == state.task.id:
        raise Refused(CannotBlockItself(asked.name(state.case, state.task)))
    if other is None or other.where is not state.task.where or other.status in CLOSED:
        raise Refused(NoSuchTask(number, None if asked.in_room else state.case.case.ref))
    return other
