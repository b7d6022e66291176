"""Which tasks stand still, so that nobody is reminded of them and nobody late with them; and which have lapsed."""

from workflows.casework.protecting import guarded
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.transitions import CLOSED
from workflows.values.model import ClockKind, Task

T0 = "t0"  # the moment of an operation, as the field of its template is called
GO, CALLED_OFF, RELEASED = "go", "called_off", "released"  # of Case.operation; None before all of them


def held(task: Task, case: CaseSnapshot) -> bool:
    """Whether the clock of a task stands still: a period forbids to ask for it, or its team is on standby."""
    return guarded(task, case) or standing_by(task, case)


def held_by(task: Task, case: CaseSnapshot) -> str | None:
    """Why a task stands still, as a code: period, standby; None where it does not."""
    return "period" if guarded(task, case) else "standby" if standing_by(task, case) else None


def standing_by(task: Task, case: CaseSnapshot) -> bool:
    """Of a support team after an operation was called off, until it is released."""
    if case.case.operation != CALLED_OFF or task.clock is not ClockKind.SCHEDULED or task.status in CLOSED:
        return False
    row = case.template.task(task.code)
    return row is not None and any(anchor.name == T0 for anchor in row.anchors)


def has_lapsed(task: Task) -> bool:
    """Whether what had to be renewed has ended, and was given no later end since."""
    return task.lapsed_at is not None and (task.due is None or task.due <= task.lapsed_at)
