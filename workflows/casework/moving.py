"""What all moves of a task have in common: who may, the row afterwards, the record, the board, who hears of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflows.casework.access import EVERYONE_IN_IT, Part, parts_of, require
from workflows.casework.anchoring import waits_of
from workflows.casework.events import taken_back, without
from workflows.casework.holding import held
from workflows.casework.keeping import kept
from workflows.casework.protecting import heed
from workflows.casework.resettling import resettle
from workflows.casework.settled import Resettled
from workflows.casework.snapshots import CaseSnapshot, TaskInCase
from workflows.casework.snapshots import Moment as At
from workflows.casework.starting import calendar_for, with_task
from workflows.casework.telling import leads, leads_room
from workflows.casework.transitions import CLOSED, Verb, moved, why_not
from workflows.time.calendar import CalendarEnds
from workflows.values.directory import Span
from workflows.values.effects import Decision, Effect, Record, Reply, Settle, ShowBoard, TellPerson
from workflows.values.ids import AgencyId, Handle, UserId
from workflows.values.model import Case, CaseState, RoomKind, Task, Where
from workflows.values.notices.base import AgencyName, Clock, Moment, Notice, PersonName, Refused, Said
from workflows.values.notices.tasks import (
    CaseIsClosed,
    LeadsHear,
    NeedsReason,
    NotInThisCase,
    PageOutcome,
    StillWaits,
    TaskName,
    TaskStarts,
)
from workflows.values.notices.words import BadTime

UNDO_WITHIN = timedelta(minutes=2)
GO_ON = frozenset({Verb.HAND})  # moves that neither end nor pause a ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a move, when, and where."""

    by: UserId
    moment: At
    in_room: bool  # in the room of the case, where its reference needs no repeating
    handle: Handle | None = None  # by which the task was named

    @property
    def now(self) -> datetime:
        return self.moment.now

    @property
    def me(self) -> PersonName:
        return PersonName(self.by)

    @property
    def undo_until(self) -> Clock:
        return Clock(self.now + UNDO_WITHIN)

    def name(self, case: CaseSnapshot, task: Task) -> TaskName:
        """The task as it is named where the answer is read."""
        if self.in_room:
            return TaskName(task.number, None, str(task.number))
        handle = case.handle(task.id)
        known = self.handle or (handle.number if handle and self.by in handle.shown_to else None)
        return TaskName(task.number, case.case.ref, str(known) if known else f"{case.case.ref}/{task.number}")


def may(verb: Verb, state: TaskInCase, asked: Asked) -> frozenset[Part]:
    """The parts in which the asker may do this now. Raises Refused: not theirs, the case is closed, or it is done;
    Attempted where a period forbids to ask for it.

    What is over is said to everybody who may see it, before anybody is told that it is not theirs.
    """
    seen = parts_of(asked.by, asked.moment.directory, case=state.case, task=state.task) & (
        EVERYONE_IN_IT | {Part.PAGED}
    )
    if seen and state.task.status in CLOSED and verb is not Verb.REOPEN:
        raise Refused(why_not(state.task, verb, state.case, asked.name(state.case, state.task)))
    parts = require(verb.value, state.case, asked.by, state.task, moment=asked.moment)
    if state.case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(state.case.case.ref))
    heed(verb, state.task, state.case, asked.by, asked.moment, asked.name(state.case, state.task))
    return parts


def after(verb: Verb, state: TaskInCase, asked: Asked) -> Task:
    """The task after a legal move. Raises Refused."""
    try:
        return moved(state.task, verb, state.case, asked.by, asked.now, asked.name(state.case, state.task))
    except Refused as no:
        if isinstance(no.notice, StillWaits):
            raise Refused(_still_waits(no.notice, state, asked)) from None
        raise


