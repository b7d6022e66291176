"""What is said of the directory: what a new one changes, and what coordinators change about their people."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, AgencyName, Notice, PersonName, Said


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


@dataclass(frozen=True, slots=True)
class PersonToConfirm(Notice):
    """What would become of somebody, and the code that does it. `does`: add, change, leave."""

    does: str
    name: Said
    user: str
    agency: AgencyName
    roles: str
    code: str


@dataclass(frozen=True, slots=True)
class PersonEdited(Notice):
    """Done. `unseen`: they have no chat with the bot; `stays`: they are in the directory for something else still."""

    does: str
    name: Said
    agency: AgencyName
    roles: str = ""
    unseen: bool = False
    stays: bool = False
    cover: tuple[PersonName, ...] = ()
    held: tuple[str, ...] = ()  # tasks that they had taken


@dataclass(frozen=True, slots=True)
class PersonNotEdited(Notice):
    """Nothing changed. `why` is a code of `workflows/casework/agency_people.py`."""

    why: str
    name: Said
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class ForWhichAgency(Notice):
    """The agency is not clear; `agencies`: those that may be meant."""

    usage: str
    agencies: tuple[AgencyName, ...] = ()


@dataclass(frozen=True, slots=True)
class YourSeat(Notice):
    """To the person: what they are for an agency from now on; no `roles`: nothing any more."""

    agency: AgencyName
    roles: str | None
    by: PersonName


@dataclass(frozen=True, slots=True)
class SeatsEnded(Notice):
    """To leads: somebody left an agency, and with it these cases."""

    name: Said
    agency: AgencyName
    refs: tuple[str, ...]
    held: tuple[str, ...] = ()
    cover: tuple[PersonName, ...] = ()
    empty: tuple[str, ...] = ()  # cases in which nobody sits for the agency now


@dataclass(frozen=True, slots=True)
class DirectoryEdited(Notice):
    """To the administrators."""

    by: PersonName
    change: Notice


@dataclass(frozen=True, slots=True)
class AwayNoted(Notice):
    """`held`: tasks that they have taken."""

    person: PersonName
    themselves: bool
    start: Absolute
    end: Absolute
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackNoted(Notice):
    """`was` away, now or at a time to come; else nothing changed."""

    person: PersonName
    themselves: bool
    was: bool = True


@dataclass(frozen=True, slots=True)
class NotAnAbsence(Notice):
    """`why`: past, turned (ends before it starts), long."""

    why: str


@dataclass(frozen=True, slots=True)
class YouAreAway(Notice):
    """To the person, where somebody else said it."""

    by: PersonName
    start: Absolute
    end: Absolute


@dataclass(frozen=True, slots=True)
class YouAreBack(Notice):
    by: PersonName
