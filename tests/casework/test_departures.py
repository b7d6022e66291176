"""What follows when somebody, or the bot, is out of a room; and what ends a direct chat."""

from dataclasses import replace

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
from tests.casework.happening import CHAT, DIRECTORY, LEADS, STRANGER, happens, member_of, rows, task_of, with_member
from tests.casework.saying import announced, applied, told
from tests.cast import (
    ADMINS_ROOM,
    CASE,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HEATH,
    HOUR,
    JOINT_ROOM,
    LEADS_ROOM,
    MORGAN,
    NOON,
    OPENED,
    PAT,
    PEOPLE,
    POLICE,
    SUPPORT_ROOM,
)
from workflows.casework.arrivals import on_fact
from workflows.language.template import TemplateRole
from workflows.values.effects import NOTHING, OpenRoom, Settle, Tell
from workflows.values.facts import Invited, Joined, Left, Readable
from workflows.values.ids import RoomId, UserId
from workflows.values.model import CaseState, Member, Presence, Room, RoomKind, RoomState, Seat, TaskStatus, Where


def test_who_leaves_is_not_asked_again_and_the_deputy_takes_their_place():
    taken = a_task(
        6, owner=HARBOUR, status=TaskStatus.TAKEN, taken_by=HANA, taken_until=NOON + HOUR, episode=3, level=1
    )
    case = a_case_snapshot(a_task(4), taken)
    decision = happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=True), case)
    after = applied(case, decision)
    assert (member_of(after, HANA).declined, member_of(after, HANA).wanted) == (True, False)
    assert [seat.user for seat in after.live_seats if seat.agency == HARBOUR] == [HARBOUR_DEPUTY]
    assert member_of(after, HARBOUR_DEPUTY).wanted
    task = task_of(after, 6)
    assert (task.status, task.taken_by, task.episode, task.level) == (TaskStatus.OPEN, None, 4, 0)
    assert Settle(task=taken.id, case=CASE, episode=3) in decision.effects
    assert "left the room (Harbour Support). Held until now, held by no one: 6." in told(decision, MORGAN, DIRECTORY)
    assert "Asked instead: Deputy of Harbour Support." in told(decision, MORGAN, DIRECTORY)
    assert "you cover for Hana (Harbour Support) now. Held by them until now: 6." in told(
        decision, HARBOUR_DEPUTY, DIRECTORY
    )
    assert happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=True), after) == NOTHING


def test_who_declines_never_held_anything():
    case = with_member(a_case_snapshot(), HANA, presence=Presence.INVITED)
    decision = happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=True), case)
    assert "declined the invitation" in told(decision, MORGAN, DIRECTORY)


def test_an_agency_without_anybody_left_is_named():
    decision = happens(Left(room=JOINT_ROOM, user=HEATH, by_themselves=True), a_case_snapshot())
    assert rows(decision, Seat)[0].removed_at == NOON
    assert "No one is here now for: Health East." in told(decision, MORGAN, DIRECTORY)


def test_a_deputy_who_declined_before_is_not_asked_again():
    case = a_case_snapshot()
    gone = Member(room=JOINT_ROOM, user=HARBOUR_DEPUTY, wanted=False, declined=True, version=1)
    case = replace(case, members=(*case.members, gone))
    decision = happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=True), case)
    assert "No one is here now for: Harbour Support." in told(decision, MORGAN, DIRECTORY)


def test_a_colleague_who_is_there_takes_over_without_anybody_new():
    hilda = UserId("@hilda:hs")
    seats = (*(a_seat(agency) for agency in (POLICE, HARBOUR)), a_seat(HARBOUR, user=hilda))
    directory = a_directory(people=(replace(PEOPLE[3], user=hilda, name="Hilda"),))
    taken = a_task(6, owner=HARBOUR, status=TaskStatus.TAKEN, taken_by=HANA, taken_until=NOON + HOUR)
    case = a_case_snapshot(taken, seats=seats)
    moment = a_moment(directory=directory)
    fact = Left(room=JOINT_ROOM, user=HANA, by_themselves=True)
    decision = on_fact(fact, case, case.rooms[0], member_of(case, HANA), moment)
    assert [row.user for row in rows(decision, Seat)] == [HANA]
    assert "6" in told(decision, hilda, directory)


