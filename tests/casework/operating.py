"""A joint operation for tests: seven rows, two countries, and what is red of it."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.builders import (
    a_case,
    a_case_snapshot,
    a_row,
    a_task,
    a_template,
    since,
)
from tests.cast import (
    HARBOUR,
    HEALTH,
    HOUR,
    OPENED,
    POLICE,
)
from workflows.casework.gates import gates_of
from workflows.language.conditions import parse
from workflows.language.template import Anchor, FieldKind, Offset, TemplateField
from workflows.values.directory import Span, SpanUnit
from workflows.values.ids import FieldName, RoleName
from workflows.values.model import ClockKind, FieldValue, TaskStatus

T0 = datetime(2026, 12, 1, 5, tzinfo=UTC)
OP_LEAD = RoleName("op_lead")


def scheduled(code, before: int, **changes):
    offset = Offset(Span(abs(before), SpanUnit.HOURS), before=before > 0)
    return a_row(code, clock=ClockKind.SCHEDULED, due=None, anchors=(Anchor("t0"),), offset=offset, **changes)


def a_field(name, kind=FieldKind.CODE, **changes):
    return TemplateField(name=FieldName(name), label=name, kind=kind, **changes)


FIELDS = (
    a_field("t0", FieldKind.MOMENT),
    a_field("countries", FieldKind.CODES, values=("GB", "US", "RO")),
    a_field("minors", values=("yes", "no")),
    a_field("called_off", values=("safety", "legal_base")),
    a_field("met", FieldKind.COUNT, most=999),
    a_field("adults", FieldKind.COUNT, most=999),
)
ROWS = (
    scheduled("J2", 48, gate=True, title="Check the legal base", per=FieldName("countries")),
    scheduled("J10", 24, gate=parse("minors is not set or minors != no"), title="Have child services on call"),
    scheduled("J15", 12, gate=True, green=("go",), results=("go", "no_go"), title="Vote"),
    scheduled("J12", 24, title="Arrange transport"),
    scheduled("J18", -2, title="Give the counts", asks=(FieldName("met"), FieldName("adults"))),
    a_row("JX", clock=ClockKind.SCHEDULED, due=None, anchors=(Anchor("called_off"),), when="called_off is set",
          offset=Offset(Span(0, SpanUnit.MINUTES))),
    a_row("R1", title="Report"),
)  # fmt: skip
TEMPLATE = a_template(tasks=ROWS, fields={field.name: field for field in FIELDS})


def job(number, code, owner=POLICE, **changes):
    usual = {"code": code, "clock": ClockKind.SCHEDULED, "owner": owner, "due": T0 - HOUR}
    return a_task(number, **{**usual, **changes})


TASKS = (
    job(2, "J2", instance="GB", role=OP_LEAD),
    job(3, "J2", instance="US"),
    job(10, "J10", HARBOUR),
    job(15, "J15"),
    job(12, "J12", HEALTH),
    job(18, "J18", HARBOUR),
    job(20, "JX", status=TaskStatus.WAITING, due=None, started_at=None),
    a_task(30, code="R1"),
)
GREEN = {2: {}, 3: {}, 10: {}, 15: {"result": "go"}}


def value(*codes):
    return FieldValue(values=codes, since=OPENED, set_at=OPENED)


def an_operation(*, green=(), case=None, **fields):
    """Tasks `green` are done, as they have to be for a gate."""
    known = {**since(t0=T0), FieldName("countries"): value("GB", "US")}
    known |= {FieldName(name): one for name, one in fields.items()}
    tasks = tuple(
        replace(task, status=TaskStatus.DONE, done_at=OPENED, **GREEN[task.number]) if task.number in green else task
        for task in TASKS
    )
    return replace(a_case_snapshot(*tasks, case=a_case(fields=known, **(case or {}))), template=TEMPLATE)


def red(case):
    return [
        int(gate.task.number) if gate.task else gate.missing or gate.instance
        for gate in gates_of(case)
        if not gate.green
    ]


def saved(answer, kind):
    return [row for row in answer.decision.save if isinstance(row, kind)]
