"""The vault's keys inside one transaction: brought from the database, made for new cases, destroyed with them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from storage.database import Database
from storage.errors import Erased
from storage.tables import case_key
from storage.vault import Key, Place, Vault, WrappedKey
from workflows.values.ids import CaseId

INSTALLATION: Final = CaseId("")  # in the column `case`: the key of rows of no case


class Keys:
    """Seals and opens rows. A key made here is kept by the vault only after the commit that stores it."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._made: dict[CaseId | None, Key] = {}
        self._destroyed: list[CaseId] = []

    async def need(self, cases: Iterable[CaseId | None]) -> None:
        """Make sure that a key is open for each case; None is the installation. Raises Erased."""
        wanted = frozenset(cases)
        gone = wanted - await self.readable(wanted)
        if gone:
            raise Erased(*gone)

    async def readable(self, cases: Iterable[CaseId | None]) -> frozenset[CaseId | None]:
        """Those of the cases whose key is not destroyed, open now."""
        wanted = frozenset(cases)
        missing = [case for case in wanted if not self.destroyed(case) and self._find(case) is None]
        if missing:
            await self._bring(sorted(missing, key=str))
        return frozenset(case for case in wanted if not self.destroyed(case))

    async def load(self) -> None:
        """Open every stored key. Raises WrongMasterKey."""
        self._take(_wrapped(row) for row in await self._db.run(select(case_key)))

    async def destroy(self, case: CaseId, at: datetime) -> None:
        """Nothing sealed for `case` can be read any more once this transaction is committed, in no copy of it."""
        gone = update(case_key).where(case_key.c.case == case).values(wrapped=None, destroyed_at=at)
        await self._db.run(gone)
        self._destroyed.append(case)

    def destroyed(self, case: CaseId | None) -> bool:
        """Whether the key of `case` is known to be destroyed."""
        return self._vault.is_destroyed(case)

    def committed(self) -> None:
        self._vault.keep(self._made.values())
        for case in self._destroyed:
            self._vault.forget(case)

    def seal(self, value: Any, table: str, row: str, case: CaseId | None, column: str = "sealed") -> bytes:
        """`value` is anything that JSON can hold, or bytes. `need` was asked for the case before."""
        plain = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
        return self._key(case).seal(plain, Place(table, column, row, case))

    def unseal(self, sealed: bytes, table: str, row: str, case: CaseId | None, column: str = "sealed") -> bytes:
        """Raises NotSealed, Erased."""
        return self._key(case).unseal(sealed, Place(table, column, row, case))

    def read(self, sealed: bytes, table: str, row: str, case: CaseId | None) -> Any:
        """The JSON value that was sealed. Raises NotSealed, Erased."""
        return json.loads(self.unseal(sealed, table, row, case))

    def _key(self, case: CaseId | None) -> Key:
        key = self._find(case)
        if key is None:
            raise Erased(case)
        return key

    def _find(self, case: CaseId | None) -> Key | None:
        return self._made.get(case) or self._vault.find(case)

    async def _bring(self, missing: Sequence[CaseId | None]) -> None:
        """Read the keys that another process made; make those that nobody has."""
        wanted = case_key.c.case.in_([case or INSTALLATION for case in missing])
        stored = [_wrapped(row) for row in await self._db.run(select(case_key).where(wanted))]
        self._take(stored)
        new = [self._vault.new(case) for case in missing if case not in {row.case for row in stored}]
        if new and self._db.writes:
            rows = [{"id": row.id, "case": row.case or INSTALLATION, "wrapped": row.wrapped} for _, row in new]
            await self._db.run(insert(case_key), rows)
            self._made |= {key.case: key for key, _ in new}

    def _take(self, stored: Iterable[WrappedKey]) -> None:
        for row in stored:
            if row.wrapped is not None:
                self._vault.keep([self._vault.unwrap(row)])
            elif row.case is not None:
                self._vault.forget(row.case)


def _wrapped(row: Row[*tuple[Any, ...]]) -> WrappedKey:
    key_id, case, wrapped, destroyed_at = row
    return WrappedKey(key_id, case or None, wrapped, destroyed_at)
