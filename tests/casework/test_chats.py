"""Direct chats that people open, and the rooms of leads and administrators."""

from dataclasses import replace

import pytest

from tests.builders import a_directory, a_moment, a_standing
from tests.casework.happening import CHAT, rows
from tests.casework.saying import announced
from tests.cast import (
    ADMIN,
    CHAIR,
    HARBOUR_DEPUTY,
    LEAD_DEPUTY,
    MORGAN,
    NORTH,
    PAT,
    POLICE_COORDINATOR,
    TASK_FORCE,
)
from workflows.casework.chats import ensure_rooms, hello_to, on_chat_asked, on_chat_ready
from workflows.values.effects import NOTHING, OpenRoom, SendFixed
from workflows.values.facts import ChatAsked, ChatReady
from workflows.values.ids import MatrixRoomId
from workflows.values.model import Member, Presence, Room, RoomKind, RoomState

DIRECTORY = a_directory()
THEIRS = MatrixRoomId("!theirs")
PERSON = DIRECTORY.people[PAT]


def asked(known=None, *, person=PERSON, encrypted=True, room=THEIRS):
    fact = ChatAsked(matrix_id=room, inviter=PAT, encrypted=encrypted, direct=True)
    return on_chat_asked(fact, known, person, a_moment(directory=DIRECTORY))


def ready(room, *, locked=True, **standing):
    fact = ChatReady(matrix_id=THEIRS, person=PAT, locked=locked)
    moment = a_moment(directory=DIRECTORY, standing=a_standing(DIRECTORY, **standing))
    return on_chat_ready(fact, room, PERSON, None, moment)


def test_a_stranger_gets_no_answer():
    assert asked(person=None) == NOTHING


def test_the_chat_of_a_person_is_entered():
    (room,) = rows(asked(), Room)
    assert (room.kind, room.state, room.matrix_id, room.person) == (RoomKind.DIRECT, RoomState.WANTED, THEIRS, PAT)
    assert room.nonce == ""


def test_asked_twice_it_is_entered_once():
    (room,) = rows(asked(), Room)
    assert asked(replace(room, version=1)) == NOTHING
    assert asked(replace(room, version=1, state=RoomState.OPEN)) == NOTHING


def test_a_chat_that_was_left_is_taken_up_again_under_its_row():
    before = replace(CHAT, matrix_id=THEIRS, state=RoomState.GONE)
    (room,) = rows(asked(before), Room)
    assert (room.id, room.state) == (CHAT.id, RoomState.WANTED)


def test_another_chat_gets_a_row_of_its_own():
    (room,) = rows(asked(replace(CHAT, matrix_id=MatrixRoomId("!other"))), Room)
    assert room.id != CHAT.id


def test_in_clear_there_is_one_fixed_text_and_nothing_else():
    decision = asked(encrypted=False)
    (fixed,) = decision.effects
    assert isinstance(fixed, SendFixed)
    assert (fixed.user, fixed.text) == (PAT, "not-encrypted")
    assert rows(decision, Room)[0].state is RoomState.GONE


def test_an_invitation_to_a_room_of_ours_means_nothing():
    case_room = replace(CHAT, kind=RoomKind.JOINT, matrix_id=THEIRS)
    assert asked(case_room) == NOTHING


def test_locked_it_is_the_pager_and_says_hello_once():
    (room,) = rows(asked(), Room)
    decision = ready(room, no_chat=(PAT,))
    assert rows(decision, Room)[0].state is RoomState.OPEN
    assert [(m.user, m.wanted, m.presence) for m in rows(decision, Member)] == [(PAT, True, Presence.JOINED)]
    assert announced(decision, DIRECTORY).startswith("Hello. I am Caseroom")
    assert "You are a liaison of City Police. I page you here" in announced(decision, DIRECTORY)
    assert ready(rows(decision, Room)[0]) == NOTHING


def test_where_it_cannot_be_locked_the_bot_makes_its_own():
    (room,) = rows(asked(), Room)
    decision = ready(room, locked=False, no_chat=(PAT,))
    closed, own = rows(decision, Room)
    assert (closed.id, closed.state) == (room.id, RoomState.CLOSED)
    assert (own.state, own.person) == (RoomState.WANTED, PAT)
    assert own.nonce
    assert decision.effects == (OpenRoom(room=own.id),)


def test_whoever_has_a_chat_gets_no_second_one():
    (room,) = rows(asked(), Room)
    assert ready(room, locked=False).effects == ()


@pytest.mark.parametrize(
    ("user", "role"),
    [
        (PAT, "liaison"),
        (HARBOUR_DEPUTY, "deputy"),
        (POLICE_COORDINATOR, "coordinator"),
        (MORGAN, "lead"),
        (ADMIN, "administrator"),
        (CHAIR, "committee"),
    ],
)
def test_everybody_is_greeted_as_what_they_are(user, role):
    assert hello_to(DIRECTORY.people[user], DIRECTORY).role == role


# rooms of leads and administrators


def ensured(rooms_now=(), members=None, *, directory=DIRECTORY, frozen=()):
    standing = a_standing(directory, frozen=frozenset(frozen))
    return ensure_rooms(rooms_now, members or {}, a_moment(directory=directory, standing=standing))


def kept(decision):
    """Rooms and members as storage gives them back."""
    members: dict[str, dict[str, Member]] = {}
    for member in rows(decision, Member):
        members.setdefault(member.room, {})[member.user] = replace(member, version=1)
    return [replace(room, version=1) for room in rows(decision, Room)], members


def test_there_is_one_room_for_each_task_force_and_one_for_administrators():
    decision = ensured()
    leads, admins = rows(decision, Room)
    assert (leads.kind, leads.task_force, leads.name) == (RoomKind.LEADS, NORTH, "Leads · North")
    assert (admins.kind, admins.task_force) == (RoomKind.ADMINS, None)
    assert decision.effects == (OpenRoom(room=leads.id), OpenRoom(room=admins.id))
    members = {(m.room, m.user) for m in rows(decision, Member)}
    assert members == {(leads.id, MORGAN), (leads.id, LEAD_DEPUTY), (admins.id, ADMIN)}


def test_asked_again_nothing_changes():
    assert ensured(*kept(ensured())) == NOTHING


def test_the_roster_follows_the_live_directory():
    rooms_now, members = kept(ensured())
    force = replace(TASK_FORCE, deputies=(), on_call=(CHAIR,))
    decision = ensured(rooms_now, members, directory=a_directory(force=force))
    assert {(m.user, m.wanted) for m in rows(decision, Member)} == {(CHAIR, True), (LEAD_DEPUTY, False)}
    assert rows(decision, Room) == []


def test_who_left_by_themselves_or_lost_authority_is_not_asked_again():
    rooms_now, members = kept(ensured())
    room = rooms_now[0].id
    members[room][MORGAN] = replace(members[room][MORGAN], wanted=False, declined=True)
    members[room][LEAD_DEPUTY] = replace(members[room][LEAD_DEPUTY], wanted=False)
    assert ensured(rooms_now, members, frozen={LEAD_DEPUTY}) == NOTHING


def test_a_room_that_is_gone_is_made_anew():
    rooms_now, members = kept(ensured())
    rooms_now[0] = replace(rooms_now[0], state=RoomState.GONE)
    assert [room.kind for room in rows(ensured(rooms_now, members), Room)] == [RoomKind.LEADS]


def test_nobody_outside_the_directory_is_asked():
    known = a_directory(without=(MORGAN,))
    assert MORGAN not in {member.user for member in rows(ensured(directory=known), Member)}
