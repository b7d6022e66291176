"""One installation for all of these tests: what one of them leaves behind is what the next one has to live with."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from demo.homeserver import Homeserver
from tests.server.proxy import proxied
from tests.whole.installation import Installation


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def installed(homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    async with proxied(homeserver.url) as proxy:
        installation = Installation(homeserver, proxy, tmp_path_factory.mktemp("installation"))
        try:
            await installation.set_up()
            yield installation
        finally:
            await installation.tear_down()


@pytest_asyncio.fixture(loop_scope="session")
async def running(installed: Installation) -> Installation:
    """The installation with the bot running and nothing under way."""
    installed.stop_at("nowhere")
    if not installed.bot.running:
        await installed.bot.stop()
        await installed.start_again()
        await installed.quiet()
    return installed
