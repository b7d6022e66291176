"""Asking somebody into a case and taking somebody out: members ask, leads decide, each with its trace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflows.casework import telling
from workflows.casework.access import Part, require
from workflows.casework.covering import Cover, may_join, open_of, released, settled, stand_in, taken_up
from workflows.casework.expanding import works_in
from workflows.casework.matching import LIAISON, sits_with_police
from workflows.casework.needing import is_filled_by
from workflows.casework.requests import only_a_lead
from workflows.casework.seating import parting, removed, role_words, seat_record, unfilled_without, welcome
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.starting import keeper
from workflows.casework.transitions import CLOSED, restarted
from workflows.language.template import TemplateRole
from workflows.values.directory import POLICE_TYPES, Agency, Person, SeatRole
from workflows.values.effects import Decision, Effect, Record, Reply, Saved, ShowBoard, Tell, TellPerson
from workflows.values.ids import AgencyId, RoleName, RoomId, UserId
from workflows.values.model import CaseState, Presence, RoomKind, Seat, Task, TaskStatus, Where
from workflows.values.notices.base import AgencyName, Notice, PersonName, Refused, Said
from workflows.values.notices.cases import (
    AlreadyHere,
    ApprovalWanted,
    Asked,
    LeadAgencyStays,
    NeedsWhy,
    NobodyOfAgency,
    NotASeat,
    NotInTaskForce,
    Removed,
    RequestPassedOn,
    YouWereRemoved,
)
from workflows.values.notices.tasks import CaseIsClosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks, where, for whom. `person` None: whoever speaks for the agency now."""

    asker: Person
    room: RoomId
    moment: Moment
    agency: AgencyId | None = None
    person: UserId | None = None
    why: str = ""


# asking in


def invite(case: CaseSnapshot, request: Request) -> Decision:
    """A lead's word asks them in at once; a member's goes to the leads, with the reason. Raises Refused."""
    parts = require("case.invite", case, request.asker.user, moment=request.moment)
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(case.case.ref))
    agency = _agency(case, request)
    role = role_for(agency, case)
    people = _people(case, agency, role, request)
    here = tuple(user for user in people if _sits_here(case, agency.id, user))
    if len(here) == len(people):
        raise Refused(AlreadyHere(AgencyName(agency.id), tuple(map(PersonName, here))))
    if Part.LEAD in parts:
        return _ask_in(case, agency, role, [user for user in people if user not in here], request)
    return _pass_on(case, agency, request)


def role_for(agency: Agency, case: CaseSnapshot) -> RoleName:
    """The role that the agency would play: one that no one fills, else one that fits, else plain liaison."""
    fitting = [role for role in case.template.roles.values() if _fits(agency, role)]
    filled = {seat.role for seat in case.live_seats}
    unfilled = {name.partition(" ")[0] for name in case.case.unfilled}
    fitting.sort(key=lambda role: (role.name not in unfilled, role.name in filled, not role.types))
    return fitting[0].name if fitting else LIAISON


def _fits(agency: Agency, role: TemplateRole) -> bool:
    return (
        (not role.types or agency.type in role.types)
        and (role.capability is None or role.capability in agency.capabilities)
        and not (role.where is Where.SUPPORT and agency.type in POLICE_TYPES)
    )


def _agency(case: CaseSnapshot, request: Request) -> Agency:
    """The agency that is meant, if it is of the case's task force. Raises Refused."""
    directory = request.moment.directory
    force = directory.task_forces.get(case.case.task_force)
    agencies = force.agencies if force is not None else ()
    id = request.agency
    if id is None and request.person is not None:
        id = next((one for one in directory.agencies_of(request.person) if one in agencies), None)
        if id is None:
            raise Refused(NotASeat(None, PersonName(request.person)))
    if id is None or id not in directory.agencies or id not in agencies:
        raise Refused(NotInTaskForce(AgencyName(id or AgencyId(""))))
    return directory.agencies[id]


def _people(case: CaseSnapshot, agency: Agency, role: RoleName, request: Request) -> tuple[UserId, ...]:
    """The person who was named; else liaisons, else deputies who may join; else who left before. Raises Refused."""
    directory, moment = request.moment.directory, request.moment
    if request.person is not None:
        person = directory.person(request.person)
        template_role = case.template.roles.get(role)
        supports = template_role is not None and template_role.where is Where.SUPPORT
        if person is None or (supports and sits_with_police(person, directory)):
            raise Refused(NobodyOfAgency(AgencyName(agency.id)))
        return (person.user,)
    seat = _seat(case, agency.id, role, UserId(""), request)
    open_again = replace(case, case=replace(case.case, left_out=case.case.left_out - {agency.id}))
    even_declined = replace(open_again, members=tuple(replace(m, declined=False) for m in case.members))
    for asked in (open_again, even_declined):  # who left or declined is asked again by such a word alone
        for kind in (SeatRole.LIAISON, SeatRole.DEPUTY):
            found = tuple(
                person.user
                for person in directory.seated(agency.id, kind)
                if _sits_here(case, agency.id, person.user) or may_join(person, seat, asked, moment)
            )
            if found:
                return found
    raise Refused(NobodyOfAgency(AgencyName(agency.id)))


