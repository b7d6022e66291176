"""What follows from a fact about a room: it exists, somebody was invited, joined, can read, left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from workflows.casework import departures, telling
from workflows.casework.briefing import briefing
from workflows.casework.seating import new_nonce, new_room
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.effects import NOTHING, Decision, Effect, OpenRoom, Record, ShowBoard
from workflows.values.facts import Invited, InviteRefused, Joined, Left, Readable, RoomFailed, RoomOpened
from workflows.values.ids import UserId
from workflows.values.model import CaseState, Member, Presence, Room, RoomKind, RoomState
from workflows.values.notices.arrivals import InvitationRefused, Outsider, RoomCannotOpen
from workflows.values.notices.base import AgencyName, PersonName

ATTEMPTS = 5
"""So often a room is tried to be made; then the administrators are told and nothing more is tried by itself."""
CASE_ROOMS = frozenset({RoomKind.JOINT, RoomKind.SUPPORT})
MADE = frozenset({RoomState.OPEN, RoomState.CLOSED, RoomState.GONE})

RoomFact = RoomOpened | RoomFailed | Invited | InviteRefused | Joined | Left | Readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a fact is looked at with. `member` is None for somebody nobody ever wanted in the room."""

    case: CaseSnapshot | None
    room: Room
    member: Member | None
    moment: Moment


def on_fact(fact: RoomFact, case: CaseSnapshot | None, room: Room, member: Member | None, moment: Moment) -> Decision:
    """Rows and words that follow from one fact. The same fact once more changes nothing."""
    scene = Scene(case=case, room=room, member=member, moment=moment)
    match fact:
        case RoomOpened():
            return _opened(fact, scene)
        case RoomFailed():
            return _failed(fact, scene)
        case Invited():
            return _invited(fact, scene)
        case InviteRefused():
            return _refused(fact, scene)
        case Joined():
            return _joined(fact, scene)
        case Readable():
            return _readable(scene)
        case Left():
            if fact.bot:
                return departures.bot_out(case, room, moment)
            return departures.left(fact, case, room, member, moment)
    assert_never(fact)


def _opened(fact: RoomOpened, scene: Scene) -> Decision:
    room, case = scene.room, scene.case
    if room.state in MADE:
        return NOTHING
    closed = case is not None and case.case.state is CaseState.CLOSED
    state = RoomState.CLOSED if closed else RoomState.OPEN
    opened = Decision(
        save=(replace(room, state=state, matrix_id=fact.matrix_id),),
        audit=(Record(action="room.open", object=room.id, case=room.case, fields={"kind": room.kind.value}),),
    )
    if case is None or room.kind is not RoomKind.JOINT or case.case.state is not CaseState.OPENING:
        return opened
    return Decision(save=(replace(case.case, state=CaseState.OPEN),)) + opened


def _failed(fact: RoomFailed, scene: Scene) -> Decision:
    """Another attempt is another room, under another nonce: what the failed one left behind is never taken for it."""
    room, moment = scene.room, scene.moment
    if room.state in MADE:
        return NOTHING
    failed = Record(
        action="room.failed", object=room.id, case=room.case, fields={"why": fact.why, "attempt": str(room.attempt)}
    )
    if room.attempt < ATTEMPTS:
        return try_again(room, moment) + Decision(audit=(failed,))
    ref = scene.case.case.ref if scene.case else None
    notice = RoomCannotOpen(room.kind.value, room.attempt, fact.why, ref)
    key = f"room-failed:{room.id}:{room.attempt}"
    told: tuple[Effect, ...] = telling.administrators(notice, moment, key=key)
    if scene.case is not None:
        told += telling.leads(scene.case.case.task_force, notice, moment, key=key, case=scene.case.case.id, ref=ref)
    return Decision(effects=told, audit=(failed,))


def after_start(rooms: Iterable[Room], moment: Moment) -> Decision:
    """When the bot starts, rooms that were given up are tried once more."""
    stuck = (room for room in rooms if room.state is RoomState.WANTED and room.nonce and room.attempt >= ATTEMPTS)
    return sum((try_again(room, moment) for room in stuck), NOTHING)


def try_again(room: Room, moment: Moment) -> Decision:
    """One more attempt to make a room that is wanted."""
    attempt = room.attempt + 1
    row = replace(
        room, state=RoomState.WANTED, attempt=attempt, nonce=new_nonce(moment, f"{room.id}:{attempt}"), matrix_id=None
    )
    return Decision(save=(row,), effects=(OpenRoom(room=room.id),))


