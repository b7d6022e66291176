"""A period in the person's favour: what may not be asked for while it runs, who hears that it was tried."""

from dataclasses import replace

import pytest

from tests.builders import a_case_snapshot, a_directory, a_moment, a_row, a_standing, a_task
from tests.builders import a_template as plain_template
from tests.casework.saying import words_of
from tests.cast import DAY, HANA, HARBOUR, HOUR, LEAD_DEPUTY, LEADS_ROOM, MORGAN, NOON, OPENED, PAT, POLICE
from tests.commands.talk import after, typed
from workflows.casework.protecting import blocked_kind, guarded, meant_kind, released
from workflows.language.template import Anchor
from workflows.values.directory import Span, SpanUnit
from workflows.values.effects import Tell, TellPerson
from workflows.values.model import ClockKind, RoomKind, TaskStatus, Where

ENDS = OPENED + 30 * DAY  # Sunday 27 December
BLOCKS = ("statement", "cooperation_decision", "removal")
TEMPLATE = plain_template(
    tasks=(
        a_row("N10", clock=ClockKind.PROTECTED, due=None, kind="protected_period", blocks=BLOCKS),
        a_row("N13", kind="statement"),
        a_row("N14", kind="notification"),
    )
)
PERIOD = a_task(
    10, code="N10", title="Keep the recovery period free of demands", owner=HARBOUR, kind="protected_period",
    clock=ClockKind.PROTECTED, due=ENDS, original_due=ENDS,
)  # fmt: skip
STATEMENT = a_task(13, code="N13", kind="statement")
NOTICE = a_task(14, code="N14", kind="notification")


def a_protected(*tasks, **period):
    return replace(a_case_snapshot(replace(PERIOD, **period), *(tasks or (STATEMENT, NOTICE))), template=TEMPLATE)


@pytest.mark.parametrize(
    ("kind", "changes", "now", "blocked"),
    [
        ("statement", {}, NOON, True),
        ("removal", {}, NOON, True),
        ("notification", {}, NOON, False),
        ("statement", {}, ENDS, False),
        ("statement", {"due": None}, ENDS + DAY, True),
        ("statement", {"status": TaskStatus.WAITING}, NOON, False),
        ("statement", {"status": TaskStatus.DONE}, NOON, False),
        ("statement", {"status": TaskStatus.DROPPED}, NOON, False),
    ],
)
def test_what_nobody_may_ask_for_now(kind, changes, now, blocked):
    assert (blocked_kind(a_protected(**changes), kind, now) is not None) is blocked


def test_of_two_periods_the_longer_one_says_until_when():
    other = a_task(11, code="N10", clock=ClockKind.PROTECTED, due=ENDS + DAY)
    found = blocked_kind(a_protected(other, STATEMENT), "statement", NOON)
    assert found is not None
    assert found.number == 11


@pytest.mark.parametrize("line", ["!take 13 1h", "!done 13", "!give 13 harbour", "!block 13 by health"])
def test_a_statement_is_neither_taken_nor_done_nor_passed_on_while_it_runs(line):
    answer = typed(line, a_protected())
    assert answer.said.endswith(
        "no statement may be asked for before Sun 27 Dec (recovery period). Only the person can choose otherwise, "
        "through their support provider; please do not ask them to. The lead has been told."
    )
    assert answer.decision.save == ()
    (told,) = answer.kinds(TellPerson)
    assert (told.user, told.key) == (MORGAN, f"protected:0190-case:{PAT}:task-13:2026-11-27:{MORGAN}")
    assert words_of(told.notice, a_directory()).startswith(
        "C-7F3K2 · task 13 · recovery period until Sun 27 Dec\nPat (City Police) tried to "
    )
    (record,) = answer.decision.audit
    assert (record.action, record.decision, record.fields["kind"]) == ("protected.attempt", "deny", "statement")


def test_what_puts_it_off_or_away_is_no_attempt():
    assert typed("!later 13 3d court", a_protected()).task(13).due == OPENED + 3 * DAY + 6 * HOUR
    assert typed("!drop 13 not needed", a_protected()).task(13).status is TaskStatus.DROPPED


def test_a_statement_that_was_done_is_not_opened_again_while_it_runs():
    done = replace(STATEMENT, status=TaskStatus.DONE, done_at=NOON)
    answer = typed("!reopen 13 more to say", a_protected(done))
    assert answer.said.startswith("Not opened again: no statement may be asked for before Sun 27 Dec")


def test_other_tasks_go_on():
    assert typed("!done 14", a_protected()).said.startswith("Task 14 done")


def test_of_a_support_only_task_the_leads_hear_the_number_alone():
    hidden = replace(STATEMENT, where=Where.SUPPORT)
    (told,) = typed("!done 13", a_protected(hidden), kind=RoomKind.SUPPORT).kinds(TellPerson)
    assert "\nSomebody tried to mark it as done: statement." in words_of(told.notice, a_directory())


def test_where_no_lead_can_be_told_their_room_hears_it():
    moment = a_moment(standing=a_standing(no_chat=(MORGAN, LEAD_DEPUTY)))
    (told,) = typed("!done 13", a_protected(), moment=moment).kinds(Tell)
    assert told.room == LEADS_ROOM


