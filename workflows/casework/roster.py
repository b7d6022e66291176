"""Who reads in a room of a case, for whom, on whose word, and where they are."""

from workflows.casework.access import require
from workflows.casework.seating import role_words
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.directory import Person
from workflows.values.effects import Decision, Reply
from workflows.values.model import Member, Presence, Room, RoomKind, Seat
from workflows.values.notices.base import Absolute, AgencyName, PersonName, Refused
from workflows.values.notices.cases import WhoIsHere, WhoLine
from workflows.values.notices.service import NoSuchCase

SHOWN = 12
LEAD = "lead of the task force"
ORDER = ("joined", "invited", "blocked", "out", "declined", "left")


def who(case: CaseSnapshot, kind: RoomKind, asker: Person, moment: Moment) -> Decision:
    """Everybody of one room of the case; who is there first. Raises Refused."""
    require("who", case, asker.user, moment=moment)
    room = case.room(kind)
    if room is None or not _may_see(room, case, asker):
        raise Refused(NoSuchCase(case.case.ref))
    lines = [
        _line(member, seat, case) for member in case.members if member.room == room.id for seat in _seats(member, case)
    ]
    shown = sorted((line for line in lines if line is not None), key=lambda line: ORDER.index(line.state))
    notice = WhoIsHere(
        name=room.name,
        kind=kind.value,
        people=tuple(shown[:SHOWN]),
        more=max(len(shown) - SHOWN, 0),
        unfilled=tuple(map(role_words, case.case.unfilled)) if kind is RoomKind.JOINT else (),
    )
    return Decision(effects=(Reply(notice=notice),))


def _may_see(room: Room, case: CaseSnapshot, asker: Person) -> bool:
    """Who sits in the support-only room is known to who sits there."""
    if room.kind is not RoomKind.SUPPORT:
        return True
    return any(m.room == room.id and m.user == asker.user and m.wanted for m in case.members)


def _seats(member: Member, case: CaseSnapshot) -> tuple[Seat | None, ...]:
    """One line for each agency that somebody sits for; one for a lead who sits for none."""
    for seats in (case.live_seats, case.seats):  # of who left, the places they had
        by_agency = {seat.agency: seat for seat in reversed(seats) if seat.user == member.user}
        if by_agency:
            return tuple(by_agency.values())
    return (None,)


def _line(member: Member, seat: Seat | None, case: CaseSnapshot) -> WhoLine | None:
    state, at = _where(member)
    if state == "out" and not member.wanted:
        return None
    roles = dict.fromkeys(
        role_words(one.role)
        for one in case.seats
        if seat and (one.user, one.agency, one.removed_at) == (seat.user, seat.agency, seat.removed_at)
    )
    asked_by = seat.added_by if seat and seat.added_by != seat.user else None
    return WhoLine(
        person=PersonName(member.user),
        agency=AgencyName(seat.agency) if seat else None,
        role=", ".join(roles) or (LEAD if member.wanted else "not asked"),
        state=state,
        at=at,
        asked_by=PersonName(asked_by) if asked_by else None,
    )


def _where(member: Member) -> tuple[str, Absolute | None]:
    if member.declined:
        return "left" if member.joined_at else "declined", None
    if member.presence is Presence.JOINED:
        return "joined", Absolute(member.joined_at) if member.joined_at else None
    if member.blocked is not None:
        return "blocked", None
    if member.presence is Presence.INVITED:
        return "invited", Absolute(member.invited_at) if member.invited_at else None
    return "out", None
