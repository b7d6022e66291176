"""What a workflow template is: a protocol as data. Read from YAML; a case keeps the one it was opened with."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.language.conditions import Condition
from workflows.values.directory import Ladder, Priority, Span
from workflows.values.ids import ContentHash, FieldName, JurisdictionId, RoleName, StageName, TemplateId, UserId
from workflows.values.model import ClockKind, Lane, Where


class Basis(enum.StrEnum):
    """Where a number comes from; a default is never shown as law."""

    RULE = "rule"
    GUIDE = "guide"
    DEFAULT = "default"


class RoleAsked(enum.StrEnum):
    """When the agency of a role is invited."""

    OPENING = "opening"
    NEEDED = "needed"  # when its first task begins


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRole:
    """A part that an agency plays. `types`: agency types that may fill it, best first; empty means any."""

    name: RoleName
    types: tuple[str, ...] = ()
    capability: str | None = None
    where: Where = Where.JOINT  # `support`: its people also sit in the support-only room
    opener: bool = False  # filled by the agency that opens the case, if its type fits
    lead: bool = False  # this role's agency leads the case
    optional: bool = False  # not named as missing when no one fills it
    asked: RoleAsked = RoleAsked.OPENING
    per: FieldName | None = None  # one agency for each value of this field: a country


class FieldKind(enum.StrEnum):
    CODE = "code"  # one of `values`
    CODES = "codes"  # several of `values`
    MOMENT = "moment"  # a time
    COUNT = "count"  # a whole number from `least` to `most`


class ValuesOf(enum.StrEnum):
    """What a field may hold where the directory says it."""

    JURISDICTIONS = "jurisdictions"
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateField:
    """Something coded that people set while a case runs; never free text, never about who a person is."""

    name: FieldName
    label: str
    kind: FieldKind
    values: tuple[str, ...] = ()  # empty for codes where `values_of` says what they are
    values_of: ValuesOf | None = None
    least: int = 1
    most: int = 0
    set_by: tuple[RoleName, ...] = ()  # besides leads; empty: any member


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a clock counts from: `opened`; a field or a task's end, perhaps only with one value or result."""

    name: str
    value: str | None = None


OPENED = Anchor("opened")


@dataclass(frozen=True, slots=True)
class Offset:
    """So long after a scheduled moment, or before it (`before`); a span of nothing is the moment itself."""

    span: Span
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewals:
    """How often what lapses may be renewed (`most` None: without limit), and for how long each time.

    `by` None: for as long as who renews it says.
    """

    most: int | None = None
    by: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """It comes again `every` after its due time; `then` instead once `after` has passed since its first clock began."""

    every: Span
    then: Span | None = None
    after: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """A reminder: at a share of the window in per cent, or so long before it is due. One of the two."""

    share: int | None = None
    before: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTask:
    """One row of the protocol. Which of the spans it has follows from its clock."""

    id: str
    title: str
    owner: RoleName
    kind: str
    clock: ClockKind
    anchors: tuple[Anchor, ...] = (OPENED,)  # YAML `from`: the latest that is known counts, one is enough
    due: Span | None = None  # deadline; watch: None without a limit; a span of nothing is at once
    least: Span | None = None  # protected: YAML `min`
    blocks: tuple[str, ...] = ()  # protected: kinds that may not be asked for until its end
    lasts: Span | None = None  # expiry: None where `until` names the end
    by_owner: bool = False  # YAML `counted_by: owner`: working days and hours are the owner agency's
    until: FieldName | None = None  # deadline, watch, expiry: a moment that is its due time or its end
    renewals: Renewals | None = None  # expiry: None cannot be renewed
    offset: Offset | None = None  # scheduled
    recurs: Recurrence | None = None  # YAML `every`, `then_every`, `then_after`
    depends: tuple[str, ...] = ()  # task ids that must have ended
    when: Condition | None = None  # only while this holds
    gate: Condition | bool = False  # must be done before an operation may go
    green: tuple[str, ...] = ()  # results with which a gate counts; empty: any
    results: tuple[str, ...] = ()  # codes `done` may carry; empty: none asked for
    again: tuple[str, ...] = ()  # results that put it off instead of ending it
    asks: tuple[FieldName, ...] = ()  # counts that `done` may carry
    chase_every: Span | None = None
    remind: tuple[Remind, ...] | None = None  # None: the ladder's own
    ladder: Priority | None = None  # a ladder of its own; None: the case's priority
    basis: Basis = Basis.DEFAULT  # of the number
    duty: Basis | None = None  # of the duty itself, where only the number is our own
    rule_text: str | None = None
    sources: tuple[str, ...] = ()
    where: Where = Where.JOINT
    contributes: tuple[RoleName, ...] = ()  # YAML `with`
    per: FieldName | None = None  # one task for each value of this field
    banner: str | None = None


@dataclass(frozen=True, slots=True)
class Banner:
    """A line that always stands on the board."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens by itself each time its condition becomes true."""

    when: Condition
    sets: Mapping[FieldName, str] = field(default_factory=dict)  # a moment: `now`
    stages: Mapping[Lane, StageName] = field(default_factory=dict)
    tell_lead: bool = False
    offers: tuple[TemplateId, ...] = ()  # linked cases that a lead may open


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A number of a rule that this template makes longer than the one it extends, and the administrator's reason."""

    task: str
    was: str
    now: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: TemplateId
    version: int
    title: str
    review_by: date
    jurisdictions: tuple[JurisdictionId, ...]
    priority: Priority
    roles: Mapping[RoleName, TemplateRole]
    tasks: tuple[TemplateTask, ...]
    hash: ContentHash
    owner: UserId | None = None  # who is asked to review it; None: every administrator
    extends: TemplateId | None = None  # for people; everything of it is in here already
    abstract: bool = False  # only to be extended, never opened
    person: str = "adult"  # adult, child, any; none: about no single person
    support: bool = False
    networked: bool | None = None  # False: leads join each room; None: as the task force says
    stages: Mapping[Lane, tuple[StageName, ...]] = field(default_factory=dict)
    fields: Mapping[FieldName, TemplateField] = field(default_factory=dict)
    ask: tuple[FieldName, ...] = ()  # asked at opening, a moment first
    banners: tuple[Banner, ...] = ()
    ladders: Mapping[Priority, Ladder] = field(default_factory=dict)  # instead of the directory's
    events: tuple[Event, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)  # `[A] what and where`
    loosened: tuple[Loosened, ...] = ()

    def task(self, code: str) -> TemplateTask | None:
        return next((task for task in self.tasks if task.id == code), None)

    @property
    def has_support_room(self) -> bool:
        return any(role.where is Where.SUPPORT for role in self.roles.values())

    @property
    def asked_moment(self) -> FieldName | None:
        """The time that is asked for at opening, if there is one."""
        return next((name for name in self.ask if self.fields[name].kind is FieldKind.MOMENT), None)

    def to_be_confirmed(self, row: TemplateTask) -> bool:
        """Whether a source of this row was not read: its weakest mark is below `[A]`."""
        return self.unsure(row.sources)

    def duty_to_be_confirmed(self, row: TemplateTask) -> bool:
        """Whether only the duty of this row rests on what was not read: its number is the task force's own."""
        ours = row.basis is Basis.DEFAULT and row.duty not in (None, Basis.DEFAULT)
        return ours and self.to_be_confirmed(row)

    def unsure(self, sources: tuple[str, ...]) -> bool:
        """Whether one of these sources was not read."""
        return any(not self.sources.get(source, "").startswith("[A]") for source in sources)
