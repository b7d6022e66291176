"""What was decided on must still be true when it is saved; what must be unique is; nothing is ever half."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from storage.errors import Stale, Taken, is_serialization_failure
from storage.posts import Arrival, InboxItem
from tests.storage.samples import ANA, NOW, a_case, a_chat, a_post, a_room, a_task, put_case, since
from workflows.values.effects import Record
from workflows.values.ids import CaseId, CaseRef, Handle, IdentityKey, MatrixRoomId, TaskId
from workflows.values.model import HandleRow, Pin, PinState, RoomState, TaskStatus

ROOT = Path(__file__).parent.parent.parent
NAIVE = datetime.fromisoformat("2026-03-02T09:30:00")


async def test_leaving_without_commit_undoes_all(store):
    async with store.work() as uow:
        case = await put_case(uow)
    async with store.work() as uow:
        assert await uow.snapshots.case(case.id) is None


async def test_a_key_made_in_vain_is_not_used_later(store, another):
    async with store.work() as uow:
        await put_case(uow)
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    async with (await another()).read() as uow:
        assert (await uow.snapshots.case(case.id)).tasks[0].title == "Ask the consulate"


async def test_an_old_version_is_stale(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    seen = replace(a_task(case), version=1)
    async with store.work() as uow:
        await uow.tasks.save([(replace(seen, status=TaskStatus.DONE), None)])
        await uow.commit()
    with pytest.raises(Stale):
        async with store.work() as uow:
            await uow.tasks.save([(replace(a_task(case, 2), version=1), None), (replace(seen, level=1), None)])
    async with store.work() as uow:
        assert [(task.status, task.version) for task in (await uow.snapshots.case(case.id)).tasks] == [
            (TaskStatus.DONE, 2),
            (TaskStatus.OPEN, 1),
        ]


async def test_what_exists_is_not_inserted_again(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    with pytest.raises(Stale):
        async with store.work() as uow:
            await uow.cases.save([case])


async def test_of_two_saves_in_one_decision_the_last_counts(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.tasks.save(
            [(replace(a_task(case), version=1, level=1), NOW), (replace(a_task(case), version=1, level=2), NOW)]
        )
        await uow.commit()
    async with store.read() as uow:
        assert (await uow.snapshots.case(case.id)).tasks[0].level == 2


async def test_another_process_makes_memory_stale_and_is_then_seen(store, another):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    async with store.work() as uow:
        before = await uow.snapshots.case(case.id)
    elsewhere = await another()
    async with elsewhere.work() as uow:
        await uow.cases.save([replace(before.case, operation="care")])
        await uow.commit()
    async with store.work() as uow:
        remembered = await uow.snapshots.case(case.id)
    assert remembered.case.operation is None
    with pytest.raises(Stale):
        async with store.work() as uow:
            await uow.cases.save([replace(remembered.case, operation="closing")])
    async with store.work() as uow:
        assert (await uow.snapshots.case(case.id)).case.operation == "care"


@pytest.mark.parametrize(
    ("what", "save"),
    [
        ("reference", lambda uow: uow.cases.save([a_case("2", ref=a_case().ref)])),
        ("number", lambda uow: uow.tasks.save([(a_task(a_case(), 1, id=TaskId("other")), None)])),
        ("room", lambda uow: uow.rooms.save([a_room(a_case(), "2")])),
        ("matrix-room", lambda uow: uow.rooms.save([replace(a_chat(ANA), matrix_id=a_room(a_case()).matrix_id)])),
        (
            "handle",
            lambda uow: uow.handles.save(
                [
                    HandleRow(
                        number=Handle(n),
                        task=a_task(a_case()).id,
                        case=a_case().id,
                        shown_to=frozenset(),
                        last_shown=NOW,
                    )
                    for n in (1, 2)
                ]
            ),
        ),
    ],
)
async def test_what_must_be_unique_is_taken(store, what, save):
    async with store.work() as uow:
        await put_case(uow)
        await uow.commit()
    with pytest.raises(Taken) as taken:
        async with store.work() as uow:
            await save(uow)
    assert taken.value.what == what


async def test_a_room_may_follow_one_that_is_gone(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.rooms.save([replace(a_room(case), version=1, state=RoomState.GONE), a_room(case, "2")])
        await uow.commit()
    async with store.read() as uow:
        assert [room.state for room in (await uow.snapshots.case(case.id)).rooms] == [RoomState.OPEN, RoomState.GONE]


async def test_rows_may_be_saved_in_any_order_but_not_without_each_other(store):
    case = a_case()
    async with store.work() as uow:
        await uow.rooms.save([a_room(case)])
        await uow.cases.save([case])
        await uow.commit()
    async with store.work() as uow:
        await uow.rooms.save([a_room(a_case("9"), "9")])
        with pytest.raises(IntegrityError):
            await uow.commit()


async def test_a_reader_sees_one_moment_and_cannot_write(store):
    async with store.work() as uow:
        await put_case(uow, "1")
        await uow.commit()
    async with store.read() as reader:
        assert await reader.cases.refs() == {CaseRef("C-00001")}
        with pytest.raises(TypeError):
            await reader.commit()
    async with store.work() as uow:
        await uow.cases.save([a_case("2")])
        async with store.read() as reader:
            assert await reader.cases.refs() == {CaseRef("C-00001")}
        await uow.commit()


async def test_writers_wait_for_each_other(store):
    """Read, think, write: with eight at once no update is lost and none fails."""
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()

    async def one_more() -> None:
        async with store.work() as uow:
            found = await uow.snapshots.case(case.id)
            await asyncio.sleep(0)
            await uow.cases.save([replace(found.case, next_number=found.case.next_number + 1)])
            await uow.audit.append([Record(action="count", object=case.id)], ANA, NOW)
            await uow.commit()

    async with asyncio.TaskGroup() as group:
        for _ in range(24):
            group.create_task(one_more())
    async with store.read() as uow:
        assert (await uow.snapshots.case(case.id)).case.next_number == 25
        assert (await uow.audit.head()).size == 24


async def test_a_naive_time_is_refused(store):
    with pytest.raises(StatementError, match="without a zone"):
        async with store.work() as uow:
            await uow.cases.save([a_case(opened_at=NAIVE)])
    with pytest.raises(ValueError, match="without a zone"):
        async with store.work() as uow:
            await uow.cases.save([a_case(fields=since(NAIVE))])


async def test_times_come_back_in_utc(store):
    east = timezone(timedelta(hours=5, minutes=45))
    async with store.work() as uow:
        await uow.cases.save([a_case(opened_at=NOW.astimezone(east), fields=since(NOW.astimezone(east)))])
        await uow.commit()
    async with store.read() as uow:
        case = (await uow.snapshots.case(CaseId("case-1"))).case
    assert (case.opened_at, case.opened_at.tzinfo) == (NOW, UTC)
    assert [(value.since, value.since.tzinfo) for value in case.fields.values()] == [(NOW, UTC), (NOW, UTC)]


@pytest.mark.parametrize("table", ["room", "case_", "task", "outbox", "inbox", "pin"])
async def test_a_state_that_is_none_is_refused_by_the_database(store, table):
    column = "status" if table == "task" else "state"
    async with store.work() as uow:
        case = await put_case(uow)
        room = a_room(case)
        await uow.pins.save([Pin(user=ANA, identity=IdentityKey("k"), state=PinState.ACCEPTED, since=NOW, how="code")])
        await uow.inbox.take([InboxItem(kind=Arrival.MEMBER, room=MatrixRoomId("!r"), sender=ANA, received_at=NOW)])
        await uow.outbox.add([a_post(room)])
        await uow.commit()
    with pytest.raises(IntegrityError, match="ck_"):
        async with store.work() as uow:
            await uow.db.run(text(STRANGE[table, column]))


STRANGE = {
    ("room", "state"): "UPDATE room SET state = 'strange'",
    ("case_", "state"): "UPDATE case_ SET state = 'strange'",
    ("task", "status"): "UPDATE task SET status = 'strange'",
    ("outbox", "state"): "UPDATE outbox SET state = 'strange'",
    ("inbox", "state"): "UPDATE inbox SET state = 'strange'",
    ("pin", "state"): "UPDATE pin SET state = 'strange'",
}


def test_only_a_lost_race_may_be_run_again():
    class Refused(Exception):
        def __init__(self, words: str, sqlstate: str | None = None) -> None:
            super().__init__(words)
            self.sqlstate = sqlstate

    def error(original: Exception) -> DBAPIError:
        return OperationalError("SELECT 1", None, original)

    assert is_serialization_failure(error(Refused("could not serialize", "40001")))
    assert is_serialization_failure(error(Refused("deadlock detected", "40P01")))
    assert is_serialization_failure(error(Refused("database is locked")))
    assert not is_serialization_failure(error(Refused("disk is full", "53100")))
    assert not is_serialization_failure(ValueError("40001"))


PROGRAM = """
import asyncio, os, sys
from tests.storage.samples import *
from storage.engine import make_engine
from storage.unit_of_work import Store
from storage.vault import Vault
from workflows.values.effects import Record

