"""Rows on their way in and out: what arrived and is not yet decided, what is decided and not yet sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.values.ids import CaseId, EventId, MatrixRoomId, OutboxId, RoomId, TaskId, UserId


class Arrival(StrEnum):
    MESSAGE = "message"
    MEMBER = "member"
    INVITE = "invite"
    PLAINTEXT = "plaintext"
    UNREADABLE = "unreadable"
    IDENTITY = "identity"


class InboxState(StrEnum):
    NEW = "new"
    DONE = "done"
    REFUSED = "refused"
    UNREADABLE = "unreadable"  # no key yet: asked for again
    EXPIRED = "expired"  # never became readable


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """Something that came in. `payload` is what the decider needs of it; it is erased once handled."""

    kind: Arrival
    room: MatrixRoomId
    sender: UserId
    received_at: datetime  # domain time
    payload: Mapping[str, Any] | None = None
    event: EventId | None = None  # None where Matrix gives none: invitations, identities
    session: str | None = None
    index: int | None = None
    case: CaseId | None = None  # the case of the room, if it is one: whose key seals the payload
    state: InboxState = InboxState.NEW
    id: int = 0  # given by the database, in the order of arrival


class Lane(StrEnum):
    MESSAGE = "message"
    CREATE = "create"


class PostClass(StrEnum):
    """What goes first when several rows wait for one room: page, then reply, then board and notice."""

    PAGE = "page"
    REPLY = "reply"
    BOARD = "board"
    NOTICE = "notice"


class PostKind(StrEnum):
    REPLY = "reply"
    PAGE = "page"
    BOARD = "board"
    NOTICE = "notice"
    CREATE = "create"
    FIXED = "fixed"


class PostState(StrEnum):
    WAITING = "waiting"  # its words are not made yet
    FROZEN = "frozen"  # its words are fixed for ever; attempts go on
    SENT = "sent"  # the homeserver gave an event id
    DEAD = "dead"  # will never go out; `why` is a code
    WITHDRAWN = "withdrawn"  # no longer true before it was said
    MERGED = "merged"  # said by another row


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Something to say. The transaction id follows from `id`, so a repeated attempt cannot say it twice."""

    id: OutboxId
    room: RoomId
    kind: PostKind
    cls: PostClass
    created_at: datetime
    lane: Lane = Lane.MESSAGE
    state: PostState = PostState.WAITING
    key: str | None = None  # at most one row is ever made for a key
    payload: Mapping[str, Any] | None = None  # the content, or what it is made from
    case_ids: tuple[CaseId, ...] = ()  # whose content is in it; one: sealed under its key
    person: UserId | None = None
    task: TaskId | None = None
    episode: int | None = None
    edit_of: OutboxId | None = None
    frozen_at: datetime | None = None
    event: EventId | None = None
    sent_at: datetime | None = None  # transport time, as created_at
    why: str | None = None
    merged_into: OutboxId | None = None
    seq: int = 0  # given by the database, in the order of `add`
    doubted: bool = False  # never stored: perhaps out, and the room's history must tell
    txn: str = ""  # the Matrix transaction id; filled when read
