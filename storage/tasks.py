"""Tasks, and who had to be told of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, update

from storage.database import Database
from storage.keys import Keys
from storage.rows import Kept, save
from storage.tables import task, told
from workflows.values.ids import AgencyId, OutboxId, TaskId, UserId
from workflows.values.model import LastMove, Task, TaskStatus, Told


def _pack(item: Task) -> dict[str, Any]:
    last = item.last
    return {
        "title": item.title,
        "reference": item.reference,
        "reason": item.reason,
        "instance": item.instance,
        "last": last and {
            "verb": last.verb, "by": last.by, "at": _iso(last.at), "status": last.status.value, "owner": last.owner,
            "due": _iso(last.due), "taken_by": last.taken_by, "taken_until": _iso(last.taken_until),
            "blocked_by": last.blocked_by, "started_at": _iso(last.started_at), "round": last.round,
            "renewed": last.renewed, "lapsed_at": _iso(last.lapsed_at),
            "original_due": _iso(last.original_due),
        },
    }  # fmt: skip


def _unpack(stored: Mapping[str, Any]) -> dict[str, Any]:
    last = stored["last"]
    return {**stored, "last": last and _move(**last)}


def _move(
    verb: str, by: str, at: str, status: str, owner: str, round: int = 1, renewed: int = 0, **more: str | None
) -> LastMove:
    blocked_by, taken_by = more["blocked_by"], more["taken_by"]
    return LastMove(
        verb=verb,
        by=UserId(by),
        at=datetime.fromisoformat(at),
        status=TaskStatus(status),
        owner=AgencyId(owner),
        due=_time(more["due"]),
        taken_by=None if taken_by is None else UserId(taken_by),
        taken_until=_time(more["taken_until"]),
        blocked_by=None if blocked_by is None else AgencyId(blocked_by),
        started_at=_time(more["started_at"]),
        round=round,
        renewed=renewed,
        lapsed_at=_time(more["lapsed_at"]),
        original_due=_time(more.get("original_due")),
    )


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _time(at: str | None) -> datetime | None:
    return None if at is None else datetime.fromisoformat(at)


IN_TASK: Final = ("title", "reference", "reason", "instance", "last")
TASK: Final = Kept(task, Task, secret=IN_TASK, pack=_pack, unpack=_unpack, more=("next_check",))
TOLD: Final = Kept(told, Told)


class Tasks:
    def __init__(self, db: Database, keys: Keys, saved: list[object]) -> None:
        self._db = db
        self._keys = keys
        self._saved = saved

    async def save(self, rows: Iterable[tuple[Task, datetime | None]]) -> None:
        """Each with the time of its next check; None: never. Raises Stale, Taken("number"), Erased."""
        tasks = ((each, {"next_check": check}) for each, check in rows)
        self._saved += await save(self._db, self._keys, TASK, tasks)

    async def reschedule(self, checks: Sequence[tuple[TaskId, datetime | None]]) -> None:
        """Only when each is to be checked next; the tasks themselves stay as they are."""
        if checks:
            change = update(task).where(task.c.id == bindparam("which")).values(next_check=bindparam("at"))
            await self._db.run(change, [{"which": which, "at": at} for which, at in checks])

    async def check_all(self, now: datetime) -> None:
        """Everything that is to be checked later is to be checked now."""
        await self._db.run(update(task).where(task.c.next_check > now).values(next_check=now))


class ToldRows:
    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def add(self, rows: Sequence[Told]) -> tuple[Told, ...]:
        """Those that were not recorded before, by (task, episode, level, telling, target)."""
        if not rows:
            return ()
        key = [told.c[name] for name in TOLD.key]
        insert = self._db.insert(told).on_conflict_do_nothing().returning(*key)
        stored = await self._db.run(insert, [TOLD.values(row, self._keys) for row in rows])
        new = {tuple(row) for row in stored}
        return tuple(row for row in rows if TOLD.key_of(row) in new)

    async def sent(self, outbox: Collection[OutboxId], at: datetime) -> None:
        """The messages of these rows have gone out."""
        await self._change(outbox, sent_at=at)

    async def passed(self, outbox: Collection[OutboxId], why: str) -> None:
        """The messages of these rows will never reach their person; `why` is a code."""
        await self._change(outbox, passed=why)

    async def of_outbox(self, outbox: Collection[OutboxId]) -> tuple[Told, ...]:
        rows = await self._db.run(TOLD.select.where(told.c.outbox.in_(outbox)).order_by(told.c.recorded_at))
        return tuple(self._read(row) for row in rows)

    async def of_task(self, task_id: TaskId) -> tuple[Told, ...]:
        """All episodes, the oldest first."""
        order = told.c.episode, told.c.level, told.c.recorded_at
        rows = await self._db.run(TOLD.select.where(told.c.task == task_id).order_by(*order))
        return tuple(self._read(row) for row in rows)

    async def _change(self, outbox: Collection[OutboxId], **values: Any) -> None:
        if outbox:
            of_these = told.c.outbox.in_(list(outbox)) & told.c.sent_at.is_(None)
            await self._db.run(update(told).where(of_these).values(**values))

    def _read(self, row: Row[*tuple[Any, ...]]) -> Told:
        return TOLD.read(row, self._keys)
