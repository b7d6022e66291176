"""A take holds its ladder until the promised time and no longer; then the taker is told again and it goes on."""

from dataclasses import replace
from datetime import datetime

from workflows.values.model import Task, TaskStatus

CLIMBING = frozenset({TaskStatus.OFFERED, TaskStatus.OPEN, TaskStatus.TAKEN, TaskStatus.BLOCKED})


def held_until(task: Task) -> datetime | None:
    """Until when somebody has it. A take without an end would hold for ever, so it does not hold at all."""
    return task.taken_until if task.status is TaskStatus.TAKEN else None


def climbs(task: Task) -> bool:
    """Whether its ladder goes on now: it is not over, and nobody has it."""
    return task.status in CLIMBING and held_until(task) is None


def ran_out(task: Task) -> bool:
    """A take of this task ended by time, not by word: `taken_until` stays and says when, until the next move."""
    return task.taken_until is not None and task.status in CLIMBING and task.status is not TaskStatus.TAKEN


def run_out(task: Task, until: datetime) -> Task:
    """The task after its take ended at `until`: a new episode, and one level further where it is already late.

    Before its due nobody but the taker hears of it: a promise that ended early is no late task.
    """
    late = task.due is not None and task.due <= until
    return replace(
        task,
        status=TaskStatus.OPEN if task.blocked_by is None else TaskStatus.BLOCKED,
        taken_by=None,
        episode=task.episode + 1,
        level=task.level + 1 if late else task.level,
        last_told=until if late else task.last_told,
        reminded=0,
    )
