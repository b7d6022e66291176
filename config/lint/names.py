"""What names mean in a template: what conditions, anchors and events may ask for, and which values there are."""

from config.templates import TemplateParts
from workflows.language.template import ValuesOf

JURISDICTION = "jurisdiction"  # the case's own, in conditions
OPENED = "opened"
BUILT_IN = {JURISDICTION, OPENED, "now", "done", "dropped"}
DONE, DROPPED = "done", "dropped"  # results that every task may have


def values_in(parts: TemplateParts, name: str) -> frozenset[str] | None:
    """What a field or a task's result may be; None where the directory says it, or it is a time or a count."""
    if name in parts.by_id:
        shape = parts.by_id[name].shape
        return frozenset({*shape.results, DROPPED} - set(shape.again) if shape.results else {DONE, DROPPED})
    field = parts.fields.get(name)
    if field is None or isinstance(field.shape.values, ValuesOf | None):
        return None
    return frozenset(field.shape.values)
