"""The answer to `why N`: the rule and its clock, who was told when and what came of it, and what comes next."""

import re

from workflows.casework.anchoring import fallen, waits_of
from workflows.casework.board import because
from workflows.casework.holding import has_lapsed, held
from workflows.casework.protecting import guards, runs
from workflows.casework.protecting import until as until_day
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation.ladders import calendar_for
from workflows.escalation.levels import ladder_of, next_level
from workflows.escalation.reminders import next_chase, next_reminder
from workflows.escalation.taking import CLIMBING, held_until
from workflows.escalation.telling import agency_shown
from workflows.escalation.whom import NOBODY
from workflows.language.template import Basis
from workflows.values.model import CaseState, Task, TaskStatus, Told, Where
from workflows.values.notices.base import Absolute, AgencyName, Clock, Notice, PersonName
from workflows.values.notices.why import (
    Why,
    WhyBlocked,
    WhyEnds,
    WhyFallen,
    WhyHeld,
    WhyLapsed,
    WhyNext,
    WhyOver,
    WhyRule,
    WhyTaken,
    WhyTold,
    WhyWaits,
    WhyWhom,
)

CHECKED = re.compile(r"^\[[ABC]\] ")
LINES = 9  # of people told; with the rest at most 15 lines


def explain(case: CaseSnapshot, task: Task, moment: Moment) -> Notice:
    """Everybody who was to be told, in order, each with what really happened to it; earlier episodes too."""
    rows = sorted(
        (row for row in case.told if row.task == task.id), key=lambda row: (row.recorded_at, row.episode, row.level)
    )
    shown = rows[-LINES:]
    return Why(
        ref=case.case.ref,
        number=task.number,
        agency=agency_shown(task),
        rule=_rule(task, case),
        due=Absolute(task.due) if task.due else None,
        state=_state(task, case),
        told=tuple(_told(row, task) for row in shown),
        earlier=len(rows) - len(shown) or None,
        next=_next(task, case, moment),
    )


def _rule(task: Task, case: CaseSnapshot) -> WhyRule | None:
    """Where its time comes from; nothing for a task that people added."""
    own = case.template.task(task.code)
    if own is None:
        return None
    source = task.source or (own.sources[0] if own.sources else None)
    return WhyRule(basis_of(task, case), own.rule_text, source_in_words(source, case), to_be_confirmed(task, case))


def basis_of(task: Task, case: CaseSnapshot) -> str:
    """rule, guide or default. What was not read is neither of the first two."""
    return Basis.DEFAULT.value if to_be_confirmed(task, case) else task.basis


def to_be_confirmed(task: Task, case: CaseSnapshot) -> str | None:
    """What of its row rests on a source that was not read: its number, or only its duty."""
    row = case.template.task(task.code)
    if row is None or not row.sources or not case.template.to_be_confirmed(row):
        return None
    return "duty" if case.template.duty_to_be_confirmed(row) else "number"


def source_in_words(code: str | None, case: CaseSnapshot) -> str | None:
    """In words, without the mark that says how well we checked it."""
    return None if code is None else CHECKED.sub("", case.template.sources.get(code, code))


def _state(task: Task, case: CaseSnapshot) -> Notice | None:
    if held(task, case):
        guard = guards(case).get(task.kind)
        return WhyHeld(until_day(guard) if guard is not None else None)
    if fallen(task):
        return WhyFallen(task.result or "", Absolute(task.done_at or task.created_at), because(task, case))
    if runs(task):
        return WhyEnds()
    if task.status is TaskStatus.WAITING or (task.status in CLIMBING and task.due is None):
        waits = waits_of(task, case)
        labels = tuple(case.template.fields[name].label for name in waits.fields)
        if task.status is TaskStatus.WAITING or labels:
            return WhyWaits(tuple(map(int, waits.tasks)), labels)
    if task.lapsed_at is not None and has_lapsed(task) and task.status not in (TaskStatus.DONE, TaskStatus.DROPPED):
        return WhyLapsed(Absolute(task.lapsed_at))
    until = held_until(task)
    if until is not None and task.taken_by is not None:
        return WhyTaken(PersonName(task.taken_by), Absolute(until))
    if task.status is TaskStatus.BLOCKED and task.blocked_by is not None:
        return WhyBlocked(None if task.where is Where.SUPPORT else AgencyName(task.blocked_by))
    if task.status in (TaskStatus.DONE, TaskStatus.DROPPED) and task.done_at is not None:
        return WhyOver(task.status.value, Absolute(task.done_at))
    return None


def _told(row: Told, task: Task) -> WhyTold:
    if row.passed is not None:
        came = f"passed-{row.passed}"
    elif row.sent_at is not None:
        came = "taken" if task.taken_by == row.target else "sent"
    else:
        came = "withdrawn" if row.withdrawn else "recorded"
    person = None if row.target == NOBODY else PersonName(row.target)
    return WhyTold(Clock(row.sent_at or row.recorded_at), person, row.as_kind, row.telling.value, came)


def _next(task: Task, case: CaseSnapshot, moment: Moment) -> WhyNext | None:
    """What happens by itself if nobody does anything."""
    if task.status not in CLIMBING or case.case.state is CaseState.CLOSED or held(task, case) or runs(task):
        return None
    ladder, calendar = ladder_of(task, case), calendar_for(case.case, moment.directory)
    coming = [
        ("level", next_level(task, ladder, calendar)),
        ("reminder", next_reminder(task, ladder, calendar)),
        ("chase", next_chase(task, ladder, calendar)),
    ]
    if (until := held_until(task)) is not None:
        coming = [("take", until)]
    at, what = min(((at, what) for what, at in coming if at is not None), default=(None, ""))
    if at is None:
        return None
    whom: tuple[WhyWhom, ...] = ()
    if what in ("level", "take"):
        late = what == "level" or (task.due is not None and task.due <= at)
        level = ladder.levels[min(task.level, len(ladder.levels) - 1)]
        whom = tuple(WhyWhom(kind) for kind in level.tell) if late else ()
    return WhyNext(what, Absolute(at), whom)
