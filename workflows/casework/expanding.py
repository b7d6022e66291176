"""From rows of a template to tasks of a case: one for each row, or one for each value of the field that it is `per`."""

from collections.abc import Iterable, Sequence

from workflows.casework.anchoring import covers, instances
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import keeper
from workflows.language.template import Template, TemplateTask
from workflows.time.spans import format as span_text
from workflows.values.ids import AgencyId, TaskId, TaskNumber
from workflows.values.model import Case, Task, TaskStatus

Wanted = tuple[TemplateTask, str | None]
"""A row, and the value of its `per` that a task is for."""


def wanted_by(rows: Iterable[TemplateTask], case: Case, template: Template) -> list[Wanted]:
    """Each task that these rows make in this case now, in their order."""
    return [
        (row, instance)
        for row in rows
        for instance in ((None,) if row.per is None else instances(row.per, case, template))
    ]


def made(wanted: Sequence[Wanted], case: CaseSnapshot, moment: Moment) -> tuple[Task, ...]:
    """New tasks, waiting, numbered from `next_number`. They do not know yet on which numbers they depend."""
    return tuple(
        _made(row, instance, TaskNumber(case.case.next_number + place), case, moment)
        for place, (row, instance) in enumerate(wanted)
    )


def owner_of(row: TemplateTask, instance: str | None, case: CaseSnapshot, moment: Moment) -> AgencyId:
    """The agency that plays the role; of a role for each country, that of this one; else whoever keeps it."""
    role = case.template.roles.get(row.owner)
    by_place = role is not None and role.per is not None and instance is not None
    for seat in case.live_seats:
        if seat.role == row.owner and (not by_place or works_in(seat.agency, instance or "", moment)):
            return seat.agency
    played = ((seat.role, seat.agency) for seat in case.live_seats)
    return keeper(row.where, case.case.lead_agency, played, case.template, moment)


def works_in(agency: AgencyId, place: str, moment: Moment) -> bool:
    """Whether an agency works in a country or a part of it."""
    known = moment.directory.agencies.get(agency)
    return known is not None and any(covers(place, jurisdiction) for jurisdiction in known.jurisdictions)


def _made(row: TemplateTask, instance: str | None, number: TaskNumber, case: CaseSnapshot, moment: Moment) -> Task:
    label = f"task-{row.id}" if instance is None else f"task-{row.id}-{instance}"
    return Task(
        id=TaskId(moment.draw.uuid(label)),
        case=case.case.id,
        number=number,
        code=row.id,
        title=row.title if instance is None else f"{row.title} ({instance})",
        owner=owner_of(row, instance, case, moment),
        role=row.owner,
        kind=row.kind,
        clock=row.clock,
        where=row.where,
        status=TaskStatus.WAITING,
        created_at=moment.now,
        created_by=case.case.opened_by,
        basis=row.basis.value,
        source=row.sources[0] if row.sources else None,
        chase_every=span_text(row.chase_every) if row.chase_every else None,
        instance=instance,
    )
