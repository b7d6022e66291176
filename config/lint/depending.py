"""What hangs on what: tasks on tasks and fields, fields on the events that set them, events on what they ask."""

from collections.abc import Iterator, Mapping

from config.lint.names import asked
from config.template_shapes import TaskShape
from config.templates import TemplateParts


def asked_by(shape: TaskShape) -> Iterator[str]:
    """Every task and field that a task has to do with: what it depends on, counts from, asks about, ends by."""
    yield from shape.depends
    for anchor in shape.anchors:
        yield anchor.name
    if shape.when is not None:
        yield from asked(shape.when)
    for name in (shape.until, shape.per):
        if name is not None:
            yield name


def setters(parts: TemplateParts) -> Mapping[str, tuple[str, ...]]:
    """For each field, what the events ask about that set it."""
    found: dict[str, tuple[str, ...]] = {}
    for event in parts.events:
        for name in event.shape.sets:
            found[name] = (*found.get(name, ()), *asked(event.shape.when))
    return found


def all_before(code: str, parts: TemplateParts, set_by: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Every task and field on which a task hangs, directly or through others; itself too, in a circle."""
    found: set[str] = set()
    left = [code]
    while left:
        name = left.pop()
        task = parts.by_id.get(name)
        fresh = set(asked_by(task.shape) if task else set_by.get(name, ())) - found
        found |= fresh
        left.extend(fresh)
    return frozenset(found)
