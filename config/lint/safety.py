"""The lints that keep a template safe for the person: LT1, LT3, LT5, LT7, and what a protected period may forbid."""

from collections.abc import Iterator, Mapping

from config.lint.depending import all_before, setters
from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import TaskShape
from config.templates import TemplateParts
from workflows.language.kinds import CHILD, COOPERATION
from workflows.values.directory import Priority
from workflows.values.model import ClockKind, Where

SUPPORT = {
    "safety": {"safety"},
    "a medical offer": {"medical_offer"},
    "an interpreter": {"interpreter"},
    "information on rights": {"rights_information", "consent"},  # consent is only given to what was explained
    "accommodation": {"accommodation"},
    "legal advice": {"legal_advice"},
    "information on compensation": {"compensation_information"},
}  # what every support template offers (LT3)
SUPPORT_KINDS = frozenset().union(*SUPPORT.values())
PROTECTING_A_CHILD = {"safety", "accommodation", *CHILD}  # never on consent (LT7)
AUTHORITY_DECISION = "authority_decision"
NEVER_FORBIDDEN = SUPPORT_KINDS | PROTECTING_A_CHILD


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    kinds = {task.shape.kind for task in parts.tasks}
    child = parts.top.shape.person in {"child", "any"} and "consent" in kinds
    set_by = setters(parts)
    for task in parts.tasks:
        shape = task.shape
        if shape.kind == AUTHORITY_DECISION and shape.clock is not ClockKind.WATCH:  # LT5
            form = "write `clock: watch`: the room can only chase it"
            yield task.mistake("an outside authority's decision is no deadline of the room", form, "clock")
        yield from _protected(task)
        supports = _supports(task, parts)
        if kinds & COOPERATION.keys() and supports:  # support never waits for these
            first = _kinds_before(task, parts, set_by) & COOPERATION.keys()
            if first:  # LT1
                what = f"support task `{shape.id}` waits for {min(first)}"
                yield task.mistake(what, "let support start by itself", _where(task))
        if child and shape.kind in PROTECTING_A_CHILD and "consent" in _kinds_before(task, parts, set_by):  # LT7
            what = f"`{shape.id}` waits for a consent task"
            yield task.mistake(what, "protecting a child never waits for consent", _where(task))
        if shape.ladder is Priority.P1 or (shape.ladder is None and parts.top.shape.priority is Priority.P1):
            yield from _round_the_clock(task)
    if parts.top.shape.support and parts.whole:
        yield from _offers(parts, kinds)


def _supports(task: Placed[TaskShape], parts: TemplateParts) -> bool:
    owner = parts.roles.get(task.shape.owner)
    return task.shape.kind in SUPPORT_KINDS or (owner is not None and owner.shape.where is Where.SUPPORT)


def _kinds_before(task: Placed[TaskShape], parts: TemplateParts, set_by: Mapping[str, tuple[str, ...]]) -> set[str]:
    found = all_before(task.shape.id, parts, set_by)
    return {parts.by_id[name].shape.kind for name in found if name in parts.by_id and name != task.shape.id}


def _where(task: Placed[TaskShape]) -> str:
    """The key at which most of the waiting is said."""
    written = task.document.at(task.loc)
    return next(
        (key for key in ("depends", "when", "from", "until") if isinstance(written, dict) and key in written), "id"
    )


def _protected(task: Placed[TaskShape]) -> Iterator[Mistake]:
    for number, kind in enumerate(task.shape.blocks):
        if kind in NEVER_FORBIDDEN:
            what = f"a protected period never forbids {kind.replace('_', ' ')}"
            yield task.mistake(what, "it forbids what is asked of the person, as `statement`", "blocks", number)


def _round_the_clock(task: Placed[TaskShape]) -> Iterator[Mistake]:
    span = task.shape.due
    if span is not None and span.unit.value.startswith("w") and span.unit.value != "w":
        form = "write hours, as `2h`, or another `ladder`"
        yield task.mistake("immediate danger does not wait for office hours", form, "due")


def _offers(parts: TemplateParts, kinds: set[str]) -> Iterator[Mistake]:
    """LT3."""
    for name, any_of in SUPPORT.items():
        if not kinds & any_of:
            form = f"add a task of kind `{min(any_of)}`"
            yield parts.top.mistake(f"the template offers no task for {name}", form, "tasks")
    if parts.top.shape.person in {"adult", "any"} and "consent" not in kinds:
        form = "add a task of kind `consent`"
        yield parts.top.mistake("the template never asks for the adult's consent", form, "tasks")
