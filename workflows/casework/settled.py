"""What came of settling a case: what differs from how it was given, as rows, records and for the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflows.casework.anchoring import fallen
from workflows.casework.needing import Invited, Needed
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.transitions import CLOSED, FALLEN, RUNNING
from workflows.values.effects import Effect, Record, Saved, Settle
from workflows.values.model import Task, TaskStatus


@dataclass(frozen=True, slots=True)
class Resettled:
    """The case as it is then, the rows, words and records of what followed; the change itself is not repeated."""

    case: CaseSnapshot
    saved: tuple[Saved, ...] = ()
    effects: tuple[Effect, ...] = ()
    records: tuple[Record, ...] = ()
    begun: tuple[Task, ...] = ()
    fallen: tuple[Task, ...] = ()  # were there, and are not needed or withdrawn now
    waiting: tuple[Task, ...] = ()  # had begun, and wait again
    moved: tuple[Task, ...] = ()  # have another due time
    invited: tuple[Invited, ...] = ()


def compared(given: CaseSnapshot, settled: CaseSnapshot) -> Resettled:
    """The rows that differ, and what that means for each task."""
    pairs = differing(given.tasks, settled.tasks)
    changed = tuple(task for _, task in pairs)
    return Resettled(
        case=settled,
        saved=(*((settled.case,) if settled.case != given.case else ()), *changed),
        effects=tuple(settle for old, task in pairs for settle in _ladder_ends(old, task)),
        records=tuple(_record(task) for old, task in pairs if _is_news(old, task)),
        begun=tuple(task for old, task in pairs if _starts(old, task)),
        fallen=tuple(task for old, task in pairs if old is not None and fallen(task)),
        waiting=tuple(task for old, task in pairs if task.status is TaskStatus.WAITING and _ran(old)),
        moved=tuple(task for old, task in pairs if _ran(old) and task.status in RUNNING and _due(old) != task.due),
    )


def newly_running(given: CaseSnapshot, settled: CaseSnapshot) -> tuple[Task, ...]:
    """The tasks whose clock runs, and did not before."""
    return tuple(
        task
        for old, task in differing(given.tasks, settled.tasks)
        if task.status in RUNNING
        and task.started_at is not None
        and (old is None or old.started_at is None or old.status not in RUNNING)
    )


def differing(before: Sequence[Task], now: Sequence[Task]) -> list[tuple[Task | None, Task]]:
    """Each task that is another object than before, with that: both in the order of their numbers, new ones behind."""
    pairs = zip(before, now, strict=False)
    changed: list[tuple[Task | None, Task]] = [(old, task) for old, task in pairs if old is not task]
    return changed + [(None, task) for task in now[len(before) :]]


def with_words(found: Resettled, effects: Iterable[Effect], records: Iterable[Record]) -> Resettled:
    return replace(found, effects=(*found.effects, *effects), records=(*records, *found.records))


def with_asked(found: Resettled, asked: Needed) -> Resettled:
    """With whoever was asked in."""
    return replace(
        found,
        saved=(*found.saved, *asked.rows),
        effects=(*found.effects, *asked.effects),
        records=(*found.records, *asked.records),
        invited=asked.invited,
    )


def _ladder_ends(old: Task | None, task: Task) -> tuple[Effect, ...]:
    """The pages of an episode that is over are withdrawn."""
    if old is None or old.started_at is None:
        return ()
    if old.episode == task.episode and not (task.status in CLOSED and old.status in RUNNING):
        return ()
    return (Settle(task=task.id, case=task.case, episode=old.episode),)


def _starts(old: Task | None, task: Task) -> bool:
    return task.status in RUNNING and not _ran(old)


def _ran(old: Task | None) -> bool:
    return old is not None and old.status in RUNNING


def _due(old: Task | None) -> object:
    return None if old is None else old.due


def _is_news(old: Task | None, task: Task) -> bool:
    """Not worth a record: a task that a new case begins with, a change of owner alone."""
    if old is None:
        return task.instance is not None
    return (old.status, old.result, old.due) != (task.status, task.result, task.due)


def _record(task: Task) -> Record:
    fields = {"why": task.result} if task.result in FALLEN else {}
    return Record(action=f"task.becomes-{task.status.value}", object=task.id, case=task.case, fields=fields)
