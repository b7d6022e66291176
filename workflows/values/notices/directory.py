"""What is said of the directory: what a new one changes."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, Notice, Said


@dataclass(frozen=True, slots=True)
class EntryAdded(Notice):
    """`kind`: person, agency, task-force, jurisdiction, ladder; `is_now` says the fields that matter."""

    kind: str
    id: str
    name: Said
    is_now: tuple["FieldIs", ...] = ()


@dataclass(frozen=True, slots=True)
class EntryRemoved(Notice):
    kind: str
    id: str
    name: Said


@dataclass(frozen=True, slots=True)
class EntryChanged(Notice):
    """Each of `changes` is a FieldChanged, ListChanged, FlagChanged or AwayChanged."""

    kind: str
    id: str
    name: Said
    changes: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class FieldIs(Notice):
    """A field of something new. `agency`: of a seat, for which agency."""

    inline: ClassVar[bool] = True
    field: str
    value: Said
    agency: Said | None = None


@dataclass(frozen=True, slots=True)
class FieldChanged(Notice):
    """`before` or `after` is None where there was nothing, or is nothing now. `agency`: of a seat, for which agency."""

    inline: ClassVar[bool] = True
    field: str
    before: Said | None
    after: Said | None
    agency: Said | None = None


@dataclass(frozen=True, slots=True)
class ListChanged(Notice):
    """What came to a list in which order says nothing, and what went."""

    inline: ClassVar[bool] = True
    field: str
    more: Said | None
    fewer: Said | None


@dataclass(frozen=True, slots=True)
class FlagChanged(Notice):
    inline: ClassVar[bool] = True
    field: str
    on: bool


@dataclass(frozen=True, slots=True)
class AwayChanged(Notice):
    """An absence that is new, or that is not there any more."""

    inline: ClassVar[bool] = True
    start: Absolute
    end: Absolute
    over: bool = False


@dataclass(frozen=True, slots=True)
class AdministratorsChanged(Notice):
    more: Said | None
    fewer: Said | None


@dataclass(frozen=True, slots=True)
class SettingChanged(Notice):
    """A setting of the installation; never a secret, only where one is kept."""

    field: str
    before: Said | None
    after: Said | None


@dataclass(frozen=True, slots=True)
class DirectoryChanges(Notice):
    """What a new directory changes, a line each."""

    lines: tuple[Notice, ...]
    more: int = 0
