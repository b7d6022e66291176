"""Closing and reopening, how urgent a case is, how it stands, who reads in it: as it is typed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.spec import Place
from tests.builders import a_case, a_case_snapshot, a_room, a_seat, a_task
from tests.casework.happening import rows, task_of
from tests.casework.saying import Talk, applied
from tests.cast import (
    CASE,
    CHAIR,
    HANA,
    HARBOUR,
    HEALTH,
    HOUR,
    JOINT_ROOM,
    LEAD_DEPUTY,
    MORGAN,
    NOON,
    PAT,
    POLICE,
    SUPPORT_ROOM,
)
from workflows.escalation.ladders import next_check
from workflows.time.calendar import calendar_of
from workflows.values.directory import Priority
from workflows.values.effects import Settle, ShowBoard
from workflows.values.ids import CaseId, CaseRef
from workflows.values.model import Case, CaseState, ClockKind, Member, Presence, Room, RoomKind, RoomState, TaskStatus

DONE = {"status": TaskStatus.DONE, "done_at": NOON - HOUR}


def lead(*cases, place=Place.CHAT, user=MORGAN, **changes):
    return Talk(user=user, place=place, cases=cases, **changes)


def member(*cases, user=PAT, place=Place.CASE, **changes):
    return Talk(user=user, place=place, cases=cases, **changes)


# closing


def test_open_tasks_are_named_and_a_code_is_asked_for():
    case = a_case_snapshot(a_task(4), a_task(7, owner=HARBOUR), a_task(2, **DONE))
    talk = lead(case)
    asked = talk.says("case close C-7F3K2")
    assert asked.startswith("2 tasks are open:\n4 (City Police)\n7 (Harbour Support)\n")
    assert "members leave it on Sun 27 Dec" in asked
    assert rows(talk.decision, Case) == []
    assert talk.dialogue is not None
    code = talk.dialogue.data["code"]
    assert f"`confirm {code}`" in asked
    closed = talk.says(f"Confirm {code.lower()}.")
    assert closed.startswith("C-7F3K2 is closed. The room is read-only now")
    assert "2 tasks stay as they were" in closed
    assert talk.dialogue is None


def closed_case(*tasks):
    talk = lead(case := a_case_snapshot(*tasks, rooms=(a_room(), a_room(RoomKind.SUPPORT))))
    talk.says("case close C-7F3K2")
    if talk.dialogue is not None:
        talk.says(talk.dialogue.data["code"])  # the code alone is an answer as well
    return talk, applied(case, talk.decision)


def test_what_closing_does():
    talk, after = closed_case(a_task(4, episode=3))
    assert (after.case.state, after.case.closed_at) == (CaseState.CLOSED, NOON)
    assert {(room.state, room.empty_at) for room in after.rooms} == {(RoomState.CLOSED, NOON + timedelta(days=30))}
    assert Settle(task=task_of(after, 4).id, case=CASE, episode=3) in talk.decision.effects
    assert ShowBoard(case=CASE) in talk.decision.effects
    assert talk.announced.count("is closed") == 2
    assert [record.action for record in talk.decision.audit] == ["case.close"]


def test_nothing_is_due_in_a_closed_case():
    _, after = closed_case(a_task(4))
    jurisdiction = lead().directory.jurisdictions[after.case.jurisdiction]
    assert next_check(task_of(after, 4), after, calendar_of(jurisdiction)) is None


def test_with_nothing_open_it_is_closed_at_once():
    talk, after = closed_case(a_task(4, **DONE))
    assert after.case.state is CaseState.CLOSED
    assert talk.dialogue is None


@pytest.mark.parametrize("code", ["ZZZ", "", "1"])
def test_a_wrong_code_closes_nothing(code):
    talk = lead(a_case_snapshot())
    talk.says("case close C-7F3K2")
    assert "is not the code that I showed" in talk.says(f"confirm {code}".strip())
    assert talk.decision.save == ()
    assert talk.dialogue is not None


def test_a_code_for_nothing():
    assert "There is nothing to confirm" in lead(a_case_snapshot()).says("confirm 7Q4")


def test_who_is_no_lead_any_more_closes_nothing():
    talk = lead(a_case_snapshot())
    talk.says("case close C-7F3K2")
    assert talk.dialogue is not None
    force = next(iter(talk.directory.task_forces.values()))
    talk.directory = replace(talk.directory, task_forces={force.id: replace(force, leads=(LEAD_DEPUTY,))})
    assert "Only a lead" in talk.says(f"confirm {talk.dialogue.data['code']}")
    assert talk.decision.save == ()


def test_a_member_who_wants_to_close_is_passed_on():
    talk = member(a_case_snapshot())
    assert talk.says("!case close") == (
        "Only a lead can close a case. I have passed your request on; no need to repeat it."
    )
    assert "asks you to close it" in talk.told(MORGAN)
    assert "`case close C-7F3K2`" in talk.told(MORGAN)


def test_closed_twice():
    _, after = closed_case(a_task(4, **DONE))
    assert lead(after).says("case close C-7F3K2").startswith("C-7F3K2 is closed already.")


# reopening


def test_reopening_brings_rooms_and_clocks_back():
    _, closed = closed_case(a_task(4, due=NOON - HOUR, level=2, episode=2), a_task(5), a_task(2, **DONE))
    talk = lead(closed)
    assert talk.says("case reopen C-7F3K2") == "HERON · C-7F3K2 is open again. Open tasks: 4, 5. Late now: 1."
    after = applied(closed, talk.decision)
    assert (after.case.state, after.case.closed_at) == (CaseState.OPEN, None)
    assert {(room.state, room.empty_at) for room in after.rooms} == {(RoomState.OPEN, None)}
    assert [(task_of(after, n).episode, task_of(after, n).level) for n in (4, 5)] == [(3, 0), (2, 0)]
    assert task_of(after, 4).due == NOON - HOUR
    assert task_of(after, 2).episode == 1


def test_an_open_case_is_not_reopened():
    talk = lead(a_case_snapshot())
    assert talk.says("case reopen C-7F3K2") == "C-7F3K2 is open. Nothing changed."
    assert talk.decision.save == ()


def test_a_case_closed_before_its_room_was_there():
    waiting = a_case_snapshot(a_task(4, **DONE), rooms=(a_room(state=RoomState.WANTED, matrix_id=None),))
    talk = lead(waiting)
    talk.says("case close C-7F3K2")
    closed = applied(waiting, talk.decision)
    assert closed.rooms[0].state is RoomState.WANTED
    again = lead(closed)
    again.says("case reopen C-7F3K2")
    assert rows(again.decision, Case)[0].state is CaseState.OPENING
    assert rows(again.decision, Room)[0].empty_at is None


# how urgent


def test_a_lead_sets_any_priority():
    talk = lead(a_case_snapshot())
    assert talk.says("case priority C-7F3K2 P3") == "C-7F3K2 · P3 now, P2 before; set by Lead Morgan."
    (case,) = rows(talk.decision, Case)
    assert (case.priority, case.priority_confirm_by) == (Priority.P3, None)
    assert "P3 now" in talk.announced


def test_anybody_of_the_case_sets_p1_for_an_hour():
    talk = member(a_case_snapshot())
    answer = talk.says("!case priority P1 children there")
    assert "A lead confirms it by Fri 27 Nov 13:00, else it becomes P2." in answer
    (case,) = rows(talk.decision, Case)
    assert (case.priority, case.priority_confirm_by) == (Priority.P1, NOON + HOUR)
    assert "`case priority C-7F3K2 P1`" in talk.told(MORGAN)
    confirmed = lead(a_case_snapshot(case=case))
    assert confirmed.says("case priority C-7F3K2 P1") == "C-7F3K2 · P1 confirmed by Lead Morgan."
    assert rows(confirmed.decision, Case)[0].priority_confirm_by is None


def test_a_member_sets_nothing_else():
    talk = member(a_case_snapshot())
    assert talk.says("!case priority P4").startswith("Only a lead can change the priority; anyone can set P1.")
    assert talk.decision.save == ()
    assert "`case priority C-7F3K2 P4`" in talk.told(MORGAN)


@pytest.mark.parametrize(
    ("line", "answer"), [("P2", "C-7F3K2 is P2 already."), ("P7", "P7 cannot stand here. One of: P1, P2, P3, P4.")]
)
def test_no_other_priority(line, answer):
    talk = lead(a_case_snapshot())
    assert talk.says(f"!case priority C-7F3K2 {line}").replace("`", "") == answer
    assert talk.decision.save == ()


# how it stands


def test_the_status_of_a_case():
    case = a_case_snapshot(
        a_task(2, owner=HEALTH, due=NOON - HOUR),
        a_task(3, **DONE),
        a_task(4),
        a_task(5, clock=ClockKind.WATCH, due=NOON - HOUR),
        a_task(6, status=TaskStatus.DROPPED),
        case=a_case(unfilled=(a_seat().role,)),
    )
    away = tuple(replace(m, presence=Presence.INVITED) if m.user == HANA else m for m in case.members)
    talk = member(replace(case, members=away))
    assert talk.says("!case status").splitlines() == [
        "HERON · C-7F3K2 · P2 · open since Fri 27 Nov 10:00",
        "Stage: intake. Lead: City Police.",
        "Done 1 of 4. Late: 1. Next Fri 27 Nov 16:00.",
        "Not here yet: Harbour Support.",
        "No one yet: first responder.",
    ]


def test_absent_and_forbidden_are_the_same_words():
    """Nobody learns from an answer that a case is there."""
    talk = Talk(user=CHAIR)
    assert talk.says("!case status C-7F3K2").startswith("There is no case C-7F3K2 that you can see.")


def other(number, **changes):
    case = a_case(id=CaseId(f"case-{number}"), ref=CaseRef(f"C-0000{number}"), **changes)
    late = a_task(4, due=NOON - HOUR) if number == 2 else a_task(4)
    return a_case_snapshot(late, case=case)


def test_cases_are_listed_the_most_urgent_first():
    closed = other(9, state=CaseState.CLOSED)
    talk = lead(other(1, priority=Priority.P3), other(2), other(3), other(4, priority=Priority.P1), closed)
    lines = talk.says("case list").splitlines()
    assert [line.split(" · ")[1] for line in lines[:4]] == ["C-00004", "C-00002", "C-00003", "C-00001"]
    assert "1 late" in lines[1]
    assert lines[4] == "Closed and not shown: 1."
    assert "C-00009" in talk.says("case list closed")


def test_a_long_list_is_cut():
    many = [a_case_snapshot(case=a_case(id=CaseId(f"case-{n}"), ref=CaseRef(f"C-000{n:02}"))) for n in range(20)]
    lines = lead(*many).says("case list").splitlines()
    assert len(lines) == 13
    assert lines[-1] == "And 8 more."


def test_who_was_only_paged_about_a_task_has_no_case():
    assert Talk(user=CHAIR, cases=(a_case_snapshot(),)).says("case list").startswith("There is no open case")


@pytest.mark.parametrize("line", ["!case list everything", "!case list 5"])
def test_no_other_list(line):
    assert "cannot stand here" in lead(a_case_snapshot()).says(line)


# who reads


def test_who_reads_here():
    case = a_case_snapshot()
    members = tuple(
        replace(m, presence=Presence.INVITED, invited_at=NOON - HOUR, joined_at=None) if m.user == HANA else m
        for m in case.members
    )
    lead_too = Member(room=JOINT_ROOM, user=MORGAN, wanted=True, presence=Presence.OUT)
    said = member(replace(case, members=(*members, lead_too))).says("!who").splitlines()
    assert said[0] == "HERON · C-7F3K2 · These people read here:"
    assert "Pat (City Police) · City Police · first responder · here Fri 27 Nov 10:00" in said
    assert (
        "Hana (Harbour Support) · Harbour Support · accommodation · invited Fri 27 Nov 11:00"
        " · asked for by Pat (City Police)"
    ) in said
    assert said[-1] == "Lead Morgan · lead of the task force · not invited yet"


def test_who_left_is_shown_as_such():
    case = a_case_snapshot()
    members = tuple(
        replace(m, presence=Presence.OUT, wanted=False, declined=True) if m.user == HANA else m for m in case.members
    )
    assert "Hana (Harbour Support) · Harbour Support · accommodation · left" in member(
        replace(case, members=members)
    ).says("!who")


def test_the_support_only_room_is_shown_to_who_sits_there():
    rooms = (a_room(), a_room(RoomKind.SUPPORT, name="WREN · C-7F3K2"))
    case = a_case_snapshot(rooms=rooms, seats=(a_seat(), a_seat(HARBOUR)))
    inside = tuple(m for m in case.members if (m.room, m.user) != (SUPPORT_ROOM, PAT))
    case = replace(case, members=inside)
    assert "WREN" not in member(case).says("!who")
    assert POLICE not in {seat.agency for seat in case.live_seats if seat.user == HANA}
