"""Directories, templates and ladders as immutable bytes by hash, and which are live; small facts by name."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, select

from storage.database import Database
from storage.keys import Keys
from storage.tables import blob, live, meta
from workflows.values.ids import ContentHash

TEMPLATE: Final = "template"
LADDERS: Final = "ladders"
DIRECTORY: Final = "directory"


class Blobs:
    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    async def put(self, kind: str, content_hash: ContentHash, content: bytes) -> None:
        """Keep `content` for ever; what is there already stays as it is."""
        await self._keys.need([None])
        sealed = self._keys.seal(content, "blob", f"{kind}/{content_hash}", None)
        insert = self._db.insert(blob).on_conflict_do_nothing()
        await self._db.run(insert, [{"kind": kind, "hash": content_hash, "sealed": sealed}])

    async def get(self, kind: str, content_hash: ContentHash) -> bytes | None:
        found = select(blob.c.sealed).where(blob.c.kind == kind, blob.c.hash == content_hash)
        sealed = (await self._db.run(found)).scalar()
        if sealed is None:
            return None
        await self._keys.need([None])
        return self._keys.unseal(sealed, "blob", f"{kind}/{content_hash}", None)

    async def set_live(self, name: str, content_hash: ContentHash) -> None:
        """Let `name` (directory, template:ID) mean this content from now on."""
        insert = self._db.insert(live)
        anew = insert.on_conflict_do_update(index_elements=["name"], set_={"hash": insert.excluded.hash})
        await self._db.run(anew, [{"name": name, "hash": content_hash}])

    async def live(self) -> Mapping[str, ContentHash]:
        return {name: ContentHash(content) for name, content in await self._db.run(select(live.c.name, live.c.hash))}


class Meta:
    """Small facts by name: the sync cursor, the high-water mark of the clock, ... Never anything about a case."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, name: str) -> str | None:
        value = (await self._db.run(select(meta.c.value).where(meta.c.name == name))).scalar()
        return None if value is None else str(value)

    async def set(self, name: str, value: str) -> None:
        insert = self._db.insert(meta)
        anew = insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
        await self._db.run(anew, [{"name": name, "value": value}])

    async def beginning(self, prefix: str) -> Mapping[str, str]:
        """Those whose name begins like this, by the rest of the name."""
        found = select(meta.c.name, meta.c.value).where(meta.c.name.startswith(prefix, autoescape=True))
        return {name.removeprefix(prefix): value for name, value in await self._db.run(found)}

    async def forget(self, name: str) -> None:
        await self._db.run(delete(meta).where(meta.c.name == name))
