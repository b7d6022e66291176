"""Asking the homeserver beside a running bot: with the bot's token, and without its lock, its keys or its sync."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.matrix.client import WHOAMI, Client
from bot.matrix.credentials import DataFolder, SessionRefused
from bot.matrix.login import REFUSALS
from bot.matrix.wire import Wire, ask
from workflows.values.ids import UserId


@asynccontextmanager
async def beside(homeserver: str, user: UserId, folder: DataFolder) -> AsyncIterator[Wire]:
    """A wire for questions. It never logs in: with the bot's device that would take what waits for the bot.

    Raises SessionRefused where nobody has logged in yet, and where the homeserver does not accept the token.
    """
    kept = folder.credentials()
    if kept is None or kept.token is None or kept.user != user:
        raise SessionRefused(f"The bot has not logged in as {user} yet. Start it once.")
    client = Client(homeserver, user, folder.path)
    client.access_token, client.refusal = kept.token, None
    try:
        answer = await ask(client, "GET", WHOAMI)
        if answer.status in {401, 403}:
            raise SessionRefused(REFUSALS.get(answer.code, "The homeserver does not accept the bot's token."))
        yield client
    finally:
        await client.close()
