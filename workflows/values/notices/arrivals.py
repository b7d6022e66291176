"""What is said when somebody comes into a room, cannot, or is gone."""

from dataclasses import dataclass

from workflows.values.notices.base import AgencyName, Notice, PersonName, Said


@dataclass(frozen=True, slots=True)
class Newcomer(Notice):
    """To the room, when somebody can read it for the first time. `tasks` are their agency's, in this room."""

    agency: AgencyName
    role: str
    asked_by: AgencyName | PersonName | None = None  # None: they opened the case themselves
    purpose: Said | None = None
    tasks: tuple[int, ...] = ()
    emptied: int = 30  # days after closing when the members leave


@dataclass(frozen=True, slots=True)
class NewcomerLead(Notice):
    """A lead who joins every case of the task force."""

    person: PersonName


@dataclass(frozen=True, slots=True)
class RoomHello(Notice):
    """Once, in a leads' or administrators' room. `kind`: leads, admins."""

    kind: str


@dataclass(frozen=True, slots=True)
class InvitationRefused(Notice):
    """`why`: blocked, no-account, ... `name` of the room as people see it."""

    name: str
    person: PersonName
    why: str
    agency: AgencyName | None = None


@dataclass(frozen=True, slots=True)
class Outsider(Notice):
    """Somebody is in a room in which nobody wants them; they are being removed."""

    name: str
    person: PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard(Notice):
    """To the leads: messages in a case room from nobody who may speak there, or whose keys are not accepted."""

    ref: str
    messages: int


@dataclass(frozen=True, slots=True)
class LeftCase(Notice):
    """Somebody left or declined. `cover` has been asked in their place; None: nobody of their agency can be."""

    name: str
    person: PersonName
    agencies: tuple[AgencyName, ...]
    cover: tuple[PersonName, ...] = ()
    tasks: tuple[int, ...] = ()
    declined: bool = False  # they never joined
    empty: tuple[AgencyName, ...] = ()  # agencies that nobody speaks for now


@dataclass(frozen=True, slots=True)
class LeftRoom(Notice):
    """Somebody left a leads' or administrators' room."""

    name: str
    person: PersonName


@dataclass(frozen=True, slots=True)
class CoverFor(Notice):
    """To who covers, in their chat. `name` of the room they are invited to, `tasks` what was held by the other."""

    ref: str
    name: str
    person: PersonName
    tasks: tuple[int, ...] = ()
    invited: bool = True


@dataclass(frozen=True, slots=True)
class RoomCannotOpen(Notice):
    """To the administrators: the homeserver refused a room several times. `why` is a code."""

    kind: str
    attempts: int
    why: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class RoomLost(Notice):
    """The bot is no longer in a room of its own."""

    kind: str
    ref: str | None = None
