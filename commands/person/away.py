"""`away fri to mon`, `person away @user fri to mon`: nobody is asked into a case, or paged, while they are away."""

from dataclasses import dataclass

from commands.person.about import about_person
from commands.person_words import Whom
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.absences import Period, away
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.notices.base import Refused
from workflows.values.notices.words import MissingWord

USAGE = "away [@PERSON] DAY to DAY"
EXAMPLE = "!away fri to mon"


@dataclass(frozen=True, slots=True)
class Args:
    who: Whom | None = None
    period: Period | None = None


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    if args.period is None:
        raise Refused(MissingWord(USAGE, EXAMPLE))
    person, about = about_person(desk, args.who or turn.actor.user, turn)
    return away(turn.actor, person, about, args.period, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person away",
    words=("away", "person away"),
    summary="You, or somebody of your agency, are away: others are asked and paged meanwhile.",
    usage=USAGE,
    example=EXAMPLE,
    scope=Scope.DESK,
    places=frozenset({Place.CHAT}),
    args=Args,
    run=run,
    who="everybody of themselves; of others the coordinator of their agency, and administrators",
    note="Days are meant whole; `fri 12:00 to fri 18:00` is possible too. A later `away` takes the place of this one.",
)
