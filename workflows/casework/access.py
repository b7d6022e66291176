"""Who may do what: one table of verbs and parts. A part comes from the live directory, never from being in a room."""

import enum
from collections.abc import Mapping

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.directory import POLICE_TYPES, Directory, SeatRole
from workflows.values.ids import AgencyId, UserId
from workflows.values.model import ClockKind, RoomKind, Task
from workflows.values.notices.access import NotAllowed
from workflows.values.notices.base import AgencyName, Refused


class Part(enum.StrEnum):
    """What a person is to a case, or to one task of it. Somebody may be several things at once."""

    OWNER = "owner"  # sits in the case for the agency that owns the task; or is of that agency and was paged
    MEMBER = "member"  # sits in the case
    LEAD = "lead"  # lead, or deputy of the lead, of the case's task force
    SUPPORT = "support"  # speaks for the person about a period that protects them
    PAGED = "paged"  # was told of this task by its number: deputy, on-call, committee
    LIAISON = "liaison"  # of any agency; all that a person needs to open a case
    COORDINATOR = "coordinator"  # of the agency in question
    ADMINISTRATOR = "administrator"


OWNER, MEMBER, LEAD, PAGED = Part.OWNER, Part.MEMBER, Part.LEAD, Part.PAGED
EVERYONE_IN_IT = frozenset({OWNER, MEMBER, LEAD})
OWNER_OR_LEAD = frozenset({OWNER, LEAD})
ONLY_LEAD = frozenset({LEAD})

MAY: Mapping[str, frozenset[Part]] = {
    "list": EVERYONE_IN_IT,
    "show": EVERYONE_IN_IT,
    "mine": EVERYONE_IN_IT,
    "board": EVERYONE_IN_IT,
    "who": EVERYONE_IN_IT,
    "look": EVERYONE_IN_IT | {Part.LIAISON, Part.COORDINATOR, Part.ADMINISTRATOR},  # into the directory
    "add": EVERYONE_IN_IT,
    "why": EVERYONE_IN_IT | {PAGED},
    "call": EVERYONE_IN_IT | {PAGED},
    "take": OWNER_OR_LEAD | {PAGED},
    "later": OWNER_OR_LEAD,
    "done": OWNER_OR_LEAD,
    "give": OWNER_OR_LEAD,
    "block": OWNER_OR_LEAD,
    "unblock": OWNER_OR_LEAD,
    "drop": OWNER_OR_LEAD,  # the owner's reason is told to the lead
    "reopen": OWNER_OR_LEAD,
    "due": OWNER_OR_LEAD,
    "renew": OWNER_OR_LEAD,
    "lift": frozenset({Part.SUPPORT}),
    "chase": frozenset({OWNER}),  # the watcher
    "case.status": EVERYONE_IN_IT,
    "case.list": EVERYONE_IN_IT,
    "case.set": EVERYONE_IN_IT,  # of the roles that the field names, if it names any
    "case.stage": ONLY_LEAD,
    "case.open": frozenset({Part.LIAISON, LEAD}),
    "case.invite": EVERYONE_IN_IT,  # members ask, a lead approves
    "case.approve": ONLY_LEAD,
    "case.remove": ONLY_LEAD,
    "case.close": ONLY_LEAD,
    "case.reopen": ONLY_LEAD,
    "case.priority": ONLY_LEAD,
    "case.upgrade-workflow": ONLY_LEAD,
    "operation.status": EVERYONE_IN_IT,
    "operation.ready": EVERYONE_IN_IT,
    "operation.go": ONLY_LEAD,
    "operation.abort": frozenset({MEMBER, LEAD}),  # of members, who sits for an agency that leads it in a country
    "operation.release": ONLY_LEAD,
    "person.enrol": frozenset({Part.COORDINATOR, Part.ADMINISTRATOR}),
    "person.revoke": frozenset({Part.COORDINATOR, Part.ADMINISTRATOR}),
    "person.add": frozenset({Part.COORDINATOR, Part.ADMINISTRATOR}),  # change and leave as well
    "person.away": frozenset({Part.LIAISON, LEAD, Part.COORDINATOR, Part.ADMINISTRATOR}),  # and anybody of themselves
    "confirm": frozenset({LEAD, Part.COORDINATOR, Part.ADMINISTRATOR}),  # what they were shown a code for
    "config": frozenset({Part.ADMINISTRATOR}),
    "workflow": frozenset({Part.ADMINISTRATOR}),
    "workflow.show": frozenset({Part.LIAISON, LEAD, Part.ADMINISTRATOR}),  # a protocol is no secret
}
"""`undo` is not here: it belongs to whoever made the move."""