def _sits_here(case: CaseSnapshot, agency: AgencyId, user: UserId) -> bool:
    """Has a seat for the agency, and is wanted in the joint room and not known to be unreachable."""
    joint = case.room(RoomKind.JOINT)
    seated = any(seat.agency == agency and seat.user == user for seat in case.live_seats)
    return seated and any(
        m.user == user and m.wanted and not m.declined and m.blocked is None
        for m in case.members
        if joint and m.room == joint.id
    )


def _seat(case: CaseSnapshot, agency: AgencyId, role: RoleName, user: UserId, request: Request) -> Seat:
    return Seat(
        case=case.case.id,
        agency=agency,
        user=user,
        role=role,
        added_by=request.asker.user,
        added_at=request.moment.now,
        purpose=request.why or role_words(role),
    )


def _ask_in(case: CaseSnapshot, agency: Agency, role: RoleName, users: list[UserId], request: Request) -> Decision:
    seats = tuple(taken_up(case, _seat(case, agency.id, role, user, request)) for user in users)
    out = case.case.left_out
    after = replace(
        case.case,
        left_out=out - {agency.id, *users},
        unfilled=tuple(name for name in case.case.unfilled if not is_filled_by(name, role, agency.id, request.moment)),
    )
    tasks = _theirs_now(case, agency.id, role, request.moment)
    names = tuple(map(PersonName, users))
    notice = Asked(case.case.ref, AgencyName(agency.id), names, role_words(role), bool(out - after.left_out))
    return Decision(
        save=(after, *seats, *welcome(case, seats, request.moment), *tasks),
        effects=(
            *settled(case, tasks),
            Reply(notice=notice),
            *announced(case, notice, request.room),
            ShowBoard(case=case.case.id),
        ),
        audit=tuple(seat_record(seat, approved_by=request.asker.user) for seat in seats),
    )


def _keeper(case: CaseSnapshot, where: Where, without: AgencyId | None, moment: Moment) -> AgencyId:
    played = ((seat.role, seat.agency) for seat in case.live_seats if seat.agency != without)
    return keeper(where, case.case.lead_agency, played, case.template, moment)


def _theirs_now(case: CaseSnapshot, agency: AgencyId, role: RoleName, moment: Moment) -> tuple[Task, ...]:
    """Tasks of a role that no one filled, kept by others or by nobody here until now. What somebody holds stays."""
    if _is_played(role, agency, case, moment):
        return ()
    keepers = {where: {case.case.lead_agency, _keeper(case, where, None, moment)} for where in Where}
    seated = {seat.agency for seat in case.live_seats}
    known = case.template.roles.get(role)
    by_place = known is not None and known.per is not None
    return tuple(
        _handed(task, agency, moment)
        for task in case.tasks
        if task.role == role and (task.owner in keepers[task.where] or task.owner not in seated)
        and task.status not in CLOSED and task.status is not TaskStatus.TAKEN and agency != task.owner
        and not (by_place and task.instance is not None and not works_in(agency, task.instance, moment))
    )  # fmt: skip


def _is_played(role: RoleName, agency: AgencyId, case: CaseSnapshot, moment: Moment) -> bool:
    """Whether somebody else has this role: then its tasks are theirs."""
    if any(is_filled_by(name, role, agency, moment) for name in case.case.unfilled):
        return False
    return any(seat.role == role for seat in case.live_seats)


def _handed(task: Task, agency: AgencyId, moment: Moment) -> Task:
    return restarted(replace(task, owner=agency, last=None), moment.now)


def _pass_on(case: CaseSnapshot, agency: Agency, request: Request) -> Decision:
    """The leads are asked; the line that agrees needs no memory of the question, so that it works at any time."""
    ref, asker, moment = case.case.ref, request.asker.user, request.moment
    command = f"case invite {ref} {agency.id}"
    if not request.why:
        raise Refused(NeedsWhy(f"!{command} why worksite check"))
    wanted = ApprovalWanted(
        ref=ref,
        by=PersonName(asker),
        agency=AgencyName(agency.id),
        why=Said(request.why),
        command=command,
        was_left_out=bool(case.case.left_out & {agency.id, request.person or ""}),
        person=PersonName(request.person) if request.person else None,
    )
    key = f"invite:{case.case.id}:{agency.id}:{asker}:{moment.now.isoformat()}"
    told = telling.leads(case.case.task_force, wanted, moment, key=key, case=case.case.id, ref=case.case.ref)
    asked = Record(
        action="seat.asked", object=agency.id, case=case.case.id, fields={"asked_by": asker, "purpose": request.why}
    )
    reply = Reply(notice=RequestPassedOn(AgencyName(agency.id), bool(told)))
    return Decision(effects=(*told, reply), audit=(asked,))


