"""Which rows are one and the same: of two with one key in a decision the last counts."""

from typing import assert_never

from workflows.values.effects import Saved
from workflows.values.model import Case, ConfirmCode, Dialogue, HandleRow, Member, Pin, Room, Seat, Task
from workflows.values.person_changes import PersonChange
from workflows.values.versions import Version


def row_key(row: Saved) -> tuple[object, ...]:
    """What a row is found by in the database."""
    match row:
        case Case(id=id_) | Room(id=id_) | Task(id=id_) | Version(id=id_):
            return (type(row), id_)
        case Member():
            return (Member, row.room, row.user)
        case Seat():
            return (Seat, row.case, row.agency, row.user, row.role)
        case HandleRow():
            return (HandleRow, row.number)
        case Dialogue():
            return (Dialogue, row.person, row.room)
        case Pin():
            return (Pin, row.user)
        case ConfirmCode():
            return (ConfirmCode, row.user, row.identity, row.code_hash)
        case PersonChange():
            return (PersonChange, row.agency, row.user, row.what)
    assert_never(row)
