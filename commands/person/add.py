"""`person add @user NAME as liaison`: a coordinator brings somebody into their agency."""

from dataclasses import dataclass, field

from commands.arguments import after
from commands.person.editing import agency_for, carried_out
from commands.person_words import NO_LANGUAGE, NO_ROLES, Own, Roles, Spoken, Whom
from commands.spec import NO_TEXT, Command, Place, Rest, Scope, Turn
from workflows.casework.agency_people import ADD, Wish
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.notices.base import Refused
from workflows.values.notices.words import MissingWord

USAGE = "person add @PERSON NAME as ROLE [speaks LANGUAGES]"
EXAMPLE = "!person add @vega:example.org Officer Vega as liaison speaks ti en"


@dataclass(frozen=True, slots=True)
class Args:
    who: Whom
    name: Rest = NO_TEXT
    roles: Roles = field(default=NO_ROLES, metadata=after("as"))
    languages: Spoken = field(default=NO_LANGUAGE, metadata=after("speaks", "speaking"))
    agency: Own | None = field(default=None, metadata=after("for"))


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    if not args.roles.roles or not (args.name or turn.moment.directory.person(args.who)):
        raise Refused(MissingWord(USAGE, EXAMPLE))
    agency = agency_for(args.who, args.agency, turn, USAGE, new=True)
    wish = Wish(
        does=ADD,
        user=args.who,
        agency=agency,
        roles=args.roles.roles,
        name=args.name,
        languages=args.languages.codes,
    )
    return carried_out(wish, desk, turn)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person add",
    words=("person add",),
    summary="Bring somebody into your agency.",
    usage=USAGE,
    example=EXAMPLE,
    scope=Scope.DESK,
    places=frozenset({Place.CHAT}),
    args=Args,
    run=run,
    who="the coordinator of the agency, and administrators",
    note="ROLE is `liaison`, `deputy` or `coordinator`, or two of them with `and`. Several agencies: end with "
    "`for AGENCY`. I ask for a code first.",
)
