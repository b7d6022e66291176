"""`python -m bot person …`: what an operator does about a person where nobody can do it in a chat."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.identity import WRONG_MASTER_KEY
from bot.cli.settings_folder import SettingsFolder
from bot.matrix.chain import fingerprint
from bot.service.clock import real_time
from bot.service.looking import ENROL
from config.load import Configuration, load
from config.mistakes import Mistakes
from config.settings import SecretMissing
from config.snapshots import decode_ladders, decode_template
from storage.engine import make_engine
from storage.errors import SchemaMismatch, WrongMasterKey
from storage.unit_of_work import Store
from storage.vault import Vault
from workflows.values.ids import IdentityKey, UserId
from workflows.values.model import PinState

person = typer.Typer(no_args_is_help=True, help="Confirm a person where no coordinator, lead or administrator can.")


@person.callback()
def about() -> None:
    """Confirm a person where no coordinator, lead or administrator can."""


@person.command()
def enrol(
    user: Annotated[str, typer.Argument(help="The person's Matrix id, @name:server.")],
    settings: SettingsFolder = Path("settings"),
) -> None:
    """Accept a person's new security keys, after comparing the fingerprint with them. Works beside a running bot."""
    try:
        configuration = load(settings, real_time())
        raise typer.Exit(asyncio.run(_enrol(configuration, UserId(user))))
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            typer.echo(str(mistake), err=True)
    except SecretMissing as missing:
        typer.echo(str(missing), err=True)
    except WrongMasterKey:
        typer.echo(WRONG_MASTER_KEY, err=True)
    except SchemaMismatch:
        typer.echo("The database is not of this version: start the bot once.", err=True)
    raise typer.Exit(2)


async def _enrol(configuration: Configuration, user: UserId) -> int:
    known = configuration.directory.person(user)
    if known is None:
        typer.echo(f"{user} is not in the directory.", err=True)
        return 1
    settings = configuration.settings
    engine = make_engine(settings.database_url(os.environ))
    vault = Vault(settings.master_key_bytes(os.environ))
    store = Store(engine, vault, decode_template=decode_template, decode_ladders=decode_ladders)
    try:
        await store.open()
        async with store.read() as uow:
            pin = next((pin for pin in await uow.pins.all() if pin.user == user), None)
        if pin is None or pin.state is not PinState.FROZEN:
            typer.echo(f"Nothing to confirm: {known.name} is not frozen.")
            return 1
        identity = IdentityKey(pin.seen or pin.identity)
        typer.echo(f"{known.name} ({user}) now has the fingerprint\n  {fingerprint(identity)}")
        typer.echo("Have them read it to you from their own client, on the phone, and know their voice.")
        if not typer.confirm("Is it the same?"):
            typer.echo("Nothing was changed.")
            return 1
        async with store.work() as uow:
            await uow.meta.set(ENROL + user, identity)
            await uow.commit()
        typer.echo("Confirmed. The bot carries it out within a minute, or when it starts.")
        return 0
    finally:
        await store.close()
