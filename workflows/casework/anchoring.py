"""What is known in a case: the values of its fields, how its tasks ended, and the moments from which clocks run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.transitions import CLOSED, FALLEN
from workflows.language.conditions import Partly, holds, undecided
from workflows.language.conditions import names as condition_names
from workflows.language.hanging import hanging
from workflows.language.template import OPENED, Anchor, FieldKind, Template, TemplateField, TemplateTask
from workflows.values.ids import FieldName, TaskNumber
from workflows.values.model import Case, ClockKind, Task, TaskStatus

JURISDICTION = "jurisdiction"
"""A name that every condition may ask about: the case's own; `GB` is one of the values of a case in `GB-ENG`."""
A_MOMENT = ("set",)  # what a condition knows of a time: that it is there


def fallen(task: Task) -> bool:
    """Whether it is not needed, as opposed to done, or dropped by somebody."""
    return task.status is TaskStatus.DROPPED and task.result in FALLEN


def covers(place: str, jurisdiction: str) -> bool:
    """Whether a place is this jurisdiction or holds it: `GB` covers `GB-ENG`."""
    return jurisdiction == place or jurisdiction.startswith(f"{place}-")


def result_of(task: Task) -> tuple[str, ...] | None:
    """What a condition knows of a task: nothing before its end, no value of one that is not needed."""
    if task.status not in CLOSED:
        return None
    if fallen(task):
        return ()
    return (task.result or "done",) if task.status is TaskStatus.DONE else ("dropped",)


class Facts:
    """A case as conditions and clocks see it. `beside` is the task that asks: of what is there once for each value of
    the same field, it means that of its own value."""

    def __init__(self, case: Case, template: Template, tasks: Iterable[Task]) -> None:
        self.case, self.template = case, template
        self.rows: Mapping[str, TemplateTask] = hanging(template).rows
        self.numbered: dict[TaskNumber, Task] = {}
        self.by_code: dict[str, dict[TaskNumber, Task]] = {}
        for task in tasks:
            self.put(task)

    def put(self, task: Task) -> None:
        """A task as it is now."""
        self.numbered[task.number] = task
        if task.code in self.rows:
            self.by_code.setdefault(task.code, {})[task.number] = task

    def of(self, code: str, beside: Task | None = None) -> list[Task]:
        """The tasks of a row; beside one of the same `per`, only that of its own instance."""
        found = self.by_code.get(code)
        if not found:
            return []
        row, asks = self.rows[code], self.rows.get(beside.code) if beside is not None else None
        if beside is None or asks is None or row.per is None or row.per != asks.per:
            return list(found.values())
        return [task for task in found.values() if task.instance == beside.instance]

    def known(self, name: str, beside: Task | None = None) -> tuple[str, ...] | None:
        """The values of a field, or how a task ended; None while that is not known."""
        if name in self.rows:
            return _together([result_of(task) for task in self.of(name, beside)])
        value = self.case.fields.get(FieldName(name))
        if value is not None:
            return value.values or A_MOMENT
        if name == JURISDICTION:
            parts = self.case.jurisdiction.split("-")
            return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))
        return None

    def needed(self, row: TemplateTask, task: Task) -> bool | None:
        """Whether its condition holds, and what it hangs on is needed itself; None while that is not known."""
        if row.when is None:
            asked: bool | None = True
        else:
            asked = holds(row.when, lambda name: self.known(name, task))
        if asked is False or not self._instance_is_there(row, task):
            return False
        if any(self._never(code, task) for code in row.depends):
            return False
        if row.anchors and all(self._cannot_come(anchor, task) for anchor in row.anchors):
            return False
        return asked

    def moment(self, anchors: Iterable[Anchor], task: Task) -> datetime | None:
        """The latest of these that is known; one is enough."""
        return max((at for one in anchors if (at := self.moment_of(one, task)) is not None), default=None)

    def moment_of(self, anchor: Anchor, task: Task) -> datetime | None:
        """When it came, as far as it has. Of several tasks, the end of the last."""
        if anchor.name in self.rows:
            return self._end_of(anchor, task)
        if anchor.name == OPENED.name:
            return self.case.opened_at
        value = self.case.fields.get(FieldName(anchor.name))
        if value is None or (anchor.value is not None and anchor.value not in value.values):
            return None
        return value.since

    def has_ended(self, code: str, task: Task) -> bool:
        """Whether all tasks of a row have ended, of which there is one at least."""
        found = self.of(code, task)
        return bool(found) and all(one.status in CLOSED for one in found)

    def _end_of(self, anchor: Anchor, task: Task) -> datetime | None:
        found = [one for one in self.of(anchor.name, task) if not fallen(one)]
        if not found or any(one.status not in CLOSED for one in found):
            return None
        ends = (one.done_at for one in found if anchor.value is None or (anchor.value,) == result_of(one))
        return max((at for at in ends if at is not None), default=None)

    def _cannot_come(self, anchor: Anchor, task: Task) -> bool:
        """Whether it is decided, as things stand, that this moment does not come."""
        if anchor.name in self.rows:
            found = self.of(anchor.name, task)
            return bool(found) and all(one.status in CLOSED for one in found) and self._end_of(anchor, task) is None
        value = self.case.fields.get(FieldName(anchor.name))
        return value is not None and anchor.value is not None and anchor.value not in value.values

    def _never(self, code: str, task: Task) -> bool:
        found = self.of(code, task)
        return bool(found) and all(fallen(one) for one in found)

    def _instance_is_there(self, row: TemplateTask, task: Task) -> bool:
        if row.per is None or task.instance is None:  # another version of the row may have had it the other way
            return row.per is None and task.instance is None
        return task.instance in instances(row.per, self.case, self.template)


