"""Cases, their rooms, who is in them, and who holds a seat."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from storage.database import Database
from storage.keys import Keys
from storage.rows import Kept, save
from storage.tables import case_, member, room, seat
from workflows.values.ids import CaseRef, MatrixRoomId, RoomId, UserId
from workflows.values.model import Case, Member, Presence, Room, RoomState, Seat

CASE: Final = Kept(case_, Case)
ROOM: Final = Kept(room, Room)
MEMBER: Final = Kept(member, Member)
SEAT: Final = Kept(seat, Seat, secret=("purpose",))


class Cases:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, cases: Sequence[Case]) -> None:
        """A new case gets its key here. Raises Stale, Taken("reference")."""
        await self._keys.need(case.id for case in cases)
        self._saved += await save(self._db, self._keys, CASE, ((case, {}) for case in cases))

    async def refs(self) -> frozenset[CaseRef]:
        """Every reference ever given."""
        return frozenset(CaseRef(ref) for (ref,) in await self._db.run(select(case_.c.ref)))


class Rooms:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, rooms: Sequence[Room]) -> None:
        """Raises Stale, Taken("room") for a second living room of a case and kind, Taken("matrix-room")."""
        self._saved += await save(self._db, self._keys, ROOM, ((each, {}) for each in rooms))

    async def get(self, room_id: RoomId) -> Room | None:
        found = await self.many([room_id])
        return found[0] if found else None

    async def many(self, ids: Collection[RoomId]) -> tuple[Room, ...]:
        return await self._read(room.c.id.in_(ids))

    async def by_matrix_id(self, matrix_id: MatrixRoomId) -> Room | None:
        found = await self._read(room.c.matrix_id == matrix_id)
        return found[0] if found else None

    async def living(self) -> tuple[Room, ...]:
        """All that are not gone, the oldest first."""
        return await self._read(room.c.state != RoomState.GONE)

    async def _read(self, which: ColumnElement[bool]) -> tuple[Room, ...]:
        rows = await self._db.run(ROOM.select.where(which).order_by(room.c.id))
        return tuple(ROOM.read(row, self._keys) for row in rows)


class Members:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, members: Sequence[Member]) -> None:
        """Raises Stale."""
        self._saved += await save(self._db, self._keys, MEMBER, ((each, {}) for each in members))

    async def of(self, rooms: Collection[RoomId]) -> tuple[Member, ...]:
        return await self._read(MEMBER.select.where(member.c.room.in_(rooms)))

    async def unsettled(self) -> tuple[Member, ...]:
        """Where what is wanted and what is differ, in rooms that exist; who declined is not asked again."""
        wanted = and_(member.c.wanted == true(), member.c.presence != Presence.JOINED, member.c.declined == false())
        unwanted = and_(member.c.wanted == false(), member.c.presence != Presence.OUT)
        known = room.c.matrix_id.is_not(None) & (room.c.state != RoomState.GONE)
        joined = MEMBER.select.join(room, room.c.id == member.c.room).where(known)
        return await self._read(joined.where(or_(wanted, unwanted)))

    async def rooms_of(self, user: UserId) -> tuple[Member, ...]:
        return await self._read(MEMBER.select.where(member.c.user == user))

    async def _read(self, query: Select[Any]) -> tuple[Member, ...]:
        rows = await self._db.run(query.order_by(member.c.room, member.c.user))
        return tuple(MEMBER.read(row, self._keys) for row in rows)


class Seats:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, seats: Iterable[Seat]) -> None:
        """Raises Stale, Erased."""
        self._saved += await save(self._db, self._keys, SEAT, ((each, {}) for each in seats))
