"""What is wrong with a template where it is used: among these agencies, people and other templates, on this day.

What is wrong inside a template is found when its file is read; this needs no file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.casework.reading import values_for
from workflows.language.placing import covers_any, placed
from workflows.language.template import Template, TemplateRole, ValuesOf
from workflows.values.directory import (
    POLICE_TYPES,
    Agency,
    Directory,
    Ladder,
    Priority,
    SeatRole,
    SpanUnit,
    TargetKind,
    TaskForce,
)
from workflows.values.ids import JurisdictionId, TemplateId
from workflows.values.model import Where

WORKING = {SpanUnit.WORKING_DAYS, SpanUnit.WORKING_HOURS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line about one template: what is the matter, and what to do. `part` says where, as in its file."""

    template: TemplateId
    what: str
    form: str
    part: tuple[str | int, ...] = ()
    warning: bool = False


def findings(
    template: Template, directory: Directory, others: Mapping[TemplateId, Template], today: date
) -> Iterator[Finding]:
    """Everything about one template, in the order of its file. `others` are all that may be opened, itself too."""
    forces = [force for force in directory.task_forces.values() if template.id in force.templates]
    yield from _top(template, directory, today)
    yield from _roles(template, forces, directory)
    yield from _each_of_nothing(template, directory)
    yield from _levels(template, forces, directory)
    yield from _offers(template, forces, directory, others)


def _top(template: Template, directory: Directory, today: date) -> Iterator[Finding]:
    if template.review_by < today:
        yield Finding(
            template=template.id,
            what=f"`{template.id}` had to be looked at by {template.review_by}",
            form="compare it with its sources, then set another `review_by`",
            part=("review_by",),
            warning=True,
        )
    if template.owner is not None and not directory.is_administrator(template.owner):
        yield Finding(
            template=template.id,
            what=f"`{template.owner}` is no administrator, so nobody is asked to review `{template.id}`",
            form="name another `owner`, or leave it out",
            part=("owner",),
            warning=True,
        )


def _roles(template: Template, forces: Iterable[TaskForce], directory: Directory) -> Iterator[Finding]:
    for role in template.roles.values():
        if role.optional:
            continue
        for force in forces:
            agencies = [directory.agencies[name] for name in force.agencies if name in directory.agencies]
            places = [place for place in force.jurisdictions if covers_any(template, [place])]
            empty = [place for place in places if not any(fills(agency, role, place) for agency in agencies)]
            if empty:
                yield Finding(
                    template=template.id,
                    what=f"no agency of `{force.id}` can be `{role.name}` in {', '.join(empty)}",
                    form=f"add one of type {_types(role)}, or write `optional: true`",
                    part=("roles", role.name),
                    warning=True,
                )


def fills(agency: Agency, role: TemplateRole, place: JurisdictionId) -> bool:
    """Whether an agency may ever play a role for a case of this place; of one for each country, anywhere."""
    return (
        (role.per is not None or place in agency.jurisdictions)
        and (not role.types or agency.type in role.types)
        and (role.capability is None or role.capability in agency.capabilities)
        and not (role.where is Where.SUPPORT and agency.type in POLICE_TYPES)
    )


def _types(role: TemplateRole) -> str:
    listed = " or ".join(role.types) or "any"
    return f"{listed} with `{role.capability}`" if role.capability else listed


def _each_of_nothing(template: Template, directory: Directory) -> Iterator[Finding]:
    """Tasks and roles that are one for each value of a field, where the directory names no value that it may have."""
    for name, field in template.fields.items():
        if field.values_of is None or values_for(field, directory):
            continue
        tasks = [f"`{row.id}`" for row in template.tasks if row.per == name]
        roles = [f"`{role.name}`" for role in template.roles.values() if role.per == name]
        if each := tasks or roles:
            yield Finding(
                template=template.id,
                what=f"the directory names no {field.values_of}, so {', '.join(each)} can never begin",
                form="write `languages: [en]` at an agency" if field.values_of is ValuesOf.LANGUAGES else "add one",
                part=("fields", name),
                warning=True,
            )


