"""The board of a case, as it stands at one moment: what is late first, then what comes next, who is not here yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from workflows.casework.gates import board_line
from workflows.casework.holding import held, held_by
from workflows.casework.protecting import forbids, until
from workflows.casework.protecting import runs as protects
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.transitions import CLOSED
from workflows.time.calendar import calendar_of
from workflows.values.ids import UserId
from workflows.values.model import Case, CaseState, ClockKind, Lane, Member, Presence, RoomKind, Task, TaskStatus, Where
from workflows.values.notices.base import Absolute, AgencyName, Notice, PersonName, Said
from workflows.values.notices.board import Board, BoardTask, NotHereYet
from workflows.values.notices.clocks import PeriodEnded, PeriodRuns

TASKS_SHOWN = 11  # with the lines above and below, fifteen
OVER_SHOWN = timedelta(days=7)  # so long after its end a period is still named
OWED = frozenset({ClockKind.DEADLINE, ClockKind.SCHEDULED})


def stage_of(case: Case) -> str:
    """The stage of the support lane, which stands first; `intake` where the template names none."""
    return case.stages.get(Lane.SUPPORT) or next(iter(case.stages.values()), "intake")


def compose(case: CaseSnapshot, kind: RoomKind, moment: Moment) -> Notice:
    """What the board of this room says now. The joint board counts the support-only tasks and shows none of them."""
    tasks = [task for task in case.tasks if task.clock is not ClockKind.PROTECTED]  # a period is nobody's task
    shown = [task for task in in_order(tasks, case, moment.now) if task.where.value == kind.value]
    counted = [task for task in tasks if kind is RoomKind.JOINT or task.where is Where.SUPPORT]
    needed = [task for task in counted if task.status is not TaskStatus.DROPPED]
    open_now = [task for task in needed if task.status not in CLOSED]
    closed = case.case.state is CaseState.CLOSED
    next_due = None if closed else upcoming(open_now, case, moment.now)
    clocks = () if closed else above(case, moment)
    lines = TASKS_SHOWN - len(clocks)
    room = case.room(kind)
    return Board(
        late=sum(is_late(task, case, moment.now) for task in open_now),
        next=Absolute(next_due) if next_due else None,
        name=room.name if room else f"{case.case.codeword} · {case.case.ref}",
        priority=case.case.priority.value,
        at=Absolute(moment.now),
        zone=_offset(case, moment),
        stage=stage_of(case.case),
        lead=AgencyName(case.case.lead_agency),
        tasks=tuple(line(task, case, moment.now) for task in shown[:lines]),
        more=max(len(shown) - lines, 0),
        elsewhere=sum(task.where is Where.SUPPORT for task in open_now) if kind is RoomKind.JOINT else 0,
        done=sum(task.status is TaskStatus.DONE for task in needed),
        of=len(needed),
        missing=_missing(case, kind, moment),
        unfilled=tuple(role.replace("_", " ") for role in case.case.unfilled) if kind is RoomKind.JOINT else (),
        closed=closed,
        clocks=clocks,
    )


def above(case: CaseSnapshot, moment: Moment) -> tuple[Notice, ...]:
    """The lines above the tasks: an operation's T-0, and the periods that protect the person."""
    operation = board_line(case, moment)
    return (*((operation,) if operation is not None else ()), *_periods(case, moment.now))


def _periods(case: CaseSnapshot, now: datetime) -> Iterator[PeriodRuns | PeriodEnded]:
    """Each period that runs, with what nobody may ask for; for some days those that are over."""
    for task in case.tasks:
        kinds = tuple(kind.replace("_", " ") for kind in forbids(task, case))
        ended = task.done_at if task.clock is ClockKind.PROTECTED and task.status is TaskStatus.DONE else None
        if protects(task) and kinds:
            yield PeriodRuns(number=task.number, until=until(task), kinds=kinds[:-1], last=kinds[-1])
        elif ended is not None and now - ended < OVER_SHOWN:
            yield PeriodEnded(number=task.number, since=Absolute(ended), lifted=task.lifted_at is not None)


