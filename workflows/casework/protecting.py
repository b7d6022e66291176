"""Periods in the person's favour: while one runs, nobody may ask for what it forbids, and nobody is reminded to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from workflows.casework import telling
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import calendar_in
from workflows.casework.transitions import CLOSED, Verb, restarted
from workflows.values.effects import Decision, Record, Reply
from workflows.values.ids import UserId
from workflows.values.model import ClockKind, Task, TaskStatus, Where
from workflows.values.notices.base import Day, PersonName, Refused
from workflows.values.notices.clocks import EndsByItself, NotDuringPeriod, PeriodAttempt
from workflows.values.notices.tasks import TaskName

ASKS_FOR_IT = frozenset({Verb.TAKE, Verb.DONE, Verb.CHASE, Verb.GIVE, Verb.HAND, Verb.BLOCK, Verb.REOPEN})
"""Moves that make somebody go on with a task, or tell somebody that it waits for them."""
LEADING = frozenset(
    "a an another ask arrange book for formal from get further his her hold more new obtain of plan please record "
    "request second take the their to victim witness".split()
)
"""Words that may stand before what a task is about: `take a statement`."""


class Attempted(Refused):
    """The answer is no, and the leads hear that it was tried. `decision` holds answer, line and record."""

    def __init__(self, notice: NotDuringPeriod, decision: Decision) -> None:
        super().__init__(notice)
        self.decision = decision


def runs(task: Task) -> bool:
    """Whether a period that protects the person has begun and not ended."""
    return task.clock is ClockKind.PROTECTED and task.status not in (*CLOSED, TaskStatus.WAITING)


def forbids(task: Task, case: CaseSnapshot) -> tuple[str, ...]:
    """The kinds of task that may not be asked for while this period runs."""
    row = case.template.task(task.code)
    return row.blocks if row is not None else ()


def guards(case: CaseSnapshot) -> Mapping[str, Task]:
    """Each kind that is forbidden, with the period that forbids it longest."""
    found: dict[str, Task] = {}
    protected = ClockKind.PROTECTED
    for task in [one for one in case.tasks if one.clock is protected]:  # asked of each task of a case in turn
        for kind in forbids(task, case) if runs(task) else ():
            before = found.get(kind)
            if before is None or (before.due is not None and (task.due is None or task.due > before.due)):
                found[kind] = task
    return found


def blocked_kind(case: CaseSnapshot, kind: str, now: datetime) -> Task | None:
    """The period because of which nothing of this kind may be asked for now; None where it may."""
    guard = guards(case).get(kind)
    return guard if guard is not None and (guard.due is None or now < guard.due) else None


def guarded(task: Task, case: CaseSnapshot) -> bool:
    """Whether a period forbids to ask for this task: its clock stands still."""
    return task.clock is not ClockKind.PROTECTED and task.status not in CLOSED and task.kind in guards(case)


def heed(verb: Verb, task: Task, case: CaseSnapshot, by: UserId, moment: Moment, name: TaskName) -> None:
    """Raises Refused for a move that no period allows, Attempted where the leads hear that it was tried."""
    if task.clock is ClockKind.PROTECTED:
        taken_back = verb is Verb.REOPEN and task.lifted_at is not None and task.due and moment.now < task.due
        if verb is not Verb.DUE and not taken_back:
            raise Refused(EndsByItself(name, until(task) if runs(task) else None))
        return
    if verb not in ASKS_FOR_IT:
        return
    guard = blocked_kind(case, task.kind, moment.now)
    if guard is not None:
        raise attempted(verb.value, task.kind, guard, case, by, moment, task)


def attempted(
    verb: str, kind: str, guard: Task, case: CaseSnapshot, by: UserId, moment: Moment, task: Task | None = None
) -> Attempted:
    """What is answered, told the leads once for each person, task and day, and recorded."""
    day = calendar_in(case.case, moment).day_of(moment.now)
    said = kind.replace("_", " ")
    about = task.id if task is not None else f"{guard.id}:{forbids(guard, case).index(kind)}"  # keys hold no words
    attempt = PeriodAttempt(
        ref=case.case.ref,
        verb=verb,
        kind=said,
        until=until(guard),
        task=task.number if task is not None else None,
        by=None if task is not None and task.where is Where.SUPPORT else PersonName(by),
    )
    told = telling.leads(
        case.case.task_force, attempt, moment,
        key=f"protected:{case.case.id}:{by}:{about}:{day}", case=case.case.id, ref=case.case.ref,
    )  # fmt: skip
    notice = NotDuringPeriod(verb=verb, kind=said, until=until(guard), told=bool(told))
    record = Record(
        action="protected.attempt", object=task.id if task is not None else case.case.id, case=case.case.id,
        decision="deny",
        fields={"verb": verb, "kind": kind, "period": str(guard.number)},
    )  # fmt: skip
    return Attempted(notice, Decision(effects=(*told, Reply(notice=notice)), audit=(record,)))


def until(task: Task) -> Day | None:
    return Day(task.due) if task.due is not None else None


def meant_kind(title: str, case: CaseSnapshot) -> tuple[str | None, str]:
    """The kind of a task that people add, and its title without the words that name it.

    `kind statement` and `kind=statement` name any kind of the template; a title that begins with one that a period
    may forbid (`statement to the court`, `take a statement`) is of that kind.
    """
    forbidden = {kind for row in case.template.tasks for kind in row.blocks}
    known = forbidden | {row.kind for row in case.template.tasks}
    words = title.split()
    for at, word in enumerate(words):
        first = word.casefold()
        if first == "kind":
            rest, taken = words[at + 1 :], 1
        elif first.startswith("kind="):
            rest, taken = [first.removeprefix("kind="), *words[at + 1 :]], 0
        else:
            continue
        if found := _beginning(rest, known):
            kind, count = found
            return kind, " ".join((*words[:at], *words[at + taken + count :])) or kind.replace("_", " ")
    while words and words[0].casefold().strip("\"'") in LEADING:
        words = words[1:]
    begun = _beginning(words, forbidden)
    return (begun[0] if begun else None), title


def _beginning(words: list[str], kinds: Iterable[str]) -> tuple[str, int] | None:
    """The kind that `words` begin with, in one word or several, and how many of them it takes."""
    typed = [word.casefold().strip(".,:;!?\"'()") for word in words]
    for kind in sorted(kinds, key=len, reverse=True):
        parts = kind.casefold().split("_")
        for spelt in (["_".join(parts)], ["-".join(parts)], parts):
            begun = typed[: len(spelt)]
            if begun == spelt or begun == [*spelt[:-1], spelt[-1] + "s"]:
                return kind, len(spelt)
    return None


def released(before: CaseSnapshot, after: CaseSnapshot, at: datetime) -> tuple[Task, ...]:
    """The tasks that a period held in `before` and none does in `after`: their ladders begin anew at `at`.

    What fell due while nobody might ask for it is due as much later as it stood still; reminders are shares of what is
    left.
    """
    held_by = guards(before)
    return tuple(
        _free(task, held_by[was.kind], at)
        for task in after.tasks
        if (was := before.task_by_id(task.id)) is not None and guarded(was, before) and not guarded(task, after)
        if task.status not in (*CLOSED, TaskStatus.WAITING)
    )


def _free(task: Task, guard: Task, at: datetime) -> Task:
    since = max(when for when in (guard.started_at, task.started_at, task.created_at) if when is not None)
    stood_still = at - since
    moves = task.due is not None and since < task.due <= at and stood_still > timedelta()
    due = task.due + stood_still if task.due is not None and moves else task.due
    return restarted(replace(task, due=due, started_at=at if task.started_at is not None else None), at)
