"""Asking in the agency of a role when its first task begins: no agency learns of a case before it has to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflows.casework import telling
from workflows.casework.anchoring import facts_of
from workflows.casework.covering import taken_up
from workflows.casework.expanding import owner_of, works_in
from workflows.casework.matching import Wanted, people_for, place_of, ranked, role_of
from workflows.casework.seating import role_words, seat_record, welcome
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import calendar_counting, due_of
from workflows.casework.transitions import CLOSED, restarted
from workflows.language.template import RoleAsked, TemplateRole
from workflows.values.effects import Effect, Record, Saved, Tell
from workflows.values.ids import AgencyId, RoleName, RoomId, UserId
from workflows.values.model import Presence, RoomKind, Seat, Task, TaskStatus
from workflows.values.notices.base import AgencyName, Notice, PersonName
from workflows.values.notices.fields import AskedIn
from workflows.values.notices.opening import RolesUnfilled

RULE = UserId("rule")
"""Who approved a seat that the protocol itself asked for."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An agency that was asked in, as what, and its people."""

    role: RoleName
    agency: AgencyId
    people: tuple[UserId, ...]
    here: bool = False  # it sits in the case already


@dataclass(frozen=True, slots=True)
class Needed:
    """The case with whoever was asked in, and what is to be saved besides the tasks and the case."""

    case: CaseSnapshot
    rows: tuple[Saved, ...]
    effects: tuple[Effect, ...]
    records: tuple[Record, ...]
    invited: tuple[Invited, ...]


def needed(case: CaseSnapshot, begun: Iterable[Task], by: UserId | None, moment: Moment) -> Needed | None:
    """Ask in whoever plays the roles of these tasks and is not here; None where nobody has to be asked.

    Who was left out stays out; who left by themselves is not asked again. Where nobody is found, the leads hear it.
    """
    parts = dict.fromkeys(
        (role, task.instance if role.per is not None else None)
        for task in begun
        if task.role is not None
        and (role := case.template.roles.get(task.role)) is not None
        and (role.asked is RoleAsked.NEEDED or role.per is not None)
    )
    found: Needed | None = None
    for role, place in parts:
        if not _is_played(role, place, case, moment) and role_of(role.name, place) not in case.case.unfilled:
            one = _ask(case, role, place, by, moment)
            case = one.case
            found = one if found is None else _with(found, one)
    return found


def is_filled_by(unfilled: RoleName, role: RoleName, agency: AgencyId, moment: Moment) -> bool:
    """Whether an agency in this role is what was missing: of a role for each country, in that one."""
    name, _, place = unfilled.partition(" ")
    return name == role and (not place or works_in(agency, place, moment))


def _is_played(role: TemplateRole, place: str | None, case: CaseSnapshot, moment: Moment) -> bool:
    return any(
        seat.role == role.name and (place is None or works_in(seat.agency, place, moment)) for seat in case.live_seats
    )


def _ask(case: CaseSnapshot, role: TemplateRole, place: str | None, by: UserId | None, moment: Moment) -> Needed:
    declined = {member.user for member in case.members if member.declined}
    force = moment.directory.task_forces.get(case.case.task_force)
    wanted = Wanted(
        template=case.template,
        force=force,
        jurisdiction=case.case.jurisdiction,
        priority=case.case.priority,
        opener=case.case.opened_by,
        left_out=case.case.left_out | declined,
        place=place_of(role, place, case.template),
    ) if force is not None else None  # fmt: skip
    here = {seat.agency for seat in case.live_seats}
    for agency in ranked(role, wanted, moment, here) if wanted is not None else ():
        users = people_for(agency.id, role.where, wanted, moment) if wanted is not None else ()
        seated = tuple(
            dict.fromkeys(seat.user for seat in case.live_seats if seat.agency == agency.id and seat.user in users)
        )
        if users:
            return _seated(case, role, agency.id, seated or users, by, moment)
    return _nobody(case, role, place, moment)


