"""What follows from a reading of the settings, and what is said where none comes to an end."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.service.questions import Reload
from bot.service.reading_settings import ORDER, OUTCOME
from config.load import Configuration, load
from storage.tables import task
from tests.dialogues.folder_world import ADULT, REYES, FolderWorld, a_folder_world
from workflows.escalation.ladders import calendar_for, next_check
from workflows.values.model import RoomKind


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[FolderWorld]:
    async with a_folder_world(database_url, tmp_path / "settings") as made:
        yield made


async def reckoned(world: FolderWorld) -> tuple[dict[str, datetime | None], dict[str, datetime | None]]:
    """When each task of the only case is to be checked next: as it is stored, and as it is reckoned now."""
    kept = world.known.room_of(world.room(RoomKind.JOINT))
    assert kept is not None
    assert kept.case is not None
    async with world.store.read() as uow:
        case = await uow.snapshots.case(kept.case)
        rows = (await uow.db.run(select(task.c.id, task.c.next_check).where(task.c.case == kept.case))).all()
    assert case is not None
    calendar = calendar_for(case.case, world.known.directory)
    return {row.id: row.next_check for row in rows}, {one.id: next_check(one, case, calendar) for one in case.tasks}


async def test_deadlines_are_reckoned_anew_with_another_calendar(world: FolderWorld) -> None:
    await world.says(REYES, "case open uk-nrm-adult england p3")
    await world.says(REYES, "1")
    before, _ = await reckoned(world)
    week = ("directory.yaml", "days: [mon, tue, wed, thu, fri]", "days: [tue]")
    world.edit(*week)
    (said,) = await world.reloads()
    assert "The directory changed:" in said
    stored, now = await reckoned(world)
    assert stored == now
    assert stored != before
    world.edit(week[0], week[2], week[1])
    await world.starts_again()
    assert await reckoned(world) == (before, before)


async def outcome(world: FolderWorld, order: str) -> tuple[bool, str]:
    async with world.store.read() as uow:
        assert await uow.meta.beginning(ORDER) == {}
        found = json.loads((await uow.meta.beginning(OUTCOME))[order])
    return found["accepted"], found["said"]


async def ordered(world: FolderWorld, order: str) -> None:
    async with world.store.work() as uow:
        await uow.meta.set(ORDER + order, "")
        await uow.commit()


async def test_a_disk_that_never_answers_is_said_and_the_next_reload_goes_on(world: FolderWorld) -> None:
    async def never(_: object) -> Configuration:
        hanging: asyncio.Future[Configuration] = asyncio.get_running_loop().create_future()
        return await hanging

    reads, world.reading._read, world.reading._longest = world.reading._read, never, 0.01
    await ordered(world, "abc")
    await world.settle()
    accepted, said = await outcome(world, "abc")
    assert not accepted
    assert "they could not be read within 0.01 seconds; look at the disk they are on" in said
    world.reading._read, world.reading._longest = reads, 60.0
    await ordered(world, "def")
    await world.settle()
    assert (await outcome(world, "def"))[0]


async def test_a_fault_of_ours_is_said_to_the_operator_too(world: FolderWorld) -> None:
    found = load(world.folder, world.now, {})
    await ordered(world, "abc")
    world.reading._ordered.add("abc")
    broken = replace(found, templates={ADULT: None})  # type: ignore[dict-item]
    world.decider.ask(Reload(id="abc", found=broken, order="abc"))
    await world.settle()
    accepted, said = await outcome(world, "abc")
    assert not accepted
    assert "R-" in said
