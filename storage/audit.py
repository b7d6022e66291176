"""The audit log: written as the last step of the transaction it tells of, and never changed.

In the chain stand codes, ids and commitments; beside it, sealed, what people typed (under the case's key) and which
person is behind a pseudonym (under the installation's), so that both can be erased while the chain stays whole.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, insert, select

from storage.chain import SALT_BYTES, Head, Link, commitment, link
from storage.database import Database
from storage.keys import Keys
from storage.tables import audit, audit_actor, audit_head, audit_value
from workflows.values.effects import Record
from workflows.values.ids import CaseId, EventId, UserId

NOBODY: Final = "bot"  # the actor of what time or Matrix caused


@dataclass(slots=True)
class AuditMemory:
    """What the one writer of this process knows without asking: the end of the chain, and pseudonyms."""

    head: Head | None = None
    subjects: dict[UserId, str] = field(default_factory=dict)

    def forget(self) -> None:
        self.head = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as people may read it, with what is not erased."""

    seq: int
    at: datetime
    actor: UserId | str
    action: str
    object: str
    case: CaseId | None
    decision: str
    event: EventId | None
    fields: dict[str, str | None]  # None: erased


class Audit:
    def __init__(self, db: Database, keys: Keys, memory: AuditMemory) -> None:
        self._db = db
        self._keys = keys
        self._memory = memory
        self._waiting: list[tuple[Record, UserId | None, datetime, EventId | None]] = []
        self._head: Head | None = None
        self._subjects: dict[UserId, str] = {}

    async def append(
        self, records: Sequence[Record], actor: UserId | None, now: datetime, via_event: EventId | None = None
    ) -> None:
        """Log these with this transaction. They are chained at its commit, since the end of the chain is held then."""
        self._waiting += [(record, actor, now, via_event) for record in records]

    async def flush(self) -> None:
        """Write what waits; the last thing before a commit. Raises Stale where somebody else has just written."""
        if not self._waiting:
            return
        await self._keys.need({None, *(record.case for record, *_ in self._waiting)})
        await self._pseudonyms()
        head = await self._hold_head()
        rows, values = [], []
        for record, actor, now, event in self._waiting:
            salts = {name: secrets.token_bytes(SALT_BYTES) for name in record.fields}
            entry = self._entry(record, actor, now, event, salts)
            new = link(head.size, head.hash, entry)
            head = Head(new.seq + 1, new.hash)
            rows.append({"seq": new.seq, "prev": new.prev, "hash": new.hash, "entry": new.entry, "case": record.case})
            values += [self._value(new.seq, name, salts[name], record) for name in record.fields]
        await self._db.run(insert(audit), rows)
        if values:
            await self._db.run(insert(audit_value), values)
        self._waiting.clear()
        self._head = head

    def committed(self) -> None:
        self._memory.subjects |= self._subjects
        if self._head is not None:
            self._memory.head = self._head

    async def head(self) -> Head:
        return await self._read_head(select(audit_head.c.seq, audit_head.c.hash))

    async def links(self, first: int = 0, limit: int = 10_000) -> tuple[Link, ...]:
        """A stretch of the chain, to verify or to export."""
        columns = select(audit.c.seq, audit.c.prev, audit.c.hash, audit.c.entry)
        rows = await self._db.run(columns.where(audit.c.seq >= first).order_by(audit.c.seq).limit(limit))
        return tuple(Link(*row) for row in rows)

    async def entries(self, case: CaseId | None = None, limit: int = 1000) -> tuple[Entry, ...]:
        """The newest entries (of one case), newest first, with the values that are still there."""
        query = select(audit.c.seq, audit.c.entry).order_by(audit.c.seq.desc()).limit(limit)
        rows = (await self._db.run(query if case is None else query.where(audit.c.case == case))).all()
        named = await self._names()
        values = await self._values([seq for seq, _ in rows])
        return tuple(_readable(json.loads(entry), values.get(seq, {}), named) for seq, entry in rows)

    async def value(self, seq: int, name: str) -> tuple[bytes, str] | None:
        """Salt and value of one field, to prove an entry; None: erased."""
        return (await self._values([seq])).get(seq, {}).get(name)

    async def _values(self, seqs: Sequence[int]) -> dict[int, dict[str, tuple[bytes, str]]]:
        columns = audit_value.c.seq, audit_value.c.field, audit_value.c.case, audit_value.c.sealed
        rows = (await self._db.run(select(*columns).where(audit_value.c.seq.in_(seqs)))).all()
        readable = await self._keys.readable({row.case for row in rows})
        found: dict[int, dict[str, tuple[bytes, str]]] = {}
        for seq, name, case, sealed in rows:
            if case not in readable:
                continue
            plain = self._keys.unseal(sealed, "audit_value", f"{seq}/{name}", case)
            found.setdefault(seq, {})[name] = (plain[:SALT_BYTES], plain[SALT_BYTES:].decode())
        return found

    def _entry(
        self, record: Record, actor: UserId | None, now: datetime, event: EventId | None, salts: dict[str, bytes]
    ) -> dict[str, Any]:
        return {
            "at": now.astimezone(UTC).isoformat(),
            "actor": NOBODY if actor is None else self._subject(actor),
            "action": record.action,
            "object": self._subject(UserId(record.object)) if record.object.startswith("@") else record.object,
            "case": record.case,
            "decision": record.decision,
            "event": event,
            "commits": {name: commitment(salts[name], name, value) for name, value in record.fields.items()},
        }

    def _value(self, seq: int, name: str, salt: bytes, record: Record) -> dict[str, Any]:
        plain = salt + record.fields[name].encode()
        sealed = self._keys.seal(plain, "audit_value", f"{seq}/{name}", record.case)
        return {"seq": seq, "field": name, "case": record.case, "sealed": sealed}

    def _subject(self, user: UserId) -> str:
        return self._memory.subjects.get(user) or self._subjects[user]

    async def _pseudonyms(self) -> None:
        """A name drawn at random for each person who is not known yet; who it is stands sealed beside the log."""
        named = {actor for _, actor, *_ in self._waiting if actor is not None}
        named |= {UserId(record.object) for record, *_ in self._waiting if record.object.startswith("@")}
        unknown = named - self._memory.subjects.keys()
        if unknown and not self._memory.subjects:
            self._memory.subjects |= {user: subject for subject, user in (await self._names()).items()}
            unknown = named - self._memory.subjects.keys()
        self._subjects = {user: "p-" + secrets.token_hex(12) for user in sorted(unknown)}
        rows = [
            {"subject": subject, "sealed": self._keys.seal(user, "audit_actor", subject, None)}
            for user, subject in self._subjects.items()
        ]
        if rows:
            await self._db.run(insert(audit_actor), rows)

    async def _names(self) -> dict[str, UserId]:
        rows = (await self._db.run(select(audit_actor.c.subject, audit_actor.c.sealed))).all()
        await self._keys.need([None])
        return {subject: UserId(self._keys.read(sealed, "audit_actor", subject, None)) for subject, sealed in rows}

    async def _hold_head(self) -> Head:
        """The end of the chain, which nobody can move until our commit: SQLite's lock sees to it, or the head's row."""
        if self._db.is_postgresql:
            return await self._read_head(select(audit_head.c.seq, audit_head.c.hash).with_for_update())
        return self._memory.head or await self.head()

    async def _read_head(self, query: Select[Any]) -> Head:
        row = (await self._db.run(query)).one()
        return Head(row.seq + 1, row.hash)


def _readable(entry: dict[str, Any], values: dict[str, tuple[bytes, str]], named: dict[str, UserId]) -> Entry:
    return Entry(
        seq=entry["seq"],
        at=datetime.fromisoformat(entry["at"]),
        actor=named.get(entry["actor"], entry["actor"]),
        action=entry["action"],
        object=named.get(entry["object"], entry["object"]),
        case=entry["case"],
        decision=entry["decision"],
        event=entry["event"],
        fields={name: values[name][1] if name in values else None for name in entry["commits"]},
    )
