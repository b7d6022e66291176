"""Whole cases as they stand at one moment: from memory, else in six statements for any number of them."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Table, Text, exists, func, or_, select, type_coerce, union_all

from storage.cache import SnapshotCache, after, in_order
from storage.cases import CASE, MEMBER, ROOM, SEAT
from storage.database import Database
from storage.handles import HANDLE
from storage.keys import Keys
from storage.rows import Kept
from storage.tables import case_, handle, member, seat, task, told
from storage.tasks import TASK, TOLD
from storage.templates import LADDERS, TEMPLATE, Blobs
from workflows.casework.snapshots import CaseSnapshot
from workflows.language.template import Template
from workflows.values.directory import Ladders
from workflows.values.ids import CaseId, ContentHash, TaskForceId, UserId
from workflows.values.model import Case, CaseState

T = TypeVar("T")
NOT_CLOSED: Final = case_.c.state != CaseState.CLOSED


class Decoded:
    """Templates and ladders by their hash, each decoded once. How to decode is for the caller to say."""

    def __init__(self, template: Callable[[bytes], Template], ladders: Callable[[bytes], Ladders]) -> None:
        self._template = template
        self._ladders = ladders
        self._templates: dict[ContentHash, Template] = {}
        self._all_ladders: dict[ContentHash, Ladders] = {}

    async def template(self, blobs: Blobs, content: ContentHash) -> Template:
        """Raises LookupError where nothing was put under this hash."""
        if content not in self._templates:
            self._templates[content] = self._template(await _content(blobs, TEMPLATE, content))
        return self._templates[content]

    async def ladders(self, blobs: Blobs, content: ContentHash) -> Ladders:
        """Raises LookupError where nothing was put under this hash."""
        if content not in self._all_ladders:
            self._all_ladders[content] = self._ladders(await _content(blobs, LADDERS, content))
        return self._all_ladders[content]


async def _content(blobs: Blobs, kind: str, content: ContentHash) -> bytes:
    found = await blobs.get(kind, content)
    if found is None:
        raise LookupError(f"{kind} {content}")
    return found


class Snapshots:
    def __init__(
        self, db: Database, keys: Keys, blobs: Blobs, decoded: Decoded, cache: SnapshotCache, saved: list[object]
    ) -> None:
        self._db = db
        self._keys = keys
        self._blobs = blobs
        self._decoded = decoded
        self._cache = cache
        self._saved = saved

    async def case(self, case: CaseId, told: bool = False) -> CaseSnapshot | None:
        """One case whole; `told`: with everybody who was to be told. None: there is none, or it is erased."""
        found = await self.cases([case], told)
        return found[0] if found else None

    async def cases(self, wanted: Collection[CaseId], told: bool = False) -> tuple[CaseSnapshot, ...]:
        """Several at once, in the order asked for; those that do not exist or are erased are left out."""
        kept = {id_: snapshot for id_ in wanted if (snapshot := self._cache.get(id_)) is not None}
        missing = [id_ for id_ in dict.fromkeys(wanted) if id_ not in kept]
        read = await self._read(missing) if missing else {}
        if self._db.writes and not self._saved:
            for snapshot in read.values():
                self._cache.keep(snapshot)
        every = read | {id_: after(snapshot, self._saved) for id_, snapshot in kept.items()}
        found = [snapshot for id_ in wanted if (snapshot := every.get(id_)) is not None]
        return await self._with_told(found) if told and found else tuple(found)

    async def cases_for(
        self, user: UserId, lead_of: Collection[TaskForceId] = (), *, closed: bool = False, paged: bool = False
    ) -> tuple[CaseId, ...]:
        """Where `user` holds a seat, and all of these task forces; the oldest first. Erased ones never.

        `paged`: also where a number of a task was shown to them, though they hold no seat: a deputy, a committee.
        """
        seated = exists().where(seat.c.case == case_.c.id, seat.c.user == user, seat.c.removed_at.is_(None))
        theirs = or_(seated, case_.c.task_force.in_(list(lead_of)))
        if paged:  # few rows: numbers are used again after a month
            names = type_coerce(handle.c.shown_to, Text).contains(json.dumps(user), autoescape=True)
            theirs = or_(theirs, case_.c.id.in_(select(handle.c.case).where(names)))
        query = select(case_.c.id).where(theirs)
        return await self._ids(query.where(case_.c.erased_at.is_(None)), closed)

    async def due(self, now: datetime, limit: int = 100) -> tuple[CaseId, ...]:
        """Cases in which something is to be checked by `now`, the longest waiting first."""
        checks = union_all(
            select(task.c.case.label("id"), task.c.next_check.label("at")).where(task.c.next_check <= now),
            select(case_.c.id, case_.c.priority_confirm_by).where(NOT_CLOSED, case_.c.priority_confirm_by <= now),
        ).subquery()
        first = func.min(checks.c.at)
        query = select(checks.c.id).group_by(checks.c.id).order_by(first, checks.c.id).limit(limit)
        return tuple(CaseId(id_) for (id_,) in await self._db.run(query))

    async def earliest(self) -> datetime | None:
        """When something is to be checked next, in any case."""
        checks = select(func.min(task.c.next_check)).where(task.c.next_check.is_not(None)).scalar_subquery()
        confirm = select(func.min(case_.c.priority_confirm_by)).where(NOT_CLOSED).scalar_subquery()
        row = (await self._db.run(select(checks, confirm))).one()
        return min((at for at in row if at is not None), default=None)

    async def _read(self, wanted: Sequence[CaseId]) -> dict[CaseId, CaseSnapshot]:
        alive = await self._db.run(CASE.select.where(case_.c.id.in_(wanted), case_.c.erased_at.is_(None)))
        stored = {CaseId(row.id): row for row in alive}
        readable = await self._keys.readable(stored)
        cases = {id_: CASE.read(row, self._keys) for id_, row in stored.items() if id_ in readable}
        if not cases:
            return {}
        rooms = await self._of(ROOM, cases)
        homes = {each.id: CaseId(each.case) for each in rooms if each.case is not None}
        members = await self._rows(MEMBER, MEMBER.select.where(member.c.room.in_(list(homes))))
        by_room = _grouped(rooms, lambda each: each.case)
        by_home = _grouped(members, lambda each: homes[each.room])
        seats = _grouped(await self._of(SEAT, cases), lambda each: each.case)
        tasks = _grouped(await self._of(TASK, cases), lambda each: each.case)
        handles = _grouped(await self._of(HANDLE, cases), lambda each: each.case)
        return {
            id_: CaseSnapshot(
                case=case,
                template=await self._decoded.template(self._blobs, case.template_hash),
                ladders=await self._decoded.ladders(self._blobs, case.ladders_hash),
                rooms=in_order(by_room[id_]),
                members=in_order(by_home[id_]),
                seats=in_order(seats[id_]),
                tasks=in_order(tasks[id_]),
                handles=in_order(handles[id_]),
            )
            for id_, case in cases.items()
        }

    async def _with_told(self, snapshots: Sequence[CaseSnapshot]) -> tuple[CaseSnapshot, ...]:
        query = TOLD.select.where(told.c.case.in_([each.case.id for each in snapshots]))
        by_case = _grouped(await self._rows(TOLD, query), lambda each: each.case)
        return tuple(replace(each, told=in_order(by_case[each.case.id])) for each in snapshots)

    async def _of(self, kept: Kept[T], cases: Mapping[CaseId, Case]) -> tuple[T, ...]:
        table: Table = kept.table
        return await self._rows(kept, kept.select.where(table.c.case.in_(list(cases))))

    async def _rows(self, kept: Kept[T], query: Any) -> tuple[T, ...]:
        return tuple(kept.read(row, self._keys) for row in await self._db.run(query))

    async def _ids(self, query: Any, closed: bool) -> tuple[CaseId, ...]:
        chosen = query if closed else query.where(NOT_CLOSED)
        rows = await self._db.run(chosen.order_by(case_.c.opened_at, case_.c.id))
        return tuple(CaseId(id_) for (id_,) in rows)


def _grouped(rows: Iterable[T], case_of: Callable[[T], CaseId | None]) -> defaultdict[CaseId | None, list[T]]:
    groups: defaultdict[CaseId | None, list[T]] = defaultdict(list)
    for row in rows:
        groups[case_of(row)].append(row)
    return groups
