"""What the commands that change people have in common: for which agency, and what is known of the person."""

from commands.spec import Turn
from workflows.casework.agency_people import Wish, edit, editable
from workflows.casework.snapshots import DeskSnapshot, PersonSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, UserId
from workflows.values.notices.base import AgencyName, Refused
from workflows.values.notices.directory import ForWhichAgency

SHOWN = 12


def carried_out(wish: Wish, desk: DeskSnapshot, turn: Turn, *, confirmed: bool = False) -> Decision:
    """Raises Refused."""
    about = desk.about.get(wish.user, PersonSnapshot())
    templates = tuple(desk.templates.values())
    return edit(wish, turn.actor, about, templates, turn.room, turn.moment, confirmed=confirmed)


def agency_for(user: UserId, named: AgencyId | None, turn: Turn, usage: str, *, new: bool = False) -> AgencyId:
    """The agency that was named; else the only one that can be meant. Raises Refused.

    Of somebody who has a seat already: one that the asker may change as well. For somebody `new`: the one that the
    asker coordinates.
    """
    if named is not None:
        return named
    directory = turn.moment.directory
    mine = editable(turn.actor, directory)
    theirs = directory.agencies_of(user)
    meant = tuple(id for id in mine if (id not in theirs if new else id in theirs))
    if not new and not meant and len(mine) == 1:
        return mine[0]  # the rule says that they have no seat there
    if new and not meant:
        meant = mine
    if len(meant) != 1:
        raise Refused(ForWhichAgency(f"{usage} for AGENCY", tuple(map(AgencyName, meant[:SHOWN]))))
    return meant[0]
