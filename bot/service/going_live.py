"""What counts from a start on: the directory of the files at once; templates as the database says, after the first."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.service import live_directory
from config.snapshots import encode_template
from storage.templates import DIRECTORY
from storage.unit_of_work import Store, UnitOfWork
from workflows.casework.snapshots import Moment, Standing
from workflows.casework.versions import from_the_first_start
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.effects import Record
from workflows.values.ids import Draw, TemplateId
from workflows.values.versions import Version


async def at_start(
    store: Store,
    directory: Directory,
    templates: Mapping[TemplateId, Template],
    sources: Mapping[TemplateId, bytes],
    now: datetime,
) -> None:
    """Let the directory count; at the very first start every template too, since there is nobody yet to be asked.

    `sources` are the YAML of the templates.
    """
    moment = Moment(now=now, draw=Draw(secrets.token_bytes(32), now), directory=directory, standing=Standing())
    async with store.work() as uow:
        before = (await uow.blobs.live()).get(DIRECTORY)
        await live_directory.keep(uow, directory, await uow.person_changes.all(), now)
        if before != (await uow.blobs.live()).get(DIRECTORY):
            await uow.audit.append((directory_record(directory, before),), actor=None, now=now)
        if not await uow.versions.all():
            first = from_the_first_start(templates.values(), moment)
            await put_contents(uow, templates.values(), sources)
            await uow.versions.save([row for row in first.save if isinstance(row, Version)])
            await uow.audit.append(first.audit, actor=None, now=now)
        await uow.commit()


async def put_contents(uow: UnitOfWork, templates: Iterable[Template], sources: Mapping[TemplateId, bytes]) -> None:
    """Keep what templates say, before a version of one is saved."""
    for template in templates:
        await uow.versions.put(template.hash, encode_template(template), sources.get(template.id))


def directory_record(directory: Directory, before: str | None) -> Record:
    return Record(action="directory.live", object=directory.hash, fields={"before": before or ""})


async def live_templates(uow: UnitOfWork) -> Mapping[TemplateId, Template]:
    """Those that new cases are opened with, as written, each under the hash by which it is kept."""
    return {
        name: replace(await uow.versions.content(content), hash=content)
        for name, content in (await uow.versions.live()).items()
    }
