"""Who would be asked into a case: for each role of its template the agency that fits best now, and its people."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workflows.casework.anchoring import covers
from workflows.casework.snapshots import Moment
from workflows.casework.telling import absent
from workflows.language.template import FieldKind, Template, TemplateRole, ValuesOf
from workflows.time.calendar import calendar_of
from workflows.values.directory import (
    POLICE_TYPES,
    Agency,
    Directory,
    Person,
    Priority,
    SeatRole,
    Span,
    SpanUnit,
    TaskForce,
)
from workflows.values.ids import AgencyId, FieldName, JurisdictionId, RoleName, UserId
from workflows.values.model import Where

LIAISON = RoleName("liaison")
"""The role of somebody for whom the template has none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One person who would sit in the case, for one agency in one role."""

    role: RoleName
    agency: AgencyId
    user: UserId


@dataclass(frozen=True, slots=True)
class Match:
    """Everybody who would be asked, and the roles that no one fills now."""

    placed: tuple[Placed, ...]
    unfilled: tuple[RoleName, ...]

    @property
    def agencies(self) -> tuple[AgencyId, ...]:
        return tuple(dict.fromkeys(place.agency for place in self.placed))

    @property
    def owners(self) -> dict[RoleName, AgencyId]:
        """Which agency plays each role that is filled."""
        return {place.role: place.agency for place in self.placed}

    def people_of(self, agency: AgencyId) -> tuple[UserId, ...]:
        return tuple(dict.fromkeys(place.user for place in self.placed if place.agency == agency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a case needs of its agencies. `left_out` holds agency and user ids; they are never found."""

    template: Template
    force: TaskForce
    jurisdiction: JurisdictionId
    priority: Priority
    opener: UserId
    opener_agency: AgencyId | None = None
    language: str | None = None  # ISO 639-1: agencies and people who speak it come first
    left_out: Collection[str] = frozenset()
    roles: frozenset[RoleName] | None = None  # those that are asked now; None: all
    values: Mapping[FieldName, tuple[str, ...]] = field(default_factory=dict)  # of fields of which roles are `per`
    place: str | None = None  # where the agency has to work, if not in the case's own jurisdiction: `RO`


def match(wanted: Wanted, moment: Moment) -> Match:
    """One agency for each role, in the order of the template, with its liaisons who are here, else its deputies.

    Who opens a case sits in it: for an agency that plays no role as plain liaison.
    """
    placed: list[Placed] = []
    unfilled: list[RoleName] = []
    for role, place in _parts(wanted):
        chosen = {one.agency for one in placed}
        there = replace(wanted, place=place_of(role, place, wanted.template))
        for agency in ranked(role, there, moment, chosen):
            people = people_for(agency.id, role.where, there, moment)
            if people:
                placed += [Placed(role.name, agency.id, user) for user in people]
                break
        else:
            if not role.optional:
                unfilled.append(role_of(role.name, place))
    opener, agency_id = moment.directory.person(wanted.opener), wanted.opener_agency
    sits = any(place.user == wanted.opener for place in placed)
    if agency_id and opener and not sits and _may_hear(opener, Where.JOINT, wanted, moment):
        placed.append(Placed(LIAISON, agency_id, opener.user))
    return Match(tuple(placed), tuple(unfilled))


def _parts(wanted: Wanted) -> Iterator[tuple[TemplateRole, str | None]]:
    """The roles that are asked now, one with an agency for each country once for each that is known."""
    for role in wanted.template.roles.values():
        if wanted.roles is None or role.name in wanted.roles:
            values: Sequence[str | None] = (None,) if role.per is None else wanted.values.get(role.per, ())
            yield from ((role, value) for value in values)


def role_of(role: RoleName, place: str | None) -> RoleName:
    """How a role that no one fills is remembered: with its country, where there is one for each."""
    return role if place is None else RoleName(f"{role} {place}")


def ranked(role: TemplateRole, wanted: Wanted, moment: Moment, chosen: Collection[AgencyId] = ()) -> list[Agency]:
    """The agencies that may play `role`, the best first.

    By the role's order of types; where it has something to do today, whoever is open now goes before that. Then the
    opener's own, then who speaks the language, then who is in the case already: no more agencies learn of it than must.
    """
    directory = moment.directory
    members = (directory.agencies[id] for id in wanted.force.agencies if id in directory.agencies)
    fitting = [agency for agency in members if fits(agency, role, wanted)]
    if role.opener and any(agency.id == wanted.opener_agency for agency in fitting):
        return [agency for agency in fitting if agency.id == wanted.opener_agency]
    today = needed_today(role, wanted, moment)

    def order(agency: Agency) -> tuple[object, ...]:
        own = agency.id == wanted.opener_agency
        place = role.types.index(agency.type) if role.types else 0
        shut = not (own or open_now(agency, moment))
        silent = wanted.language is not None and wanted.language not in agency.languages
        first = (shut, place) if today else (place, shut)
        return (*first, not own, silent, agency.id not in chosen)

    return sorted(fitting, key=order)


