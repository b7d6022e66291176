"""Whom a command about a person means, and what is known of them."""

from commands.spec import Turn
from workflows.casework.snapshots import DeskSnapshot, PersonSnapshot
from workflows.values.directory import Person
from workflows.values.ids import UserId
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.words import UnknownPerson


def about_person(desk: DeskSnapshot, user: UserId, turn: Turn) -> tuple[Person, PersonSnapshot]:
    """Raises Refused for somebody who is not in the directory."""
    person = turn.moment.directory.person(user)
    if person is None:
        raise Refused(UnknownPerson(Said(user[:40]), mentioned=True))
    return person, desk.about.get(user, PersonSnapshot())
