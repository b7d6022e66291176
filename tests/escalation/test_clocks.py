"""Each clock by its own rule: periods that protect, what lapses, what is scheduled, and reminders of a row's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_case, a_case_snapshot, a_moment, a_row, a_task, a_template
from tests.cast import CHAIR, DAY, HARBOUR, HOUR, MINUTE, MORGAN, NOON, OPENED, PAT, hours
from tests.commands.talk import typed
from tests.escalation.playing import Play, people
from tests.escalation.saying import said
from workflows.casework.holding import CALLED_OFF, has_lapsed
from workflows.escalation.ladders import check
from workflows.escalation.levels import ladder_of
from workflows.escalation.why import explain
from workflows.language.template import Anchor, Remind
from workflows.values.directory import Ladder, Level, Priority, Span, SpanUnit, TargetKind
from workflows.values.effects import NOTHING, Settle, ShowBoard
from workflows.values.model import ClockKind, TaskStatus, Telling
from workflows.values.notices.why import Why, WhyEnds, WhyHeld, WhyLapsed

DUE = OPENED + 6 * HOUR
ENDS = OPENED + 30 * DAY
STATEMENT = a_task(13, code="N13", kind="statement")


def period(number: int = 10, **changes):
    usual = {"code": "N10", "owner": HARBOUR, "kind": "protected_period", "clock": ClockKind.PROTECTED, "due": ENDS}
    return a_task(number, **{**usual, **changes})


def a_protected(*tasks) -> Play:
    rows = (
        a_row("N10", clock=ClockKind.PROTECTED, blocks=("statement",)), a_row("N13", kind="statement"), a_row("N14"),
    )  # fmt: skip
    return Play(case=replace(a_case_snapshot(*tasks), template=a_template(tasks=rows)))


def a_lapse(priority: Priority = Priority.P2, *remind: Remind, **changes) -> Play:
    usual = {"code": "M5", "clock": ClockKind.EXPIRY, "due": OPENED + 90 * DAY}
    case = a_case_snapshot(a_task(**{**usual, **changes}), case=a_case(priority=priority))
    row = a_row("M5", clock=ClockKind.EXPIRY, due=None, lasts=hours(2160), remind=remind or None)
    return Play(case=replace(case, template=a_template(tasks=(row,))))


def before(amount: int, unit: SpanUnit = SpanUnit.DAYS) -> Remind:
    return Remind(before=Span(amount, unit))


# a period in the person's favour


def test_a_period_tells_nobody_and_ends_by_itself_at_its_end():
    play = a_protected(period())
    assert play.next() == ENDS
    assert check(play.case, play.moment(ENDS - MINUTE)) == NOTHING
    decision = check(play.case, play.moment(ENDS + 3 * HOUR))
    assert play.apply(decision) == []
    assert (play.task.status, play.task.done_at, play.task.done_by) == (TaskStatus.DONE, ENDS, None)
    assert [record.action for record in decision.audit] == ["protected.over"]
    assert any(isinstance(effect, ShowBoard) for effect in decision.effects)
    assert play.next() is None
    assert check(play.case, play.moment(ENDS + DAY)) == NOTHING


def test_nobody_is_reminded_to_ask_for_what_it_forbids_until_its_end():
    play = a_protected(period(), STATEMENT)
    assert play.next(STATEMENT.id) is None
    assert play.run(ENDS - MINUTE) == []
    decision = check(play.case, play.moment(ENDS))
    assert play.apply(decision) == []
    free = play.case.tasks[1]
    assert (free.due, free.episode, free.level) == (ENDS + 6 * HOUR, 2, 0)
    assert [effect.episode for effect in decision.effects if isinstance(effect, Settle)] == [1]
    assert [sorted(people(lines)) for _, lines in play.run(ENDS + 6 * HOUR)] == [["pat"], ["pat", "pat.deputy"]]


def test_a_page_that_waits_when_a_period_begins_is_not_sent():
    play = Play(case=a_case_snapshot(STATEMENT))
    play.at(DUE)
    assert "C-7F3K2 · task 13" in (said(play, PAT, DUE) or "")
    play.case = replace(a_protected(period(), play.task).case, told=())
    play.case = replace(play.case, tasks=play.case.tasks[::-1])
    assert said(play, PAT, DUE) is None


def test_after_a_stop_over_its_end_what_stood_still_counts_from_that_end():
    play = a_protected(period(), STATEMENT)
    lines = play.at(ENDS + 9 * HOUR)
    assert sorted(people(lines)) == ["morgan"]  # three hours after the due time it has now: the lead's level
    assert play.case.tasks[1].due == ENDS + 6 * HOUR


def test_two_periods_over_at_once_and_what_only_one_of_them_held():
    longer = period(11, due=ENDS + DAY)
    play = a_protected(period(), longer, STATEMENT)
    play.at(ENDS)
    assert [task.status for task in play.case.tasks] == [TaskStatus.DONE, TaskStatus.OPEN, TaskStatus.OPEN]
    assert play.next(STATEMENT.id) is None
    play.at(ENDS + 5 * DAY)
    assert play.case.tasks[2].due == ENDS + DAY + 6 * HOUR
    assert [task.status for task in play.case.tasks[:2]] == [TaskStatus.DONE, TaskStatus.DONE]


def test_a_period_that_begins_as_another_ends_may_be_over_at_the_same_time():
    second = period(11, code="N11", status=TaskStatus.WAITING, due=None, started_at=None, depends=(10,))
    rows = (
        a_row("N10", clock=ClockKind.PROTECTED, blocks=("statement",)),
        a_row("N11", clock=ClockKind.PROTECTED, due=None, least=Span(30, SpanUnit.DAYS), depends=("N10",)),
    )
    play = Play(case=replace(a_case_snapshot(period(), second), template=a_template(tasks=rows)))
    play.at(ENDS + MINUTE)
    assert [task.status for task in play.case.tasks] == [TaskStatus.DONE, TaskStatus.DONE]
    assert play.soonest() is None


def test_why_says_what_holds_a_task_and_that_a_period_ends_by_itself():
    case = a_protected(period(), STATEMENT).case
    held, own = (explain(case, task, a_moment()) for task in (STATEMENT, period()))
    assert isinstance(held, Why)
    assert isinstance(own, Why)
    assert isinstance(held.state, WhyHeld)
    assert held.next is None
    assert (own.state, own.next) == (WhyEnds(), None)


# what lapses


def test_the_owner_hears_ahead_then_owner_and_lead_and_then_it_is_quiet():
    play = a_lapse(Priority.P2, before(30), before(7))
    ends = OPENED + 90 * DAY
    heard = [(when - ends, sorted(people(lines))) for when, lines in play.run(ends + 60 * DAY)]
    assert heard == [
        (-30 * DAY, ["pat"]),
        (-7 * DAY, ["pat"]),
        (timedelta(), ["pat", "pat.deputy"]),
        (2 * HOUR, ["morgan"]),
    ]
    assert play.task.lapsed_at == ends
    assert play.task.status is TaskStatus.OPEN
    assert play.next() is None


@pytest.mark.parametrize("priority", Priority)
def test_the_committee_never_hears_of_what_lapsed(priority):
    play = a_lapse(priority)
    play.run(OPENED + 200 * DAY)
    assert CHAIR not in {told.target for told in play.told}
    assert MORGAN in {told.target for told in play.told}


def test_it_lapses_in_the_hand_of_whoever_took_it():
    ends = OPENED + 90 * DAY
    play = a_lapse(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=ends + DAY)
    assert play.next() == ends
    assert play.at(ends) == []
    assert play.task.lapsed_at == ends
    assert play.next() == ends + DAY


def test_with_a_later_end_it_has_not_lapsed_and_lapses_again_at_that():
    play = a_lapse()
    play.run(OPENED + 90 * DAY)
    later = typed("!due 4 1 apr 2027 12:00 extended", play.case, now=OPENED + 91 * DAY)
    play.put(later.task(4))
    assert not has_lapsed(play.task)
    assert "lapses Thu 1 Apr" in typed("!show 4", play.case, now=OPENED + 91 * DAY).said
    play.run(OPENED + 150 * DAY)
    assert has_lapsed(play.task)
    assert play.task.lapsed_at == play.task.due


def test_where_nobody_can_be_told_it_is_repeated_until_somebody_was():
    play = a_lapse()
    play.run(OPENED + 90 * DAY)
    play.standing = replace(play.moment(NOON).standing, chats={})
    play.at(OPENED + 90 * DAY + 2 * HOUR)
    again = play.next()
    assert again == OPENED + 90 * DAY + 3 * HOUR
    play.standing = None
    assert people(play.at(again)) == ["morgan"]
    assert play.next() is None


def test_the_words_of_what_lapses_name_nobody_late():
    play = a_lapse(Priority.P2, before(7))
    ends = OPENED + 90 * DAY
    play.run(ends - DAY)
    assert said(play, PAT, ends - DAY) == (
        "C-7F3K2 · task 4 · City Police · lapses Thu 25 Feb 10:00, in 1 d\n17: `renew 17` · `take 17 1h` · `done 17`"
    )
    play.run(ends + 2 * HOUR)
    assert said(play, PAT, ends) == (
        "C-7F3K2 · task 4 · City Police · lapsed 10:00\n17: `renew 17` · `take 17 1h` · `done 17`"
    )
    assert said(play, MORGAN, ends + 2 * HOUR) == (
        "C-7F3K2 · task 4 · City Police · lapsed 10:00\n17: `take 17 1h` · `give 17 …` · `call 17`"
    )
    shown = explain(play.case, play.task, play.moment(ends + 3 * HOUR))
    assert isinstance(shown, Why)
    assert isinstance(shown.state, WhyLapsed)


# reminders and ladders of a row's own


@pytest.mark.parametrize(
    ("remind", "times"),
    [
        (None, [4.5]),
        ((), []),
        ((Remind(share=50),), [3]),
        ((Remind(share=50), before(1, SpanUnit.HOURS)), [3, 5]),
    ],
)
def test_a_row_brings_its_own_reminders(remind, times):
    row = a_row("N4", remind=remind)
    play = Play(case=replace(a_case_snapshot(), template=a_template(tasks=(row,))))
    heard = [(when - OPENED) / HOUR for when, _ in play.run(DUE - MINUTE)]
    assert heard == times


def test_the_ladder_of_the_template_goes_before_that_of_the_directory():
    own = Ladder(levels=(Level(after=hours(1), tell=(TargetKind.COMMITTEE,)),))
    play = Play(case=replace(a_case_snapshot(), template=a_template(ladders={Priority.P2: own})))
    assert [(when, people(lines)) for when, lines in play.run(DUE + DAY)] == [(DUE + HOUR, ["chair"])]
    row = a_row("N4", ladder=Priority.P3)
    mixed = replace(play.case, template=a_template(tasks=(row,), ladders={Priority.P2: own}))
    assert ladder_of(mixed.tasks[0], mixed) == mixed.ladders[Priority.P3]


# what is scheduled


def test_what_is_scheduled_climbs_as_a_deadline_and_no_share_of_weeks_reminds_of_it():
    play = Play(case=a_case_snapshot(a_task(clock=ClockKind.SCHEDULED)))
    assert [sorted(people(lines)) for _, lines in play.run(DUE + 2 * HOUR)] == [["pat", "pat.deputy"], ["morgan"]]
    urgent = Play(case=a_case_snapshot(a_task(clock=ClockKind.SCHEDULED), case=a_case(priority=Priority.P1)))
    assert [DUE - when for when, _ in urgent.run(DUE - MINUTE)] == [15 * MINUTE]
    row = a_row("N4", clock=ClockKind.SCHEDULED, remind=(Remind(share=50),))
    own = Play(case=replace(play.case, tasks=(a_task(clock=ClockKind.SCHEDULED),), template=a_template(tasks=(row,))))
    assert [(when - OPENED) / HOUR for when, _ in own.run(DUE - MINUTE)] == [3]


def test_what_is_due_as_it_begins_is_due_now_and_late_only_later():
    play = Play(case=a_case_snapshot(a_task(due=OPENED)))
    play.run(OPENED + 2 * HOUR)
    assert (said(play, PAT, OPENED) or "").splitlines()[0] == "C-7F3K2 · task 4 · City Police · due now · P2"
    assert "2 h late" in (said(play, MORGAN, OPENED + 2 * HOUR) or "")


def test_without_a_time_it_is_open_and_nothing_is_due():
    play = Play(case=a_case_snapshot(a_task(clock=ClockKind.SCHEDULED, due=None, started_at=None)))
    assert play.next() is None
    assert play.at(DUE + DAY) == []


def test_after_an_operation_was_called_off_support_teams_stand_by_in_silence():
    row = a_row("N4", clock=ClockKind.SCHEDULED, due=None, anchors=(Anchor("t0"),))
    case = a_case_snapshot(a_task(clock=ClockKind.SCHEDULED), case=a_case(operation=CALLED_OFF))
    play = Play(case=replace(case, template=a_template(tasks=(row,))))
    assert play.next() is None
    assert play.at(DUE + DAY) == []
    shown = explain(play.case, play.task, play.moment(DUE))
    assert isinstance(shown, Why)
    assert shown.state == WhyHeld(None)


# the same for all: a stop over the end, a change of the clocks, the end of a year


@pytest.mark.parametrize("clock", ClockKind)
@pytest.mark.parametrize(
    "end",
    [
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # in the hour that the clocks leave out
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # in the hour that comes twice
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
    ],
)
def test_the_end_of_each_clock_is_told_once_however_long_nothing_could_work(clock, end):
    task = a_task(code="Z", clock=clock, due=end, chase_every="2wd" if clock is ClockKind.WATCH else None)
    case = replace(a_case_snapshot(task), template=a_template(tasks=(a_row("Z", clock=clock, blocks=("statement",)),)))
    for late in (timedelta(), MINUTE, HOUR, 3 * DAY):
        play = Play(case=case)
        play.at(end - MINUTE)
        decision = check(play.case, play.moment(end + late))
        assert decision != NOTHING
        play.apply(decision)
        again = Play(case=play.case)  # as read anew after a restart
        assert check(again.case, again.moment(end + late)) == NOTHING
        keys = [(told.episode, told.level, told.telling, told.target) for told in play.told]
        assert len(keys) == len(set(keys))
    levels = [told for told in play.told if told.telling is Telling.LEVEL]
    assert bool(levels) is (clock is not ClockKind.PROTECTED)
