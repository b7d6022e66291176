"""Every cell of the table of who may do what, with real people of a directory; and a refusal names who can."""

from dataclasses import replace

import pytest

from tests.builders import a_case_snapshot, a_directory, a_handle, a_moment, a_seat, a_task
from tests.cast import (
    ADMIN,
    CHAIR,
    HANA,
    HEALTH,
    HEATH,
    LEAD_DEPUTY,
    MORGAN,
    NOON,
    PAT,
    POLICE,
    POLICE_COORDINATOR,
    POLICE_DEPUTY,
    a_person,
)
from workflows.casework.access import MAY, Part, parts_of, require
from workflows.values.directory import AgencySeat, SeatRole
from workflows.values.ids import UserId
from workflows.values.notices.access import NotAllowed
from workflows.values.notices.base import AgencyName, Refused

STRANGER = UserId("@stranger:hs")
TASK = a_task(4)  # of City Police; its deputy and the committee's chair were told of it
CASE = a_case_snapshot(TASK, handles=(a_handle(TASK, 17, [CHAIR, POLICE_DEPUTY]),))
PEOPLE = {
    "owner": PAT,
    "member": HANA,
    "lead": MORGAN,
    "deputy-lead": LEAD_DEPUTY,
    "paged": CHAIR,
    "paged-owner": POLICE_DEPUTY,
    "coordinator": POLICE_COORDINATOR,
    "admin": ADMIN,
    "stranger": STRANGER,
}
#               owner member lead deputy-lead paged paged-owner coordinator admin stranger
GRID = """
list            y     y      y    y           -     y           -           -     -
show            y     y      y    y           -     y           -           -     -
mine            y     y      y    y           -     y           -           -     -
board           y     y      y    y           -     y           -           -     -
who             y     y      y    y           -     y           -           -     -
look            y     y      y    y           -     y           y           y     -
add             y     y      y    y           -     y           -           -     -
why             y     y      y    y           y     y           -           -     -
call            y     y      y    y           y     y           -           -     -
take            y     -      y    y           y     y           -           -     -
later           y     -      y    y           -     y           -           -     -
done            y     -      y    y           -     y           -           -     -
give            y     -      y    y           -     y           -           -     -
block           y     -      y    y           -     y           -           -     -
unblock         y     -      y    y           -     y           -           -     -
drop            y     -      y    y           -     y           -           -     -
reopen          y     -      y    y           -     y           -           -     -
due             y     -      y    y           -     y           -           -     -
chase           y     -      -    -           -     y           -           -     -
renew           y     -      y    y           -     y           -           -     -
lift            -     -      -    -           -     -           -           -     -
case.status     y     y      y    y           -     y           -           -     -
case.list       y     y      y    y           -     y           -           -     -
case.set        y     y      y    y           -     y           -           -     -
case.stage      -     -      y    y           -     -           -           -     -
case.open       y     y      y    y           -     -           -           -     -
case.invite     y     y      y    y           -     y           -           -     -
case.approve    -     -      y    y           -     -           -           -     -
case.remove     -     -      y    y           -     -           -           -     -
case.close      -     -      y    y           -     -           -           -     -
case.reopen     -     -      y    y           -     -           -           -     -
case.priority   -     -      y    y           -     -           -           -     -
case.upgrade-workflow - -    y    y           -     -           -           -     -
operation.status y    y      y    y           -     y           -           -     -
operation.ready y     y      y    y           -     y           -           -     -
operation.go    -     -      y    y           -     -           -           -     -
operation.abort y     y      y    y           -     -           -           -     -
operation.release -   -      y    y           -     -           -           -     -
person.enrol    -     -      -    -           -     -           y           y     -
person.revoke   -     -      -    -           -     -           y           y     -
person.add      -     -      -    -           -     -           y           y     -
person.away     y     y      y    y           -     -           y           y     -
confirm         -     -      y    y           -     -           y           y     -
config          -     -      -    -           -     -           -           y     -
workflow        -     -      -    -           -     -           -           y     -
workflow.show   y     y      y    y           -     -           -           y     -
"""
CELLS = [
    (verb, who, letter == "y")
    for verb, *row in (line.split() for line in GRID.strip().splitlines())
    for who, letter in zip(PEOPLE, row, strict=True)
]


def test_the_grid_is_whole():
    assert {verb for verb, _, _ in CELLS} == set(MAY)


@pytest.mark.parametrize(("verb", "who", "may"), CELLS)
def test_each_cell(verb, who, may):
    def ask():
        return require(verb, CASE, PEOPLE[who], TASK, moment=a_moment(), agency=POLICE)

    if may:
        assert ask()
    else:
        with pytest.raises(Refused) as no:
            ask()
        assert isinstance(no.value.notice, NotAllowed)


@pytest.mark.parametrize(
    ("verb", "refusal"),
    [
        ("done", NotAllowed("owner", AgencyName(POLICE))),
        ("chase", NotAllowed("watcher", AgencyName(POLICE))),
        ("case.close", NotAllowed("lead")),
        ("list", NotAllowed("member")),
        ("config", NotAllowed("administrator")),
        ("person.enrol", NotAllowed("coordinator")),
        ("case.open", NotAllowed("liaison")),
    ],
)
def test_a_refusal_names_who_can(verb, refusal):
    with pytest.raises(Refused) as no:
        require(verb, CASE, STRANGER, TASK, moment=a_moment())
    assert no.value.notice == refusal


def test_who_left_the_directory_may_nothing_from_that_second():
    assert parts_of(PAT, a_directory(without=[PAT]), case=CASE, task=TASK) == frozenset()


def test_a_seat_without_the_agency_in_the_live_directory_counts_for_nothing():
    moved = a_person(PAT, "Pat", HEALTH)
    assert parts_of(PAT, a_directory(people=[moved]), case=CASE, task=TASK) == {Part.LIAISON}


def test_a_seat_that_was_taken_away_counts_for_nothing():
    gone = a_case_snapshot(TASK, seats=(a_seat(POLICE, removed_at=NOON),))
    assert parts_of(PAT, a_directory(), case=gone, task=TASK) == {Part.LIAISON}


def test_who_was_paged_may_take_and_no_more_for_another_agency():
    assert parts_of(CHAIR, a_directory(), case=CASE, task=TASK) == {Part.PAGED}
    assert require("take", CASE, CHAIR, TASK, moment=a_moment()) == {Part.PAGED}


def test_somebody_with_two_seats_acts_for_the_one_that_owns_the_task():
    both = a_person(HEATH, "Heath", HEALTH)
    both = replace(both, seats=(*both.seats, AgencySeat(agency=POLICE, roles=frozenset({SeatRole.LIAISON}))))
    case = a_case_snapshot(TASK, a_task(5, owner=HEALTH), seats=(a_seat(HEALTH), a_seat(POLICE, user=HEATH)))
    directory = a_directory(people=[both])
    for task in case.tasks:
        assert Part.OWNER in parts_of(HEATH, directory, case=case, task=task)
