"""What arrived, kept before anybody acts on it: an event, and a message of a Megolm session, counts once for ever."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, select, update

from storage.database import Database
from storage.errors import Taken, WrongState
from storage.keys import Keys
from storage.posts import Arrival, InboxItem, InboxState
from storage.tables import inbox
from workflows.values.ids import CaseId, EventId, MatrixRoomId, UserId

_COLUMNS: Final = (
    "id", "event", "kind", "room", "sender", "session", "index", "state", "case", "received_at", "seal_id", "sealed",
)  # fmt: skip


class Inbox:
    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def take(self, items: Sequence[InboxItem]) -> tuple[InboxItem, ...]:
        """Keep what is new, in order; gives back just that, with the number it was given. Raises Erased.

        Not new is an event that was here before, and a message of a session and index that was: the same ciphertext
        under another event id is a replay.
        """
        if not items:
            return ()
        await self._keys.need(item.case for item in items if item.payload is not None)
        rows = [self._row(item) for item in items]
        insert = self._db.insert(inbox).on_conflict_do_nothing().returning(inbox.c.seal_id, inbox.c.id)
        given = {row.seal_id: row.id for row in await self._db.run(insert, rows)}
        pairs = zip(items, rows, strict=True)
        return tuple(replace(item, id=given[row["seal_id"]]) for item, row in pairs if row["seal_id"] in given)

    async def of_event(self, event: EventId) -> InboxItem | None:
        """What became of an event that came in; its payload is there only while it is not handled."""
        found = await self._read(inbox.c.event == event, 1)
        return found[0] if found else None

    async def knows(self, event: EventId) -> bool:
        return (await self._db.run(select(inbox.c.id).where(inbox.c.event == event))).first() is not None

    async def pending(self, limit: int = 100) -> tuple[InboxItem, ...]:
        """What nobody has decided yet, in the order of arrival."""
        return await self._read(inbox.c.state == InboxState.NEW, limit)

    async def unreadable(self, room: MatrixRoomId | None = None, limit: int = 1000) -> tuple[InboxItem, ...]:
        """What could not be decrypted and may yet be."""
        which = inbox.c.state == InboxState.UNREADABLE
        return await self._read(which if room is None else which & (inbox.c.room == room), limit)

    async def last_heard(self) -> Mapping[UserId, datetime]:
        """When the newest message of each sender came in, whatever became of it."""
        newest = select(inbox.c.sender, func.max(inbox.c.received_at)).where(inbox.c.kind == Arrival.MESSAGE)
        return {UserId(sender): at for sender, at in await self._db.run(newest.group_by(inbox.c.sender))}

    async def finish(self, ids: int | Collection[int], state: InboxState = InboxState.DONE) -> None:
        """Handled: the payload is erased; only that the event was here remains.

        Raises WrongState where one was handled before: what two ask about is decided once.
        """
        wanted = {ids} if isinstance(ids, int) else set(ids)
        waits = inbox.c.id.in_(wanted) & inbox.c.state.in_([InboxState.NEW, InboxState.UNREADABLE])
        handled = await self._db.run(update(inbox).where(waits).values(state=state, sealed=None))
        if handled.rowcount != len(wanted):
            raise WrongState(f"{state}: {handled.rowcount} of {len(wanted)}")

    async def corrected(self, event: EventId) -> None:
        """A refused event was put right by an edit that was acted on: from now on it counts as done."""
        was_refused = (inbox.c.event == event) & (inbox.c.state == InboxState.REFUSED)
        await self._db.run(update(inbox).where(was_refused).values(state=InboxState.DONE))

    async def readable(self, item: InboxItem) -> bool:
        """An event that was unreadable could be read after all: it becomes new, with this item's content.

        False where nothing waited for it. Raises Taken("replay"): refuse the event then.
        """
        await self._keys.need([item.case])
        row = self._row(item)
        waits = (inbox.c.event == item.event) & (inbox.c.state == InboxState.UNREADABLE)
        taken = select(inbox.c.id).where(inbox.c.session == item.session, inbox.c.index == item.index)
        if (await self._db.run(taken.where(inbox.c.event != item.event))).first() is not None:
            raise Taken("replay")
        new = {name: row[name] for name in ("kind", "session", "index", "case", "seal_id", "sealed")}
        changed = await self._db.run(update(inbox).where(waits).values(state=InboxState.NEW, **new))
        return changed.rowcount == 1

    def _row(self, item: InboxItem) -> dict[str, Any]:
        name = secrets.token_hex(16)
        payload = item.payload
        return {
            "event": item.event,
            "kind": item.kind,
            "room": item.room,
            "sender": item.sender,
            "session": item.session,
            "index": item.index,
            "state": item.state,
            "case": item.case,
            "received_at": item.received_at,
            "seal_id": name,
            "sealed": None if payload is None else self._keys.seal(dict(payload), "inbox", name, item.case),
        }

    async def _read(self, which: Any, limit: int) -> tuple[InboxItem, ...]:
        columns = select(*(inbox.c[name] for name in _COLUMNS))
        rows = (await self._db.run(columns.where(which).order_by(inbox.c.id).limit(limit))).all()
        readable = await self._keys.readable({row.case for row in rows})
        return tuple(self._item(row, row.case in readable) for row in rows)

    def _item(self, row: Row[*tuple[Any, ...]], readable: bool) -> InboxItem:
        id_, event, kind, room, sender, session, index, state, case, received_at, name, sealed = row
        return InboxItem(
            id=id_,
            event=None if event is None else EventId(event),
            kind=Arrival(kind),
            room=MatrixRoomId(room),
            sender=UserId(sender),
            session=session,
            index=index,
            state=InboxState(state),
            case=None if case is None else CaseId(case),
            received_at=received_at,
            payload=self._keys.read(sealed, "inbox", name, case) if sealed and readable else None,
        )
