"""`stage`: where both lanes stand; `stage justice proceedings because …`: a lead moves one, and says why."""

from dataclasses import dataclass, field

from commands.arguments import Coded, after
from commands.asking import ANYWHERE, asked
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from commands.words import fold
from workflows.casework.access import require
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.stages import form, lanes_of, move, show_stages
from workflows.values.effects import Decision
from workflows.values.ids import StageName
from workflows.values.model import Lane
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.fields import NotAStage

NOTHING = Coded("")


@dataclass(frozen=True, slots=True)
class Args:
    what: Coded = NOTHING
    why: Rest | None = field(default=None, metadata=after("because", "why", "reason"))


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    require("case.status", case, turn.actor.user, moment=turn.moment)
    typed = [fold(word) for word in args.what.split() if fold(word) not in ("to", "is")]
    if not typed:
        return show_stages(case, asked(turn))
    lane, name = _lane(case, typed)
    stages = case.template.stages.get(lane, ()) if lane else ()
    found = next((stage for stage in stages if stage.casefold().replace("-", "_") == name), None)
    if lane is None or found is None:
        example = form(case, asked(turn).in_room) or "!case status"
        raise Refused(NotAStage(Said(args.what[:30]), lanes_of(case), example))
    return move(case, lane, StageName(found), args.why or NO_TEXT, asked(turn), turn.room)


def _lane(case: CaseSnapshot, typed: list[str]) -> tuple[Lane | None, str]:
    """The lane that is named first; without one, that which alone has such a stage."""
    if typed[0] in list(Lane):
        return Lane(typed[0]), "_".join(typed[1:]).replace("-", "_")
    name = "_".join(typed).replace("-", "_")
    having = [lane for lane, stages in case.template.stages.items() if name in stages]
    return (having[0] if len(having) == 1 else None), name


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case stage",
    words=("stage", "case stage", "stages"),
    summary="Where the case stands, for support and for justice; a lead moves it.",
    usage="stage [C-…] [LANE STAGE because …]",
    example="!stage justice proceedings because charged today",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads see it, leads move it",
    rule="case.status",
)