def _still_waits(notice: StillWaits, state: TaskInCase, asked: Asked) -> StillWaits:
    """With the fields that it waits for, and how the first of them is set."""
    case, waits = state.case, waits_of(state.task, state.case)
    known = case.template.fields
    about = "!set" if asked.in_room else f"!set {case.case.ref}"
    return replace(
        notice,
        waits_for=tuple(map(int, waits.tasks)),
        fields=tuple(known[name].label for name in waits.fields),
        form=f"{about} {waits.fields[0]}" if waits.fields else None,
    )


def decided(
    state: TaskInCase,
    task: Task,
    verb: Verb,
    asked: Asked,
    reply: Notice,
    *,
    parts: frozenset[Part] = frozenset(),
    fields: Mapping[str, str] | None = None,
    effects: tuple[Effect, ...] = (),
    settled: Resettled | None = None,
    until: datetime | None = None,
) -> Decision:
    """One move and all that follows: rows, the end of the old ladder, the board, the answer, the record."""
    before, case = state.task, state.case.case
    ended: tuple[Effect, ...] = ()
    if verb not in GO_ON:
        outcome = outcome_of(state, verb.value, asked, until)
        ended = (Settle(task=before.id, case=case.id, episode=before.episode, outcome=outcome),)
    as_what = {"as": ",".join(sorted(part.value for part in parts))} if parts else {}
    record = Record(
        action=f"task.{verb.value}",
        object=before.id,
        case=case.id,
        fields={**as_what, **{name: value for name, value in (fields or {}).items() if value}},
    )
    rest = settled or Resettled(state.case)
    return Decision(
        save=(task, *rest.saved),
        effects=(*ended, *effects, *rest.effects, ShowBoard(case=case.id), Reply(notice=reply)),
        audit=(record, *rest.records),
    )


def settle(
    state: TaskInCase, task: Task, asked: Asked, written: CaseSnapshot | None = None, *, why: str = ""
) -> Resettled:
    """What follows from this task being as it is now, in the case with what was written into its fields beside.

    `why` is the asker's reason, for a period that would end early because of it. Raises Refused.
    """
    found = resettle(with_task(written or state.case, task), asked.moment, asked.by, before=state.case)
    result = f" {task.result}" if task.result else ""
    form = f"!done {asked.name(state.case, task).typed}{result} ref 2026/1187"
    return kept(state.case, found, asked.by, asked.moment, why=why, form=form)


def settle_back(state: TaskInCase, task: Task, asked: Asked, *, why: str = "") -> Resettled:
    """What follows from this task not having ended after all: what events wrote because of its end is taken back."""
    case = with_task(state.case, task)
    names = taken_back(state.case, (state.task,), (), state.task.done_at)
    if not names:
        return kept(
            state.case, resettle(case, asked.moment, asked.by, before=state.case), asked.by, asked.moment, why=why
        )
    row = replace(case.case, fields=without(case.case.fields, names))
    rest = resettle(replace(case, case=row), asked.moment, asked.by, before=state.case)
    rest = kept(state.case, rest, asked.by, asked.moment, why=why)
    saved = rest.saved if any(isinstance(one, Case) for one in rest.saved) else (row, *rest.saved)
    records = tuple(
        Record(action="case.unset", object=row.id, case=row.id, fields={"field": name, "by": "event"}) for name in names
    )
    return replace(rest, saved=saved, records=(*records, *rest.records))


def outcome_of(state: TaskInCase, move: str, asked: Asked, until: datetime | None = None) -> PageOutcome:
    """What copies of a page say from now on; of a support-only task no more than its number."""
    by = asked.me if state.task.where is Where.JOINT else None
    return PageOutcome(state.case.case.ref, state.task.number, move, by, Clock(until) if until else None)


def starts(settled: Resettled, beside: Task) -> tuple[TaskStarts, ...]:
    """What begins now, for the answer: a task of the support-only room is shown only beside another one of it."""
    seen = (one for one in settled.begun if one.where is Where.JOINT or beside.where is Where.SUPPORT)
    return tuple(start_of(one, settled.case) for one in seen)


