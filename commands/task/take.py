"""`take 4 1h`: I have it until then. The ladder holds so long and no longer."""

from dataclasses import dataclass, field

from commands.arguments import When, after
from commands.asking import ANYWHERE, asked
from commands.spec import Command, Scope, Turn
from workflows.casework import tasks
from workflows.casework.moving import moment_of
from workflows.casework.snapshots import TaskInCase
from workflows.values.directory import Span, SpanUnit
from workflows.values.effects import Decision

AN_HOUR = Span(1, SpanUnit.HOURS)


@dataclass(frozen=True, slots=True)
class Args:
    time: When | None = None
    until: When | None = field(default=None, metadata=after("until", "till", "for"))


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    until = moment_of(args.until or args.time or AN_HOUR, turn.moment.now, state.case, turn.moment)
    return tasks.take(state, until, asked(turn))


COMMAND = Command(
    name="task take",
    words=("take", "ack", "task take"),
    summary="I have it until then.",
    usage="take N TIME",
    example="!take 4 1h",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency, a lead, or whoever was paged",
)
