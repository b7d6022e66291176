"""What is wrong inside one template: references, cycles, and the lints LT1 to LT7 that keep it safe for the person."""

import re
from collections.abc import Iterator
from typing import Any

from config.fields import did_you_mean
from config.mistakes import Mistake
from config.shapes import TaskShape
from config.shaping import Placed
from config.templates import OPENED, TemplateParts, condition_of, waits_for
from config.wording import has_place_for_a_name, word_to_avoid
from workflows.language.template import Basis
from workflows.values.directory import POLICE_TYPES
from workflows.values.model import ClockKind, Where

COOPERATION = {"statement", "interview", "arrest", "charge"}  # support never waits for these (LT1)
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
PROTECTING_A_CHILD = {"safety", "safeguarding", "referral", "accommodation", "notification"}  # never on consent (LT7)
AUTHORITY_DECISION = "authority_decision"

_CONDITION = re.compile(r"[^=\s]+\s*=\s*[^=\s]+")


def mistakes_in(parts: TemplateParts) -> Iterator[Mistake]:
    """Every mistake in a template whose parts have their shapes."""
    yield from _roles(parts)
    seen: dict[str, Placed[TaskShape]] = {}
    for task in parts.tasks:
        code = task.shape.id
        if code in seen:
            line = seen[code].mistake("", "").line
            yield task.mistake(f"task `{code}` stands twice, first in line {line}", "give it an id of its own", "id")
        seen.setdefault(code, task)
        yield from _references(task, parts)
        yield from _clock(task)
        yield from title_mistakes(task, task.shape.title)
        yield from _basis(task, parts)
        yield from _dependants(task, parts)
    yield from _whole(parts)
    yield from _cycles(parts)


def _roles(parts: TemplateParts) -> Iterator[Mistake]:
    for name, role in parts.roles.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            form = "write small letters and `_`, as `victim_support`"
            yield role.document.mistake(role.loc, f"`{name}` is not a role's name", form, key=True)
        shape = role.shape
        police = sorted(POLICE_TYPES.intersection(shape.types))
        if shape.where is Where.SUPPORT and (police or not shape.types):
            what = f"`{name}` sits in the support-only room, where {police[0] if police else 'any type'} may not be"
            yield role.mistake(what, "name types of support providers only, or write `where: joint`", "types")
    if parts.whole:
        leads = [name for name, role in parts.roles.items() if role.shape.lead]
        openers = [name for name, role in parts.roles.items() if role.shape.opener]
        if len(leads) != 1:
            form = "write `lead: true` at one role"
            yield parts.top.mistake(f"{len(leads)} roles lead the case, it needs one", form, "roles")
        if len(openers) > 1:
            form = "write `opener: true` at one role at most"
            yield parts.top.mistake(f"{len(openers)} roles are the opener's", form, "roles")


