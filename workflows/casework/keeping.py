"""A period that protects the person ends early on the word of their support side, or of a lead who says why.

`lift` is the plain way. Whatever else would end one (a field that is set, a result, a task that is opened again) is
weighed here, after all that follows from it is known and before anything of it is saved.
"""

from collections.abc import Iterable
from datetime import datetime

from workflows.casework import telling
from workflows.casework.access import Part, parts_of
from workflows.casework.protecting import runs, until
from workflows.casework.settled import Resettled, with_words
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.effects import Effect, Record
from workflows.values.ids import UserId
from workflows.values.model import Task, Where
from workflows.values.notices.base import PersonName, Refused, Said
from workflows.values.notices.clocks import PeriodCut, PeriodKept
from workflows.values.notices.tasks import NeedsReason, TaskName


def kept(
    before: CaseSnapshot,
    found: Resettled,
    by: UserId,
    moment: Moment,
    *,
    why: str = "",
    form: str = "",
    undoing: datetime | None = None,
) -> Resettled:
    """What follows, with a line to the leads and a record of each period that it cuts short. Raises Refused.

    `form` is a whole command with a reason, for a lead who gave none. `undoing`: the moment of the asker's own move
    that is taken back; a period that began with it may end with it.
    """
    effects: list[Effect] = []
    records: list[Record] = []
    for old, new in _cut(before.tasks, found.case, moment.now):
        part = _allowed(old, new, before, by, moment, why, form, undoing)
        effects += _told(old, new, before, by, moment, why)
        fields = {"as": part, "status": new.status.value, "due": new.due.isoformat() if new.due else "", "why": why}
        records.append(
            Record(
                action="protected.cut", object=old.id, case=old.case,
                fields={name: value for name, value in fields.items() if value},
            )
        )  # fmt: skip
    return with_words(found, effects, records) if records else found


def _cut(tasks: Iterable[Task], after: CaseSnapshot, now: datetime) -> list[tuple[Task, Task]]:
    """Each period that protects somebody now and would not afterwards, or not as long."""
    found = []
    for old in tasks:
        new = after.task_by_id(old.id) if runs(old) and (old.due is None or old.due > now) else None
        if new is not None and (not runs(new) or _ends_sooner(old, new, now)):
            found.append((old, new))
    return found


def _ends_sooner(old: Task, new: Task, now: datetime) -> bool:
    """One whose end nobody knew gets its end; it is no shorter for that, unless that end is past."""
    return new.due is not None and new.due < (old.due or now)


def _allowed(
    old: Task,
    new: Task,
    case: CaseSnapshot,
    by: UserId,
    moment: Moment,
    why: str,
    form: str,
    undoing: datetime | None,
) -> str:
    """As what the asker may do it. Raises Refused."""
    parts = parts_of(by, moment.directory, case=case, task=old)
    if Part.SUPPORT in parts:
        return Part.SUPPORT.value
    began = undoing is not None and old.started_at is not None and old.started_at >= undoing
    if began or (undoing is not None and runs(new) and (new.due is None or new.due > moment.now)):
        return "undo"
    if Part.LEAD in parts and why:
        return Part.LEAD.value
    if Part.LEAD in parts and form:
        raise Refused(NeedsReason(form))
    raise Refused(PeriodKept(int(old.number) if old.where is Where.JOINT else None))


def _told(old: Task, new: Task, case: CaseSnapshot, by: UserId, moment: Moment, why: str) -> tuple[Effect, ...]:
    """The leads hear it; of a period of the support-only room no more than its number."""
    shown = old.where is Where.JOINT
    notice = PeriodCut(
        TaskName(old.number, case.case.ref, f"{case.case.ref}/{old.number}"),
        until(new) if runs(new) else None,
        PersonName(by) if shown else None,
        Said(why) if shown and why else None,
    )
    return telling.leads(
        case.case.task_force, notice, moment,
        key=f"cut:{old.id}:{moment.now.isoformat()}", case=case.case.id, ref=case.case.ref, but=by,
    )  # fmt: skip