# taking out


def remove(case: CaseSnapshot, request: Request) -> Decision:
    """One person, or a whole agency, is out of the case and not asked again by itself. Raises Refused."""
    passed_on = only_a_lead(case, request.asker, "remove", request.moment, words=request.agency or "@…")
    if passed_on is not None:
        return passed_on
    if request.person is None and request.agency == case.case.lead_agency:
        raise Refused(LeadAgencyStays(AgencyName(case.case.lead_agency)))
    users = _to_remove(case, request)
    seats = tuple(seat for seat in case.live_seats if seat.user in users)
    if not seats:
        person = PersonName(request.person) if request.person else None
        raise Refused(NotASeat(AgencyName(request.agency) if request.agency and not person else None, person))
    return _take_out(case, users, seats, request)


def _to_remove(case: CaseSnapshot, request: Request) -> frozenset[UserId]:
    if request.person is not None:
        return frozenset({request.person})
    return frozenset(seat.user for seat in case.live_seats if seat.agency == request.agency)


def _take_out(case: CaseSnapshot, users: frozenset[UserId], seats: tuple[Seat, ...], request: Request) -> Decision:
    moment, whole = request.moment, request.agency if request.person is None else None
    after = replace(case.case, left_out=case.case.left_out | ({whole} if whole else users))
    without = replace(case, case=after)
    parts = [stand_in(without, user, [] if whole else [s for s in seats if s.user == user], moment) for user in users]
    tasks = {task.id: task for part in parts for task in part.tasks}
    if whole:
        for task in open_of(case, whole):
            freed = released(task, moment.now) if task.status is TaskStatus.TAKEN else task
            tasks[task.id] = _handed(freed, _keeper(case, task.where, whole, moment), moment)
    cover = tuple(dict.fromkeys(user for part in parts for user in part.people))
    ended = removed(seats, moment.now)
    begun = (row for part in parts for row in part.save if isinstance(row, Seat))
    after = replace(after, unfilled=unfilled_without(case, ended, begun))
    numbers = tuple(sorted(int(task.number) for task in tasks.values() if task.where is Where.JOINT))
    notice = Removed(
        ref=case.case.ref,
        people=tuple(map(PersonName, sorted(users))),
        agency=AgencyName(whole) if whole else None,
        tasks=numbers,
        owner=AgencyName(case.case.lead_agency) if whole else None,
        cover=tuple(map(PersonName, cover)),
    )
    return Decision(
        save=(after, *ended, *_but_tasks(parts), *parting(case, users), *tasks.values()),
        effects=(
            *settled(case, tasks.values()),
            *(effect for part in parts for effect in part.effects if isinstance(effect, TellPerson)),
            Reply(notice=notice),
            *announced(case, notice, request.room),
            *_farewell(case, users, request),
            ShowBoard(case=case.case.id),
        ),
        audit=(
            *(
                Record(
                    action="seat.remove", object=seat.user, case=seat.case,
                    fields={"agency": seat.agency, "role": seat.role, "why": request.why},
                )
                for seat in ended
            ),
            *(record for part in parts for record in part.audit),
        ),
    )  # fmt: skip


def _but_tasks(parts: Sequence[Cover]) -> tuple[Saved, ...]:
    """What the covers need; their tasks are saved once, as they stand in the end."""
    return tuple(row for part in parts for row in part.save if not isinstance(row, Task))


def _farewell(case: CaseSnapshot, users: frozenset[UserId], request: Request) -> tuple[Effect, ...]:
    notice = YouWereRemoved(case.case.ref, PersonName(request.asker.user))
    key = f"removed:{case.case.id}:{request.moment.now.isoformat()}"
    return tuple(TellPerson(user=user, notice=notice, key=f"{key}:{user}") for user in sorted(users))


def announced(case: CaseSnapshot, notice: Notice, said_in: RoomId) -> tuple[Effect, ...]:
    """Who reads along is never changed in silence: the joint room hears of it, unless it was said there."""
    joint = case.room(RoomKind.JOINT)
    if joint is None or joint.id == said_in or not _anybody(case, joint.id):
        return ()
    return (Tell(room=joint.id, notice=notice, case=case.case.id),)


def _anybody(case: CaseSnapshot, room: RoomId) -> bool:
    return any(member.room == room and member.presence is Presence.JOINED for member in case.members)
