"""The schema. What the rules call a field is its column's key; ids of other rows are deferred foreign keys."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    column,
    or_,
)
from sqlalchemy.sql import ColumnElement

from storage.posts import Arrival, InboxState, Lane, PostClass, PostKind, PostState
from storage.types import Names, NameSet, Sealed, Utc, Word
from workflows.values.directory import Priority
from workflows.values.model import (
    CaseState,
    ClockKind,
    PinState,
    Presence,
    RoomKind,
    RoomState,
    TaskStatus,
    Telling,
    Where,
)
from workflows.values.person_changes import ChangeOf
from workflows.values.versions import VersionSource, VersionState

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only a plain INTEGER


def _text(name: str, *, key: bool = False, null: bool = False, **more: Any) -> Column[str]:
    return Column(name, String, primary_key=key, nullable=null, **more)


def _time(name: str, *, null: bool = True, **more: Any) -> Column[Any]:
    return Column(name, Utc, nullable=null, **more)


def _count(name: str, **more: Any) -> Column[int]:
    return Column(name, Integer, nullable=False, **more)


def _word(name: str, words: type[StrEnum], *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, Word(words), nullable=null, primary_key=key)


def _one_of(name: str, words: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(column(name).in_([word.value for word in words]), name=name)


def _ref(name: str, to: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """Another row's id. Checked at commit, so that a transaction may save in any order."""
    link = ForeignKey(to, deferrable=True, initially="DEFERRED")
    return Column(name, String, link, nullable=null, primary_key=key)


def _only(table: str, *columns: str, where: ColumnElement[bool] | None = None, unique: bool = False) -> Index:
    prefix = "uq" if unique else "ix"
    name = f"{prefix}_{table}_{'_'.join(columns)}"
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _state(*states: StrEnum) -> ColumnElement[bool]:
    return column("state").in_([state.value for state in states])


case_ = Table(
    "case_", metadata,
    _text("id", key=True), _text("ref", unique=True), _text("codeword"), _text("task_force"), _text("jurisdiction"),
    _text("template"), _text("template_hash"), _text("ladders_hash"), _text("directory_hash"),
    _word("priority", Priority), _text("lead_agency"), _word("state", CaseState),
    _time("opened_at", null=False), _text("opened_by"),
    _text("linked", null=True), Column("left_out", NameSet, nullable=False),
    _time("closed_at"), _time("priority_confirm_by", index=True), _count("next_number"), _count("version"),
    _time("erased_at"), Column("sealed", Sealed, nullable=False),
    _one_of("priority", Priority), _one_of("state", CaseState),
    _only("case_", "task_force"),
)  # fmt: skip

room = Table(
    "room", metadata,
    _text("id", key=True), _word("kind", RoomKind), _word("state", RoomState), _text("nonce"), _text("name"),
    _ref("case", "case_.id", null=True), _text("person", null=True), _text("task_force", null=True),
    _text("matrix_id", null=True, unique=True), _count("attempt"), _time("empty_at"), _text("board", null=True),
    _text("wanted_pin", null=True), _text("pinned", null=True), _time("board_posted_at"), _count("version"),
    _one_of("kind", RoomKind), _one_of("state", RoomState),
    CheckConstraint(or_(column("state") != "open", column("matrix_id").is_not(None)), name="open_is_known"),
    _only("room", "case", "kind", unique=True, where=and_(column("case").is_not(None), column("state") != "gone")),
    _only("room", "person"),
)  # fmt: skip

member = Table(
    "member", metadata,
    _ref("room", "room.id", key=True), _text("user", key=True), Column("wanted", Boolean, nullable=False),
    _word("presence", Presence), Column("declined", Boolean, nullable=False), _count("power"), _time("invited_at"),
    _time("joined_at"), Column("briefed", Boolean, nullable=False), _text("blocked", null=True), _count("version"),
    _one_of("presence", Presence),
    _only("member", "user"),
)  # fmt: skip

seat = Table(
    "seat", metadata,
    _ref("case", "case_.id", key=True), _text("agency", key=True), _text("user", key=True), _text("role", key=True),
    _text("added_by"), _time("added_at", null=False), _time("removed_at"), _count("version"),
    Column("sealed", Sealed, nullable=False),
    _only("seat", "user"),
)  # fmt: skip

