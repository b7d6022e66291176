"""What somebody is told when they can first read in a room."""

from workflows.casework.seating import role_words
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.transitions import CLOSED
from workflows.values.effects import Effect, Tell
from workflows.values.ids import UserId
from workflows.values.model import ClockKind, Member, Room, RoomKind, Seat
from workflows.values.notices.arrivals import Newcomer, NewcomerLead, RoomHello
from workflows.values.notices.base import AgencyName, Notice, PersonName, Said
from workflows.values.notices.people import ChatMoved


def briefing(member: Member, room: Room, case: CaseSnapshot | None, moment: Moment) -> tuple[Effect, ...]:
    """At most one line for each agency of the newcomer; once for each time they joined."""
    joined = member.joined_at.isoformat() if member.joined_at else ""
    key = f"briefing:{room.id}:{member.user}:{joined}"
    match room.kind:
        case RoomKind.JOINT | RoomKind.SUPPORT:
            if case is None:
                return ()
            said = welcomes(member.user, room, case, moment)
            return tuple(
                Tell(room=room.id, notice=notice, case=case.case.id, key=f"{key}:{number}")
                for number, notice in enumerate(said)
            )
        case RoomKind.DIRECT:
            if not room.nonce:  # the person made it; the hello came when it was locked
                return ()
            return (Tell(room=room.id, notice=ChatMoved(), key=key, wakes=True),)
        case RoomKind.LEADS | RoomKind.ADMINS:
            return (Tell(room=room.id, notice=RoomHello(room.kind.value), key=f"hello:{room.id}"),)
        case RoomKind.OVERSIGHT:
            return ()


def welcomes(user: UserId, room: Room, case: CaseSnapshot, moment: Moment) -> tuple[Notice, ...]:
    """For each agency that somebody sits for: as what, who asked for them and why, and their tasks in this room."""
    seats = [seat for seat in case.live_seats if seat.user == user]
    if not seats:
        return (NewcomerLead(PersonName(user)),)
    agencies = dict.fromkeys(seat.agency for seat in seats)
    return tuple(_welcome([seat for seat in seats if seat.agency == agency], room, case, moment) for agency in agencies)


def _welcome(seats: list[Seat], room: Room, case: CaseSnapshot, moment: Moment) -> Newcomer:
    first = seats[0]
    roles = ", ".join(dict.fromkeys(role_words(seat.role) for seat in seats))
    tasks = tuple(
        int(task.number)
        for task in case.tasks
        if task.owner == first.agency and task.where.value == room.kind.value and task.status not in CLOSED
        if task.clock is not ClockKind.PROTECTED  # a period is nobody's task to do
    )
    own_words = first.purpose and first.purpose != role_words(first.role)
    return Newcomer(
        agency=AgencyName(first.agency),
        role=roles,
        asked_by=None if first.added_by == first.user else _asker(first.added_by, moment),
        purpose=Said(first.purpose) if own_words else None,
        tasks=tasks,
        emptied=max(moment.empty_after.days, 1),
    )


def _asker(user: UserId, moment: Moment) -> AgencyName | PersonName:
    """An agency asks; a lead who is of none asks by name."""
    agencies = moment.directory.agencies_of(user)
    return AgencyName(agencies[0]) if agencies else PersonName(user)
