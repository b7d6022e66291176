"""What is wrong between the parts of the settings: references, people who are missing, questions without an answer."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from config.directory import Parts
from config.fields import did_you_mean
from config.mistakes import Mistake
from config.shapes import TaskForceShape
from config.shaping import Placed
from config.template_files import Shelf
from workflows.language.placing import covers_any
from workflows.language.template import Template
from workflows.review.linting import counts_working_time, empty_levels, findings, told_instead
from workflows.values.directory import Directory, SeatRole
from workflows.values.ids import AgencyId, TaskForceId, TemplateId

SINGULAR = {"jurisdictions": "jurisdiction", "agencies": "agency", "people": "person"}


def mistakes_between(
    parts: Parts, directory: Directory, templates: Mapping[TemplateId, Template], known_templates: Collection[str]
) -> Iterator[Mistake]:
    """Every mistake that shows only when several parts are looked at together.

    `templates` are the usable ones, `known_templates` the ids of all that were found.
    """
    yield from _twice(parts.jurisdictions, "id")
    yield from _twice(parts.agencies, "id")
    yield from _twice(parts.people, "user")
    yield from _twice(parts.task_forces, "id")
    yield from _agencies(parts, directory)
    yield from _people(parts)
    yield from _administrators(parts)
    for force in parts.task_forces:
        yield from _task_force(force, parts, known_templates)
        yield from _ladders(force, parts, directory)
        yield from _templates_of(force, directory, templates)
    yield from _ambiguous(parts)
    yield from _calendars(parts, directory, templates)


def mistakes_in_use(
    shelf: Shelf, directory: Directory, today: date, asked: Collection[TemplateId] = (), *, warnings: bool = True
) -> Iterator[Mistake]:
    """What is wrong with the templates that a task force of this directory uses, or with those that are asked about."""
    used = asked or {name for force in directory.task_forces.values() for name in force.templates}
    for name, template in shelf.usable.items():
        if name in used:
            found = findings(template, directory, shelf.usable, today)
            yield from (shelf.mistake(one) for one in found if warnings or not one.warning)


def _twice(parts: Collection[Placed[Any]], key: str) -> Iterator[Mistake]:
    first: dict[str, Placed[Any]] = {}
    for part in parts:
        name = getattr(part.shape, key)
        if name in first:
            line = first[name].mistake("", "").line
            yield part.mistake(f"`{name}` stands twice, first in line {line}", "keep one of them", key)
        first.setdefault(name, part)


def _unknown(part: Placed[Any], key: str, section: str, parts: Parts) -> Iterator[Mistake]:
    """Names in the list `key` that are no id of `section`."""
    for number, name in enumerate(getattr(part.shape, key)):
        if form := parts.unknown(section, name):
            yield part.mistake(f"there is no {SINGULAR[section]} `{name}`", form, key, number)


def _agencies(parts: Parts, directory: Directory) -> Iterator[Mistake]:
    seats_are_sure = parts.whole and not any(
        parts.unknown("agencies", seat.agency) for part in parts.people for seat in part.shape.seats
    )
    for part in parts.agencies:
        name = part.shape.id
        yield from _unknown(part, "jurisdictions", "jurisdictions", parts)
        if seats_are_sure and not directory.seated(AgencyId(name), SeatRole.LIAISON):
            form = f"give a person `seats: [{{agency: {name}, roles: [liaison]}}]`"
            yield part.mistake(f"agency `{name}` has no liaison", form, "id")


def _people(parts: Parts) -> Iterator[Mistake]:
    for part in parts.people:
        seen: set[str] = set()
        for number, seat in enumerate(part.shape.seats):
            if form := parts.unknown("agencies", seat.agency):
                yield part.mistake(f"there is no agency `{seat.agency}`", form, "seats", number, "agency")
            if seat.agency in seen:
                form = "name all its roles in one seat"
                yield part.mistake(f"two seats in `{seat.agency}`", form, "seats", number, "agency")
            seen.add(seat.agency)
            if {SeatRole.LIAISON, SeatRole.DEPUTY} <= set(seat.roles):
                what = f"`{part.shape.name}` is liaison and deputy of `{seat.agency}`, so nobody stands behind them"
                yield part.mistake(what, "keep one of the two roles", "seats", number, "roles")


def _administrators(parts: Parts) -> Iterator[Mistake]:
    for number, user in enumerate(parts.top.administrators):
        if form := parts.unknown("people", user):
            yield parts.document.mistake(("administrators", number), f"there is no person `{user}`", form)


def _task_force(force: Placed[TaskForceShape], parts: Parts, templates: Collection[str]) -> Iterator[Mistake]:
    shape = force.shape
    yield from _unknown(force, "jurisdictions", "jurisdictions", parts)
    yield from _unknown(force, "agencies", "agencies", parts)
    for key in ("leads", "deputies", "on_call", "committee"):
        yield from _unknown(force, key, "people", parts)
    for number, name in enumerate(shape.templates):
        if name not in templates:
            yield force.mistake(f"there is no template `{name}`", did_you_mean(name, templates), "templates", number)
    for number, user in enumerate(shape.deputies):
        if user in shape.leads:
            what = f"`{user}` is lead and deputy of `{shape.id}`, so nobody stands behind them"
            yield force.mistake(what, "keep one of the two", "deputies", number)
    heads = (*shape.leads, *shape.deputies)
    for number, user in enumerate(shape.on_call):
        if user not in heads and not any(parts.unknown("people", head) for head in heads):
            what = f"`{user}` is on call and neither lead nor deputy"
            yield force.mistake(what, "name a lead or a deputy", "on_call", number)


def _ladders(force: Placed[TaskForceShape], parts: Parts, directory: Directory) -> Iterator[Mistake]:
    known = directory.task_forces.get(TaskForceId(force.shape.id))
    if not parts.whole or known is None:
        return
    for priority, ladder in directory.ladders.items():
        empty = empty_levels(ladder, known, directory)
        if len(empty) == len(ladder.levels):
            what = f"nobody of `{force.shape.id}` is on any level of ladder {priority}"
            yield force.mistake(what, "name people for one of its levels, for example a `committee`", "id")
            continue
        for number in empty:
            what = f"level {number + 1} of ladder {priority} reaches nobody of `{force.shape.id}`"
            form = f"{told_instead(number, ladder, empty)}; name people, for example a `committee`"
            yield force.mistake(what, form, "id").as_warning()


def _templates_of(
    force: Placed[TaskForceShape], directory: Directory, templates: Mapping[TemplateId, Template]
) -> Iterator[Mistake]:
    for number, name in enumerate(force.shape.templates):
        template = templates.get(TemplateId(name))
        if template is not None and template.abstract:
            form = "name one that extends it"
            yield force.mistake(f"`{name}` is only there to be extended", form, "templates", number)
        elif template is not None and not covers_any(template, force.shape.jurisdictions):
            form = "it is for " + ", ".join(template.jurisdictions)
            yield force.mistake(f"`{name}` is for none of its jurisdictions", form, "templates", number)


def _ambiguous(parts: Parts) -> Iterator[Mistake]:
    for one, other in combinations(parts.task_forces, 2):
        if one.shape.id == other.shape.id:
            continue
        shared = [
            sorted(set(getattr(one.shape, key)) & set(getattr(other.shape, key)))
            for key in ("templates", "jurisdictions", "agencies")
        ]
        if all(shared):
            template, jurisdiction, agency = (names[0] for names in shared)
            what = f"`{agency}` opening `{template}` in {jurisdiction} may mean `{one.shape.id}` or `{other.shape.id}`"
            form = "let an agency, template or jurisdiction belong to one of them"
            yield other.mistake(what, form, "agencies", other.shape.agencies.index(agency))


def _calendars(parts: Parts, directory: Directory, templates: Mapping[TemplateId, Template]) -> Iterator[Mistake]:
    for part in parts.jurisdictions:
        if part.shape.hours is not None:
            continue
        users = sorted(_counting_working_days(part.shape.id, parts, directory, templates))
        if users:
            what = f"`{part.shape.id}` is open always, and {users[0]} counts working days there"
            yield part.mistake(what, "write `hours: {opens: 09:00, closes: 17:00}`", "hours")


def _counting_working_days(
    jurisdiction: str, parts: Parts, directory: Directory, templates: Mapping[TemplateId, Template]
) -> Iterator[str]:
    for force in parts.task_forces:
        for name in force.shape.templates if jurisdiction in force.shape.jurisdictions else ():
            template = templates.get(TemplateId(name))
            if template is None or not covers_any(template, [jurisdiction]):
                continue
            if counts_working_time(template, directory.ladders):
                yield f"`{name}`"
