"""A draft that was said `go` to becomes a case: its rooms wanted, its seats, its tasks, and who is told."""

from dataclasses import replace
from datetime import datetime, timedelta

from workflows.casework import telling
from workflows.casework.draft import NO_AGENCY, Draft
from workflows.casework.matching import Match
from workflows.casework.resettling import resettle
from workflows.casework.seating import members_of, new_room, role_words, seat_record
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.language.template import FieldKind, Template
from workflows.values.directory import Person, Priority, TaskForce
from workflows.values.effects import Decision, Effect, OpenRoom, Record, Reply
from workflows.values.ids import AgencyId, CaseId, FieldName, RoleName, RoomId, UserId
from workflows.values.model import Case, CaseState, FieldValue, Room, RoomKind, Seat
from workflows.values.notices.base import Absolute, PersonName
from workflows.values.notices.opening import CaseOpened, ConfirmPriority, OpenedForLeads, RolesUnfilled

CONFIRM_WITHIN = timedelta(hours=1)
"""A P1 set by somebody who is not a lead falls to P2 then, unless a lead confirms it."""


def create(
    draft: Draft,
    found: Match,
    template: Template,
    opener: Person,
    room: RoomId,
    moment: Moment,
    *,
    linked: CaseId | None = None,
) -> Decision:
    """The case with all that belongs to it, in one decision. `room` is where the answer goes, `linked` the case from
    which a lead was offered this one."""
    case = _case(draft, found, template, opener, moment, linked)
    rooms = _rooms(draft, case, template, moment)
    seats = tuple(
        Seat(
            case=case.id,
            agency=place.agency,
            user=place.user,
            role=place.role,
            added_by=opener.user,
            added_at=moment.now,
            purpose=role_words(place.role),
        )
        for place in found.placed
    )
    leads = _leads_who_join(case, template, moment)
    members = members_of(seats, template, rooms, leads, moment)
    empty = CaseSnapshot(
        case=case, template=template, ladders=moment.directory.ladders,
        rooms=rooms, members=members, seats=seats, tasks=(),
    )  # fmt: skip
    settled = resettle(empty, moment, opener.user)
    numbered, seats, members = settled.case.case, settled.case.seats, settled.case.members
    told = _told(numbered, opener, moment)
    reply = CaseOpened(
        name=draft.name,
        unfilled=tuple(map(role_words, case.unfilled)),
        told=bool(told) or moment.directory.is_lead(opener.user, case.task_force),
        joins=any(member.user == opener.user for member in members),
        confirm=case.priority_confirm_by is not None,
    )
    line = OpenedForLeads(
        case.ref,
        template.id,
        moment.directory.jurisdictions[case.jurisdiction].name,
        case.priority.value,
        PersonName(opener.user),
    )
    news: tuple[Effect, ...] = ()
    if moment.standing.leads_rooms.get(case.task_force) != room:
        news = telling.leads_room(case.task_force, line, moment, key=f"opened:{case.id}", case=case.id)
    return Decision(
        save=(numbered, *rooms, *members, *seats, *settled.case.tasks),
        effects=(*(OpenRoom(room=one.id) for one in rooms), Reply(notice=reply), *told, *news, *settled.effects),
        audit=(*_records(numbered, seats, leads), *settled.records),
    )


def roles_that_begin(draft: Draft, template: Template, opener: Person, moment: Moment) -> frozenset[RoleName]:
    """The roles that have something to do as soon as the case is open: what its fields say of it is known by then."""
    case = _case(draft, Match((), ()), template, opener, moment)
    empty = CaseSnapshot(
        case=case, template=template, ladders=moment.directory.ladders, rooms=(), members=(), seats=(), tasks=()
    )
    tasks = resettle(empty, moment, opener.user, asking=False).begun
    return frozenset(task.role for task in tasks if task.role is not None and task.started_at is not None)


def fields_said(draft: Draft, template: Template, now: datetime) -> dict[FieldName, FieldValue]:
    """What was said of the case before it is opened."""
    found: dict[FieldName, FieldValue] = {}
    for name, text in draft.said.items():
        known = template.fields.get(name)
        if known is not None and known.kind is FieldKind.MOMENT:
            found[name] = FieldValue(values=(), since=datetime.fromisoformat(text), set_at=now)
        elif known is not None:
            found[name] = FieldValue(values=tuple(text.split()), since=now, set_at=now)
    return found


def _fields(draft: Draft, template: Template, opener: Person, moment: Moment) -> dict[FieldName, FieldValue]:
    said = fields_said(draft, template, moment.now)
    return {name: replace(value, set_by=opener.user) for name, value in said.items()}


