"""From what Matrix told us to a decision: who came and went, who invites us, whose identity was seen."""

from bot.gateway import Membership
from bot.service.known import Known
from storage.posts import InboxItem
from storage.unit_of_work import UnitOfWork
from workflows.casework import arrivals, chats, people
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.effects import NOTHING, Decision
from workflows.values.facts import (
    ChatAsked,
    ChatReady,
    Fact,
    IdentitySeen,
    Invited,
    InviteRefused,
    Joined,
    Left,
    Readable,
    RoomFailed,
    RoomOpened,
)
from workflows.values.ids import UserId
from workflows.values.model import Room, RoomKind, RoomState


class Observing:
    """Looks up whom and what a fact is about, and asks the rules."""

    def __init__(self, known: Known, bot_user: UserId) -> None:
        self._known, self._bot_user = known, bot_user

    async def member(self, uow: UnitOfWork, row: InboxItem, moment: Moment) -> Decision:
        """A change of membership, in a room of ours; elsewhere it is nobody's business."""
        payload = row.payload or {}
        user, membership = UserId(payload["user"]), Membership(payload["membership"])
        room = self._known.room_of(row.room)
        if room is None or (room.state is RoomState.WANTED and room.kind is not RoomKind.DIRECT):
            return NOTHING  # nobody's business, or a room that is not accepted as ours yet
        if user == self._bot_user:
            if membership in (Membership.LEAVE, Membership.BAN):
                return await self.fact(uow, Left(room=room.id, user=user, by_themselves=False, bot=True), moment)
            return NOTHING
        match membership:
            case Membership.JOIN:
                return await self.fact(uow, Joined(room=room.id, user=user), moment)
            case Membership.INVITE:
                return await self.fact(uow, Invited(room=room.id, user=user), moment)
            case Membership.LEAVE | Membership.BAN:
                return await self.fact(uow, Left(room=room.id, user=user, by_themselves=row.sender == user), moment)

    async def invitation(self, row: InboxItem, moment: Moment) -> Decision | None:
        """Somebody invites the bot. None: not from the directory, to be refused without a word."""
        person = moment.directory.person(row.sender)
        if person is None:
            return None
        payload = row.payload or {}
        asked = ChatAsked(
            matrix_id=row.room,
            inviter=row.sender,
            encrypted=bool(payload.get("encrypted")),
            direct=bool(payload.get("direct")),
        )
        return chats.on_chat_asked(asked, self._known.room_of(row.room) or self._chat(row.sender), person, moment)

    async def identity(self, uow: UnitOfWork, row: InboxItem, moment: Moment) -> Decision:
        payload = row.payload or {}
        return await self.fact(uow, IdentitySeen(user=row.sender, identity=payload.get("identity")), moment)

    async def fact(self, uow: UnitOfWork, fact: Fact, moment: Moment) -> Decision:
        match fact:
            case IdentitySeen(user=user):
                person = moment.directory.person(user)
                if person is None:
                    return NOTHING
                cases = await self.cases_of(uow, user)
                return people.on_identity(fact, self._known.pins.get(user), person, cases, moment)
            case ChatReady(matrix_id=matrix_id, person=user):
                room, who = self._known.room_of(matrix_id), moment.directory.person(user)
                if room is None or who is None:
                    return NOTHING
                return chats.on_chat_ready(fact, room, who, self._known.member(room.id, user), moment)
            case ChatAsked():
                return NOTHING
            case RoomOpened() | RoomFailed() | Invited() | InviteRefused() | Joined() | Left() | Readable():
                return await self._in_room(uow, fact, moment)

    async def _in_room(
        self,
        uow: UnitOfWork,
        fact: RoomOpened | RoomFailed | Invited | InviteRefused | Joined | Left | Readable,
        moment: Moment,
    ) -> Decision:
        room = self._known.rooms[fact.room]
        case = await uow.snapshots.case(room.case) if room.case else None
        member = None if isinstance(fact, RoomOpened | RoomFailed) else self._known.member(room.id, fact.user)
        return arrivals.on_fact(fact, case, room, member, moment)

    async def cases_of(self, uow: UnitOfWork, user: UserId) -> tuple[CaseSnapshot, ...]:
        """The cases in which a person holds a seat."""
        return await uow.snapshots.cases(await uow.snapshots.cases_for(user))

    def _chat(self, user: UserId) -> Room | None:
        rooms = (room for room in self._known.rooms.values() if room.kind is RoomKind.DIRECT and room.person == user)
        return max(rooms, key=lambda room: room.id, default=None)
