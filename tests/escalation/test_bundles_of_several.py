"""Everything that is late at once is one message, by its handles; P1 is never within `take all`."""

import pytest

from tests.builders import a_case, a_case_snapshot, a_standing, a_task
from tests.cast import (
    DAY,
    HOUR,
    MINUTE,
    MORGAN,
    NOON,
    PAT,
)
from tests.escalation.playing import Play
from tests.escalation.saying import DUE, a_play, said, words
from workflows.escalation.bundles import SHOWN, Waiting, compose
from workflows.values.directory import Priority
from workflows.values.ids import CaseId, CaseRef, Handle
from workflows.values.model import TaskStatus


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
