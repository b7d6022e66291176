"""What is to be said, kept until it is: rows move along the edges of one table and no others."""

import hashlib
from base64 import b32encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Text, case, delete, select, type_coerce, update

from storage.database import Database
from storage.errors import WrongState
from storage.keys import Keys
from storage.posts import OutboxRow, PostKind, PostState
from storage.tables import outbox, told
from workflows.values.ids import CaseId, EventId, OutboxId, RoomId, TaskId

_S: Final = PostState
MOVES: Final[Mapping[PostState, frozenset[PostState]]] = {
    _S.WAITING: frozenset({_S.FROZEN, _S.WITHDRAWN, _S.MERGED, _S.DEAD}),
    _S.FROZEN: frozenset({_S.FROZEN, _S.SENT, _S.WITHDRAWN, _S.MERGED, _S.DEAD}),
    _S.SENT: frozenset(),
    _S.DEAD: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.MERGED: frozenset(),
}
UNSENT: Final = (PostState.WAITING, PostState.FROZEN)
_FIELDS: Final = tuple(name for name in OutboxRow.__dataclass_fields__ if name not in {"payload", "doubted", "txn"})


def transaction_id(installation: str, row: OutboxId, version: int = 1) -> str:
    """The Matrix transaction id of a row: the same for each attempt, so that a repeat is harmless."""
    seed = f"{installation}|{row}|{version}".encode()
    return b32encode(hashlib.sha256(seed).digest()).decode()[:32].lower()


def owner(case_ids: Collection[CaseId]) -> CaseId | None:
    """Whose key seals a row: its case's; the installation's for none or several."""
    return next(iter(case_ids)) if len(case_ids) == 1 else None


