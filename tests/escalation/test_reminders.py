"""Before due: reminders by share of the window and so long before, once each; and the chases of outside decisions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import a_case, a_case_snapshot, a_directory, a_row, a_seat, a_standing, a_task, a_template
from tests.cast import DAY, HANA, HARBOUR, HEALTH, HEATH, HOUR, MINUTE, MORGAN, NOON, OPENED, PAT, POLICE, a_person
from tests.commands.talk import typed
from tests.escalation.playing import Play, people
from workflows.escalation import levels
from workflows.escalation.ladders import check
from workflows.language.template import Remind, TemplateRole
from workflows.values.directory import Absence, Priority, Span, SpanUnit
from workflows.values.effects import NOTHING
from workflows.values.ids import RoleName
from workflows.values.model import ClockKind, LastMove, TaskStatus

DUE = OPENED + 6 * HOUR
SPOC = RoleName(levels.SPOC)


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


def a_watch(**changes) -> Play:
    usual = {"clock": ClockKind.WATCH, "owner": HARBOUR, "chase_every": "2wd", "due": None}
    return a_play(Priority.P3, **{**usual, **changes})


def test_reminders_that_come_together_are_one():
    play = a_play(Priority.P1)
    assert play.at(DUE - 10 * MINUTE) == [("reminder", 2, "pat", None)]
    assert play.next() == DUE


def test_each_reminder_has_its_own_number_so_that_both_are_recorded():
    play = a_play(Priority.P1)
    assert play.at(OPENED + 3 * HOUR) == [("reminder", 1, "pat", None)]
    assert play.at(DUE - 15 * MINUTE) == [("reminder", 2, "pat", None)]


def test_a_reminder_whose_due_is_past_is_dropped():
    assert {line[0] for line in a_play().at(DUE + MINUTE)} == {"level"}


def test_a_dropped_reminder_of_a_working_ladder_is_recorded_and_waits_for_monday():
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    play = a_play(Priority.P3, due=saturday, started_at=OPENED - 5 * DAY, created_at=OPENED - 5 * DAY)
    assert play.next() == datetime(2026, 11, 27, 9, tzinfo=UTC)
    decision = check(play.case, play.moment(saturday + HOUR))
    assert [record.action for record in decision.audit] == ["reminder.dropped"]
    assert play.apply(decision) == []
    assert play.next() == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_beyond_the_known_holidays_a_reminder_comes_plain_days_before():
    england = a_directory().jurisdictions[a_case().jurisdiction]
    short = replace(england, holidays_until=OPENED.date())
    play = a_play(Priority.P3, due=OPENED + 10 * DAY)
    play.directory = a_directory(jurisdictions={short.id: short})
    assert play.next() == OPENED + 9 * DAY


def test_a_reminder_before_the_start_is_none():
    play = a_play(Priority.P3)  # one working day before due lies before it was opened
    assert play.next() == DUE


@pytest.mark.parametrize("verb", ["later", "give", "undo"])
def test_reminders_up_to_the_last_move_are_behind_us(verb):
    moved = OPENED + 5 * HOUR
    last = LastMove(verb=verb, by=PAT, at=moved, status=TaskStatus.OPEN, owner=POLICE, due=DUE)
    play = a_play(episode=2, last=last)
    assert check(play.case, play.moment(moved + MINUTE)) == NOTHING
    assert play.next() == DUE


def test_the_deputy_covers_for_an_owner_who_cannot_be_told():
    play = a_play()
    play.standing = a_standing(frozen=frozenset({PAT}))
    lines = play.at(OPENED + 4.5 * HOUR)
    assert lines == [("reminder", 1, "pat", "frozen"), ("reminder", 1, "pat.deputy", None)]


def test_somebody_who_is_away_is_passed_and_covered():
    away = Absence(start=NOON, end=NOON + DAY)
    play = a_play(owner=HEALTH)
    play.directory = a_directory(people=(a_person(HEATH, "Heath", HEALTH, absences=(away,)),))
    assert play.at(OPENED + 4.5 * HOUR) == [("reminder", 1, "heath", "absent"), ("reminder", 1, "", "empty")]
    assert play.at(DUE)[-1] == ("level", 2, "morgan", None)


# Outside decisions


def test_a_watcher_is_asked_to_ask_again_in_working_days():
    play = a_watch()
    said = play.run(OPENED + 12 * DAY)
    assert [(when.day, when.hour, people(lines)) for when, lines in said] == [
        (1, 10, ["hana"]),
        (3, 10, ["hana"]),
        (7, 10, ["hana"]),
        (9, 10, ["hana"]),
    ]
    assert {line[0] for _, lines in said for line in lines} == {"chase"}


def test_a_chase_by_the_watcher_moves_the_next_one():
    play = a_watch(next_chase=NOON + 5 * DAY)
    assert play.next() == NOON + 5 * DAY


def test_chases_missed_in_a_stop_are_one_and_keep_their_rhythm():
    play = a_watch()
    assert len(play.at(OPENED + 7 * DAY)) == 1
    assert play.next() == datetime(2026, 12, 7, 10, tzinfo=UTC)


def test_at_its_time_a_watch_asks_its_watcher_and_after_a_whole_interval_the_lead_hears():
    play = a_watch(due=OPENED + 3 * DAY)  # Monday 10:00
    said = [(when.day, sorted(people(lines))) for when, lines in play.run(OPENED + 12 * DAY)]
    assert said == [
        (30, ["hana"]),  # at its time
        (1, ["hana"]),
        (2, ["morgan"]),  # two working days after its time, and nobody asked again
        (3, ["hana"]),
        (4, ["morgan"]),
        (7, ["hana"]),
        (8, ["morgan"]),
        (9, ["hana"]),
    ]
    assert len({(one.telling, one.level) for one in play.told if one.target == MORGAN}) == 3


def test_a_chase_puts_off_by_an_interval_what_the_lead_hears():
    play = a_watch(due=OPENED + 3 * DAY)
    play.run(OPENED + 4 * DAY)
    chased = typed("!chase 4", play.case, user=HANA, now=datetime(2026, 12, 2, 9, 30, tzinfo=UTC))
    play.put(chased.task(4))
    assert (play.task.chased, play.task.level, play.task.episode) == (1, 1, 2)
    said = [(when.day, when.hour, sorted(people(lines))) for when, lines in play.run(OPENED + 8 * DAY)]
    assert said == [(4, 9, ["hana", "morgan"])]


def test_without_a_rhythm_watcher_and_lead_hear_at_its_time_and_once():
    play = a_watch(due=OPENED + 3 * DAY, chase_every=None)
    assert [people(lines) for _, lines in play.run(OPENED + 60 * DAY)] == [["hana", "morgan"]]


def test_the_contact_across_the_border_hears_in_place_of_the_lead_where_the_template_has_one():
    play = a_watch(due=OPENED + 3 * DAY)
    roles = {SPOC: TemplateRole(name=SPOC, types=("police",)), **play.case.template.roles}
    play.case = replace(
        play.case,
        template=replace(play.case.template, roles=roles),
        seats=(*play.case.seats, a_seat(POLICE, role=SPOC, user=PAT)),
    )
    case = play.case
    assert people(play.run(OPENED + 5 * DAY)[-1][1]) == ["pat"]
    frozen = Play(case=case, standing=a_standing(frozen=frozenset({PAT})))
    assert "morgan" in people(frozen.at(OPENED + 20 * DAY))
    nobody = tuple(seat for seat in case.seats if seat.role != SPOC)
    assert "morgan" in people(Play(case=replace(case, seats=nobody)).at(OPENED + 20 * DAY))


def test_a_watch_of_the_contact_itself_goes_to_the_lead():
    play = a_watch(due=OPENED + 3 * DAY, role=SPOC)
    assert people(play.run(OPENED + 5 * DAY)[-1][1]) == ["morgan"]


def test_a_watch_has_no_reminders_of_deadlines():
    assert [lines[0][0] for _, lines in a_watch(due=OPENED + 3 * DAY).run(OPENED + 3 * DAY)] == ["level"]
    remind = (Remind(before=Span(1, SpanUnit.HOURS)),)
    play = a_watch(due=OPENED + 3 * DAY, code="W")
    play.case = replace(play.case, template=a_template(tasks=(a_row("W", clock=ClockKind.WATCH, remind=remind),)))
    assert [lines[0][0] for _, lines in play.run(OPENED + 3 * DAY)] == ["level"]


@pytest.mark.parametrize("every", [None, "soon", "0d"])
def test_a_watch_without_a_rhythm_is_quiet(every):
    assert a_watch(chase_every=every).next() is None


def test_a_taken_watch_is_not_chased_until_its_time():
    play = a_watch(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=OPENED + 7 * DAY)
    assert play.next() == OPENED + 7 * DAY
    assert [line[:3] for line in play.at(OPENED + 7 * DAY)] == [("expired", 0, "pat"), ("chase", 1, "hana")]
    assert play.at(OPENED + 7 * DAY) == []
