"""`person back`, `person back @user`: an absence ends now, or one that was noted for later is taken back."""

from dataclasses import dataclass

from commands.person.about import about_person
from commands.person_words import Whom
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.absences import back
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision


@dataclass(frozen=True, slots=True)
class Args:
    who: Whom | None = None


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    person, about = about_person(desk, args.who or turn.actor.user, turn)
    return back(turn.actor, person, about, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person back",
    words=("person back",),
    summary="You, or somebody of your agency, are here again.",
    usage="person back [@PERSON]",
    example="!person back",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT}),
    args=Args,
    run=run,
    who="everybody of themselves; of others the coordinator of their agency, and administrators",
    rule="person.away",
)
