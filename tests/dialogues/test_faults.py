"""Faults of ours and of the database: nothing is lost or done twice, and one bad thing stops no other."""

import asyncio
import re
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from tests.cast import CHAIR, DAY, HEATH, HOUR, MINUTE, MORGAN, PAT
from tests.database_faults import at_next_commit, lost_after, lost_before
from tests.pretend import BOT
from tests.world import World
from workflows.values.ids import MatrixRoomId
from workflows.values.model import RoomKind

Lost = Callable[[Connection], None]


async def opened(world: World) -> MatrixRoomId:
    """A new case of Pat's, everybody in its room."""
    before = set(world.matrix.rooms)
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.says(PAT, "go")
    joint = next(r for r in world.known.rooms.values() if r.kind is RoomKind.JOINT and r.matrix_id not in before)
    await world.says(PAT, "!done 1", room=MatrixRoomId(joint.matrix_id or ""))
    await world.says(PAT, "!done 3 found", room=MatrixRoomId(joint.matrix_id or ""))
    world.heard_everything()
    return MatrixRoomId(joint.matrix_id or "")


def ref_of(world: World, room: MatrixRoomId) -> str:
    return world.matrix.rooms[room].name.partition(" · ")[2]


async def damage(world: World, room: MatrixRoomId) -> None:
    """Nothing of this case can be read any more."""
    async with world.store.work() as uow:
        await uow.db.run(
            text("UPDATE case_ SET template_hash = 'gone' WHERE ref = :ref"), [{"ref": ref_of(world, room)}]
        )
        await uow.commit()
    world.store.forget()


async def errands(world: World) -> int:
    async with world.store.read() as uow:
        return int((await uow.db.run(text("SELECT count(*) FROM task WHERE code = 'own'"))).scalar() or 0)


async def test_a_case_that_cannot_be_read_keeps_no_other_from_being_paged_about(world: World) -> None:
    bad, good = await opened(world), await opened(world)
    await damage(world, bad)
    await world.passes(4 * HOUR + MINUTE)
    page = "\n".join(world.pages(HEATH))
    assert ref_of(world, good) in page
    assert ref_of(world, bad) not in page
    told = "\n".join(world.news(world.room(RoomKind.ADMINS)))
    assert told.count("in check") == 1


async def test_a_command_that_cannot_even_be_answered_ends_and_the_next_one_is_heard(world: World) -> None:
    bad = await opened(world)
    await damage(world, bad)
    assert await world.says(PAT, "!done 2", room=bad) == []
    async with world.store.read() as uow:
        assert await uow.inbox.pending() == ()
    assert await world.says(HEATH, "help")


@pytest.mark.parametrize("lost", [lost_before, lost_after])
async def test_a_command_whose_commit_was_lost_is_done_and_answered_once(world: World, lost: Lost) -> None:
    case = await opened(world)
    await world.matrix.say(PAT, case, "!add call the embassy due 3h")
    with at_next_commit(world.store, lost):
        await world.settle()
    answers = [line for line in world.news(case) if "added" in line]
    assert len(answers) == 1
    assert await errands(world) == 1


@pytest.mark.parametrize("lost", [lost_before, lost_after])
async def test_a_sentence_whose_commit_was_lost_is_answered_once(world: World, lost: Lost) -> None:
    chat = world.chat(PAT)
    await world.matrix.say(PAT, chat, "see you at the meeting")
    with at_next_commit(world.store, lost):
        await world.settle()
    assert len(world.news(chat)) == 1


@pytest.mark.parametrize("lost", [lost_before, lost_after])
async def test_a_page_whose_commit_was_lost_is_sent_once(world: World, lost: Lost) -> None:
    await opened(world)
    world.now += 4 * HOUR + MINUTE
    with at_next_commit(world.store, lost):
        await world.settle()
    assert len(world.pages(HEATH)) == 1


async def test_what_is_asked_about_twice_is_decided_once(world: World) -> None:
    case = await opened(world)
    await world.matrix.say(PAT, case, "!add call the embassy due 3h")
    await world.decider.recall()
    await world.settle()
    assert await errands(world) == 1


async def test_what_may_have_been_said_is_looked_for_back_to_what_is_surely_older(world: World) -> None:
    await opened(world)
    before = set(world.events(world.chat(HEATH)))
    world.now += 4 * HOUR + MINUTE
    world.matrix.online = False
    await world.settle()
    world.matrix.online = True
    await world.restart()
    assert len(before.intersection(world.matrix.looked_back_to)) == 1
    assert len(world.pages(HEATH)) == 1


async def test_a_room_whose_failure_was_not_heard_is_tried_again_after_the_crash(world: World) -> None:
    world.matrix.rooms_refused = 2
    await world.says(PAT, "case open uk-nrm-adult england P2")
    await world.matrix.say(PAT, world.chat(PAT), "go")
    await world.decider.settle()
    async with asyncio.TaskGroup() as group:
        world.outbox.step(group)
    await world.restart()
    assert world.room(RoomKind.JOINT)


async def test_a_task_said_late_in_a_room_that_is_lost_can_be_done(world: World) -> None:
    case = await opened(world)
    leads = world.room(RoomKind.LEADS)
    await world.passes(7 * HOUR)
    assert any("Health East" in line for line in world.news(leads))
    world.matrix.rooms[leads].members.pop(BOT)
    await world.matrix.put_out(BOT, leads, by=MORGAN)
    await world.settle()
    await world.restart()
    assert any("Task 2 done" in line for line in await world.says(HEATH, "!done 2 accepted", room=case))


async def test_all_that_is_late_at_once_is_one_message_however_many_cases(world: World) -> None:
    await opened(world)
    await opened(world)
    await opened(world)
    await world.crash()
    world.now += 4 * HOUR + MINUTE
    await world.start()
    sending = asyncio.create_task(world.outbox.run())  # beside the decider, as in a running bot
    await world.decider.settle()
    pages: list[str] = []
    for _ in range(1000):
        await asyncio.sleep(0.01)
        pages += world.pages(HEATH)
        if pages and not world.outbox.waiting:
            break
    sending.cancel()
    assert len(pages) == 1
    assert re.search(r"Late: \d \(1 min\), \d \(1 min\), \d \(1 min\)", pages[0])


async def test_after_days_without_the_bot_nothing_is_said_twice(world: World) -> None:
    await opened(world)
    await world.crash()
    world.now += DAY
    await world.start()
    await world.settle()
    await world.restart()
    await world.restart()
    (page,) = world.pages(CHAIR)
    assert "I could not work from" in page
