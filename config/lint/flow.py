"""Whether everything can happen: conditions that never hold, tasks that wait for each other, what is never reached."""

from collections.abc import Iterator, Mapping

from config.lint.names import asked
from config.lint.possible import can_hold
from config.mistakes import Mistake
from config.shaping import Placed
from config.template_shapes import FieldShape, TaskShape
from config.templates import TemplateParts
from workflows.language.conditions import All, Any, Condition, Is
from workflows.language.template import Anchor

LONGEST_SHOWN = 12  # tasks of a circle


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    never = set()
    for task in parts.tasks:
        shape = task.shape
        if shape.when is not None and not can_hold(shape.when, parts):
            never.add(shape.id)
            yield task.mistake("this can never hold, so the task never begins", "ask for less", "when")
        elif (both := _with_anchor(shape)) is not None and not can_hold(both, parts):
            never.add(shape.id)
            what = f"`when` rules out what `{shape.id}` counts from, so it never begins"
            yield task.mistake(what, "let both ask for the same", "from")
        elif (all_of := _with_depends(shape, parts)) is not None and not can_hold(all_of, parts):
            never.add(shape.id)
            what = f"`{shape.id}` is never needed when what it depends on is"
            yield task.mistake(what, "take one of them out of `depends`, or change `when`", "when")
    for event in parts.events:
        if not can_hold(event.shape.when, parts):
            yield event.mistake("this can never hold, so the event never happens", "ask for less", "when")
    if parts.whole:
        yield from _circles(parts, never)


def _with_anchor(shape: TaskShape) -> Condition | None:
    """Its condition together with the values that it counts from; None where there is nothing to compare."""
    if shape.when is None or any(anchor.value is None for anchor in shape.anchors):
        return None
    anchored = tuple(_holding(anchor) for anchor in shape.anchors)
    return All((shape.when, Any(anchored))) if {one.name for one in anchored} & {*asked(shape.when)} else None


def _holding(anchor: Anchor) -> Is:
    return Is(anchor.name, (anchor.value or "",))


def _with_depends(shape: TaskShape, parts: TemplateParts) -> Condition | None:
    """Its condition together with those of the tasks before it, as far as they ask for results: these do not change."""
    if shape.when is None or not parts.by_id.keys() >= {*asked(shape.when)}:
        return None
    found: list[Condition] = [shape.when]
    left, seen = list(shape.depends), set(shape.depends)
    while left:
        before = parts.by_id.get(left.pop())
        if before is None:
            continue
        tree = before.shape.when
        if tree is not None and parts.by_id.keys() >= {*asked(tree)} and tree not in found:
            found.append(tree)
        fresh = set(before.shape.depends) - seen
        seen |= fresh
        left.extend(fresh)
    return All(tuple(found)) if len(found) > 1 else None


# who waits for whom


def _circles(parts: TemplateParts, never: set[str]) -> Iterator[Mistake]:
    by_people = _stuck(parts, set())
    told = set(never)
    for code in by_people:
        circle = _circle(code, parts, by_people)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            way = _way(circle)
            form = "remove one `depends`, `from` or `when`"
            yield parts.by_id[circle[0]].mistake(f"tasks wait for each other: {way}", form, "id")  # LT6
    by_events = {name for event in parts.events for name in event.shape.sets} - set(parts.top.shape.ask)
    alone = _stuck(parts, by_events) if by_events else {}
    for code in alone:
        if code in by_people or code in told:
            continue
        circle = _circle(code, parts, alone)
        if circle and told.isdisjoint(circle) and by_people.keys().isdisjoint(circle):
            told.update(circle)
            first = next((name for name in circle if name in parts.by_id), None)
            way = _way(circle)
            what = f"unless people set it, this never begins: {way}"
            at: Placed[TaskShape] | Placed[FieldShape] = parts.by_id[first] if first else parts.fields[circle[0]]
            yield at.mistake(what, "let something else set the field", "id").as_warning()


def _way(circle: list[str]) -> str:
    """The circle back to its beginning; of a long one, how it begins and ends."""
    shown = circle if len(circle) <= LONGEST_SHOWN else [*circle[: LONGEST_SHOWN - 2], "...", circle[-1]]
    return " -> ".join((*shown, circle[0]))


def _stuck(parts: TemplateParts, by_events: set[str]) -> dict[str, None]:
    """The tasks, and of `by_events` the fields, that can never be: each waits for another of them."""
    stuck: dict[str, None] = dict.fromkeys([*parts.by_id, *sorted(by_events)])
    moved = True
    while moved:
        moved = False
        for name in list(stuck):
            if next(_needs(name, parts, stuck), None) is None:
                del stuck[name]
                moved = True
    return stuck


def _needs(name: str, parts: TemplateParts, stuck: Mapping[str, None]) -> Iterator[str]:
    """What a task or field waits for that can never be; nothing if it can be itself."""
    task = parts.by_id.get(name)
    if task is None:
        events = [event.shape for event in parts.events if name in event.shape.sets]
        if not any(_can(event.when, parts, stuck) for event in events):
            for event in events:
                yield from _blocking(event.when, parts, stuck)
        return
    shape = task.shape
    yield from (code for code in shape.depends if code in stuck)
    if all(anchor.name in stuck for anchor in shape.anchors):
        yield from (anchor.name for anchor in shape.anchors)
    if shape.when is not None and not _can(shape.when, parts, stuck):
        yield from _blocking(shape.when, parts, stuck)


def _blocking(condition: Condition, parts: TemplateParts, stuck: Mapping[str, None]) -> Iterator[str]:
    """What of it is never known and alone keeps it from holding; all that is never known, if each has another way."""
    never = [name for name in dict.fromkeys(asked(condition)) if name in stuck]
    alone = [name for name in never if not can_hold(condition, parts, name.__ne__)]
    yield from alone or never


def _can(condition: Condition, parts: TemplateParts, stuck: Mapping[str, None]) -> bool:
    if not any(name in stuck for name in asked(condition)):
        return True
    return can_hold(condition, parts, lambda name: name not in stuck)


def _circle(code: str, parts: TemplateParts, stuck: Mapping[str, None]) -> list[str]:
    """The shortest way from a stuck task through what it waits for back to itself; empty if it is only behind one."""
    ways, seen = [[code]], {code}
    while ways:
        way = ways.pop(0)
        for before in _needs(way[-1], parts, stuck):
            if before == code:
                return way
            if before not in seen:
                seen.add(before)
                ways.append([*way, before])
    return []
