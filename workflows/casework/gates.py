"""A joint operation as it stands: its T-0 by each country's clocks, which gates are green, and the counts so far."""

from dataclasses import dataclass
from datetime import datetime

from workflows.casework.anchoring import Facts, covers, facts_of, fallen, instances
from workflows.casework.holding import T0
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.language.conditions import holds
from workflows.language.template import Template, TemplateTask
from workflows.values.ids import FieldName
from workflows.values.model import Task, TaskStatus
from workflows.values.notices.base import Absolute, AgencyName, InZone, PlaceName
from workflows.values.notices.operations import CountLine, GateLine, LocalTime, OperationLine

COUNTRIES = FieldName("countries")
PLANNED = "planned"  # neither go nor called off


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One thing that must be done before an operation may go. `missing`: the field without which nobody can do it."""

    row: TemplateTask
    task: Task | None = None
    instance: str | None = None
    missing: FieldName | None = None

    @property
    def green(self) -> bool:
        """Done, with a result that counts; never dropped."""
        task = self.task
        if task is None or task.status is not TaskStatus.DONE:
            return False
        return not self.row.green or task.result in self.row.green

    @property
    def line(self) -> GateLine:
        ended = self.task is not None and self.task.status in (TaskStatus.DONE, TaskStatus.DROPPED)
        state = self.task.result or self.task.status.value if self.task is not None and ended else "open"
        return GateLine(
            title=self.row.title,
            number=int(self.task.number) if self.task is not None else None,
            owner=AgencyName(self.task.owner) if self.task is not None else None,
            place=self.instance,
            state=state.replace("_", " "),
            field=self.missing,
        )


def is_operation(template: Template) -> bool:
    return FieldName(T0) in template.fields and any(row.gate is not False for row in template.tasks)


def gates_of(case: CaseSnapshot) -> tuple[Gate, ...]:
    """All gates that count now, in the order of the template.

    One with a condition counts until that is false. One of each value of a field that nobody has set is red.
    """
    facts = facts_of(case)
    return tuple(gate for row in case.template.tasks if row.gate is not False for gate in _gates_of(row, facts, case))


def _gates_of(row: TemplateTask, facts: Facts, case: CaseSnapshot) -> list[Gate]:
    tasks = [task for task in facts.of(row.id) if not fallen(task) and _counts(row, task, facts)]
    found = [Gate(row=row, task=task, instance=task.instance) for task in tasks]
    if row.per is None:
        return found
    wanted = instances(row.per, case.case, case.template)
    if not wanted:
        return [Gate(row=row, missing=row.per)]
    there = {task.instance for task in facts.of(row.id)}
    return found + [Gate(row=row, instance=one) for one in wanted if one not in there]


def _counts(row: TemplateTask, task: Task, facts: Facts) -> bool:
    return isinstance(row.gate, bool) or holds(row.gate, lambda name: facts.known(name, task)) is not False


def t0_of(case: CaseSnapshot) -> datetime | None:
    """The one instant of the operation, in UTC."""
    value = case.case.fields.get(FieldName(T0))
    return value.since if value is not None else None


def local_times(case: CaseSnapshot, moment: Moment) -> tuple[LocalTime, ...]:
    """T-0 in each zone of each country of the operation; of the case's own jurisdiction where none is set."""
    at, places = t0_of(case), moment.directory.jurisdictions
    if at is None:
        return ()
    wanted = case.case.fields.get(COUNTRIES)
    found: list[LocalTime] = []
    for country in wanted.values if wanted is not None else (case.case.jurisdiction,):
        zones: dict[str, str] = {}
        for place in places.values():
            if covers(country, place.id):
                zones.setdefault(place.zone, place.id)
        if not zones:
            found.append(LocalTime(place=PlaceName(country), at=None))
        for zone, id in zones.items():
            name = PlaceName(id if len(zones) > 1 else country)
            found.append(LocalTime(place=name, at=InZone(at, zone)))
    return tuple(found)


def counts_of(case: CaseSnapshot) -> tuple[tuple[CountLine, ...], datetime | None]:
    """The figures of the situation report that are known, and when the last of them was given."""
    names = dict.fromkeys(name for row in case.template.tasks for name in row.asks)
    known = [(name, value) for name in names if (value := case.case.fields.get(name)) is not None and value.values]
    lines = tuple(CountLine(case.template.fields[name].label, int(value.values[0])) for name, value in known)
    return lines, max((value.set_at for _, value in known), default=None)


def state_of(case: CaseSnapshot) -> str:
    return case.case.operation or PLANNED


def board_line(case: CaseSnapshot, moment: Moment) -> OperationLine | None:
    """What the board says above its tasks; None for a case that is no operation."""
    if not is_operation(case.template):
        return None
    at, gates = t0_of(case), gates_of(case)
    return OperationLine(
        state=state_of(case),
        t0=Absolute(at) if at is not None else None,
        left=abs(at - moment.now) if at is not None else None,
        past=at is not None and at <= moment.now,
        green=sum(gate.green for gate in gates),
        gates=len(gates),
    )
