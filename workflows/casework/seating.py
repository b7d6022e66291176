"""From seats to rooms: who is wanted where. Nobody with a seat of police type is ever wanted in a support-only room."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from workflows.casework.matching import sits_with_police
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.language.template import Template
from workflows.values.effects import Record
from workflows.values.ids import CaseId, RoleName, RoomId, UserId
from workflows.values.model import Member, Room, RoomKind, RoomState, Seat, Where

POWER_OF_A_LEAD = 50
"""A lead in the room may remove somebody else's message, and nothing more."""
NONCE_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
NONCE_LENGTH = 26


def new_room(kind: RoomKind, name: str, moment: Moment, *, case: CaseId | None = None, label: str = "") -> Room:
    """A row for a room that is still to be made. `label` tells apart rooms of one kind that one turn wants."""
    return Room(
        id=RoomId(moment.draw.uuid(f"room:{kind}:{label}")),
        kind=kind,
        state=RoomState.WANTED,
        nonce=new_nonce(moment, f"{kind}:{label}"),
        name=name,
        case=case,
    )


def new_nonce(moment: Moment, label: str) -> str:
    """What proves that a room found on the server is the one we asked for."""
    drawn_for = "nonce:" + label
    return moment.draw.text(drawn_for, NONCE_LETTERS, NONCE_LENGTH)


def role_words(role: str) -> str:
    """`first_responder` as people read it."""
    return role.replace("_", " ")


def rooms_of(seat: Seat, template: Template, rooms: Iterable[Room], moment: Moment) -> tuple[Room, ...]:
    """The rooms that a seat opens: the joint one, and the support-only one for a support role."""
    role = template.roles.get(seat.role)
    person = moment.directory.person(seat.user)
    supports = role is not None and role.where is Where.SUPPORT
    apart = person is None or sits_with_police(person, moment.directory)
    return tuple(
        room
        for room in rooms
        if room.kind is RoomKind.JOINT or (room.kind is RoomKind.SUPPORT and supports and not apart)
    )


def wanted_in(
    seats: Iterable[Seat], template: Template, rooms: Iterable[Room], moment: Moment
) -> frozenset[tuple[RoomId, UserId]]:
    """Each room and person that live seats bring together."""
    rooms = tuple(rooms)
    return frozenset(
        (room.id, seat.user)
        for seat in seats
        if seat.removed_at is None
        for room in rooms_of(seat, template, rooms, moment)
    )


def members_of(
    seats: Iterable[Seat], template: Template, rooms: Iterable[Room], leads: Iterable[UserId], moment: Moment
) -> tuple[Member, ...]:
    """The rows of a new case: everybody with a seat, and in the joint room the leads who join every case."""
    rooms = tuple(rooms)
    members = {
        pair: Member(room=pair[0], user=pair[1], wanted=True)
        for pair in sorted(wanted_in(seats, template, rooms, moment))
    }
    for room in rooms:
        if room.kind is RoomKind.JOINT:
            for user in leads:
                members[room.id, user] = Member(room=room.id, user=user, wanted=True, power=POWER_OF_A_LEAD)
    return tuple(members.values())


def welcome(case: CaseSnapshot, seats: Iterable[Seat], moment: Moment) -> tuple[Member, ...]:
    """Member rows for seats that are asked into a case that exists: also those who once left are asked again."""
    known = {(member.room, member.user): member for member in case.members}
    rows = []
    for room, user in sorted(wanted_in(seats, case.template, case.rooms, moment)):
        old = known.get((room, user), Member(room=room, user=user, wanted=True))
        new = replace(old, wanted=True, declined=False, blocked=None)
        if new != old or not old.version:
            rows.append(new)
    return tuple(rows)


def parting(case: CaseSnapshot, users: Iterable[UserId]) -> tuple[Member, ...]:
    """Member rows of people who are not wanted in any room of the case any more."""
    gone = frozenset(users)
    return tuple(replace(m, wanted=False) for m in case.members if m.user in gone and m.wanted)


def removed(seats: Iterable[Seat], now: datetime) -> tuple[Seat, ...]:
    return tuple(replace(seat, removed_at=now) for seat in seats)


def unfilled_without(case: CaseSnapshot, ended: Iterable[Seat], begun: Iterable[Seat] = ()) -> tuple[RoleName, ...]:
    """The roles that no one fills once these seats have ended and those have begun."""
    ended = tuple(ended)
    gone = {(seat.agency, seat.user, seat.role) for seat in ended}
    stay = {seat.role for seat in case.live_seats if (seat.agency, seat.user, seat.role) not in gone}
    played = stay | {seat.role for seat in begun}
    emptied = (seat.role for seat in ended if seat.role in case.template.roles and seat.role not in played)
    return tuple(dict.fromkeys((*case.case.unfilled, *emptied)))


def seat_record(seat: Seat, *, approved_by: UserId) -> Record:
    """Who may read from now on: as what, why, and on whose word."""
    return Record(
        action="seat.add",
        object=seat.user,
        case=seat.case,
        fields={
            "agency": seat.agency,
            "role": seat.role,
            "purpose": seat.purpose,
            "asked_by": seat.added_by,
            "approved_by": approved_by,
        },
    )
