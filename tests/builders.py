"""Values for tests that read well: a directory, a case with its tasks, a moment. All names and ids are made up.

Every builder has good defaults and takes changes by keyword: `a_task(4, due=NOON, status=TaskStatus.TAKEN)`.
The case is of the task force `north`, in England, opened on Friday 27 November 2026 at 10:00 (winter time: UTC+0).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.cast import (
    ACCOMMODATION,
    ADMIN,
    ADMINS_ROOM,
    AGENCIES,
    CASE,
    CODEWORD,
    ENGLAND,
    HOUR,
    JOINT_ROOM,
    JURISDICTIONS,
    LADDERS,
    LEADS_ROOM,
    LEGAL_ADVICE,
    MEDICAL,
    NOON,
    NORTH,
    OPENED,
    PAT,
    PEOPLE,
    POLICE,
    REF,
    RESPONDER,
    SEATED,
    SUPPORT_ROOM,
    TASK_FORCE,
    hours,
)
from workflows.casework.snapshots import CaseSnapshot, Moment, Standing
from workflows.language.conditions import parse
from workflows.language.template import Anchor, Template, TemplateRole, TemplateTask
from workflows.values.directory import (
    Directory,
    Person,
    Priority,
    TaskForce,
)
from workflows.values.ids import (
    AgencyId,
    ContentHash,
    Draw,
    FieldName,
    Handle,
    MatrixRoomId,
    RoomId,
    TaskId,
    TaskNumber,
    TemplateId,
    UserId,
)
from workflows.values.model import (
    Case,
    CaseState,
    ClockKind,
    FieldValue,
    HandleRow,
    Member,
    Presence,
    Room,
    RoomKind,
    RoomState,
    Seat,
    Task,
    TaskStatus,
    Where,
)


def a_directory(
    *,
    without: Iterable[UserId] = (),
    people: Iterable[Person] = (),
    force: TaskForce = TASK_FORCE,
    **changes: Any,
) -> Directory:
    """Four agencies, one task force. `without` leaves people out; `people` adds some or takes their place."""
    everybody = {person.user: person for person in (*PEOPLE, *people)}
    for user in without:
        everybody.pop(user, None)
    plain = Directory(
        hash=ContentHash("directory-1"),
        jurisdictions={jurisdiction.id: jurisdiction for jurisdiction in JURISDICTIONS},
        agencies={agency.id: agency for agency in AGENCIES},
        people=everybody,
        task_forces={force.id: force},
        administrators=(ADMIN,),
        ladders=LADDERS,
        ladders_hash=ContentHash("ladders-1"),
        default_zone="Europe/London",
    )
    return replace(plain, **changes)


def a_standing(directory: Directory | None = None, *, no_chat: Iterable[UserId] = (), **changes: Any) -> Standing:
    """Everybody of the directory has a direct chat, except `no_chat`; nobody is frozen."""
    known = directory or a_directory()
    plain = Standing(
        chats={user: chat_of(user) for user in known.people if user not in set(no_chat)},
        leads_rooms=dict.fromkeys(known.task_forces, LEADS_ROOM),
        admins_room=ADMINS_ROOM,
    )
    return replace(plain, **changes)


def chat_of(user: UserId) -> RoomId:
    return RoomId(f"chat-{user[1:].partition(':')[0]}")


def a_moment(
    now: datetime = NOON,
    *,
    directory: Directory | None = None,
    standing: Standing | None = None,
    seed: bytes = b"chance",
) -> Moment:
    known = directory or a_directory()
    return Moment(now=now, draw=Draw(seed, now), directory=known, standing=standing or a_standing(known))


def a_template(**changes: Any) -> Template:
    plain = Template(
        id=TemplateId("uk-nrm-adult"),
        version=1,
        title="Adult, UK National Referral Mechanism",
        review_by=date(2027, 6, 30),
        jurisdictions=(ENGLAND,),
        priority=Priority.P2,
        roles={
            RESPONDER: TemplateRole(name=RESPONDER, types=("police",), opener=True, lead=True),
            ACCOMMODATION: TemplateRole(name=ACCOMMODATION, types=("ngo",), capability="accommodation"),
            MEDICAL: TemplateRole(name=MEDICAL, types=("health",)),
            LEGAL_ADVICE: TemplateRole(name=LEGAL_ADVICE, types=("legal_aid",)),
        },
        tasks=(
            TemplateTask(
                id="N4",
                title="Explain the referral; record the decision",
                owner=RESPONDER,
                kind="consent",
                clock=ClockKind.DEADLINE,
                due=hours(6),
            ),
        ),
        hash=ContentHash("template-1"),
    )
    return replace(plain, **changes)


def a_row(code: str, **changes: Any) -> TemplateTask:
    """A task of a template, due in a day; its own role is the first responder's. `when` and `anchor` as typed."""
    plain = TemplateTask(id=code, title=code, owner=RESPONDER, kind="k", clock=ClockKind.DEADLINE, due=hours(24))
    if isinstance(changes.get("when"), str):
        changes["when"] = parse(changes["when"])
    if "anchor" in changes:
        name, _, value = changes.pop("anchor").partition("=")
        changes["anchors"] = (Anchor(name, value or None),)
    return replace(plain, **changes)


