"""What storage says when it cannot do as asked: values for the caller to act on, never for people to read."""

import re
from typing import Final

from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from storage.tables import metadata


class Stale(Exception):
    """Somebody saved it after we read it. Nothing is stored: decide again on fresh state."""


class Unsure(Exception):
    """The database went away at the commit: perhaps all of it is stored, perhaps nothing. Read anew before going on."""


class Taken(Exception):
    """Something that must be unique exists already: `what` is reference, number, handle, room, board, replay, ..."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class WrongState(Exception):
    """A row was to move along an edge that its states do not have."""


class Erased(Exception):
    """The key of this case is destroyed: nothing of it can be read or written any more."""


class NotSealed(Exception):
    """Sealed bytes were changed, moved to another row, or belong to another key."""


class WrongMasterKey(Exception):
    """The master key given is not the one that this database was made with."""


class SchemaMismatch(Exception):
    """The database is not at the schema that this version works with: run the migrations."""


_WHAT: Final = {
    "uq_case__ref": "reference",
    "uq_task_case_number": "number",
    "uq_room_matrix_id": "matrix-room",
    "uq_room_case_kind": "room",
    "uq_outbox_room": "board",
    "uq_outbox_key": "key",
    "uq_outbox_id": "outbox-id",
    "uq_inbox_session_index": "replay",
    "uq_inbox_event": "event",
    "uq_handle_task": "handle",
    "pk_handle": "handle",
}
_BUSY: Final = ("database is locked", "database table is locked")
OUT_OF_TURN: Final = "audit: not the next entry"  # said by the triggers of the audit table


def understood(error: DBAPIError) -> Exception:
    """The same trouble as one of ours where it is one; else the error itself."""
    if OUT_OF_TURN in str(error.orig):
        return Stale("audit")
    if isinstance(error, IntegrityError) and (name := _violated(error)) is not None:
        return Taken(_WHAT.get(name, name))
    return error


def is_of_the_database(error: BaseException) -> bool:
    """Whether it is the database that is in trouble (away, full, busy), not we with what we asked."""
    return isinstance(error, OperationalError | InterfaceError | Unsure | OSError)


def is_serialization_failure(error: BaseException) -> bool:
    """Whether the same transaction may simply be run again: PostgreSQL's class 40, SQLite's lock."""
    if not isinstance(error, DBAPIError):
        return False
    code = str(getattr(error.orig, "sqlstate", None) or "")
    return code.startswith("40") or any(words in str(error.orig) for words in _BUSY)


def is_certain(error: BaseException) -> bool:
    """Whether a commit that failed like this surely stored nothing: the database itself refused it."""
    return isinstance(error, IntegrityError) or is_serialization_failure(error)


def _violated(error: IntegrityError) -> str | None:
    """The name of the unique constraint, which SQLite tells only by its columns."""
    named = getattr(error.orig.__cause__, "constraint_name", None) if error.orig else None
    if named is not None:
        return str(named) if getattr(error.orig, "sqlstate", None) == "23505" else None
    found = re.search(r"UNIQUE constraint failed: (.*)", str(error.orig))
    return _NAMES.get(found.group(1), found.group(1)) if found else None


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for table in metadata.tables.values():
        unique = [(c.name, c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
        unique += [(index.name, index.columns) for index in table.indexes if index.unique]
        unique += [(table.primary_key.name, table.primary_key.columns)]
        names |= {", ".join(f"{table.name}.{c.name}" for c in columns): str(name) for name, columns in unique}
    return names


_NAMES: Final = _names()
