"""Who hears of something that is not a late task: leads, coordinators, administrators, each in their direct chat."""

from collections.abc import Iterable

from workflows.casework.snapshots import Moment
from workflows.values.directory import Person, SeatRole
from workflows.values.effects import Effect, Tell, TellPerson
from workflows.values.ids import CaseId, CaseRef, RoomId, TaskForceId, UserId
from workflows.values.notices.base import Notice
from workflows.values.notices.pages import LeadNeeded


def absent(person: Person, moment: Moment) -> bool:
    return any(absence.start <= moment.now < absence.end for absence in person.absences)


def reachable(user: UserId, moment: Moment) -> bool:
    """In the directory, here today, with an open direct chat and an identity that is not frozen."""
    person = moment.directory.person(user)
    return person is not None and not absent(person, moment) and moment.standing.passed(user) is None


def leads(
    force: TaskForceId,
    notice: Notice,
    moment: Moment,
    *,
    key: str,
    case: CaseId | None = None,
    ref: CaseRef | None = None,
    but: UserId | None = None,
) -> tuple[Effect, ...]:
    """Tell the leads; their deputies if no lead can be told; else the leads' room, as soon as there is one.

    Where there is none yet, the administrators hear that a lead has to be found, of each `ref` once an hour, and
    nothing else: they are no members of a case. `but` is somebody who knows already: nobody else is told in their
    place. `key` makes a repetition harmless; each room and person has its own, so that one `key` serves leads and
    administrators.
    """
    known = moment.directory.task_forces.get(force)
    for group in (known.leads, known.deputies) if known else ():
        if reached := [user for user in group if reachable(user, moment)]:
            return _each((user for user in reached if user != but), notice, key, case)
    standing = moment.standing
    room = standing.leads_rooms.get(force) or standing.leads_rooms_to_be.get(force)
    told = (Tell(room=room, notice=notice, case=case, key=f"{key}:{room}", wakes=True),) if room else ()
    return told if force in standing.leads_rooms else told + lead_needed(force, moment, ref)


def lead_needed(force: TaskForceId, moment: Moment, ref: CaseRef | None = None) -> tuple[Effect, ...]:
    """Tell the administrators that no lead can be told, of each case once an hour."""
    known = moment.directory.task_forces.get(force)
    notice = LeadNeeded(force=known.name if known else force, ref=ref)
    return administrators(notice, moment, key=f"lead-needed:{force}:{ref or '-'}:{moment.now:%Y-%m-%dT%H}")


def leads_room(force: TaskForceId, notice: Notice, moment: Moment, *, key: str, case: CaseId) -> tuple[Effect, ...]:
    """A line in the leads' room that wakes nobody; nothing where there is no such room yet."""
    room = moment.standing.leads_rooms.get(force)
    return (Tell(room=room, notice=notice, case=case, key=key),) if room else ()


def administrators(notice: Notice, moment: Moment, *, key: str) -> tuple[Effect, ...]:
    """Tell the administrators' room; where it is not open yet, each of them. Of a case, its reference at most."""
    room: RoomId | None = moment.standing.admins_room
    if room is not None:
        return (Tell(room=room, notice=notice, key=f"{key}:{room}", wakes=True),)
    return _each((user for user in moment.directory.administrators if reachable(user, moment)), notice, key)


def coordinators_of(person: Person, moment: Moment) -> tuple[UserId, ...]:
    """The other people who coordinate one of this person's agencies and can be told now."""
    return tuple(
        dict.fromkeys(
            other.user
            for seat in person.seats
            for other in moment.directory.seated(seat.agency, SeatRole.COORDINATOR)
            if other.user != person.user and reachable(other.user, moment)
        )
    )


def coordinators(person: Person, notice: Notice, moment: Moment, *, key: str) -> tuple[Effect, ...]:
    """Tell the coordinators of this person's agencies; where there is none to tell, the administrators."""
    found = coordinators_of(person, moment)
    return _each(found, notice, key) if found else administrators(notice, moment, key=key)


def _each(users: Iterable[UserId], notice: Notice, key: str, case: CaseId | None = None) -> tuple[Effect, ...]:
    return tuple(TellPerson(user=user, notice=notice, case=case, key=f"{key}:{user}") for user in dict.fromkeys(users))
