"""An administrator asks whether the templates can be used as they are; others are not told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.dialogues.folder_world import ADLER, MORGAN, FolderWorld, a_folder_world


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[FolderWorld]:
    async with a_folder_world(database_url, tmp_path / "settings") as made:
        yield made


async def test_it_says_what_is_worth_a_look_in_what_is_used_and_in_what_waits(world: FolderWorld) -> None:
    (said,) = await world.says(ADLER, "!workflow check", room=world.admins)
    assert said.splitlines() == [
        "Worth a look:",
        "uk-nrm-adult: no agency of harbour can be health in GB-WLS. "
        "Then add one of type health, or write optional: true.",
        "uk-nrm-adult: no agency of harbour can be interpreter in GB-ENG, GB-WLS. "
        "Then add one of type private_partner or ngo with interpreting, or write optional: true.",
    ]
    (said,) = await world.says(ADLER, "!workflow check missing-child", room=world.admins)
    assert said == "It can be used as it is."
    world.write(2)
    await world.reloads()
    (said,) = await world.says(ADLER, "!workflow check uk-nrm-adult", room=world.admins)
    assert said.count("uk-nrm-adult (waiting): ") == 2


async def test_nobody_else_is_told(world: FolderWorld) -> None:
    (said,) = await world.says(MORGAN, "workflow check")
    assert "administrator" in said
