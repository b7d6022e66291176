"""What was changed about people by command, over the directory of the files: what it does, and when it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.overlay import in_step, overlaid
from config.snapshots import decode_directory, encode_directory
from tests.builders import a_directory
from tests.cast import ADMIN, DAY, HANA, HARBOUR, HEALTH, HOUR, MORGAN, NOON, PAT, POLICE, a_person
from workflows.values.directory import Absence, AgencySeat, SeatRole
from workflows.values.ids import AgencyId, UserId
from workflows.values.person_changes import ChangeOf, PersonChange

LIAISON, DEPUTY, COORDINATOR = SeatRole.LIAISON, SeatRole.DEPUTY, SeatRole.COORDINATOR
VEGA = UserId("@vega:hs")
AWAY = Absence(start=NOON, end=NOON + DAY)


def a_seat(user, *roles, agency=POLICE, at=NOON, **changes):
    return PersonChange(
        agency=agency, user=user, what=ChangeOf.SEAT, by=ADMIN, at=at, roles=frozenset(roles), version=1, **changes
    )


def away(user, start=NOON, end=NOON + DAY, at=NOON):
    return PersonChange(agency=POLICE, user=user, what=ChangeOf.AWAY, by=ADMIN, at=at, start=start, end=end, version=1)


def seats(directory, user):
    return {seat.agency: set(seat.roles) for seat in directory.people[user].seats}


def test_without_changes_the_directory_is_the_same():
    directory = a_directory()
    assert overlaid(directory, ()) is directory
    assert overlaid(directory, [a_seat(PAT, LIAISON)]) is directory


def test_somebody_new_is_in_it_under_a_hash_of_its_own():
    directory = a_directory()
    changed = overlaid(directory, [a_seat(VEGA, LIAISON, name="Officer Vega", languages=frozenset({"ti"}))])
    assert changed.people[VEGA] == replace(a_person(VEGA, "Officer Vega", POLICE), languages=frozenset({"ti"}))
    assert changed.hash not in ("", directory.hash)
    assert decode_directory(encode_directory(changed)) == changed


def test_roles_change_in_their_place():
    changed = overlaid(a_directory(), [a_seat(PAT, DEPUTY)])
    assert seats(changed, PAT) == {POLICE: {DEPUTY}}
    assert list(changed.people) == list(a_directory().people)


def test_a_second_seat():
    assert seats(overlaid(a_directory(), [a_seat(HANA, LIAISON, agency=HEALTH)]), HANA) == {
        HARBOUR: {LIAISON},
        HEALTH: {LIAISON},
    }


def test_who_left_their_only_agency_is_not_in_it_any_more():
    assert PAT not in overlaid(a_directory(), [a_seat(PAT)]).people


@pytest.mark.parametrize("user", [ADMIN, MORGAN])
def test_who_has_another_part_stays_without_a_seat(user):
    seated = replace(a_person(user, "Both"), seats=(AgencySeat(agency=POLICE, roles=frozenset({LIAISON})),))
    changed = overlaid(a_directory(people=(seated,)), [a_seat(user)])
    assert changed.people[user].seats == ()


def test_the_newest_word_counts():
    changes = [a_seat(VEGA, DEPUTY, at=NOON + HOUR), a_seat(VEGA, LIAISON, name="Officer Vega")]
    assert seats(overlaid(a_directory(), changes), VEGA) == {POLICE: {DEPUTY}}


def test_what_is_about_an_agency_or_a_person_that_the_files_do_not_know_does_nothing():
    directory = a_directory()
    assert overlaid(directory, [a_seat(PAT, LIAISON, agency=AgencyId("gone"))]) is directory
    assert overlaid(directory, [a_seat(VEGA, LIAISON), away(VEGA)]) is directory


def test_away_and_back():
    assert overlaid(a_directory(), [away(PAT)]).people[PAT].absences == (AWAY,)
    filed = a_directory(people=(a_person(PAT, "Pat", POLICE, absences=(AWAY,)),))
    assert overlaid(filed, [away(PAT)]) is filed
    back = overlaid(filed, [away(PAT, None, None, at=NOON + HOUR)])
    assert back.people[PAT].absences == (Absence(start=NOON, end=NOON + HOUR),)
    at_once = overlaid(filed, [away(PAT, None, None, at=NOON)])
    assert at_once.people[PAT].absences == ()


FILED = a_directory()
WITH_VEGA = a_directory(people=(a_person(VEGA, "Officer Vega", POLICE),))
PAT_AWAY = a_directory(people=(a_person(PAT, "Pat", POLICE, absences=(AWAY,)),))


@pytest.mark.parametrize(
    ("filed", "change", "over"),
    [
        (FILED, a_seat(VEGA, LIAISON, name="Officer Vega"), False),
        (WITH_VEGA, a_seat(VEGA, LIAISON, name="Officer Vega"), True),
        (FILED, a_seat(PAT, LIAISON), True),
        (FILED, a_seat(PAT, DEPUTY), False),
        (FILED, a_seat(PAT), False),
        (a_directory(without=(PAT,)), a_seat(PAT), True),
        (a_directory(without=(PAT,)), a_seat(PAT, DEPUTY), True),
        (FILED, a_seat(PAT, DEPUTY, agency=AgencyId("gone")), True),
        (FILED, away(PAT), False),
        (PAT_AWAY, away(PAT), True),
        (FILED, away(PAT, NOON - DAY, NOON - HOUR), True),
        (a_directory(without=(PAT,)), away(PAT), True),
        (PAT_AWAY, away(PAT, None, None), False),
        (FILED, away(PAT, None, None), True),
    ],
)
def test_a_change_is_over_when_the_files_say_it_too(filed, change, over):
    stepped = in_step(filed, [change], NOON)
    assert stepped == ((replace(change, over=True),) if over else ())
    assert not over or overlaid(filed, [change]).people.keys() == filed.people.keys()


def test_who_is_named_by_the_files_is_not_named_by_a_change_any_more():
    added = a_seat(VEGA, DEPUTY, name="Officer Vega")
    (stepped,) = in_step(WITH_VEGA, [added], NOON)
    assert (stepped.name, stepped.over) == (None, False)
    assert seats(overlaid(WITH_VEGA, [stepped]), VEGA) == {POLICE: {DEPUTY}}
    assert VEGA not in overlaid(FILED, [stepped]).people, "who is taken out of the files stays out"
    (ended,) = in_step(FILED, [stepped], NOON + timedelta(days=9))
    assert ended.over
