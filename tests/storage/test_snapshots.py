"""A case is read back whole and as it was saved, from memory and from the database alike."""

from dataclasses import replace
from datetime import timedelta

from storage.cases import CASE, MEMBER, ROOM, SEAT
from storage.handles import HANDLE
from storage.people import CODE, PIN
from storage.tasks import TASK, TOLD
from tests.storage.samples import (
    ANA,
    BEN,
    LEAD,
    NOW,
    THE_LADDERS,
    THE_TEMPLATE,
    a_room,
    a_task,
    a_told,
    put_case,
)
from workflows.values.ids import Handle, TaskForceId, UserId
from workflows.values.model import CaseState, RoomKind, TaskStatus


async def test_a_case_is_read_as_it_was_saved(store, another):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    elsewhere = await another()
    async with elsewhere.read() as uow:
        found = await uow.snapshots.case(case.id)
    assert found is not None
    assert found.case == replace(case, version=1)
    assert found.tasks == tuple(replace(a_task(case, number), version=1) for number in (1, 2))
    assert found.rooms == (replace(a_room(case), version=1),)
    assert [member.user for member in found.members] == [ANA, BEN]
    assert [seat.purpose for seat in found.seats] == ["speaks the language"] * 2
    assert (found.template, found.ladders) == (THE_TEMPLATE, THE_LADDERS)


async def test_memory_says_what_the_database_says(store, another):
    """Each kind of row is saved anew on a warm case; then memory and a fresh read are the same."""
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    async with store.work() as uow:
        warm = await uow.snapshots.case(case.id)
    assert warm is not None
    room = a_room(case, "2", kind=RoomKind.SUPPORT)
    async with store.work() as uow:
        await uow.cases.save([replace(warm.case, operation="care")])
        await uow.members.save(
            [replace(warm.members[1], declined=True), replace(warm.members[0], room=room.id, version=0)]
        )
        await uow.rooms.save([replace(warm.rooms[0], attempt=2), room])
        await uow.seats.save([replace(warm.seats[0], removed_at=NOW), replace(warm.seats[1], user=LEAD, version=0)])
        await uow.tasks.save([(replace(warm.tasks[1], status=TaskStatus.DONE), None), (a_task(case, 3), NOW)])
        await uow.handles.assign(warm.tasks[0].id, case.id, [ANA], NOW)
        inside = await uow.snapshots.case(case.id)
        await uow.commit()
    async with store.work() as uow:
        remembered = await uow.snapshots.case(case.id)
        statements = uow.db.statements
    assert inside == remembered
    async with (await another()).read() as uow:
        read = await uow.snapshots.case(case.id)
    assert remembered == read
    assert statements == 0


async def test_what_is_not_committed_is_not_remembered(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    async with store.work() as uow:
        before = await uow.snapshots.case(case.id)
        await uow.cases.save([replace(before.case, operation="care")])
        inside = await uow.snapshots.case(case.id)
    async with store.work() as uow:
        after = await uow.snapshots.case(case.id)
    assert inside.case.operation == "care"
    assert after == before


async def test_a_case_is_found_by_person(store):
    async with store.work() as uow:
        one = await put_case(uow, "1")
        two = await put_case(uow, "2", task_force=TaskForceId("south"), opened_at=NOW + timedelta(minutes=1))
        closed = await put_case(uow, "3", state=CaseState.CLOSED, task_force=TaskForceId("south"))
        await uow.commit()
    async with store.read() as uow:
        shots = uow.snapshots
        assert await shots.cases_for(ANA) == (one.id, two.id)
        assert await shots.cases_for(ANA, closed=True) == (one.id, closed.id, two.id)
        assert await shots.cases_for(LEAD) == ()
        assert await shots.cases_for(LEAD, [TaskForceId("south")]) == (two.id,)
        assert [found.case.id for found in await shots.cases([two.id, one.id])] == [two.id, one.id]


async def test_a_case_is_found_by_who_was_paged_about_it(store):
    async with store.work() as uow:
        case = await put_case(uow, "1")
        await put_case(uow, "2")
        await uow.handles.assign(a_task(case, 1).id, case.id, [UserId("@pa_ged:hs")], NOW)
        await uow.commit()
    async with store.read() as uow:
        assert await uow.snapshots.cases_for(UserId("@pa_ged:hs"), paged=True) == (case.id,)
        assert await uow.snapshots.cases_for(UserId("@pa_ged:hs")) == ()
        for other in ("@paxged:hs", "pa_ged:hs", "@pa_ged:h", "%"):
            assert await uow.snapshots.cases_for(UserId(other), paged=True) == ()


async def test_what_is_due_comes_in_the_order_of_its_time(store):
    async with store.work() as uow:
        late = await put_case(uow, "1", tasks=0)
        later = await put_case(uow, "2", tasks=0)
        confirm = await put_case(uow, "3", tasks=0, priority_confirm_by=NOW + timedelta(minutes=30))
        await put_case(uow, "4", tasks=0, state=CaseState.CLOSED, priority_confirm_by=NOW)
        await uow.tasks.save([(a_task(late, 1), NOW + timedelta(hours=1)), (a_task(late, 2), None)])
        await uow.tasks.save([(a_task(later, 1), NOW + timedelta(hours=2))])
        await uow.commit()
    async with store.read() as uow:
        assert await uow.snapshots.due(NOW) == ()
        assert await uow.snapshots.due(NOW + timedelta(hours=1)) == (confirm.id, late.id)
        assert await uow.snapshots.due(NOW + timedelta(hours=2)) == (confirm.id, late.id, later.id)
        assert await uow.snapshots.due(NOW + timedelta(hours=2), limit=1) == (confirm.id,)
        assert await uow.snapshots.earliest() == NOW + timedelta(minutes=30)


async def test_nothing_is_due_where_nothing_is_kept(store):
    async with store.read() as uow:
        assert await uow.snapshots.earliest() is None
        assert await uow.snapshots.due(NOW) == ()


async def test_told_is_read_only_where_it_is_asked_for_and_then_whole(store):
    async with store.work() as uow:
        case = await put_case(uow, tasks=1)
        task = a_task(case)
        await uow.told.add([a_told(task, level=2), a_told(task), a_told(task, episode=2)])
        await uow.commit()
    async with store.work() as uow:
        assert (await uow.snapshots.case(case.id)).told == ()
        whole = (a_told(task), a_told(task, episode=2), a_told(task, level=2))
        assert (await uow.snapshots.case(case.id, told=True)).told == whole


async def test_a_number_given_to_another_task_leaves_the_first_one_in_memory_too(store):
    async with store.work() as uow:
        one, two = await put_case(uow, "1"), await put_case(uow, "2")
        await uow.handles.assign(a_task(one).id, one.id, [ANA], NOW)
        await uow.commit()
    async with store.work() as uow:
        assert (await uow.snapshots.case(one.id)).handles[0].number == Handle(1)
        await uow.handles.assign(a_task(two).id, two.id, [BEN], NOW + timedelta(days=31))
        await uow.commit()
    async with store.work() as uow:
        assert (await uow.snapshots.case(one.id)).handles == ()


def test_every_field_has_its_column():
    for kept in (CASE, ROOM, MEMBER, SEAT, TASK, HANDLE, TOLD, PIN, CODE):
        extra = {column.name for column in kept.table.c} - set(kept.clear)
        assert set(kept.clear) <= {column.name for column in kept.table.c}
        assert extra <= {"sealed", "next_check", "erased_at"}
