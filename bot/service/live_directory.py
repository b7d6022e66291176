"""The directory that counts, in the database: as the files say, with what was changed about people by command."""

from collections.abc import Iterable
from datetime import datetime

from config.overlay import in_step, overlaid
from config.snapshots import encode_directory, encode_ladders
from storage.templates import DIRECTORY, LADDERS
from storage.unit_of_work import UnitOfWork
from workflows.values.directory import Directory
from workflows.values.person_changes import PersonChange


async def put_live(uow: UnitOfWork, directory: Directory) -> None:
    """Keep a directory with its ladders by their hashes, and let it be the live one."""
    await uow.blobs.put(DIRECTORY, directory.hash, encode_directory(directory))
    await uow.blobs.put(LADDERS, directory.ladders_hash, encode_ladders(directory.ladders))
    await uow.blobs.set_live(DIRECTORY, directory.hash)


async def keep(
    uow: UnitOfWork, filed: Directory, changes: Iterable[PersonChange], now: datetime
) -> tuple[PersonChange, ...]:
    """Let a directory of files go live under the changes made by command.

    Those that it makes different (most are over: it says the same) are saved, and given back to be remembered once the
    transaction is committed. With another directory every task is checked at once, since its calendars may be others.
    """
    stored = tuple(changes)
    stepped = in_step(filed, stored, now)
    latest = {(row.agency, row.user, row.what): row for row in (*stored, *stepped)}
    await uow.person_changes.save(stepped)
    directory = overlaid(filed, latest.values())
    if (await uow.blobs.live()).get(DIRECTORY) not in (None, directory.hash):
        await uow.tasks.check_all(now)
    await put_live(uow, directory)
    return stepped
