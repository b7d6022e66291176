"""The settings, read by a process of its own: the same as when they are read here, for what is live and what is not."""

import os
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.service import reading_process
from bot.service.reading_process import LiveMeanwhile
from bot.service.reading_settings import in_a_process
from config.load import Configuration, load
from tests.dialogues.folder_world import ADULT, FolderWorld, a_folder_world
from tests.world import MASTER_KEY


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[FolderWorld]:
    async with a_folder_world(database_url, tmp_path / "settings") as made:
        yield made


def environ(world: FolderWorld) -> dict[str, str]:
    return {
        "CASEROOM_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        "CASEROOM_DATABASE_URL": world.url,
        "CASEROOM_PASSWORD": "a password",
    }


async def test_it_finds_what_would_be_found_here(world: FolderWorld) -> None:
    text = world.write(2)
    found = await reading_process.read(world.folder, world.now, environ(world), world.known.written)
    here = load(world.folder, world.now, environ(world), live=world.known.written)
    assert isinstance(found, Configuration)
    assert found.settings == here.settings
    assert found.directory == here.directory
    assert found.templates == here.templates
    assert found.sources == {ADULT: text.encode()}  # the others are live, and kept


async def test_it_finds_the_same_mistakes(world: FolderWorld) -> None:
    world.edit("directory.yaml", "type: ngo", "type: nog")
    found = await reading_process.read(world.folder, world.now, environ(world), world.known.written)
    assert isinstance(found, tuple)
    (mistake,) = found
    assert str(mistake).endswith("did you mean `ngo`?")


async def test_what_went_live_meanwhile_has_it_look_once_more(world: FolderWorld) -> None:
    others = {name: replace(one, hash="another") for name, one in world.known.written.items()}  # type: ignore[arg-type]
    with pytest.raises(LiveMeanwhile):
        await reading_process.read(world.folder, world.now, environ(world), others)


async def test_where_it_cannot_read_at_all_the_bot_goes_on_and_says_so(world: FolderWorld) -> None:
    without = environ(world) | {"CASEROOM_MASTER_KEY": "not a key"}
    world.reading._read = in_a_process(world.folder, lambda: world.now, without)
    (said,) = await world.reloads()
    assert "they could not be read (R-" in said
    assert "look at the log" in said


async def test_a_file_that_never_ends_is_given_up(world: FolderWorld) -> None:
    (world.folder / "templates").mkdir()
    os.mkfifo(world.folder / "templates" / "slow.yaml")
    world.reading._read = in_a_process(world.folder, lambda: world.now, environ(world))
    world.reading._longest = 0.5
    (said,) = await world.reloads()
    assert "they could not be read within 0.5 seconds" in said
