"""Who hears of what concerns a case: leads, their deputies, their room; administrators never more than a reference."""

from datetime import timedelta

import pytest

from tests.builders import a_case_snapshot, a_directory, a_moment, a_room, a_standing
from tests.casework.happening import STRANGER, happens
from tests.casework.saying import words_of
from tests.cast import (
    ADMIN,
    ADMINS_ROOM,
    CASE,
    HOUR,
    JOINT_ROOM,
    LEAD_DEPUTY,
    LEADS_ROOM,
    MORGAN,
    NOON,
    NORTH,
    PAT,
    REF,
)
from workflows.casework import telling
from workflows.casework.arrivals import ATTEMPTS
from workflows.values.effects import Tell, TellPerson
from workflows.values.facts import InviteRefused, Joined, Left, RoomFailed
from workflows.values.ids import CaseRef, RoomId, UserId
from workflows.values.model import RoomState
from workflows.values.notices.arrivals import Outsider
from workflows.values.notices.base import PersonName
from workflows.values.notices.pages import LeadNeeded

DIRECTORY = a_directory()
SECRET = Outsider("HERON · C-7F3K2", PersonName(PAT))
NO_LEAD = (MORGAN, LEAD_DEPUTY)
TO_BE = RoomId("room-leads-to-be")


def heard(no_chat=(), after=timedelta(), ref=REF, **standing):
    moment = a_moment(NOON + after, directory=DIRECTORY, standing=a_standing(DIRECTORY, no_chat=no_chat, **standing))
    return telling.leads(NORTH, SECRET, moment, key="k", case=CASE, ref=ref)


def whom(effects):
    return [effect.user if isinstance(effect, TellPerson) else effect.room for effect in effects]


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        ({}, [MORGAN]),
        ({"no_chat": [MORGAN]}, [LEAD_DEPUTY]),
        ({"no_chat": NO_LEAD}, [LEADS_ROOM]),
        ({"no_chat": NO_LEAD, "leads_rooms": {}}, [ADMINS_ROOM]),
        ({"no_chat": NO_LEAD, "leads_rooms": {}, "leads_rooms_to_be": {NORTH: TO_BE}}, [TO_BE, ADMINS_ROOM]),
        ({"no_chat": NO_LEAD, "leads_rooms": {}, "admins_room": None}, [ADMIN]),
    ],
)
def test_leads_then_deputies_then_their_room(standing, told):
    effects = heard(**standing)
    assert whom(effects) == told
    for effect in effects:
        is_for_administrators = (effect.user if isinstance(effect, TellPerson) else effect.room) in (ADMINS_ROOM, ADMIN)
        assert isinstance(effect, Tell | TellPerson)
        assert effect.notice == (LeadNeeded(force="North", ref=REF) if is_for_administrators else SECRET)


def test_administrators_hear_of_each_case_once_an_hour_that_a_lead_is_needed():
    def key(after, ref=REF):
        (effect,) = heard(NO_LEAD, after, ref, leads_rooms={})
        assert effect.notice.ref == ref
        return effect.key

    assert key(timedelta()) == key(timedelta(minutes=59))
    assert key(timedelta()) != key(HOUR)
    assert len({key(timedelta()), key(timedelta(), CaseRef("C-2KRV9")), key(timedelta(), None)}) == 3


@pytest.mark.parametrize(
    "fact", [InviteRefused(room=LEADS_ROOM, user=PAT, why="blocked"), Joined(room=LEADS_ROOM, user=STRANGER), "left"]
)
def test_without_any_lead_administrators_learn_no_name_of_a_case(fact):
    case = a_case_snapshot()
    room = case.rooms[0]
    if fact == "left":
        fact = Left(room=room.id, user=PAT, by_themselves=True)
    standing = a_standing(DIRECTORY, no_chat=NO_LEAD, leads_rooms={})
    decision = happens(fact, case, standing=standing)
    to_administrators = [one for one in decision.effects if isinstance(one, Tell) and one.room == ADMINS_ROOM]
    assert [one.notice for one in to_administrators] == [LeadNeeded(force="North", ref=REF)]
    for effect in to_administrators:
        assert effect.case is None
        said = words_of(effect.notice, DIRECTORY)
        assert not [name for name in (room.name, "HERON", "Pat", PAT, STRANGER) if name in said], said


@pytest.mark.parametrize(
    "fact",
    [
        RoomFailed(room=JOINT_ROOM, why="forbidden"),
        Left(room=JOINT_ROOM, user=UserId("@caseroom:hs"), by_themselves=False, bot=True),
    ],
)
def test_leads_room_and_administrators_both_hear_that_a_room_is_not_there(fact):
    state = RoomState.WANTED if isinstance(fact, RoomFailed) else RoomState.OPEN
    case = a_case_snapshot(rooms=(a_room(state=state, attempt=ATTEMPTS),))
    decision = happens(fact, case, standing=a_standing(DIRECTORY, no_chat=NO_LEAD))
    told = [effect for effect in decision.effects if isinstance(effect, Tell)]
    assert {effect.room for effect in told} == {LEADS_ROOM, ADMINS_ROOM}
    assert len({effect.key for effect in told}) == 2  # of one key, one row is kept
