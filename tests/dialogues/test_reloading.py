"""The settings are read again while everything goes on: all or nothing, said to the administrators, and once."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.reading_settings import ORDER, OUTCOME
from tests.dialogues.folder_world import (
    ADLER,
    ADULT,
    BRANDT,
    MORGAN,
    OKAFOR,
    REYES,
    FolderWorld,
    a_folder_world,
    adult,
    place_of,
)
from workflows.values.ids import MatrixRoomId
from workflows.values.model import RoomKind


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[FolderWorld]:
    async with a_folder_world(database_url, tmp_path / "settings") as made:
        yield made


async def a_case(world: FolderWorld) -> MatrixRoomId:
    await world.says(REYES, "case open uk-nrm-adult england p2")
    opened = await world.says(REYES, "1")
    assert any("Opened." in line for line in opened), opened
    return world.room(RoomKind.JOINT)


# the road to live


async def test_at_the_first_start_what_is_there_is_live(world: FolderWorld) -> None:
    assert await world.live() == world.templates[ADULT].hash
    assert {row.state for row in await world.versions()} == {"live"}


async def test_a_changed_template_waits_for_two_administrators(world: FolderWorld) -> None:
    world.write(2)
    (said,) = [line for line in await world.reloads() if "version 2" in line]
    assert "from a file on the server" in said
    assert "N1" in said or "Make the person safe" in said
    code = await world.code()
    assert code in said
    assert world.known.templates[ADULT].version == 1
    (once,) = await world.says(ADLER, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    assert "One more administrator" in once
    (no,) = await world.says(ADLER, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    assert "nobody puts uk-nrm-adult live alone" in no
    (live,) = await world.says(OKAFOR, f"!workflow confirm uk-nrm-adult {code.lower()}", room=world.admins)
    assert "is live, by Administrator Adler and Chair Okafor" in live
    assert world.known.templates[ADULT].version == 2
    assert await world.audited("workflow.live") == len(world.templates) + 1


async def test_a_running_case_keeps_the_version_it_was_opened_with(world: FolderWorld) -> None:
    room = await a_case(world)
    before = await world.live()
    world.write(2, due="9h")
    await world.reloads()
    code = await world.code()
    await world.says(ADLER, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    await world.says(OKAFOR, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    assert world.known.templates[ADULT].version == 2
    kept = world.known.room_of(room)
    assert kept is not None
    assert kept.case is not None
    for _ in range(2):
        async with world.store.read() as uow:
            case = await uow.snapshots.case(kept.case)
        assert case is not None
        assert (case.case.template_hash, case.template.version) == (before, 1)
        await world.starts_again()
    assert world.known.templates[ADULT].version == 2


async def test_a_later_start_asks_and_says_so_once(world: FolderWorld) -> None:
    world.write(2)
    world.heard_everything()
    await world.starts_again()
    assert world.known.templates[ADULT].version == 1
    assert len([line for line in world.news(world.admins) if "version 2, from a file" in line]) == 1
    await world.starts_again()
    assert [line for line in world.news(world.admins) if "version 2" in line] == []
    assert len([row for row in await world.versions() if row.state == "pending"]) == 1


async def test_what_was_withdrawn_stays_so_whatever_the_file_says(world: FolderWorld) -> None:
    world.write(2)
    await world.reloads()
    assert (
        "is withdrawn by Chair Okafor"
        in (await world.says(OKAFOR, "!workflow withdraw uk-nrm-adult", room=world.admins))[0]
    )
    await world.starts_again()
    assert "No template waits." in (await world.says(ADLER, "!workflow pending", room=world.admins))[0]
    (said,) = await world.says(ADLER, "!config reload", room=world.admins)
    assert "The files of uk-nrm-adult say what was withdrawn or replaced" in said


async def test_what_went_live_survives_the_end_of_the_process(world: FolderWorld) -> None:
    world.write(2)
    await world.reloads()
    code = await world.code()
    await world.says(ADLER, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    await world.matrix.say(OKAFOR, world.admins, f"!workflow confirm uk-nrm-adult {code}")
    await world.decider.settle()  # stored, and nothing said yet
    await world.starts_again()
    assert world.known.templates[ADULT].version == 2
    assert (await world.says(ADLER, "!workflow history uk-nrm-adult", room=world.admins))[0].count("live since") == 1


async def test_going_back_takes_two_as_well(world: FolderWorld) -> None:
    world.write(2)
    await world.reloads()
    code = await world.code()
    await world.says(ADLER, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    await world.says(OKAFOR, f"!workflow confirm uk-nrm-adult {code}", room=world.admins)
    (asked,) = await world.says(OKAFOR, "!workflow rollback uk-nrm-adult 1", room=world.admins)
    assert "asked for again by Chair Okafor" in asked
    code = await world.code()
    assert "nobody puts" in (await world.says(OKAFOR, f"workflow confirm uk-nrm-adult {code}"))[0]
    await world.says(ADLER, f"workflow confirm uk-nrm-adult {code}")
    assert world.known.templates[ADULT].version == 1
    await world.starts_again()
    assert world.known.templates[ADULT].version == 1  # and what the file says was decided on before
    assert "No template waits." in (await world.says(ADLER, "!workflow pending", room=world.admins))[0]


async def test_only_administrators_have_the_words(world: FolderWorld) -> None:
    for line in ("config reload", "workflow pending", "workflow history", "workflow rollback uk-nrm-adult 1"):
        assert await world.says(MORGAN, f"!{line}") == ["Only an administrator can do that."]


# the directory


async def test_the_directory_counts_at_once(world: FolderWorld) -> None:
    world.edit("directory.yaml", "name: Officer Reyes", "name: Officer R. Reyes")
    (said,) = await world.reloads()
    assert "The directory changed:" in said
    assert "Officer R. Reyes" in said
    assert world.known.directory.people[REYES].name == "Officer R. Reyes"
    async with world.store.read() as uow:
        assert (await uow.blobs.live())["directory"] == world.known.directory.hash


async def test_who_leaves_the_directory_is_heard_no_more_and_leaves_the_rooms(world: FolderWorld) -> None:
    room = await a_case(world)
    seat = "      - {agency: health-east, roles: [liaison, coordinator]}"
    world.edit(
        "directory.yaml",
        f'  - user: "@brandt:example.org"\n    name: Nurse Brandt\n    seats:\n{seat}',
        f'  - user: "@novak:example.org"\n    name: Nurse Novak\n    seats:\n{seat}',
    )
    assert BRANDT in world.matrix.rooms[world.room(RoomKind.JOINT)].members
    await world.reloads()
    assert world.matrix.rooms[room].members[BRANDT].value == "leave"
    assert await world.says(BRANDT, "mine") == []


def forget_england(world: FolderWorld) -> None:
    path = world.folder / "directory.yaml"
    before, _, rest = path.read_text(encoding="utf-8").partition("  - id: GB-ENG")
    text = before + rest[rest.index("  - id: GB-WLS") :]
    path.write_text(text.replace("GB-ENG, ", "").replace("[GB-ENG]", "[GB-WLS]"), encoding="utf-8")


def forget_the_task_force(world: FolderWorld) -> None:
    world.edit("directory.yaml", "  - id: harbour\n    name: Harbour", "  - id: riverside\n    name: Riverside")


@pytest.mark.parametrize("forget", [forget_england, forget_the_task_force])
async def test_a_case_lives_on_without_its_jurisdiction_or_task_force(
    world: FolderWorld, forget: Callable[[FolderWorld], None]
) -> None:
    room = await a_case(world)
    world.heard_everything()
    forget(world)
    said = await world.reloads()
    assert any("The directory changed:" in line for line in said), said
    taken = await world.says(REYES, "!take 1", room=room)
    assert taken[0].startswith("Task 1 is yours until")
    due = await world.says(REYES, "!due 1 3h because of the road", room=room)
    assert due[0].startswith("Task 1 is now due Fri 27 Nov 13:00")
    assert any("Make the person safe" in line for line in (*taken[1:], *due[1:])), "the board shows it"
    assert any("Make the person safe" in line for line in await world.says(REYES, "!list", room=room))
    assert "Health East is" in (await world.says(REYES, "!case invite health-east", room=room))[0]
    world.heard_everything()
    await world.passes(timedelta(hours=4))
    boards = [line for line in world.news(room) if " as of " in line]
    assert any("1 late" in line for line in boards), "what fell due was looked at"
    assert "1 Make the person safe, away from the suspected exploiter · City Police · late since" in boards[-1]


async def test_a_new_administrator_is_asked_in(world: FolderWorld) -> None:
    world.edit("directory.yaml", "administrators: [", 'administrators: ["@morgan:example.org", ')
    await world.reloads()
    assert world.matrix.rooms[world.admins].members[MORGAN].value == "join"


async def test_one_mistake_and_nothing_changes(world: FolderWorld) -> None:
    world.write(2)
    world.edit("directory.yaml", "type: ngo", "type: nog")
    world.edit("directory.yaml", "name: Officer Reyes", "name: Officer R. Reyes")
    before = world.known.directory
    (said,) = await world.reloads()
    assert said.startswith("The settings have 1 mistake. Nothing changed; the old ones go on.")
    assert "directory.yaml:" in said
    assert "did you mean `ngo`?" in said
    assert world.known.directory is before
    assert {row.state for row in await world.versions()} == {"live"}


async def test_a_mistake_in_one_of_many_files_is_named_with_its_place(world: FolderWorld) -> None:
    for number in range(30):
        world.write(1, name=f"copy-{number}")
        world.edit(f"templates/copy-{number}.yaml", "id: uk-nrm-adult", f"id: copy-{number}")
    world.edit("templates/copy-17.yaml", "owner: health\n", "owner: helth\n")
    at = place_of((world.folder / "templates" / "copy-17.yaml").read_text(encoding="utf-8"), "helth")
    (said,) = await world.reloads()
    assert f"copy-17.yaml:{at} there is no role `helth`; did you mean `health`?" in said
    assert said.count(".yaml:") == said.count("copy-17.yaml:")
    assert {row.state for row in await world.versions()} == {"live"}


async def test_many_mistakes_are_a_dozen_lines(world: FolderWorld) -> None:
    for number in range(20):
        world.write(1, name=f"copy-{number}")
        world.edit(f"templates/copy-{number}.yaml", "id: uk-nrm-adult", f"id: copy-{number}")
        world.edit(f"templates/copy-{number}.yaml", "owner: health", "owner: helth")
    (said,) = await world.reloads()
    assert len(said.splitlines()) == 1 + 12 + 1
    assert said.splitlines()[-1].startswith("and ")


# who asks, and how


async def test_who_asks_in_their_chat_is_answered_there_and_the_room_hears(world: FolderWorld) -> None:
    world.edit("directory.yaml", "name: Officer Reyes", "name: Officer R. Reyes")
    world.heard_everything()
    (said,) = await world.says(ADLER, "config reload")
    assert "The directory changed:" in said
    assert world.news(world.admins) == [said]
    (again,) = await world.says(ADLER, "config reload")
    assert again == "The settings are read again; the directory is the same as before."
    assert world.news(world.admins) == []


async def test_an_operator_is_answered_at_the_command_line(world: FolderWorld) -> None:
    world.edit("directory.yaml", "type: ngo", "type: nog")
    async with world.store.work() as uow:
        await uow.meta.set(f"{ORDER}abc", "")
        await uow.commit()
    await world.settle()
    async with world.store.read() as uow:
        assert await uow.meta.beginning(ORDER) == {}
        outcome = (await uow.meta.beginning(OUTCOME))["abc"]
    assert json.loads(outcome)["accepted"] is False
    assert json.loads(outcome)["said"].startswith("The settings have 1 mistake.")


async def test_an_order_that_the_process_did_not_live_to_carry_out_is_carried_out_by_the_next(
    world: FolderWorld,
) -> None:
    async with world.store.work() as uow:
        await uow.meta.set(f"{ORDER}abc", "")
        await uow.commit()
    await world.starts_again()
    async with world.store.read() as uow:
        assert "abc" in await uow.meta.beginning(OUTCOME)


async def test_two_reloads_at_once_are_both_answered(world: FolderWorld) -> None:
    world.write(2)
    world.edit("directory.yaml", "name: Officer Reyes", "name: Officer R. Reyes")
    world.heard_everything()
    await asyncio.gather(
        world.matrix.say(ADLER, world.chat(ADLER), "config reload"),
        world.matrix.say(OKAFOR, world.chat(OKAFOR), "config reload"),
    )
    world.reading.wanted()
    await world.settle()
    for user in (ADLER, OKAFOR):
        (answer,) = world.news(world.chat(user))
        assert answer.startswith("The settings are read again")
    assert len([row for row in await world.versions() if row.state == "pending"]) == 1
    assert await world.audited("directory.live") == 2


async def test_a_case_is_answered_while_the_files_are_read(world: FolderWorld) -> None:
    """Reading is done elsewhere; only what comes of it waits for its turn. The disk is as slow as it can be here."""
    room = await a_case(world)
    world.write(2)
    slow = world.folder / "templates" / "slow.yaml"
    os.mkfifo(slow)
    world.heard_everything()
    world.reading.wanted()
    reading = asyncio.create_task(world.reading.once())
    await world.matrix.say(REYES, room, "!list")
    for _ in range(5):
        await world.decider.settle()
        await world.sends()
    assert any("Make the person safe" in line for line in world.news(room))
    assert not reading.done()
    await asyncio.to_thread(slow.write_text, adult(2).replace("id: uk-nrm-adult", "id: slow", 1))
    await reading
    await world.settle()
    assert len([row for row in await world.versions() if row.state == "pending"]) == 2


async def test_a_signal_in_the_middle_of_the_night_finds_nothing_new(world: FolderWorld) -> None:
    assert await world.reloads() == []


async def test_a_template_past_its_review_is_said_where_it_is_used_and_once_a_month(world: FolderWorld) -> None:
    review_by = world.known.templates[ADULT].review_by
    world.now = world.now.replace(year=review_by.year, month=review_by.month, day=review_by.day) + timedelta(days=3)
    world.heard_everything()
    world.seconds += 60
    await world.settle()
    (said,) = [line for line in world.news(world.admins) if "The review of" in line]
    assert "uk-nrm-adult (version 1) was due" in said
    for later, times in ((1, 0), (20, 0), (12, 1)):
        world.now += timedelta(days=later)
        world.seconds += 60
        await world.settle()
        assert len([line for line in world.news(world.admins) if "The review of" in line]) == times
    said = (await world.says(REYES, "case open uk-nrm-adult england p2"))[0]
    assert "Please note: the review of uk-nrm-adult was due" in said
    assert said.endswith("1 go  2 leave someone out  3 stop")
