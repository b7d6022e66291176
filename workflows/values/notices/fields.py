"""What the bot says about fields, stages, and what follows from them by itself."""

from dataclasses import dataclass

from workflows.values.notices.base import Absolute, AgencyName, Clock, Notice, PersonName, Said
from workflows.values.notices.tasks import TaskStarts


@dataclass(frozen=True, slots=True)
class PleaseLook(Notice):
    """For the leads: the protocol wants one of them to look. Numbers and labels of fields only; never a value."""

    ref: str
    tasks: tuple[int, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferLine(Notice):
    """What a lead types to open a case that comes from another."""

    template: str
    ref: str


@dataclass(frozen=True, slots=True)
class OfferCases(Notice):
    """For the leads: the protocol offers a case of its own, linked to this one."""

    ref: str
    lines: tuple[OfferLine, ...]


@dataclass(frozen=True, slots=True)
class EventsChase(Notice):
    """For the administrators: events of a template set off each other without end and were stopped."""

    template: str
    version: int
    ref: str


@dataclass(frozen=True, slots=True)
class AskedIn(Notice):
    """In the joint room: an agency was asked in as the first task of its role began. `here`: it was there before."""

    ref: str
    agency: AgencyName
    people: tuple[PersonName, ...]
    role: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Follows(Notice):
    """What a change brought with it, line by line; `more` begin besides those named. `moved` have another due time,
    `past` are those of all whose due time is behind us; `waiting` wait again; `hidden` counts what is not named here.
    """

    started: tuple[TaskStarts, ...] = ()
    more: int = 0
    moved: tuple[int, ...] = ()
    past: tuple[int, ...] = ()
    not_needed: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    asked: tuple[AgencyName, ...] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class FieldSet(Notice):
    """The answer to `set`: what it is now, since when, what follows, and how it is put right. A time has no value."""

    ref: str | None
    label: str
    value: str | None
    since: Absolute | None
    watch: int | None
    follows: Follows | None
    correct: str
    undo_until: Clock


@dataclass(frozen=True, slots=True)
class FieldWasSet(Notice):
    """In the joint room: somebody set a field elsewhere. Neither value nor time: nothing is known of it any more.
    `by` None: it was said in the support-only room.
    """

    label: str
    value: str | None
    since: Absolute | None
    by: PersonName | None


@dataclass(frozen=True, slots=True)
class FieldUnset(Notice):
    """The answer to `unset`. `form` sets it again."""

    ref: str | None
    label: str
    follows: Follows | None
    form: str


@dataclass(frozen=True, slots=True)
class FieldShown(Notice):
    """One field: what it is, what it may be. `form` is a whole command."""

    label: str
    value: str | None
    since: Absolute | None
    by: PersonName | None
    values: tuple[str, ...]
    who: tuple[str, ...]
    form: str


@dataclass(frozen=True, slots=True)
class FieldLine(Notice):
    name: str
    label: str
    value: str | None
    since: Absolute | None


@dataclass(frozen=True, slots=True)
class FieldList(Notice):
    """All fields of a case. `form` is a whole command; `more` were left off."""

    name: str
    fields: tuple[FieldLine, ...]
    more: int
    form: str


@dataclass(frozen=True, slots=True)
class NoFields(Notice):
    """The procedure of this case has nothing that is set."""


@dataclass(frozen=True, slots=True)
class NoSuchField(Notice):
    typed: Said
    near: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotAValue(Notice):
    """`kind`: code, codes, moment, count. `form` is a whole command."""

    typed: Said
    label: str
    kind: str
    values: tuple[str, ...]
    least: int
    most: int
    form: str


@dataclass(frozen=True, slots=True)
class BadFieldTime(Notice):
    """When it became true could not be read. `code`: of BadPast, or `when` for a moment of any time."""

    code: str
    typed: Said
    form: str


@dataclass(frozen=True, slots=True)
class SameValue(Notice):
    label: str
    value: str | None
    since: Absolute | None


@dataclass(frozen=True, slots=True)
class NothingKnown(Notice):
    """`unset` of what is not set."""

    label: str


@dataclass(frozen=True, slots=True)
class OnlyRolesSet(Notice):
    """Who may set a field: these roles, or a lead."""

    label: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldUndone(Notice):
    """`undo` of a field: what it is again. Neither value nor time: nothing is known of it."""

    ref: str | None
    label: str
    value: str | None
    since: Absolute | None = None


@dataclass(frozen=True, slots=True)
class LaneLine(Notice):
    """One lane: where it is, and all its stages in order."""

    lane: str
    stage: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StagesShown(Notice):
    """Both lanes, and a whole command with which a lead moves one; None where there is none."""

    ref: str | None
    lanes: tuple[LaneLine, ...]
    form: str | None


@dataclass(frozen=True, slots=True)
class StageMoved(Notice):
    ref: str | None
    lane: str
    stage: str
    was: str | None
    reason: Said
    by: PersonName


@dataclass(frozen=True, slots=True)
class SameStage(Notice):
    lane: str
    stage: str


@dataclass(frozen=True, slots=True)
class NotAStage(Notice):
    """`lanes` as they may be typed."""

    typed: Said
    lanes: tuple[LaneLine, ...]
    form: str