task = Table(
    "task", metadata,
    _text("id", key=True), _ref("case", "case_.id"), _count("number"), _text("code"), _text("owner"),
    _text("role", null=True), _text("kind"), _word("clock", ClockKind), _word("where", Where),
    _word("status", TaskStatus), _time("created_at", null=False), _text("created_by"), _time("started_at"),
    _time("due"), _time("original_due"), Column("depends", Names, nullable=False), _text("basis"),
    _text("source", null=True), _text("chase_every", null=True), _time("next_chase"), _count("chased"),
    _text("taken_by", null=True), _time("taken_until"), _text("blocked_by", null=True), _time("blocked_since"),
    _count("episode"), _count("level"), _count("reminded"), _time("last_told"), _text("result", null=True),
    _time("done_at"), _text("done_by", null=True), _count("round"),
    _time("first_started_at"), _time("lapsed_at"), _count("renewed"), _time("lifted_at"), _text("lifted_by", null=True),
    _count("version"), Column("sealed", Sealed, nullable=False), _time("next_check"),
    UniqueConstraint("case", "number"), _one_of("clock", ClockKind), _one_of("where", Where),
    _one_of("status", TaskStatus), CheckConstraint(column("number") > 0, name="number"),
    _only("task", "next_check", where=column("next_check").is_not(None)),
)  # fmt: skip

told = Table(
    "told", metadata,
    _ref("task", "task.id", key=True), _count("episode", primary_key=True), _count("level", primary_key=True),
    _word("telling", Telling, key=True), _text("target", key=True), _ref("case", "case_.id"), _text("as_kind"),
    _time("recorded_at", null=False), _text("outbox", null=True, index=True), _text("passed", null=True),
    _time("sent_at"), Column("withdrawn", Boolean, nullable=False),
    _one_of("telling", Telling), _only("told", "case"),
)  # fmt: skip

handle = Table(
    "handle", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False), _ref("task", "task.id"),
    _ref("case", "case_.id"), Column("shown_to", NameSet, nullable=False), _time("last_shown", null=False),
    _count("version"),
    UniqueConstraint("task"), CheckConstraint(column("number") > 0, name="number"), _only("handle", "case"),
)  # fmt: skip

dialogue = Table(
    "dialogue", metadata,
    _text("person", key=True), _ref("room", "room.id", key=True), _text("kind"), _time("asked_at", null=False),
    Column("sealed", Sealed, nullable=False),
)  # fmt: skip

pin = Table(
    "pin", metadata,
    _text("user", key=True), _text("identity"), _word("state", PinState), _time("since", null=False), _text("how"),
    _text("seen", null=True), _count("version"), _one_of("state", PinState),
)  # fmt: skip

confirm_code = Table(
    "confirm_code", metadata,
    _text("user", key=True), _text("identity", key=True), _text("code_hash", key=True), _text("asked_by"),
    _time("drawn_at", null=False), _count("tries_left"), Column("used", Boolean, nullable=False), _count("version"),
    CheckConstraint(column("tries_left") >= 0, name="tries_left"),
)  # fmt: skip

person_change = Table(
    "person_change", metadata,
    _text("agency", key=True), _text("user", key=True), _word("what", ChangeOf, key=True), _text("by"),
    _time("at", null=False), _count("version"), Column("sealed", Sealed, nullable=False),
    _one_of("what", ChangeOf),
)  # fmt: skip

inbox = Table(
    "inbox", metadata,
    Column("id", Number, primary_key=True), _text("event", null=True, unique=True), _word("kind", Arrival),
    _text("room"), _text("sender"), _text("session", null=True), Column("index", Integer, nullable=True),
    _word("state", InboxState), _text("case", null=True), _time("received_at", null=False),
    _text("seal_id", null=True), Column("sealed", Sealed, nullable=True),
    UniqueConstraint("session", "index"), _one_of("kind", Arrival), _one_of("state", InboxState),
    CheckConstraint(or_(_state(InboxState.NEW, InboxState.UNREADABLE), column("sealed").is_(None)), name="erased"),
    CheckConstraint(column("session").is_(None) == column("index").is_(None), name="replay_key"),
    _only("inbox", "id", where=_state(InboxState.NEW)),
    _only("inbox", "room", where=_state(InboxState.UNREADABLE)),
    sqlite_autoincrement=True,
)  # fmt: skip

