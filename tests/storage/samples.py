"""Rows to keep: one case with its rooms, people and tasks, each changeable by keyword."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.posts import OutboxRow, PostClass, PostKind
from storage.templates import LADDERS, TEMPLATE
from storage.unit_of_work import Store, UnitOfWork
from workflows.language.template import Template
from workflows.values.directory import Ladder, Level, Priority, Span, SpanUnit, TargetKind
from workflows.values.ids import (
    AgencyId,
    CaseId,
    CaseRef,
    ContentHash,
    FieldName,
    JurisdictionId,
    MatrixRoomId,
    OutboxId,
    RoleName,
    RoomId,
    StageName,
    TaskForceId,
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
    Lane,
    LastMove,
    Member,
    Presence,
    Room,
    RoomKind,
    RoomState,
    Seat,
    Task,
    TaskStatus,
    Telling,
    Told,
    Where,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANA, BEN, LEAD = UserId("@ana:one.example"), UserId("@ben:two.example"), UserId("@lead:one.example")
TEMPLATE_HASH, LADDERS_HASH = ContentHash("t-1"), ContentHash("l-1")
THE_TEMPLATE = Template(
    id=TemplateId("sample"),
    version=1,
    title="A sample",
    review_by=date(2027, 1, 1),
    jurisdictions=(),
    priority=Priority.P2,
    roles={},
    tasks=(),
    hash=TEMPLATE_HASH,
)
THE_LADDERS = {
    Priority.P2: Ladder(levels=(Level(after=Span(0, SpanUnit.HOURS), tell=(TargetKind.OWNER,)),)),
}


def since(moment: datetime) -> dict[FieldName, FieldValue]:
    """A time and a decision, as people said them."""
    return {
        FieldName("discovered"): FieldValue(values=(), since=moment, set_at=NOW, set_by=ANA, where=Where.SUPPORT),
        FieldName("rg"): FieldValue(
            values=("positive",),
            since=NOW,
            set_at=NOW,
            before=FieldValue(values=("negative",), since=moment, set_at=moment, set_by=ANA),
        ),
    }


def a_case(name: str = "1", **more: Any) -> Case:
    values: dict[str, Any] = {
        "id": CaseId(f"case-{name}"),
        "ref": CaseRef(f"C-0000{name}"[:7]),
        "codeword": "HERON",
        "task_force": TaskForceId("north"),
        "jurisdiction": JurisdictionId("uk"),
        "template": THE_TEMPLATE.id,
        "template_hash": TEMPLATE_HASH,
        "ladders_hash": LADDERS_HASH,
        "directory_hash": ContentHash("d-1"),
        "priority": Priority.P2,
        "lead_agency": AgencyId("police"),
        "state": CaseState.OPEN,
        "opened_at": NOW,
        "opened_by": ANA,
        "stages": {Lane.SUPPORT: StageName("intake")},
        "fields": since(NOW - timedelta(hours=3)),
        "holding": frozenset({"rg == positive"}),
        "left_out": frozenset({"clinic", "ngo"}),
        "unfilled": (RoleName("guardian"),),
    }
    return Case(**(values | more))


def a_room(case: Case, name: str = "1", **more: Any) -> Room:
    values: dict[str, Any] = {
        "id": RoomId(f"room-{case.id}-{name}"),
        "kind": RoomKind.JOINT,
        "state": RoomState.OPEN,
        "nonce": "n",
        "name": "HERON",
        "case": case.id,
        "matrix_id": MatrixRoomId(f"!{case.id}{name}:one.example"),
    }
    return Room(**(values | more))


def a_chat(user: UserId) -> Room:
    return Room(
        id=RoomId(f"chat-{user}"),
        kind=RoomKind.DIRECT,
        state=RoomState.OPEN,
        nonce="n",
        name="",
        person=user,
        matrix_id=MatrixRoomId(f"!chat-{user[1:4]}:one.example"),
    )


def a_task(case: Case, number: int = 1, **more: Any) -> Task:
    values: dict[str, Any] = {
        "id": TaskId(f"task-{case.id}-{number}"),
        "case": case.id,
        "number": TaskNumber(number),
        "code": "N4",
        "title": "Ask the consulate",
        "owner": AgencyId("police"),
        "role": RoleName("first_responder"),
        "kind": "referral",
        "clock": ClockKind.DEADLINE,
        "where": Where.JOINT,
        "status": TaskStatus.OPEN,
        "created_at": NOW,
        "created_by": ANA,
        "due": NOW + timedelta(hours=4),
        "depends": (TaskNumber(7), TaskNumber(9)),
        "reference": "2026/1187",
        "reason": "the duty line does not answer",
        "last": LastMove(
            verb="take",
            by=ANA,
            at=NOW,
            status=TaskStatus.OPEN,
            owner=AgencyId("police"),
            due=NOW + timedelta(hours=4),
            taken_until=NOW,
            taken_by=BEN,
            original_due=NOW + timedelta(hours=2),
        ),
    }
    return Task(**(values | more))


def a_told(task: Task, target: UserId = LEAD, **more: Any) -> Told:
    values: dict[str, Any] = {
        "task": task.id,
        "case": task.case,
        "episode": task.episode,
        "level": 1,
        "telling": Telling.LEVEL,
        "target": target,
        "as_kind": "task_force_lead",
        "recorded_at": NOW,
    }
    return Told(**(values | more))


def a_post(room: Room, name: str = "1", **more: Any) -> OutboxRow:
    values: dict[str, Any] = {
        "id": OutboxId(f"post-{name}"),
        "room": room.id,
        "kind": PostKind.NOTICE,
        "cls": PostClass.NOTICE,
        "created_at": NOW,
        "payload": {"body": "Task 4 is late."},
        "case_ids": () if room.case is None else (room.case,),
    }
    return OutboxRow(**(values | more))


async def put_case(uow: UnitOfWork, name: str = "1", tasks: int = 2, **more: Any) -> Case:
    """A case with a joint room, two members, two seats and some tasks; give back the case."""
    case = a_case(name, **more)
    room = a_room(case)
    await uow.cases.save([case])
    await uow.rooms.save([room])
    await uow.members.save(
        [
            Member(room=room.id, user=ANA, wanted=True, presence=Presence.JOINED, power=50, joined_at=NOW),
            Member(room=room.id, user=BEN, wanted=True, invited_at=NOW, presence=Presence.INVITED),
        ]
    )
    seat = Seat(
        case=case.id,
        agency=AgencyId("police"),
        user=ANA,
        role=RoleName("first_responder"),
        added_by=LEAD,
        added_at=NOW,
        purpose="speaks the language",
    )
    await uow.seats.save([seat, replace(seat, user=BEN, agency=AgencyId("ngo"), added_at=NOW + timedelta(seconds=1))])
    await uow.tasks.save([(a_task(case, number), NOW + timedelta(hours=number)) for number in range(1, tasks + 1)])
    return case


async def put_templates(store: Store) -> None:
    async with store.work() as uow:
        await uow.blobs.put(TEMPLATE, TEMPLATE_HASH, b"the template")
        await uow.blobs.put(LADDERS, LADDERS_HASH, b"the ladders")
        await uow.commit()
