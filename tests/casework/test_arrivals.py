"""What follows from facts about rooms: each once, whatever is told twice."""

from dataclasses import replace

import pytest

from tests.builders import (
    a_case,
    a_case_snapshot,
    a_moment,
    a_room,
    a_seat,
    a_task,
)
from tests.casework.happening import CHAT, DIRECTORY, LEADS, STRANGER, happens, rows, with_member
from tests.casework.saying import announced, applied, told
from tests.cast import (
    CASE,
    HANA,
    HARBOUR,
    HEALTH,
    JOINT_ROOM,
    MEDICAL,
    MORGAN,
    NOON,
    PAT,
    SUPPORT_ROOM,
)
from workflows.casework.arrivals import ATTEMPTS, after_start
from workflows.values.effects import NOTHING, OpenRoom, ShowBoard
from workflows.values.facts import Invited, InviteRefused, Joined, Readable, RoomFailed, RoomOpened
from workflows.values.ids import MatrixRoomId
from workflows.values.model import Case, CaseState, Member, Presence, Room, RoomKind, RoomState, Where

# the room


def an_opening_case():
    room = a_room(state=RoomState.WANTED, matrix_id=None)
    return a_case_snapshot(case=a_case(state=CaseState.OPENING), rooms=(room,))


def test_the_case_is_open_once_its_joint_room_is():
    decision = happens(RoomOpened(room=JOINT_ROOM, matrix_id=MatrixRoomId("!new")), an_opening_case())
    (room,) = rows(decision, Room)
    assert (room.state, room.matrix_id) == (RoomState.OPEN, "!new")
    assert rows(decision, Case)[0].state is CaseState.OPEN


def test_told_twice_it_changes_nothing():
    case = an_opening_case()
    fact = RoomOpened(room=JOINT_ROOM, matrix_id=MatrixRoomId("!new"))
    after = applied(case, happens(fact, case))
    assert happens(fact, after) == NOTHING


def test_a_support_only_room_does_not_open_the_case():
    case = a_case_snapshot(
        case=a_case(state=CaseState.OPENING),
        rooms=(a_room(state=RoomState.WANTED), a_room(RoomKind.SUPPORT, state=RoomState.WANTED)),
    )
    fact = RoomOpened(room=SUPPORT_ROOM, matrix_id=MatrixRoomId("!s"))
    assert rows(happens(fact, case, case.rooms[1]), Case) == []


def test_the_room_of_a_case_closed_meanwhile_is_read_only_at_once():
    case = a_case_snapshot(case=a_case(state=CaseState.CLOSED), rooms=(a_room(state=RoomState.WANTED),))
    decision = happens(RoomOpened(room=JOINT_ROOM, matrix_id=MatrixRoomId("!new")), case)
    assert rows(decision, Room)[0].state is RoomState.CLOSED


def test_a_failed_room_is_tried_again_under_another_nonce():
    case = an_opening_case()
    decision = happens(RoomFailed(room=JOINT_ROOM, why="alias-taken"), case)
    (room,) = rows(decision, Room)
    assert (room.attempt, room.state) == (2, RoomState.WANTED)
    assert room.nonce != case.rooms[0].nonce
    assert OpenRoom(room=JOINT_ROOM) in decision.effects


def test_after_five_attempts_administrators_and_leads_are_told():
    case = a_case_snapshot(rooms=(a_room(state=RoomState.WANTED, attempt=ATTEMPTS),))
    decision = happens(RoomFailed(room=JOINT_ROOM, why="forbidden"), case)
    assert rows(decision, Room) == []
    assert "refused a case room of C-7F3K2 5 times (forbidden)" in announced(decision, DIRECTORY)
    assert "C-7F3K2" in told(decision, MORGAN, DIRECTORY)


def test_what_was_given_up_is_tried_again_when_the_bot_starts():
    given_up = a_room(state=RoomState.WANTED, attempt=ATTEMPTS, matrix_id=None)
    others = (a_room(), a_room(state=RoomState.WANTED, attempt=2), replace(CHAT, state=RoomState.WANTED))
    decision = after_start((given_up, *others), a_moment())
    assert [(room.id, room.attempt) for room in rows(decision, Room)] == [(given_up.id, ATTEMPTS + 1)]
    assert decision.effects == (OpenRoom(room=given_up.id),)


def test_a_late_failure_of_a_room_that_is_there_changes_nothing():
    assert happens(RoomFailed(room=JOINT_ROOM, why="timeout"), a_case_snapshot()) == NOTHING


# invitations


def test_an_invitation_is_noted_once():
    case = with_member(a_case_snapshot(), HANA, presence=Presence.OUT)
    decision = happens(Invited(room=JOINT_ROOM, user=HANA), case)
    assert rows(decision, Member)[0].invited_at == NOON
    assert happens(Invited(room=JOINT_ROOM, user=HANA), applied(case, decision)) == NOTHING


def test_a_refused_invitation_is_said_once_and_not_tried_again():
    case = with_member(a_case_snapshot(), HANA, presence=Presence.OUT)
    refused = InviteRefused(room=JOINT_ROOM, user=HANA, why="blocked")
    decision = happens(refused, case)
    assert rows(decision, Member)[0].blocked == "blocked"
    assert "Hana (Harbour Support) (Harbour Support) cannot be invited" in told(decision, MORGAN, DIRECTORY)
    assert happens(refused, applied(case, decision)) == NOTHING


