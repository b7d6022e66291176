"""`operation go`: a lead lets it go; over red gates only by `anyway because CODE` and a typed code."""

from dataclasses import dataclass

from commands.asking import ANYWHERE, coded_reason
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from commands.words import fold
from workflows.casework.operations import go
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.words import TooManyWords

ANYWAY = "anyway"


@dataclass(frozen=True, slots=True)
class Args:
    said: Rest = NO_TEXT


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    first, _, rest = args.said.partition(" ")
    if not first:
        return go(case, turn.actor, turn.room, turn.moment)
    if fold(first) != ANYWAY:
        raise Refused(TooManyWords(Said(args.said[:40]), COMMAND.usage))
    code, words = coded_reason(rest)
    return go(case, turn.actor, turn.room, turn.moment, anyway=code, words=words)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="operation go",
    words=("operation go",),
    summary="It goes, once every gate is green.",
    usage="operation go [anyway because CODE words]",
    example="!operation go",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="leads",
    note="Over gates that are not green only with a reason code and a typed code; the committee and the leads hear it.",
)