def _invited(fact: Invited, scene: Scene) -> Decision:
    member = scene.member
    if _is_third(fact.user, scene.room):
        return silence(scene.room, member or _unwanted(fact.user, scene.room, Presence.INVITED), scene.moment)
    if member is None:
        return Decision(save=(_unwanted(fact.user, scene.room, Presence.INVITED),))
    if member.presence is not Presence.OUT:
        return NOTHING
    return Decision(save=(replace(member, presence=Presence.INVITED, invited_at=scene.moment.now, blocked=None),))


def _refused(fact: InviteRefused, scene: Scene) -> Decision:
    """Said once; tried again only when somebody asks for them again."""
    member, room, case = scene.member, scene.room, scene.case
    if member is None or member.blocked == fact.why or not member.wanted:
        return NOTHING
    seat = next((seat for seat in case.live_seats if seat.user == fact.user), None) if case else None
    agency = AgencyName(seat.agency) if seat else None
    notice = InvitationRefused(room.name, PersonName(fact.user), fact.why, agency)
    return Decision(
        save=(replace(member, blocked=fact.why),),
        effects=_responsible(scene, notice, f"refused:{room.id}:{fact.user}:{member.version}"),
        audit=(
            Record(
                action="invite.refused", object=fact.user, case=room.case, decision="deny",
                fields={"room": room.id, "why": fact.why},
            ),
        ),
    )  # fmt: skip


def _joined(fact: Joined, scene: Scene) -> Decision:
    member, room, now = scene.member, scene.room, scene.moment.now
    if member is not None and member.presence is Presence.JOINED:
        return NOTHING
    if room.state is RoomState.GONE:
        return NOTHING  # a room that was refused: who is in it is no concern of ours
    if _is_third(fact.user, room):
        third = replace(member or _unwanted(fact.user, room, Presence.JOINED), presence=Presence.JOINED)
        return silence(room, third, scene.moment)
    came = Record(action="room.join", object=fact.user, case=room.case, fields={"room": room.id})
    if member is not None and member.wanted and not member.declined:
        row = replace(member, presence=Presence.JOINED, joined_at=now, blocked=None, briefed=False)
        return Decision(save=(row,), audit=(came,))
    row = replace(member or _unwanted(fact.user, room, Presence.JOINED), presence=Presence.JOINED, joined_at=now)
    notice = Outsider(room.name, PersonName(fact.user))
    key = f"outsider:{room.id}:{fact.user}:{row.version}"
    return Decision(
        save=(replace(row, wanted=False),),
        effects=_responsible(scene, notice, key),
        audit=(replace(came, action="room.outsider", decision="deny"),),
    )


def _readable(scene: Scene) -> Decision:
    """From now on they can read: the briefing, once for each time they joined, and a board that is newer than they."""
    member, room, case = scene.member, scene.room, scene.case
    if member is None or not member.wanted or member.briefed or member.presence is not Presence.JOINED:
        return NOTHING
    effects: list[Effect] = [*briefing(member, room, case, scene.moment)]
    if case is not None and room.kind in CASE_ROOMS:
        effects.append(ShowBoard(case=case.case.id, anew=True, room=room.id))
    return Decision(save=(replace(member, briefed=True),), effects=tuple(effects))


def _is_third(user: UserId, room: Room) -> bool:
    return room.kind is RoomKind.DIRECT and user != room.person


def silence(room: Room, third: Member, moment: Moment) -> Decision:
    """A third member ends a direct chat: nothing is said there any more; the person gets a chat of the bot's own."""
    if room.state in (RoomState.CLOSED, RoomState.GONE) or room.person is None:
        return NOTHING
    closed = Decision(
        save=(replace(room, state=RoomState.CLOSED), replace(third, wanted=False)),
        audit=(Record(action="chat.silenced", object=room.id, decision="deny", fields={"third": third.user}),),
    )
    elsewhere = moment.standing.chats.get(room.person, room.id) != room.id
    return closed if elsewhere else closed + own_chat(room.person, moment)


def own_chat(person: UserId, moment: Moment) -> Decision:
    """A direct chat made by the bot, for somebody whose own chat cannot be used."""
    room = replace(new_room(RoomKind.DIRECT, "Caseroom", moment, label=person), person=person)
    member = Member(room=room.id, user=person, wanted=True)
    return Decision(save=(room, member), effects=(OpenRoom(room=room.id),))


def _unwanted(user: UserId, room: Room, presence: Presence) -> Member:
    """Kept so that they are removed, whoever brought them in."""
    return Member(room=room.id, user=user, wanted=False, presence=presence)


def _responsible(scene: Scene, notice: InvitationRefused | Outsider, key: str) -> tuple[Effect, ...]:
    """The leads of a case; for every other room the administrators."""
    case = scene.case
    if case is None:
        return telling.administrators(notice, scene.moment, key=key)
    row = case.case
    return telling.leads(row.task_force, notice, scene.moment, key=key, case=row.id, ref=row.ref)