def _levels(template: Template, forces: Iterable[TaskForce], directory: Directory) -> Iterator[Finding]:
    for priority, ladder in template.ladders.items():
        for force in forces:
            empty = empty_levels(ladder, force, directory)
            for number in empty:
                yield Finding(
                    template=template.id,
                    what=f"level {number + 1} of ladder {priority} reaches nobody of `{force.id}`",
                    form=f"{told_instead(number, ladder, empty)}; tell somebody else there, or name people",
                    part=("ladders", priority.value, "levels", number),
                    warning=len(empty) < len(ladder.levels),
                )


def empty_levels(ladder: Ladder, force: TaskForce, directory: Directory) -> tuple[int, ...]:
    """The places of the levels on which nobody of a task force stands."""
    return tuple(
        number
        for number, level in enumerate(ladder.levels)
        if not any(reaches(kind, force, directory) for kind in level.tell)
    )


def told_instead(number: int, ladder: Ladder, empty: Sequence[int]) -> str:
    """Who hears of it when level `number`, counted from 0, is empty, as all those of `empty` are."""
    if all(later in empty for later in range(number + 1, len(ladder.levels))):
        return "no level after it reaches anybody, so only the leads' room hears of it"
    return "the next level that reaches somebody is told at once"


def reaches(kind: TargetKind, force: TaskForce, directory: Directory) -> bool:
    """Whether a level that tells `kind` reaches anybody in this task force."""
    match kind:
        case TargetKind.TASK_FORCE_LEAD | TargetKind.SPOC:
            return any(user in directory.people for user in (*force.on_call, *force.leads))
        case TargetKind.COMMITTEE:
            return any(user in directory.people for user in force.committee)
    role = SeatRole.DEPUTY if kind is TargetKind.DEPUTY else SeatRole.LIAISON
    return any(directory.seated(agency, role) for agency in force.agencies)


def _offers(
    template: Template, forces: Iterable[TaskForce], directory: Directory, others: Mapping[TemplateId, Template]
) -> Iterator[Finding]:
    for number, event in enumerate(template.events):
        for name in event.offers:
            part = ("on", number, "offer")
            offered = others.get(name)
            if offered is None:
                yield Finding(
                    template=template.id, what=f"there is no template `{name}` to offer", form="name another", part=part
                )
            elif offered.abstract:
                what = f"`{name}` is only there to be extended and cannot be opened"
                yield Finding(template=template.id, what=what, form="name one that extends it", part=part)
            elif not _meet(template, offered):
                what = f"`{name}` is for none of the jurisdictions of `{template.id}`"
                form = f"offer another, for it is for {', '.join(offered.jurisdictions)}"
                yield Finding(template=template.id, what=what, form=form, part=part)
            else:
                beside = [other for one in event.offers if (other := others.get(one)) is not None]
                yield from _cannot_be_opened(template, forces, directory, offered, beside, part)


def _meet(one: Template, other: Template) -> bool:
    return covers_any(one, other.jurisdictions) or covers_any(other, one.jurisdictions)


def _cannot_be_opened(
    template: Template,
    forces: Iterable[TaskForce],
    directory: Directory,
    offered: Template,
    beside: Iterable[Template],  # what is offered with it: one of them is enough
    part: tuple[str | int, ...],
) -> Iterator[Finding]:
    for force in forces:
        places = set(placed(template, force.jurisdictions).jurisdictions)
        if not any(
            covers_any(one, places & set(other.jurisdictions))
            for one in beside
            for other in directory.task_forces.values()
            if one.id in other.templates
        ):
            yield Finding(
                template=template.id,
                what=f"nobody could open the `{offered.id}` that `{force.id}` is offered",
                form=f"add it to the `templates` of a task force for {', '.join(sorted(places))}",
                part=part,
                warning=True,
            )


def counts_working_time(template: Template, ladders: Mapping[Priority, Ladder]) -> bool:
    """Whether anything in it needs a calendar with opening hours."""
    spans = [
        span
        for task in template.tasks
        for span in (
            task.due,
            task.least,
            task.lasts,
            task.chase_every,
            task.offset.span if task.offset else None,
            *((task.recurs.every, task.recurs.then, task.recurs.after) if task.recurs else ()),
            *(remind.before for remind in task.remind or ()),
        )
        if span is not None
    ]
    climbed = {template.priority, *(task.ladder for task in template.tasks if task.ladder is not None)}
    known = {**ladders, **template.ladders}
    for priority in climbed:
        ladder = known[priority]
        spans += [span for span in (*(level.after for level in ladder.levels), *ladder.remind_before) if span.amount]
    return any(span.unit in WORKING for span in spans)
