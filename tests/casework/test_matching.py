"""Whom a case would ask: types in order, jurisdiction, capability, language, hours; never who was left out."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_directory, a_moment, a_standing, a_template
from tests.cast import (
    ACCOMMODATION,
    AGENCIES,
    ENGLAND,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HEALTH,
    HEATH,
    HOUR,
    LEGAL,
    LEGAL_ADVICE,
    LENA,
    MEDICAL,
    NEW_YORK,
    NOON,
    PAT,
    PEOPLE,
    POLICE,
    POLICE_DEPUTY,
    RESPONDER,
    TASK_FORCE,
    a_person,
    an_agency,
    hours,
    working_days,
)
from workflows.casework.matching import LIAISON, Match, Placed, Wanted, match, open_now
from workflows.casework.seating import members_of, new_room
from workflows.language.template import TemplateRole
from workflows.values.directory import (
    POLICE_TYPES,
    Absence,
    AgencySeat,
    Hours,
    Person,
    Priority,
    SeatRole,
    Span,
    SpanUnit,
)
from workflows.values.ids import AgencyId, CaseId, RoleName, UserId
from workflows.values.model import RoomKind, Seat, Where

EVENING = datetime(2026, 11, 27, 20, tzinfo=UTC)
SHORE, SHORE_LIAISON = AgencyId("shore"), UserId("@sho:hs")
OFFICE_HOURS = Hours(opens=time(9), closes=time(17))


def found(
    now=NOON, *, agencies=AGENCIES, people=(), roles=None, tasks=(), frozen=(), force=None, opener=PAT, **wanted
) -> Match:
    """A match in the task force of the tests, with more agencies and people, opened by Pat of City Police."""
    force = force or replace(TASK_FORCE, agencies=tuple(agency.id for agency in agencies))
    directory = a_directory(force=force, people=people, agencies={agency.id: agency for agency in agencies})
    template = a_template(**({"roles": {role.name: role for role in roles}, "tasks": tasks} if roles else {}))
    standing = a_standing(directory, frozen=frozenset(frozen))
    asked = Wanted(
        template=template,
        force=force,
        jurisdiction=ENGLAND,
        priority=wanted.pop("priority", Priority.P2),
        opener=opener,
        opener_agency=wanted.pop("opener_agency", POLICE),
        **wanted,
    )
    return match(asked, a_moment(now, directory=directory, standing=standing))


def ngo(id=SHORE, **changes):
    return an_agency(id, "Shore", "ngo", capabilities=frozenset({"accommodation"}), **changes)


def away(person: Person) -> Person:
    return replace(person, absences=(Absence(start=NOON - HOUR, end=NOON + HOUR),))


def test_each_role_goes_to_its_type_of_agency():
    assert found().owners == {RESPONDER: POLICE, ACCOMMODATION: HARBOUR, MEDICAL: HEALTH, LEGAL_ADVICE: LEGAL}
    assert found().unfilled == ()


def test_the_opener_sits_for_their_own_agency():
    assert found().people_of(POLICE) == (PAT,)


def test_of_an_agency_its_liaisons_are_asked():
    another = a_person(UserId("@hilda:hs"), "Hilda", HARBOUR)
    assert found(people=(another,)).people_of(HARBOUR) == (HANA, another.user)


def test_while_the_liaison_is_away_the_deputy_is_asked():
    hana = next(person for person in PEOPLE if person.user == HANA)
    assert found(people=(away(hana),)).people_of(HARBOUR) == (HARBOUR_DEPUTY,)


def test_somebody_frozen_is_not_asked():
    assert found(frozen={HANA}).people_of(HARBOUR) == (HARBOUR_DEPUTY,)


def test_a_role_for_which_nobody_is_there_is_named():
    heath = next(person for person in PEOPLE if person.user == HEATH)
    assert found(people=(away(heath),)).unfilled == (MEDICAL,)


def test_an_optional_role_is_not_named():
    roles = (TemplateRole(name=RoleName("interpreter"), types=("private_partner",), optional=True),)
    assert found(roles=roles).unfilled == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"jurisdictions": (NEW_YORK,)},
        {"capabilities": frozenset({"counselling"})},
        {"type": "health"},
    ],
)
def test_jurisdiction_capability_and_type_have_to_fit(changes):
    agencies = tuple(replace(agency, **changes) if agency.id == HARBOUR else agency for agency in AGENCIES)
    assert ACCOMMODATION in found(agencies=agencies).unfilled


def test_an_agency_outside_the_task_force_is_not_asked():
    force = replace(TASK_FORCE, agencies=(POLICE, HEALTH, LEGAL))
    assert found(force=force).unfilled == (ACCOMMODATION,)


def test_types_are_tried_in_the_order_of_the_role():
    role = TemplateRole(name=ACCOMMODATION, types=("social_services", "ngo"))
    council = an_agency(AgencyId("council"), "Council", "social_services")
    person = a_person(UserId("@council:hs"), "Council", council.id)
    there = found(roles=(role,), agencies=(*AGENCIES, council), people=(person,))
    assert there.owners[ACCOMMODATION] == council.id


@pytest.mark.parametrize(
    ("priority", "due", "expected"),
    [
        (Priority.P2, hours(4), SHORE),
        (Priority.P2, Span(1, SpanUnit.DAYS), SHORE),
        (Priority.P2, hours(48), HARBOUR),
        (Priority.P2, working_days(10), HARBOUR),
        (Priority.P3, hours(4), HARBOUR),
    ],
)
def test_for_what_is_due_today_whoever_is_open_goes_first(priority, due, expected):
    """Where there is time, or only working hours count, the better type is asked although it is shut now."""
    role = TemplateRole(name=ACCOMMODATION, types=("ngo", "social_services"))
    task = replace(a_template().tasks[0], owner=ACCOMMODATION, due=due)
    shut = tuple(replace(agency, hours=OFFICE_HOURS) if agency.id == HARBOUR else agency for agency in AGENCIES)
    always = replace(ngo(), type="social_services")
    person = a_person(SHORE_LIAISON, "Shore", SHORE)
    there = found(EVENING, roles=(role,), tasks=(task,), agencies=(*shut, always), people=(person,), priority=priority)
    assert there.owners[ACCOMMODATION] == expected


def test_the_openers_own_agency_goes_before_others_of_its_type():
    agencies = (*AGENCIES, ngo())
    person = a_person(SHORE_LIAISON, "Shore", SHORE)
    there = found(agencies=agencies, people=(person,), opener=SHORE_LIAISON, opener_agency=SHORE)
    assert there.owners[ACCOMMODATION] == SHORE


def test_who_opens_a_case_sits_in_it():
    roles = (TemplateRole(name=MEDICAL, types=("health",)),)
    assert found(roles=roles).placed[-1] == Placed(LIAISON, POLICE, PAT)
    assert found(roles=roles, opener_agency=None).agencies == (HEALTH,)
    assert PAT not in {place.user for place in found(roles=roles, left_out=frozenset({PAT})).placed}


def test_who_speaks_the_language_goes_first():
    agencies = (*AGENCIES, ngo(languages=frozenset({"vi"})))
    person = a_person(SHORE_LIAISON, "Shore", SHORE)
    assert found(agencies=agencies, people=(person,)).owners[ACCOMMODATION] == HARBOUR
    assert found(agencies=agencies, people=(person,), language="vi").owners[ACCOMMODATION] == SHORE


def test_one_agency_may_play_several_roles():
    """No more agencies learn of a case than must."""
    roles = (
        TemplateRole(name=MEDICAL, types=("health",)),
        TemplateRole(name=RoleName("counselling"), types=("ngo", "health")),
        TemplateRole(name=RoleName("safety"), types=("ngo",)),
        TemplateRole(name=RoleName("housing"), types=("ngo",)),
    )
    agencies = (ngo(), *AGENCIES)
    person = a_person(SHORE_LIAISON, "Shore", SHORE)
    assert found(roles=roles, agencies=agencies, people=(person,), opener_agency=None).agencies == (HEALTH, SHORE)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 27, 9, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 8, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 27, 17, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 12, 25, 12, tzinfo=UTC), False),  # a holiday
        (datetime(2026, 7, 3, 8, 30, tzinfo=UTC), True),  # half past nine in summer
    ],
)
def test_hours_are_read_on_the_clock_of_the_agency(at, is_open):
    assert open_now(replace(ngo(), hours=OFFICE_HOURS), a_moment(at)) is is_open


LEFT_OUT = st.sets(st.sampled_from([*(agency.id for agency in AGENCIES), *(person.user for person in PEOPLE)]))


@given(left_out=LEFT_OUT)
def test_who_is_left_out_is_never_found(left_out):
    match = found(left_out=frozenset(left_out))
    assert not left_out & {place.user for place in match.placed}
    assert not left_out & {place.agency for place in match.placed}


@given(left_out=LEFT_OUT, now=st.sampled_from([NOON, EVENING]), frozen=st.sets(st.sampled_from([PAT, HANA, LENA])))
def test_each_role_is_filled_once_or_named(left_out, now, frozen):
    match = found(now, left_out=frozenset(left_out), frozen=frozen)
    for role in a_template().roles.values():
        assert len({place.agency for place in match.placed if place.role == role.name}) <= 1
        assert (role.name in match.owners) != (role.name in match.unfilled)


@given(data=st.data())
def test_no_police_in_a_support_only_room(data):
    """Whoever has any seat in an agency of police type never gets in, whatever else they are."""
    types = data.draw(st.lists(st.sampled_from(["ngo", "health", *sorted(POLICE_TYPES)]), min_size=2, max_size=5))
    agencies = tuple(an_agency(AgencyId(f"agency-{n}"), f"Agency {n}", type) for n, type in enumerate(types))
    people = tuple(
        Person(
            user=UserId(f"@somebody-{n}:hs"),
            name=str(n),
            seats=tuple(
                AgencySeat(agency=agency.id, roles=frozenset({data.draw(st.sampled_from(SeatRole))}))
                for agency in data.draw(st.lists(st.sampled_from(agencies), min_size=1, max_size=3, unique=True))
            ),
        )
        for n in range(4)
    )
    role = TemplateRole(name=RoleName("support"), where=Where.SUPPORT)
    everybody = found(roles=(role,), agencies=agencies, people=people, opener_agency=None)
    moment = a_moment(directory=a_directory(people=people, agencies={agency.id: agency for agency in agencies}))
    rooms = (new_room(RoomKind.JOINT, "joint", moment), new_room(RoomKind.SUPPORT, "support", moment))
    seats = tuple(
        Seat(case=CaseId("c"), agency=place.agency, user=place.user, role=place.role, added_by=PAT, added_at=NOON)
        for place in everybody.placed
    ) + tuple(
        Seat(case=CaseId("c"), agency=seat.agency, user=person.user, role=role.name, added_by=PAT, added_at=NOON)
        for person in people
        for seat in person.seats
    )
    template = a_template(roles={role.name: role})
    inside = {m.user for m in members_of(seats, template, rooms, (), moment) if m.room == rooms[1].id}
    police = {agency.id for agency in agencies if agency.type in POLICE_TYPES}
    assert not {p.user for p in people if {seat.agency for seat in p.seats} & police} & inside
    assert not {place.agency for place in everybody.placed} & police


def test_deputies_are_asked_only_in_place_of_liaisons():
    assert POLICE_DEPUTY not in {place.user for place in found(opener_agency=None).placed}
