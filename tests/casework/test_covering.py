"""Properties of comings and goings: the same fact twice changes nothing, and no cover is somebody who may not be."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    a_case,
    a_case_snapshot,
    a_directory,
    a_moment,
    a_room,
    a_seat,
    a_standing,
    a_task,
    a_template,
)
from tests.casework.happening import happens, member_of
from tests.casework.saying import applied
from tests.cast import (
    ACCOMMODATION,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HOUR,
    JOINT_ROOM,
    NOON,
    PAT,
    PEOPLE,
    POLICE,
    RESPONDER,
    SUPPORT_ROOM,
    a_person,
)
from workflows.casework.covering import stand_in
from workflows.language.template import TemplateRole
from workflows.values.directory import Absence, AgencySeat, SeatRole
from workflows.values.effects import NOTHING
from workflows.values.facts import Invited, InviteRefused, Joined, Left, Readable
from workflows.values.ids import UserId
from workflows.values.model import Member, Presence, RoomKind, TaskStatus, Where

MEMBERS = st.builds(
    Member,
    room=st.just(JOINT_ROOM),
    user=st.just(HANA),
    wanted=st.booleans(),
    presence=st.sampled_from(Presence),
    declined=st.booleans(),
    briefed=st.booleans(),
    blocked=st.sampled_from([None, "blocked"]),
    version=st.just(1),
)
FACTS = st.sampled_from(
    [
        Invited(room=JOINT_ROOM, user=HANA),
        InviteRefused(room=JOINT_ROOM, user=HANA, why="blocked"),
        Joined(room=JOINT_ROOM, user=HANA),
        Readable(room=JOINT_ROOM, user=HANA),
        Left(room=JOINT_ROOM, user=HANA, by_themselves=True),
        Left(room=JOINT_ROOM, user=HANA, by_themselves=False),
    ]
)


@given(member=MEMBERS, fact=FACTS)
def test_the_same_fact_twice_changes_nothing(member, fact):
    case = a_case_snapshot(a_task(6, owner=HARBOUR, status=TaskStatus.TAKEN, taken_by=HANA, taken_until=NOON + HOUR))
    case = replace(case, members=tuple(member if one.user == HANA else one for one in case.members))
    once = applied(case, happens(fact, case))
    assert happens(fact, once) == NOTHING


@given(member=MEMBERS, facts=st.lists(FACTS, max_size=8))
def test_who_left_by_themselves_is_never_wanted_again_by_itself(member, facts):
    case = a_case_snapshot()
    case = replace(case, members=tuple(member if one.user == HANA else one for one in case.members))
    gone = False
    for fact in facts:
        before = member_of(case, HANA)
        case = applied(case, happens(fact, case))
        gone = gone or (member_of(case, HANA).declined and not before.declined)
        assert not (gone and member_of(case, HANA).wanted)


@given(data=st.data())
def test_no_cover_is_left_out_gone_away_frozen_or_police_among_support(data):
    colleagues = [
        a_person(UserId(f"@colleague-{n}:hs"), str(n), HARBOUR, data.draw(st.sampled_from(SeatRole))) for n in range(4)
    ]
    users = st.sets(st.sampled_from([HARBOUR_DEPUTY, *(person.user for person in colleagues)]))
    left_out, declined, frozen, away, police = (data.draw(users) for _ in range(5))
    deputy = next(person for person in PEOPLE if person.user == HARBOUR_DEPUTY)
    people = [
        replace(
            person,
            absences=(Absence(start=NOON - HOUR, end=NOON + HOUR),) if person.user in away else (),
            seats=(*person.seats, AgencySeat(agency=POLICE, roles=frozenset({SeatRole.DEPUTY})))
            if person.user in police
            else person.seats,
        )
        for person in (deputy, *colleagues)
    ]
    directory = a_directory(people=people)
    roles = {
        RESPONDER: TemplateRole(name=RESPONDER, types=("police",)),
        ACCOMMODATION: TemplateRole(name=ACCOMMODATION, types=("ngo",), where=Where.SUPPORT),
    }
    rooms = (a_room(), a_room(RoomKind.SUPPORT))
    case = a_case_snapshot(case=a_case(left_out=frozenset(left_out)), rooms=rooms, seats=(a_seat(), a_seat(HARBOUR)))
    gone = tuple(Member(room=JOINT_ROOM, user=user, wanted=False, declined=True, version=1) for user in declined)
    case = replace(case, template=a_template(roles=roles), members=(*case.members, *gone))
    moment = a_moment(directory=directory, standing=a_standing(directory, frozen=frozenset(frozen)))
    cover = stand_in(case, HANA, [a_seat(HARBOUR)], moment)
    assert not set(cover.people) & (left_out | declined | frozen | away | police | {HANA})
    inside = {row.user for row in cover.save if isinstance(row, Member) and row.wanted and row.room == SUPPORT_ROOM}
    assert not inside & (police | {PAT})
    assert bool(cover.people) != bool(cover.empty)
