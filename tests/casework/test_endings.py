"""How a task ends: with its result where the template names some, one task in each message."""

from dataclasses import replace

import pytest

from tests.builders import a_case_snapshot, a_row, a_task
from tests.builders import a_template as plain_template
from tests.cast import HEALTH, HEATH, HOUR, NOON, OPENED
from tests.commands.talk import typed
from workflows.casework.transitions import NOT_NEEDED
from workflows.values.model import TaskStatus
from workflows.values.notices.tasks import ChooseResult

FOUR = a_task(4)
MEDICAL = a_task(2, owner=HEALTH, due=OPENED + HOUR, title="Offer urgent medical help")


def with_rows(*rows, tasks):
    """A case whose template says how its tasks hang together."""
    return replace(a_case_snapshot(*tasks), template=plain_template(tasks=rows))


def test_a_result_that_others_depend_on_is_asked_for():
    rows = (a_row("N4", results=("yes", "no", "later")), a_row("N5a", when="N4=yes"), a_row("N5b", when="N4=no"))
    waiting = tuple(
        a_task(number, code=code, status=TaskStatus.WAITING, depends=(4,), started_at=None)
        for number, code in ((5, "N5a"), (6, "N5b"))
    )
    case = with_rows(*rows, tasks=(FOUR, *waiting))
    question = typed("!done 4 ref 2026/1187", case)
    assert isinstance(question.notice, ChooseResult)
    answer = typed("!1", case, dialogue=question.dialogue)
    assert (answer.task(4).result, answer.task(4).reference) == ("yes", "2026/1187")
    assert answer.task(5).status is TaskStatus.OPEN
    assert (answer.task(6).status, answer.task(6).result) == (TaskStatus.DROPPED, NOT_NEEDED)
    assert typed("!done 4 no", case).task(6).status is TaskStatus.OPEN
    assert typed("!done 4 maybe", case).said == (
        "This task cannot end with `maybe`. Nothing was changed. One of: yes, no, later."
    )


def test_a_result_is_never_assumed():
    case = with_rows(a_row("N2", results=("accepted", "needs_time")), tasks=(replace(MEDICAL, code="N2"),))
    question = typed("!done 2 ref 2026/1187", case, user=HEATH)
    assert question.said.splitlines() == [
        "Task 2 is not done yet: how did it end? Answer with a number.", "1 accepted", "2 needs time"
    ]  # fmt: skip
    assert question.decision.save == (question.dialogue,), "nothing of the case is changed"
    for answer in ("!2", "!needs time", "!Needs time."):
        done = typed(answer, case, user=HEATH, dialogue=question.dialogue).task(2)
        assert (done.status, done.result, done.reference) == (TaskStatus.DONE, "needs_time", "2026/1187")
    no = typed("!perhaps", case, user=HEATH, dialogue=question.dialogue)
    assert no.said == "`perhaps` is not one of the answers. Type a number from 1 to 2."
    assert typed("!done 2 accepted", case, user=HEATH).task(2).result == "accepted"
    assert "Only Health East" in typed("!done 2", case).said, "nobody is asked what they may not say"


@pytest.mark.parametrize(
    ("line", "rest"),
    [("1 2 3", "2 3"), ("1 2, 3", "2, 3"), ("1 2 and 3", "2 and 3"), ("1 #2", "#2"), ("1 C-7F3K2/2", "C-7F3K2/2"),
     ("1 4411", "4411"), ("1 all", "all"), ("1 2 ref 2026/1187", "2")],
)  # fmt: skip
def test_one_task_in_each_message(line, rest):
    case = a_case_snapshot(a_task(1), a_task(2), a_task(3))
    answer = typed(f"!done {line}", case)
    assert answer.decision is None
    assert answer.said == (
        "One task in each message, please. Nothing was changed. "
        f"Type `!done 1`; if `{rest}` is a reference, `!done 1 ref {rest}`."
    )
    assert typed("!done 1 ref 2 3", case).task(1).reference == "2 3"
    assert "One task in each message." in typed("!help done", case).said


@pytest.mark.parametrize("verb", ["drop", "reopen"])
def test_numbers_alone_are_no_reason(verb):
    status = TaskStatus.OPEN if verb == "drop" else TaskStatus.DONE
    case = a_case_snapshot(*(a_task(number, status=status) for number in (1, 2, 3)))
    answer = typed(f"!{verb} 1 2 3", case)
    assert answer.decision is None
    assert answer.said.startswith(f"Please say why, in a few words: `!{verb} 1 ")
    assert typed(f"!{verb} 1 2 people are away", case).task(1).reason == "2 people are away"


def test_an_offer_can_be_put_off_and_comes_back():
    case = with_rows(a_row("N4", results=("accepted", "declined", "later")), tasks=(FOUR,))
    assert typed("!done 4 later", case).said == "Until when? `!done 4 later 2d`"
    put_off = typed("!done 4 later 2d", case).task(4)
    assert (put_off.status, put_off.due, put_off.result) == (TaskStatus.OPEN, NOON + 48 * HOUR, "later")
    assert (put_off.episode, put_off.level) == (2, 0)
