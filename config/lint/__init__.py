"""What is wrong inside one template, in groups; the lints LT1 to LT7 keep it safe for the person."""

from collections.abc import Iterator

from config.lint import clocks, fields, flow, kinds, people, references, safety, sources, words
from config.mistakes import Mistake
from config.template_shapes import TaskShape
from config.templates import TemplateParts

MOST_TASKS = 400  # of one template; nobody works by more, and all are compared with all
GROUPS = (people, fields, clocks, sources, words, safety, kinds)


def mistakes_in(parts: TemplateParts) -> Iterator[Mistake]:
    """Every mistake and warning in a template whose parts have their shapes."""
    if len(parts.tasks) > MOST_TASKS or len(parts.events) > MOST_TASKS:
        what = f"there are more than {MOST_TASKS} tasks or events"
        yield parts.top.mistake(what, "make two templates of it", "tasks")
        return
    if sum(_tasks_of(task.shape, parts) for task in parts.tasks) > MOST_TASKS:
        what = f"with one for each of a count there are more than {MOST_TASKS} tasks"
        yield parts.top.mistake(what, "write a smaller `most`, or leave `per` out at some", "tasks")
    for group in GROUPS:
        yield from group.mistakes(parts)
    wrong = list(references.mistakes(parts))
    yield from wrong
    if not wrong:  # else what follows from a wrong name would be told once more
        yield from flow.mistakes(parts)


def _tasks_of(shape: TaskShape, parts: TemplateParts) -> int:
    """How many tasks a row makes of a count at most; one where it is for other values, of which cases have few."""
    field = parts.fields.get(shape.per) if shape.per is not None else None
    return min(field.shape.most or 1, fields.MOST_EACH) if field is not None else 1
