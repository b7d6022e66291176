"""A workflow template in plain words: its parts, what it says of one task, and what another version changes."""

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

    A number whose source was not read is `unconfirmed`, whatever else is said of it.
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
class TargetWords(Notice):
    """Whom a level tells: owner, deputy, lead_agency, task_force_lead, committee."""

    inline: ClassVar[bool] = True
    kind: str


@dataclass(frozen=True, slots=True)
class LevelWords(Notice):
    """One level of a ladder, so long after due."""

    inline: ClassVar[bool] = True
    after: SpanWords | None
    tell: tuple[TargetWords, ...]


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


# one template, and its tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine(Notice):
    """One task of a template in a line."""

    code: str
    title: str
    owner: str
    begins: tuple[From, ...]
    number: Number
    again: Again | None = None
    chase: SpanWords | None = None
    after: tuple[str, ...] = ()
    when: Notice | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInFull(Notice):
    """All that a template says of one task."""

    template: str
    line: TaskLine
    rule: str | None = None
    contributes: tuple[str, ...] = ()
    support: bool = False
    blocks: tuple[str, ...] = ()
    renewals: Renewable | None = None
    reminders: Reminders | None = None
    ladder: str | None = None
    results: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    gate: Notice | None = None
    gated: bool = False
    green: tuple[str, ...] = ()
    banner: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowPage(Notice):
    """A page of a template: the first has what it is about, all have tasks."""

    id: str
    head: Notice | None
    tasks: tuple[TaskLine, ...]
    page: int
    pages: int
    next: int
    example: str  # a task of this page


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowHead(Notice):
    """What a template is about. `person`: adult, child, any, nobody."""

    title: str
    version: int
    review_by: Day
    late: bool
    owner: PersonName | None = None
    person: str
    places: tuple[PlaceName, ...]  # none: any
    more_places: int = 0
    priority: str
    at_opening: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    banners: tuple[Quoted, ...] = ()
    events: int = 0  # how many things happen by themselves
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowEvents(Notice):
    """All that happens by itself."""

    id: str
    events: tuple[Happens, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowLine(Notice):
    """One template in the list. `late`: past its date of review."""

    id: str
    title: str
    version: int
    places: tuple[PlaceName, ...]  # none: any
    review_by: Day
    late: bool
    more_places: int = 0


@dataclass(frozen=True, slots=True)
class WorkflowList(Notice):
    lines: tuple[WorkflowLine, ...] = ()
    more: int | None = None


@dataclass(frozen=True, slots=True)
class NoSuchWorkflow(Notice):
    """`near`: the id that was most likely meant, else the first that there is."""

    typed: str
    near: str | None = None


@dataclass(frozen=True, slots=True)
class NoSuchPart(Notice):
    """Neither a page nor a task of this template."""

    id: str
    typed: str
    pages: int


# what another version changes, for new cases


@dataclass(frozen=True, slots=True)
class NewWorkflow(Notice):
    """There was none of this id."""

    id: str
    title: str
    tasks: int


@dataclass(frozen=True, slots=True)
class NothingChanges(Notice):
    """For new cases both say the same."""


@dataclass(frozen=True, slots=True)
class TaskComes(Notice):
    line: TaskLine


@dataclass(frozen=True, slots=True)
class TaskGoes(Notice):
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class TaskChanges(Notice):
    """One thing that the template says of a task becomes another. `what` is one of the selectors of the sentence."""

    code: str
    title: str
    what: str
    was: Notice
    now: Notice
    loosened: bool = False


@dataclass(frozen=True, slots=True)
class LoosenedRule(Notice):
    """A number of a rule was made looser than the template it extends; an administrator gave the reason."""

    code: str
    title: str
    was: str
    now: str
    reason: str


@dataclass(frozen=True, slots=True)
class PartComes(Notice):
    """`kind`: role, field, ladder, banner, source, event, stages."""

    kind: str
    name: str
    now: Notice


@dataclass(frozen=True, slots=True)
class PartGoes(Notice):
    kind: str
    name: str
    was: Notice


@dataclass(frozen=True, slots=True)
class PartChanges(Notice):
    """`kind` as above, or one thing at the top: title, owner, review_by, jurisdictions, priority, person, ..."""

    kind: str
    name: str
    was: Notice
    now: Notice
