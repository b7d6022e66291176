"""Opening a case that is only planned: by whom, for which task force, with what is said of it, as in a direct chat."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflows.casework.asking import Asking, roles_now
from workflows.casework.creating import create
from workflows.casework.draft import NO_AGENCY, SPEAKERS, new_draft
from workflows.casework.matching import Match, Wanted, match
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.language.template import Template
from workflows.review.planned import CannotPlan, Setting, Supposed
from workflows.values.directory import Directory, Person, SeatRole, TaskForce
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, CaseId, CaseRef, RoomId
from workflows.values.model import Case, CaseState, Member, Room, Seat, Task

CHAT = RoomId("chat")


@dataclass(frozen=True, slots=True)
class Opened:
    """The case as it is then, what was looked for, and who was found."""

    case: CaseSnapshot
    wanted: Wanted
    found: Match


def opened_by(template: Template, supposed: Supposed, said: Iterable[Setting], moment: Moment) -> Opened:
    """`said` is what is known of the case when it is opened. Raises CannotPlan."""
    force = _force(template, moment.directory, supposed)
    opener, agency = _opener(template, force, moment.directory, supposed)
    priority = supposed.priority or template.priority
    values = {one.field: " ".join(one.values) or one.since.isoformat() for one in said}
    draft = replace(
        new_draft(moment, frozenset()), case=CaseId("preview"), ref=CaseRef("C-22222"), template=template.id,
        agency=agency or NO_AGENCY, jurisdiction=supposed.jurisdiction, force=force.id, priority=priority, said=values,
    )  # fmt: skip
    wanted = Wanted(
        template=template, force=force, jurisdiction=supposed.jurisdiction, priority=priority, opener=opener.user,
        opener_agency=agency, roles=roles_now(draft, _asking(template, opener, moment)),
        values={name: tuple(text.split()) for name, text in values.items()},
    )  # fmt: skip
    found = match(wanted, moment)
    if not found.placed:
        raise CannotPlan("nobody", force.name)
    return Opened(_opened(create(draft, found, template, opener, CHAT, moment), template, moment), wanted, found)


def _asking(template: Template, opener: Person, moment: Moment) -> Asking:
    return Asking(person=opener, room=CHAT, moment=moment, templates={template.id: template})


def _opened(decision: Decision, template: Template, moment: Moment) -> CaseSnapshot:
    """The case as opening makes it, with its rooms there."""
    rows = decision.save
    case = next(row for row in rows if isinstance(row, Case))
    return CaseSnapshot(
        case=replace(case, state=CaseState.OPEN, priority_confirm_by=None, version=1),
        template=template,
        ladders=moment.directory.ladders,
        rooms=tuple(row for row in rows if isinstance(row, Room)),
        members=tuple(row for row in rows if isinstance(row, Member)),
        seats=tuple(row for row in rows if isinstance(row, Seat)),
        tasks=tuple(row for row in rows if isinstance(row, Task)),
    )


def _force(template: Template, directory: Directory, supposed: Supposed) -> TaskForce:
    """The one that was named; else the first that opens such cases there; else the first that works there."""
    if supposed.force is not None:
        if supposed.force not in directory.task_forces:
            raise CannotPlan("force", supposed.force)
        return directory.task_forces[supposed.force]
    there = [one for one in directory.task_forces.values() if supposed.jurisdiction in one.jurisdictions]
    ranked = sorted(there, key=lambda one: template.id not in one.templates)
    if not ranked:
        raise CannotPlan("force", supposed.jurisdiction)
    return ranked[0]


def _opener(
    template: Template, force: TaskForce, directory: Directory, supposed: Supposed
) -> tuple[Person, AgencyId | None]:
    """A liaison of an agency that may play the opener's role, by its order of types; else any; else a lead."""
    role = next((role for role in template.roles.values() if role.opener), None)
    types = role.types if role is not None else ()
    agencies = [directory.agencies[id] for id in force.agencies if id in directory.agencies]
    here = [agency for agency in agencies if supposed.jurisdiction in agency.jurisdictions]
    here.sort(key=lambda agency: types.index(agency.type) if agency.type in types else len(types))
    for agency in here:
        for part in (SeatRole.LIAISON, SeatRole.DEPUTY):
            for person in directory.seated(agency.id, part):
                if part in SPEAKERS:
                    return person, agency.id
    for user in (*force.leads, *force.deputies):
        if (lead := directory.person(user)) is not None:
            return lead, None
    raise CannotPlan("opener", force.name)
