"""When somebody can no longer act: what they held is held no longer, and somebody of their agency is asked instead."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework.matching import sits_with_police
from workflows.casework.seating import welcome
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.telling import absent
from workflows.casework.transitions import CLOSED, restarted
from workflows.values.directory import Person, SeatRole
from workflows.values.effects import Effect, Record, Saved, Settle, TellPerson
from workflows.values.ids import AgencyId, TaskNumber, UserId
from workflows.values.model import RoomKind, Seat, Task, TaskStatus, Where
from workflows.values.notices.arrivals import CoverFor
from workflows.values.notices.base import PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Who stands in, and what is to be saved and said so that they can."""

    people: tuple[UserId, ...] = ()
    empty: tuple[AgencyId, ...] = ()  # agencies for which nobody sits in the case now
    tasks: tuple[Task, ...] = ()  # were held by the person; held by nobody now
    save: tuple[Saved, ...] = ()
    effects: tuple[Effect, ...] = ()
    audit: tuple[Record, ...] = ()

    @property
    def numbers(self) -> tuple[TaskNumber, ...]:
        return tuple(task.number for task in self.tasks)


def let_go(case: CaseSnapshot, user: UserId, now: datetime, where: Where | None = None) -> tuple[Task, ...]:
    """The tasks that `user` held (in one room, or all), held by nobody: their ladders begin anew."""
    return tuple(
        released(task, now)
        for task in case.tasks
        if task.status is TaskStatus.TAKEN and task.taken_by == user and where in (None, task.where)
    )


def released(task: Task, now: datetime) -> Task:
    """The task as if nobody had taken it: a new episode from the first level. What it waits for stays."""
    status = TaskStatus.BLOCKED if task.blocked_by is not None else TaskStatus.OPEN
    return restarted(replace(task, status=status, taken_by=None, taken_until=None, last=None), now)


def settled(case: CaseSnapshot, tasks: Iterable[Task]) -> tuple[Settle, ...]:
    """The ladders of the episodes in which these tasks stood before."""
    old = {task.id: task for task in case.tasks}
    return tuple(Settle(task=task.id, case=case.case.id, episode=old[task.id].episode) for task in tasks)


def open_of(case: CaseSnapshot, agency: AgencyId) -> tuple[Task, ...]:
    return tuple(task for task in case.tasks if task.owner == agency and task.status not in CLOSED)


def stand_in(
    case: CaseSnapshot, user: UserId, seats: Collection[Seat], moment: Moment, *, where: Where | None = None
) -> Cover:
    """Let go of what `user` held, and seat a cover for each of `seats` whose agency has nobody else here."""
    tasks = let_go(case, user, moment.now, where)
    seated: list[Seat] = []
    empty: list[AgencyId] = []
    for seat in seats:
        if _colleagues(case, seat, moment):
            continue
        found = _substitutes(case, seat, moment)
        if not found:
            empty.append(seat.agency)
        seated += [_seat(case, seat, person.user, moment) for person in found]
    people = tuple(dict.fromkeys(seat.user for seat in seated))
    members = welcome(case, seated, moment)
    audit = tuple(
        Record(
            action="seat.add",
            object=seat.user,
            case=seat.case,
            fields={"agency": seat.agency, "role": seat.role, "purpose": "cover", "for": user, "approved_by": "rule"},
        )
        for seat in seated
    )
    released_audit = tuple(
        Record(action="task.released", object=task.id, case=case.case.id, fields={"from": user}) for task in tasks
    )
    told = tuple(
        TellPerson(
            user=other,
            notice=_news(case, user, tasks, seats, other, invited=other in people, moment=moment),
            case=case.case.id,
            key=f"cover:{case.case.id}:{user}:{other}:{moment.now.isoformat()}",
        )
        for other in _who_hears(case, user, seats, people, tasks, moment)
    )
    return Cover(
        people=people,
        empty=tuple(dict.fromkeys(empty)),
        tasks=tasks,
        save=(*tasks, *seated, *members),
        effects=(*settled(case, tasks), *told),
        audit=(*audit, *released_audit),
    )


def _colleagues(case: CaseSnapshot, seat: Seat, moment: Moment) -> tuple[UserId, ...]:
    """Who else sits here for the agency and can act."""
    declined = _declined(case)
    return tuple(
        dict.fromkeys(
            other.user
            for other in case.live_seats
            if other.agency == seat.agency
            and other.user != seat.user
            and other.user not in declined
            and other.user not in moment.standing.frozen
            and seat.agency in moment.directory.agencies_of(other.user)
        )
    )


def _substitutes(case: CaseSnapshot, seat: Seat, moment: Moment) -> list[Person]:
    """Deputies of the agency who may hear of the case; else its other liaisons."""
    for role in (SeatRole.DEPUTY, SeatRole.LIAISON):
        found = [
            person
            for person in moment.directory.seated(seat.agency, role)
            if person.user != seat.user and may_join(person, seat, case, moment)
        ]
        if found:
            return found
    return []


def may_join(person: Person, seat: Seat, case: CaseSnapshot, moment: Moment) -> bool:
    """Not left out, not away, not frozen, not one who left by themselves; never police where only support sits."""
    left_out = case.case.left_out
    role = case.template.roles.get(seat.role)
    support = role is not None and role.where is Where.SUPPORT
    return not (
        person.user in left_out
        or any(own.agency in left_out for own in person.seats)
        or absent(person, moment)
        or person.user in moment.standing.frozen
        or person.user in _declined(case)
        or (support and sits_with_police(person, moment.directory))
    )


def _declined(case: CaseSnapshot) -> frozenset[UserId]:
    return frozenset(member.user for member in case.members if member.declined)


def _seat(case: CaseSnapshot, old: Seat, user: UserId, moment: Moment) -> Seat:
    return taken_up(case, replace(old, user=user, added_at=moment.now, removed_at=None, version=0))


def taken_up(case: CaseSnapshot, seat: Seat) -> Seat:
    """A new seat; or one that was left before, taken up again: there is one row for each place in a case."""
    same = (seat.agency, seat.user, seat.role)
    before = next((one for one in case.seats if (one.agency, one.user, one.role) == same), None)
    return replace(seat, version=before.version) if before else seat


def _who_hears(
    case: CaseSnapshot,
    user: UserId,
    seats: Collection[Seat],
    people: tuple[UserId, ...],
    tasks: Collection[Task],
    moment: Moment,
) -> tuple[UserId, ...]:
    """Who covers; and where the agency has others here, those, if there is something to take over."""
    here = [other for seat in seats for other in _colleagues(case, seat, moment)] if tasks else []
    return tuple(other for other in dict.fromkeys((*people, *here)) if moment.standing.passed(other) is None)


def _news(
    case: CaseSnapshot,
    user: UserId,
    tasks: Collection[Task],
    seats: Collection[Seat],
    other: UserId,
    *,
    invited: bool,
    moment: Moment,
) -> CoverFor:
    """What the cover has to know: of a support task only if they will sit in that room."""
    supports = any(
        (role := case.template.roles.get(seat.role)) is not None and role.where is Where.SUPPORT for seat in seats
    )
    room = case.room(RoomKind.JOINT)
    shown = tuple(int(task.number) for task in tasks if supports or task.where is Where.JOINT)
    return CoverFor(case.case.ref, room.name if room else case.case.ref, PersonName(user), shown, invited)
