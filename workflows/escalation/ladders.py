"""What is due in one case now: levels, repeats, takes that ran out, reminders, chases, a P1 that no one confirmed."""

from dataclasses import replace
from datetime import datetime

from workflows.casework import telling
from workflows.casework.holding import has_lapsed, held
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import calendar_for
from workflows.escalation.ending import lapse, periods_over
from workflows.escalation.levels import ladder_of, next_level, reached, repeats
from workflows.escalation.reminders import chase_after, next_chase, next_reminder, reminders_by
from workflows.escalation.taking import CLIMBING, held_until, run_out
from workflows.escalation.telling import Outcome, tell_level, tell_owner, tell_taker
from workflows.escalation.whom import is_left_out, resolve
from workflows.time.calendar import Calendar
from workflows.values.directory import Priority
from workflows.values.effects import NOTHING, Decision, Effect, Record, Settle, ShowBoard, Tell
from workflows.values.ids import UserId
from workflows.values.model import Case, CaseState, ClockKind, RoomKind, Task, Telling, Told
from workflows.values.notices.base import PersonName
from workflows.values.notices.pages import NotDelivered, PageRefused, PriorityFell

__all__ = ["calendar_for", "check", "check_task", "next_check", "resolve", "undelivered"]


def check(case: CaseSnapshot, moment: Moment) -> Decision:
    """Everything that is due in this case now; NOTHING if nothing is. Twice at the same time says nothing new."""
    if case.case.state is CaseState.CLOSED:
        return NOTHING
    before, (case, decision) = case, _confirmed(case, moment)
    case, over = periods_over(case, moment)
    decision += over
    calendar = calendar_for(case.case, moment.directory)
    for task in case.tasks:
        outcome = check_task(task, case, moment, calendar)
        if outcome.task != task:
            decision += Decision(save=(outcome.task,)) + outcome.decision
    shows = any(not isinstance(row, Task) or _looks_new(row, before) for row in decision.save)
    return decision + Decision(effects=(ShowBoard(case=case.case.id),)) if shows else decision


def next_check(task: Task, case: CaseSnapshot, calendar: Calendar) -> datetime | None:
    """The earliest instant, perhaps past, at which `check` has something to say because of this task; None: never."""
    if case.case.state is CaseState.CLOSED or task.status not in CLIMBING or held(task, case):
        return _confirm_by(case.case)
    moments = [_confirm_by(case.case)]
    if task.clock is ClockKind.PROTECTED:
        return min((at for at in (*moments, task.due) if at is not None), default=None)
    if task.clock is ClockKind.EXPIRY and not has_lapsed(task):
        moments.append(task.due)
    ladder = ladder_of(task, case)
    if (until := held_until(task)) is not None:
        moments.append(until)
    else:
        moments += [
            next_reminder(task, ladder, calendar),
            next_level(task, ladder, calendar),
            next_chase(task, ladder, calendar),
        ]
    return min((at for at in moments if at is not None), default=None)


def undelivered(case: CaseSnapshot, told: Told, why: str, moment: Moment) -> Decision:
    """A page that the homeserver refused for good: the leads hear it, and if it was the only one of its level, the
    next level is told at once. Without a leads' room each lead hears it, but not in the chat that was refused."""
    task = case.task_by_id(told.task)
    if task is None or task.status not in CLIMBING or task.episode != told.episode:
        return NOTHING
    notice = NotDelivered(ref=case.case.ref, number=task.number, person=PersonName(told.target), code=why)
    key = f"undelivered:{told.task}:{told.episode}:{told.level}:{told.telling}:{told.target}"
    said = _to_leads(notice, told.target, key, case, moment)
    said += telling.administrators(PageRefused(ref=case.case.ref, code=why), moment, key=key)
    record = Record(
        action="page.undelivered", object=task.id, case=task.case,
        fields={"level": str(told.level), "person": told.target, "why": why},
    )  # fmt: skip
    decision = Decision(effects=said, audit=(record,))
    ladder = ladder_of(task, case)
    others = (
        row
        for row in case.told
        if (row.task, row.episode, row.level) == (task.id, told.episode, told.level)
        and row.target != told.target
        and row.passed is None
    )
    if told.telling is not Telling.LEVEL or told.level != task.level or held_until(task) or any(others):
        return decision
    if told.level >= len(ladder.levels):
        return decision
    outcome = tell_level(task, task.level + 1, moment.now, ladder, case, moment)
    return Decision(save=(outcome.task,)) + decision + outcome.decision


def _to_leads(notice: NotDelivered, but: UserId, key: str, case: CaseSnapshot, moment: Moment) -> tuple[Effect, ...]:
    force, standing = case.case.task_force, moment.standing
    if room := standing.leads_rooms.get(force):
        return (Tell(room=room, notice=notice, case=case.case.id, key=f"{key}:{room}", wakes=True),)
    chats = {
        user: chat
        for user, chat in standing.chats.items()
        if user != but and not is_left_out(user, case, moment.directory)
    }
    others = replace(moment, standing=replace(standing, chats=chats))
    return telling.leads(force, notice, others, key=key, case=case.case.id, ref=case.case.ref)


