"""Two minutes to take a move back: the task stands as before, its ladder begins anew, what had begun waits again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import a_case_snapshot, a_handle, a_row, a_task, a_template
from tests.casework.saying import applied
from tests.casework.settling import an_event, opened
from tests.cast import HEALTH, HOUR, MINUTE, MORGAN, NOON, OPENED, PAT
from tests.commands.talk import after, typed
from workflows.values.effects import Settle, TellPerson
from workflows.values.ids import FieldName
from workflows.values.model import TaskStatus

FOUR = a_task(4)
KEPT = ("status", "owner", "due", "taken_by", "taken_until", "blocked_by", "done_at", "done_by", "result")


@pytest.mark.parametrize(
    "move",
    ["done 4", "take 4 1h", "later 4 4h", "due 4 15:00 court", "drop 4 why not", "give 4 health", "block 4 by health"],
)
@pytest.mark.parametrize(
    "before",
    [
        FOUR,
        replace(FOUR, status=TaskStatus.OFFERED),
        replace(FOUR, status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR),
        replace(FOUR, status=TaskStatus.BLOCKED, blocked_by=HEALTH, blocked_since=OPENED),
    ],
    ids=lambda task: task.status.value,
)
def test_any_move_of_any_task_can_be_undone(move, before):
    case = a_case_snapshot(before)
    moved = after(case, typed("!" + move, case))
    answer = typed("!undo", moved, now=NOON + 2 * MINUTE)
    task = answer.task(4)
    assert {name: getattr(task, name) for name in KEPT} == {name: getattr(before, name) for name in KEPT}
    assert task.episode == moved.tasks[0].episode + 1
    assert (task.level, task.reminded) == (0, 0)
    assert answer.kinds(Settle)[0].episode == moved.tasks[0].episode
    assert answer.said.startswith("Task 4: ")


def test_it_is_for_whoever_did_it_within_two_minutes_and_once():
    case = after(a_case_snapshot(), typed("!done 4", a_case_snapshot()))
    nothing = "You did nothing in the last 2 minutes that can be undone. Done by mistake? `!reopen N why`"
    assert typed("!undo", case, user=MORGAN).said == nothing
    assert typed("!undo", case, now=NOON + 2 * MINUTE + timedelta(seconds=1)).said == nothing
    undone = after(case, typed("!undo", case))
    assert typed("!undo", undone).said == nothing


def test_what_had_begun_or_fallen_away_waits_again_unless_somebody_touched_it():
    rows = (a_row("N4", results=("yes", "no")), a_row("N5", when="N4=yes", anchor="N4"), a_row("N6", when="N4=no"))
    waiting = [
        a_task(number, code=code, status=TaskStatus.WAITING, depends=(4,), started_at=None, due=None)
        for number, code in ((5, "N5"), (6, "N6"))
    ]
    case = replace(a_case_snapshot(FOUR, *waiting), template=a_template(tasks=rows))
    case = after(case, typed("!done 4 yes", case))
    undone = typed("!undo", case)
    assert [undone.task(number).status for number in (5, 6)] == [TaskStatus.WAITING] * 2
    assert (undone.task(5).due, undone.task(5).started_at) == (None, None)
    assert (undone.task(6).done_at, undone.task(6).result) == (None, None)
    taken = after(case, typed("!take 5 1h", case, user=MORGAN))
    assert 5 not in {row.number for row in typed("!undo", taken).decision.save}


def test_undo_makes_nothing_happen_that_had_happened_before():
    event = an_event("not (A is set)", sets={"located": "now"}, tell_lead=True)
    case = opened(a_row("A"), a_row("B", anchor="located", depends=("A",)), events=(event,))
    before = case.case.fields[FieldName("located")]
    case = applied(case, typed("!done 1", case).decision)
    answer = typed("!undo", case, now=NOON + MINUTE)
    assert applied(case, answer.decision).case.fields[FieldName("located")] == before
    assert answer.kinds(TellPerson) == []


def test_a_field_that_two_events_wrote_at_once_is_taken_back_to_what_it_was_before_both():
    events = (an_event("A is set", sets={"rg": "positive"}), an_event("A is set", sets={"rg": "negative"}))
    case = opened(a_row("A"), events=events)
    case = applied(case, typed("!done 1", case).decision)
    assert case.case.fields[FieldName("rg")].values == ("negative",)
    assert applied(case, typed("!undo", case, now=NOON + MINUTE).decision).case.fields == {}


def test_an_added_task_is_dropped_by_undo():
    case = after(a_case_snapshot(), typed("!add call the embassy", a_case_snapshot()))
    assert typed("!undo", case).task(100).status is TaskStatus.DROPPED


def test_what_was_taken_at_once_is_given_back_at_once():
    late = [a_task(number, due=OPENED) for number in (2, 3)]
    case = a_case_snapshot(*late, handles=tuple(a_handle(task, 20 + task.number, [PAT]) for task in late))
    case = after(case, typed("!take all 1h", case))
    answer = typed("!undo", case)
    assert [answer.task(number).status for number in (2, 3)] == [TaskStatus.OPEN] * 2
    assert answer.said.count("is taken back") == 2


def test_one_task_can_be_named():
    case = a_case_snapshot(FOUR, a_task(5))
    case = after(case, typed("!take 4 1h", case))
    case = after(case, typed("!take 5 1h", case, now=NOON + MINUTE))
    assert typed("!undo 4", case, now=NOON + MINUTE).task(4).status is TaskStatus.OPEN
