"""What the bot says about itself: what it could not read or understand, and its own faults."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Clock, Notice


@dataclass(frozen=True, slots=True)
class NotUnderstood(Notice):
    """A sentence in a direct chat that is no command. Said at most once in ten minutes."""


@dataclass(frozen=True, slots=True)
class Typed(Notice):
    """A whole command, as it can be typed."""

    inline: ClassVar[bool] = True
    line: str


@dataclass(frozen=True, slots=True)
class NothingChanged(Notice):
    """A sentence that its writer may take for a command. `forms` are for what waits for them, else `usage`."""

    forms: tuple[Typed, ...]
    usage: str | None


@dataclass(frozen=True, slots=True)
class CouldNotRead(Notice):
    """A message that could not be decrypted within a minute."""

    at: Clock


@dataclass(frozen=True, slots=True)
class AlreadyDoneAsSent(Notice):
    """An edit of a command that was carried out."""


@dataclass(frozen=True, slots=True)
class Broken(Notice):
    """A fault of ours. The reference leads to the log line; nothing else of the fault is told."""

    reference: str


@dataclass(frozen=True, slots=True)
class BrokenForAdministrators(Notice):
    reference: str
    action: str


@dataclass(frozen=True, slots=True)
class NoSuchCase(Notice):
    """The same words for a case that does not exist and one that this person may not see."""

    typed: str


@dataclass(frozen=True, slots=True)
class NoSuchHandle(Notice):
    """A handle that does not exist, is over, or was shown to somebody else."""

    number: int


@dataclass(frozen=True, slots=True)
class NotHere(Notice):
    """A command typed in a room where it has no meaning."""

    command: str
    where: str  # case, chat, leads


@dataclass(frozen=True, slots=True)
class WhichCase(Notice):
    """A command about a case, typed where no case is meant."""

    usage: str


@dataclass(frozen=True, slots=True)
class SlashHint(Notice):
    """Once to each person who typed `/` before a command."""

    words: str


@dataclass(frozen=True, slots=True)
class NewerBoard(Notice):
    """What stands in the place of a board that was posted anew for somebody who joined later."""
