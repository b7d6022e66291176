"""Facts about rooms, told to the rules; the rows that follow."""

from dataclasses import replace
from typing import Any

from tests.builders import (
    a_directory,
    a_moment,
)
from tests.cast import (
    JOINT_ROOM,
    LEADS_ROOM,
    PAT,
)
from workflows.casework.arrivals import on_fact
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.ids import RoomId, TaskNumber, UserId
from workflows.values.model import Room, RoomKind, RoomState

STRANGER = UserId("@stranger:elsewhere")
DIRECTORY = a_directory()
CHAT = Room(
    id=RoomId("chat-pat"), kind=RoomKind.DIRECT, state=RoomState.OPEN, nonce="", name="", person=PAT, version=1
)  # fmt: skip
LEADS = Room(id=LEADS_ROOM, kind=RoomKind.LEADS, state=RoomState.OPEN, nonce="n", name="Leads · North", version=1)


def task_of(case: CaseSnapshot, number: int) -> Any:
    return case.find(TaskNumber(number))


def member_of(case: CaseSnapshot, user: UserId, room: RoomId = JOINT_ROOM) -> Any:
    return next((member for member in case.members if member.user == user and member.room == room), None)


def happens(fact, case=None, room=None, member=None, **moment):
    """The decision about a fact; by default in the joint room of the case."""
    room = room or (case.rooms[0] if case else None)
    if member is None and case is not None and hasattr(fact, "user"):
        member = member_of(case, fact.user, room.id)
    return on_fact(fact, case, room, member, a_moment(directory=DIRECTORY, **moment))


def rows(decision, kind):
    return [row for row in decision.save if isinstance(row, kind)]


def with_member(case, user, **changes):
    members = tuple(replace(m, **changes) if m.user == user else m for m in case.members)
    return replace(case, members=members)