def check_task(task: Task, case: CaseSnapshot, moment: Moment, calendar: Calendar) -> Outcome:
    """The task as it is once nothing of it is due any more, with what is said; the same task if nothing is.

    Of a period in the person's favour, and of what stands still, nothing ever is.
    """
    if task.status not in CLIMBING or task.clock is ClockKind.PROTECTED:
        return Outcome(task)
    outcome = lapse(task, moment)
    while (step := _step(outcome.task, case, moment, calendar)).task != outcome.task:
        outcome = outcome.then(step)
    return Outcome(task) if outcome.task == task or held(task, case) else outcome


def _step(task: Task, case: CaseSnapshot, moment: Moment, calendar: Calendar) -> Outcome:
    """The first thing that is due."""
    ladder, now = ladder_of(task, case), moment.now
    if (until := held_until(task)) is not None:
        return Outcome(task) if now < until else _run_out(task, until, case, moment, calendar)
    if found := reached(task, ladder, calendar, now):
        level, at = found
        return tell_level(task, level, at, ladder, case, moment, skipped=level - task.level - 1)
    if repeats(task, ladder) and _come(next_level(task, ladder, calendar), now):
        return tell_level(task, task.level, now, ladder, case, moment)
    if _come(next_reminder(task, ladder, calendar), now):
        count = reminders_by(now, task, ladder, calendar)
        reminded = replace(task, reminded=count)
        if task.due is not None and task.due <= now:  # the ladder takes over, if only in working hours
            dropped = Record(action="reminder.dropped", object=task.id, case=task.case, fields={"count": str(count)})
            return Outcome(reminded, Decision(audit=(dropped,)))
        return tell_owner(reminded, Telling.REMINDER, count, case, moment)
    if _come(next_chase(task, ladder, calendar), now):
        following = chase_after(now, task, ladder, calendar)
        count = task.reminded + 1
        again = replace(task, reminded=count, next_chase=following)
        return tell_owner(again, Telling.CHASE, count, case, moment)
    return Outcome(task)


def _come(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _run_out(task: Task, until: datetime, case: CaseSnapshot, moment: Moment, calendar: Calendar) -> Outcome:
    """A take reached its time: the taker is told again, and one level more if the task is late."""
    taker, ladder = task.taken_by, ladder_of(task, case)
    after = run_out(task, until)
    ended = Decision(
        effects=(Settle(task=task.id, case=task.case, episode=task.episode),),
        audit=(Record(action="take.ran-out", object=task.id, case=task.case, fields={"episode": str(after.episode)}),),
    )
    level, at = after.level, until
    if found := reached(after, ladder, calendar, moment.now):  # more of the ladder passed while nothing could work
        level, at = found
    if level:
        skipped = level - max(after.level, 1)
        said = tell_level(after, level, at, ladder, case, moment, taker=taker, skipped=skipped)
    else:
        said = Outcome(after) if taker is None else tell_taker(after, taker, moment)
    return Outcome(after, ended).then(said)


def _confirm_by(case: Case) -> datetime | None:
    """When an unconfirmed P1 falls. Each task keeps it in mind for its case, also one that is over."""
    return None if case.state is CaseState.CLOSED else case.priority_confirm_by


def _confirmed(case: CaseSnapshot, moment: Moment) -> tuple[CaseSnapshot, Decision]:
    """A P1 set by somebody who is no lead is P2 again once its time for confirmation has passed."""
    row = case.case
    if row.priority_confirm_by is None or moment.now < row.priority_confirm_by:
        return case, NOTHING
    if row.priority is not Priority.P1:  # people changed it meanwhile: there is nothing to confirm any more
        settled = replace(row, priority_confirm_by=None)
        return replace(case, case=settled), Decision(save=(settled,))
    fallen = replace(row, priority=Priority.P2, priority_confirm_by=None)
    key = f"priority-fell:{row.id}:{row.priority_confirm_by.isoformat()}"
    joint = case.room(RoomKind.JOINT)
    rooms = (moment.standing.leads_rooms.get(row.task_force), joint.id if joint and joint.matrix_id else None)
    said = tuple(
        Tell(room=room, notice=PriorityFell(ref=row.ref), case=row.id, key=f"{key}:{room}")
        for room in rooms
        if room is not None
    )
    record = Record(
        action="case.priority", object=row.id, case=row.id, fields={"from": "P1", "to": "P2", "why": "not confirmed"}
    )
    return replace(case, case=fallen), Decision(save=(fallen,), effects=said, audit=(record,))


def _looks_new(task: Task, before: CaseSnapshot) -> bool:
    """Whether a board says something else of this task than before: late now, or no longer taken."""
    old = before.task_by_id(task.id)
    return old is None or _shown(old) != _shown(task)


def _shown(task: Task) -> tuple[object, ...]:
    return task.status, task.level > 0, task.due, task.lapsed_at
