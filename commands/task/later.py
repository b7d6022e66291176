"""`later 4 4h court`: the due time is put off. It can only move later here."""

from dataclasses import dataclass, field

from commands.arguments import When
from commands.asking import ANYWHERE, asked, reason
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision
from workflows.values.notices.tasks import OnlyLater


@dataclass(frozen=True, slots=True)
class Args:
    to: When = field(metadata={"backwards": OnlyLater("4")})
    why: Rest = NO_TEXT


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    return tasks.later(state, args.to, reason(args.why), asked(turn))


COMMAND = Command(
    name="task later",
    words=("later", "extend", "task later", "task extend"),
    summary="Put its due time off; say why.",
    usage="later N TIME why",
    example="!later 4 4h court",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
)
