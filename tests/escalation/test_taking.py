"""A take holds its ladder until its time and no longer: an episode of its own, the taker again, one level further."""

import pytest

from tests.builders import a_case, a_case_snapshot, a_standing, a_task
from tests.cast import CASE, CHAIR, HARBOUR, HOUR, LEADS_ROOM, MINUTE, MORGAN, NOON, OPENED, PAT, POLICE_DEPUTY
from tests.escalation.playing import Play, people
from workflows.escalation.ladders import check
from workflows.values.directory import Priority
from workflows.values.effects import NOTHING, NotePage, Settle
from workflows.values.model import TaskStatus

DUE = OPENED + 6 * HOUR


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


def taken(play: Play, by, until) -> None:
    play.change(status=TaskStatus.TAKEN, taken_by=by, taken_until=until)


def test_a_take_holds_levels_and_reminders_until_its_time():
    play = a_play()
    taken(play, PAT, DUE + 3 * HOUR)
    assert play.next() == DUE + 3 * HOUR
    assert check(play.case, play.moment(DUE + 3 * HOUR - MINUTE)) == NOTHING


def test_when_it_runs_out_the_taker_and_one_level_more_are_told():
    play = a_play()
    play.at(DUE)
    taken(play, PAT, DUE + HOUR)
    assert play.at(DUE + HOUR) == [("expired", 2, "pat", None), ("level", 2, "morgan", None)]
    assert (play.task.episode, play.task.status, play.task.taken_by) == (2, TaskStatus.OPEN, None)
    assert Settle(task=play.task.id, case=CASE, episode=1) in play.effects
    assert NotePage(room=LEADS_ROOM, task=play.task.id, case=CASE, episode=2, level=2) in play.effects


def test_the_next_level_counts_from_the_one_told_then_and_not_from_due():
    play = a_play()
    play.at(DUE)
    taken(play, PAT, DUE + 20 * HOUR)  # the committee's time passed long ago
    assert people(play.at(DUE + 20 * HOUR)) == ["pat", "morgan"]
    assert play.next() == DUE + 26 * HOUR
    assert people(play.at(DUE + 26 * HOUR)) == ["chair"]


def test_a_take_that_ends_while_the_bot_is_down_reaches_the_present_level():
    play = a_play()
    play.at(DUE)
    taken(play, PAT, DUE + HOUR)
    assert people(play.at(DUE + 9 * HOUR)) == ["pat", "chair"]
    assert play.at(DUE + 9 * HOUR) == []


def test_before_due_only_the_taker_hears_of_it_and_the_ladder_begins_at_due():
    play = a_play()
    taken(play, PAT, NOON)
    assert play.at(NOON) == [("expired", 0, "pat", None)]
    assert (play.task.level, play.task.episode) == (0, 2)
    assert [(when, people(lines)) for when, lines in play.run(DUE)] == [
        (OPENED + 4.5 * HOUR, ["pat"]),
        (DUE, ["pat", "pat.deputy"]),
    ]


def test_reminders_up_to_the_end_of_the_take_are_behind_us():
    play = a_play()
    taken(play, PAT, OPENED + 5 * HOUR)  # the reminder of 14:30 fell into it
    play.at(OPENED + 5 * HOUR)
    assert play.next() == DUE


@pytest.mark.parametrize(("priority", "minutes"), [(Priority.P2, 60), (Priority.P1, 15), (Priority.P4, 60)])
def test_at_the_last_level_it_repeats(priority, minutes):
    play = a_play(priority)
    last = len(play.case.ladders[priority].levels)
    play.change(level=last, last_told=DUE)
    taken(play, MORGAN, NOON + 21 * HOUR + 72 * HOUR)  # Monday 9:00, so that working ladders are awake
    until = play.task.taken_until
    assert until is not None
    first = play.at(until)
    assert first[0] == ("expired", last + 1, "morgan", None)
    again = [play.at(until + n * minutes * MINUTE) for n in (1, 2, 3)]
    assert [[one[:2] for one in lines] for lines in again] == [[("repeat", last + 1 + n)] for n in (1, 2, 3)]
    assert play.next() == until + 4 * minutes * MINUTE


def test_reaching_the_last_level_after_a_take_repeats_too_but_without_a_take_it_does_not():
    held = a_play()
    held.change(level=2, last_told=DUE + 2 * HOUR)
    taken(held, MORGAN, DUE + 3 * HOUR)
    assert people(held.at(DUE + 3 * HOUR)) == ["morgan", "chair"]
    assert held.next() == DUE + 4 * HOUR

    untaken = a_play()
    untaken.run(DUE + 8 * HOUR)
    assert untaken.task.level == 3
    assert untaken.next() is None


def test_after_a_long_stop_a_repeat_is_said_once():
    play = a_play()
    play.change(level=3, last_told=DUE)
    taken(play, CHAIR, DUE + HOUR)
    play.at(DUE + HOUR)
    assert people(play.at(DUE + 50 * HOUR)) == ["chair"]
    assert play.next() == DUE + 51 * HOUR


def test_a_repeat_ends_when_somebody_takes_it():
    play = a_play()
    play.change(level=3, last_told=DUE)
    taken(play, CHAIR, DUE + HOUR)
    play.at(DUE + HOUR)
    taken(play, MORGAN, DUE + 5 * HOUR)
    assert play.next() == DUE + 5 * HOUR


def test_a_taker_who_is_the_next_level_is_told_once():
    play = a_play()
    play.at(DUE)
    taken(play, MORGAN, DUE + HOUR)
    assert play.at(DUE + HOUR) == [("expired", 2, "morgan", None)]
    assert play.task.level == 2


def test_a_taker_is_recorded_for_the_level_that_was_reached_in_the_end():
    play = a_play()
    play.standing = a_standing(frozen=frozenset({PAT, POLICE_DEPUTY}))
    taken(play, MORGAN, DUE)
    assert play.at(DUE) == [
        ("expired", 2, "morgan", None),
        ("level", 1, "pat", "frozen"),
        ("level", 1, "pat.deputy", "frozen"),
    ]
    assert play.task.level == 2


def test_a_taker_who_cannot_be_told_is_recorded():
    play = a_play()
    play.at(DUE)
    taken(play, PAT, DUE + HOUR)
    play.standing = a_standing(frozen=frozenset({PAT}))
    assert play.at(DUE + HOUR) == [("expired", 2, "pat", "frozen"), ("level", 2, "morgan", None)]


def test_a_task_that_was_held_while_it_waits_for_others_waits_again():
    play = a_play(blocked_by=HARBOUR)
    play.at(DUE)
    taken(play, PAT, DUE + HOUR)
    play.at(DUE + HOUR)
    assert play.task.status is TaskStatus.BLOCKED


def test_a_take_without_an_end_holds_nothing():
    play = a_play()
    taken(play, PAT, None)
    assert people(play.at(DUE)) == ["pat", "pat.deputy"]
