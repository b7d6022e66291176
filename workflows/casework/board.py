"""The board of a case, as it stands at one moment: what is late first, then what comes next, who is not here yet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from workflows.casework.anchoring import Facts, Waits, causes_of, facts_of, fallen, waits_of
from workflows.casework.gates import board_line
from workflows.casework.holding import has_lapsed, held, held_by
from workflows.casework.protecting import forbids, until
from workflows.casework.protecting import runs as protects
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import calendar_in
from workflows.casework.transitions import CLOSED
from workflows.values.ids import TaskNumber, UserId
from workflows.values.model import Case, CaseState, ClockKind, Lane, Member, Presence, RoomKind, Task, TaskStatus, Where
from workflows.values.notices.base import Absolute, AgencyName, Notice, PersonName, Said
from workflows.values.notices.board import BannerLine, Because, Board, BoardTask, LaneAt, NotHereYet, WaitingFor
from workflows.values.notices.clocks import PeriodEnded, PeriodRuns

TASKS_SHOWN = 11  # with the lines above and below, fifteen
ABOVE_SHOWN = 5  # lines above them at most: what protects the person goes first
OVER_SHOWN = timedelta(days=7)  # so long after its end a period is still named
OWED = frozenset({ClockKind.DEADLINE, ClockKind.SCHEDULED})


def stage_of(case: Case) -> str:
    """The stage of the support lane, which stands first; `intake` where the template names none."""
    return case.stages.get(Lane.SUPPORT) or next(iter(case.stages.values()), "intake")


def lanes_at(case: CaseSnapshot) -> tuple[LaneAt, ...]:
    """Where both lanes stand, support first; nothing where the template has one lane or none."""
    stages = {lane: case.case.stages[lane] for lane in Lane if lane in case.case.stages}
    return tuple(LaneAt(lane.value, words_of(stage)) for lane, stage in stages.items()) if len(stages) > 1 else ()


def words_of(code: str) -> str:
    """A code as people read it."""
    return code.replace("_", " ")


def compose(case: CaseSnapshot, kind: RoomKind, moment: Moment) -> Notice:
    """What the board of this room says now. The joint board counts the support-only tasks and shows none of them."""
    facts = facts_of(case)
    tasks = [task for task in case.tasks if task.clock is not ClockKind.PROTECTED]  # a period is nobody's task
    here = [task for task in in_order(tasks, case, moment.now) if task.where.value == kind.value]
    waits = {task.id: waits_of(task, case, facts) for task in here if task.status is TaskStatus.WAITING}
    folded = {id for id, one in waits.items() if one.fields and not one.tasks}
    shown = [task for task in here if task.id not in folded]
    waiting = () if case.case.state is CaseState.CLOSED else _waiting(case, kind, [waits[id] for id in folded])
    counted = [task for task in tasks if kind is RoomKind.JOINT or task.where is Where.SUPPORT]
    needed = [task for task in counted if task.status is not TaskStatus.DROPPED]
    open_now = [task for task in needed if task.status not in CLOSED]
    closed = case.case.state is CaseState.CLOSED
    next_due = None if closed else upcoming(open_now, case, moment.now)
    clocks = () if closed else above(case, moment)[:ABOVE_SHOWN]
    lines = TASKS_SHOWN - len(clocks) - bool(waiting)
    room = case.room(kind)
    return Board(
        late=sum(is_late(task, case, moment.now) for task in open_now),
        next=Absolute(next_due) if next_due else None,
        name=room.name if room else f"{case.case.codeword} · {case.case.ref}",
        priority=case.case.priority.value,
        at=Absolute(moment.now),
        zone=_offset(case, moment),
        stage=words_of(stage_of(case.case)),
        lead=AgencyName(case.case.lead_agency),
        tasks=tuple(line(task, case, moment.now, facts) for task in shown[:lines]),
        more=max(len(shown) - lines, 0),
        elsewhere=sum(task.where is Where.SUPPORT for task in open_now) if kind is RoomKind.JOINT else 0,
        done=sum(task.status is TaskStatus.DONE for task in needed),
        of=len(needed),
        missing=_missing(case, kind, moment),
        unfilled=tuple(role.replace("_", " ") for role in case.case.unfilled) if kind is RoomKind.JOINT else (),
        closed=closed,
        clocks=clocks,
        lanes=lanes_at(case),
        waiting=waiting,
    )


def _waiting(case: CaseSnapshot, kind: RoomKind, waits: Iterable[Waits]) -> tuple[WaitingFor, ...]:
    """How many tasks of this room wait for which field; of rows that make one for each value, one each."""
    fields, known = case.template.fields, case.case.fields
    counts = Counter(one.fields[0] for one in waits)
    counts.update(
        row.per
        for row in case.template.tasks
        if row.per is not None and row.per not in known and row.where.value == kind.value
    )
    return tuple(WaitingFor(count, fields[name].label) for name, count in counts.most_common() if name in fields)


def above(case: CaseSnapshot, moment: Moment) -> tuple[Notice, ...]:
    """The lines above the tasks: what protects the person, an operation's T-0, banners of the template and of tasks."""
    operation = board_line(case, moment)
    return (
        *_periods(case, moment.now),
        *((operation,) if operation is not None else ()),
        *_banners(case),
    )


def _banners(case: CaseSnapshot) -> Iterator[BannerLine]:
    template = case.template
    for banner in template.banners:
        yield BannerLine(banner.text, None, template.unsure(banner.sources))
    for task in case.tasks:
        row = template.task(task.code) if runs(task) and task.where is Where.JOINT else None
        if row is not None and row.banner is not None:
            yield BannerLine(row.banner, int(task.number), False)


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


def line(task: Task, case: CaseSnapshot, now: datetime, facts: Facts | None = None) -> BoardTask:
    """One task on a board or in a list: absolute times only, for what is said may stay."""
    timeless = runs(task) and task.due is None
    stands = task.status in (TaskStatus.WAITING, TaskStatus.BLOCKED) or timeless
    found = waits_of(task, case, facts) if stands else Waits()
    labels = tuple(case.template.fields[name].label for name in found.fields)
    waits = found.tasks if task.status is TaskStatus.WAITING else _blocking(task, case)
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
        waits_for=tuple(map(int, waits)),
        waits_by=AgencyName(task.blocked_by) if blocked and task.blocked_by is not None and not waits else None,
        clock=task.clock.value,
        lapsed=has_lapsed(task),
        held=still,
        waits_on=labels if task.status is TaskStatus.WAITING else (),
        no_time=labels[0] if timeless and labels else None,
    )


def because(task: Task, case: CaseSnapshot) -> tuple[Because, ...]:
    """What decided that a task is not needed; nothing for any other."""
    if not fallen(task):
        return ()
    fields = case.template.fields
    return tuple(
        Because(
            label=fields[cause.field].label if cause.field is not None else None,
            tasks=tuple(map(int, cause.tasks)),
            value=", ".join(map(words_of, cause.values)) or None,
        )
        for cause in causes_of(task, case)
    )


def _blocking(task: Task, case: CaseSnapshot) -> tuple[TaskNumber, ...]:
    """The open tasks for which a blocked one waits."""
    if task.status is not TaskStatus.BLOCKED:
        return ()
    others = (case.find(number) for number in task.depends)
    return tuple(other.number for other in others if other is not None and other.status not in CLOSED)


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
    zone = calendar_in(case.case, moment).zone
    minutes = int((moment.now.astimezone(zone).utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
