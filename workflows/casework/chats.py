"""Direct chats, and the rooms of leads and administrators: which there should be, and who should be in them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from workflows.casework.arrivals import own_chat
from workflows.casework.seating import POWER_OF_A_LEAD, new_room
from workflows.casework.snapshots import Moment
from workflows.values.directory import Directory, Person, SeatRole, TaskForce
from workflows.values.effects import NOTHING, Decision, OpenRoom, Record, SendFixed, Tell
from workflows.values.facts import ChatAsked, ChatReady
from workflows.values.ids import MatrixRoomId, RoomId, UserId
from workflows.values.model import Member, Presence, Room, RoomKind, RoomState
from workflows.values.notices.base import AgencyName
from workflows.values.notices.people import FirstHello

NOT_ENCRYPTED = "not-encrypted"
"""The fixed text for a room in clear; the same word as in bot.gateway.FixedText."""
LIVE = frozenset({RoomState.WANTED, RoomState.CREATING, RoomState.OPEN})


def on_chat_asked(asked: ChatAsked, known: Room | None, person: Person | None, moment: Moment) -> Decision:
    """Somebody invites the bot. `known`: our row for that room, else the person's newest direct chat, if any.

    Nobody of the directory gets no answer at all. A room in clear gets the one fixed text and is forgotten.
    """
    if person is None:
        return NOTHING
    same = known is not None and known.matrix_id == asked.matrix_id
    if same and known is not None and (known.kind is not RoomKind.DIRECT or known.state in LIVE):
        return NOTHING
    row = known if same and known is not None else _their_room(asked, person, moment)
    if not asked.encrypted:
        gone = replace(row, state=RoomState.GONE)
        fixed = SendFixed(room=row.id, user=person.user, text=NOT_ENCRYPTED, key=f"{NOT_ENCRYPTED}:{asked.matrix_id}")
        refused = Record(action="chat.refused", object=person.user, decision="deny", fields={"why": NOT_ENCRYPTED})
        return Decision(save=(gone,), effects=(fixed,), audit=(refused,))
    wanted = replace(row, state=RoomState.WANTED, person=person.user)
    if row.version:
        return Decision(save=(wanted,))
    member = Member(room=row.id, user=person.user, wanted=True, presence=Presence.JOINED, joined_at=moment.now)
    return Decision(save=(wanted, member))


def on_chat_ready(ready: ChatReady, room: Room, person: Person, member: Member | None, moment: Moment) -> Decision:
    """The bot is in the chat. Locked, it is the pager from now on; else the bot makes a chat of its own."""
    if room.state is not RoomState.WANTED or room.kind is not RoomKind.DIRECT:
        return NOTHING
    if not ready.locked:
        closed = replace(room, state=RoomState.CLOSED)
        refused = Record(action="chat.refused", object=person.user, decision="deny", fields={"why": "not-locked"})
        own = own_chat(person.user, moment) if person.user not in moment.standing.chats else NOTHING
        return Decision(save=(closed,), audit=(refused,)) + own
    before = member or Member(room=room.id, user=person.user, wanted=True)
    there = replace(before, wanted=True, declined=False, presence=Presence.JOINED, joined_at=moment.now)
    hello = Tell(room=room.id, notice=hello_to(person, moment.directory), key=f"hello:{room.id}", wakes=True)
    return Decision(
        save=(replace(room, state=RoomState.OPEN), there),
        effects=(hello,),
        audit=(Record(action="chat.open", object=person.user, fields={"room": room.id}),),
    )


def hello_to(person: Person, directory: Directory) -> FirstHello:
    """What somebody is to the bot, the first thing that applies."""
    for role in (SeatRole.LIAISON, SeatRole.DEPUTY, SeatRole.COORDINATOR):
        agencies = tuple(AgencyName(seat.agency) for seat in person.seats if role in seat.roles)
        if agencies:
            return FirstHello(agencies, role.value)
    if any(directory.is_lead(person.user, force) for force in directory.task_forces):
        return FirstHello((), "lead")
    if any(person.user in force.committee for force in directory.task_forces.values()):
        return FirstHello((), "committee")
    return FirstHello((), "administrator" if directory.is_administrator(person.user) else "other")


def ensure_rooms(
    rooms: Collection[Room], members: Mapping[RoomId, Mapping[UserId, Member]], moment: Moment
) -> Decision:
    """One room for the leads of each task force and one for the administrators, with the people of the live directory.

    Asked at start and after each new directory: what is right already stays as it is.
    """
    directory, decision = moment.directory, NOTHING
    for force in directory.task_forces.values():
        found = _live(rooms, RoomKind.LEADS, force)
        room = found or replace(
            new_room(RoomKind.LEADS, f"Leads · {force.name}", moment, label=force.id),
            task_force=force.id,
            matrix_id=_named(force.room),
        )
        decision += _ensured(room, lead_roster(force, directory), members.get(room.id, {}), moment)
    room = _live(rooms, RoomKind.ADMINS, None) or replace(
        new_room(RoomKind.ADMINS, "Administrators", moment), matrix_id=_named(directory.admins_room)
    )
    administrators = tuple(user for user in directory.administrators if user in directory.people)
    return decision + _ensured(room, administrators, members.get(room.id, {}), moment)


def lead_roster(force: TaskForce, directory: Directory) -> tuple[UserId, ...]:
    """Leads, their deputies, and who is on call."""
    everybody = dict.fromkeys((*force.leads, *force.deputies, *force.on_call))
    return tuple(user for user in everybody if user in directory.people)


def _live(rooms: Iterable[Room], kind: RoomKind, force: TaskForce | None) -> Room | None:
    id = force.id if force else None
    found = (room for room in rooms if room.kind is kind and room.task_force == id and room.state in LIVE)
    return next(found, None)


def _ensured(room: Room, roster: Collection[UserId], members: Mapping[UserId, Member], moment: Moment) -> Decision:
    """The room, if it is new, and each row whose `wanted` differs.

    Who left by themselves, and whose authority was ended, is not asked again.
    """
    power = POWER_OF_A_LEAD if room.kind is RoomKind.LEADS else 0
    rows = [Member(room=room.id, user=user, wanted=True, power=power) for user in roster if user not in members]
    for user, member in members.items():
        wanted = user in roster and not member.declined
        if member.wanted != wanted and not (wanted and user in moment.standing.frozen):
            rows.append(replace(member, wanted=wanted, power=power if wanted else 0))
    if room.version:
        return Decision(save=tuple(rows))
    made = () if room.matrix_id else (OpenRoom(room=room.id),)  # one named in the settings is looked at first
    return Decision(save=(room, *rows), effects=made)


def _named(room: str | None) -> MatrixRoomId | None:
    return MatrixRoomId(room) if room else None


def _their_room(asked: ChatAsked, person: Person, moment: Moment) -> Room:
    """A row for a room that somebody else made: it has no nonce, since nothing of it was asked for by us."""
    room = new_room(RoomKind.DIRECT, "", moment, label=asked.matrix_id)
    return replace(room, nonce="", person=person.user, matrix_id=asked.matrix_id)
