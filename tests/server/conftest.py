"""The bot's account without a running bot, somebody who looks at it from outside, and the stage of a whole test."""

import pytest

from demo.people import Person
from tests.server.accounts import Account
from tests.server.bots import PASSWORD
from tests.server.gathering import Gathering
from tests.server.stage import staged


def localpart(name, tmp_path):
    return f"{name}-{tmp_path.name}".replace("_", "-").lower()


@pytest.fixture
async def account(homeserver, tmp_path):
    account = Account(homeserver, tmp_path, await homeserver.register(localpart("bot", tmp_path), PASSWORD))
    yield account
    for session in account.sessions:
        await session.close()


@pytest.fixture
async def onlooker(homeserver, tmp_path):
    user = await homeserver.register(localpart("ann", tmp_path), PASSWORD)
    ann = await Person.login(homeserver.url, user, PASSWORD, tmp_path / "ann")
    yield ann
    await ann.close()


@pytest.fixture
async def person(homeserver, tmp_path):
    gathering = Gathering(homeserver, tmp_path)
    yield gathering
    for each in gathering.people:
        await each.close()


@pytest.fixture
async def stage(homeserver, tmp_path):
    async with staged(homeserver, tmp_path) as stage:
        yield stage