def start_of(task: Task, case: CaseSnapshot) -> TaskStarts:
    """That its clock begins, in words that push nobody to ask for what may not be asked for now."""
    at_once = is_at_once(task, case)
    return TaskStarts(
        task.number, AgencyName(task.owner), a_moment(task.due), task.clock.value, held(task, case), at_once
    )


def is_at_once(task: Task, case: CaseSnapshot) -> bool:
    """Whether its row says that it is due as soon as it begins: then it is called so, and not late."""
    row = case.template.task(task.code)
    return row is not None and row.due is not None and row.due.amount == 0


def not_needed(following: Iterable[Task], beside: Task) -> tuple[int, ...]:
    """The numbers of what falls away now, as far as they may be named beside the task that ended."""
    return tuple(one.number for one in following if one.where is Where.JOINT or beside.where is Where.SUPPORT)


def moment_of(to: Span | datetime, start: datetime, case: CaseSnapshot, moment: At) -> datetime:
    """`to` as a moment: a span counts from `start` in the calendar of the case. Raises Refused."""
    if isinstance(to, datetime):
        return to
    try:
        return calendar_for(case.case, moment.directory).add(start, to)
    except CalendarEnds as ends:
        raise Refused(BadTime("calendar-ends", Said(f"{to.amount}{to.unit}"), f"{ends.until:%Y-%m-%d}")) from None


def in_case(agency: AgencyId, case: CaseSnapshot, where: Where) -> None:
    """Raises Refused unless somebody sits for `agency` in the case, and in its support-only room where that counts."""
    users = set(people_for(agency, case))
    if where is Where.SUPPORT:
        room = case.room(RoomKind.SUPPORT)
        users &= {member.user for member in case.members if room and member.room == room.id and member.wanted}
    if not users:
        raise Refused(NotInThisCase(AgencyName(agency), agency))


def people_for(agency: AgencyId, case: CaseSnapshot) -> tuple[UserId, ...]:
    """Who sits for an agency in the case."""
    return tuple(dict.fromkeys(seat.user for seat in case.live_seats if seat.agency == agency))


def elsewhere(case: CaseSnapshot, task: Task) -> TaskName:
    """A task as it is named in somebody's direct chat."""
    return TaskName(task.number, case.case.ref, f"{case.case.ref}/{task.number}")


def tell(users: Sequence[UserId], notice: Notice, state: TaskInCase, asked: Asked) -> tuple[Effect, ...]:
    """A line to each of them but the asker."""
    return tuple(TellPerson(user=user, notice=notice, case=state.case.case.id) for user in users if user != asked.by)


def leads_hear(
    state: TaskInCase, verb: Verb, parts: frozenset[Part], reason: str, asked: Asked, due: Moment | None
) -> tuple[Effect, ...]:
    """The leads are told what an owner agency did in their place; nothing where a lead did it.

    Of a support-only task they hear no more than its number.
    """
    if Part.LEAD in parts:
        return ()
    case = state.case.case
    name, open_to_all = elsewhere(state.case, state.task), state.task.where is Where.JOINT
    notice = LeadsHear(name, verb.value, asked.me if open_to_all else None, Said(reason) if open_to_all else None, due)
    key = f"{verb.value}:{state.task.id}:{state.task.episode}"
    return leads_room(case.task_force, notice, asked.moment, key=key, case=case.id) or leads(
        case.task_force, notice, asked.moment, key=key, case=case.id, but=asked.by
    )


def needs_reason(parts: frozenset[Part], reason: str, example: str) -> None:
    """Raises Refused where an owner agency gives no reason for what a lead usually does."""
    if not reason and Part.LEAD not in parts:
        raise Refused(NeedsReason(example))


def a_moment(at: datetime | None) -> Moment | None:
    return Moment(at) if at is not None else None


def said(text: str | None) -> Said | None:
    return Said(text) if text else None
