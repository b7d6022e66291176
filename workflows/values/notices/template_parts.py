"""The parts of a workflow template in plain words: lengths, numbers and their basis, conditions, roles, events."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Day, LanguageName, Notice, PersonName, PlaceName

Coded = str | PlaceName | LanguageName


@dataclass(frozen=True, slots=True)
class SpanWords(Notice):
    """A length as people say it: `5 working days`. `unit`: m, h, d, w, wd, wh."""

    inline: ClassVar[bool] = True
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Listed(Notice):
    """Several words: `statement, removal`. None at all is `nothing`."""

    inline: ClassVar[bool] = True
    words: tuple[Coded, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf(Notice):
    """`Romania or Poland`."""

    inline: ClassVar[bool] = True
    others: tuple[Coded, ...]
    last: Coded


@dataclass(frozen=True, slots=True)
class Flag(Notice):
    """Yes or no."""

    inline: ClassVar[bool] = True
    yes: bool


@dataclass(frozen=True, slots=True)
class Quoted(Notice):
    """A text of the template as it stands; nothing where there is none."""

    inline: ClassVar[bool] = True
    text: str | None = None


@dataclass(frozen=True, slots=True)
class BannerWords(Notice):
    """A line that always stands on the board, with its sources. `unsure`: one of them was not read."""

    inline: ClassVar[bool] = True
    text: str
    sources: tuple[str, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Places(Notice):
    """Jurisdictions; none: any."""

    inline: ClassVar[bool] = True
    places: tuple[PlaceName, ...] = ()


@dataclass(frozen=True, slots=True)
class DayWords(Notice):
    inline: ClassVar[bool] = True
    day: Day


@dataclass(frozen=True, slots=True)
class Reviewer(Notice):
    """Who is asked to review a template; None: every administrator."""

    inline: ClassVar[bool] = True
    who: PersonName | None = None


@dataclass(frozen=True, slots=True)
class LeadsJoin(Notice):
    """Whether leads join each room: yes, no, force (as the task force says)."""

    inline: ClassVar[bool] = True
    how: str


@dataclass(frozen=True, slots=True)
class IfField(Notice):
    """A condition: the field has one of these values, or none of them."""

    label: str
    values: AnyOf
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IfFieldSet(Notice):
    """A condition: the field has been set, or not."""

    label: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IfTask(Notice):
    """A condition: the task has ended, perhaps with one of these results; or not."""

    code: str
    title: str | None = None
    results: AnyOf | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IfCaseIn(Notice):
    """A condition on the case's own jurisdiction."""

    places: AnyOf
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Both(Notice):
    """Two conditions, both of which must hold; `within` another that needs only one of several."""

    first: Notice
    second: Notice
    within: bool = False


@dataclass(frozen=True, slots=True)
class Either(Notice):
    """Two conditions, one of which is enough; `within` another that needs all of several."""

    first: Notice
    second: Notice
    within: bool = False


@dataclass(frozen=True, slots=True)
class From(Notice):
    """What a clock counts from. `kind`: opened, moment, value, end, result."""

    inline: ClassVar[bool] = True
    kind: str
    name: str = ""  # the field's label, or the task's code
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Begins(Notice):
    """All that a clock may count from."""

    inline: ClassVar[bool] = True
    anchors: tuple[From, ...]


@dataclass(frozen=True, slots=True)
class Always(Notice):
    """There is no condition."""

    inline: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class CasePriority(Notice):
    """A task has no ladder of its own."""

    inline: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class BasisWords(Notice):
    """Where a number comes from. `kind`: rule, guide, default, unconfirmed. `duty`: of the duty itself, if it has one.

    Either is `unconfirmed` where its source was not read, whatever else is said of it.
    """

    inline: ClassVar[bool] = True
    kind: str
    duty: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number(Notice):
    """The time of a task without what it counts from. `clock`: the five kinds; `at_once`: a span of nothing."""

    inline: ClassVar[bool] = True
    clock: str
    span: SpanWords | None = None
    at_once: bool = False
    before: bool = False
    until: str | None = None  # the label of the moment that is its end
    basis: BasisWords | None = None
    by_owner: bool = False  # counted in the working hours of its agency


@dataclass(frozen=True, slots=True)
class AgainLater(Notice):
    """The rhythm of what comes again, once `after` has passed."""

    inline: ClassVar[bool] = True
    every: SpanWords
    after: SpanWords


@dataclass(frozen=True, slots=True)
class Again(Notice):
    """It comes again after so long; `later` where the rhythm changes."""

    inline: ClassVar[bool] = True
    every: SpanWords
    later: AgainLater | None = None


@dataclass(frozen=True, slots=True)
class Renewable(Notice):
    """How often something that lapses may be renewed. `most` 0: without limit; `by` None: for as long as is said."""

    inline: ClassVar[bool] = True
    most: int
    by: SpanWords | None = None


@dataclass(frozen=True, slots=True)
class RemindAt(Notice):
    """One reminder: at a share of the time in per cent, or so long before."""

    inline: ClassVar[bool] = True
    share: int | None = None
    before: SpanWords | None = None


@dataclass(frozen=True, slots=True)
class Reminders(Notice):
    """The reminders of one row; `own` False: those of its ladder."""

    inline: ClassVar[bool] = True
    own: bool
    at: tuple[RemindAt, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleInWords(Notice):
    """Who may fill a role. `asked`: opening, needed. `per`: the label of the field with one agency for each value."""

    inline: ClassVar[bool] = True
    types: tuple[str, ...]
    capability: str | None = None
    support: bool = False
    opener: bool = False
    lead: bool = False
    optional: bool = False
    asked: str = "opening"
    per: str | None = None


@dataclass(frozen=True, slots=True)
class FieldInWords(Notice):
    """What may be recorded in a field. `kind`: code, codes, moment, count. `by`: who may set it besides leads."""

    inline: ClassVar[bool] = True
    label: str
    kind: str
    values: tuple[Coded, ...] = ()
    values_of: str | None = None
    least: int = 0
    most: int = 0
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldWords(Notice):
    """Whom a level tells: owner, deputy, lead_agency, task_force_lead, committee."""

    inline: ClassVar[bool] = True
    kind: str


@dataclass(frozen=True, slots=True)
class LevelWords(Notice):
    """One level of a ladder, so long after due."""

    inline: ClassVar[bool] = True
    after: SpanWords | None
    tell: tuple[ToldWords, ...]


@dataclass(frozen=True, slots=True)
class LadderWords(Notice):
    """A ladder of the template's own."""

    inline: ClassVar[bool] = True
    levels: tuple[LevelWords, ...]
    remind: tuple[RemindAt, ...] = ()
    working_time: bool = False


@dataclass(frozen=True, slots=True)
class Sets(Notice):
    """An event records a value; None: the time at which it happens."""

    inline: ClassVar[bool] = True
    label: str
    value: Coded | None = None


@dataclass(frozen=True, slots=True)
class Moves(Notice):
    """An event moves a lane (support, justice) on to a stage."""

    inline: ClassVar[bool] = True
    lane: str
    stage: str


@dataclass(frozen=True, slots=True)
class Tells(Notice):
    """An event tells the leads."""

    inline: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Offers(Notice):
    """An event offers the leads to open a linked case."""

    inline: ClassVar[bool] = True
    template: str


@dataclass(frozen=True, slots=True)
class Happens(Notice):
    """What happens by itself once a condition becomes true."""

    when: Notice
    does: tuple[Notice, ...]
