"""`person revoke @mention`: ends somebody's authority now, in every room."""

from dataclasses import dataclass

from commands.person.about import about_person
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.enrolment import revoke
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import UserId


@dataclass(frozen=True, slots=True)
class Args:
    who: UserId


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    person, about = about_person(desk, args.who, turn)
    return revoke(turn.actor, person, about, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person revoke",
    words=("person revoke", "revoke"),
    summary="End somebody's authority now: heard nowhere, removed from all rooms.",
    usage="person revoke @PERSON",
    example="!person revoke @pat",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS, Place.ADMINS}),
    args=Args,
    run=run,
    who="the coordinator of their agency, and administrators",
)
