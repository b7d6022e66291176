"""A case as a whole: closing and reopening it, how urgent it is, how it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from workflows.casework import telling
from workflows.casework.access import MAY, Part, parts_of, require
from workflows.casework.board import is_late, lanes_at, stage_of, upcoming, words_of
from workflows.casework.creating import CONFIRM_WITHIN
from workflows.casework.liaisons import announced
from workflows.casework.requests import only_a_lead
from workflows.casework.seating import role_words
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.transitions import CLOSED, restarted
from workflows.values.directory import Person, Priority
from workflows.values.effects import Decision, Effect, Record, Reply, Settle, ShowBoard, Tell
from workflows.values.ids import WORDLESS, AgencyId, RoomId
from workflows.values.model import (
    Case,
    CaseState,
    ClockKind,
    Dialogue,
    Room,
    RoomKind,
    RoomState,
    Task,
    TaskStatus,
)
from workflows.values.notices.base import Absolute, AgencyName, Day, Notice, PersonName, Refused
from workflows.values.notices.cases import (
    AlreadyClosed,
    CaseClosed,
    CaseLine,
    CaseList,
    CaseReopened,
    CaseStatus,
    CloseAllTheSame,
    NoCases,
    NotClosed,
    OpenTask,
    PrioritySet,
    SamePriority,
)
from workflows.values.notices.opening import ConfirmPriority
from workflows.values.notices.tasks import CaseIsClosed

CONFIRM_KIND = "confirm"
"""The kind of the dialogue that waits for a typed code."""
CODE_LENGTH = 3
SHOWN = 12


# closing


def ask_to_close(case: CaseSnapshot, asker: Person, room: RoomId, moment: Moment) -> Decision:
    """Close it at once where nothing is open; else name what is open and ask for a typed code. Raises Refused."""
    passed_on = only_a_lead(case, asker, "close", moment)
    if passed_on is not None:
        return passed_on
    if case.case.state is CaseState.CLOSED:
        raise Refused(AlreadyClosed(case.case.ref))
    still_open = _open(case)
    if not still_open:
        return close(case, asker, room, moment)
    code = moment.draw.text("confirm", WORDLESS, CODE_LENGTH)
    data = {"do": "close", "case": case.case.id, "code": code}
    question = CloseAllTheSame(
        ref=case.case.ref,
        count=len(still_open),
        tasks=tuple(OpenTask(int(task.number), AgencyName(task.owner)) for task in still_open[:SHOWN]),
        code=code,
        leave=Day(moment.now + moment.empty_after),
    )
    row = Dialogue(person=asker.user, room=room, kind=CONFIRM_KIND, data=data, asked_at=moment.now)
    return Decision(save=(row,), effects=(Reply(notice=question),))


def close(case: CaseSnapshot, asker: Person, room: RoomId, moment: Moment) -> Decision:
    """Rooms become read-only and are emptied later; nobody is reminded of what is still open. Raises Refused."""
    require("case.close", case, asker.user, moment=moment)
    if case.case.state is CaseState.CLOSED:
        raise Refused(AlreadyClosed(case.case.ref))
    still_open = _open(case)
    leave = moment.now + moment.empty_after
    closed = replace(case.case, state=CaseState.CLOSED, closed_at=moment.now, priority_confirm_by=None)
    notice = CaseClosed(case.case.ref, Day(leave), len(still_open))
    return Decision(
        save=(closed, *(_shut(one, moment) for one in case.rooms if one.state is not RoomState.GONE)),
        effects=(
            *(Settle(task=task.id, case=case.case.id, episode=task.episode) for task in still_open),
            Reply(notice=notice),
            *_everywhere(case, notice, room),
            ShowBoard(case=case.case.id),
        ),
        audit=(
            Record(
                action="case.close", object=case.case.id, case=case.case.id,
                fields={"open": " ".join(str(task.number) for task in still_open)},
            ),
        ),
    )  # fmt: skip


def _shut(room: Room, moment: Moment) -> Room:
    """A room that is still to be made stays wanted: it is shut as soon as it is there."""
    state = RoomState.CLOSED if room.state is RoomState.OPEN else room.state
    return replace(room, state=state, empty_at=moment.now + moment.empty_after)


def reopen(case: CaseSnapshot, asker: Person, room: RoomId, moment: Moment) -> Decision:
    """Rooms and clocks as they were; what is late by now climbs its ladder from the first level. Raises Refused."""
    passed_on = only_a_lead(case, asker, "reopen", moment)
    if passed_on is not None:
        return passed_on
    if case.case.state is not CaseState.CLOSED:
        raise Refused(NotClosed(case.case.ref))
    joint = case.room(RoomKind.JOINT)
    there = joint is not None and joint.matrix_id is not None
    opened = replace(case.case, state=CaseState.OPEN if there else CaseState.OPENING, closed_at=None)
    tasks = tuple(restarted(task, moment.now) for task in _open(case))
    numbers = tuple(int(task.number) for task in tasks)
    late = sum(is_late(task, case, moment.now) for task in tasks)
    notice = CaseReopened(joint.name if joint else case.case.ref, numbers[:SHOWN], late)
    return Decision(
        save=(opened, *(_unshut(one) for one in case.rooms if one.state is not RoomState.GONE), *tasks),
        effects=(Reply(notice=notice), *_everywhere(case, notice, room), ShowBoard(case=case.case.id, anew=True)),
        audit=(Record(action="case.reopen", object=case.case.id, case=case.case.id),),
    )


def _unshut(room: Room) -> Room:
    state = RoomState.OPEN if room.state is RoomState.CLOSED else room.state
    return replace(room, state=state, empty_at=None)


def _open(case: CaseSnapshot) -> tuple[Task, ...]:
    return tuple(task for task in case.tasks if task.status not in CLOSED)


def _everywhere(case: CaseSnapshot, notice: Notice, said_in: RoomId) -> tuple[Effect, ...]:
    """In each room of the case that exists, but for the one where it was asked."""
    return tuple(
        Tell(room=room.id, notice=notice, case=case.case.id)
        for room in case.rooms
        if room.matrix_id is not None and room.id != said_in and room.state is not RoomState.GONE
    )


# how urgent


def set_priority(
    case: CaseSnapshot, priority: Priority, asker: Person, room: RoomId, moment: Moment, *, why: str = ""
) -> Decision:
    """A lead sets any; anybody of the case sets P1, which a lead confirms within the hour. Raises Refused."""
    before = case.case
    if before.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(before.ref))
    lead = Part.LEAD in require("case.status", case, asker.user, moment=moment)
    confirms = lead and before.priority_confirm_by is not None and priority is Priority.P1
    if priority is before.priority and not confirms:
        raise Refused(SamePriority(before.ref, priority.value))
    if not lead and priority is not Priority.P1:
        passed_on = only_a_lead(case, asker, "priority", moment, words=priority.value)
        if passed_on is not None:
            return passed_on
    confirm_by = None if lead else moment.now + CONFIRM_WITHIN
    after = replace(before, priority=priority, priority_confirm_by=confirm_by)
    notice = PrioritySet(
        ref=before.ref,
        priority=priority.value,
        was=before.priority.value,
        by=PersonName(asker.user),
        confirm=Absolute(confirm_by) if confirm_by else None,
        confirmed=confirms,
    )
    return Decision(
        save=(after,),
        effects=(
            Reply(notice=notice),
            *announced(case, notice, room),
            *_to_confirm(after, asker, moment),
            ShowBoard(case=before.id),
        ),
        audit=(
            Record(
                action="case.priority", object=before.id, case=before.id,
                fields={
                    "from": before.priority.value, "to": priority.value, "confirmed": "yes" if lead else "no",
                    "why": why,
                },
            ),
        ),
    )  # fmt: skip


def _to_confirm(case: Case, asker: Person, moment: Moment) -> tuple[Effect, ...]:
    if case.priority_confirm_by is None:
        return ()
    notice = ConfirmPriority(case.ref, PersonName(asker.user), Absolute(case.priority_confirm_by))
    key = f"confirm:{case.id}:{moment.now.isoformat()}"
    return telling.leads(case.task_force, notice, moment, key=key, case=case.id, ref=case.ref)


# how it stands


def status(case: CaseSnapshot, asker: Person, moment: Moment) -> Decision:
    """One case in a few lines. Raises Refused."""
    require("case.status", case, asker.user, moment=moment)
    one = case.case
    needed = (task for task in case.tasks if task.status is not TaskStatus.DROPPED)
    counted = [task for task in needed if task.clock is not ClockKind.PROTECTED]
    return _said(
        CaseStatus(
            name=f"{one.codeword} · {one.ref}",
            state=one.state.value,
            priority=one.priority.value,
            stage=words_of(stage_of(one)),
            lanes=lanes_at(case),
            lead=AgencyName(one.lead_agency),
            done=sum(task.status is TaskStatus.DONE for task in counted),
            all=len(counted),
            late=late_in(case, moment),
            since=Absolute(one.opened_at),
            next=next_due(case, moment),
            absent=tuple(map(AgencyName, absent_agencies(case))),
            unfilled=tuple(map(role_words, one.unfilled)),
            confirm=Absolute(one.priority_confirm_by) if one.priority_confirm_by else None,
            closed=Absolute(one.closed_at) if one.closed_at else None,
        )
    )


def list_cases(cases: Sequence[CaseSnapshot], asker: Person, moment: Moment, *, closed: bool = False) -> Decision:
    """The asker's cases, the most urgent first; the closed ones instead where they are asked for.

    Who was only paged about a task of a case is not of it.
    """
    cases = [case for case in cases if MAY["case.list"] & parts_of(asker.user, moment.directory, case=case)]
    shown = [case for case in cases if (case.case.state is CaseState.CLOSED) == closed]
    hidden = 0 if closed else len(cases) - len(shown)
    if not shown:
        return _said(NoCases(hidden))
    never = moment.now + timedelta(days=36_500)

    def order(case: CaseSnapshot) -> tuple[object, ...]:
        coming = next_due(case, moment)
        return (case.case.priority.value, -late_in(case, moment), coming.at if coming else never, case.case.ref)

    lines = tuple(_line(case, moment) for case in sorted(shown, key=order)[:SHOWN])
    return _said(CaseList(lines, max(len(shown) - SHOWN, 0), hidden))


def late_in(case: CaseSnapshot, moment: Moment) -> int:
    """How many tasks the agencies of the case are late with; the same number as on its board."""
    return sum(is_late(task, case, moment.now) for task in case.tasks)


def next_due(case: CaseSnapshot, moment: Moment) -> Absolute | None:
    timed = (task for task in case.tasks if task.clock is not ClockKind.PROTECTED)
    coming = upcoming(timed, case, moment.now)
    return Absolute(coming) if coming is not None and case.case.state is not CaseState.CLOSED else None


def absent_agencies(case: CaseSnapshot) -> tuple[AgencyId, ...]:
    """Agencies with a seat of whom nobody has joined the joint room yet."""
    joint = case.room(RoomKind.JOINT)
    there = case.joined(joint.id) if joint else frozenset()
    by_agency: dict[AgencyId, bool] = {}
    for seat in case.live_seats:
        by_agency[seat.agency] = by_agency.get(seat.agency, False) or seat.user in there
    return tuple(agency for agency, joined in by_agency.items() if not joined)


def _line(case: CaseSnapshot, moment: Moment) -> CaseLine:
    one = case.case
    return CaseLine(
        name=f"{one.codeword} · {one.ref}",
        priority=one.priority.value,
        state=one.state.value,
        late=late_in(case, moment),
        open=len(_open(case)),
        next=next_due(case, moment),
    )


def _said(notice: Notice) -> Decision:
    return Decision(effects=(Reply(notice=notice),))
