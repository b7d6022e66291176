"""A P1 that no lead confirmed in time is P2, with a note."""

from datetime import UTC, datetime

import pytest

from tests.builders import a_case, a_case_snapshot, a_task
from tests.cast import (
    HOUR,
    JOINT_ROOM,
    LEADS_ROOM,
    NOON,
    OPENED,
)
from tests.escalation.playing import Play
from workflows.escalation.ladders import check
from workflows.values.directory import Priority
from workflows.values.effects import Tell
from workflows.values.model import Case, TaskStatus
from workflows.values.notices.pages import PriorityFell

DUE = OPENED + 6 * HOUR  # 16:00


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


def test_an_unconfirmed_p1_falls_to_p2_with_a_note():
    by = NOON + HOUR
    play = Play(case=a_case_snapshot(case=a_case(priority=Priority.P1, priority_confirm_by=by)))
    assert play.next() == by
    decision = check(play.case, play.moment(by))
    (case,) = [row for row in decision.save if isinstance(row, Case)]
    assert (case.priority, case.priority_confirm_by) == (Priority.P2, None)
    assert {effect.room for effect in decision.effects if isinstance(effect, Tell)} == {LEADS_ROOM, JOINT_ROOM}
    assert {type(effect.notice) for effect in decision.effects if isinstance(effect, Tell)} == {PriorityFell}
    assert decision.audit[0].action == "case.priority"


@pytest.mark.parametrize(
    "case",
    [
        a_case(priority=Priority.P1, priority_confirm_by=None),
        a_case(priority=Priority.P1, priority_confirm_by=NOON + HOUR),
    ],
)
def test_a_priority_that_is_confirmed_or_not_yet_to_be_stays(case):
    play = Play(case=a_case_snapshot(case=case))
    assert not [row for row in check(play.case, play.moment(NOON)).save if isinstance(row, Case)]


def test_a_confirmation_that_nobody_needs_any_more_is_forgotten_without_a_word():
    play = Play(case=a_case_snapshot(case=a_case(priority=Priority.P2, priority_confirm_by=NOON)))
    assert play.at(NOON) == []
    assert (play.case.case.priority, play.case.case.priority_confirm_by) == (Priority.P2, None)
    assert not [effect for effect in play.effects if isinstance(effect, Tell)]


def test_waiting_tasks_keep_the_confirmation_in_mind():
    by = NOON + HOUR
    waiting = a_task(status=TaskStatus.WAITING, due=None, started_at=None)
    play = Play(case=a_case_snapshot(waiting, case=a_case(priority=Priority.P1, priority_confirm_by=by)))
    assert play.next() == by


@pytest.mark.parametrize("status", [TaskStatus.DONE, TaskStatus.DROPPED])
def test_tasks_that_are_over_keep_it_in_mind_as_well(status):
    by = NOON + HOUR
    over = a_task(status=status, done_at=NOON)
    play = Play(case=a_case_snapshot(over, case=a_case(priority=Priority.P1, priority_confirm_by=by)))
    assert play.next() == by
    play.at(by)
    assert (play.case.case.priority, play.next()) == (Priority.P2, None)
