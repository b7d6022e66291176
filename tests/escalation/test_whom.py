"""Who is meant by owner, deputy, lead agency, task force lead and committee, from the live directory."""

from dataclasses import replace

import pytest

from tests.builders import a_case, a_case_snapshot, a_directory, a_moment, a_seat, a_standing, a_task
from tests.cast import (
    ADMIN,
    CHAIR,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HEALTH,
    LEAD_DEPUTY,
    LENA,
    MORGAN,
    NOON,
    PAT,
    POLICE,
    POLICE_DEPUTY,
    TASK_FORCE,
    a_person,
)
from workflows.escalation.whom import acting_agency, belongs, candidates, resolve, unreachable
from workflows.values.directory import AgencySeat, SeatRole, TargetKind
from workflows.values.ids import UserId
from workflows.values.model import TaskStatus

ROBIN = UserId("@robin:hs")
A_SECOND = a_person(ROBIN, "Robin", POLICE)
OWNER, DEPUTY, LEAD_AGENCY, LEAD, COMMITTEE, SPOC = TargetKind


@pytest.mark.parametrize(
    ("kind", "users"),
    [
        (OWNER, (HANA,)),
        (DEPUTY, (HARBOUR_DEPUTY,)),
        (LEAD_AGENCY, (PAT,)),
        (LEAD, (MORGAN,)),
        (COMMITTEE, (CHAIR,)),
    ],
)
def test_each_kind_means_somebody(kind, users):
    assert resolve(kind, a_task(owner=HARBOUR), a_case_snapshot(), a_moment()) == users


def test_owners_are_those_who_sit_in_the_case_and_not_all_liaisons_of_the_agency():
    moment = a_moment(directory=a_directory(people=(A_SECOND,)))
    assert resolve(OWNER, a_task(), a_case_snapshot(), moment) == (PAT,)


def test_without_a_seat_in_the_case_all_liaisons_of_the_agency_are_meant():
    moment = a_moment(directory=a_directory(people=(A_SECOND,)))
    nobody_seated = a_case_snapshot(seats=())
    assert resolve(OWNER, a_task(), nobody_seated, moment) == (PAT, ROBIN)
    left = a_case_snapshot(seats=(a_seat(POLICE, removed_at=NOON),))
    assert resolve(OWNER, a_task(), left, moment) == (PAT, ROBIN)


def test_a_seated_cover_is_meant_where_the_liaison_cannot_be_told():
    cover = a_seat(POLICE, user=POLICE_DEPUTY)
    case = a_case_snapshot(seats=(a_seat(POLICE), cover))
    assert resolve(OWNER, a_task(), case, a_moment()) == (PAT,)
    frozen = a_moment(standing=a_standing(frozen=frozenset({PAT})))
    assert resolve(OWNER, a_task(), case, frozen) == (PAT, POLICE_DEPUTY)


def test_a_person_who_left_the_agency_speaks_for_it_no_more():
    moved = replace(a_person(PAT, "Pat"), seats=(AgencySeat(agency=HEALTH, roles=frozenset({SeatRole.LIAISON})),))
    moment = a_moment(directory=a_directory(people=(moved, A_SECOND)))
    assert ROBIN in resolve(OWNER, a_task(), a_case_snapshot(), moment)


@pytest.mark.parametrize(
    ("changes", "frozen", "users"),
    [
        ({}, (), (MORGAN,)),
        ({"on_call": (LENA,)}, (), (LENA,)),
        ({"on_call": (LENA,)}, (LENA,), (LENA, MORGAN)),
        ({}, (MORGAN,), (MORGAN, LEAD_DEPUTY)),
        ({"on_call": (LENA,)}, (LENA, MORGAN), (LENA, MORGAN, LEAD_DEPUTY)),
        ({"leads": ()}, (), (LEAD_DEPUTY,)),
    ],
)
def test_on_call_goes_before_leads_and_leads_before_their_deputies(changes, frozen, users):
    directory = a_directory(force=replace(TASK_FORCE, **changes))
    moment = a_moment(directory=directory, standing=a_standing(directory, frozen=frozenset(frozen)))
    assert resolve(LEAD, a_task(), a_case_snapshot(), moment) == users


def test_a_task_force_that_is_gone_has_nobody():
    moment = a_moment(directory=a_directory(task_forces={}))
    for kind in (LEAD, COMMITTEE):
        assert resolve(kind, a_task(), a_case_snapshot(), moment) == ()
        assert not belongs(MORGAN, kind, a_task(), a_case_snapshot(), moment.directory)


def test_the_same_person_is_told_once_as_the_first_of_what_they_are():
    both = replace(a_person(PAT, "Pat", POLICE), seats=(AgencySeat(agency=POLICE, roles=frozenset(SeatRole)),))
    moment = a_moment(directory=a_directory(people=(both,)))
    found = candidates((OWNER, DEPUTY, LEAD_AGENCY), a_task(), a_case_snapshot(), moment)
    assert [(one.user, one.kind) for one in found] == [(PAT, "owner"), (POLICE_DEPUTY, "deputy")]


@pytest.mark.parametrize("left_out", [{HANA}, {HARBOUR}])
def test_the_left_out_are_meant_by_nothing(left_out):
    case = a_case_snapshot(case=a_case(left_out=frozenset(left_out)))
    assert HANA not in resolve(OWNER, a_task(owner=HARBOUR), case, a_moment())
    assert not belongs(HANA, OWNER, a_task(owner=HARBOUR), case, a_directory())


def test_a_lead_who_sits_in_an_agency_that_was_left_out_is_left_out():
    directory = a_directory(people=(a_person(MORGAN, "Lead Morgan", HEALTH),))
    case = a_case_snapshot(case=a_case(left_out=frozenset({HEALTH})))
    assert resolve(LEAD, a_task(), case, a_moment(directory=directory)) == (LEAD_DEPUTY,)


def test_a_blocked_task_is_moved_by_those_it_waits_for():
    assert acting_agency(a_task(status=TaskStatus.BLOCKED, blocked_by=HARBOUR)) == HARBOUR
    assert acting_agency(a_task(status=TaskStatus.OPEN, blocked_by=HARBOUR)) == POLICE


@pytest.mark.parametrize(
    ("user", "kind", "belong"),
    [
        (PAT, "owner", True),
        (POLICE_DEPUTY, "deputy", True),
        (HANA, "owner", False),
        (PAT, "lead_agency", True),
        (HANA, "lead_agency", False),
        (MORGAN, "task_force_lead", True),
        (LEAD_DEPUTY, "task_force_lead", True),
        (PAT, "task_force_lead", False),
        (CHAIR, "committee", True),
        (MORGAN, "committee", False),
        (PAT, "taker", True),
        (MORGAN, "taker", True),
        (HANA, "taker", False),
        (ADMIN, "taker", False),
    ],
)
def test_only_those_who_still_are_what_they_were_may_hear_of_it(user, kind, belong):
    assert belongs(user, kind, a_task(), a_case_snapshot(), a_directory()) is belong


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (a_standing(), None),
        (a_standing(no_chat=(PAT,)), "no-chat"),
        (a_standing(frozen=frozenset({PAT})), "frozen"),
    ],
)
def test_why_somebody_cannot_be_told(standing, why):
    assert unreachable(PAT, a_moment(standing=standing)) == why