def in_order(tasks: Iterable[Task], case: CaseSnapshot, now: datetime) -> list[Task]:
    """Those not ended: the late ones first, each group by due time, what waits or has no due time last."""
    latest = now + timedelta(days=36_500)
    return sorted(
        (task for task in tasks if task.status not in CLOSED),
        key=lambda task: (not is_late(task, case, now), not runs(task), task.due or latest, task.number),
    )


def upcoming(tasks: Iterable[Task], case: CaseSnapshot, now: datetime) -> datetime | None:
    """When the next of them falls due."""
    ahead = (task for task in tasks if runs(task) and not held(task, case))
    return min((task.due for task in ahead if task.due is not None and task.due > now), default=None)


def runs(task: Task) -> bool:
    """Whether its clock has begun and it has not ended."""
    return task.status not in CLOSED and task.status is not TaskStatus.WAITING


def is_past(task: Task, case: CaseSnapshot, now: datetime) -> bool:
    """Whether its time has come: late, not decided outside by then, or lapsed. Never what stands still."""
    timed = task.clock is not ClockKind.PROTECTED and task.due is not None and task.due <= now
    return timed and runs(task) and not held(task, case)


def is_late(task: Task, case: CaseSnapshot, now: datetime) -> bool:
    """Late by an agency of the case: an outside authority's time is never counted against them, nor what lapsed."""
    return task.clock in OWED and is_past(task, case, now)


def line(task: Task, case: CaseSnapshot, now: datetime) -> BoardTask:
    """One task on a board or in a list: absolute times only, for what is said may stay."""
    waits = tuple(
        number for number in task.depends if (other := case.find(number)) is not None and other.status not in CLOSED
    )
    blocked, still = task.status is TaskStatus.BLOCKED, held_by(task, case)
    return BoardTask(
        number=task.number,
        title=Said(task.title) if task.code == "own" else task.title,
        owner=AgencyName(task.owner),
        watch=task.clock is ClockKind.WATCH,
        late=is_late(task, case, now),
        due=Absolute(task.due) if task.due and not still else None,
        taken_until=Absolute(task.taken_until)
        if task.status is TaskStatus.TAKEN and task.taken_until is not None
        else None,
        offered=task.status is TaskStatus.OFFERED,
        waits_for=tuple(map(int, waits)) if task.status is TaskStatus.WAITING or blocked else (),
        waits_by=AgencyName(task.blocked_by) if blocked and task.blocked_by is not None and not waits else None,
        clock=task.clock.value,
        lapsed=task.lapsed_at is not None,
        held=still,
    )


def _missing(case: CaseSnapshot, kind: RoomKind, moment: Moment) -> tuple[NotHereYet, ...]:
    """Agencies of which nobody has joined this room, and leads who have not, in the order of their seats."""
    room = case.room(kind)
    if room is None:
        return ()
    members = {member.user: member for member in case.members if member.room == room.id and member.wanted}
    found: list[NotHereYet] = []
    for agency in dict.fromkeys(seat.agency for seat in case.live_seats):
        users = [seat.user for seat in case.live_seats if seat.agency == agency and seat.user in members]
        if users and all(members[user].presence is not Presence.JOINED for user in users):
            found.append(NotHereYet(AgencyName(agency), *_since(users, members)))
    seated = {seat.user for seat in case.live_seats}
    for user, member in members.items():
        if user not in seated and member.presence is not Presence.JOINED and user in moment.directory.people:
            found.append(NotHereYet(PersonName(user), *_since([user], members)))
    return tuple(found)


def _since(users: Iterable[UserId], members: dict[UserId, Member]) -> tuple[Absolute | None, bool]:
    """When the first of them was invited, and whether all of them declined."""
    theirs = [members[user] for user in users]
    invited = min((member.invited_at for member in theirs if member.invited_at), default=None)
    return (Absolute(invited) if invited else None), all(member.declined for member in theirs)


def _offset(case: CaseSnapshot, moment: Moment) -> str:
    """`UTC+0`, `UTC+5:30`: the zone in which the times of this case are written."""
    zone = calendar_of(moment.directory.jurisdictions[case.case.jurisdiction]).zone
    minutes = int((moment.now.astimezone(zone).utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
