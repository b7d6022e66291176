"""A workflow template in plain words, as a list, page by page and task by task; and what another version changes."""

from dataclasses import dataclass

from workflows.values.notices.base import Day, Notice, PersonName, PlaceName
from workflows.values.notices.template_parts import (
    Again,
    BannerWords,
    From,
    Happens,
    Number,
    Quoted,
    Reminders,
    Renewable,
    SpanWords,
)

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
    sources: tuple[Quoted, ...] = ()


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
    banners: tuple[BannerWords, ...] = ()
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
    next: int | None = None  # the page after this one


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
    loosened: bool = False  # its number was a rule


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
