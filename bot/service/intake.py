"""What came in becomes rows: one transaction holds a whole sync and its cursor. Nothing is decided here."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from bot.gateway import Batch, FileSent, Incoming, Invitation, MemberChange, Message, Plaintext, Unreadable
from bot.kill_points import passing
from bot.service import faults
from bot.service.addressed import Addressed
from bot.service.clock import Clocks
from bot.service.known import Known
from bot.service.questions import Ask, FromInbox
from storage.errors import Stale, Taken, is_of_the_database, is_serialization_failure
from storage.posts import Arrival, InboxItem, InboxState
from storage.unit_of_work import Store, UnitOfWork
from workflows.values.effects import Record
from workflows.values.ids import CaseId, EventId, IdentityKey, MatrixRoomId, UserId

CURSOR = "sync_cursor"
KEPT_EVERY = 10.0  # seconds: how far back a restart after silence may read again
DATABASE_AGAIN = 1.0  # seconds until a database that is away is asked again
MOST = 100_000

T = TypeVar("T")


class Intake:
    """Receives from the Matrix session (bot.gateway.Receiver); hands row numbers to the decider."""

    def __init__(
        self,
        store: Store,
        known: Known,
        clocks: Clocks,
        ask: Ask,
        addressed: Addressed,
        changed: Callable[[Collection[MatrixRoomId], Batch], None] = lambda _moved, _batch: None,
    ) -> None:
        self._store, self._known, self._clocks, self._ask = store, known, clocks, ask
        self._addressed, self._changed = addressed, changed
        self._rooms: frozenset[MatrixRoomId] = frozenset()  # that the last sync showed
        self._kept_at = float("-inf")

    async def cursor(self) -> str | None:
        return await self._patiently(lambda: self._read(lambda uow: uow.meta.get(CURSOR)))

    async def known(self, event: EventId) -> bool:
        return await self._patiently(lambda: self._read(lambda uow: uow.inbox.knows(event)))

    async def receive(self, batch: Batch) -> None:
        """Store what is not stored yet, and where to go on. A repeated batch adds nothing.

        Where nothing came, the position is written with what comes next: to read nothing twice is harmless.
        """
        moved = {one.room for one in batch.incoming if isinstance(one, MemberChange)} | (batch.rooms - self._rooms)
        self._rooms = batch.rooms
        self._changed(moved, batch)
        now = self._clocks.monotonic()
        if not batch.incoming and now - self._kept_at < KEPT_EVERY:
            return
        items = [self._item(kept) for one in batch.incoming if (kept := self._kept(one)) is not None]
        passing("sync-read")

        async def keep(uow: UnitOfWork) -> Sequence[InboxItem]:
            added = await uow.inbox.take(items)
            if len(added) < len(items):
                await self._log_replays(uow, items, frozenset(row.event for row in added))
            await uow.meta.set(CURSOR, batch.cursor)
            passing("inbox-written")
            return added

        new = await self._stored(keep)
        self._kept_at = now
        passing("inbox-kept")
        self._ask_about(new)

    async def _stored(self, keep: Callable[[UnitOfWork], Awaitable[Sequence[InboxItem]]]) -> Sequence[InboxItem]:
        """What one transaction added. While the database is away it is tried again, and nothing more is read.

        Where nobody knows whether it was made, what it would add may be there: everything undecided is given then.
        """
        tries = 0

        async def once() -> Sequence[InboxItem]:
            nonlocal tries
            tries += 1
            async with self._store.work() as uow:
                new = await keep(uow)
                await uow.commit()
            return new

        new = await self._patiently(once)
        if tries > 1:
            new = await self._patiently(lambda: self._read(lambda uow: uow.inbox.pending(MOST)))
        return new

    async def _read(self, question: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        async with self._store.read() as uow:
            return await question(uow)

    async def _patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Tried again for as long as the database is away."""
        while True:
            try:
                return await attempt()
            except Exception as fault:
                if not (is_of_the_database(fault) or is_serialization_failure(fault) or isinstance(fault, Stale)):
                    raise
                faults.note("intake", fault)
                await asyncio.sleep(DATABASE_AGAIN)

    def _ask_about(self, rows: Sequence[InboxItem]) -> None:
        for row in rows:
            self._ask(FromInbox(row))

    def _kept(self, one: Incoming) -> Incoming | None:
        """What is to be decided. Of talk that is not for us nothing is, but that somebody from outside spoke."""
        if not isinstance(one, Message) or self._addressed.to_us(one):
            return one
        room = self._known.room_of(one.room)
        outside = room is not None and one.sender not in self._known.roster(room.id)
        return replace(one, body="", file=None) if outside else None

    async def _log_replays(self, uow: UnitOfWork, items: Sequence[InboxItem], added: frozenset[EventId | None]) -> None:
        """A ciphertext that was acted on, shown once more under another event id: one entry a room and sync."""
        rooms: Counter[tuple[MatrixRoomId, CaseId | None]] = Counter()
        for item in items:
            if item.session and item.event and item.event not in added and not await uow.inbox.knows(item.event):
                rooms[item.room, item.case] += 1
        replays = [
            Record(action="message.replayed", object=room, case=case, decision="deny", fields={"events": str(number)})
            for (room, case), number in rooms.items()
        ]
        await uow.audit.append(replays, actor=None, now=self._clocks.now())

    async def readable_now(self, message: Message) -> None:
        """The key came after all: the row that waited for it gets its words, if they are for us."""
        item = self._item(message if self._addressed.to_us(message) else replace(message, body="", file=None))

        async def keep(uow: UnitOfWork) -> Sequence[InboxItem]:
            row = await uow.inbox.of_event(message.event) if await uow.inbox.readable(item) else None
            return () if row is None else (row,)

        try:
            self._ask_about(await self._stored(keep))
        except Taken:  # the same ciphertext was acted on under another event id
            return

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None:
        """Only people of the directory matter; everybody else's keys are nobody's business."""
        if self._known.directory.person(user) is None:
            return
        item = InboxItem(
            kind=Arrival.IDENTITY,
            room=MatrixRoomId(""),
            sender=user,
            received_at=self._clocks.now(),
            payload={"identity": identity},
        )
        self._ask_about(await self._stored(lambda uow: uow.inbox.take([item])))

    def _item(self, one: Incoming) -> InboxItem:
        now, case = self._clocks.now(), self._case(one.room)
        match one:
            case Message():
                return InboxItem(
                    kind=Arrival.MESSAGE,
                    event=one.event,
                    room=one.room,
                    sender=one.sender,
                    received_at=now,
                    session=one.session if one.device else None,  # shown under another's name it burns nothing
                    index=one.index if one.device else None,
                    case=case,
                    payload=message_payload(one),
                )
            case Unreadable():
                return InboxItem(
                    kind=Arrival.UNREADABLE,
                    event=one.event,
                    room=one.room,
                    sender=one.sender,
                    received_at=now,
                    state=InboxState.UNREADABLE,
                    payload={"code": one.code},
                    case=case,
                )
            case Plaintext():
                return InboxItem(
                    kind=Arrival.PLAINTEXT, event=one.event, room=one.room, sender=one.sender, received_at=now
                )
            case MemberChange():
                return InboxItem(
                    kind=Arrival.MEMBER,
                    event=one.event,
                    room=one.room,
                    sender=one.by,
                    received_at=now,
                    payload={"user": one.user, "membership": one.membership.value},
                )
            case Invitation():
                return InboxItem(
                    kind=Arrival.INVITE,
                    room=one.room,
                    sender=one.inviter,
                    received_at=now,
                    payload={"encrypted": one.encrypted, "direct": one.direct},
                )

    def _case(self, room: MatrixRoomId) -> CaseId | None:
        row = self._known.room_of(room)
        return row.case if row else None


def message_payload(message: Message) -> dict[str, Any]:
    """What the decider needs of a message, as JSON values."""
    values = {
        "body": message.body,
        "identity": message.identity,
        "device": message.device,
        "mentions": list(message.mentions),
        "replaces": message.replaces,
        "thread": message.thread,
        "notice": message.notice,
        "file": asdict(message.file) if message.file else None,
    }
    return {name: value for name, value in values.items() if value}


def message_of(row: InboxItem) -> Message:
    payload: Mapping[str, Any] = row.payload or {}
    return Message(
        event=row.event or EventId(""),
        room=row.room,
        sender=row.sender,
        body=payload.get("body", ""),
        identity=payload.get("identity"),
        device=payload.get("device"),
        session=row.session or "",
        index=row.index or 0,
        mentions=tuple(payload.get("mentions", ())),
        replaces=payload.get("replaces"),
        thread=payload.get("thread"),
        notice=bool(payload.get("notice")),
        file=FileSent(**payload["file"]) if payload.get("file") else None,
    )
