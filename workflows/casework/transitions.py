"""How a task may change. The table is the rule: what is not in it is refused, with a sentence that says why."""

import enum
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot
from workflows.values.ids import UserId
from workflows.values.model import LastMove, Task, TaskStatus
from workflows.values.notices.base import Absolute, AgencyName, Refused
from workflows.values.notices.tasks import NotBlocked, NotDoneYet, StillWaits, TaskName, WasDone, WasDropped


class Verb(enum.StrEnum):
    """The moves of a task. `undo` is not among them: it goes back over whichever was the last."""

    START = "start"  # by itself: its anchor and all it depends on are there
    TAKE = "take"
    LATER = "later"
    DUE = "due"
    DONE = "done"
    GIVE = "give"  # to another agency, which has yet to take it on
    HAND = "hand"  # to somebody of the agency that owns it
    BLOCK = "block"
    UNBLOCK = "unblock"
    DROP = "drop"
    REOPEN = "reopen"
    CHASE = "chase"
    RENEW = "renew"  # what lapses goes on for another time
    LIFT = "lift"  # the person wishes otherwise: what protects them ends


WAITING, OFFERED, OPEN = TaskStatus.WAITING, TaskStatus.OFFERED, TaskStatus.OPEN
TAKEN, BLOCKED = TaskStatus.TAKEN, TaskStatus.BLOCKED
DONE, DROPPED = TaskStatus.DONE, TaskStatus.DROPPED

TRANSITIONS: Mapping[TaskStatus, Mapping[Verb, TaskStatus]] = {
    WAITING: {
        Verb.START: OPEN,
        Verb.GIVE: WAITING,
        Verb.HAND: WAITING,
        Verb.DROP: DROPPED,
    },
    OFFERED: {
        Verb.TAKE: TAKEN,
        Verb.LATER: OFFERED,
        Verb.DUE: OFFERED,
        Verb.DONE: DONE,
        Verb.GIVE: OFFERED,
        Verb.HAND: OFFERED,
        Verb.BLOCK: BLOCKED,
        Verb.DROP: DROPPED,
        Verb.CHASE: OFFERED,
        Verb.RENEW: OFFERED,
    },
    OPEN: {
        Verb.TAKE: TAKEN,
        Verb.LATER: OPEN,
        Verb.DUE: OPEN,
        Verb.DONE: DONE,
        Verb.GIVE: OFFERED,
        Verb.HAND: OPEN,
        Verb.BLOCK: BLOCKED,
        Verb.DROP: DROPPED,
        Verb.CHASE: OPEN,
        Verb.RENEW: OPEN,
        Verb.LIFT: DONE,
    },
    TAKEN: {
        Verb.TAKE: TAKEN,
        Verb.LATER: OPEN,
        Verb.DUE: OPEN,
        Verb.DONE: DONE,
        Verb.GIVE: OFFERED,
        Verb.HAND: OPEN,
        Verb.BLOCK: BLOCKED,
        Verb.UNBLOCK: TAKEN,
        Verb.DROP: DROPPED,
        Verb.CHASE: TAKEN,
        Verb.RENEW: OPEN,
    },
    BLOCKED: {
        Verb.TAKE: TAKEN,
        Verb.LATER: BLOCKED,
        Verb.DUE: BLOCKED,
        Verb.DONE: DONE,
        Verb.GIVE: OFFERED,
        Verb.HAND: BLOCKED,
        Verb.BLOCK: BLOCKED,
        Verb.UNBLOCK: OPEN,
        Verb.DROP: DROPPED,
        Verb.CHASE: BLOCKED,
        Verb.RENEW: BLOCKED,
    },
    DONE: {Verb.REOPEN: OPEN},
    DROPPED: {Verb.REOPEN: OPEN},
}

CLOSED = frozenset({DONE, DROPPED})
NOT_NEEDED = "not-needed"  # the result of a task that fell away before it began
WITHDRAWN = "withdrawn"  # and of one that had begun
FALLEN = frozenset({NOT_NEEDED, WITHDRAWN})
"""Results that a dropped task gets by itself: it comes back by itself, too, when it is needed after all."""
RUNNING = frozenset({OFFERED, OPEN, TAKEN, BLOCKED})
RESTARTS = frozenset({Verb.LATER, Verb.DUE, Verb.GIVE, Verb.BLOCK, Verb.UNBLOCK, Verb.REOPEN, Verb.RENEW})
"""Moves after which the ladder climbs anew, as a new episode."""


def moved(task: Task, verb: Verb, case: CaseSnapshot, by: UserId, now: datetime, name: TaskName) -> Task:
    """The task after one legal move: its status, how it stood before, and the episode. Raises Refused."""
    status = TRANSITIONS[task.status].get(verb)
    if status is None or (verb is Verb.UNBLOCK and task.blocked_by is None):
        raise Refused(why_not(task, verb, case, name))
    if task.status is TAKEN and status is OPEN and task.blocked_by is not None:
        status = BLOCKED  # it was only held: what it waits for is still not there
    after = replace(task, status=status, last=last_move(task, verb, by, now))
    if status is not TAKEN:
        after = replace(after, taken_by=None, taken_until=None)
    if verb is Verb.UNBLOCK or status not in (BLOCKED, TAKEN):
        after = replace(after, blocked_by=None, blocked_since=None)
    return restarted(after, now) if verb in RESTARTS else after


def last_move(task: Task, verb: str, by: UserId, now: datetime) -> LastMove:
    """What `undo` needs to go back to `task`."""
    return LastMove(
        verb=str(verb),
        by=by,
        at=now,
        status=task.status,
        owner=task.owner,
        due=task.due,
        taken_by=task.taken_by,
        taken_until=task.taken_until,
        blocked_by=task.blocked_by,
        started_at=task.started_at,
        round=task.round,
        renewed=task.renewed,
        lapsed_at=task.lapsed_at,
        original_due=task.original_due,
    )


def restarted(task: Task, now: datetime) -> Task:
    """The same task with its ladder at the bottom, in a new episode."""
    return replace(task, episode=task.episode + 1, level=0, reminded=0, last_told=now)


def why_not(
    task: Task, verb: Verb, case: CaseSnapshot, name: TaskName
) -> WasDone | WasDropped | StillWaits | NotBlocked | NotDoneYet:
    """Why a move is not possible, and what is."""
    if task.status is TaskStatus.DONE:
        return WasDone(name, Absolute(task.done_at or task.created_at), AgencyName(task.owner), name.typed)
    if task.status is TaskStatus.DROPPED:
        return WasDropped(name, name.typed, fallen=task.result in FALLEN)
    if verb is Verb.REOPEN:
        return NotDoneYet(name)
    if task.status is TaskStatus.WAITING:
        waits = tuple(number for number in task.depends if (one := case.find(number)) and one.status not in CLOSED)
        return StillWaits(name, tuple(map(int, waits)))
    return NotBlocked(name)
