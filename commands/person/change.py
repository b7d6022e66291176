"""`person change @user deputy`: somebody gets another role in an agency."""

from dataclasses import dataclass, field

from commands.arguments import after
from commands.person.editing import agency_for, carried_out
from commands.person_words import Own, Roles, Whom
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.agency_people import CHANGE, Wish
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision

USAGE = "person change @PERSON ROLE"


@dataclass(frozen=True, slots=True)
class Args:
    who: Whom
    roles: Roles
    agency: Own | None = field(default=None, metadata=after("for"))


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    agency = agency_for(args.who, args.agency, turn, USAGE)
    return carried_out(Wish(does=CHANGE, user=args.who, agency=agency, roles=args.roles.roles), desk, turn)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person change",
    words=("person change",),
    summary="Give somebody of your agency another role.",
    usage=USAGE,
    example="!person change @pat deputy",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT}),
    args=Args,
    run=run,
    who="the coordinator of the agency, and administrators",
    rule="person.add",
    note="ROLE is `liaison`, `deputy` or `coordinator`, or two of them with `and`: all that they are from now on.",
)
