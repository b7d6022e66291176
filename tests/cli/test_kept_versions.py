"""What an operator reads and orders beside a running bot: a reload, and the versions of templates."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli.main import app
from bot.service.beginning import configuration
from config.mistakes import Mistakes
from tests.dialogues.folder_world import ADLER, OKAFOR, FolderWorld, a_folder_world
from tests.world import MASTER_KEY
from workflows.values.ids import TemplateId


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


async def typed(world: FolderWorld, *words: str) -> tuple[int, str]:
    """Typed at the command line while the bot goes on."""
    line = [*words, "--settings", str(world.folder)]
    running = asyncio.create_task(asyncio.to_thread(CliRunner().invoke, app, line, env=environ(world)))
    while not running.done():
        await world.settle()
        await asyncio.sleep(0)
    done = await running
    return done.exit_code, done.output


def beats(world: FolderWorld) -> None:
    """The bot has just written its heartbeat."""
    (world.folder / "data").mkdir(exist_ok=True)
    (world.folder / "data" / "health").write_text("{}")


async def test_the_operator_reads_what_came_of_a_reload(world: FolderWorld) -> None:
    beats(world)
    world.write(2)
    code, said = await typed(world, "config", "reload")
    assert (code, "Waiting for two administrators: uk-nrm-adult." in said) == (0, True)
    world.edit("directory.yaml", "type: ngo", "type: nog")
    code, said = await typed(world, "config", "reload")
    assert code == 1
    assert said.startswith("The settings have 1 mistake. Nothing changed; the old ones go on.")
    async with world.store.read() as uow:
        assert await uow.meta.beginning("reload") == {}


async def test_without_a_bot_nobody_waits_for_an_answer(world: FolderWorld) -> None:
    code, said = await typed(world, "config", "reload")
    assert (code, said.startswith("The bot does not run.")) == (2, True)


async def test_what_waits_and_what_was_live_is_read_from_the_database(world: FolderWorld) -> None:
    world.write(2)
    await world.reloads()
    code, said = await typed(world, "workflow", "pending")
    assert (code, f"!workflow confirm uk-nrm-adult {await world.code()}" in said) == (0, True)
    await world.says(ADLER, f"workflow confirm uk-nrm-adult {await world.code()}")
    await world.says(OKAFOR, f"workflow confirm uk-nrm-adult {await world.code()}")
    code, said = await typed(world, "workflow", "history", "uk-nrm-adult")
    assert code == 0
    assert "2 · live since" in said
    assert "Administrator Adler and Chair Okafor" in said
    assert "uk-nrm-adult · 2 live since" in (await typed(world, "workflow", "history"))[1]
    assert await typed(world, "workflow", "history", "nothing") == (1, "There never was a template nothing.\n")


async def test_a_start_knows_the_templates_that_are_only_in_the_database(world: FolderWorld) -> None:
    name = TemplateId("of-the-chat")
    world.write(1, name="of-the-chat")
    world.edit("templates/of-the-chat.yaml", "id: uk-nrm-adult", "id: of-the-chat")
    await world.reloads()
    said = "\n".join(await world.says(ADLER, "workflow pending"))
    code = said.partition("confirm of-the-chat ")[2][:4]
    await world.says(ADLER, f"workflow confirm of-the-chat {code}")
    await world.says(OKAFOR, f"workflow confirm of-the-chat {code}")
    assert name in world.known.templates
    (world.folder / "templates" / "of-the-chat.yaml").unlink()
    world.edit("directory.yaml", "templates: [uk-nrm-adult]", "templates: [uk-nrm-adult, of-the-chat]")
    async with world.store.engine.begin() as connection:  # as an older version of the program left it
        await connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    found = await configuration(world.folder, world.now, environ(world))
    assert name in found.directory.task_forces[next(iter(found.directory.task_forces))].templates
    assert any("The directory changed" in line for line in await world.reloads())
    elsewhere = environ(world) | {"CASEROOM_DATABASE_URL": f"sqlite:///{world.folder}/none.db"}
    with pytest.raises(Mistakes, match="there is no template `of-the-chat`"):
        await configuration(world.folder, world.now, elsewhere)
