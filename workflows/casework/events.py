"""What happens by itself when a condition of the template becomes true: fields, stages, a line to the leads."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework import telling
from workflows.casework.anchoring import Facts
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.language.conditions import names
from workflows.language.template import Event, FieldKind, Template
from workflows.values.effects import Effect, Record
from workflows.values.ids import FieldName, StageName
from workflows.values.model import Case, FieldValue, Lane, Task
from workflows.values.notices.fields import OfferCases, OfferLine, PleaseLook

NOW = "now"
"""What an event writes into a field that is a time."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A case after one event, the fields that it changed, and what is said and recorded."""

    case: Case
    fields: tuple[FieldName, ...] = ()
    effects: tuple[Effect, ...] = ()
    records: tuple[Record, ...] = ()


def fire(event: Event, number: int, facts: Facts, moment: Moment, said: Container[str] = ()) -> Fired:
    """What the `number`th event of the template does now, whatever its condition.

    Fields that people have just `said` something of are left as they said.
    """
    case, template = facts.case, facts.template
    written = {name: _value(name, code, case, template, moment.now) for name, code in event.sets.items()}
    fields = {name: value for name, value in written.items() if value is not None and name not in said}
    stages = {lane: to for lane, to in event.stages.items() if is_forward(lane, to, case, template)}
    records = [
        Record(
            action="case.set", object=case.id, case=case.id,
            fields={"field": name, "values": " ".join(value.values), "since": value.since.isoformat(), "by": "event"},
        )
        for name, value in fields.items()
    ]  # fmt: skip
    records += [
        Record(action="case.stage", object=case.id, case=case.id, fields={"lane": lane, "stage": to, "by": "event"})
        for lane, to in stages.items()
    ]
    if fields or stages:
        case = replace(case, fields={**case.fields, **fields}, stages={**case.stages, **stages})
    return Fired(case, tuple(fields), _said(event, number, facts, moment), tuple(records))


def is_forward(lane: Lane, to: StageName, case: Case, template: Template) -> bool:
    """Whether a stage lies ahead of the present one: events never move a lane back."""
    order = template.stages.get(lane, ())
    at = case.stages.get(lane)
    return to in order and (at not in order or order.index(to) > order.index(at))


def taken_back(
    case: CaseSnapshot, ended: Iterable[Task], fields: Iterable[FieldName], at: datetime | None
) -> tuple[FieldName, ...]:
    """The fields that an event wrote at that moment because these tasks ended, these fields were set, or such a field
    was written."""
    found: list[FieldName] = []
    causes: set[str] = {*(task.code for task in ended), *fields}
    while True:
        more = [
            name
            for event in case.template.events
            if causes & set(names(event.when))
            for name in event.sets
            if name not in found and _by_event(case.case.fields.get(name), at)
        ]
        if not more:
            return tuple(found)
        found += more
        causes |= set(more)


def without(fields: Mapping[FieldName, FieldValue], names: tuple[FieldName, ...]) -> dict[FieldName, FieldValue]:
    """The fields with these as they were before they were written last."""
    left = dict(fields)
    for name in names:
        value = left.pop(name, None)
        if value is not None and value.before is not None:
            left[name] = value.before
    return left


def _by_event(value: FieldValue | None, at: datetime | None) -> bool:
    return value is not None and value.set_by is None and value.set_at == at


def _value(name: FieldName, code: str, case: Case, template: Template, now: datetime) -> FieldValue | None:
    """What is written; None where that is there already."""
    known, before = template.fields.get(name), case.fields.get(name)
    if known is None:
        return None
    plain = None if before is None else before.before if before.set_at == now else replace(before, before=None)
    if known.kind is FieldKind.MOMENT:
        return FieldValue(values=(), since=now, set_at=now, before=plain)
    values: tuple[str, ...] = (code,)
    if known.kind is FieldKind.CODES and before is not None:
        values = tuple(dict.fromkeys((*before.values, code)))
    if before is not None and before.values == values:
        return None
    return FieldValue(values=values, since=now, set_at=now, before=plain)


def _said(event: Event, number: int, facts: Facts, moment: Moment) -> tuple[Effect, ...]:
    """To the leads, in their direct chats: a number to look at, never what it is about."""
    case = facts.case
    key = f"event:{case.id}:{number}:{moment.now.isoformat()}"
    said: tuple[Effect, ...] = ()
    if event.tell_lead:
        about = names(event.when)
        tasks = tuple(int(task.number) for name in about for task in facts.of(name))
        known = facts.template.fields
        fields = tuple(known[FieldName(name)].label for name in about if name in known)
        look = PleaseLook(case.ref, tasks, fields)
        said += telling.leads(case.task_force, look, moment, key=key, case=case.id, ref=case.ref)
    if event.offers:
        force = moment.directory.task_forces.get(case.task_force)
        there = [offered for offered in event.offers if force is not None and offered in force.templates]
        lines = tuple(OfferLine(offered, case.ref) for offered in there or event.offers)
        offer = OfferCases(case.ref, lines)
        said += telling.leads(case.task_force, offer, moment, key=f"{key}:offer", case=case.id, ref=case.ref)
    return said
