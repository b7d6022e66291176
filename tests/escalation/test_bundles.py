"""One message a person, in words that are still true: at most three lines, safe in full on a lock screen."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.text.render import Reader, render
from tests.builders import a_case, a_case_snapshot, a_directory, a_standing, a_task
from tests.cast import (
    CHAIR,
    DAY,
    HANA,
    HARBOUR,
    HEALTH,
    HOUR,
    MINUTE,
    MORGAN,
    NOON,
    OPENED,
    PAT,
    POLICE,
    POLICE_DEPUTY,
)
from tests.escalation.playing import Play
from workflows.casework.snapshots import CaseSnapshot
from workflows.escalation.bundles import SHOWN, Waiting, compose, note
from workflows.values.directory import Priority
from workflows.values.ids import CaseId, CaseRef, Handle, UserId
from workflows.values.model import CaseState, ClockKind, LastMove, Task, TaskStatus, Telling, Where

DUE = OPENED + 6 * HOUR


def said(play: Play, user: UserId, now: datetime, handle: int = 17) -> str | None:
    """What this person is sent for everything recorded so far, as plain text in their chat."""
    case = play.with_told()
    waiting = [
        Waiting(told=told, case=case, task=task, handle=Handle(handle + int(task.number) - 4))
        for told in play.told
        if told.target == user and told.passed is None and (task := case.task_by_id(told.task))
    ]
    return words(play, compose(play.directory.people[user], waiting, play.moment(now)), now)


def words(play: Play, notice, now: datetime, *, chat: bool = True) -> str | None:
    reader = Reader(now=now, directory=play.directory, zone="Europe/London", chat=chat)
    return None if notice is None else render(notice, reader).body


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


def climbed(until: datetime, priority: Priority = Priority.P2, **changes) -> Play:
    play = a_play(priority, **changes)
    play.run(until)
    return play


def test_a_reminder():
    play = climbed(OPENED + 4.5 * HOUR)
    assert said(play, PAT, OPENED + 5.5 * HOUR) == (
        "C-7F3K2 · task 4 · City Police · due 16:00, in 30 min\n17: `take 17 1h` · `later 17 4h court` · `done 17`"
    )


def test_the_owner_and_the_deputy_at_due():
    play = climbed(DUE)
    line = "C-7F3K2 · task 4 · City Police · 1 min late · P2\n17: `take 17 1h` · `later 17 4h court` · `done 17`"
    assert said(play, PAT, DUE) == line
    assert said(play, POLICE_DEPUTY, DUE) == line


def test_the_lead_hears_who_gave_no_answer():
    play = climbed(DUE + 2 * HOUR)
    assert said(play, MORGAN, DUE + 2 * HOUR) == (
        "C-7F3K2 · task 4 · City Police · 2 h late · P2\n"
        "No answer from City Police and its deputy since 16:00.\n"
        "17: `take 17 1h` · `give 17 …` · `call 17`"
    )


@pytest.mark.parametrize(
    ("priority", "until", "user", "line"),
    [
        (Priority.P2, DUE + 8 * HOUR, CHAIR, "No answer from the leads since Fri 27 Nov 18:00."),
        (Priority.P4, DUE + 7 * DAY, MORGAN, "No answer from City Police since Fri 27 Nov 16:00."),
    ],
)
def test_who_gave_no_answer_is_the_last_level_told(priority, until, user, line):
    assert line in (said(climbed(until, priority), user, until) or "")


def test_a_level_that_was_passed_is_said_in_the_next_ones_words():
    play = a_play(owner=HEALTH)
    play.standing = a_standing(frozen=frozenset({UserId("@heath:hs")}))
    play.at(DUE)
    assert said(play, MORGAN, DUE) == (
        "C-7F3K2 · task 4 · Health East · 1 min late · P2\n"
        "Health East has no one who can be reached now; this went straight on.\n"
        "17: `take 17 1h` · `give 17 …` · `call 17`"
    )


def test_a_missing_deputy_is_said():
    play = climbed(DUE + 2 * HOUR, owner=HEALTH)
    assert "Health East has no deputy now; this went straight on." in (said(play, MORGAN, DUE + 2 * HOUR) or "")


def test_the_taker_hears_who_was_told_and_they_hear_who_had_it():
    play = a_play()
    play.at(DUE + 2 * HOUR)
    play.change(status=TaskStatus.TAKEN, taken_by=MORGAN, taken_until=DUE + 3 * HOUR)
    play.at(DUE + 3 * HOUR)
    assert said(play, MORGAN, DUE + 3 * HOUR) == (
        "C-7F3K2 · task 4 · taken by you until 19:00, not yet done.\n"
        "The committee has been told now.\n"
        "Need longer? `take 17 1h` · `done 17`"
    )
    assert said(play, CHAIR, DUE + 3 * HOUR) == (
        "C-7F3K2 · task 4 · City Police · 3 h late · P2\n"
        "Taken until 19:00 by Lead Morgan, not yet done.\n"
        "17: `take 17 1h` · `give 17 …` · `call 17`"
    )


def test_before_due_the_taker_alone_hears_and_nobody_else_is_named():
    play = a_play()
    play.change(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON)
    play.at(NOON)
    assert said(play, PAT, NOON) == (
        "C-7F3K2 · task 4 · taken by you until 12:00, not yet done.\nNeed longer? `take 17 1h` · `done 17`"
    )


def test_those_whom_a_blocked_task_waits_for_hear_that_it_waits_for_them():
    play = climbed(DUE, status=TaskStatus.BLOCKED, blocked_by=HARBOUR)
    assert said(play, HANA, DUE) == (
        "C-7F3K2 · task 4 · City Police · 1 min late · P2\nIt waits for you.\n17: `take 17 1h` · `call 17` · `why 17`"
    )
    play.run(DUE + 2 * HOUR)
    assert "It waits for Harbour Support." in (said(play, MORGAN, DUE + 2 * HOUR) or "")


def test_of_a_support_task_only_reference_and_number_are_named():
    play = climbed(DUE + 2 * HOUR, owner=HARBOUR, where=Where.SUPPORT)
    text = said(play, MORGAN, DUE + 2 * HOUR) or ""
    assert text.splitlines()[0] == "C-7F3K2 · task 4 · 2 h late · P2"
    assert "Harbour" not in text


def test_a_watcher_is_asked_and_the_lead_reads_of_nobody_late():
    play = a_play(clock=ClockKind.WATCH, owner=HARBOUR, chase_every="2h")
    play.run(DUE)
    assert said(play, HANA, DUE) == (
        "C-7F3K2 · task 4 · Harbour Support · waits for an outside decision\n"
        "Please ask again and note it here.\n"
        "17: `chase 17` · `done 17`"
    )
    text = said(play, MORGAN, DUE) or ""
    assert text.splitlines()[:2] == [
        "C-7F3K2 · task 4 · Harbour Support keeps asking",
        "An outside decision was expected by 16:00.",
    ]
    assert "late" not in text


# Several at once


def three(priority: Priority = Priority.P2, **changes) -> Play:
    tasks = [a_task(4 + n, due=DUE + n * 40 * MINUTE, **changes) for n in range(3)]
    return Play(case=a_case_snapshot(*tasks, case=a_case(priority=priority)))


def test_several_late_tasks_are_one_message_with_handles_latest_first():
    play = three()
    play.run(DUE + 80 * MINUTE)
    assert said(play, PAT, DUE + 2 * HOUR) == (
        "3 tasks are late: 17 (2 h), 18 (1 h 20 min), 19 (40 min).\n`take all 1h`."
    )


def test_a_p1_is_never_within_take_all():
    play = three()
    urgent = a_case(id=CaseId("other"), ref=CaseRef("C-9QX4M"), priority=Priority.P1)
    other = Play(case=a_case_snapshot(a_task(9, case=urgent.id), case=urgent))
    for one in (play, other):
        one.run(DUE + 80 * MINUTE)
    now = DUE + 2 * HOUR
    waiting = [
        Waiting(told=told, case=one.with_told(), task=task, handle=Handle(int(task.number) + 13))
        for one in (play, other)
        for told in one.told
        if told.target == PAT and (task := one.case.task_by_id(told.task))
    ]
    text = words(play, compose(play.directory.people[PAT], waiting, play.moment(now)), now)
    assert text == (
        "4 tasks are late: 22 (2 h), 17 (2 h), 18 (1 h 20 min), 19 (40 min).\n"
        "`take all 1h`. P1 is not among them: `take 22 1h`"
    )


def test_only_p1_tasks_are_taken_one_by_one():
    play = three(Priority.P1)
    play.run(DUE + 80 * MINUTE)
    text = said(play, PAT, DUE + 80 * MINUTE) or ""
    assert "take all" not in text
    assert text.splitlines()[1] == "P1: `take 17 1h`, `take 18 1h`, `take 19 1h`"


def test_late_and_soon_are_one_message():
    play = three()
    play.run(DUE)  # 4 is late; 5 and 6 had their reminders
    assert said(play, PAT, DUE + MINUTE) == (
        "1 task is late: 17 (1 min).\nDue soon: 18 (in 39 min), 19 (in 1 h 19 min).\n`take 17 1h`"
    )


def test_several_that_are_only_soon():
    play = three()
    play.run(DUE - MINUTE)
    assert (said(play, PAT, DUE - MINUTE) or "").startswith("Due soon: 17 (in 1 min), 18 (in 41 min)")


def test_a_long_list_is_cut_and_counted():
    tasks = [a_task(4 + n, due=DUE - n * MINUTE) for n in range(SHOWN + 5)]
    play = Play(case=a_case_snapshot(*tasks))
    play.at(DUE)
    text = said(play, PAT, DUE) or ""
    assert text.splitlines()[0].startswith(f"{SHOWN + 5} tasks are late: ")
    assert text.splitlines()[0].endswith("and 5 more: `mine`.")


def test_after_a_stop_the_message_says_so():
    up = DUE + 3 * HOUR
    play = three()
    play.standing = a_standing(down_from=NOON, up_since=up)
    play.at(up)
    text = said(play, MORGAN, up) or ""
    assert text.splitlines() == [
        "I could not work from 12:00 to 19:00. What you sent meanwhile is being read now. "
        "Late: 17 (3 h), 18 (2 h 20 min).",
        "`take all 1h`.",
    ]


def test_one_task_after_a_stop():
    up = DUE + 190 * MINUTE
    play = a_play()
    play.standing = a_standing(down_from=NOON, up_since=up)
    play.at(up)
    assert (said(play, MORGAN, up) or "").splitlines()[:2] == [
        "C-7F3K2 · task 4 · City Police · 3 h 10 min late · P2",
        "I could not work from 12:00 to 19:10. What you sent meanwhile is being read now.",
    ]


@pytest.mark.parametrize(("down", "up"), [(DUE - 2 * MINUTE, DUE + 2 * MINUTE), (NOON - DAY, NOON)])
def test_a_short_or_an_older_stop_is_not_mentioned(down, up):
    play = a_play()
    play.standing = a_standing(down_from=down, up_since=up)
    play.at(DUE + 2 * MINUTE)
    assert "could not work" not in (said(play, PAT, DUE + 2 * MINUTE) or "")


# What is no longer true is not said


@pytest.mark.parametrize(
    "changes",
    [
        {"status": TaskStatus.DONE},
        {"status": TaskStatus.DROPPED},
        {"status": TaskStatus.WAITING},
        {"status": TaskStatus.TAKEN, "taken_by": MORGAN, "taken_until": DUE + DAY},
        {"episode": 2},
        {"owner": HARBOUR},
    ],
)
def test_a_page_that_is_no_longer_true_is_withdrawn(changes):
    play = climbed(DUE)
    play.change(**changes)
    assert said(play, PAT, DUE + MINUTE) is None


def test_a_page_of_a_closed_case_is_withdrawn():
    play = climbed(DUE)
    play.case = replace(play.case, case=a_case(state=CaseState.CLOSED))
    assert said(play, PAT, DUE) is None


def test_a_reminder_that_waited_past_its_due_is_withdrawn():
    play = climbed(OPENED + 4.5 * HOUR)
    assert said(play, PAT, DUE) is None


def test_a_chase_that_was_done_meanwhile_is_withdrawn():
    play = a_play(clock=ClockKind.WATCH, owner=HARBOUR, chase_every="2h", due=None)
    play.run(NOON)
    assert said(play, HANA, NOON) is not None
    move = LastMove(verb="chase", by=HANA, at=NOON + MINUTE, status=TaskStatus.OPEN, owner=HARBOUR, due=None)
    play.change(last=move)
    assert said(play, HANA, NOON + MINUTE) is None


def test_somebody_without_authority_any_more_is_not_told():
    play = climbed(DUE)
    play.directory = a_directory(without=(PAT,))
    case = play.with_told()
    told = next(told for told in play.told if told.target == PAT)
    waiting = [Waiting(told=told, case=case, task=case.tasks[0], handle=Handle(17))]
    assert compose(a_directory().people[PAT], waiting, play.moment(DUE)) is None


def test_of_one_task_the_highest_news_is_said_once():
    play = climbed(DUE + 15 * MINUTE, Priority.P1)
    lines = [told for told in play.told if told.target == PAT and told.telling is Telling.LEVEL]
    assert [told.level for told in lines] == [1, 2]
    assert (said(play, PAT, DUE + 15 * MINUTE) or "").count("C-7F3K2") == 1


# The leads' room


def test_the_leads_room_reads_the_same_with_marks():
    play = climbed(DUE + 2 * HOUR)
    case: CaseSnapshot = play.with_told()
    task: Task = case.tasks[0]
    notice = note(task, case, Handle(17), case.told, play.moment(DUE + 2 * HOUR))
    assert words(play, notice, DUE + 2 * HOUR, chat=False) == (
        "C-7F3K2 · task 4 · City Police · 2 h late · P2\n"
        "No answer from City Police and its deputy since 16:00.\n"
        "17: `!take 17 1h` · `!give 17 …` · `!call 17`"
    )


def test_the_leads_room_reads_of_an_outside_decision_without_blame():
    play = climbed(DUE, clock=ClockKind.WATCH, owner=POLICE)
    case = play.with_told()
    text = words(play, note(case.tasks[0], case, Handle(17), case.told, play.moment(DUE)), DUE)
    assert "late" not in (text or "late")


def test_no_page_has_more_than_three_lines_or_any_words_that_people_typed():
    private = "a title with somebody's business"
    up = DUE + 9 * HOUR
    for status in (TaskStatus.OPEN, TaskStatus.BLOCKED):
        for number in (1, 3, 20):
            tasks = [a_task(4 + n, title=private, reason=private, status=status) for n in range(number)]
            play = Play(case=a_case_snapshot(*tasks))
            play.standing = a_standing(down_from=NOON, up_since=up)
            play.at(up)
            for user in play.directory.people:
                text = said(play, user, up) or ""
                assert len(text.splitlines()) <= 3
                assert private not in text