def _case(
    draft: Draft, found: Match, template: Template, opener: Person, moment: Moment, linked: CaseId | None = None
) -> Case:
    force, jurisdiction, priority = draft.force, draft.jurisdiction, draft.priority
    if force is None or jurisdiction is None or priority is None:
        raise ValueError("a draft with open questions cannot become a case")
    unconfirmed = priority is Priority.P1 and not moment.directory.is_lead(opener.user, force)
    return Case(
        id=draft.case,
        ref=draft.ref,
        codeword=draft.codeword,
        task_force=force,
        jurisdiction=jurisdiction,
        template=template.id,
        template_hash=template.hash,
        ladders_hash=moment.directory.ladders_hash,
        directory_hash=moment.directory.hash,
        priority=priority,
        lead_agency=_lead_agency(draft, found, template),
        state=CaseState.OPENING,
        opened_at=moment.now,
        opened_by=opener.user,
        fields=_fields(draft, template, opener, moment),
        linked=linked,
        stages={lane: stages[0] for lane, stages in template.stages.items()},
        left_out=frozenset(draft.left_out),
        unfilled=found.unfilled,
        priority_confirm_by=moment.now + CONFIRM_WITHIN if unconfirmed else None,
    )


def _lead_agency(draft: Draft, found: Match, template: Template) -> AgencyId:
    """Of the role that leads; else the opener's, if it is there; else the first that was found."""
    owners = found.owners
    for role in template.roles.values():
        if role.lead and role.name in owners:
            return owners[role.name]
    if draft.agency is not None and draft.agency != NO_AGENCY and draft.agency in found.agencies:
        return draft.agency
    return found.agencies[0] if found.agencies else NO_AGENCY


def _rooms(draft: Draft, case: Case, template: Template, moment: Moment) -> tuple[Room, ...]:
    """The joint room; and the support-only room, with a codeword of its own, so that nobody confuses them."""
    joint = new_room(RoomKind.JOINT, draft.name, moment, case=case.id)
    if not template.has_support_room:
        return (joint,)
    name = f"{draft.support_codeword} · {draft.ref}"
    return joint, new_room(RoomKind.SUPPORT, name, moment, case=case.id)


def is_centralised(template: Template, force: TaskForce) -> bool:
    """Whether the leads are in every room: as the template says, else the task force."""
    return not (force.networked if template.networked is None else template.networked)


def _leads_who_join(case: Case, template: Template, moment: Moment) -> tuple[UserId, ...]:
    """In what is centralised the leads join every case; somebody left out never does."""
    directory = moment.directory
    force = directory.task_forces[case.task_force]
    if not is_centralised(template, force):
        return ()
    return tuple(
        user
        for user in force.leads
        if user in directory.people
        and user not in case.left_out
        and not any(agency in case.left_out for agency in directory.agencies_of(user))
    )


def _told(case: Case, opener: Person, moment: Moment) -> tuple[Effect, ...]:
    """What a lead must know at once: roles that no one fills, and a P1 that they have to confirm."""
    told: tuple[Effect, ...] = ()
    if case.unfilled:
        notice = RolesUnfilled(case.ref, tuple(map(role_words, case.unfilled)))
        key = f"unfilled:{case.id}"
        told += telling.leads(case.task_force, notice, moment, key=key, case=case.id, ref=case.ref, but=opener.user)
    if case.priority_confirm_by is not None:
        confirm = ConfirmPriority(case.ref, PersonName(opener.user), Absolute(case.priority_confirm_by))
        key = f"confirm:{case.id}:{moment.now}"
        told += telling.leads(case.task_force, confirm, moment, key=key, case=case.id, ref=case.ref)
    return told


def _records(case: Case, seats: tuple[Seat, ...], leads: tuple[UserId, ...]) -> tuple[Record, ...]:
    opened = Record(
        action="case.open",
        object=case.id,
        case=case.id,
        fields={
            "reference": case.ref,
            "template": case.template,
            "template_hash": case.template_hash,
            "jurisdiction": case.jurisdiction,
            "task_force": case.task_force,
            "priority": case.priority.value,
            "lead_agency": case.lead_agency,
            "left_out": " ".join(sorted(case.left_out)),
            "unfilled": " ".join(case.unfilled),
            "leads": " ".join(leads),
        },
    )
    added = (seat_record(seat, approved_by=case.opened_by) for seat in seats)
    return (opened, *added)
