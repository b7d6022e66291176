"""What was changed about people by command: one row for each person, agency and kind, sealed but for who and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete

from storage.database import Database
from storage.errors import Stale
from storage.keys import Keys
from storage.rows import Kept, save
from storage.tables import person_change
from workflows.values.directory import SeatRole
from workflows.values.person_changes import PersonChange


def _pack(item: PersonChange) -> dict[str, Any]:
    return {
        "name": item.name,
        "languages": sorted(item.languages),
        "roles": sorted(item.roles),
        "start": item.start.isoformat() if item.start else None,
        "end": item.end.isoformat() if item.end else None,
    }


def _unpack(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": stored["name"],
        "languages": frozenset(stored["languages"]),
        "roles": frozenset(map(SeatRole, stored["roles"])),
        "start": datetime.fromisoformat(stored["start"]) if stored["start"] else None,
        "end": datetime.fromisoformat(stored["end"]) if stored["end"] else None,
    }


SEALED: Final = ("name", "languages", "roles", "start", "end")
CHANGE: Final = Kept(person_change, PersonChange, secret=(*SEALED, "over"), pack=_pack, unpack=_unpack)
"""`over` is no column: what is over has no row."""


class PersonChanges:
    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def save(self, changes: Sequence[PersonChange]) -> None:
        """Those that are over are removed. Raises Stale."""
        await save(self._db, self._keys, CHANGE, ((each, {}) for each in changes if not each.over))
        for each in changes:
            if each.over and each.version:
                await self._remove(each)

    async def all(self) -> tuple[PersonChange, ...]:
        """Every change that lies over the directory, the oldest first."""
        rows = (await self._db.run(CHANGE.select.order_by(person_change.c.at))).all()
        if rows:
            await self._keys.need([None])
        return tuple(CHANGE.read(row, self._keys) for row in rows)

    async def _remove(self, change: PersonChange) -> None:
        same = [person_change.c[name] == value for name, value in zip(CHANGE.key, CHANGE.key_of(change), strict=True)]
        gone = await self._db.run(delete(person_change).where(*same, person_change.c.version == change.version))
        if gone.rowcount != 1:
            raise Stale(person_change.name)
