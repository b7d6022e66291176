"""Cases made from rows as they are typed in a test, and what people and the protocol do with them."""

from dataclasses import replace
from datetime import datetime

from tests.builders import a_case, a_case_snapshot, a_moment, a_seat, a_template
from tests.cast import NOON, OPENED, PAT, SEATED
from workflows.casework.resettling import resettle
from workflows.casework.settled import Resettled
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.starting import with_task
from workflows.language.conditions import parse
from workflows.language.template import Event, FieldKind, Template, TemplateField, TemplateTask
from workflows.values.ids import FieldName, TaskNumber
from workflows.values.model import FieldValue, TaskStatus

RG = TemplateField(name=FieldName("rg"), label="Reasonable grounds decision", kind=FieldKind.CODE,
                   values=("positive", "negative"))  # fmt: skip
T0 = TemplateField(name=FieldName("t0"), label="T-0", kind=FieldKind.MOMENT)
LOCATED = TemplateField(name=FieldName("located"), label="Located", kind=FieldKind.MOMENT)
COUNTRIES = TemplateField(name=FieldName("countries"), label="Countries", kind=FieldKind.CODES,
                          values=("RO", "PL", "DE"))  # fmt: skip
SITES = TemplateField(name=FieldName("sites"), label="Number of sites", kind=FieldKind.COUNT, most=9)
FIELDS = {field.name: field for field in (RG, T0, LOCATED, COUNTRIES, SITES)}


def an_event(when: str, **changes: object) -> Event:
    return replace(Event(when=parse(when)), **changes)  # type: ignore[arg-type]


def a_protocol(*rows: TemplateTask, events: tuple[Event, ...] = (), **changes: object) -> Template:
    return a_template(tasks=rows, events=events, fields=FIELDS, **changes)


def opened(*rows: TemplateTask, events: tuple[Event, ...] = (), **changes: object) -> CaseSnapshot:
    """A new case by these rows, at ten o'clock, settled; everybody is seated who usually is."""
    return opened_by(a_protocol(*rows, events=events, **changes))


def opened_by(template: Template, **case: object) -> CaseSnapshot:
    stages = {lane: names[0] for lane, names in template.stages.items()}
    new = a_case(next_number=1, version=0, stages=stages, **case)
    empty = a_case_snapshot(case=new, seats=tuple(a_seat(agency) for agency in SEATED), template=template)
    made = resettle(replace(empty, tasks=()), a_moment(OPENED), PAT).case
    return replace(made, case=replace(made.case, version=1))


def ends(case: CaseSnapshot, number: int, result: str | None = None, at: datetime = NOON) -> Resettled:
    task = case.find(TaskNumber(number))
    assert task is not None
    done = replace(task, status=TaskStatus.DONE, done_at=at, result=result, done_by=PAT)
    return resettle(with_task(case, done), a_moment(at), PAT, before=case)


def knows(case: CaseSnapshot, at: datetime = NOON, **fields: object) -> Resettled:
    """Fields set: a code, several, a number, a time; None takes one away."""
    known = dict(case.case.fields)
    for name, value in fields.items():
        if value is None:
            known.pop(FieldName(name))
        elif isinstance(value, datetime):
            known[FieldName(name)] = FieldValue(values=(), since=value, set_at=at, set_by=PAT)
        else:
            known[FieldName(name)] = FieldValue(values=tuple(str(value).split()), since=at, set_at=at, set_by=PAT)
    return resettle(replace(case, case=replace(case.case, fields=known)), a_moment(at), PAT, before=case)


def stand(case: CaseSnapshot) -> list[str]:
    """Each task in a few letters: `A open`, `B:RO not-needed`."""
    return [
        f"{task.code}{':' + task.instance if task.instance else ''} "
        f"{(task.result or 'dropped') if task.status is TaskStatus.DROPPED else task.status.value}"
        for task in case.tasks
    ]