def needed_today(role: TemplateRole, wanted: Wanted, moment: Moment) -> bool:
    """Whether the role owns a task that is due within a day, in a case whose clocks run day and night."""
    if moment.directory.ladders[wanted.priority].working_time:
        return False
    return any(_within_a_day(task.due) for task in wanted.template.tasks if task.owner == role.name)


def _within_a_day(due: Span | None) -> bool:
    if due is None:
        return False
    return due.amount <= {SpanUnit.MINUTES: 24 * 60, SpanUnit.HOURS: 24, SpanUnit.DAYS: 1}.get(due.unit, 0)


def fits(agency: Agency, role: TemplateRole, wanted: Wanted) -> bool:
    """Type, jurisdiction and capability; never one that was left out, never police where only support sits."""
    return (
        agency.id not in wanted.left_out
        and _works_there(agency, wanted)
        and (not role.types or agency.type in role.types)
        and (role.capability is None or role.capability in agency.capabilities)
        and not (role.where is Where.SUPPORT and agency.type in POLICE_TYPES)
    )


def _works_there(agency: Agency, wanted: Wanted) -> bool:
    if wanted.place is None:
        return wanted.jurisdiction in agency.jurisdictions
    return any(covers(wanted.place, jurisdiction) for jurisdiction in agency.jurisdictions)


def place_of(role: TemplateRole, value: str | None, template: Template) -> str | None:
    """Where an agency has to work that plays a role for this value of a field: a country, if it is one."""
    known = template.fields.get(role.per) if role.per is not None else None
    if known is None or known.kind is FieldKind.COUNT or known.values_of is ValuesOf.LANGUAGES:
        return None
    return value


def open_now(agency: Agency, moment: Moment) -> bool:
    """Whether it is within the agency's hours, on the clock of its first jurisdiction."""
    hours = agency.hours
    if hours.always or not agency.jurisdictions:
        return True
    jurisdiction = moment.directory.jurisdictions[agency.jurisdictions[0]]
    calendar = calendar_of(jurisdiction)
    local = moment.now.astimezone(calendar.zone)
    return (
        local.weekday() in hours.days
        and local.date() not in jurisdiction.holidays
        and hours.opens <= local.time() < hours.closes
    )


def people_for(agency: AgencyId, where: Where, wanted: Wanted, moment: Moment) -> tuple[UserId, ...]:
    """The opener for their own agency; else its liaisons who are here and free to hear of it, else its deputies."""
    directory = moment.directory
    opener = directory.person(wanted.opener)
    if agency == wanted.opener_agency and opener is not None and _may_hear(opener, where, wanted, moment):
        return (opener.user,)
    for role in (SeatRole.LIAISON, SeatRole.DEPUTY):
        found = [person for person in directory.seated(agency, role) if _may_hear(person, where, wanted, moment)]
        if found:
            return tuple(person.user for person in _speakers_first(found, wanted.language))
    return ()


def sits_with_police(person: Person, directory: Directory) -> bool:
    """Whether any seat of theirs is in an agency of police type: such a person never sits in a support-only room."""
    agencies = (directory.agencies.get(seat.agency) for seat in person.seats)
    return any(agency is not None and agency.type in POLICE_TYPES for agency in agencies)


def _may_hear(person: Person, where: Where, wanted: Wanted, moment: Moment) -> bool:
    return (
        person.user not in wanted.left_out
        and not absent(person, moment)
        and person.user not in moment.standing.frozen
        and not _seated_in(person, wanted.left_out)
        and not (where is Where.SUPPORT and sits_with_police(person, moment.directory))
    )


def _seated_in(person: Person, agencies: Collection[str]) -> bool:
    """Somebody of an agency that is left out is left out, whatever else they are."""
    return any(seat.agency in agencies for seat in person.seats)


def _speakers_first(people: Sequence[Person], language: str | None) -> Iterable[Person]:
    return sorted(people, key=lambda person: language is not None and language not in person.languages)
