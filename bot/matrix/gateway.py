"""All that can be asked of Matrix, put together: `bot.gateway.Gateway` over one session."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bot.gateway import Content, FileSent, FixedText, Gateway, Membership, Message, RoomPlan, Unreadable
from bot.matrix.client import Client
from bot.matrix.files import fetch
from bot.matrix.fixed import FixedTexts
from bot.matrix.gate import Gate
from bot.matrix.rooms import Rooms
from bot.matrix.session import MatrixSession
from bot.matrix.sharing import Sharing
from bot.matrix.trust import Trust
from workflows.values.delivery import Done, NotYet, Opened, Outcome, Rejected, RoomOutcome, StateOutcome
from workflows.values.ids import EventId, MatrixRoomId, UserId

SYNC_SECONDS: Final = 3.0  # how long a new room may take to come down the sync before we go on without waiting


class MatrixGateway:
    """One account on one homeserver. The session has to run beside it, or nothing is known of any room."""

    def __init__(self, session: MatrixSession, trust: Trust) -> None:
        self._session = session
        self._sharing = Sharing(session, session.client, trust, session.user)
        self._gate = Gate(session, session.client, self._sharing)
        self._fixed = FixedTexts(session, session.client, self._sharing)
        self._rooms = Rooms(session, session.user, _SeenBySync(session.client))

    @property
    def user(self) -> UserId:
        return self._session.user

    # Words

    async def send(self, room: MatrixRoomId, content: Content, txn: str, *, roster: frozenset[UserId]) -> Outcome:
        return await self._gate.send(room, content, txn, roster=roster)

    async def send_fixed(self, room: MatrixRoomId, user: UserId, text: FixedText, txn: str) -> Outcome:
        return await self._fixed.send(room, user, text, txn)

    async def find_sent(
        self, room: MatrixRoomId, txn: str, *, until: EventId | None = None
    ) -> EventId | NotYet | Rejected | None:
        return await self._gate.find_sent(room, txn, until=until)

    async def read_again(self, room: MatrixRoomId, events: Sequence[EventId]) -> tuple[Message | Unreadable, ...]:
        return await self._session.read_again(room, events)

    async def warm(self, room: MatrixRoomId, *, roster: frozenset[UserId]) -> None:
        await self._gate.warm(room, roster=roster)

    def readable(self, room: MatrixRoomId, user: UserId) -> bool:
        """Whether this person has joined and a key can reach a trusted device of theirs; `warm` makes it so."""
        return self._gate.readable(room, user)

    def last_unreachable(self, room: MatrixRoomId) -> frozenset[UserId]:
        """Who had joined and could not read what was last sent into the room."""
        return self._gate.last_unreachable(room)

    async def fetch_file(self, file: FileSent, *, most: int) -> bytes | NotYet | Rejected:
        return await fetch(self._session.client, file, most)

    # Rooms

    async def open_room(self, plan: RoomPlan) -> RoomOutcome:
        outcome = await self._rooms.open_room(plan)
        if isinstance(outcome, Opened):
            await self._seen(outcome.room)
        return outcome

    async def check_room(self, room: MatrixRoomId) -> str | None:
        return await self._rooms.check_room(room)

    async def lock_room(self, room: MatrixRoomId) -> StateOutcome:
        return await self._rooms.lock_room(room)

    async def invite(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        return await self._rooms.invite(room, user)

    async def remove(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        return await self._rooms.remove(room, user)

    async def set_power(self, room: MatrixRoomId, levels: Mapping[UserId, int], *, closed: bool) -> StateOutcome:
        return await self._rooms.set_power(room, levels, closed=closed)

    async def set_name(self, room: MatrixRoomId, name: str) -> StateOutcome:
        return await self._rooms.set_name(room, name)

    async def pin(self, room: MatrixRoomId, event: EventId) -> StateOutcome:
        return await self._rooms.pin(room, event)

    async def join(self, room: MatrixRoomId) -> StateOutcome:
        outcome = await self._rooms.join(room)
        if isinstance(outcome, Done):
            await self._seen(room)
        return outcome

    async def leave(self, room: MatrixRoomId) -> StateOutcome:
        outcome = await self._rooms.leave(room)
        if isinstance(outcome, Done):
            self._session.client.forget(room)  # a forgotten room may not come down the sync again, not even as left
        return outcome

    async def members(self, room: MatrixRoomId) -> Mapping[UserId, Membership] | None:
        return await self._rooms.members(room)

    async def account_exists(self, user: UserId) -> bool | None:
        return await self._rooms.account_exists(user)

    async def _seen(self, room: MatrixRoomId) -> None:
        """Wait a moment for the room to come down the sync, so that the first words need no second attempt."""
        try:
            async with asyncio.timeout(SYNC_SECONDS):
                await self._session.synced(room)
        except TimeoutError:
            return


class _SeenBySync:
    """Where to look, as the last sync showed it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def people_in(self, room: MatrixRoomId) -> frozenset[UserId] | None:
        seen = self._client.rooms.get(room)
        return None if seen is None else frozenset(UserId(user) for user in seen.users)

    def inviter(self, room: MatrixRoomId) -> UserId | None:
        inviter = self._client.inviters.get(room)
        return UserId(inviter) if inviter else None


if TYPE_CHECKING:

    def proof(gateway: MatrixGateway) -> Gateway:
        """The type checker shows that nothing of the protocol is missing."""
        return gateway
