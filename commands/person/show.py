"""`person show @mention`: whether somebody is believed and can be woken."""

from dataclasses import dataclass

from commands.person.about import about_person
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.enrolment import show
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import UserId


@dataclass(frozen=True, slots=True)
class Args:
    who: UserId


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    person, about = about_person(desk, args.who, turn)
    return show(turn.actor, person, about, turn.moment)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person show",
    words=("person show",),
    summary="Whether somebody's identity is confirmed and I can page them.",
    usage="person show @PERSON",
    example="!person show @pat",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS, Place.ADMINS}),
    args=Args,
    run=run,
    who="the coordinator of their agency, and administrators",
    rule="person.enrol",
)
