"""`case invite AGENCY why …`: asks an agency, or one person of it, into the case; members ask, leads decide."""

from dataclasses import dataclass, field

from commands.arguments import after
from commands.spec import NO_TEXT, Command, Place, Rest, Scope, Turn
from workflows.casework.liaisons import Request, invite
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, UserId
from workflows.values.notices.base import Refused
from workflows.values.notices.words import MissingWord


@dataclass(frozen=True, slots=True)
class Args:
    person: UserId | None = None
    agency: AgencyId | None = None
    for_agency: AgencyId | None = field(default=None, metadata=after("for", "of"))
    why: Rest | None = field(default=None, metadata=after("why", "because"))


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    agency = args.agency or args.for_agency
    if agency is None and args.person is None:
        raise Refused(MissingWord(COMMAND.usage, COMMAND.example))
    request = Request(
        asker=turn.actor,
        room=turn.room,
        moment=turn.moment,
        agency=agency,
        person=args.person,
        why=args.why or NO_TEXT,
    )
    return invite(case, request)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case invite",
    words=("case invite",),
    summary="Ask another agency into the case; a lead decides.",
    usage="case invite [C-…] AGENCY why …",
    example="!case invite harbour why accommodation tonight",
    scope=Scope.CASE,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="members ask, leads decide",
)
