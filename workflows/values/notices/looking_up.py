"""Answers to `who`: agencies with their people, and who could be invited at some time."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import AgencyName, Moment, Notice, PersonName, Said


@dataclass(frozen=True, slots=True)
class FoundPerson(Notice):
    """`role`: liaison, deputy, coordinator; `state`: here, away, frozen, no-chat."""

    inline: ClassVar[bool] = True
    person: PersonName
    role: str
    state: str


@dataclass(frozen=True, slots=True)
class AgencyFound(Notice):
    agency: AgencyName
    type: str
    places: str
    can: str | None
    speaks: str | None
    open: bool
    people: tuple[FoundPerson, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class FoundAgencies(Notice):
    """`kind`: capability, type, agency."""

    kind: str
    word: str
    agencies: tuple[AgencyFound, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class RoleThen(Notice):
    """Who plays a role; `kept_out`: of the agency, who cannot be asked then. `per`: one for each country of a case."""

    role: str
    agency: AgencyName | None
    people: tuple[FoundPerson, ...] = ()
    kept_out: tuple[FoundPerson, ...] = ()
    closed: bool = False
    speaks: bool = True
    optional: bool = False
    per: bool = False


@dataclass(frozen=True, slots=True)
class CouldBeInvited(Notice):
    """`at` None: now."""

    template: str
    place: str
    at: Moment | None
    language: str | None
    roles: tuple[RoleThen, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class NoSuchPlace(Notice):
    """A protocol was named, and not for where; it is used in `places`."""

    template: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingFound(Notice):
    """`words`: what could be asked for."""

    typed: Said
    words: tuple[str, ...] = ()
