"""A world on a folder of settings: the example's, with two administrators, whose files the tests change."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.service.questions import Reload
from config.load import Configuration, load, shipped_templates
from tests.cast import OPENED
from tests.config.folders import example
from tests.world import World
from workflows.values.ids import ContentHash, MatrixRoomId, TemplateId, UserId
from workflows.values.model import RoomKind
from workflows.values.versions import Version

ADLER, OKAFOR = UserId("@adler:example.org"), UserId("@okafor:example.org")
REYES, BRANDT, MORGAN = (UserId(f"@{name}:example.org") for name in ("reyes", "brandt", "morgan"))
ADULT = TemplateId("uk-nrm-adult")
ADMINISTRATORS = ("directory.yaml", 'administrators: ["@adler', 'administrators: ["@okafor:example.org", "@adler')


class FolderWorld(World):
    """`write` and `edit` change files, `reloads` has them read; `starts_again` is a restart of the program."""

    def __init__(self, url: str, folder: Path, found: Configuration) -> None:
        super().__init__(url, found.directory, found.templates.values())
        self.folder, self.sources = folder, found.sources

    @property
    def admins(self) -> MatrixRoomId:
        return self.room(RoomKind.ADMINS)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def write(self, number: int, *, due: str = "2h", name: str = "uk-nrm-adult") -> str:
        """The adult protocol as a file of the folder, in a version of its own; its text."""
        text = adult(number, due=due)
        (self.folder / "templates").mkdir(exist_ok=True)
        (self.folder / "templates" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return text

    async def reloads(self) -> list[str]:
        """What the administrators' room reads of a reload that a signal asked for."""
        self.heard_everything()
        self.reading.wanted()
        await self.settle()
        return self.news(self.admins)

    async def starts_again(self) -> None:
        """The program begins anew on what is kept, with what the files say now."""
        live = self.known.written
        await self.crash()
        found = load(self.folder, self.now, {}, live=live)
        self.directory, self.templates = found.directory, dict(found.templates)
        await self.start()
        self.decider.ask(Reload(id="start", found=found, starting=True))
        await self.settle()

    async def code(self, template: TemplateId = ADULT) -> str:
        """The code of what waits, as the administrators read it."""
        said = "\n".join(await self.says(ADLER, "!workflow pending", room=self.admins))
        return said.partition(f"!workflow confirm {template} ")[2][:4]

    async def versions(self) -> tuple[Version, ...]:
        async with self.store.read() as uow:
            return await uow.versions.all()

    async def live(self, template: TemplateId = ADULT) -> ContentHash | None:
        async with self.store.read() as uow:
            return (await uow.versions.live()).get(template)

    async def audited(self, action: str) -> int:
        async with self.store.read() as uow:
            return sum(f'"{action}"' in link.entry for link in await uow.audit.links())


def adult(number: int, *, due: str = "2h") -> str:
    """The shipped adult protocol with another number, and another time for its first task."""
    text = (shipped_templates() / "uk-nrm-adult.yaml").read_text(encoding="utf-8")
    numbered = re.sub(r"^version: \d+$", f"version: {number}", text, count=1, flags=re.MULTILINE)
    return re.sub(r"^    due: \w+$", f"    due: {due}", numbered, count=1, flags=re.MULTILINE)


def place_of(text: str, word: str) -> str:
    """`line:column` of a word, as editors count."""
    before = text[: text.index(word)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@asynccontextmanager
async def a_folder_world(url: str, folder: Path) -> AsyncIterator[FolderWorld]:
    """Everybody has a chat, and the administrators their room."""
    example(folder, ADMINISTRATORS)
    world = FolderWorld(url, folder, load(folder, OPENED, {}))
    await world.start()
    await world.settle()
    await world.greets(ADLER, OKAFOR, REYES, BRANDT, MORGAN)
    world.heard_everything()
    try:
        yield world
    finally:
        await world.crash()
