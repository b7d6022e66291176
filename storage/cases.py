"""Cases, their rooms, who is in them, and who holds a seat."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from storage.database import Database
from storage.keys import Keys
from storage.rows import Kept, save
from storage.tables import case_, member, room, seat
from storage.types import iso
from workflows.values.ids import CaseRef, FieldName, RoomId
from workflows.values.model import Case, FieldValue, Lane, Member, Room, Seat, Where


def _pack(item: Case) -> dict[str, Any]:
    return {
        "operation": item.operation,
        "unfilled": item.unfilled,
        "holding": sorted(item.holding),
        "stages": {lane.value: stage for lane, stage in item.stages.items()},
        "fields": {name: _pack_field(value) for name, value in item.fields.items()},
    }


def _unpack(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "operation": stored["operation"],
        "unfilled": tuple(stored["unfilled"]),
        "holding": frozenset(stored["holding"]),
        "stages": {Lane(lane): stage for lane, stage in stored["stages"].items()},
        "fields": {FieldName(name): _unpack_field(value) for name, value in stored["fields"].items()},
    }


def _pack_field(value: FieldValue) -> dict[str, Any]:
    return {
        "values": value.values, "since": iso(value.since), "set_at": iso(value.set_at), "by": value.set_by,
        "before": value.before and _pack_field(value.before), "where": value.where.value,
    }  # fmt: skip


def _unpack_field(stored: Mapping[str, Any]) -> FieldValue:
    return FieldValue(
        values=tuple(stored["values"]),
        since=datetime.fromisoformat(stored["since"]),
        set_at=datetime.fromisoformat(stored["set_at"]),
        set_by=stored["by"],
        before=stored["before"] and _unpack_field(stored["before"]),
        where=Where(stored.get("where", Where.JOINT.value)),
    )


IN_CASE: Final = ("stages", "fields", "holding", "unfilled", "operation")
CASE: Final = Kept(case_, Case, secret=IN_CASE, pack=_pack, unpack=_unpack, owner="id")
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

    async def all(self) -> tuple[Room, ...]:
        """The oldest first. Gone ones too: what was said there may still be edited, and people invite again."""
        return tuple(ROOM.read(row, self._keys) for row in await self._db.run(ROOM.select.order_by(room.c.id)))


class Members:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, members: Sequence[Member]) -> None:
        """Raises Stale."""
        self._saved += await save(self._db, self._keys, MEMBER, ((each, {}) for each in members))

    async def of(self, rooms: Collection[RoomId]) -> tuple[Member, ...]:
        query = MEMBER.select.where(member.c.room.in_(rooms)).order_by(member.c.room, member.c.user)
        return tuple(MEMBER.read(row, self._keys) for row in await self._db.run(query))


class Seats:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, seats: Iterable[Seat]) -> None:
        """Raises Stale, Erased."""
        self._saved += await save(self._db, self._keys, SEAT, ((each, {}) for each in seats))
