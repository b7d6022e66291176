"""One outbox row at a time: its words fixed before the first attempt, the attempt, and what is kept of it."""

import asyncio
import hashlib
import hmac
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.gateway import FixedText, Gateway, RoomPlan
from bot.kill_points import passing
from bot.service.clock import Clocks
from bot.service.composing import compose
from bot.service.known import Known
from bot.service.letters import as_payload, from_payload
from storage.errors import WrongState
from storage.outbox import UNSENT
from storage.posts import OutboxRow, PostKind, PostState
from storage.unit_of_work import Store
from workflows.casework.snapshots import Moment
from workflows.values.delivery import Done, Hold, NotYet, Outcome, Rejected, RoomOutcome, Sent
from workflows.values.ids import Draw, EventId, MatrixRoomId, OutboxId
from workflows.values.model import Room, RoomKind, RoomState

TOPICS = {
    RoomKind.JOINT: "Encrypted case room. Type !help. No names, no addresses.",
    RoomKind.SUPPORT: "Encrypted case room. Type !help. No names, no addresses.",
    RoomKind.DIRECT: "Encrypted chat with the coordination bot. Type help.",
    RoomKind.LEADS: "Encrypted room of the task force leads. Type !help.",
    RoomKind.ADMINS: "Encrypted room of the administrators. Type !help.",
    RoomKind.OVERSIGHT: "Encrypted oversight room.",
}
GATHER = 0.25  # seconds: while a room still has things to be said, so many commits are enough
NEVER_SAID = "never-said"  # looked for in the room's history, and not there
COMPOSED = (PostKind.PAGE, PostKind.BOARD, PostKind.NOTICE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row whose words are fixed (None: it has nothing to say any more), and the rows that ended with that."""

    row: OutboxRow | None
    ended: tuple[OutboxId, ...] = ()


@dataclass(frozen=True, slots=True)
class _Out:
    """A row that the homeserver has taken, under which event id and when."""

    row: OutboxRow
    event: EventId
    at: datetime
    wall: datetime  # the same in transport time


class Sending:
    """Knows how each kind of row goes out."""

    def __init__(
        self,
        store: Store,
        known: Known,
        clocks: Clocks,
        gateway: Gateway,
        *,
        federate: bool = False,
        gather: float = GATHER,
    ) -> None:
        self._store, self._known, self._clocks, self._gateway = store, known, clocks, gateway
        self._federate = federate  # whether rooms may be joined from other homeservers
        self._gather = gather  # real seconds
        self._out: dict[OutboxId, _Out] = {}  # not yet written down
        self._writing_down = asyncio.Lock()

    async def prepare(self, row: OutboxRow, alike: Sequence[OutboxRow]) -> Prepared:
        """Fix the words in a transaction of its own, before the first attempt. Raises WrongState."""
        now, wall = self._clocks.now(), self._clocks.wall()
        if row.kind not in COMPOSED:
            async with self._store.work() as uow:
                await uow.outbox.freeze(row.id, None, wall)
                await uow.commit()
            return Prepared(replace(row, state=PostState.FROZEN, frozen_at=wall))
        known = self._known
        moment = Moment(now=now, draw=Draw(row.id.encode(), now), directory=known.directory, standing=known.standing)
        async with self._store.work() as uow:
            if row.kind is PostKind.BOARD:  # what it is to be may have changed since it was queued
                row = (await uow.outbox.many([row.id]))[0]
            made = await compose(uow, row, alike, known, moment)
            if made.content is None:
                await uow.outbox.withdraw((row.id, *made.merged))
                await uow.commit()
                return Prepared(None, (row.id, *made.merged))
            payload = as_payload(made.content)
            again = row.frozen_at is not None  # an earlier attempt came to nothing before anything was said
            await uow.outbox.freeze(row.id, payload, wall, case_ids=made.cases, again=again)
            if made.merged:
                await uow.outbox.merge(made.merged, row.id)
            await uow.commit()
        passing("words-fixed")
        fixed = replace(row, state=PostState.FROZEN, frozen_at=wall, payload=payload, case_ids=made.cases)
        return Prepared(fixed, made.merged)

    async def attempt(self, row: OutboxRow) -> Outcome | RoomOutcome:
        """Try once. Never raises for what the network does."""
        room = self._known.rooms[row.room]
        if row.kind is PostKind.CREATE:
            return await self._gateway.open_room(self._plan(room))
        if room.matrix_id is None:
            return NotYet("room-not-open", Hold.ROOM, unsaid=True)
        if row.kind is PostKind.FIXED:
            return await self._say_fixed(row, room.matrix_id)
        if room.state in (RoomState.WANTED, RoomState.CREATING):
            return NotYet("room-not-open", Hold.ROOM, unsaid=True)
        if room.state is RoomState.GONE:
            return Rejected("room-gone")
        if (why := self._out_of_reach(row, room)) is not None:
            return Rejected(why)
        return await self._say(row, room, room.matrix_id)

    def _out_of_reach(self, row: OutboxRow, room: Room) -> str | None:
        """Why nobody may read this here any more: then a page goes to somebody else at once."""
        if room.kind is RoomKind.DIRECT and room.state is RoomState.CLOSED:
            return "no-chat"
        if row.kind is not PostKind.PAGE or row.person is None:
            return None
        if row.person not in self._known.directory.people:
            return "absent"
        return "frozen" if self._known.frozen(row.person) else None

    async def _say_fixed(self, row: OutboxRow, matrix_id: MatrixRoomId) -> Outcome:
        """A room in clear is entered for this one line, and left again."""
        text = FixedText((row.payload or {})["fixed"])
        if row.person is None:
            raise LookupError("a fixed text for nobody")
        if text is not FixedText.NOT_ENCRYPTED:
            return await self._gateway.send_fixed(matrix_id, row.person, text, row.txn)
        joined = await self._gateway.join(matrix_id)
        if not isinstance(joined, Done):
            return joined
        outcome = await self._gateway.send_fixed(matrix_id, row.person, text, row.txn)
        if isinstance(outcome, Sent):
            await self._gateway.leave(matrix_id)
        return outcome

    async def _say(self, row: OutboxRow, room: Room, matrix_id: MatrixRoomId) -> Outcome:
        if row.doubted:
            async with self._store.read() as uow:
                older = await uow.outbox.last_before(room.id, row.created_at, row.id)
            found = await self._gateway.find_sent(matrix_id, row.txn, until=older)
            if isinstance(found, NotYet | Rejected):
                return found
            if found is not None:
                return Sent(found)
            if row.kind in COMPOSED:  # what it said may be true no more
                return NotYet(NEVER_SAID, Hold.PERSON, unsaid=True)
        content = from_payload(row.payload or {})
        if row.edit_of is not None:
            before = await self._event_of(row.edit_of)
            if isinstance(before, NotYet | Rejected):
                return before
            content = replace(content, replaces=before)
        passing("before-send")
        return await self._gateway.send(matrix_id, content, row.txn, roster=self._known.roster(room.id))

    async def sent(self, row: OutboxRow, event: EventId, *, more: bool) -> None:
        """Write down that it is out. What goes out meanwhile shares the commit; `more`: wait a little for it.

        A stop in between sends it again under its old transaction id, which the homeserver knows.
        """
        self._out[row.id] = _Out(row, event, self._clocks.now(), self._clocks.wall())
        async with self._writing_down:
            if row.id in self._out:
                await asyncio.sleep(self._gather if more else 0)
                await self._write_down(tuple(self._out.values()))

    async def _write_down(self, out: Collection["_Out"]) -> None:
        async with self._store.work() as uow:
            for one in out:
                with suppress(WrongState):  # settled by the decider a moment ago
                    await uow.outbox.sent(one.row.id, one.event, one.wall)
                    if one.row.kind is PostKind.PAGE:
                        await uow.told.sent([one.row.id], one.at)
            await uow.commit()
        passing("sent-kept")
        for one in out:
            del self._out[one.row.id]

    async def dead(self, row: OutboxRow, why: str) -> None:
        """Given up. A page ends with the question of who hears it instead (Unreached)."""
        async with self._store.work() as uow:
            await uow.outbox.dead(row.id, why)
            await uow.commit()

    async def _event_of(self, id_: OutboxId) -> EventId | NotYet | Rejected:
        """What an edit takes the place of, once that is out."""
        if id_ in self._out:
            return self._out[id_].event
        async with self._store.read() as uow:
            found = await uow.outbox.many([id_])
        if found and found[0].event is not None:
            return found[0].event
        if found and found[0].state in UNSENT:
            return NotYet("original-not-out", Hold.PERSON, unsaid=True)
        return Rejected("nothing-to-edit")

    def _plan(self, room: Room) -> RoomPlan:
        """All that createRoom is told. The alias is a lock only, and says nothing without the master key."""
        secret = self._store.vault.derive("alias")
        lock = hmac.new(secret, f"{room.id}|{room.attempt}".encode(), hashlib.sha256)
        members = self._known.members.get(room.id, {})
        return RoomPlan(
            alias_localpart="c" + lock.hexdigest()[:40],
            nonce=room.nonce,
            name=room.name,
            topic=TOPICS[room.kind],
            moderators={user: member.power for user, member in members.items() if member.power and member.wanted},
            direct=room.person,
            federate=self._federate,
        )
