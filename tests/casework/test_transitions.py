"""Every cell of the table of moves: what a task becomes, or the sentence that says why it cannot."""

from dataclasses import replace

import pytest

from tests.builders import a_case_snapshot, a_task
from tests.cast import HEALTH, NOON, OPENED, PAT
from workflows.casework.transitions import RESTARTS, TRANSITIONS, Verb, moved
from workflows.values.model import TaskStatus
from workflows.values.notices.base import Refused
from workflows.values.notices.tasks import NotBlocked, NotDoneYet, StillWaits, TaskName, WasDone, WasDropped

NAME = TaskName(4, None, "4")
LETTERS = {
    "w": TaskStatus.WAITING,
    "f": TaskStatus.OFFERED,
    "o": TaskStatus.OPEN,
    "t": TaskStatus.TAKEN,
    "b": TaskStatus.BLOCKED,
    "d": TaskStatus.DONE,
    "x": TaskStatus.DROPPED,
    # refusals
    "1": WasDone,
    "2": WasDropped,
    "3": StillWaits,
    "4": NotBlocked,
    "5": NotDoneYet,
}
# what it is    start take later due done give hand block unblock drop reopen chase renew lift
GRID = """
waiting         o     3    3     3   3    w    w    3     3       x    5      3     3     3
offered         4     t    f     f   d    f    f    b     4       x    5      f     f     4
open            4     t    o     o   d    f    o    b     4       x    5      o     o     d
taken           4     t    o     o   d    f    o    b     4       x    5      t     o     4
blocked         4     t    b     b   d    f    b    b     o       x    5      b     b     4
done            1     1    1     1   1    1    1    1     1       1    o      1     1     1
dropped         2     2    2     2   2    2    2    2     2       2    o      2     2     2
"""
CELLS = [
    (TaskStatus(status), verb, LETTERS[letter])
    for status, *row in (line.split() for line in GRID.strip().splitlines())
    for verb, letter in zip(Verb, row, strict=True)
]


def task(status: TaskStatus):
    blocked = HEALTH if status is TaskStatus.BLOCKED else None
    holder = PAT if status is TaskStatus.TAKEN else None
    return a_task(status=status, blocked_by=blocked, taken_by=holder, taken_until=NOON if holder else None, level=2)


def test_the_grid_is_whole():
    assert len(CELLS) == len(TaskStatus) * len(Verb)
    assert set(TRANSITIONS) == set(TaskStatus)


@pytest.mark.parametrize(("status", "verb", "becomes"), CELLS, ids=lambda value: getattr(value, "value", None))
def test_each_cell(status, verb, becomes):
    before = task(status)
    case = a_case_snapshot(before)
    if not isinstance(becomes, TaskStatus):
        with pytest.raises(Refused) as no:
            moved(before, verb, case, PAT, NOON, NAME)
        assert type(no.value.notice) is becomes
        return
    after = moved(before, verb, case, PAT, NOON, NAME)
    assert after.status is becomes
    assert after.last is not None
    assert (after.last.verb, after.last.by, after.last.at, after.last.status) == (verb, PAT, NOON, status)
    assert after.episode == before.episode + (verb in RESTARTS)
    assert (after.level == 0) is (verb in RESTARTS)
    if becomes is not TaskStatus.TAKEN:
        assert after.taken_by is None
        assert after.taken_until is None
    if becomes not in (TaskStatus.BLOCKED, TaskStatus.TAKEN):
        assert after.blocked_by is None


@pytest.mark.parametrize(
    ("verb", "becomes", "still_blocked"),
    [
        (Verb.LATER, TaskStatus.BLOCKED, True),
        (Verb.DUE, TaskStatus.BLOCKED, True),
        (Verb.HAND, TaskStatus.BLOCKED, True),
        (Verb.UNBLOCK, TaskStatus.TAKEN, False),
        (Verb.TAKE, TaskStatus.TAKEN, True),
        (Verb.DONE, TaskStatus.DONE, False),
        (Verb.GIVE, TaskStatus.OFFERED, False),
    ],
)
def test_a_blocked_task_that_somebody_took_still_waits(verb, becomes, still_blocked):
    held = replace(task(TaskStatus.TAKEN), blocked_by=HEALTH, blocked_since=OPENED)
    after = moved(held, verb, a_case_snapshot(held), PAT, NOON, NAME)
    assert after.status is becomes
    assert (after.blocked_by == HEALTH) is still_blocked


def test_what_a_waiting_task_waits_for_is_named():
    waiting = a_task(7, status=TaskStatus.WAITING, depends=(4, 5))
    case = a_case_snapshot(a_task(4), a_task(5, status=TaskStatus.DONE), waiting)
    with pytest.raises(Refused) as no:
        moved(waiting, Verb.DONE, case, PAT, NOON, NAME)
    assert no.value.notice == StillWaits(NAME, (4,))