def _seated(
    case: CaseSnapshot,
    role: TemplateRole,
    agency: AgencyId,
    users: tuple[UserId, ...],
    by: UserId | None,
    moment: Moment,
) -> Needed:
    seats = tuple(
        taken_up(
            case,
            Seat(
                case=case.case.id, agency=agency, user=user, role=role.name, added_by=by or case.case.opened_by,
                added_at=moment.now, purpose=role_words(role.name),
            ),
        )
        for user in users
    )  # fmt: skip
    here = any(seat.agency == agency for seat in case.live_seats)
    members = welcome(case, seats, moment)
    known = {(member.room, member.user) for member in members}
    others = tuple(member for member in case.members if (member.room, member.user) not in known)
    gone = {(seat.agency, seat.user, seat.role) for seat in seats}
    stay = tuple(seat for seat in case.seats if (seat.agency, seat.user, seat.role) not in gone)
    with_them = replace(case, seats=(*stay, *seats), members=(*others, *members))
    tasks = tuple(_handed(task, role, with_them, moment) for task in case.tasks)
    notice = AskedIn(
        case.case.ref,
        AgencyName(agency),
        tuple(map(PersonName, users)),
        role_words(role.name),
        here,
    )
    return Needed(
        case=replace(with_them, tasks=tasks),
        rows=(*seats, *members),
        effects=announced(case, notice),
        records=tuple(seat_record(seat, approved_by=RULE) for seat in seats),
        invited=(Invited(role.name, agency, users, here),),
    )


def _handed(task: Task, role: TemplateRole, case: CaseSnapshot, moment: Moment) -> Task:
    """A task of the role belongs to its agency from now on; what somebody has moved or holds stays with them."""
    row = case.template.task(task.code)
    if row is None or task.role != role.name or task.status in CLOSED or task.last is not None:
        return task
    owner = owner_of(row, task.instance, case, moment)
    if owner == task.owner:
        return task
    given = replace(task, owner=owner)
    if row.by_owner and task.due is not None and task.due == task.original_due:
        given = _counted_anew(given, case, moment)
    told = task.status is not TaskStatus.WAITING and task.started_at is not None and task.started_at != moment.now
    return restarted(given, moment.now) if told else given


def _counted_anew(task: Task, case: CaseSnapshot, moment: Moment) -> Task:
    """Its due time by the working days of its new owner."""
    row, facts = case.template.task(task.code), facts_of(case)
    anchor = facts.moment(row.anchors, task) if row is not None else None
    if row is None or anchor is None:
        return task
    due = due_of(row, anchor, case.case.fields, calendar_counting(row, task.owner, case.case, moment))
    return replace(task, due=due, original_due=due)


def _nobody(case: CaseSnapshot, role: TemplateRole, place: str | None, moment: Moment) -> Needed:
    if role.optional:
        return Needed(case, (), (), (), ())
    name = role_of(role.name, place)
    row = replace(case.case, unfilled=(*case.case.unfilled, name))
    key = f"unfilled:{row.id}:{len(row.unfilled)}:{moment.now.isoformat()}"  # no role, no country
    notice = RolesUnfilled(row.ref, (role_words(name),))
    told = telling.leads(row.task_force, notice, moment, key=key, case=row.id, ref=row.ref)
    record = Record(action="role.unfilled", object=row.id, case=row.id, fields={"role": name})
    return Needed(replace(case, case=row), (), told, (record,), ())


def announced(case: CaseSnapshot, notice: Notice, said_in: RoomId | None = None) -> tuple[Effect, ...]:
    """Nothing of a case is changed in silence: whoever is in the joint room hears of it, unless it was said there."""
    joint = case.room(RoomKind.JOINT)
    if joint is None or joint.id == said_in:
        return ()
    there = any(member.room == joint.id and member.presence is Presence.JOINED for member in case.members)
    return (Tell(room=joint.id, notice=notice, case=case.case.id),) if there else ()


def _with(one: Needed, other: Needed) -> Needed:
    return Needed(
        case=other.case,
        rows=one.rows + other.rows,
        effects=one.effects + other.effects,
        records=one.records + other.records,
        invited=one.invited + other.invited,
    )