def _references(task: Placed[TaskShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape = task.shape
    if shape.owner not in parts.role_names:  # LT6
        yield task.mistake(f"there is no role `{shape.owner}`", did_you_mean(shape.owner, parts.role_names), "owner")
    anchors = {OPENED, *parts.top.shape.anchors, *parts.task_ids}
    if shape.anchor not in anchors:
        form = did_you_mean(shape.anchor, anchors) + "; what is asked at opening stands in `anchors`"
        yield task.mistake(f"there is no anchor `{shape.anchor}`", form, "from")
    for number, code in enumerate(shape.depends):
        if code not in parts.task_ids:
            yield task.mistake(f"there is no task `{code}`", did_you_mean(code, parts.task_ids), "depends", number)
    if shape.when and not _CONDITION.fullmatch(shape.when):
        yield task.mistake(f"`{shape.when}` is not a condition", "write for example `when: N4=yes`", "when")
    elif shape.when:
        code, result = condition_of(shape)
        asked = parts.task(code)
        if code not in parts.task_ids:
            yield task.mistake(f"there is no task `{code}`", did_you_mean(code, parts.task_ids), "when")
        elif asked is not None and result not in asked.shape.results:
            form = did_you_mean(result, asked.shape.results)
            yield task.mistake(f"task `{code}` never ends with `{result}`", form, "when")
    owner = parts.roles.get(shape.owner)
    if shape.where is Where.SUPPORT and owner is not None and owner.shape.where is not Where.SUPPORT:
        form = "write `where: joint`, or give the role `where: support`"
        yield task.mistake(f"`{shape.owner}` does not sit in the support-only room", form, "where")


def _clock(task: Placed[TaskShape]) -> Iterator[Mistake]:
    shape = task.shape
    if shape.clock is ClockKind.DEADLINE and shape.due is None:
        yield task.mistake(f"deadline `{shape.id}` has no `due`", "add for example `due: 24h`")
    if shape.clock is ClockKind.DEADLINE and shape.chase_every is not None:
        form = "leave it out, or write `clock: watch`"
        yield task.mistake("only what an outside authority does is chased", form, "chase_every")
    if shape.clock is ClockKind.WATCH and shape.due is None and shape.chase_every is None:
        yield task.mistake(f"watch `{shape.id}` is never looked at", "add `due: 5wd` or `chase_every: 2wd`")
    if shape.kind == AUTHORITY_DECISION and shape.clock is not ClockKind.WATCH:  # LT5
        form = "write `clock: watch`: the room can only chase it"
        yield task.mistake("an outside authority's decision is no deadline of the room", form, "clock")


def title_mistakes(part: Placed[Any], title: str) -> Iterator[Mistake]:
    """LT4: no words that hurt, no place for a name."""
    if found := word_to_avoid(title):
        yield part.mistake(f"`{found[0]}` is a word to avoid in titles", f"say {found[1]}", "title")
    if has_place_for_a_name(title):
        yield part.mistake("the title has a place for a name", "say `the person`", "title")


def _basis(task: Placed[TaskShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape = task.shape
    if shape.basis is not Basis.DEFAULT and shape.source is None:  # LT2
        form = "add `source: S01` and list it in `sources`, or write `basis: default`"
        yield task.mistake(f"`{shape.id}` is said to be a {shape.basis} and names no source", form, "basis")
    if shape.source is not None and shape.source not in parts.top.shape.sources:
        form = did_you_mean(shape.source, parts.top.shape.sources)
        yield task.mistake(f"there is no source `{shape.source}`", form, "source")


def _dependants(task: Placed[TaskShape], parts: TemplateParts) -> Iterator[Mistake]:
    shape = task.shape
    kinds = {other.shape.kind for code in _all_before(shape.id, parts) if (other := parts.task(code))}
    owner = parts.roles.get(shape.owner)
    support = shape.kind in SUPPORT_KINDS or (owner is not None and owner.shape.where is Where.SUPPORT)
    if support and (first := sorted(kinds & COOPERATION)):  # LT1
        yield task.mistake(f"support task `{shape.id}` waits for {first[0]}", "let support start by itself", "depends")
    child = parts.top.shape.person == "child"
    if child and shape.kind in PROTECTING_A_CHILD and "consent" in kinds:  # LT7
        form = "protecting a child never waits for consent"
        yield task.mistake(f"`{shape.id}` waits for a consent task", form, "depends")


def _whole(parts: TemplateParts) -> Iterator[Mistake]:
    top = parts.top
    if len(top.shape.anchors) > 1:
        yield top.mistake("only one time is asked at opening", "keep one of the `anchors`", "anchors", 1)
    yield from title_mistakes(top, top.shape.title)
    for number, code in enumerate(top.shape.left_out):
        if code in parts.task_ids:
            yield top.mistake(f"`{code}` is left out and is a task", "remove it from one of them", "left_out", number)
    if not top.shape.support or not parts.whole:
        return
    kinds = {task.shape.kind for task in parts.tasks}
    for name, any_of in SUPPORT.items():  # LT3
        if not kinds & any_of:
            yield top.mistake(f"the template offers no task for {name}", f"add a task of kind `{min(any_of)}`", "tasks")
    if top.shape.person == "adult" and "consent" not in kinds:
        yield top.mistake("the template never asks for the adult's consent", "add a task of kind `consent`", "tasks")


def _all_before(code: str, parts: TemplateParts) -> frozenset[str]:
    """Every task that must be done before this one, directly or through others; itself too, in a cycle."""
    found: set[str] = set()
    left = [code]
    while left:
        task = parts.task(left.pop())
        fresh = set(waits_for(task.shape, parts)) - found if task else set()
        found |= fresh
        left.extend(fresh)
    return frozenset(found)


def _cycles(parts: TemplateParts) -> Iterator[Mistake]:
    told: set[str] = set()
    for task in parts.tasks:
        code = task.shape.id
        if code in told or code not in _all_before(code, parts):
            continue
        circle = _circle(code, parts)
        told.update(circle)
        way = " -> ".join((*circle, code))
        yield task.mistake(f"tasks wait for each other: {way}", "remove one `depends`, `from` or `when`", "id")  # LT6


def _circle(code: str, parts: TemplateParts) -> list[str]:
    """The shortest way from a task through what it waits for back to itself."""
    ways, seen = [[code]], {code}
    while True:  # ends, for there is one
        way = ways.pop(0)
        task = parts.task(way[-1])
        for before in waits_for(task.shape, parts) if task else ():
            if before == code:
                return way
            if before not in seen:
                seen.add(before)
                ways.append([*way, before])
