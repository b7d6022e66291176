"""What names mean in a template: what conditions, anchors and events may ask for, and which values there are."""

from functools import lru_cache

from config.templates import TemplateParts
from workflows.language.conditions import Condition, leaves
from workflows.language.template import ValuesOf

JURISDICTION = "jurisdiction"  # the case's own, in conditions
OPENED = "opened"
BUILT_IN = {JURISDICTION, OPENED, "now", "done", "dropped"}
DONE, DROPPED = "done", "dropped"  # results that every task may have


@lru_cache(maxsize=2000)
def asked(condition: Condition) -> tuple[str, ...]:
    """The name in each question of a condition, from left to right; the same condition stands in many places."""
    return tuple(leaf.name for leaf in leaves(condition))


def values_in(parts: TemplateParts, name: str) -> frozenset[str] | None:
    """What a field or a task's result may be; None where the directory says it, or it is a time or a count."""
    if name in parts.by_id:
        shape = parts.by_id[name].shape
        return frozenset({*shape.results, DROPPED} - set(shape.again) if shape.results else {DONE, DROPPED})
    field = parts.fields.get(name)
    if field is None or isinstance(field.shape.values, ValuesOf | None):
        return None
    return frozenset(field.shape.values)
