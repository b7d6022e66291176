"""`who`: who reads in this room; and a look into the directory: by capability, type, agency, or for a protocol."""

from dataclasses import dataclass

from commands.look_words import AskedFor
from commands.naming import find_case
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.looking_up import Agencies, Then, look_up
from workflows.casework.roster import who
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.model import RoomKind

USAGE = "who [C-…|WHAT]"


@dataclass(frozen=True, slots=True)
class Args:
    what: AskedFor | None = None


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    if isinstance(args.what, Agencies | Then):
        return look_up(args.what, turn.actor, desk.templates, turn.moment)
    case = find_case(args.what, turn, desk.cases, USAGE)
    kind = turn.kind if turn.place is Place.CASE else RoomKind.JOINT
    return who(case, kind, turn.actor, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="who",
    words=("who", "case who", "members"),
    summary="Who reads here, for whom, and who asked for them; or who there is.",
    usage=USAGE,
    example="!who",
    scope=Scope.DESK,
    places=frozenset(Place),
    args=Args,
    run=run,
    who="members and leads; a look-up everybody with a seat, of the agencies of their task forces",
    rule="look",
    note="WHAT is a capability (`who interpreting`), a type (`who ngo`), an agency (`who city police`), or a procedure "
    "for who could be invited: `who uk-nrm-adult england at sun 03:00 tigrinya`.",
)