NAMED_FIRST = (OWNER, MEMBER, Part.SUPPORT, Part.LIAISON, LEAD, Part.COORDINATOR, Part.ADMINISTRATOR)


def parts_of(
    actor: UserId,
    directory: Directory,
    *,
    case: CaseSnapshot | None = None,
    task: Task | None = None,
    agency: AgencyId | None = None,
) -> frozenset[Part]:
    """What `actor` is to a case, to a task of it, or to an agency. Empty for who is not in the live directory."""
    if actor not in directory.people:
        return frozenset()
    found: set[Part] = set()
    theirs = directory.agencies_of(actor)
    if directory.is_administrator(actor):
        found.add(Part.ADMINISTRATOR)
    if any(SeatRole.LIAISON in seat.roles for seat in directory.people[actor].seats):
        found.add(Part.LIAISON)
    if agency is not None and actor in {p.user for p in directory.seated(agency, SeatRole.COORDINATOR)}:
        found.add(Part.COORDINATOR)
    if case is None:
        if any(directory.is_lead(actor, force) for force in directory.task_forces):
            found.add(LEAD)
        return frozenset(found)
    if case.case.task_force in directory.task_forces and directory.is_lead(actor, case.case.task_force):
        found.add(LEAD)
    sits_for = {seat.agency for seat in case.live_seats if seat.user == actor and seat.agency in theirs}
    if sits_for:
        found.add(MEMBER)
    if task is not None:
        handle = case.handle(task.id)
        if handle is not None and actor in handle.shown_to:
            found.add(PAGED)
        if task.owner in sits_for or (PAGED in found and task.owner in theirs):
            found.add(OWNER)
        if _speaks_for_the_person(actor, case, task, directory):
            found.add(Part.SUPPORT)
    return frozenset(found)


def _speaks_for_the_person(actor: UserId, case: CaseSnapshot, task: Task, directory: Directory) -> bool:
    """Sits for the agency that owns a protected period, or in the support-only room; and is of no police anywhere."""
    theirs = directory.agencies_of(actor)
    known = (directory.agencies.get(agency) for agency in theirs)
    if task.clock is not ClockKind.PROTECTED or any(one is None or one.type in POLICE_TYPES for one in known):
        return False
    room = case.room(RoomKind.SUPPORT)
    sits = {seat.agency for seat in case.live_seats if seat.user == actor and seat.agency in theirs}
    there = any(m.user == actor and m.wanted for m in case.members if room is not None and m.room == room.id)
    return task.owner in sits or (bool(sits) and there)


def could_be(actor: UserId, directory: Directory) -> frozenset[Part]:
    """What somebody may come to be to a case or an agency, by their seats: for help, which names nothing else."""
    person, found = directory.person(actor), set(parts_of(actor, directory))
    roles = {role for seat in (person.seats if person else ()) for role in seat.roles}
    if roles & {SeatRole.LIAISON, SeatRole.DEPUTY}:
        found |= {OWNER, MEMBER, PAGED, Part.LIAISON}
        kinds = {agency.type for id in directory.agencies_of(actor) if (agency := directory.agencies.get(id))}
        found |= set() if kinds & POLICE_TYPES else {Part.SUPPORT}
    if SeatRole.COORDINATOR in roles:
        found.add(Part.COORDINATOR)
    if LEAD in found or any(actor in (*force.on_call, *force.committee) for force in directory.task_forces.values()):
        found.add(PAGED)
    return frozenset(found)


def require(
    verb: str,
    case: CaseSnapshot | None,
    actor: UserId,
    task: Task | None = None,
    *,
    moment: Moment,
    agency: AgencyId | None = None,
) -> frozenset[Part]:
    """The parts in which `actor` may do this. Raises Refused, naming who can."""
    allowed = MAY[verb] & parts_of(actor, moment.directory, case=case, task=task, agency=agency)
    if not allowed:
        raise Refused(refusal(verb, task))
    return allowed


def refusal(verb: str, task: Task | None = None) -> NotAllowed:
    """Who can do this: not the asker."""
    can = next(part for part in NAMED_FIRST if part in MAY[verb])
    if verb == "chase":
        return NotAllowed("watcher", AgencyName(task.owner) if task else None)
    if can is OWNER and MAY[verb] & {MEMBER}:
        can = MEMBER
    return NotAllowed(can.value, AgencyName(task.owner) if task and can is OWNER else None)
