"""What is kept about people themselves: accepted identities, codes read out by phone, questions that wait."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, delete, false, select, true, tuple_

from storage.database import Database
from storage.keys import Keys
from storage.rows import Kept, save
from storage.tables import confirm_code, dialogue, pin, room
from workflows.values.ids import RoomId, UserId
from workflows.values.model import ConfirmCode, Dialogue, Pin

PIN: Final = Kept(pin, Pin)
CODE: Final = Kept(confirm_code, ConfirmCode)


class Pins:
    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def save(self, pins: Sequence[Pin]) -> None:
        """Raises Stale."""
        await save(self._db, self._keys, PIN, ((each, {}) for each in pins))

    async def all(self) -> tuple[Pin, ...]:
        return tuple(PIN.read(row, self._keys) for row in await self._db.run(PIN.select.order_by(pin.c.user)))


class Codes:
    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def save(self, codes: Sequence[ConfirmCode]) -> None:
        """Raises Stale."""
        await save(self._db, self._keys, CODE, ((each, {}) for each in codes))

    async def latest(self, user: UserId) -> ConfirmCode | None:
        """The newest code for this person that is not used."""
        unused = CODE.select.where(confirm_code.c.user == user, confirm_code.c.used == false())
        row = (await self._db.run(unused.order_by(confirm_code.c.drawn_at.desc()).limit(1))).first()
        return None if row is None else CODE.read(row, self._keys)


class Dialogues:
    """One question per person and room; the next one takes its place. In a case room it is under the case's key."""

    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def save(self, dialogues: Sequence[Dialogue]) -> None:
        """Those that are over are removed. Raises Erased."""
        latest = {(each.person, each.room): each for each in dialogues}
        over = [key for key, each in latest.items() if each.over]
        if over:
            await self._db.run(delete(dialogue).where(tuple_(dialogue.c.person, dialogue.c.room).in_(over)))
        rows = [each for each in latest.values() if not each.over]
        if not rows:
            return
        case_of = select(room.c.id, room.c.case).where(room.c.id.in_([each.room for each in rows]))
        cases = {row[0]: row[1] for row in await self._db.run(case_of)}
        await self._keys.need(cases.get(each.room) for each in rows)
        insert = self._db.insert(dialogue)
        anew = {name: insert.excluded[name] for name in ("kind", "asked_at", "sealed")}
        values = [
            {
                "person": each.person,
                "room": each.room,
                "kind": each.kind,
                "asked_at": each.asked_at,
                "sealed": self._keys.seal(
                    dict(each.data), "dialogue", _name(each.person, each.room), cases.get(each.room)
                ),
            }
            for each in rows
        ]
        await self._db.run(insert.on_conflict_do_update(index_elements=["person", "room"], set_=anew), values)

    async def get(self, person: UserId, room_id: RoomId) -> Dialogue | None:
        """The question that waits for this person in this room."""
        found = await self._read((dialogue.c.person == person) & (dialogue.c.room == room_id))
        return found[0] if found else None

    async def all(self) -> tuple[Dialogue, ...]:
        """Every question that waits, the oldest first."""
        return await self._read(true())

    async def _read(self, which: ColumnElement[bool]) -> tuple[Dialogue, ...]:
        columns = (
            dialogue.c.person,
            dialogue.c.room,
            dialogue.c.kind,
            dialogue.c.asked_at,
            dialogue.c.sealed,
            room.c.case,
        )
        query = select(*columns).join(room, room.c.id == dialogue.c.room).where(which).order_by(dialogue.c.asked_at)
        rows = (await self._db.run(query)).all()
        readable = await self._keys.readable({row.case for row in rows})
        return tuple(
            Dialogue(
                person=row.person,
                room=row.room,
                kind=row.kind,
                data=self._keys.read(row.sealed, "dialogue", _name(row.person, row.room), row.case),
                asked_at=row.asked_at,
            )
            for row in rows
            if row.case in readable
        )


def _name(person: UserId, room_id: RoomId) -> str:
    return f"{person}/{room_id}"