async def main(url: str, stop_before_commit: bool) -> None:
    store = Store(make_engine(url), Vault(bytes(range(32))),
                  decode_template=lambda _: THE_TEMPLATE, decode_ladders=lambda _: THE_LADDERS)
    await store.open()
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.outbox.add([a_post(a_room(case))])
        opened = Record(action="case.open", object=case.id, case=case.id, fields={"why": "x"})
        await uow.audit.append([opened], ANA, NOW)
        await uow.audit.flush()
        if not stop_before_commit:
            await uow.commit()
        print("ready", flush=True)
        await asyncio.sleep(60)

asyncio.run(main(sys.argv[1], sys.argv[2] == "before"))
"""


@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 1)])
def test_a_killed_process_leaves_all_or_nothing(store, migrated_url, another, moment, kept):
    """Killed without warning just before its commit, and just after it."""
    command = [sys.executable, "-c", PROGRAM, migrated_url, moment]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
        process.wait()

    async def look() -> tuple[int, ...]:
        opened = await another()
        async with opened.work() as uow:
            case = await uow.snapshots.case(CaseId("case-1"))
            counts = (
                len(await uow.cases.refs()),
                0 if case is None else len(case.tasks) // 2,
                len(await uow.outbox.waiting()),
                (await uow.audit.head()).size,
                len(await uow.audit.entries()),
            )
            await uow.commit()
        await opened.close()
        return counts

    assert asyncio.run(look()) == (kept,) * 5
