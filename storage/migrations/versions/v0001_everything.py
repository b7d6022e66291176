"""Everything that the first version keeps. The audit log refuses changes, removals, and entries out of turn."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD, TEXT, BYTES, COUNT, FLAG = sa.String(), sa.Text(), sa.LargeBinary(), sa.Integer(), sa.Boolean()
TABLES: Final = (
    "audit", "audit_actor", "audit_head", "blob", "case_", "case_key", "confirm_code", "inbox", "lease", "live",
    "meta", "person_change", "pin", "version", "audit_value", "room", "seat", "task", "dialogue", "handle", "member",
    "outbox", "told",
)  # fmt: skip
BEFORE_THE_FIRST: Final = {"id": 1, "seq": -1, "hash": "0" * 64}

GUARDS: Final = {
    "sqlite": (
        """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit: entries are never changed'); END""",
        """CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit: entries are never removed'); END""",
        """CREATE TRIGGER audit_goes_in_turn BEFORE INSERT ON audit
        WHEN NOT EXISTS (SELECT 1 FROM audit_head WHERE seq = NEW.seq - 1 AND hash = NEW.prev)
        BEGIN SELECT RAISE(ABORT, 'audit: not the next entry'); END""",
        """CREATE TRIGGER audit_moves_its_head AFTER INSERT ON audit
        BEGIN UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash; END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'audit: entries are never changed or removed'; END $$""",
        """CREATE FUNCTION audit_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE seq = NEW.seq - 1 AND hash = NEW.prev;
            IF NOT FOUND THEN RAISE EXCEPTION 'audit: not the next entry'; END IF;
            RETURN NEW;
        END $$""",
        """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_goes_in_turn BEFORE INSERT ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_next()""",
    ),
}
FUNCTIONS: Final = ("DROP FUNCTION audit_refuse()", "DROP FUNCTION audit_next()")


def must(name: str, kind: Any, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **more)


