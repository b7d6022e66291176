"""How a frozen value becomes a row and comes back: one description per table, one way of saving for all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, select

from storage.database import Database
from storage.errors import Stale
from storage.keys import Keys
from workflows.values.ids import CaseId

T = TypeVar("T")
Pack = Callable[[Any], Mapping[str, Any]]
Unpack = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Kept(Generic[T]):
    """A value type and its table. Fields named in `secret` are sealed together in the column `sealed`."""

    def __init__(
        self,
        table: Table,
        build: Callable[..., T],
        *,
        secret: tuple[str, ...] = (),
        pack: Pack | None = None,
        unpack: Unpack = dict,
        more: tuple[str, ...] = (),
        owner: str = "case",
    ) -> None:
        self.table = table
        self.build = build
        self.secret = secret
        self._pack = pack or (lambda item: {name: getattr(item, name) for name in secret})
        self._unpack = unpack
        self._more = more  # columns that are no fields, given at saving
        self._owner = owner  # the field that says which case's key seals it
        self.clear = tuple(f.name for f in fields(build) if f.name not in secret)  # type: ignore[arg-type]
        self.key = tuple(column.name for column in table.primary_key)
        self._upserts: dict[str, Any] = {}

    @cached_property
    def select(self) -> Select[Any]:
        return select(*(self.table.c[name] for name in (*self.clear, *(("sealed",) if self.secret else ()))))

    def key_of(self, item: T) -> tuple[Any, ...]:
        return tuple(getattr(item, name) for name in self.key)

    def values(self, item: T, keys: Keys) -> dict[str, Any]:
        row = {name: getattr(item, name) for name in self.clear}
        if self.secret:
            case = self.owner_of(item)
            row["sealed"] = keys.seal(self._pack(item), self.table.name, self.row_name(row), case)
        return row

    def read(self, row: Sequence[Any], keys: Keys, case: CaseId | None = None) -> T:
        values = dict(zip(self.clear, row, strict=False))
        if self.secret:
            owner = values.get(self._owner, case)
            values |= self._unpack(keys.read(row[len(self.clear)], self.table.name, self.row_name(values), owner))
        return self.build(**values)

    def owner_of(self, item: T) -> CaseId | None:
        return getattr(item, self._owner, None)

    def row_name(self, row: Mapping[str, Any]) -> str:
        return "/".join(str(row[name]) for name in self.key)

    def upsert(self, db: Database) -> Any:
        """INSERT, or UPDATE where the stored version is the one before; returns the keys that were written."""
        if db.dialect not in self._upserts:
            statement = db.insert(self.table)
            columns = {c.name: statement.excluded[c.name] for c in self.table.c if c.name in self._written}
            self._upserts[db.dialect] = statement.on_conflict_do_update(
                index_elements=self.key,
                set_=columns,
                where=self.table.c.version == statement.excluded.version - 1,
            ).returning(*(self.table.c[name] for name in self.key))
        return self._upserts[db.dialect]

    @property
    def _written(self) -> set[str]:
        return {*self.clear, *self._more, *(("sealed",) if self.secret else ())} - set(self.key)


async def save(db: Database, keys: Keys, kept: Kept[T], items: Iterable[tuple[T, Mapping[str, Any]]]) -> list[Any]:
    """Store all in one statement, each as the version after the one it has; of two with one key the last counts.

    Gives the items back as they are stored now. Raises Stale where one was saved by somebody else since, Taken.
    """
    latest = {kept.key_of(item): (item, more) for item, more in items}
    if not latest:
        return []
    if kept.secret:
        await keys.need({kept.owner_of(item) for item, _ in latest.values()})
    rows = [{**kept.values(item, keys), **more, "version": item.version + 1} for item, more in latest.values()]  # type: ignore[attr-defined]
    written = {tuple(row) for row in (await db.run(kept.upsert(db), rows)).all()}
    lost = latest.keys() - written
    if lost:
        raise Stale(kept.table.name)
    return [_next(item) for item, _ in latest.values()]


def _next(item: Any) -> Any:
    return type(item)(**{f.name: getattr(item, f.name) for f in fields(item)} | {"version": item.version + 1})
