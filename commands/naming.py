"""Which task or case a word means, among those that the asker may see. Absent and forbidden answer alike."""

from collections.abc import Sequence
from dataclasses import replace

from commands.arguments import Unclear
from commands.spec import Place, TaskWord, Turn
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, TaskInCase
from workflows.values.ids import CaseRef, Handle, TaskNumber
from workflows.values.model import CaseState, RoomKind, Task, TaskStatus, Where
from workflows.values.notices.base import Refused
from workflows.values.notices.cases import NoCases
from workflows.values.notices.service import NoSuchCase, NoSuchHandle, WhichCase
from workflows.values.notices.words import ChooseCase, NoSuchTask, OptionCase

CLOSED = (TaskStatus.DONE, TaskStatus.DROPPED)
CHOICES = 9  # numbers offered in one question


def find_case(ref: CaseRef | None, turn: Turn, cases: Sequence[CaseSnapshot], usage: str) -> CaseSnapshot:
    """The case named by `ref`, or the one of this room, or the only one. `cases`: all that the asker may see.

    Raises Refused, or Unclear where there are several; its options are references to put before the other words.
    """
    if ref is not None:
        found = next((case for case in cases if case.case.ref == ref), None)
        if found is None:
            raise Refused(NoSuchCase(ref))
        return found
    if turn.case is not None:
        return next(case for case in cases if case.case.id == turn.case)
    live = [case for case in cases if case.case.state is not CaseState.CLOSED]
    if len(live) == 1:
        return live[0]
    if not live:
        raise Refused(NoCases(len(cases)))
    if len(live) > CHOICES:
        raise Refused(WhichCase(with_reference(usage)))
    options = tuple(OptionCase(number, f"{one.case.codeword} · {one.case.ref}") for number, one in enumerate(live, 1))
    raise Unclear(ChooseCase(options), [one.case.ref for one in live])


def with_reference(usage: str) -> str:
    """`list` -> `list C-…`: the form with the place for the reference."""
    first, _, rest = usage.partition(" ")
    return usage if "C-…" in usage else " ".join(part for part in (first, "C-…", rest) if part)


def find_task(word: TaskWord, turn: Turn, cases: Sequence[CaseSnapshot]) -> tuple[TaskInCase, Handle | None]:
    """The task that `word` means here, and its handle where it was named by that. Raises Refused.

    In a case room a number is a task of that room. Elsewhere it is a handle, valid only for those it was shown to.
    """
    number = TaskNumber(word.number or 0)
    if word.ref is not None:
        case = find_case(word.ref, turn, cases, "")
        task = case.find(number)
        if task is None or not sees(task, turn, case):
            raise Refused(NoSuchTask(number, word.ref))
        return TaskInCase(case=case, task=task), None
    if turn.place is Place.CASE:
        case = next(case for case in cases if case.case.id == turn.case)
        task = case.find(number)
        if task is None or task.where.value != turn.kind.value:
            raise Refused(NoSuchTask(number, None, open_here(case, turn.kind)))
        return TaskInCase(case=case, task=task), None
    for case in cases:
        for handle in case.handles:
            if int(handle.number) == word.number and turn.actor.user in handle.shown_to:
                task = case.task_by_id(handle.task)
                if task is not None:
                    return TaskInCase(case=case, task=task), handle.number
    raise Refused(NoSuchHandle(number))


def open_here(case: CaseSnapshot, kind: RoomKind) -> tuple[int, ...]:
    """The numbers of the open tasks of one room of a case, twelve at most."""
    here = (task for task in case.tasks if task.where.value == kind.value)
    return tuple(task.number for task in here if task.status not in CLOSED)[:12]


def sees(task: Task, turn: Turn, case: CaseSnapshot) -> bool:
    """Whether a task may be shown where the asker reads the answer, and everybody else of that room with them."""
    if turn.place is Place.CASE:
        return task.where.value == turn.kind.value
    return task.where is Where.JOINT or (turn.place is Place.CHAT and sees_support(turn, case))


def spoken_of(desk: DeskSnapshot, turn: Turn) -> DeskSnapshot:
    """What may be spoken of in this room: in a leads' room the cases of its own task force, whoever asks."""
    if turn.place is not Place.LEADS:
        return desk
    rooms = turn.moment.standing.leads_rooms
    return replace(desk, cases=tuple(case for case in desk.cases if rooms.get(case.case.task_force) == turn.room))


def sees_support(turn: Turn, case: CaseSnapshot) -> bool:
    """Whether the asker is a member of the case's support-only room."""
    room = case.room(RoomKind.SUPPORT)
    return room is not None and any(m.user == turn.actor.user and m.wanted for m in case.members if m.room == room.id)
