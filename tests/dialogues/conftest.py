"""A world for each test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from config.load import load_template, shipped_templates
from tests.builders import a_directory
from tests.cast import CHAIR, HANA, HARBOUR_DEPUTY, HEATH, LENA, MORGAN, PAT
from tests.world import World, a_world
from workflows.language.template import Template
from workflows.values.ids import MatrixRoomId
from workflows.values.model import RoomKind

CAST = (PAT, HANA, HEATH, LENA, MORGAN, CHAIR, HARBOUR_DEPUTY)


@pytest.fixture(scope="session")
def templates() -> tuple[Template, ...]:
    return tuple(load_template(path) for path in sorted(shipped_templates().glob("*.yaml")))


@pytest.fixture
def database_url(migrated_url: str) -> str:
    """Migrations are tested elsewhere."""
    return migrated_url


@pytest.fixture
async def empty_world(database_url: str, templates: tuple[Template, ...]) -> AsyncIterator[World]:
    """Nobody has written to the bot yet."""
    async with a_world(database_url, templates, a_directory()) as world:
        yield world


@pytest.fixture
async def world(empty_world: World) -> World:
    """Everybody of the cast has a direct chat."""
    await empty_world.greets(*CAST)
    return empty_world


@pytest.fixture
async def case(world: World) -> MatrixRoomId:
    """The joint room of a case opened by Pat of City Police, everybody in it."""
    await world.says(PAT, "case open uk-nrm-adult england P2")
    opened = await world.says(PAT, "1")
    assert any("Opened." in line for line in opened), opened
    world.heard_everything()
    return world.room(RoomKind.JOINT)


@pytest.fixture
async def only_health_is_due_soon(world: World, case: MatrixRoomId) -> None:
    """In this case only task 2 of Health East has a deadline near."""
    await world.says(PAT, "!done 1", room=case)
    await world.says(PAT, "!done 3 found", room=case)
    world.heard_everything()
