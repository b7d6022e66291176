"""One transaction with the repositories that share it, and the store that begins them."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.audit import Audit, AuditMemory
from storage.cache import Erasure, SnapshotCache
from storage.cases import Cases, Members, Rooms, Seats
from storage.database import Database
from storage.engine import reading
from storage.errors import SchemaMismatch, Stale, Unsure, is_certain, understood
from storage.handles import Handles
from storage.inbox import Inbox
from storage.keys import Keys
from storage.outbox import Outbox, transaction_id
from storage.people import Codes, Dialogues, Pins
from storage.people_changes import PersonChanges
from storage.schema import schema_matches
from storage.snapshots import Decoded, Snapshots
from storage.tables import case_, dialogue, inbox, room, task
from storage.tasks import Tasks, ToldRows
from storage.templates import Blobs, Meta
from storage.vault import Vault
from storage.versions import Versions
from workflows.language.template import Template
from workflows.values.directory import Ladders
from workflows.values.ids import CaseId, OutboxId

INSTALLATION = "installation"


class Store:
    """All that is kept. Call `open` once before anything else.

    Writers of this process wait for each other; readers see one moment and wait for nobody. `decode_template` and
    `decode_ladders` read what was put as blobs.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        vault: Vault,
        *,
        decode_template: Callable[[bytes], Template],
        decode_ladders: Callable[[bytes], Ladders],
    ) -> None:
        self.engine = engine
        self.vault = vault
        self.installation = ""
        self.reader = reading(engine)
        self.writing = asyncio.Lock()
        self.cache = SnapshotCache()
        self.audit = AuditMemory()
        self.decoded = Decoded(decode_template, decode_ladders)

    async def open(self) -> None:
        """Read what is needed all the time; the first time, give the installation its id and key.

        Raises SchemaMismatch, WrongMasterKey.
        """
        if not await schema_matches(self.engine):
            raise SchemaMismatch
        async with self.work() as uow:
            await uow.keys.load()
            await uow.keys.need([None])
            self.installation = await uow.meta.get(INSTALLATION) or secrets.token_hex(16)
            await uow.meta.set(INSTALLATION, self.installation)
            await uow.commit()

    def work(self) -> "UnitOfWork":
        """A transaction that writes. Leaving it without `commit` undoes all of it."""
        return UnitOfWork(self, writes=True)

    def read(self) -> "UnitOfWork":
        """A transaction that only reads, and sees one moment. Keep it short: on SQLite a commit waits for readers."""
        return UnitOfWork(self, writes=False)

    def txn(self, row: OutboxId) -> str:
        """The Matrix transaction id of an outbox row."""
        return transaction_id(self.installation, row)

    def forget(self) -> None:
        """Somebody else may have written: read everything anew."""
        self.cache.clear()
        self.audit.forget()

    async def sweep(self) -> None:
        """After an erasure: let PostgreSQL drop the old version of the key's row (SQLite overwrites at once).

        What its write-ahead log still holds goes when the log is recycled, as `max_wal_size` and archiving say.
        """
        if self.engine.dialect.name == "postgresql":
            async with self.engine.connect() as connection:
                alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await alone.execute(text("VACUUM case_key"))

    async def close(self) -> None:
        await self.engine.dispose()


class UnitOfWork:
    """State, audit and outbox change together here or not at all. Never await the network inside."""

    def __init__(self, store: Store, *, writes: bool) -> None:
        self._store = store
        self._writes = writes
        self._saved: list[object] = []
        self._done = False

    async def __aenter__(self) -> Self:
        store = self._store
        if self._writes:
            await store.writing.acquire()
        self._connection = (store.engine if self._writes else store.reader).connect()
        try:
            await self._connection.start()
            self._transaction = await self._connection.begin()
        except BaseException:
            if self._connection.sync_connection is not None:  # else there was none to be had, or no time to wait for it
                await self._connection.close()
            self._release()
            raise
        db = Database(self._connection, writes=self._writes)
        self.db = db
        self.keys = Keys(db, store.vault)
        self.cases = Cases(db, self.keys, self._saved)
        self.rooms = Rooms(db, self.keys, self._saved)
        self.members = Members(db, self.keys, self._saved)
        self.seats = Seats(db, self.keys, self._saved)
        self.tasks = Tasks(db, self.keys, self._saved)
        self.handles = Handles(db, self.keys, self._saved)
        self.told = ToldRows(db, self.keys)
        self.dialogues = Dialogues(db, self.keys)
        self.pins = Pins(db, self.keys)
        self.codes = Codes(db, self.keys)
        self.person_changes = PersonChanges(db, self.keys)
        self.inbox = Inbox(db, self.keys)
        self.outbox = Outbox(db, self.keys, store.installation)
        self.blobs = Blobs(db, self.keys)
        self.versions = Versions(db, self.keys, self.blobs, store.decoded)
        self.meta = Meta(db)
        self.audit = Audit(db, self.keys, store.audit)
        self.snapshots = Snapshots(db, self.keys, self.blobs, store.decoded, store.cache, self._saved)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._connection.close()  # undoes what was not committed
        finally:
            if isinstance(error, Stale | DBAPIError):
                self._store.forget()
            self._release()

    async def commit(self) -> None:
        """Make it so: audit last, then all of it at once. Raises Stale (nothing is stored then), Unsure."""
        if not self._writes:
            raise TypeError("a reading transaction has nothing to commit")
        await self.audit.flush()
        try:
            await self._transaction.commit()
        except BaseException as failed:
            self._store.forget()  # perhaps it is stored, perhaps not: ask the database
            await self._give_up_connection()
            ours = understood(failed) if isinstance(failed, DBAPIError) else failed
            if ours is not failed:
                raise ours from failed
            if not isinstance(failed, Exception) or is_certain(failed):
                raise
            raise Unsure from failed
        self.keys.committed()
        self.audit.committed()
        self._store.cache.committed(self._saved)

    async def _give_up_connection(self) -> None:
        """A commit that was refused leaves its transaction open: nobody may be given this connection again."""
        with suppress(Exception):
            await self._connection.invalidate()

    async def erase(self, case: CaseId, at: datetime) -> None:
        """Destroy the key of a case: whatever was sealed with it, here and in every copy, is unreadable after commit.

        What is sealed otherwise and speaks of it goes too. The caller logs who asked, with which authority. Call
        `Store.sweep` afterwards.
        """
        await self.keys.destroy(case, at)
        await self.outbox.erase(case)
        rooms = select(room.c.id).where(room.c.case == case)
        await self.db.run(delete(dialogue).where(dialogue.c.room.in_(rooms)))
        await self.db.run(update(inbox).where(inbox.c.case == case, inbox.c.sealed.is_not(None)).values(sealed=None))
        await self.db.run(update(task).where(task.c.case == case).values(next_check=None))
        gone = update(case_).where(case_.c.id == case).values(erased_at=at, priority_confirm_by=None)
        await self.db.run(gone)
        self._saved.append(Erasure(case))

    def _release(self) -> None:
        if self._writes:
            self._store.writing.release()