def test_an_invitation_by_somebody_else_is_taken_back():
    decision = happens(Invited(room=JOINT_ROOM, user=STRANGER), a_case_snapshot())
    assert [(m.wanted, m.presence) for m in rows(decision, Member)] == [(False, Presence.INVITED)]


# joining


def test_somebody_wanted_has_joined():
    case = with_member(a_case_snapshot(), HANA, presence=Presence.INVITED)
    decision = happens(Joined(room=JOINT_ROOM, user=HANA), case)
    (member,) = rows(decision, Member)
    assert (member.presence, member.joined_at, member.briefed) == (Presence.JOINED, NOON, False)
    assert decision.effects == ()
    assert happens(Joined(room=JOINT_ROOM, user=HANA), applied(case, decision)) == NOTHING


@pytest.mark.parametrize("changes", [{"wanted": False}, {"declined": True}])
def test_somebody_not_wanted_is_not_taken_in(changes):
    case = with_member(a_case_snapshot(), HANA, presence=Presence.OUT, **changes)
    decision = happens(Joined(room=JOINT_ROOM, user=HANA), case)
    assert not rows(decision, Member)[0].wanted
    assert "without being asked" in told(decision, MORGAN, DIRECTORY)


def test_a_stranger_is_kept_as_somebody_to_remove():
    decision = happens(Joined(room=JOINT_ROOM, user=STRANGER), a_case_snapshot())
    assert [(m.user, m.wanted, m.presence) for m in rows(decision, Member)] == [(STRANGER, False, Presence.JOINED)]
    assert STRANGER in told(decision, MORGAN, DIRECTORY)


# being able to read


def test_the_newcomer_is_briefed_once_and_gets_a_newer_board():
    tasks = (a_task(2, owner=HEALTH), a_task(6, owner=HARBOUR), a_task(7, owner=HARBOUR, where=Where.SUPPORT))
    case = with_member(a_case_snapshot(*tasks), HANA, briefed=False)
    decision = happens(Readable(room=JOINT_ROOM, user=HANA), case)
    said = announced(decision, DIRECTORY)
    assert said.startswith("Welcome, Harbour Support (accommodation). City Police asked for you.")
    assert "Yours: 6; the board follows and is pinned." in said
    assert "no names, no addresses" in said
    assert ShowBoard(case=CASE, anew=True, room=JOINT_ROOM) in decision.effects
    assert happens(Readable(room=JOINT_ROOM, user=HANA), applied(case, decision)) == NOTHING


def test_the_opener_was_asked_by_nobody():
    case = with_member(a_case_snapshot(), PAT, briefed=False)
    said = announced(happens(Readable(room=JOINT_ROOM, user=PAT), case), DIRECTORY)
    assert said.startswith("Welcome, City Police (first responder). Yours: 4;")


def test_who_sits_for_two_agencies_is_welcomed_for_each():
    seats = (a_seat(HARBOUR), replace(a_seat(HARBOUR), agency=HEALTH, role=MEDICAL))
    case = with_member(a_case_snapshot(seats=(*seats, a_seat())), HANA, briefed=False)
    said = announced(happens(Readable(room=JOINT_ROOM, user=HANA), case), DIRECTORY)
    assert "Welcome, Harbour Support (accommodation)." in said
    assert "Welcome, Health East (health)." in said


def test_a_reason_in_somebodys_words_is_shown():
    seats = (a_seat(), a_seat(HARBOUR, purpose="accommodation tonight"))
    case = with_member(a_case_snapshot(seats=seats), HANA, briefed=False)
    said = announced(happens(Readable(room=JOINT_ROOM, user=HANA), case), DIRECTORY)
    assert "City Police asked for you: accommodation tonight." in said


def test_a_lead_who_joins_every_case():
    lead = Member(room=JOINT_ROOM, user=MORGAN, wanted=True, presence=Presence.JOINED, version=1)
    case = a_case_snapshot()
    case = replace(case, members=(*case.members, lead))
    said = announced(happens(Readable(room=JOINT_ROOM, user=MORGAN), case), DIRECTORY)
    assert said.startswith("Lead Morgan is here as a lead")


@pytest.mark.parametrize(("kind", "begins"), [(RoomKind.LEADS, "This is the leads' room."), (RoomKind.DIRECT, "")])
def test_in_other_rooms_it_is_noted_too(kind, begins):
    room = LEADS if kind is RoomKind.LEADS else CHAT
    member = Member(room=room.id, user=PAT, wanted=True, presence=Presence.JOINED, version=1)
    decision = happens(Readable(room=room.id, user=PAT), room=room, member=member)
    assert rows(decision, Member)[0].briefed
    assert announced(decision, DIRECTORY).startswith(begins)
    assert not [effect for effect in decision.effects if isinstance(effect, ShowBoard)]


def test_somebody_who_is_not_there_cannot_read():
    case = with_member(a_case_snapshot(), HANA, presence=Presence.INVITED)
    assert happens(Readable(room=JOINT_ROOM, user=HANA), case) == NOTHING
