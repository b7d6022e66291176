"""What waits for one person's answer, and the line for a sentence that could be taken for one and changed nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands.asking import asked
from commands.spec import AnyCommand, Scope, Turn
from commands.table import ENDS_A_PAGE, find, nearest
from commands.words import Line, fold, task_word
from workflows.casework.access import MAY, Part, parts_of
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.transitions import CLOSED
from workflows.values.model import CaseState, Task, TaskStatus
from workflows.values.notices.service import NothingChanged, Typed
from workflows.values.notices.words import NeedsTask, NotATaskNumber

SHOWN, NUMBERS = 3, 12  # forms, and numbers, in one line
SHORTEST_SLIP = 4  # letters: `and` is not `add`


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that the person was paged about or asked to take on, and is not done."""

    typed: str  # how it is named where the answer is read
    parts: frozenset[Part]
    offered: bool
    taken: bool  # by this person, until a time that is still to come
    asked_by: tuple[object, ...]  # differs when the person is paged or asked anew

    def answer(self, command: AnyCommand | None) -> str:
        """The command that was meant, for this task, as far as it is theirs to type; else one that is."""
        if command is not None and command.scope is Scope.TASK and MAY.get(command.words[0], frozenset()) & self.parts:
            return " ".join((command.words[0], self.typed, *command.example.split()[2:]))
        if MAY["done"] & self.parts and not self.offered:
            return f"done {self.typed}"
        return f"take {self.typed} 1h"


def waiting_for(cases: Sequence[CaseSnapshot], turn: Turn) -> tuple[Waiting, ...]:
    """What the asker was paged about or is asked to take on, and nobody else has taken. Latest first."""
    found = [
        (task.last_told or task.created_at, _waiting(case, task, turn))
        for case in cases
        if case.case.state is not CaseState.CLOSED
        for task in case.tasks
        if task.status not in (*CLOSED, TaskStatus.WAITING) and task.taken_by in (None, turn.actor.user)
    ]
    theirs = [(at, one) for at, one in found if Part.PAGED in one.parts or (one.offered and Part.OWNER in one.parts)]
    return tuple(one for _, one in sorted(theirs, key=lambda pair: pair[0], reverse=True))


def _waiting(case: CaseSnapshot, task: Task, turn: Turn) -> Waiting:
    handle = case.handle(task.id)
    return Waiting(
        typed=asked(turn).name(case, task).typed,
        parts=parts_of(turn.actor.user, turn.moment.directory, case=case, task=task),
        offered=task.status is TaskStatus.OFFERED,
        taken=task.status is TaskStatus.TAKEN and (task.taken_until or turn.moment.now) > turn.moment.now,
        asked_by=(task.id, task.owner, task.episode, task.level, task.reminded, handle and handle.last_shown),
    )


def taken_for_a_command(line: Line | None, waiting: Sequence[Waiting]) -> bool:
    """Whether whoever typed this sentence may believe that it was carried out."""
    if line is None:
        return False
    return _meant(line, waiting) is not None or bool(_named(line, waiting))


def nothing_changed(line: Line | None, waiting: Sequence[Waiting]) -> NothingChanged:
    """What to answer: the forms for what waits, or the form of the command whose word was typed."""
    command = _meant(line, waiting) if line is not None else None
    about = (_named(line, waiting) if line is not None else ()) or tuple(waiting)
    forms = tuple(Typed(one.answer(command)) for one in about[:SHOWN])
    return NothingChanged(forms, command.usage if command is not None else None)


def with_example(
    notice: NeedsTask | NotATaskNumber, line: Line, waiting: Sequence[Waiting]
) -> NeedsTask | NotATaskNumber:
    """The same words with a task that waits in the example, in place of one that nobody has."""
    command = _meant(line, waiting)
    if not waiting or command is None:
        return notice
    numbers = tuple(int(one.typed) for one in waiting if one.typed.isdecimal())
    return replace(notice, example="!" + waiting[0].answer(command), open=numbers[:NUMBERS])


def _meant(line: Line, waiting: Sequence[Waiting]) -> AnyCommand | None:
    """The command that a sentence begins with; while something waits, also by a slip or with `done` further on."""
    found = find(line.words)
    if found is not None:
        return found[0]
    if not waiting:
        return None
    near = nearest(line.words[0]) if len(fold(line.words[0])) >= SHORTEST_SLIP else None
    if near is not None and (found := find(near.split())):
        return found[0]
    inside = (find((word,)) for word in line.words)
    return next((one[0] for one in inside if one is not None and one[0].words[0] in ENDS_A_PAGE), None)


def _named(line: Line, waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """Those of the waiting tasks whose number stands somewhere in the line."""
    words = {named[0].typed for at in range(len(line.words)) if (named := task_word(line.words[at:]))}
    return tuple(one for one in waiting if one.typed in words)
