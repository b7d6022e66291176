"""Levels: when each is reached, whom it tells, what a stop of the bot leaves out, and that nothing is said twice."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import a_case, a_case_snapshot, a_directory, a_task, a_template
from tests.cast import (
    CASE,
    DAY,
    HARBOUR,
    HOUR,
    LEADS_ROOM,
    MINUTE,
    NOON,
    OPENED,
    PAT,
    POLICE,
    RESPONDER,
    hours,
    minutes,
    working_days,
)
from tests.escalation.playing import Play, people
from workflows.escalation.ladders import check
from workflows.language.template import TemplateTask
from workflows.values.directory import Ladder, Level, Priority, TargetKind
from workflows.values.effects import NOTHING, NotePage, ShowBoard
from workflows.values.model import CaseState, ClockKind, LastMove, TaskStatus

DUE = OPENED + 6 * HOUR  # 16:00


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


CLIMBS = [
    (
        Priority.P1,
        [
            (at(27, 13), "reminder", ["pat"]),
            (at(27, 15, 45), "reminder", ["pat"]),
            (at(27, 16), "level", ["pat", "pat.deputy"]),
            (at(27, 16, 15), "level", ["pat", "morgan"]),
            (at(27, 16, 30), "level", ["chair"]),
        ],
    ),
    (
        Priority.P2,
        [
            (at(27, 14, 30), "reminder", ["pat"]),
            (at(27, 16), "level", ["pat", "pat.deputy"]),
            (at(27, 18), "level", ["morgan"]),
            (at(28, 0), "level", ["chair"]),
        ],
    ),
    (
        Priority.P3,
        [
            (at(27, 16), "level", ["pat"]),
            (at(30, 16), "level", ["pat", "morgan"]),
            (at(2, 16, month=12), "level", ["chair"]),
        ],
    ),
    (
        Priority.P4,
        [(at(27, 16), "level", ["pat"]), (at(4, 16, month=12), "level", ["morgan"])],
    ),
]


@pytest.mark.parametrize(("priority", "expected"), CLIMBS, ids=[priority.value for priority, _ in CLIMBS])
def test_each_priority_climbs_its_ladder_and_then_is_quiet(priority, expected):
    said = a_play(priority).run(OPENED + 60 * DAY)
    assert [(when, lines[0][0], people(lines)) for when, lines in said] == expected


@pytest.mark.parametrize(
    ("due", "levels"),
    [
        # due on a Saturday: told when Monday's work begins
        (at(28, 12), [at(30, 9), at(1, 9, month=12), at(3, 9, month=12)]),
        # due after hours: told the next working morning
        (at(27, 20), [at(30, 9), at(1, 9, month=12), at(3, 9, month=12)]),
        # Christmas Day is a holiday, and so is the Monday after
        (at(24, 16, month=12), [at(24, 16, month=12), at(29, 16, month=12), at(31, 16, month=12)]),
    ],
)
def test_working_ladders_speak_in_working_hours_of_the_jurisdiction(due, levels):
    play = a_play(Priority.P3, due=due, started_at=due - HOUR)
    said = [when for when, lines in play.run(OPENED + 90 * DAY) if lines[0][0] == "level"]
    assert said == levels


def test_levels_in_unlike_units_keep_their_distance_after_a_take():
    mixed = Ladder(
        levels=(
            Level(after=minutes(0), tell=(TargetKind.OWNER,)),
            Level(after=hours(3), tell=(TargetKind.DEPUTY,)),
            Level(after=working_days(1), tell=(TargetKind.COMMITTEE,)),
        )
    )
    play = Play(case=a_case_snapshot(ladders={Priority.P2: mixed}))
    play.change(level=2, last_told=DUE + 5 * HOUR)  # 19:00 was its time; it was told at 21:00
    assert play.next() == DUE + 3 * DAY + 2 * HOUR


def test_beyond_the_known_holidays_the_ladder_goes_on_in_plain_days():
    england = a_directory().jurisdictions[a_case().jurisdiction]
    short = replace(england, holidays_until=DUE.date())
    play = a_play(Priority.P3)
    play.directory = a_directory(jurisdictions={short.id: short})
    assert [when for when, _ in play.run(OPENED + 60 * DAY)] == [DUE, DUE + DAY, DUE + 3 * DAY]


def test_a_jurisdiction_that_is_gone_from_the_directory_stops_no_ladder():
    play = a_play()
    play.directory = a_directory(jurisdictions={})
    assert people(play.at(DUE)) == ["pat", "pat.deputy"]


@pytest.mark.parametrize(
    ("down_for", "level", "told"),
    [
        (1 * MINUTE, 1, ["pat", "pat.deputy"]),
        (119 * MINUTE, 1, ["pat", "pat.deputy"]),
        (2 * HOUR, 2, ["morgan"]),
        (9 * HOUR, 3, ["chair"]),
        (30 * DAY, 3, ["chair"]),
    ],
)
def test_after_a_stop_only_the_present_level_speaks_once(down_for, level, told):
    play = a_play()
    now = DUE + down_for
    assert people(play.at(now)) == told
    assert play.task.level == level
    assert play.at(now) == []


def test_levels_that_had_their_time_during_a_stop_are_in_the_record():
    play = a_play()
    (record,) = [row for row in check(play.case, play.moment(DUE + 9 * HOUR)).audit if row.action == "page.recorded"]
    assert record.fields["skipped"] == "2"
    assert record.fields["level"] == "3"


def test_what_comes_after_a_late_level_keeps_the_times_of_the_ladder():
    play = a_play()
    play.at(DUE + 90 * MINUTE)
    assert play.next() == DUE + 2 * HOUR


@pytest.mark.parametrize("status", [TaskStatus.WAITING, TaskStatus.DONE, TaskStatus.DROPPED])
def test_what_is_not_running_does_not_climb(status):
    play = a_play(status=status, done_at=NOON if status is not TaskStatus.WAITING else None)
    assert play.next() is None
    assert check(play.case, play.moment(DUE + 9 * DAY)) == NOTHING


def test_a_closed_case_says_nothing():
    play = Play(case=a_case_snapshot(case=a_case(state=CaseState.CLOSED)))
    assert play.next() is None
    assert check(play.case, play.moment(DUE + DAY)) == NOTHING


def test_a_case_whose_room_is_not_there_yet_climbs_all_the_same():
    play = Play(case=a_case_snapshot(case=a_case(state=CaseState.OPENING), rooms=()))
    assert people(play.at(DUE)) == ["pat", "pat.deputy"]


def test_a_task_without_a_time_never_climbs():
    play = a_play(due=None)
    assert play.next() is None
    assert check(play.case, play.moment(DUE + DAY)) == NOTHING


def test_an_offered_task_climbs_to_the_agency_it_was_offered_to():
    play = a_play(status=TaskStatus.OFFERED, owner=HARBOUR)
    assert people(play.at(DUE)) == ["hana", "hana.deputy"]


def test_a_blocked_task_climbs_to_those_it_waits_for():
    play = a_play(status=TaskStatus.BLOCKED, blocked_by=HARBOUR, blocked_since=NOON)
    assert [people(lines) for _, lines in play.run(DUE + DAY)] == [
        ["hana"],
        ["hana", "hana.deputy"],
        ["morgan"],
        ["chair"],
    ]


@pytest.mark.parametrize("verb", ["reopen", "unblock", "undo"])
def test_a_late_task_that_begins_anew_starts_at_its_first_level(verb):
    again = DUE + 3 * DAY
    last = LastMove(verb=verb, by=PAT, at=again, status=TaskStatus.DONE, owner=POLICE, due=DUE)
    play = a_play(episode=2, last=last)
    assert play.next() == again
    assert [people(lines) for _, lines in play.run(again + 2 * HOUR)] == [["pat", "pat.deputy"], ["morgan"]]


@pytest.mark.parametrize(
    "begun",
    [{"created_at": DUE + DAY}, {"started_at": DUE + DAY}, {"last_told": DUE + DAY, "episode": 2}],
    ids=["made", "waited until then", "let go or opened again"],
)
def test_a_task_that_is_late_when_its_clock_begins_starts_at_its_first_level(begun):
    play = a_play(**begun)
    assert people(play.at(DUE + DAY)) == ["pat", "pat.deputy"]


def test_a_task_with_a_priority_of_its_own_climbs_that_ladder_unless_people_made_the_case_more_urgent():
    own = TemplateTask(
        id="N4", title="", owner=RESPONDER, kind="", clock=ClockKind.DEADLINE, due=hours(6), ladder=Priority.P3
    )
    template = a_template(tasks=(own,))
    usual = Play(case=a_case_snapshot(template=template))
    urgent = Play(case=a_case_snapshot(template=template, case=a_case(priority=Priority.P1)))
    assert people(usual.at(DUE)) == ["pat"]
    assert urgent.run(DUE)[-1][0] == DUE
    assert people(urgent.at(DUE + 15 * MINUTE)) == ["pat", "morgan"]


def test_the_leads_room_hears_of_what_concerns_leads_and_the_board_of_lateness():
    play = a_play()
    play.at(DUE)
    assert play.effects[-1] == ShowBoard(case=CASE)
    assert not [effect for effect in play.effects if isinstance(effect, NotePage)]
    play.at(DUE + 2 * HOUR)
    assert NotePage(room=LEADS_ROOM, task=play.task.id, case=CASE, episode=1, level=2) in play.effects


def test_one_task_in_trouble_says_nothing_of_the_others():
    other = a_task(5, due=DUE + DAY)
    play = Play(case=a_case_snapshot(a_task(), other))
    assert {line[2] for line in play.at(DUE)} == {"pat", "pat.deputy"}
    assert play.case.tasks[1] == other
