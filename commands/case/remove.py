"""`case remove AGENCY|@person why …`: takes somebody out of the case."""

from dataclasses import dataclass, field

from commands.arguments import after
from commands.spec import NO_TEXT, Command, Place, Rest, Scope, Turn
from workflows.casework.liaisons import Request, remove
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, UserId
from workflows.values.notices.base import Refused
from workflows.values.notices.words import MissingWord


@dataclass(frozen=True, slots=True)
class Args:
    person: UserId | None = None
    agency: AgencyId | None = None
    why: Rest | None = field(default=None, metadata=after("why", "because"))


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    if args.person is None and args.agency is None:
        raise Refused(MissingWord(COMMAND.usage, COMMAND.example))
    request = Request(
        asker=turn.actor,
        room=turn.room,
        moment=turn.moment,
        agency=args.agency,
        person=args.person,
        why=args.why or NO_TEXT,
    )
    return remove(case, request)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case remove",
    words=("case remove",),
    summary="Take a person or an agency out of the case.",
    usage="case remove [C-…] AGENCY or @PERSON [why …]",
    example="!case remove health-east why handed on",
    scope=Scope.CASE,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="leads",
)
