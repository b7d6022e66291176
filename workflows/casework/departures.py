"""What follows when somebody is out of a room: by themselves, because nobody wants them there, or the bot itself."""

from dataclasses import replace

from workflows.casework import telling
from workflows.casework.covering import stand_in
from workflows.casework.seating import removed, unfilled_without
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.effects import NOTHING, Decision, Effect, Record, ShowBoard
from workflows.values.facts import Left
from workflows.values.ids import UserId
from workflows.values.model import CaseState, Member, Presence, Room, RoomKind, RoomState, Seat, Where
from workflows.values.notices.arrivals import LeftCase, LeftRoom, RoomLost
from workflows.values.notices.base import AgencyName, PersonName
from workflows.values.notices.people import LeftChat


def left(fact: Left, case: CaseSnapshot | None, room: Room, member: Member | None, moment: Moment) -> Decision:
    """Who leaves or declines by themselves is not asked again by itself; whoever depends on them hears of it."""
    if member is None or member.presence is Presence.OUT:
        return NOTHING
    out = replace(member, presence=Presence.OUT, briefed=False)
    if not fact.by_themselves or not member.wanted:
        return Decision(save=(out,))
    gone = Decision(
        save=(replace(out, declined=True, wanted=False),),
        audit=(Record(action="room.left", object=fact.user, case=room.case, fields={"room": room.id}),),
    )
    match room.kind:
        case RoomKind.JOINT | RoomKind.SUPPORT:
            return gone + (_from_case(member, room, case, moment) if case is not None else NOTHING)
        case RoomKind.DIRECT:
            return gone + _from_chat(fact.user, room, moment)
        case RoomKind.LEADS | RoomKind.ADMINS | RoomKind.OVERSIGHT:
            notice = LeftRoom(room.name, PersonName(fact.user))
            key = f"left:{room.id}:{fact.user}:{member.version}"
            return gone + Decision(effects=telling.administrators(notice, moment, key=key))


def bot_out(case: CaseSnapshot | None, room: Room, moment: Moment) -> Decision:
    """The bot was put out of a room. It says so; what is due goes on in the direct chats."""
    if room.state is RoomState.GONE:
        return NOTHING
    gone = Decision(
        save=(replace(room, state=RoomState.GONE),),
        audit=(Record(action="room.lost", object=room.id, case=room.case, decision="deny"),),
    )
    key = f"lost:{room.id}:{room.version}"
    if room.kind is RoomKind.DIRECT:
        person = moment.directory.person(room.person) if room.person else None
        notice = LeftChat(PersonName(person.user)) if person else None
        return gone + Decision(
            effects=telling.coordinators(person, notice, moment, key=key) if person and notice else ()
        )
    lost = RoomLost(room.kind.value, case.case.ref if case else None)
    effects = telling.administrators(lost, moment, key=key)
    if case is not None:
        row = case.case
        effects += telling.leads(row.task_force, lost, moment, key=key, case=row.id, ref=row.ref)
    return gone + Decision(effects=effects)


def _from_chat(user: UserId, room: Room, moment: Moment) -> Decision:
    """Without a chat nobody can be woken: their coordinator has to know."""
    person = moment.directory.person(user)
    if person is None:
        return Decision(save=(replace(room, state=RoomState.GONE),))
    notice = LeftChat(PersonName(user))
    told = telling.coordinators(person, notice, moment, key=f"left-chat:{room.id}:{room.version}")
    return Decision(save=(replace(room, state=RoomState.GONE),), effects=told)


def _from_case(member: Member, room: Room, case: CaseSnapshot, moment: Moment) -> Decision:
    """With their last room of the case their seats end as well; somebody of their agency is asked instead."""
    if case.case.state is CaseState.CLOSED:
        return NOTHING
    user, now = member.user, moment.now
    seats = tuple(seat for seat in case.live_seats if seat.user == user)
    stays = any(
        other.user == user and other.room != room.id and other.wanted and not other.declined for other in case.members
    )
    ended: tuple[Seat, ...] = () if stays else removed(seats, now)
    where = Where(room.kind.value) if stays else None
    affected = _seats_of_room(seats, where, case)
    cover = stand_in(case, user, affected, moment, where=where)
    notice = LeftCase(
        name=room.name,
        person=PersonName(user),
        agencies=tuple(AgencyName(agency) for agency in dict.fromkeys(seat.agency for seat in seats)),
        cover=tuple(map(PersonName, cover.people)),
        tasks=tuple(int(number) for number in cover.numbers),
        declined=member.presence is Presence.INVITED,
        empty=tuple(map(AgencyName, cover.empty)),
    )
    told: tuple[Effect, ...] = ()
    if seats:
        key = f"left:{room.id}:{user}:{member.version}"
        row = case.case
        told = telling.leads(row.task_force, notice, moment, key=key, case=row.id, ref=row.ref, but=user)
    unfilled = unfilled_without(case, ended, (row for row in cover.save if isinstance(row, Seat)))
    emptied = () if unfilled == case.case.unfilled else (replace(case.case, unfilled=unfilled),)
    return Decision(
        save=(*emptied, *ended, *cover.save),
        effects=(*cover.effects, *told, ShowBoard(case=case.case.id)),
        audit=(*_ended(ended), *cover.audit),
    )


def _seats_of_room(seats: tuple[Seat, ...], where: Where | None, case: CaseSnapshot) -> tuple[Seat, ...]:
    """Leaving one of several rooms concerns the support seats only where it was the support-only room."""
    if where is not Where.SUPPORT:
        return seats
    roles = case.template.roles
    return tuple(seat for seat in seats if seat.role in roles and roles[seat.role].where is Where.SUPPORT)


def _ended(seats: tuple[Seat, ...]) -> tuple[Record, ...]:
    return tuple(
        Record(action="seat.end", object=seat.user, case=seat.case, fields={"agency": seat.agency, "role": seat.role})
        for seat in seats
    )
