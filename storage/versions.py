"""The versions of templates: each proposal with what became of it, and what it says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from storage.database import Database
from storage.keys import Keys
from storage.rows import Kept, save
from storage.snapshots import Decoded
from storage.tables import version
from storage.templates import TEMPLATE, Blobs
from workflows.language.shelf import Shelf
from workflows.language.template import Template
from workflows.values.ids import ContentHash, TemplateId
from workflows.values.versions import Version, VersionState

VERSION: Final = Kept(version, Version)
LIVE_TEMPLATE: Final = "template:"  # and its id: the name of a live pointer
SOURCE: Final = "source"  # the kind of a blob: the YAML that a template was read from, by the template's hash
ENDED: Final = frozenset({VersionState.PAST, VersionState.WITHDRAWN})


class Versions:
    """At most one version of a template is live, and at most one waits: the database sees to it."""

    def __init__(self, db: Database, keys: Keys, blobs: Blobs, decoded: Decoded) -> None:
        self._db = db
        self._keys = keys
        self._blobs = blobs
        self._decoded = decoded

    async def put(self, content_hash: ContentHash, content: bytes, source: bytes | None) -> None:
        """Keep what a version says, and the YAML it was read from, before the version itself is saved."""
        await self._blobs.put(TEMPLATE, content_hash, content)
        if source is not None:
            await self._blobs.put(SOURCE, content_hash, source)

    async def save(self, rows: Sequence[Version]) -> None:
        """Those that end make room first; what is live is pointed to as such. Raises Stale, Taken."""
        for part in ([row for row in rows if row.state in ENDED], [row for row in rows if row.state not in ENDED]):
            await save(self._db, self._keys, VERSION, ((row, {}) for row in part))
        for row in rows:
            if row.state is VersionState.LIVE:
                await self._blobs.set_live(LIVE_TEMPLATE + row.template, row.hash)

    async def all(self) -> tuple[Version, ...]:
        """The oldest first."""
        order = VERSION.select.order_by(version.c.proposed_at, version.c.id)
        return tuple(VERSION.read(row, self._keys) for row in await self._db.run(order))

    async def shelf(self, templates: Iterable[TemplateId] | None = None) -> Shelf:
        """All versions, or those of some templates, each with its content."""
        wanted = None if templates is None else frozenset(templates)
        rows = tuple(row for row in await self.all() if wanted is None or row.template in wanted)
        contents = {row.hash: await self.content(row.hash) for row in rows}
        return Shelf(versions=rows, contents=contents)

    async def content(self, content_hash: ContentHash) -> Template:
        """Raises LookupError."""
        return await self._decoded.template(self._blobs, content_hash)

    async def live(self) -> Mapping[TemplateId, ContentHash]:
        """What new cases are opened with."""
        return {
            TemplateId(name.removeprefix(LIVE_TEMPLATE)): content
            for name, content in (await self._blobs.live()).items()
            if name.startswith(LIVE_TEMPLATE)
        }

    async def source(self, content_hash: ContentHash) -> bytes | None:
        """The YAML of a content, as it was first read."""
        return await self._blobs.get(SOURCE, content_hash)