def test_leaving_one_of_two_rooms_keeps_the_seat():
    support = TemplateRole(name=a_seat(HARBOUR).role, types=("ngo",), where=Where.SUPPORT)
    rooms = (a_room(), a_room(RoomKind.SUPPORT))
    held = {"status": TaskStatus.TAKEN, "taken_by": HANA, "taken_until": NOON + HOUR, "owner": HARBOUR}
    case = a_case_snapshot(a_task(6, **held), a_task(7, where=Where.SUPPORT, **held), rooms=rooms)
    case = replace(case, template=a_template(roles={support.name: support}))
    decision = happens(Left(room=SUPPORT_ROOM, user=HANA, by_themselves=True), case, rooms[1])
    after = applied(case, decision)
    assert HANA in {seat.user for seat in after.live_seats}
    assert task_of(after, 6).taken_by == HANA
    assert task_of(after, 7).taken_by is None
    assert member_of(after, HANA).wanted
    assert not member_of(after, HANA, SUPPORT_ROOM).wanted


def test_a_removal_that_was_wanted_is_only_noted():
    case = with_member(a_case_snapshot(), HANA, wanted=False)
    decision = happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=False), case)
    assert [(m.presence, m.declined) for m in rows(decision, Member)] == [(Presence.OUT, False)]
    assert decision.effects == ()


def test_somebody_removed_by_others_stays_wanted():
    decision = happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=False), a_case_snapshot())
    assert [(m.presence, m.wanted) for m in rows(decision, Member)] == [(Presence.OUT, True)]


def test_who_leaves_a_closed_case_is_replaced_by_nobody():
    case = a_case_snapshot(case=a_case(state=CaseState.CLOSED))
    decision = happens(Left(room=JOINT_ROOM, user=HANA, by_themselves=True), case)
    assert rows(decision, Seat) == []
    assert decision.effects == ()


def test_a_lead_who_leaves_the_leads_room_is_not_asked_again():
    member = Member(room=LEADS_ROOM, user=MORGAN, wanted=True, presence=Presence.JOINED, version=1)
    decision = happens(Left(room=LEADS_ROOM, user=MORGAN, by_themselves=True), room=LEADS, member=member)
    assert rows(decision, Member)[0].declined
    assert [effect.room for effect in decision.effects if isinstance(effect, Tell)] == [ADMINS_ROOM]


def test_the_bot_put_out_of_a_room_says_so_once():
    case = a_case_snapshot()
    fact = Left(room=JOINT_ROOM, user=UserId("@caseroom:hs"), by_themselves=False, bot=True)
    decision = happens(fact, case)
    assert rows(decision, Room)[0].state is RoomState.GONE
    assert "no longer in the case room of C-7F3K2" in told(decision, MORGAN, DIRECTORY)
    assert happens(fact, applied(case, decision)) == NOTHING


# direct chats


def test_a_third_member_silences_a_direct_chat_and_another_is_made():
    decision = happens(Joined(room=CHAT.id, user=STRANGER), room=CHAT)
    closed, made = rows(decision, Room)
    assert (closed.id, closed.state) == (CHAT.id, RoomState.CLOSED)
    assert (made.kind, made.person, made.state) == (RoomKind.DIRECT, PAT, RoomState.WANTED)
    assert OpenRoom(room=made.id) in decision.effects
    assert {(m.room, m.user, m.wanted) for m in rows(decision, Member)} == {
        (CHAT.id, STRANGER, False), (made.id, PAT, True),
    }  # fmt: skip


def test_an_invited_third_is_enough():
    decision = happens(Invited(room=CHAT.id, user=HANA), room=CHAT)
    assert rows(decision, Room)[0].state is RoomState.CLOSED


def test_whoever_has_another_chat_needs_none():
    standing = a_standing(DIRECTORY, chats={PAT: RoomId("another")})
    decision = happens(Joined(room=CHAT.id, user=STRANGER), room=CHAT, standing=standing)
    assert [room.state for room in rows(decision, Room)] == [RoomState.CLOSED]


def test_in_a_chat_that_the_bot_made_it_says_why():
    member = Member(room=CHAT.id, user=PAT, wanted=True, presence=Presence.JOINED, version=1)
    decision = happens(Readable(room=CHAT.id, user=PAT), room=replace(CHAT, nonce="ours"), member=member)
    assert announced(decision, DIRECTORY).startswith("I write to you here from now on")


def test_who_leaves_their_chat_cannot_be_woken_and_the_coordinator_hears_of_it():
    member = Member(room=CHAT.id, user=PAT, wanted=True, presence=Presence.JOINED, joined_at=OPENED, version=1)
    decision = happens(Left(room=CHAT.id, user=PAT, by_themselves=True), room=CHAT, member=member)
    assert rows(decision, Room)[0].state is RoomState.GONE
    assert "cannot page them" in told(decision, UserId("@pat.coordinator:hs"), DIRECTORY)
