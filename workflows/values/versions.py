"""What becomes of a template on its way: proposed, confirmed, live, past. A row for each time that it was proposed."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from workflows.values.ids import ContentHash, TemplateId, UserId

VersionId = NewType("VersionId", str)


class VersionState(enum.StrEnum):
    PENDING = "pending"
    LIVE = "live"  # new cases are opened with it
    PAST = "past"  # another one went live after it
    WITHDRAWN = "withdrawn"  # never went live: withdrawn, or replaced by a newer proposal


class VersionSource(enum.StrEnum):
    CHAT = "chat"  # an administrator sent it, or asked for an older one
    SERVER = "server"  # a file beside the settings, or one that came with the bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One proposal of a template's content. The content itself, and the YAML it was read from, are kept by `hash`."""

    id: VersionId
    template: TemplateId
    number: int  # what the file calls its version
    hash: ContentHash
    state: VersionState
    source: VersionSource
    proposed_at: datetime
    proposed_by: UserId | None = None  # of the server: who confirmed first
    against: ContentHash | None = None  # what was live when `proposed_by` stood up for it; None: nothing was
    confirmed_by: UserId | None = None  # None of what was live from the first start on
    decided_at: datetime | None = None  # when it went live or was withdrawn
    version: int = 0
