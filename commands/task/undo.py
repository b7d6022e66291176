"""`undo`: my last move is taken back, within two minutes."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, asked
from commands.naming import find_task
from commands.spec import Command, Scope, TaskWord, Turn
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.undoing import undo
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    task: TaskWord | None = None


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    only = find_task(args.task, turn, desk.cases)[0] if args.task is not None else None
    return undo(desk.cases, asked(turn), only)


COMMAND = Command(
    name="task undo",
    words=("undo", "task undo"),
    summary="Take back what I just did (2 minutes).",
    usage="undo",
    example="!undo",
    scope=Scope.DESK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="whoever did it",
    rule="why",
)