@pytest.mark.parametrize(
    ("title", "kind", "left"),
    [
        ("statement to the court", "statement", "statement to the court"),
        ("Statements for the file", "statement", "Statements for the file"),
        ("Take a statement", "statement", "Take a statement"),
        ("please get the person's view", None, "please get the person's view"),
        ("call about the statement", None, "call about the statement"),
        ("cooperation decision", "cooperation_decision", "cooperation decision"),
        ("call the family kind statement", "statement", "call the family"),
        ("call the family kind=statement", "statement", "call the family"),
        ("kind=cooperation_decision", "cooperation_decision", "cooperation decision"),
        ("kind cooperation decision ask again", "cooperation_decision", "ask again"),
        ("call the office kind notification", "notification", "call the office"),
        ("a kind word for the volunteers", None, "a kind word for the volunteers"),
        ("notification to the office", None, "notification to the office"),
    ],
)
def test_of_which_kind_an_added_task_is(title, kind, left):
    assert meant_kind(title, a_protected()) == (kind, left)


@pytest.mark.parametrize(
    "line", ["!add statement about the flat due 3wd", "!add see them kind statement", "!add see them kind=statement"]
)
def test_nothing_of_a_forbidden_kind_is_added_in_the_words_of_the_house(line):
    answer = typed(line, a_protected())
    assert answer.said == (
        "Not added: no statement may be asked for before Sun 27 Dec (recovery period). Only the person can choose "
        "otherwise, through their support provider; please do not ask them to. The lead has been told."
    )
    (told,) = answer.kinds(TellPerson)
    assert "tried to add a task of this kind: statement" in words_of(told.notice, a_directory())
    assert "flat" not in words_of(told.notice, a_directory())
    assert (told.key or "").startswith(f"protected:0190-case:{PAT}:task-10:")
    (record,) = answer.decision.audit
    assert (record.object, record.fields["kind"]) == ("0190-case", "statement")
    assert "statement" not in (told.key or ""), "a key stands in clear"


def test_after_its_end_a_task_of_that_kind_is_added_and_keeps_its_kind():
    case = a_protected(status=TaskStatus.DONE)
    assert typed("!add statement about the flat", case).task(100).kind == "statement"
    assert typed("!add call the embassy", case).task(100).kind == "own"


@pytest.mark.parametrize(
    "line", ["!done 10", "!take 10 1h", "!later 10 3d court", "!drop 10 no", "!give 10 health", "!block 10 by health"]
)
def test_the_period_itself_is_nobodys_task_to_do(line):
    answer = typed(line, a_protected(owner=POLICE))
    assert answer.said == (
        "Task 10 is the recovery period: it is nobody's task to do, and ends by itself on Sun 27 Dec. Nothing changed."
    )


def test_its_end_can_only_be_put_later():
    shorter = typed("!due 10 1 dec 12:00 sooner", a_protected(), user=HANA)
    assert shorter.said == (
        "Task 10 is the recovery period: its end can only be put later than Sun 27 Dec. Nothing changed."
    )
    assert typed("!due 10 6 jan 12:00 extended", a_protected(), user=HANA).task(10).due == ENDS + 10 * DAY + 2 * HOUR


def test_what_stood_still_goes_on_at_its_end_with_the_time_it_had_left():
    late = replace(STATEMENT, due=OPENED + 2 * DAY, level=2, reminded=1)
    before = a_protected(late, NOTICE)
    over = replace(before, tasks=(replace(PERIOD, status=TaskStatus.DONE), late, NOTICE))
    (free,) = released(before, over, ENDS)
    assert (free.due, free.level, free.episode, free.last_told) == (ENDS + 2 * DAY, 0, 2, ENDS)
    assert guarded(late, before)
    assert not guarded(late, over)
    assert released(before, before, ENDS) == ()


def test_what_was_late_before_it_began_stays_as_late():
    began = replace(PERIOD, started_at=OPENED + DAY)
    late = replace(STATEMENT, due=OPENED + HOUR, level=2)
    before = replace(a_protected(late), tasks=(began, late))
    (free,) = released(before, replace(before, tasks=(replace(began, status=TaskStatus.DONE), late)), ENDS)
    assert (free.due, free.level) == (OPENED + HOUR, 0)


def test_a_task_is_kept_as_it_is_by_an_attempt():
    case = a_protected()
    assert after(case, typed("!done 13", case)) == case


def test_what_begins_while_it_may_not_be_asked_for_is_no_call_to_begin():
    rows = (*TEMPLATE.tasks[:1], a_row("N13", kind="statement", anchor="N14"), TEMPLATE.tasks[2])
    waiting = replace(STATEMENT, status=TaskStatus.WAITING, due=None, started_at=None, depends=(NOTICE.number,))
    case = replace(a_protected(waiting, NOTICE), template=plain_template(tasks=rows))
    answer = typed("!done 14", case)
    assert answer.task(13).status is TaskStatus.OPEN
    assert answer.said.endswith("\nTask 13 (City Police) may not be asked for now.")


def test_a_period_that_begins_is_called_what_it_is():
    rows = (replace(TEMPLATE.tasks[0], anchors=(Anchor("N14"),), least=Span(30, SpanUnit.DAYS)), *TEMPLATE.tasks[1:])
    case = a_protected(STATEMENT, NOTICE, status=TaskStatus.WAITING, due=None, started_at=None)
    answer = typed("!done 14", replace(case, template=plain_template(tasks=rows)))
    assert answer.said.endswith("\nTask 10, the recovery period, runs until Sun 27 Dec 12:00 (UTC+0), in 30 d.")
