"""The worker that makes stored things happen on Matrix: in order, as often as it takes, until done or hopeless.

The rows in the database are the truth; what is kept here can be lost at any moment and is read again at the start.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.gateway import Gateway
from bot.kill_points import passing
from bot.service.clock import Clocks
from bot.service.commit import Stored
from bot.service.known import Known
from bot.service.questions import Ask, BoardPosted, FromMatrix, Unreached
from bot.service.sending import COMPOSED, NEVER_SAID, Sending
from storage.errors import WrongState, is_of_the_database
from storage.outbox import UNSENT
from storage.posts import Lane, OutboxRow, PostKind, PostState
from storage.unit_of_work import Store
from workflows.values.delivery import Hold, NotYet, Opened, Outcome, Rejected, RoomOutcome, Sent
from workflows.values.facts import RoomFailed, RoomOpened
from workflows.values.ids import Draw, EventId, MatrixRoomId, OutboxId, RoomId, UserId
from workflows.values.lanes import (
    MOST_REFUSALS,
    Dead,
    GiveUp,
    Parked,
    Queued,
    Retry,
    after,
    choose,
    park,
    reconcile_first,
    unpark,
    wake_at,
)
from workflows.values.model import Member, Pin, Room

MOST_WAITING = 100_000
IDLE = 60.0  # seconds without news after which lanes and database are looked at all the same

log = structlog.get_logger()


class Outbox:
    """Chooses what to attempt, and keeps what came of it."""

    def __init__(self, *, store: Store, known: Known, clocks: Clocks, gateway: Gateway, sending: Sending, ask: Ask):
        self._store, self._known, self._clocks = store, known, clocks
        self._gateway, self._sending, self._ask = gateway, sending, ask
        self._rows: dict[OutboxId, OutboxRow] = {}
        self._queued: dict[OutboxId, Queued] = {}
        self._flying: dict[OutboxId, Queued] = {}
        self._parked = Parked()
        self._attempts: Counter[OutboxId] = Counter()
        self._refusals: Counter[OutboxId] = Counter()
        self._perhaps_said: set[OutboxId] = set()  # may have reached the homeserver: its words stay as they are
        self._news: Counter[RoomId] = Counter()  # how often something changed there
        self._recalled_at = float("-inf")
        self._wake = asyncio.Event()
        self.sent = 0
        self.codes: Counter[str] = Counter()  # why attempts did not succeed, for health and metrics

    @property
    def waiting(self) -> int:
        return len(self._rows)

    @property
    def oldest_page(self) -> float | None:
        """Since when (monotonic) the page that waits longest is waiting."""
        return min((row.queued_at for row in self._queued.values() if row.cls == "page"), default=None)

    def offer(self, stored: Stored) -> None:
        """What a commit has added and withdrawn, and what it changed that rows may have waited for."""
        for changed in stored.saved:
            match changed:
                case Room(id=room) | Member(room=room):
                    self.unpark(room)
                case Pin(user=user):
                    self.unpark_rooms_of((user,))
                case _:
                    continue
        for id_ in stored.withdrawn:
            self._forget(id_)
        for row in stored.added:
            self._take(replace(row, txn=self._store.txn(row.id)))
        now = self._clocks.monotonic()
        for id_, queued in tuple(self._queued.items()):
            if queued.cls == "board" and queued.room in stored.gathering:
                self._queued[id_] = replace(queued, touched_at=now)
        if stored.added:
            self._wake.set()

    def unpark(self, room: RoomId) -> None:
        """Something changed in this room: what waited for it is tried now, and its waits begin anew."""
        self._news[room] += 1
        self._parked = unpark(self._parked, room)
        for queued in self._queued.values():
            if queued.room == room:
                self._attempts.pop(queued.id, None)
        self._wake.set()

    def on_sync(self, rooms: Collection[MatrixRoomId], users: Collection[UserId]) -> None:
        """In these rooms somebody came or went, or they are new to us; these people's devices changed."""
        for matrix_id in rooms:
            if (room := self._known.room_of(matrix_id)) is not None:
                self.unpark(room.id)
        self.unpark_rooms_of(users)

    def unpark_rooms_of(self, users: Collection[UserId]) -> None:
        """An accepted identity or the devices of these people changed: perhaps they can read now."""
        for room, members in tuple(self._known.members.items()):
            if not members.keys().isdisjoint(users):
                self.unpark(room)

    async def run(self) -> None:
        """For ever. What a stop left behind goes first; what is old is looked for before it is said again."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                await self._recall_each_minute()
                self.step(group)
                now = self._clocks.monotonic()
                until = wake_at(tuple(self._queued.values()), self._parked, now)
                try:
                    async with asyncio.timeout(min(IDLE, max(until - now, 0.01)) if until else IDLE):
                        await self._wake.wait()
                except TimeoutError:
                    continue

    async def _recall_each_minute(self) -> None:
        """What a fault of ours let fall is taken up again."""
        if self._clocks.monotonic() < self._recalled_at + IDLE:
            return
        try:
            await self.recall()
        except Exception as fault:  # noqa: BLE001 - the database is away: what is in memory goes on
            log.error("fault", action="recall", kind=type(fault).__name__)

    async def recall(self) -> None:
        """Take up every row that is not out yet and not known here. Harmless at any time: one id is said once."""
        self._recalled_at = self._clocks.monotonic()
        async with self._store.read() as uow:
            waiting = await uow.outbox.waiting(MOST_WAITING)
        for row in waiting:
            if row.id not in self._rows:
                self._take(self._as_kept(row))
        self._wake.set()

    def _as_kept(self, row: OutboxRow) -> OutboxRow:
        """A row of the database as it is to be treated now."""
        old = row.frozen_at and reconcile_first((self._clocks.wall() - row.frozen_at).total_seconds())
        worded = row.state is PostState.FROZEN and row.kind in COMPOSED  # a stop came: perhaps said, perhaps not
        unsure = (old or worded) and row.kind is not PostKind.CREATE
        return replace(row, doubted=bool(unsure))

    def step(self, group: asyncio.TaskGroup) -> int:
        """Begin every attempt that may begin now; says how many."""
        chosen = choose(
            tuple(self._queued.values()), self._parked, tuple(self._flying.values()), self._clocks.monotonic()
        )
        for queued in chosen:
            self._flying[queued.id] = queued
            group.create_task(self._attempt(queued), name=f"outbox {queued.id}")
        return len(chosen)

    def _take(self, row: OutboxRow) -> None:
        now = self._clocks.monotonic()
        self._rows[row.id] = row
        if row.state is not PostState.WAITING:
            self._perhaps_said.add(row.id)
        self._queued[row.id] = Queued(
            id=row.id,
            room=row.room,
            cls=row.cls.value,
            creates=row.lane is Lane.CREATE,
            fixed=row.kind is PostKind.FIXED,
            queued_at=now,
            touched_at=now,
        )

    def _forget(self, id_: OutboxId) -> None:
        self._rows.pop(id_, None)
        self._queued.pop(id_, None)
        self._attempts.pop(id_, None)
        self._refusals.pop(id_, None)
        self._perhaps_said.discard(id_)

    async def _attempt(self, queued: Queued) -> None:
        try:
            row = self._rows.get(queued.id)
            if row is not None:
                await self._deliver(queued, row)
        except WrongState:  # the decider settled it, or one that was to be said with it, a moment ago
            await self._look_again(queued.id)
        except Exception as fault:  # noqa: BLE001 - one row must not stop the others
            await self._failed(queued, fault)
        finally:
            self._flying.pop(queued.id, None)
            self._wake.set()

    async def _look_again(self, id_: OutboxId) -> None:
        """The row as it is kept now; nothing of it if it has ended."""
        self._forget(id_)
        try:
            async with self._store.read() as uow:
                for row in await uow.outbox.many([id_]):
                    if row.state in UNSENT:
                        self._take(self._as_kept(row))
        except Exception as fault:  # noqa: BLE001 - taken up again within the minute
            log.error("fault", action="outbox", row=id_, kind=type(fault).__name__)

    async def _failed(self, queued: Queued, fault: Exception) -> None:
        """A fault of ours. After a few of them the row is given up, so that somebody hears of it."""
        log.error("fault", action="outbox", row=queued.id, kind=type(fault).__name__)
        self._refusals[queued.id] += not is_of_the_database(fault)
        row = self._rows.get(queued.id)
        if row is not None and self._refusals[queued.id] >= MOST_REFUSALS:
            with suppress(Exception):  # then it stays parked
                await self._hopeless(row, "fault")
        self._parked = park(self._parked, queued, Rejected("fault"), IDLE, self._clocks.monotonic())

    def _alike(self, row: OutboxRow) -> list[OutboxRow]:
        """What can be said in one message with this page: other pages in this chat that are not on their way."""
        if row.kind is not PostKind.PAGE:
            return []
        waiting = (one for one in self._rows.values() if one.state is PostState.WAITING and one.kind is PostKind.PAGE)
        return [one for one in waiting if one.room == row.room and one.id not in self._flying]

    async def _deliver(self, queued: Queued, row: OutboxRow) -> None:
        if row.state is PostState.WAITING:
            prepared = await self._sending.prepare(row, self._alike(row))
            for id_ in prepared.ended:
                self._forget(id_)
            if prepared.row is None:
                return
            row = self._rows[row.id] = prepared.row
        news = self._news[row.room]
        outcome = await self._sending.attempt(row)
        self._attempts[row.id] += 1
        age = (self._clocks.wall() - row.created_at).total_seconds()
        then = after(
            outcome,
            self._attempts[row.id],
            age,
            Draw(secrets.token_bytes(16), self._clocks.now()),
            cls=row.cls.value,
            refusals=self._refusals[row.id],
        )
        match then:
            case None:
                await self._arrived(queued, row, outcome)
            case Retry(wait, reconcile):
                waits_for_room = isinstance(outcome, NotYet) and outcome.hold is not Hold.SERVER
                overtaken = waits_for_room and self._news[row.room] != news  # by what it waits for, perhaps
                self._again(queued, row, outcome, 0.0 if overtaken else wait, reconcile)
            case GiveUp(why) | Dead(why):
                await self._hopeless(row, why)

    async def _arrived(self, queued: Queued, row: OutboxRow, outcome: Outcome | RoomOutcome) -> None:
        match outcome:
            case Sent(event):
                passing("answered")
                self.sent += 1
                self._release(queued)
                if row.kind is PostKind.BOARD and not (row.payload or {}).get("replaces"):
                    self._ask(BoardPosted(row.room, row.id, EventId(event)))  # which also ends the row
                else:
                    await self._keep(queued, row, EventId(event))
            case Opened(room):
                passing("room-adopted")
                self._forget(row.id)
                self._ask(FromMatrix(RoomOpened(room=row.room, matrix_id=room), row.id))
            case _:
                raise AssertionError("not an arrival")

    def _release(self, queued: Queued) -> None:
        """It is out: what comes next in its room need not wait until that is written down."""
        self._forget(queued.id)
        self._flying.pop(queued.id, None)
        self._wake.set()

    async def _keep(self, queued: Queued, row: OutboxRow, event: EventId) -> None:
        try:
            more = any((one.room, one.cls) == (queued.room, queued.cls) for one in self._queued.values())
            await self._sending.sent(row, event, more=more)
        except BaseException:
            self._rows[row.id], self._queued[row.id] = row, queued  # sent again, under the same transaction id
            raise

    def _again(
        self, queued: Queued, row: OutboxRow, outcome: Outcome | RoomOutcome, wait: float, reconcile: bool
    ) -> None:
        if isinstance(outcome, NotYet | Rejected):
            self.codes[outcome.why] += 1
        if isinstance(outcome, Rejected):
            self._refusals[row.id] += 1
        if not (isinstance(outcome, NotYet) and outcome.unsaid):
            self._perhaps_said.add(row.id)
        elif outcome.why == NEVER_SAID:
            self._perhaps_said.discard(row.id)
        if row.kind in COMPOSED and row.id not in self._perhaps_said:
            self._rows[row.id] = replace(row, state=PostState.WAITING, doubted=False)  # unread: said as it is then
        elif reconcile and row.kind is not PostKind.CREATE:
            self._rows[row.id] = replace(row, doubted=True)
        self._parked = park(self._parked, queued, outcome, wait, self._clocks.monotonic())

    async def _hopeless(self, row: OutboxRow, why: str) -> None:
        self.codes[why] += 1
        if row.kind is PostKind.PAGE and row.person:
            self._ask(Unreached(row.id, row.person, why))  # which also ends the row
        elif row.kind is PostKind.CREATE:
            self._ask(FromMatrix(RoomFailed(room=row.room, why=why), row.id))  # and so does this
        else:
            await self._sending.dead(row, why)
        self._forget(row.id)