outbox = Table(
    "outbox", metadata,
    Column("seq", Number, primary_key=True), _text("id", unique=True), _ref("room", "room.id"),
    _word("kind", PostKind), _word("cls", PostClass), _time("created_at", null=False), _word("lane", Lane),
    _word("state", PostState), _text("key", null=True, unique=True), Column("case_ids", Names, nullable=False),
    _text("person", null=True), _text("task", null=True), Column("episode", Integer, nullable=True),
    _text("edit_of", null=True), _time("frozen_at"), _text("event", null=True, unique=True),
    _time("sent_at"), _text("why", null=True), _text("merged_into", null=True), Column("sealed", Sealed, nullable=True),
    _one_of("kind", PostKind), _one_of("cls", PostClass), _one_of("lane", Lane), _one_of("state", PostState),
    CheckConstraint(or_(column("state") != "waiting", column("frozen_at").is_(None)), name="waiting"),
    CheckConstraint(
        or_(~_state(PostState.FROZEN, PostState.SENT), column("frozen_at").is_not(None)),
        name="frozen",
    ),
    CheckConstraint((column("state") == "sent") == column("sent_at").is_not(None), name="sent"),
    CheckConstraint(or_(column("state") != "dead", column("why").is_not(None)), name="dead"),
    CheckConstraint((column("state") == "merged") == column("merged_into").is_not(None), name="merged"),
    _only("outbox", "room", unique=True, where=and_(column("kind") == "board", column("state") == "waiting")),
    _only("outbox", "seq", where=_state(PostState.WAITING, PostState.FROZEN)),
    _only("outbox", "task", "episode", where=column("task").is_not(None)),
    _only("outbox", "room", "sent_at", where=column("sent_at").is_not(None)),
    sqlite_autoincrement=True,
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("seq", Number, primary_key=True, autoincrement=False), _text("prev"), _text("hash", unique=True),
    Column("entry", Text, nullable=False), _text("case", null=True, index=True),
    CheckConstraint(column("seq") >= 0, name="seq"),
)  # fmt: skip

audit_value = Table(
    "audit_value", metadata,
    Column("seq", Number, ForeignKey("audit.seq", deferrable=True, initially="DEFERRED"), primary_key=True,
           autoincrement=False),
    _text("field", key=True), _text("case", null=True, index=True), Column("sealed", Sealed, nullable=False),
)  # fmt: skip

audit_actor = Table("audit_actor", metadata, _text("subject", key=True), Column("sealed", Sealed, nullable=False))

audit_head = Table(
    "audit_head", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False), Column("seq", Number, nullable=False), _text("hash"),
    CheckConstraint(column("id") == 1, name="single"),
)  # fmt: skip

case_key = Table(
    "case_key", metadata,
    _text("id", key=True), _text("case", unique=True), Column("wrapped", LargeBinary, nullable=True),
    _time("destroyed_at"),
    CheckConstraint(column("wrapped").is_(None) == column("destroyed_at").is_not(None), name="destroyed"),
)  # fmt: skip

blob = Table(
    "blob", metadata, _text("kind", key=True), _text("hash", key=True), Column("sealed", Sealed, nullable=False)
)
live = Table("live", metadata, _text("name", key=True), _text("hash"))

version = Table(
    "version", metadata,
    _text("id", key=True), _text("template"), _count("number"), _text("hash"), _word("state", VersionState),
    _word("source", VersionSource), _time("proposed_at", null=False), _text("proposed_by", null=True),
    _text("against", null=True), _text("confirmed_by", null=True), _time("decided_at"), _count("version"),
    _one_of("state", VersionState), _one_of("source", VersionSource),
    _only("version", "template", "state", unique=True, where=_state(VersionState.PENDING, VersionState.LIVE)),
)  # fmt: skip

meta = Table("meta", metadata, _text("name", key=True), Column("value", Text, nullable=False))
lease = Table("lease", metadata, _text("name", key=True), _text("holder"), _count("term"), _time("until", null=False))
