"""What was changed about people by command, over the directory of the files: what it does, and when it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_who_left_one_agency_and_came_to_another_is_there():
    for first, second in ((NOON, NOON + HOUR), (NOON + HOUR, NOON)):
        changes = [a_seat(PAT, at=first), a_seat(PAT, LIAISON, agency=HEALTH, at=second)]
        assert seats(overlaid(a_directory(), changes), PAT) == {HEALTH: {LIAISON}}


def test_an_absence_outlives_a_later_change_of_roles():
    changes = [away(VEGA), a_seat(VEGA, DEPUTY, name="Officer Vega", at=NOON + HOUR)]
    assert overlaid(a_directory(), changes).people[VEGA].absences == (AWAY,)


def test_who_is_known_by_changes_only_keeps_the_seat_they_have_left():
    changes = [a_seat(VEGA, name="Officer Vega"), a_seat(VEGA, LIAISON, agency=HEALTH, name="Officer Vega")]
    assert seats(overlaid(a_directory(), changes), VEGA) == {HEALTH: {LIAISON}}
    (over,) = in_step(a_directory(), changes, NOON)
    assert (over.agency, over.over) == (POLICE, True)
    assert seats(overlaid(a_directory(), [over, changes[1]]), VEGA) == {HEALTH: {LIAISON}}


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


MOMENTS = st.integers(-48, 48).map(lambda hours: NOON + hours * HOUR)


def any_seat(user, agency, roles, at):
    """Each row names who is known by such rows only."""
    return a_seat(user, *roles, agency=agency, at=at, name="Officer Vega" if user == VEGA else None)


SEATS = st.builds(
    any_seat,
    st.sampled_from((PAT, HANA, MORGAN, VEGA)),
    st.sampled_from((POLICE, HARBOUR, HEALTH, AgencyId("gone"))),
    st.frozensets(st.sampled_from(SeatRole), max_size=2),
    MOMENTS,
)


def an_absence(user, start, hours, at, back):
    return away(user, None, None, at=at) if back else away(user, start, start + hours * HOUR, at=at)


ABSENCES = st.builds(
    an_absence, st.sampled_from((PAT, HANA, VEGA)), MOMENTS, st.integers(1, 72), MOMENTS, st.booleans()
)


@given(changes=st.lists(SEATS | ABSENCES, max_size=6, unique_by=lambda one: (one.agency, one.user, one.what)))
def test_files_that_say_what_was_changed_end_the_changes_and_nothing_moves(changes):
    filed = overlaid(PAT_AWAY, changes)
    left = [one for one in changes if one not in {replace(row, over=False) for row in in_step(filed, changes, NOON)}]
    assert overlaid(filed, left).people == filed.people
    again = overlaid(filed, changes)
    assert {user: person.seats for user, person in again.people.items()} == {
        user: person.seats for user, person in filed.people.items()
    }
