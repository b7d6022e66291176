"""The handles by which paged tasks are named outside their rooms: one small number per task in the installation."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, text

from storage.database import Database
from storage.keys import Keys
from storage.rows import Kept, save
from storage.tables import handle
from workflows.values.ids import CaseId, Handle, TaskId, UserId
from workflows.values.model import HandleRow

HANDLE: Final = Kept(handle, HandleRow)
RESTS: Final = timedelta(days=30)  # a number is given to another task only after so long without use
_LOCK: Final = 0x68616E646C65  # "handle": PostgreSQL's advisory lock while numbers are given


class Handles:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, rows: Iterable[HandleRow]) -> tuple[HandleRow, ...]:
        """The rows as they are stored now. Raises Stale, Taken("handle")."""
        stored = await save(self._db, self._keys, HANDLE, ((each, {}) for each in rows))
        self._saved += stored
        return tuple(stored)

    async def find(self, number: Handle) -> HandleRow | None:
        row = (await self._db.run(HANDLE.select.where(handle.c.number == number))).first()
        return None if row is None else HANDLE.read(row, self._keys)

    async def assign(self, task: TaskId, case: CaseId, shown_to: Iterable[UserId], now: datetime) -> HandleRow:
        """The number of this task, shown to these people as well: its own, or the smallest that is free."""
        return (await self.assign_all([(task, case, shown_to)], now))[0]

    async def assign_all(
        self, wanted: Sequence[tuple[TaskId, CaseId, Iterable[UserId]]], now: datetime
    ) -> tuple[HandleRow, ...]:
        """The same for many tasks at once, in their order. A number rests 30 days before another task gets it."""
        tasks = list(dict.fromkeys(task for task, _, _ in wanted))
        own = await self._db.run(HANDLE.select.where(handle.c.task.in_(tasks)))
        rows = {row.task: row for row in (HANDLE.read(each, self._keys) for each in own)}
        new = [task for task in tasks if task not in rows]
        free = await self._free(len(new), {row.number for row in rows.values()}, now) if new else ()
        given = dict(zip(new, free, strict=True))
        for task, case, users in wanted:
            before = rows.get(task)
            number, version = (before.number, before.version) if before else given[task]
            shown_to = frozenset(users) | (before.shown_to if before else frozenset())
            rows[task] = HandleRow(
                number=number, task=task, case=case, shown_to=shown_to, last_shown=now, version=version
            )
        now_stored = {row.task: row for row in await self.save(rows.values())}
        return tuple(now_stored[task] for task, _, _ in wanted)

    async def _free(self, count: int, kept: Collection[Handle], now: datetime) -> tuple[tuple[Handle, int], ...]:
        """The smallest numbers that no task holds, each with the version of the row that rests there (0: none)."""
        if self._db.is_postgresql:
            await self._db.run(text("SELECT pg_advisory_xact_lock(:key)"), [{"key": _LOCK}])
        in_use = (handle.c.last_shown > now - RESTS).label("in_use")
        rows = await self._db.run(select(handle.c.number, handle.c.version, in_use))
        held = {number: (version, used or number in kept) for number, version, used in rows}
        free: list[tuple[Handle, int]] = []
        number = 0
        while len(free) < count:
            number += 1
            version, used = held.get(number, (0, False))
            if not used:
                free.append((Handle(number), version))
        return tuple(free)
