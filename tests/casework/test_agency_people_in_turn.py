"""Whatever is changed about people, one after the other and with restarts between: the directory says just that."""

from hypothesis import given
from hypothesis import strategies as st

from config.overlay import in_step, overlaid
from tests.builders import a_directory, a_moment, a_standing, chat_of
from tests.casework.happening import rows
from tests.cast import ADMIN, HANA, HARBOUR, HEALTH, HEATH, HOUR, NOON, PAT, POLICE, POLICE_COORDINATOR
from workflows.casework.agency_people import Wish, edit
from workflows.casework.snapshots import PersonSnapshot
from workflows.values.directory import SeatRole
from workflows.values.ids import UserId
from workflows.values.notices.base import Refused
from workflows.values.person_changes import PersonChange

VEGA, NOVAK = UserId("@vega:hs"), UserId("@novak:hs")
FILED = a_directory()
RESTART = None

WISHES = st.builds(
    lambda does, user, agency, roles: Wish(
        does=does, user=user, agency=agency, roles=frozenset() if does == "leave" else roles, name=user[1:5].title()
    ),
    st.sampled_from(("add", "add", "change", "leave")),
    st.sampled_from((PAT, HANA, HEATH, POLICE_COORDINATOR, VEGA, NOVAK)),
    st.sampled_from((POLICE, HARBOUR, HEALTH)),
    st.frozensets(st.sampled_from(SeatRole), min_size=1, max_size=2),
)


def seats_of(directory):
    return {
        user: {seat.agency: seat.roles for seat in person.seats}
        for user, person in directory.people.items()
        if person.seats
    }


@given(steps=st.lists(st.tuples(st.sampled_from((ADMIN, POLICE_COORDINATOR)), WISHES | st.just(RESTART)), max_size=12))
def test_the_directory_says_what_was_done(steps):
    kept: dict[object, PersonChange] = {}
    expected = seats_of(FILED)
    for hours, (asker, wish) in enumerate(steps):
        directory, now = overlaid(FILED, kept.values()), NOON + hours * HOUR
        if wish is RESTART:
            kept |= {(row.agency, row.user): row for row in in_step(FILED, kept.values(), now)}
            kept = {key: row for key, row in kept.items() if not row.over}
            assert seats_of(overlaid(FILED, kept.values())) == expected
            continue
        about = PersonSnapshot(changes=tuple(row for row in kept.values() if row.user == wish.user))
        moment = a_moment(now, directory=directory, standing=a_standing(directory))
        person = directory.people.get(asker)
        if person is None:
            continue
        try:
            decision = edit(wish, person, about, (), chat_of(asker), moment, confirmed=True)
        except Refused:
            continue
        kept |= {(row.agency, row.user): row for row in rows(decision, PersonChange)}
        theirs = {**expected.get(wish.user, {}), wish.agency: wish.roles}
        expected[wish.user] = {agency: roles for agency, roles in theirs.items() if roles}
        expected = {user: seats for user, seats in expected.items() if seats}
        assert seats_of(overlaid(FILED, kept.values())) == expected
        for agency in (POLICE, HARBOUR, HEALTH):
            for role in (SeatRole.LIAISON, SeatRole.COORDINATOR):
                there = overlaid(FILED, kept.values()).seated(agency, role)
                assert there or not FILED.seated(agency, role), "the last one stays"
