"""What a rehearsal leaves behind: line by line, who typed what, and whom the bot told what."""

import enum
from dataclasses import dataclass
from datetime import datetime

from workflows.values.ids import UserId
from workflows.values.model import RoomKind
from workflows.values.notices.base import Notice


class LineKind(enum.StrEnum):
    TYPED = "typed"  # by `who`, in a room of the case or in their direct chat
    ANSWER = "answer"  # to `who`
    PAGE = "page"  # `who` is woken about something late
    PERSON = "person"  # `who` is told something else in their direct chat
    ROOM = "room"  # everybody in a room
    INVITED = "invited"  # `who`, to a room
    LEFT = "left"  # `who` is taken out of a room


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the transcript. `room`: of the case, of leads or administrators; None: a direct chat."""

    at: datetime
    kind: LineKind
    who: UserId | None = None
    room: RoomKind | None = None
    text: str = ""  # what was typed
    notice: Notice | None = None  # what was said
