"""Whom a level tells: people of the live directory at the moment it fires, and why some of them cannot be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation.levels import SPOC
from workflows.values.directory import Directory, SeatRole, TargetKind
from workflows.values.ids import AgencyId, UserId
from workflows.values.model import Task, TaskStatus

NOBODY = UserId("")  # stands in the record of a kind that no one fills
TAKER = "taker"  # as whom somebody is told whose take ran out


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is to be told, as what; `passed` says why they cannot be: frozen, no-chat, absent, empty."""

    user: UserId
    kind: str
    passed: str | None = None


def acting_agency(task: Task) -> AgencyId:
    """Who has to move now: the owner, or the agency that a blocked task waits for."""
    if task.status is TaskStatus.BLOCKED and task.blocked_by is not None:
        return task.blocked_by
    return task.owner


def unreachable(user: UserId, moment: Moment) -> str | None:
    """Why `user` cannot be told now, as a code; None where they can."""
    person = moment.directory.person(user)
    if person is None or any(absence.start <= moment.now < absence.end for absence in person.absences):
        return "absent"
    return moment.standing.passed(user)


def resolve(kind: TargetKind, task: Task, case: CaseSnapshot, moment: Moment) -> tuple[UserId, ...]:
    """The people of the live directory whom `kind` means for this task now, reachable or not, each once."""
    return tuple(user for user in _named(kind, task, case, moment) if user in moment.directory.people)


def candidates(kinds: Sequence[TargetKind], task: Task, case: CaseSnapshot, moment: Moment) -> tuple[Candidate, ...]:
    """Everybody whom these kinds mean, each person once, as the first kind that names them.

    A kind that no one fills is there too, as NOBODY, so that it can be recorded and said.
    """
    found: dict[UserId, Candidate] = {}
    empty: list[Candidate] = []
    for kind in kinds:
        users = _named(kind, task, case, moment)
        if not users:
            empty.append(Candidate(NOBODY, kind, "empty"))
        for user in users:
            found.setdefault(user, Candidate(user, kind, unreachable(user, moment)))
    return (*found.values(), *empty)


def with_cover(task: Task, case: CaseSnapshot, moment: Moment) -> tuple[Candidate, ...]:
    """The owner's people; where none of them can be told, their deputies as well. For reminders and chases."""
    owners = candidates((TargetKind.OWNER,), task, case, moment)
    if any(candidate.passed is None for candidate in owners):
        return owners
    return candidates((TargetKind.OWNER, TargetKind.DEPUTY), task, case, moment)


def belongs(user: UserId, kind: str, task: Task, case: CaseSnapshot, directory: Directory) -> bool:
    """Whether a person who was to be told as `kind` may still hear of this task: they are what they were."""
    if directory.person(user) is None or is_left_out(user, case, directory):
        return False
    force = directory.task_forces.get(case.case.task_force)
    agencies = directory.agencies_of(user)
    match kind:
        case TargetKind.OWNER | TargetKind.DEPUTY:
            return acting_agency(task) in agencies
        case TargetKind.LEAD_AGENCY:
            return case.case.lead_agency in agencies
        case TargetKind.TASK_FORCE_LEAD:
            return force is not None and user in (*force.on_call, *force.leads, *force.deputies)
        case TargetKind.COMMITTEE:
            return force is not None and user in force.committee
        case _:  # the SPOC or a lead in their place; the taker
            leads = force is not None and user in (*force.on_call, *force.leads, *force.deputies)
            theirs = _spocs(case) if kind == TargetKind.SPOC else (task.owner,)
            return leads or any(agency in agencies for agency in theirs)


def _named(kind: TargetKind, task: Task, case: CaseSnapshot, moment: Moment) -> tuple[UserId, ...]:
    """Who is meant, those included who are no longer in the directory but still hold a seat."""
    force = moment.directory.task_forces.get(case.case.task_force)
    match kind:
        case TargetKind.OWNER:
            users = _people_of(acting_agency(task), case, moment)
        case TargetKind.DEPUTY:
            agency = acting_agency(task)
            deputies = () if agency in case.case.left_out else moment.directory.seated(agency, SeatRole.DEPUTY)
            users = tuple(person.user for person in deputies)
        case TargetKind.LEAD_AGENCY:
            users = _people_of(case.case.lead_agency, case, moment)
        case TargetKind.TASK_FORCE_LEAD:
            groups = (force.on_call, force.leads, force.deputies) if force else ()
            users = _first_reachable(groups, case, moment)
        case TargetKind.COMMITTEE:
            users = force.committee if force else ()
        case TargetKind.SPOC:
            spocs = tuple(user for agency in _spocs(case) for user in _people_of(agency, case, moment))
            groups = (spocs, *((force.on_call, force.leads, force.deputies) if force else ()))
            users = _first_reachable(groups, case, moment)
        case _:
            assert_never(kind)
    return tuple(user for user in dict.fromkeys(users) if not is_left_out(user, case, moment.directory))


def _spocs(case: CaseSnapshot) -> tuple[AgencyId, ...]:
    """The agencies that are the contact across the border in this case."""
    return tuple(dict.fromkeys(seat.agency for seat in case.live_seats if seat.role == SPOC))


def _people_of(agency: AgencyId, case: CaseSnapshot, moment: Moment) -> tuple[UserId, ...]:
    """Who speaks for an agency in this case: its seated liaisons, else whoever sits for it, else all its liaisons."""
    if agency in case.case.left_out:
        return ()
    directory = moment.directory
    seated = tuple(dict.fromkeys(seat.user for seat in case.live_seats if seat.agency == agency))
    if not any(agency in directory.agencies_of(user) for user in seated):
        return (*seated, *(person.user for person in directory.seated(agency, SeatRole.LIAISON)))
    every_liaison = {person.user for person in directory.seated(agency, SeatRole.LIAISON)}
    liaisons = tuple(user for user in seated if user in every_liaison)
    return liaisons if any(unreachable(user, moment) is None for user in liaisons) else seated


def _first_reachable(groups: Iterable[Sequence[UserId]], case: CaseSnapshot, moment: Moment) -> tuple[UserId, ...]:
    """The groups in turn, up to and with the first in which somebody can be told."""
    users: list[UserId] = []
    for group in groups:
        users += group
        if any(not is_left_out(user, case, moment.directory) and unreachable(user, moment) is None for user in group):
            break
    return tuple(users)


def is_left_out(user: UserId, case: CaseSnapshot, directory: Directory) -> bool:
    """People and agencies left out when the case was opened never hear of it, whatever else they are."""
    left_out = case.case.left_out
    return bool(left_out) and (user in left_out or any(agency in left_out for agency in directory.agencies_of(user)))
