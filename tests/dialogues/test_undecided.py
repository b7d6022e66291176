"""What came in is decided, whatever became of the moment at which it was to be asked about."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.gateway import Membership
from bot.service.intake import message_payload
from storage.posts import Arrival, InboxItem
from tests.builders import a_directory
from tests.cast import HANA, MORGAN, NORTH, PAT
from tests.database_faults import at_next_commit, away, away_for, lost_after, lost_before
from tests.pretend import BOT, PretendRoom
from tests.world import World
from workflows.language.template import Template
from workflows.values.ids import MatrixRoomId

Lost = Callable[[Connection], None]
NAMED = MatrixRoomId("!named:hs")


async def undecided(world: World) -> int:
    async with world.store.read() as uow:
        return len(await uow.inbox.pending())


async def a_minute(world: World) -> None:
    world.seconds += 60.0
    await world.settle()


@pytest.mark.parametrize("lost", [lost_before, lost_after])
async def test_what_came_in_as_the_database_went_away_is_decided_once(world: World, lost: Lost) -> None:
    with at_next_commit(world.store, lost):
        await world.matrix.say(PAT, world.chat(PAT), "help")
    await world.settle()
    assert await undecided(world) == 0
    assert len(world.news(world.chat(PAT))) == 1


@pytest.mark.parametrize("lost", [lost_before, lost_after])
async def test_what_became_readable_as_the_database_went_away_is_decided_once(world: World, lost: Lost) -> None:
    chat = world.chat(PAT)
    event = await world.matrix.say_in_the_dark(PAT, chat)
    await world.settle()
    with at_next_commit(world.store, lost):
        await world.intake.readable_now(world.matrix.message(PAT, chat, "help", event=event))
    await world.settle()
    assert await undecided(world) == 0
    assert len([line for line in world.news(chat) if "What you can type here" in line]) == 1


@pytest.mark.parametrize("refused", [(False, True), (False, False, True)])
async def test_what_came_in_as_the_database_went_away_twice_is_decided_once(
    world: World, refused: tuple[bool, ...]
) -> None:
    transactions = iter(refused)
    with away(world.store, lambda: next(transactions, False)), at_next_commit(world.store, lost_after):
        await world.matrix.say(PAT, world.chat(PAT), "help")
    await world.settle()
    assert await undecided(world) == 0
    assert len(world.news(world.chat(PAT))) == 1


async def test_where_to_go_on_is_asked_until_the_database_answers(world: World) -> None:
    event = await world.matrix.say(PAT, world.chat(PAT), "help")
    cursor = await world.intake.cursor()
    assert cursor
    with away_for(world.store, 1):
        assert await world.intake.cursor() == cursor
    with away_for(world.store, 1):
        assert await world.intake.known(event)


async def test_what_nobody_was_asked_about_is_decided_within_a_minute(world: World) -> None:
    message = world.matrix.message(PAT, world.chat(PAT), "help")
    item = InboxItem(
        kind=Arrival.MESSAGE,
        event=message.event,
        room=message.room,
        sender=PAT,
        received_at=world.now,
        payload=message_payload(message),
    )
    async with world.store.work() as uow:
        await uow.inbox.take([item])
        await uow.commit()
    await world.settle()
    assert await undecided(world) == 1
    await a_minute(world)
    assert await undecided(world) == 0
    assert len(world.news(world.chat(PAT))) == 1


@pytest.mark.parametrize("unfit", [None, "history-shared"])
async def test_what_is_said_in_a_named_room_before_it_is_looked_at(
    database_url: str, templates: tuple[Template, ...], unfit: str | None
) -> None:
    directory = a_directory()
    force = replace(directory.task_forces[NORTH], room=NAMED)
    world = World(database_url, replace(directory, task_forces={NORTH: force}), templates)
    world.matrix.rooms[NAMED] = PretendRoom(NAMED, "Leads", "", {BOT: Membership.INVITE, MORGAN: Membership.JOIN})
    if unfit:
        world.matrix.unfit[NAMED] = unfit
    await world.start()
    await world.decider.settle()
    await world.matrix.say(MORGAN, NAMED, "!help")
    await world.decider.settle()
    assert await undecided(world) == 1
    await world.settle()
    assert await undecided(world) == 0
    assert len([line for line in world.news(NAMED) if "What you can type here" in line]) == (unfit is None)
    await world.crash()


async def test_what_is_said_in_a_chat_that_is_given_up_before_it_is_ready(empty_world: World) -> None:
    world = empty_world
    chat = await world.matrix.open_chat(PAT)
    await world.matrix.say(PAT, chat, "help")
    await world.decider.settle()
    assert await undecided(world) == 1
    await world.matrix.join_as(HANA, chat)
    await world.decider.settle()
    assert await undecided(world) == 0


async def test_what_waits_for_its_room_is_not_asked_about_each_minute(empty_world: World) -> None:
    world = empty_world
    chat = await world.matrix.open_chat(PAT)
    await world.matrix.say(PAT, chat, "help")
    await world.decider.settle()
    world.matrix.online = False
    for _ in range(5):
        await a_minute(world)
    assert await undecided(world) == 1
    world.matrix.online = True
    world.seconds += 301.0
    await world.settle()
    assert await undecided(world) == 0
    assert len([line for line in world.news(chat) if "What you can type here" in line]) == 1
