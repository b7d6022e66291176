"""The sub-commands of `python -m bot identity`, wired to an installation's folder of settings."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from bot.cli import identity as commands
from bot.cli.settings_folder import DEFAULT_FOLDER, SettingsFolder
from bot.gateway import Batch, Message
from bot.matrix.beside import beside
from bot.matrix.credentials import DataFolder, SessionRefused
from bot.matrix.identity import OwnDevice, own_device
from bot.matrix.keeping import IdentityFile
from bot.matrix.login import LoginSettings
from bot.matrix.session import MatrixSession
from bot.matrix.trust import Trust
from bot.matrix.wire import Wire
from bot.service.clock import real_time
from config.load import Configuration, load
from config.mistakes import Mistakes
from config.settings import SecretMissing, Settings
from storage.vault import Vault
from workflows.values.ids import EventId, IdentityKey, UserId

identity = typer.Typer(no_args_is_help=True, help="The bot's own identity: show, prove, recover, reset.")


class _Nobody:
    """Receives nothing and accepts no one: these commands never read the sync (it would eat the bot's keys)."""

    async def cursor(self) -> str | None:
        return None

    async def known(self, event: EventId) -> bool:
        return True

    async def receive(self, batch: Batch) -> None:
        return None

    async def readable_now(self, message: Message) -> None:
        return None

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None:
        return None

    def pinned(self, user: UserId) -> IdentityKey | None:
        return None

    def frozen(self, user: UserId) -> bool:
        return False


@identity.command()
def show(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Print the fingerprint and, once, the recovery key. Works beside a running bot."""
    configuration = _load(settings)
    raise typer.Exit(commands.show(_file(configuration), typer.echo))


@identity.command()
def prove(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Show that a recovery key still brings the identity back. Changes nothing, and works beside a running bot."""
    raise typer.Exit(asyncio.run(_prove(_load(settings).settings)))


async def _prove(settings: Settings) -> int:
    try:
        async with beside(settings.homeserver, settings.user, DataFolder(settings.data)) as wire:
            typed = await asyncio.to_thread(typer.prompt, "Recovery key", hide_input=True)
            return await commands.prove(wire, settings.user, typed, typer.echo)
    except SessionRefused as refused:
        typer.echo(str(refused), err=True)
        return 2


@identity.command()
def recover(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Bring the identity back with the recovery key. The bot must be stopped."""
    typed = typer.prompt("Recovery key", hide_input=True)

    async def bring_back(wire: Wire, device: OwnDevice, file: IdentityFile, _: str | None) -> int:
        return await commands.recover(wire, device, file, typed, typer.echo)

    raise typer.Exit(asyncio.run(_with_session(_load(settings), bring_back)))


@identity.command()
def reset(settings: SettingsFolder = DEFAULT_FOLDER) -> None:
    """Replace the identity: people's clients will warn them. The bot must be stopped."""

    async def replace(wire: Wire, device: OwnDevice, file: IdentityFile, password: str | None) -> int:
        return await commands.reset(
            wire, device, file, typer.echo, confirm=typer.confirm, password=password, approve=_approve
        )

    raise typer.Exit(asyncio.run(_with_session(_load(settings), replace)))


async def _approve(address: str) -> None:
    typer.echo(f"Open this address in a browser and approve: {address}")
    await asyncio.to_thread(typer.prompt, "Then press Enter", default="", show_default=False)


def _load(folder: Path) -> Configuration:
    try:
        return load(folder, real_time())
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            typer.echo(str(mistake), err=True)
        raise typer.Exit(2) from None


def _file(configuration: Configuration) -> IdentityFile:
    try:
        vault = Vault(configuration.settings.master_key_bytes(os.environ))
    except SecretMissing as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from None
    return IdentityFile(configuration.settings.data, vault.derive("identity"))


async def _with_session(
    configuration: Configuration,
    act: Callable[[Wire, OwnDevice, IdentityFile, str | None], Awaitable[int]],
) -> int:
    os.umask(0o077)
    settings, nobody, file = configuration.settings, _Nobody(), _file(configuration)
    try:
        password = settings.password.read(os.environ)
    except SecretMissing:
        password = None
    login = LoginSettings(
        homeserver=settings.homeserver,
        user=settings.user,
        token_file=settings.token.file if settings.token else None,
        password=password,
    )
    session = MatrixSession(login, DataFolder(settings.data), nobody, lambda client: Trust(client, nobody, nobody))
    try:
        async with _started(session):
            if session.client.olm is None:
                typer.echo("The homeserver does not answer, or does not accept the bot. Nothing was changed.", err=True)
                return 2
            return await act(session.client, own_device(session.client), file, password)
    except SessionRefused as refused:
        typer.echo(str(refused), err=True)
        return 2


@asynccontextmanager
async def _started(session: MatrixSession) -> AsyncIterator[None]:
    await session.start()
    try:
        yield
    finally:
        await session.close()
