"""What comes again: the next round once one is done, until it is needed no longer."""

from dataclasses import replace

import pytest

from tests.builders import a_case, a_case_snapshot, a_directory, a_row, a_task, a_template, since
from tests.casework.settling import knows, opened
from tests.cast import DAY, HOUR, MINUTE, NOON, OPENED, PAT, hours
from tests.commands.talk import after, typed
from workflows.casework.recurring import next_due
from workflows.escalation.ladders import calendar_for
from workflows.language.conditions import parse
from workflows.language.template import Event, FieldKind, Recurrence, TemplateField
from workflows.values.ids import FieldName
from workflows.values.model import ClockKind, TaskStatus

LOCATED = FieldName("located")
X9 = a_row(
    "X9", due=hours(4), recurs=Recurrence(every=hours(4), then=hours(24), after=hours(24)), when="located is not set",
    results=("no_change", "located"),
)  # fmt: skip
FOUND = Event(when=parse("X9 == located"), sets={LOCATED: "now"})
TEMPLATE = a_template(
    tasks=(X9, a_row("N4"), a_row("X10", anchor="X9")),
    fields={LOCATED: TemplateField(name=LOCATED, label="located", kind=FieldKind.MOMENT)},
    events=(FOUND,),
)
ROUND = a_task(9, code="X9", due=OPENED + 4 * HOUR, original_due=OPENED + 4 * HOUR, first_started_at=OPENED)


def a_check_in(**changes):
    return replace(a_case_snapshot(replace(ROUND, **changes), a_task(4)), template=TEMPLATE)


def test_the_next_round_is_the_same_task_with_the_same_number():
    answer = typed("!done 9 no change", a_check_in(level=1))
    assert answer.said == (
        "Task 9 done (City Police, no change). Wrong? `!undo` until 12:02.\n"
        "Task 9 comes again: due Fri 27 Nov 18:00 (UTC+0), in 6 h."
    )
    task = answer.task(9)
    assert (task.status, task.round, task.due, task.result) == (TaskStatus.OPEN, 2, OPENED + 8 * HOUR, None)
    assert (task.episode, task.level, task.done_at, task.started_at) == (2, 0, None, NOON)


@pytest.mark.parametrize(
    ("now", "due", "comes"),
    [
        (1, 4, 8),  # early: the rhythm stays
        (4.5, 4, 8),
        (9, 4, 13),  # a round was missed whole: from now
        (21, 20, 24),
        (23, 24, 48),  # a day has passed once this round is due: daily from here
        (25, 20, 44),
        (60, 24, 84),
    ],
)
def test_when_it_comes_again(now, due, comes):
    calendar = calendar_for(a_case(), a_directory())
    ended = replace(ROUND, due=OPENED + due * HOUR)
    assert X9.recurs is not None
    assert next_due(ended, X9.recurs, calendar, OPENED + now * HOUR) == OPENED + comes * HOUR


def test_undo_goes_back_to_the_round_that_was():
    case = a_check_in()
    done = after(case, typed("!done 9 no change", case))
    undone = typed("!undo", done, now=NOON + MINUTE)
    task = undone.task(9)
    assert (task.round, task.due, task.status, task.started_at) == (1, ROUND.due, TaskStatus.OPEN, ROUND.started_at)


def test_undo_puts_the_first_due_time_back_too():
    case = a_check_in()
    done = after(case, typed("!done 9 no change", case))
    assert done.tasks[0].original_due == OPENED + 8 * HOUR
    assert typed("!undo", done, now=NOON + MINUTE).task(9).original_due == ROUND.original_due


def test_it_comes_again_while_nothing_is_known_of_what_it_hangs_on():
    row = a_row("R", due=hours(4), recurs=Recurrence(every=hours(4)), when="rg == positive")
    case = knows(opened(row), rg="positive").case
    case = replace(case, tasks=tuple(replace(task, version=1) for task in case.tasks))
    taken = after(case, typed("!take 1 1h", case))
    unknown = knows(taken, rg=None).case
    answer = typed("!done 1", unknown)
    assert (answer.task(1).status, answer.task(1).round) == (TaskStatus.OPEN, 2)
    no_longer = knows(taken, rg="negative").case
    assert no_longer.tasks[0].status is TaskStatus.DROPPED


def test_the_next_round_of_a_watch_is_not_chased_at_once():
    row = a_row("W", clock=ClockKind.WATCH, due=hours(24), chase_every=hours(4), recurs=Recurrence(every=hours(24)))
    case = opened(row)
    first = replace(case.tasks[0], next_chase=NOON - HOUR, version=1)
    answer = typed("!done 1", replace(case, tasks=(first,)))
    assert (answer.task(1).round, answer.task(1).next_chase) == (2, NOON + 4 * HOUR)


def test_a_result_that_makes_it_needless_ends_it():
    answer = typed("!done 9 located", a_check_in())
    assert "comes again" not in answer.said
    assert (answer.task(9).status, answer.task(9).result, answer.task(9).round) == (TaskStatus.DONE, "located", 1)


def test_it_does_not_come_again_once_its_condition_is_false_or_it_was_dropped():
    case = a_check_in()
    over = replace(case, case=a_case(fields=since(located=NOON)))
    assert typed("!done 9 no change", over).task(9).status is TaskStatus.DONE
    assert typed("!drop 9 not here", case).task(9).status is TaskStatus.DROPPED


def test_other_tasks_do_not_come_again():
    assert typed("!done 4", a_check_in()).task(4).status is TaskStatus.DONE


def test_many_rounds_keep_one_number_and_count():
    case = a_check_in()
    for count in range(1, 12):
        before = case.tasks[0].due
        assert before is not None
        case = after(case, typed("!done 9 no change", case, user=PAT, now=before - HOUR))
        assert case.tasks[0].round == count + 1
        assert case.tasks[0].due == before + (4 * HOUR if before < OPENED + DAY else DAY)
    assert [task.number for task in case.tasks if task.code == "X9"] == [9]
