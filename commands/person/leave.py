"""`person leave @user`: somebody is no longer of an agency; their seats in its cases end."""

from dataclasses import dataclass, field

from commands.arguments import after
from commands.person.editing import agency_for, carried_out
from commands.person_words import Own, Whom
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.agency_people import LEAVE, Wish
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision

USAGE = "person leave @PERSON"


@dataclass(frozen=True, slots=True)
class Args:
    who: Whom
    agency: Own | None = field(default=None, metadata=after("for"))


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    agency = agency_for(args.who, args.agency, turn, USAGE)
    return carried_out(Wish(does=LEAVE, user=args.who, agency=agency), desk, turn)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person leave",
    words=("person leave",),
    summary="Somebody has left your agency: their seats in its cases end.",
    usage=USAGE,
    example="!person leave @pat",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT}),
    args=Args,
    run=run,
    who="the coordinator of the agency, and administrators",
    rule="person.add",
    note="I ask for a code first. At once, whatever they are: `person revoke`.",
)
