"""Taking back one's own last move, for two minutes: the tasks stand again as they did, their ladders begin anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework.events import taken_back
from workflows.casework.fields import field_undone, restored
from workflows.casework.keeping import kept
from workflows.casework.moving import UNDO_WITHIN, Asked, a_moment, outcome_of
from workflows.casework.resettling import resettle
from workflows.casework.snapshots import CaseSnapshot, TaskInCase
from workflows.casework.transitions import CLOSED, last_move, restarted
from workflows.values.effects import Decision, Record, Reply, Settle, ShowBoard
from workflows.values.ids import FieldName
from workflows.values.model import Task, TaskStatus
from workflows.values.notices.base import Refused
from workflows.values.notices.fields import FieldUndone
from workflows.values.notices.tasks import MovesUndone, MoveUndone, NothingToUndo

UNDO, LIFT = "undo", "lift"


def undo(cases: Sequence[CaseSnapshot], asked: Asked, only: TaskInCase | None = None) -> Decision:
    """Go back over the asker's last move in these cases (or on that one task): what was done at once, at once.

    Fields that they set are taken back alike. Raises Refused where there is nothing within two minutes.
    """
    mine = [one for case in cases if (one := _mine(case, asked, only)).moves]
    if not mine:
        raise Refused(NothingToUndo(int(UNDO_WITHIN.total_seconds() // 60)))
    latest = max(at for one in mine for at in one.moves)
    decision = Decision()
    notices: tuple[MoveUndone | FieldUndone, ...] = ()
    for one in mine:
        if latest in one.moves:
            undone, said = _undone(one, latest, asked)
            decision, notices = decision + undone, notices + said
    reply = notices[0] if len(notices) == 1 else MovesUndone(notices)
    return decision + Decision(effects=(Reply(notice=reply),))


@dataclass(frozen=True, slots=True)
class _Mine:
    """What somebody did in a case within the last two minutes."""

    case: CaseSnapshot
    tasks: tuple[Task, ...]
    fields: tuple[FieldName, ...]
    moves: frozenset[datetime]


def _mine(case: CaseSnapshot, asked: Asked, only: TaskInCase | None) -> _Mine:
    tasks = [
        (task, task.last.at)
        for task in case.tasks
        if task.last is not None
        and task.last.by == asked.by
        and task.last.verb != UNDO
        and asked.now - task.last.at <= UNDO_WITHIN
        and (only is None or task.id == only.task.id)
    ]
    moments = {at for _, at in tasks}
    fields = [
        (name, value.set_at)
        for name, value in case.case.fields.items()
        if value.set_by == asked.by
        and asked.now - value.set_at <= UNDO_WITHIN
        and (only is None or value.set_at in moments)
        and value.set_at != case.case.opened_at
    ]
    moments.update(at for _, at in fields)
    return _Mine(case, tuple(task for task, _ in tasks), tuple(name for name, _ in fields), frozenset(moments))


def _undone(mine: _Mine, at: datetime, asked: Asked) -> tuple[Decision, tuple[MoveUndone | FieldUndone, ...]]:
    """One case as it was before that moment, with all that follows from it."""
    case = mine.case
    tasks = [task for task in mine.tasks if task.last is not None and task.last.at == at]
    before = {task.id: _as_it_was(task, asked) for task in tasks}
    own = tuple(name for name in mine.fields if case.case.fields[name].set_at == at)
    ended = [task for task in tasks if task.status in CLOSED and before[task.id][0].status not in CLOSED]
    names = tuple(dict.fromkeys((*own, *taken_back(case, ended, own, at))))
    back = restored(case, names) if names else case
    back = replace(back, tasks=tuple(before[task.id][0] if task.id in before else task for task in case.tasks))
    rest = resettle(back, asked.moment, asked.by, before=case, firing=False)
    rest = kept(case, rest, asked.by, asked.moment, undoing=at)
    if own:
        notices: tuple[MoveUndone | FieldUndone, ...] = tuple(field_undone(case, back, name, asked) for name in own)
    else:
        notices = tuple(
            MoveUndone(asked.name(case, task), verb, was.status.value, a_moment(was.due))
            for task in tasks
            for was, verb in (before[task.id],)
        )
    return Decision(
        save=(*((back.case,) if names else ()), *(before[task.id][0] for task in tasks), *rest.saved),
        effects=(*(_settled(task, case, asked) for task in tasks), *rest.effects, ShowBoard(case=case.case.id)),
        audit=(
            *(
                Record(action="task.undo", object=task.id, case=case.case.id, fields={"move": before[task.id][1]})
                for task in tasks
            ),
            *(
                Record(action="case.unset", object=case.case.id, case=case.case.id, fields={"field": name, "by": UNDO})
                for name in names
            ),
            *rest.records,
        ),
    ), notices


def _settled(task: Task, case: CaseSnapshot, asked: Asked) -> Settle:
    outcome = outcome_of(TaskInCase(case=case, task=task), UNDO, asked)
    return Settle(task=task.id, case=case.case.id, episode=task.episode, outcome=outcome)


def _as_it_was(task: Task, asked: Asked) -> tuple[Task, str]:
    """The task before its last move, and which move that was."""
    last = task.last
    if last is None:
        raise ValueError("only called for a task that somebody moved")
    closed_again = last.status in (TaskStatus.DONE, TaskStatus.DROPPED)
    before = restarted(
        replace(
            task,
            status=last.status,
            owner=last.owner,
            due=last.due,
            original_due=task.original_due if last.round == task.round else last.original_due or last.due,
            started_at=last.started_at or (task.started_at if last.status is not TaskStatus.WAITING else None),
            round=last.round,
            renewed=last.renewed,
            lapsed_at=last.lapsed_at,
            lifted_at=None if last.verb == LIFT else task.lifted_at,
            lifted_by=None if last.verb == LIFT else task.lifted_by,
            taken_by=last.taken_by,
            taken_until=last.taken_until,
            blocked_by=last.blocked_by,
            blocked_since=last.at if last.blocked_by is not None else None,
            result=task.result if closed_again else None,
            done_at=(task.done_at or last.at) if closed_again else None,
            done_by=(task.done_by or last.by) if closed_again else None,
        ),
        asked.now,
    )
    return replace(before, last=last_move(task, UNDO, asked.by, asked.now)), last.verb
