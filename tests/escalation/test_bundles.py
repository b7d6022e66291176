"""One message a person, in words that are still true: at most three lines, safe in full on a lock screen."""

from dataclasses import replace

import pytest

from tests.builders import a_case, a_directory, a_standing
from tests.cast import (
    CHAIR,
    DAY,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
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
from tests.escalation.saying import DUE, a_play, climbed, said, words
from workflows.casework.snapshots import CaseSnapshot
from workflows.escalation.bundles import Waiting, compose, note
from workflows.values.directory import Priority
from workflows.values.ids import Handle, UserId
from workflows.values.model import CaseState, ClockKind, LastMove, Task, TaskStatus, Telling, Where


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
    line = "No answer from Health East since 16:00; no deputy can be reached."
    assert line in (said(play, MORGAN, DUE + 2 * HOUR) or "")


def test_a_missing_owner_beside_a_deputy_is_said():
    play = a_play()
    play.standing = a_standing(frozen=frozenset({PAT}))
    play.run(DUE + 2 * HOUR)
    line = "No answer from the deputy of City Police since 16:00; no one else there can be reached."
    assert line in (said(play, MORGAN, DUE + 2 * HOUR) or "")


def test_a_support_task_names_no_agency_that_was_passed_either():
    play = a_play(owner=HARBOUR, where=Where.SUPPORT)
    play.standing = a_standing(frozen=frozenset({HANA, HARBOUR_DEPUTY}))
    play.run(DUE)
    assert "The agency has no one who can be reached now" in (said(play, MORGAN, DUE) or "")


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
    assert said(play, MORGAN, DUE) is None
    play.run(DUE + 2 * HOUR)
    text = said(play, MORGAN, DUE + 2 * HOUR) or ""
    assert text.splitlines()[:2] == [
        "C-7F3K2 · task 4 · Harbour Support keeps asking",
        "An outside decision was expected by 16:00.",
    ]
    assert "late" not in text


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
