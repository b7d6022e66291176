"""`person enrol @mention`: draws the code by which somebody's new identity is confirmed on the phone."""

from dataclasses import dataclass

from commands.person.about import about_person
from commands.spec import Command, Place, Scope, Turn
from workflows.casework.enrolment import draw
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import UserId


@dataclass(frozen=True, slots=True)
class Args:
    who: UserId


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    person, about = about_person(desk, args.who, turn)
    return draw(turn.actor, person, about, turn.moment, private=turn.place is Place.CHAT)


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="person enrol",
    words=("person enrol", "person enroll", "enrol", "enroll"),
    summary="Draw the code that confirms somebody's new keys by phone.",
    usage="person enrol @PERSON",
    example="!person enrol @pat",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS, Place.ADMINS}),
    args=Args,
    run=run,
    who="the coordinator of their agency, and administrators",
)