def may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def one_of(table: str, column: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(sa.column(column).in_(words.split()), name=op.f(f"ck_{table}_{column}"))


def check(name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(name))


def link(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Checked at commit."""
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, initially="DEFERRED", deferrable=True)


def index(name: str, table: str, *columns: str, where: str | None = None, unique: bool = False) -> None:
    some = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=some, postgresql_where=some)


def upgrade() -> None:
    op.create_table(
        "audit",
        must("seq", NUMBER, autoincrement=False), must("prev", WORD), must("hash", WORD), must("entry", TEXT),
        may("case", WORD),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"), check("ck_audit_seq", "seq >= 0"),
        sa.UniqueConstraint("hash", name="uq_audit_hash"),
    )  # fmt: skip
    index("ix_audit_case", "audit", "case")
    op.create_table(
        "audit_actor",
        must("subject", WORD), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("subject", name="pk_audit_actor"),
    )  # fmt: skip
    op.create_table(
        "audit_head",
        must("id", COUNT, autoincrement=False), must("seq", NUMBER), must("hash", WORD),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        check("ck_audit_head_single", "id = 1"),
    )  # fmt: skip
    op.create_table(
        "blob",
        must("kind", WORD), must("hash", WORD), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("kind", "hash", name="pk_blob"),
    )  # fmt: skip
    op.create_table(
        "case_",
        must("id", WORD), must("ref", WORD), must("codeword", WORD), must("task_force", WORD),
        must("jurisdiction", WORD), must("template", WORD), must("template_hash", WORD), must("ladders_hash", WORD),
        must("directory_hash", WORD), must("priority", WORD), must("lead_agency", WORD), must("state", WORD),
        must("opened_at", MOMENT), must("opened_by", WORD),
        may("linked", WORD), must("left_out", TEXT), may("closed_at", MOMENT), may("priority_confirm_by", MOMENT),
        must("next_number", COUNT), must("version", COUNT), may("erased_at", MOMENT), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("id", name="pk_case_"), one_of("case_", "priority", "P1 P2 P3 P4"),
        one_of("case_", "state", "opening open closed"), sa.UniqueConstraint("ref", name="uq_case__ref"),
    )  # fmt: skip
    index("ix_case__priority_confirm_by", "case_", "priority_confirm_by")
    index("ix_case__task_force", "case_", "task_force")
    op.create_table(
        "case_key",
        must("id", WORD), must("case", WORD), may("wrapped", BYTES), may("destroyed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_case_key"),
        check("ck_case_key_destroyed", "(wrapped IS NULL) = (destroyed_at IS NOT NULL)"),
        sa.UniqueConstraint("case", name="uq_case_key_case"),
    )  # fmt: skip
    op.create_table(
        "confirm_code",
        must("user", WORD), must("identity", WORD), must("code_hash", WORD), must("asked_by", WORD),
        must("drawn_at", MOMENT), must("tries_left", COUNT), must("used", FLAG), must("version", COUNT),
        sa.PrimaryKeyConstraint("user", "identity", "code_hash", name="pk_confirm_code"),
        check("ck_confirm_code_tries_left", "tries_left >= 0"),
    )  # fmt: skip
    op.create_table(
        "person_change",
        must("agency", WORD), must("user", WORD), must("what", WORD), must("by", WORD), must("at", MOMENT),
        must("version", COUNT), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("agency", "user", "what", name="pk_person_change"),
        one_of("person_change", "what", "seat away"),
    )  # fmt: skip
    op.create_table(
        "inbox",
        must("id", NUMBER), may("event", WORD), must("kind", WORD), must("room", WORD), must("sender", WORD),
        may("session", WORD), may("index", COUNT), must("state", WORD), may("case", WORD),
        must("received_at", MOMENT), may("seal_id", WORD), may("sealed", BYTES),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("session", "index", name="uq_inbox_session_index"),
        one_of("inbox", "kind", "message member invite plaintext unreadable identity"),
        one_of("inbox", "state", "new done refused unreadable expired"),
        check("ck_inbox_erased", "state IN ('new', 'unreadable') OR sealed IS NULL"),
        check("ck_inbox_replay_key", '(session IS NULL) = ("index" IS NULL)'),
        sa.UniqueConstraint("event", name="uq_inbox_event"), sqlite_autoincrement=True,
    )  # fmt: skip
    index("ix_inbox_id", "inbox", "id", where="state IN ('new')")
    index("ix_inbox_room", "inbox", "room", where="state IN ('unreadable')")
    op.create_table(
        "lease",
        must("name", WORD), must("holder", WORD), must("term", COUNT), must("until", MOMENT),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )  # fmt: skip
    op.create_table(
        "live",
        must("name", WORD), must("hash", WORD),
        sa.PrimaryKeyConstraint("name", name="pk_live"),
    )  # fmt: skip
    op.create_table(
        "meta",
        must("name", WORD), must("value", TEXT),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )  # fmt: skip
    op.create_table(
        "pin",
        must("user", WORD), must("identity", WORD), must("state", WORD), must("since", MOMENT), must("how", WORD),
        may("seen", WORD), must("version", COUNT),
        sa.PrimaryKeyConstraint("user", name="pk_pin"), one_of("pin", "state", "accepted frozen"),
    )  # fmt: skip
    op.create_table(
        "version",
        must("id", WORD), must("template", WORD), must("number", COUNT), must("hash", WORD), must("state", WORD),
        must("source", WORD), must("proposed_at", MOMENT), may("proposed_by", WORD), may("against", WORD),
        may("confirmed_by", WORD), may("decided_at", MOMENT), must("version", COUNT),
        sa.PrimaryKeyConstraint("id", name="pk_version"), one_of("version", "state", "pending live past withdrawn"),
        one_of("version", "source", "chat server"),
    )  # fmt: skip
    index(
        "uq_version_template_state", "version", "template", "state", where="state IN ('pending', 'live')", unique=True
    )
    op.create_table(
        "audit_value",
        must("seq", NUMBER, autoincrement=False), must("field", WORD), may("case", WORD), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("seq", "field", name="pk_audit_value"), link("audit_value", "seq", "audit.seq"),
    )  # fmt: skip
    index("ix_audit_value_case", "audit_value", "case")
    op.create_table(
        "room",
        must("id", WORD), must("kind", WORD), must("state", WORD), must("nonce", WORD), must("name", WORD),
        may("case", WORD), may("person", WORD), may("task_force", WORD), may("matrix_id", WORD),
        must("attempt", COUNT), may("empty_at", MOMENT), may("board", WORD), may("wanted_pin", WORD),
        may("pinned", WORD), may("board_posted_at", MOMENT), must("version", COUNT),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        one_of("room", "kind", "joint support direct leads admins oversight"),
        one_of("room", "state", "wanted creating open closed gone"),
        check("ck_room_open_is_known", "state != 'open' OR matrix_id IS NOT NULL"),
        link("room", "case", "case_.id"), sa.UniqueConstraint("matrix_id", name="uq_room_matrix_id"),
    )  # fmt: skip
    index("ix_room_person", "room", "person")
    index("uq_room_case_kind", "room", "case", "kind", where="\"case\" IS NOT NULL AND state != 'gone'", unique=True)
    op.create_table(
        "seat",
        must("case", WORD), must("agency", WORD), must("user", WORD), must("role", WORD), must("added_by", WORD),
        must("added_at", MOMENT), may("removed_at", MOMENT), must("version", COUNT), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("case", "agency", "user", "role", name="pk_seat"), link("seat", "case", "case_.id"),
    )  # fmt: skip
    index("ix_seat_user", "seat", "user")
    op.create_table(
        "task",
        must("id", WORD), must("case", WORD), must("number", COUNT), must("code", WORD), must("owner", WORD),
        may("role", WORD), must("kind", WORD), must("clock", WORD), must("where", WORD), must("status", WORD),
        must("created_at", MOMENT), must("created_by", WORD), may("started_at", MOMENT), may("due", MOMENT),
        may("original_due", MOMENT), must("depends", TEXT), must("basis", WORD), may("source", WORD),
        may("chase_every", WORD), may("next_chase", MOMENT), must("chased", COUNT), may("taken_by", WORD),
        may("taken_until", MOMENT), may("blocked_by", WORD), may("blocked_since", MOMENT), must("episode", COUNT),
        must("level", COUNT), must("reminded", COUNT), may("last_told", MOMENT), may("result", WORD),
        may("done_at", MOMENT), may("done_by", WORD), must("round", COUNT),
        may("first_started_at", MOMENT), may("lapsed_at", MOMENT), must("renewed", COUNT), may("lifted_at", MOMENT),
        may("lifted_by", WORD), must("version", COUNT), must("sealed", BYTES), may("next_check", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.UniqueConstraint("case", "number", name="uq_task_case_number"),
        one_of("task", "clock", "deadline watch protected expiry scheduled"),
        one_of("task", "where", "joint support"),
        one_of("task", "status", "waiting offered open taken blocked done dropped"),
        check("ck_task_number", "number > 0"), link("task", "case", "case_.id"),
    )  # fmt: skip
    index("ix_task_next_check", "task", "next_check", where="next_check IS NOT NULL")
    op.create_table(
        "dialogue",
        must("person", WORD), must("room", WORD), must("kind", WORD), must("asked_at", MOMENT), must("sealed", BYTES),
        sa.PrimaryKeyConstraint("person", "room", name="pk_dialogue"), link("dialogue", "room", "room.id"),
    )  # fmt: skip
    op.create_table(
        "handle",
        must("number", COUNT, autoincrement=False), must("task", WORD), must("case", WORD), must("shown_to", TEXT),
        must("last_shown", MOMENT), must("version", COUNT),
        sa.PrimaryKeyConstraint("number", name="pk_handle"), sa.UniqueConstraint("task", name="uq_handle_task"),
        check("ck_handle_number", "number > 0"), link("handle", "task", "task.id"),
        link("handle", "case", "case_.id"),
    )  # fmt: skip
    index("ix_handle_case", "handle", "case")
    op.create_table(
        "member",
        must("room", WORD), must("user", WORD), must("wanted", FLAG), must("presence", WORD), must("declined", FLAG),
        must("power", COUNT), may("invited_at", MOMENT), may("joined_at", MOMENT), must("briefed", FLAG),
        may("blocked", WORD), must("version", COUNT),
        sa.PrimaryKeyConstraint("room", "user", name="pk_member"), one_of("member", "presence", "out invited joined"),
        link("member", "room", "room.id"),
    )  # fmt: skip
    index("ix_member_user", "member", "user")
    op.create_table(
        "outbox",
        must("seq", NUMBER), must("id", WORD), must("room", WORD), must("kind", WORD), must("cls", WORD),
        must("created_at", MOMENT), must("lane", WORD), must("state", WORD), may("key", WORD), must("case_ids", TEXT),
        may("person", WORD), may("task", WORD), may("episode", COUNT), may("edit_of", WORD), may("frozen_at", MOMENT),
        may("event", WORD), may("sent_at", MOMENT), may("why", WORD), may("merged_into", WORD), may("sealed", BYTES),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        one_of("outbox", "kind", "reply page board notice create fixed"),
        one_of("outbox", "cls", "page reply board notice"), one_of("outbox", "lane", "message create"),
        one_of("outbox", "state", "waiting frozen sent dead withdrawn merged"),
        check("ck_outbox_waiting", "state != 'waiting' OR frozen_at IS NULL"),
        check("ck_outbox_frozen", "(state NOT IN ('frozen', 'sent')) OR frozen_at IS NOT NULL"),
        check("ck_outbox_sent", "(state = 'sent') = (sent_at IS NOT NULL)"),
        check("ck_outbox_dead", "state != 'dead' OR why IS NOT NULL"),
        check("ck_outbox_merged", "(state = 'merged') = (merged_into IS NOT NULL)"),
        sa.UniqueConstraint("id", name="uq_outbox_id"), link("outbox", "room", "room.id"),
        sa.UniqueConstraint("key", name="uq_outbox_key"), sa.UniqueConstraint("event", name="uq_outbox_event"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("ix_outbox_seq", "outbox", "seq", where="state IN ('waiting', 'frozen')")
    index("ix_outbox_task_episode", "outbox", "task", "episode", where="task IS NOT NULL")
    index("ix_outbox_room_sent_at", "outbox", "room", "sent_at", where="sent_at IS NOT NULL")
    index("uq_outbox_room", "outbox", "room", where="kind = 'board' AND state = 'waiting'", unique=True)
    op.create_table(
        "told",
        must("task", WORD), must("episode", COUNT), must("level", COUNT), must("telling", WORD), must("target", WORD),
        must("case", WORD), must("as_kind", WORD), must("recorded_at", MOMENT), may("outbox", WORD),
        may("passed", WORD), may("sent_at", MOMENT), must("withdrawn", FLAG),
        sa.PrimaryKeyConstraint("task", "episode", "level", "telling", "target", name="pk_told"),
        one_of("told", "telling", "reminder level expired repeat chase"), link("told", "task", "task.id"),
        link("told", "case", "case_.id"),
    )  # fmt: skip
    index("ix_told_case", "told", "case")
    index("ix_told_outbox", "told", "outbox")
    op.bulk_insert(sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash")), [BEFORE_THE_FIRST])
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(function)
