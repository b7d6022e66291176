"""Looking up who there is: by capability, type or agency; and who could be invited for a protocol at some time.

Nothing here says more than colleagues may know: names, roles and whether somebody can be asked. No numbers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework.matching import Wanted, fits, match, open_now, ranked
from workflows.casework.seating import role_words
from workflows.casework.snapshots import Moment
from workflows.casework.telling import absent
from workflows.language.placing import placed
from workflows.language.template import Template, TemplateRole
from workflows.values.directory import Agency, Directory, Person, SeatRole, TaskForce
from workflows.values.effects import Decision, Reply
from workflows.values.ids import AgencyId, JurisdictionId, TaskForceId, TemplateId, UserId
from workflows.values.notices.base import AgencyName, PersonName, Refused, Said
from workflows.values.notices.base import Moment as At
from workflows.values.notices.looking_up import (
    AgencyFound,
    CouldBeInvited,
    FoundAgencies,
    FoundPerson,
    NoSuchPlace,
    NothingFound,
    RoleThen,
)

SHOWN = 12  # lines
PEOPLE_SHOWN = 6  # of one agency
NOBODY = UserId("")
"""Nobody in particular opens the case: everybody is looked at alike."""
ORDER = (SeatRole.LIAISON, SeatRole.DEPUTY, SeatRole.COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """The agencies that were asked for. `kind`: capability, type or agency; `word`: what it is called."""

    kind: str
    word: str
    found: tuple[AgencyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """Who could be invited: for which protocol, where, when (None: now), speaking what (ISO 639)."""

    template: TemplateId
    forces: tuple[TaskForceId, ...]
    jurisdiction: JurisdictionId | None = None
    at: datetime | None = None
    language: str | None = None
    language_name: str | None = None


Sought = Agencies | Then


def look_up(sought: Sought, asker: Person, templates: Mapping[TemplateId, Template], moment: Moment) -> Decision:
    """Raises Refused where it is not clear of which jurisdiction, or the procedure is not live."""
    if isinstance(sought, Agencies):
        return Decision(effects=(Reply(notice=_agencies(sought, moment)),))
    template = templates.get(sought.template)
    if template is None:
        raise Refused(NothingFound(Said(sought.template)))
    return Decision(effects=(Reply(notice=_then(sought, asker, template, moment)),))


def _agencies(sought: Agencies, moment: Moment) -> FoundAgencies:
    directory = moment.directory
    lines = tuple(_agency(directory.agencies[id], moment) for id in sought.found[:SHOWN])
    return FoundAgencies(sought.kind, sought.word, lines, max(len(sought.found) - SHOWN, 0))


def _agency(agency: Agency, moment: Moment) -> AgencyFound:
    people = [
        _person(person, agency.id, moment)
        for role in ORDER
        for person in moment.directory.seated(agency.id, role)
        if _first_role(person, agency.id) is role
    ]
    return AgencyFound(
        agency=AgencyName(agency.id),
        type=role_words(agency.type),
        places=", ".join(agency.jurisdictions),
        can=", ".join(map(role_words, sorted(agency.capabilities))) or None,
        speaks=", ".join(sorted(agency.languages)) or None,
        open=open_now(agency, moment),
        people=tuple(people[:PEOPLE_SHOWN]),
        more=max(len(people) - PEOPLE_SHOWN, 0),
    )


def _first_role(person: Person, agency: AgencyId) -> SeatRole | None:
    roles = {role for seat in person.seats if seat.agency == agency for role in seat.roles}
    return next((role for role in ORDER if role in roles), None)


def _person(person: Person, agency: AgencyId, moment: Moment) -> FoundPerson:
    role = _first_role(person, agency)
    return FoundPerson(PersonName(person.user), role.value if role else "liaison", _state(person, moment))


def _state(person: Person, moment: Moment) -> str:
    """`away`, `frozen`, `no-chat`, or `here`."""
    if absent(person, moment):
        return "away"
    return moment.standing.passed(person.user) or "here"


# who could be invited then


def _then(sought: Then, asker: Person, template: Template, moment: Moment) -> CouldBeInvited:
    directory = moment.directory
    forces = tuple(directory.task_forces[id] for id in sought.forces)
    place = sought.jurisdiction or _only_place(template, forces, asker, directory)
    at = sought.at or moment.now
    then = replace(moment, now=at)
    lines: list[RoleThen] = []
    for force in (force for force in forces if place in force.jurisdictions):
        wanted = Wanted(
            template=template,
            force=force,
            jurisdiction=place,
            priority=template.priority,
            opener=NOBODY,
            language=sought.language,
        )
        lines += _roles(wanted, then)
    return CouldBeInvited(
        template=template.id,
        place=directory.jurisdictions[place].name,
        at=At(at) if sought.at else None,
        language=sought.language_name,
        roles=tuple(lines[:SHOWN]),
        more=max(len(lines) - SHOWN, 0),
    )


def _only_place(
    template: Template, forces: Collection[TaskForce], asker: Person, directory: Directory
) -> JurisdictionId:
    """The one that can be meant: the only one, else the asker's own. Raises Refused."""
    covered = placed(template, directory.jurisdictions).jurisdictions
    known = tuple(dict.fromkeys(id for force in forces for id in force.jurisdictions if id in covered))
    own = [
        id
        for agency in directory.agencies_of(asker.user)
        for id in directory.agencies[agency].jurisdictions
        if id in known
    ]
    if len(known) == 1 or len(set(own)) == 1:
        return (own or known)[0]
    raise Refused(NoSuchPlace(template.id, known))


def _roles(wanted: Wanted, then: Moment) -> list[RoleThen]:
    """A line for each role in the order of the template: who plays it, and who of them cannot be asked and why."""
    found = match(wanted, then)
    lines = []
    for role in wanted.template.roles.values():
        if role.per is not None:
            lines.append(RoleThen(role_words(role.name), None, per=True))
            continue
        chosen = next((one.agency for one in found.placed if one.role == role.name), None)
        users = [one.user for one in found.placed if one.role == role.name]
        lines.append(_role(role, chosen, users, wanted, then))
    return lines


def _role(
    role: TemplateRole, chosen: AgencyId | None, users: Collection[UserId], wanted: Wanted, then: Moment
) -> RoleThen:
    directory = then.directory
    if chosen is None:
        near = [agency for agency in ranked(role, wanted, then) if fits(agency, role, wanted)]
        kept = [_person(person, one.id, then) for one in near[:1] for person in _staff(one.id, directory)]
        return RoleThen(role_words(role.name), None, kept_out=tuple(kept[:PEOPLE_SHOWN]), optional=role.optional)
    people = [directory.people[user] for user in users]
    agency = directory.agencies[chosen]
    speaks = wanted.language is None or wanted.language in agency.languages.union(*(one.languages for one in people))
    kept_out = [
        _person(person, chosen, then) for person in _staff(chosen, directory, liaisons=True) if person.user not in users
    ]
    return RoleThen(
        role=role_words(role.name),
        agency=AgencyName(chosen),
        people=tuple(_person(person, chosen, then) for person in people[:PEOPLE_SHOWN]),
        kept_out=tuple(one for one in kept_out if one.state in ("away", "frozen"))[:PEOPLE_SHOWN],
        closed=not open_now(agency, then),
        speaks=speaks,
    )


def _staff(agency: AgencyId, directory: Directory, *, liaisons: bool = False) -> tuple[Person, ...]:
    roles = (SeatRole.LIAISON,) if liaisons else (SeatRole.LIAISON, SeatRole.DEPUTY)
    return tuple(dict.fromkeys(person for role in roles for person in directory.seated(agency, role)))