def since(**moments: datetime) -> dict[FieldName, FieldValue]:
    """Moments that people said when the case was opened."""
    return {FieldName(name): FieldValue(values=(), since=at, set_at=OPENED, set_by=PAT) for name, at in moments.items()}


def a_task(number: int = 4, **changes: Any) -> Task:
    """An open task of City Police, started when the case was opened, due at 16:00."""
    plain = Task(
        id=TaskId(f"task-{number}"),
        case=CASE,
        number=TaskNumber(number),
        code=f"N{number}",
        title="Explain the referral; record the decision",
        owner=POLICE,
        role=RESPONDER,
        kind="consent",
        clock=ClockKind.DEADLINE,
        where=Where.JOINT,
        status=TaskStatus.OPEN,
        created_at=OPENED,
        created_by=PAT,
        started_at=OPENED,
        due=OPENED + 6 * HOUR,
        original_due=OPENED + 6 * HOUR,
        version=1,
    )
    return replace(plain, **changes)


def a_case(**changes: Any) -> Case:
    plain = Case(
        id=CASE,
        ref=REF,
        codeword=CODEWORD,
        task_force=NORTH,
        jurisdiction=ENGLAND,
        template=TemplateId("uk-nrm-adult"),
        template_hash=ContentHash("template-1"),
        ladders_hash=ContentHash("ladders-1"),
        directory_hash=ContentHash("directory-1"),
        priority=Priority.P2,
        lead_agency=POLICE,
        state=CaseState.OPEN,
        opened_at=OPENED,
        opened_by=PAT,
        next_number=100,
        version=1,
    )
    return replace(plain, **changes)


def a_room(kind: RoomKind = RoomKind.JOINT, **changes: Any) -> Room:
    id = SUPPORT_ROOM if kind is RoomKind.SUPPORT else JOINT_ROOM
    plain = Room(
        id=id,
        kind=kind,
        state=RoomState.OPEN,
        nonce="nonce",
        name=f"{CODEWORD} · {REF}",
        case=CASE,
        matrix_id=MatrixRoomId(f"!{id}"),
        version=1,
    )
    return replace(plain, **changes)


def a_seat(agency: AgencyId = POLICE, **changes: Any) -> Seat:
    user, role = SEATED[agency]
    plain = Seat(case=CASE, agency=agency, user=user, role=role, added_by=PAT, added_at=OPENED, version=1)
    return replace(plain, **changes)


def a_handle(task: Task, number: int = 17, shown_to: Iterable[UserId] = ()) -> HandleRow:
    return HandleRow(
        number=Handle(number),
        task=task.id,
        case=task.case,
        shown_to=frozenset(shown_to),
        last_shown=NOON,
        version=1,
    )


def a_case_snapshot(
    *tasks: Task,
    case: Case | None = None,
    seats: tuple[Seat, ...] | None = None,
    rooms: tuple[Room, ...] | None = None,
    **changes: Any,
) -> CaseSnapshot:
    """An open case whose four liaisons have joined its joint room. Without tasks given, it has task 4."""
    all_seats = tuple(a_seat(agency) for agency in SEATED) if seats is None else seats
    all_rooms = (a_room(),) if rooms is None else rooms
    plain = CaseSnapshot(
        case=case or a_case(),
        template=a_template(),
        ladders=LADDERS,
        rooms=all_rooms,
        members=tuple(
            Member(room=room.id, user=seat.user, wanted=True, presence=Presence.JOINED, joined_at=OPENED, version=1)
            for room in all_rooms
            for seat in all_seats
        ),
        seats=all_seats,
        tasks=tasks or (a_task(),),
    )
    return replace(plain, **changes)
