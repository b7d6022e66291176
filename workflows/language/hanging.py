"""What hangs on what in a template: which tasks and events are to be looked at when a field or a task changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.language.conditions import names, text
from workflows.language.template import Template, TemplateTask

MOST_KEPT = 256  # templates in use at a time


@dataclass(frozen=True, slots=True)
class Hanging:
    """A template turned round. Names are those of fields, tasks, `opened` and `jurisdiction`."""

    rows: Mapping[str, TemplateTask]  # by their id, in the order of the template
    place: Mapping[str, int]  # of each row in that order
    on: Mapping[str, Sequence[str]]  # the rows whose clock, condition or dependency names this
    per: Mapping[str, Sequence[str]]  # the rows that make one task for each value of this field
    events: Mapping[str, Sequence[int]]  # the events whose condition names this
    keys: Sequence[str]  # of each event, its condition as text: by this a case remembers that it holds


_kept: dict[int, tuple[Template, Hanging]] = {}


def hanging(template: Template) -> Hanging:
    """Computed once for a template as long as it is in use: a template never changes, it is another one then."""
    known = _kept.get(id(template))
    if known is not None and known[0] is template:
        return known[1]
    found = _turned(template)
    if len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)))
    _kept[id(template)] = (template, found)
    return found


def named_by(row: TemplateTask) -> tuple[str, ...]:
    """Everything that decides whether and when a task begins."""
    asked = names(row.when) if row.when is not None else ()
    until = (row.until,) if row.until is not None else ()
    return tuple(dict.fromkeys((*row.depends, *(anchor.name for anchor in row.anchors), *asked, *until)))


def _turned(template: Template) -> Hanging:
    on: dict[str, list[str]] = {}
    per: dict[str, list[str]] = {}
    for row in template.tasks:
        for name in named_by(row):
            on.setdefault(name, []).append(row.id)
        if row.per is not None:
            per.setdefault(row.per, []).append(row.id)
    events: dict[str, list[int]] = {}
    for number, event in enumerate(template.events):
        for name in names(event.when):
            events.setdefault(name, []).append(number)
    return Hanging(
        rows={row.id: row for row in template.tasks},
        place={row.id: place for place, row in enumerate(template.tasks)},
        on=on,
        per=per,
        events=events,
        keys=tuple(text(event.when) for event in template.events),
    )