def instances(field: FieldName, case: Case, template: Template) -> tuple[str, ...]:
    """For which values of a field there is a task: each code, or `1` to the number that was set."""
    value, known = case.fields.get(field), template.fields.get(field)
    if value is None or known is None:
        return ()
    if known.kind is FieldKind.COUNT:
        said = next(iter(value.values), "")
        count = min(int(said), known.most) if said.isdecimal() else 0
        return tuple(str(number) for number in range(1, count + 1))
    return value.values


def facts_of(case: CaseSnapshot) -> Facts:
    return Facts(case.case, case.template, case.tasks)


def opens_without_a_time(row: TemplateTask, fields: Mapping[FieldName, TemplateField]) -> bool:
    """Whether it is open before its moment is known: what is scheduled around a time that people still have to set."""
    if row.clock is not ClockKind.SCHEDULED:
        return False
    named = (fields.get(FieldName(anchor.name)) for anchor in row.anchors)
    return any(field is not None and field.kind is FieldKind.MOMENT for field in named)


@dataclass(frozen=True, slots=True)
class Waits:
    """What keeps a task from beginning: tasks that have not ended, fields of which nothing is known."""

    tasks: tuple[TaskNumber, ...] = ()
    fields: tuple[FieldName, ...] = ()


def waits_of(task: Task, case: CaseSnapshot, facts: Facts | None = None) -> Waits:
    """Why a task waits, or a running one has no due time yet."""
    facts = facts or facts_of(case)
    row = facts.rows.get(task.code)
    tasks = [
        number
        for number in task.depends
        if (other := facts.numbered.get(number)) is not None and other.status not in CLOSED
    ]
    fields: list[str] = []
    if row is None:
        return Waits(tuple(tasks))
    names = list(row.depends)
    if row.when is not None:
        names += undecided(row.when, lambda name: facts.known(name, task))
    if facts.moment(row.anchors, task) is None:
        names += [anchor.name for anchor in row.anchors]
    if row.until is not None:
        names.append(row.until)
    for name in names:
        if name in facts.rows:
            tasks += [one.number for one in facts.of(name, task) if one.status not in CLOSED]
            per = facts.rows[name].per
            fields += [per] if per is not None and not facts.of(name, task) else []
        elif name in case.template.fields and FieldName(name) not in case.case.fields:
            fields.append(name)
    return Waits(tuple(dict.fromkeys(tasks)), tuple(FieldName(name) for name in dict.fromkeys(fields)))


@dataclass(frozen=True, slots=True)
class Cause:
    """What decided that a task is not needed: a field, or tasks by their numbers, and what is known of it."""

    values: tuple[str, ...]  # none of what is not needed itself
    field: FieldName | None = None
    tasks: tuple[TaskNumber, ...] = ()


def causes_of(task: Task, case: CaseSnapshot) -> tuple[Cause, ...]:
    """Why a task is not needed, as things stand."""
    facts = facts_of(case)
    row = facts.rows.get(task.code)
    if row is None:
        return ()
    if row.when is not None and holds(row.when, lambda name: facts.known(name, task)) is False:
        names: Iterable[str] = condition_names(row.when)
    else:
        names = (*row.depends, *(anchor.name for anchor in row.anchors))
    found = []
    for name in dict.fromkeys((*names, *((row.per,) if row.per is not None else ()))):
        known = facts.known(name, task)
        tasks = tuple(one.number for one in facts.of(name, task)) if name in facts.rows else ()
        field = FieldName(name) if name in case.template.fields else None
        if known is not None and (tasks or field is not None):
            found.append(Cause(known, field, tasks))
    return tuple(found)


def _together(known: list[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """Of several tasks of a row: all that is known of any of them."""
    if len(known) == 1:
        return known[0]
    values = dict.fromkeys(value for one in known if one is not None for value in one)
    if not known or all(one is None for one in known):
        return None
    return Partly(values) if None in known else tuple(values)
