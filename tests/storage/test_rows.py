"""Handles, who was told, questions, codes, members and rooms: what each repository promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from tests.storage.samples import ANA, BEN, LEAD, NOW, a_chat, a_room, a_task, a_told, put_case
from workflows.values.ids import Handle, IdentityKey, OutboxId, RoomId
from workflows.values.model import ConfirmCode, Dialogue, RoomState


async def test_handles_are_the_smallest_free_numbers(store):
    async with store.work() as uow:
        case = await put_case(uow, tasks=4)
        one, two, three, four = (a_task(case, n).id for n in (1, 2, 3, 4))
        first = await uow.handles.assign_all([(one, case.id, [ANA]), (two, case.id, [BEN])], NOW)
        again = await uow.handles.assign(one, case.id, [LEAD], NOW + timedelta(days=20))
        assert [row.number for row in first] == [1, 2]
        assert (again.number, again.shown_to) == (1, {ANA, LEAD})
        month = NOW + timedelta(days=30)
        early = await uow.handles.assign(three, case.id, [ANA], month - timedelta(seconds=1))
        assert early.number == 3
        assert (await uow.handles.find(Handle(2))).task == two
        freed = await uow.handles.assign(four, case.id, [ANA], month)
        assert (freed.number, freed.shown_to) == (2, {ANA})
        assert (await uow.handles.find(Handle(2))).task == four
        back = await uow.handles.assign(two, case.id, [BEN], month)
        assert back.number == 4
        await uow.commit()
    async with store.read() as uow:
        assert await uow.handles.find(Handle(9)) is None


async def test_a_task_paged_again_keeps_a_number_that_others_would_get(store):
    async with store.work() as uow:
        case = await put_case(uow)
        old, new = a_task(case, 1).id, a_task(case, 2).id
        await uow.handles.assign(old, case.id, [ANA], NOW)
        rows = await uow.handles.assign_all([(new, case.id, [ANA]), (old, case.id, [ANA])], NOW + timedelta(days=40))
        assert [(row.task, row.number) for row in rows] == [(new, 2), (old, 1)]


async def test_handles_are_given_once_by_two_processes(store, another):
    async with store.work() as uow:
        case = await put_case(uow, tasks=8)
        await uow.commit()
    stores = [store, await another()]

    async def give(number: int) -> int:
        async with stores[number % 2].work() as uow:
            row = await uow.handles.assign(a_task(case, number).id, case.id, [ANA], NOW)
            await uow.commit()
            return int(row.number)

    numbers = await asyncio.gather(*(give(number) for number in range(1, 9)))
    assert sorted(numbers) == list(range(1, 9))


async def test_telling_somebody_is_recorded_once(store):
    async with store.work() as uow:
        case = await put_case(uow)
        row = a_told(a_task(case), outbox=OutboxId("post-1"))
        assert await uow.told.add([row, replace(row, target=ANA)]) == (row, replace(row, target=ANA))
        assert await uow.told.add([replace(row, recorded_at=NOW + timedelta(hours=1)), replace(row, level=2)]) == (
            replace(row, level=2),
        )
        await uow.told.sent([OutboxId("post-1")], NOW)
        told = await uow.told.of_task(row.task)
        assert [(t.level, t.sent_at, t.withdrawn) for t in told] == [(1, NOW, False), (1, NOW, False), (2, NOW, False)]
        assert await uow.told.of_outbox([OutboxId("post-2")]) == ()


async def test_a_dialogue_takes_the_place_of_the_one_before(store):
    chat = a_chat(ANA)
    question = Dialogue(person=ANA, room=chat.id, kind="open", data={"template": "sample"}, asked_at=NOW)
    async with store.work() as uow:
        case = await put_case(uow)
        inside = replace(question, room=a_room(case).id)
        await uow.rooms.save([chat])
        await uow.dialogues.save([question, inside])
        await uow.dialogues.save([replace(question, kind="preview", data={"go": "1"})])
        assert (await uow.dialogues.get(ANA, chat.id)).data == {"go": "1"}
        assert await uow.dialogues.get(ANA, a_room(case).id) == inside
        assert await uow.dialogues.get(BEN, chat.id) is None
        await uow.dialogues.save([replace(question, over=True)])
        assert await uow.dialogues.get(ANA, chat.id) is None
        assert await uow.dialogues.get(ANA, a_room(case).id) == inside


async def test_the_newest_unused_code_of_a_person_counts(store):
    first = ConfirmCode(user=ANA, identity=IdentityKey("new"), code_hash="h1", asked_by=LEAD, drawn_at=NOW)
    second = replace(first, code_hash="h2", drawn_at=NOW + timedelta(minutes=1))
    async with store.work() as uow:
        await uow.codes.save([first, second])
        assert (await uow.codes.latest(ANA)).code_hash == "h2"
        await uow.codes.save([replace(second, version=1, used=True)])
        assert (await uow.codes.latest(ANA)).code_hash == "h1"
        assert await uow.codes.latest(BEN) is None


async def test_members_are_read_by_room_and_rooms_all_at_once(store):
    async with store.work() as uow:
        case = await put_case(uow)
        room = a_room(case)
        assert [member.user for member in await uow.members.of([room.id, RoomId("none")])] == [ANA, BEN]
        assert await uow.members.of([RoomId("none")]) == ()
        assert await uow.rooms.all() == (replace(room, version=1),)
        await uow.rooms.save([replace(room, version=1, state=RoomState.GONE)])
        assert await uow.rooms.all() == (replace(room, version=2, state=RoomState.GONE),)


async def test_only_the_next_check_is_changed_by_rescheduling(store):
    async with store.work() as uow:
        case = await put_case(uow, tasks=2)
        await uow.tasks.reschedule([(a_task(case, 1).id, None), (a_task(case, 2).id, NOW)])
        await uow.tasks.reschedule([])
        assert await uow.snapshots.earliest() == NOW
        assert [task.version for task in (await uow.snapshots.case(case.id)).tasks] == [1, 1]
