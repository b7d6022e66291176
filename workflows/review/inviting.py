"""Who would be invited into a case at a given time, and why they and not another."""

from collections.abc import Iterable

from workflows.casework.matching import LIAISON, Match, Wanted, open_now, ranked
from workflows.casework.snapshots import Moment
from workflows.review.planned import Invitation
from workflows.values.directory import SeatRole
from workflows.values.ids import AgencyId, RoleName, UserId


def invitations(found: Match, wanted: Wanted, moment: Moment) -> tuple[Invitation, ...]:
    """Everybody whom matching asks at opening, in the order of the template's roles."""
    asked: dict[tuple[RoleName, AgencyId], list[UserId]] = {}
    for place in found.placed:
        asked.setdefault((place.role, place.agency), []).append(place.user)
    return tuple(invitation(role, agency, users, wanted, moment) for (role, agency), users in asked.items())


def invitation(role: RoleName, agency: AgencyId, users: Iterable[UserId], wanted: Wanted, moment: Moment) -> Invitation:
    """Why this agency, in its role: it opens the case, no other fits, others are closed then, or it ranks first."""
    known, named, people = moment.directory.agencies[agency], wanted.template.roles.get(role), tuple(users)
    order = list(ranked(named, wanted, moment)) if named is not None else []
    others = tuple(one.id for one in order if one.id != agency)
    liaisons = {person.user for person in moment.directory.seated(agency, SeatRole.LIAISON)}
    if wanted.opener in people and (role == LIAISON or (named is not None and named.opener)):
        why = "opener"
    elif not others:
        why = "only"
    elif open_now(known, moment) and not all(open_now(one, moment) for one in order):
        why = "open"
    else:
        why = "first"
    return Invitation(
        at=moment.now,
        role=role,
        agency=agency,
        people=people,
        why=why,
        instead_of=others,
        deputies=not liaisons.intersection(people) and wanted.opener not in people,
        closed=not open_now(known, moment),
    )
