"""`operation abort because CODE`: it is called off, in every room at once."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, coded_reason
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from workflows.casework.calling_off import call_off
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    why: Rest = NO_TEXT


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    code, words = coded_reason(args.why)
    return call_off(case, turn.actor, turn.room, code, words, turn.moment)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="operation abort",
    words=("operation abort", "operation stop"),
    summary="It is called off: open tasks end, support teams stand by.",
    usage="operation abort because CODE",
    example="!operation abort because safety",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="leads, and the agency that leads it in a country",
)