class Outbox:
    """What is listed as waiting is in the order of `add`; which row goes next is for the caller to say."""

    def __init__(self, db: Database, keys: Keys, installation: str) -> None:
        self._db = db
        self._keys = keys
        self._installation = installation

    async def add(self, rows: Sequence[OutboxRow]) -> frozenset[OutboxId]:
        """Those stored now: not one whose key exists already, nor a second waiting board of a room. Raises Erased."""
        if not rows:
            return frozenset()
        await self._keys.need(owner(row.case_ids) for row in rows)
        insert = self._db.insert(outbox).on_conflict_do_nothing().returning(outbox.c.id)
        stored = await self._db.run(insert, [self._values(row) for row in rows])
        return frozenset(OutboxId(id_) for (id_,) in stored)

    async def has_key(self, key: str) -> bool:
        return (await self._db.run(select(outbox.c.id).where(outbox.c.key == key))).first() is not None

    async def renew_board(self, room: RoomId) -> None:
        """The board that waits in this room, if one does, is to be posted anew, not edited."""
        mine = (outbox.c.room == room) & (outbox.c.kind == PostKind.BOARD) & (outbox.c.state == PostState.WAITING)
        for row in await self._read(mine, 1):
            anew = self._values(replace(row, payload={**(row.payload or {}), "anew": True}))
            await self._move([row.id], PostState.WAITING, (PostState.WAITING,), sealed=anew["sealed"])

    async def notes(self, task_id: TaskId, episode: int) -> tuple[OutboxRow, ...]:
        """The copies in rooms about an episode that are out or on their way."""
        about = (outbox.c.task == task_id) & (outbox.c.episode == episode) & (outbox.c.kind == PostKind.NOTICE)
        out = outbox.c.state.in_([PostState.FROZEN, PostState.SENT])
        return await self._read(about & out & outbox.c.edit_of.is_(None), 1000)

    async def last_before(self, room: RoomId, at: datetime, row: OutboxId) -> EventId | None:
        """The newest event of ours in this room that was out before `at` (transport time), of those older than `row`.

        The order of rows is asked as well because that clock may have been set back in between.
        """
        older = outbox.c.seq < select(outbox.c.seq).where(outbox.c.id == row).scalar_subquery()
        out = (outbox.c.room == room) & outbox.c.event.is_not(None) & (outbox.c.sent_at < at) & older
        newest = select(outbox.c.event).where(out).order_by(outbox.c.sent_at.desc(), outbox.c.seq.desc()).limit(1)
        found = (await self._db.run(newest)).first()
        return EventId(found.event) if found else None

    async def waiting(self, limit: int = 1000) -> tuple[OutboxRow, ...]:
        """All that is neither sent nor given up: waiting, frozen."""
        return await self._read(outbox.c.state.in_(UNSENT), limit)

    async def many(self, ids: Collection[OutboxId]) -> tuple[OutboxRow, ...]:
        return await self._read(outbox.c.id.in_(list(ids)), len(ids))

    async def freeze(
        self,
        id_: OutboxId,
        content: Mapping[str, Any] | None,
        at: datetime,
        *,
        case_ids: Collection[CaseId] = (),
        again: bool = False,
    ) -> None:
        """Fix the words, in the transaction before the first attempt. None: a row without words.

        `case_ids` are the cases that `content` speaks of. `again`: other words than before, which surely never left.
        Raises WrongState.
        """
        values: dict[str, Any] = {"frozen_at": at}
        if content is not None:
            cases = tuple(case_ids)
            await self._keys.need([owner(cases)])
            sealed = self._keys.seal(dict(content), "outbox", id_, owner(cases))
            values |= {"sealed": sealed, "case_ids": cases}
        origin = PostState.FROZEN if again else PostState.WAITING
        await self._move([id_], PostState.FROZEN, (origin,), **values)

    async def sent(self, id_: OutboxId, event: EventId | None, at: datetime) -> None:
        """It is out, `at` in transport time.

        What speaks of several cases is erased here: no one case's key could erase it later.
        """
        several = type_coerce(outbox.c.case_ids, Text).contains(",")
        kept = case((several, None), else_=outbox.c.sealed)
        await self._move([id_], PostState.SENT, event=event, sent_at=at, sealed=kept)

    async def dead(self, id_: OutboxId, why: str) -> None:
        """Will never go out; `why` is a code."""
        await self._move([id_], PostState.DEAD, why=why, sealed=None)

    async def merge(self, ids: Collection[OutboxId], into: OutboxId) -> None:
        """Another row says it as well: whom they were to tell is told by that one."""
        await self._move(ids, PostState.MERGED, merged_into=into, sealed=None)
        await self._db.run(update(told).where(told.c.outbox.in_(list(ids))).values(outbox=into))

    async def withdraw(self, ids: Collection[OutboxId]) -> None:
        """No longer true, and surely not said: rows that wait, or frozen ones whose last attempt was refused."""
        await self._move(ids, PostState.WITHDRAWN, sealed=None)
        await self._not_told(ids)

    async def withdraw_pages(self, task_id: TaskId, episode: int) -> tuple[OutboxId, ...]:
        """Pages and their copies in rooms that nobody put into words yet; says which."""
        about = (outbox.c.task == task_id) & (outbox.c.episode == episode) & (outbox.c.state == PostState.WAITING)
        gone = update(outbox).where(about).values(state=PostState.WITHDRAWN, sealed=None).returning(outbox.c.id)
        ids = tuple(OutboxId(id_) for (id_,) in await self._db.run(gone))
        await self._not_told(ids)
        return ids

    async def _not_told(self, ids: Collection[OutboxId]) -> None:
        if ids:
            these = told.c.outbox.in_(list(ids)) & told.c.sent_at.is_(None)
            await self._db.run(update(told).where(these).values(withdrawn=True))

    async def erase(self, case_id: CaseId) -> None:
        """Remove what is unsent and speaks of this case. Rows under its key become unreadable with the key."""
        unsent = outbox.c.state.in_(UNSENT)
        rows = await self._db.run(select(outbox.c.id, outbox.c.case_ids).where(unsent))
        gone = [id_ for id_, case_ids in rows if case_id in case_ids]
        if gone:
            await self._db.run(delete(outbox).where(outbox.c.id.in_(gone)))

    async def _move(
        self, ids: Collection[OutboxId], to: PostState, origins: Collection[PostState] | None = None, **values: Any
    ) -> None:
        if not ids:
            return
        allowed = [state for state in PostState if to in MOVES[state]] if origins is None else list(origins)
        these = outbox.c.id.in_(list(ids)) & outbox.c.state.in_(allowed)
        moved = await self._db.run(update(outbox).where(these).values(state=to, **values))
        if moved.rowcount != len(set(ids)):
            raise WrongState(f"{to}: {moved.rowcount} of {len(set(ids))}")

    def _values(self, row: OutboxRow) -> dict[str, Any]:
        values = {name: getattr(row, name) for name in _FIELDS if name != "seq"}
        sealed = None
        if row.payload is not None:
            sealed = self._keys.seal(dict(row.payload), "outbox", row.id, owner(row.case_ids))
        return {**values, "sealed": sealed}

    async def _read(self, which: Any, limit: int) -> tuple[OutboxRow, ...]:
        columns = select(*(outbox.c[name] for name in _FIELDS), outbox.c.sealed)
        rows = (await self._db.run(columns.where(which).order_by(outbox.c.seq).limit(limit))).all()
        readable = await self._keys.readable({owner(row.case_ids) for row in rows})
        return tuple(self._row(row, owner(row.case_ids) in readable) for row in rows)

    def _row(self, row: Row[*tuple[Any, ...]], readable: bool) -> OutboxRow:
        values = dict(zip(_FIELDS, row, strict=False))
        sealed = row[len(_FIELDS)]
        payload = None
        if sealed is not None and readable:
            payload = self._keys.read(sealed, "outbox", values["id"], owner(values["case_ids"]))
        return OutboxRow(**values, payload=payload, txn=transaction_id(self._installation, values["id"]))
