"""After any change of a case: all that follows from it, until nothing more does.

Events write fields and stages; tasks of a `per` appear; tasks begin, are not needed, are withdrawn, wait again or come
back; clocks begin, or move with their anchor; the agency of a role is asked in when its first task begins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workflows.casework import telling
from workflows.casework.anchoring import Facts, fallen, opens_without_a_time
from workflows.casework.events import fire
from workflows.casework.expanding import made, wanted_by
from workflows.casework.needing import needed
from workflows.casework.protecting import released, runs
from workflows.casework.settled import Resettled, compared, differing, newly_running, with_asked, with_words
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import begun, calendar_counting, calendar_in, due_of
from workflows.casework.transitions import CLOSED, NOT_NEEDED, RUNNING, WITHDRAWN, Verb, restarted
from workflows.language.conditions import holds
from workflows.language.hanging import hanging
from workflows.language.template import TemplateTask
from workflows.time.calendar import Calendar
from workflows.values.effects import Effect, Record
from workflows.values.ids import FieldName, UserId
from workflows.values.model import ClockKind, FieldValue, Task, TaskStatus
from workflows.values.notices.fields import EventsChase

MOST_FIRINGS = 3
"""So often one event may fire because of one change; then the template chases itself and its events stop."""


def resettle(
    case: CaseSnapshot,
    moment: Moment,
    by: UserId | None,
    *,
    before: CaseSnapshot | None = None,
    asking: bool = True,
    firing: bool = True,
) -> Resettled:
    """All that follows in a case that was changed, by somebody or by itself. Ends always.

    `before` is the case as it was: only what hangs on the difference is looked at, and clocks move whose anchor moved.
    Without it everything is looked at and no clock moves. `asking`: whether agencies are asked in. `firing`: whether
    events happen; not where a change is taken back, for what holds then has happened before.
    """
    work = _Work(case, moment, before, firing=firing)
    work.run()
    return work.result(by, asking=asking)


class _Work:
    """One case while it is being settled."""

    def __init__(self, case: CaseSnapshot, moment: Moment, before: CaseSnapshot | None, *, firing: bool) -> None:
        self._given, self._moment, self._before, self._may_fire = case, moment, before, firing
        self._hanging = hanging(case.template)
        self._facts = Facts(case.case, case.template, case.tasks)
        self._usual = calendar_in(case.case, moment)
        self._tasks = {task.number: task for task in case.tasks}
        self._differing = [] if before is None else differing(before.tasks, case.tasks)
        self._old: Facts | None = None  # made when a clock may have moved
        self._said = set() if before is None else _unlike(before.case.fields, case.case.fields)
        self._holding = set(case.case.holding)
        self._firings = [0] * len(case.template.events)
        self._stopped = False
        self._effects: list[Effect] = []
        self._records: list[Record] = []

    def run(self) -> None:
        everything = self._before is None
        if not self._given.tasks and not self._given.case.version:
            self._make(self._hanging.rows.values())
        changed = {*self._hanging.on, *self._hanging.per, *self._hanging.events} if everything else self._changed()
        self._free(self._differing)
        looks = 2 * len(self._hanging.rows) + MOST_FIRINGS * len(self._firings) + 2
        codes = set(self._hanging.rows) if everything else set()
        while (changed or codes) and looks:
            changed = {*self._fire(changed), *self._expand(changed), *self._stand(changed, codes)}
            codes, looks = set(), looks - 1
        self._free(differing(self._given.tasks, tuple(self._tasks.values())))
        self._stopped = self._stopped or bool(changed)

    def _changed(self) -> set[str]:
        """The names of fields and tasks of which something else is known than before."""
        return self._said | {task.code for one, task in self._differing if one is None or _end(one) != _end(task)}

    def _free(self, pairs: Iterable[tuple[Task | None, Task]]) -> None:
        """Whoever waited for a task by name, and for its agency, waits no more once it has ended."""
        ended = {
            (task.number, task.owner)
            for old, task in pairs
            if task.status in CLOSED and old is not None and old.status not in CLOSED
        }
        for task in tuple(self._tasks.values()) if ended else ():
            if task.status is TaskStatus.BLOCKED and any((one, task.blocked_by) in ended for one in task.depends):
                freed = replace(task, status=TaskStatus.OPEN, blocked_by=None, blocked_since=None)
                self._put(restarted(freed, self._moment.now))

    def _put(self, task: Task) -> None:
        self._tasks[task.number] = task
        self._facts.put(task)

    # events

    def _fire(self, changed: set[str]) -> set[str]:
        """Events whose condition has become true; the fields that they wrote."""
        numbers = sorted({number for name in changed for number in self._hanging.events.get(name, ())})
        events, keys = self._given.template.events, self._hanging.keys
        truth = {number: holds(events[number].when, self._facts.known) is True for number in numbers}
        due = [number for number in numbers if truth[number] and keys[number] not in self._holding]
        for number in numbers:
            (self._holding.add if truth[number] else self._holding.discard)(keys[number])
        written: set[str] = set()
        for number in due if self._may_fire else ():
            if self._firings[number] >= MOST_FIRINGS:
                self._stopped = True
                continue
            self._firings[number] += 1
            fired = fire(events[number], number, self._facts, self._moment, self._said)
            self._facts.case = fired.case
            self._effects += fired.effects
            self._records += fired.records
            written.update(fired.fields)
        return written

    # tasks that appear

    def _expand(self, changed: set[str]) -> set[str]:
        """One task for each new value of a field. Those of a value that is gone are withdrawn when looked at."""
        ids = {code for name in changed for code in self._hanging.per.get(name, ())}
        rows = self._hanging.rows
        return self._make(rows[code] for code in sorted(ids, key=lambda code: self._hanging.place[code]))

    def _make(self, rows: Iterable[TemplateTask]) -> set[str]:
        case, template = self._facts.case, self._given.template
        there = {(task.code, task.instance) for task in self._tasks.values()}
        wanted = [one for one in wanted_by(rows, case, template) if (one[0].id, one[1]) not in there]
        if not wanted:
            return set()
        new = made(wanted, replace(self._given, case=case), self._moment)
        self._facts.case = replace(case, next_number=case.next_number + len(new))
        for task in new:
            self._put(task)
        for task in new:
            depends = self._hanging.rows[task.code].depends
            numbers = (one.number for code in depends for one in self._facts.of(code, task))
            self._put(replace(task, depends=tuple(dict.fromkeys(numbers))))
        return {task.code for task in new}

    # tasks that are looked at

    def _stand(self, changed: set[str], codes: set[str]) -> set[str]:
        """Each task that hangs on what changed, as it stands now; the names of those of which more is known."""
        for name in changed:
            codes.update(self._hanging.on.get(name, ()))
            codes.update(self._hanging.per.get(name, ()))
            if name in self._hanging.rows and any(task.status is TaskStatus.WAITING for task in self._facts.of(name)):
                codes.add(name)
        ended: set[str] = set()
        for code in sorted(codes, key=lambda code: self._hanging.place[code]):
            row = self._hanging.rows[code]
            for task in self._facts.of(code):
                after = self._as_it_stands(task, row)
                if after is not task:
                    self._put(after)
                    if _end(after) != _end(task):
                        ended.add(code)
        return ended

    def _as_it_stands(self, task: Task, row: TemplateTask) -> Task:
        """The same object where nothing changes for it."""
        if task.status in CLOSED and not fallen(task):
            return task
        needed = self._facts.needed(row, task)
        if needed is False:
            return self._fallen(task)
        if task.status in RUNNING and needed and self._is_ready(task, row):
            return self._moved(task, row)
        if task.status in RUNNING:
            return self._waiting_again(task, row)
        waiting = task
        if needed and task.result == WITHDRAWN and self._is_ready(task, row) and self._is_as_before(task, row):
            return self._as_it_was(task)
        if fallen(task):
            waiting = restarted(
                replace(task, status=TaskStatus.WAITING, result=None, done_at=None, taken_by=None, blocked_by=None),
                self._moment.now,
            )
        if needed and self._is_ready(waiting, row):
            anchor = self._facts.moment(row.anchors, task)
            calendar = self._calendar(row, task)
            return begun(waiting, row, anchor, self._facts.case.fields, calendar, self._moment.now)
        return self._with_due(waiting, row)

    def _calendar(self, row: TemplateTask, task: Task) -> Calendar:
        """By which this task counts."""
        if not row.by_owner:
            return self._usual
        return calendar_counting(row, task.owner, self._given.case, self._moment)

    def _is_ready(self, task: Task, row: TemplateTask) -> bool:
        """Whether its anchor is there (or may come later), and all it depends on has ended."""
        there = self._facts.moment(row.anchors, task) is not None
        if not there and not opens_without_a_time(row, self._given.template.fields):
            return False
        others = (self._tasks.get(number) for number in task.depends)
        return all(self._facts.has_ended(code, task) for code in row.depends) and all(
            other is None or other.status in CLOSED for other in others if task.status is not TaskStatus.BLOCKED
        )

    def _fallen(self, task: Task) -> Task:
        """Not needed; a running one is withdrawn, unless somebody opened it again against its condition."""
        if task.status in CLOSED or (task.last is not None and task.last.verb == Verb.REOPEN):
            return task
        why = NOT_NEEDED if task.status is TaskStatus.WAITING else WITHDRAWN
        return replace(task, status=TaskStatus.DROPPED, result=why, done_at=self._moment.now, done_by=None)

    def _is_as_before(self, task: Task, row: TemplateTask) -> bool:
        """Whether the clock of a task that was withdrawn would run to the same end as it did."""
        anchor = self._facts.moment(row.anchors, task)
        if anchor is None or task.round > 1:
            return True
        return due_of(row, anchor, self._facts.case.fields, self._calendar(row, task)) == task.original_due

    def _as_it_was(self, task: Task) -> Task:
        """A withdrawn task that comes back: with whoever had it, and the time that people gave it."""
        now = self._moment.now
        status = TaskStatus.OPEN if task.blocked_by is None else TaskStatus.BLOCKED
        if task.last is not None and task.last.verb == Verb.GIVE:
            status = TaskStatus.OFFERED
        if task.taken_by is not None and task.taken_until is not None and task.taken_until > now:
            status = TaskStatus.TAKEN
        holder = task.taken_by if status is TaskStatus.TAKEN else None
        return restarted(replace(task, status=status, result=None, done_at=None, taken_by=holder), now)

    def _waiting_again(self, task: Task, row: TemplateTask) -> Task:
        """It began only because of what is no longer so, and nobody has touched it since."""
        if task.last is not None or task.status is not TaskStatus.OPEN:
            return task
        waiting = replace(task, status=TaskStatus.WAITING, started_at=None, next_chase=None)
        return restarted(self._with_due(waiting, row), self._moment.now)

    def _with_due(self, task: Task, row: TemplateTask) -> Task:
        """A waiting task shows when it will be due, where that is known already."""
        anchor = self._facts.moment(row.anchors, task)
        due = None if anchor is None else due_of(row, anchor, self._facts.case.fields, self._calendar(row, task))
        return task if task.due == due else replace(task, due=due, original_due=due)

    def _moved(self, task: Task, row: TemplateTask) -> Task:
        """A running clock goes with its anchor. What is scheduled keeps by how much people put it off; of any other
        a time that people gave it stays."""
        if self._before is None or task.round > 1 or (task.renewed and row.until is None):
            return task
        if self._old is None:
            self._old = Facts(self._before.case, self._before.template, self._before.tasks)
        fields, was = self._facts.case.fields, self._old.case.fields
        anchor, before = self._facts.moment(row.anchors, task), self._old.moment(row.anchors, task)
        until = row.until is not None and fields.get(row.until) != was.get(row.until)
        if anchor == before and not until:
            return task
        if anchor is None:
            return restarted(replace(task, due=None, original_due=None, started_at=None), self._moment.now)
        due = due_of(row, anchor, fields, self._calendar(row, task))
        if due == task.original_due:
            return task
        own = due
        if task.due is not None and task.original_due is not None and task.due != task.original_due:
            whole = row.clock is ClockKind.SCHEDULED or row.until is not None
            own = task.due if not whole or due is None else due + (task.due - task.original_due)
        if row.clock is ClockKind.PROTECTED and own is not None and due is not None:
            own = max(own, due)  # people may make it longer, and nothing makes it shorter than its least
        over = task.lapsed_at is not None and due is not None and due > self._moment.now
        new = replace(
            task,
            due=own,
            original_due=due,
            started_at=task.started_at or self._moment.now,
            first_started_at=task.first_started_at or self._moment.now,
            lapsed_at=None if over else task.lapsed_at,
        )
        return new if own == task.due else restarted(new, self._moment.now)

    # what came of it

    def result(self, by: UserId | None, *, asking: bool) -> Resettled:
        """Everything that is not as it was given."""
        case = self._facts.case
        if self._holding != case.holding:
            case = replace(case, holding=frozenset(self._holding))
        tasks = tuple(self._tasks.values())  # in the order of their numbers: new ones come last
        settled = self._freed(replace(self._given, case=case, tasks=tasks))
        asked = needed(settled, newly_running(self._given, settled), by, self._moment) if asking else None
        found = compared(self._given, settled if asked is None else asked.case)
        found = with_words(found, (*self._effects, *self._chasing()), self._records)
        return found if asked is None else with_asked(found, asked)

    def _freed(self, settled: CaseSnapshot) -> CaseSnapshot:
        """Where a period that protects the person falls away, what it held begins its ladder anew."""
        periods = (old for old, _ in differing(self._given.tasks, settled.tasks) if old is not None)
        if not any(runs(old) for old in periods):
            return settled
        freed = {task.id: task for task in released(self._given, settled, self._moment.now)}
        return replace(settled, tasks=tuple(freed.get(task.id, task) for task in settled.tasks))

    def _chasing(self) -> tuple[Effect, ...]:
        """Events that set off each other without end were stopped: a record, and the administrators hear of it."""
        if not self._stopped:
            return ()
        case = self._given.case
        self._records.append(
            Record(action="events.stopped", object=case.id, case=case.id, fields={"template": case.template})
        )
        notice = EventsChase(case.template, self._given.template.version, case.ref)
        return telling.administrators(notice, self._moment, key=f"chase:{case.template_hash}:{case.id}")


def _unlike(old: Mapping[FieldName, FieldValue], new: Mapping[FieldName, FieldValue]) -> set[str]:
    return set() if old is new else {name for name in {*old, *new} if old.get(name) != new.get(name)}


def _end(task: Task) -> tuple[object, ...]:
    """What others see of a task: whether it has ended, how and when."""
    if task.status not in CLOSED:
        return (None,)
    return (task.status, task.result, task.done_at)
