"""The settings of one installation, and where its secrets are kept: never in a YAML file, never in a value here."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeGuard

from config.mistakes import Mistake
from config.shapes import SettingsShape
from config.shaping import Placed
from workflows.values.directory import Span, SpanUnit
from workflows.values.ids import UserId

KEY_BYTES = 32
LARGEST_SECRET = 16_384  # bytes
EMPTY_ROOMS_AFTER = timedelta(days=30)
ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?/?")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
DRIVERS = {"sqlite+aiosqlite": "sqlite+aiosqlite", "sqlite": "sqlite+aiosqlite"} | dict.fromkeys(
    ("postgresql+asyncpg", "postgresql", "postgres"), "postgresql+asyncpg"
)
URL_VARIABLE = "CASEROOM_DATABASE_URL"
UNITS = {SpanUnit.MINUTES: "minutes", SpanUnit.HOURS: "hours", SpanUnit.DAYS: "days", SpanUnit.WEEKS: "weeks"}


class SecretMissing(Exception):
    """A secret is in no file and no environment variable. Says where it was looked for, never its value."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept: an environment variable, which goes first, or a file."""

    variable: str
    file: Path | None

    def read(self, environ: Mapping[str, str]) -> str:
        """The secret, without the space around it. Raises SecretMissing."""
        found = environ.get(self.variable, "").strip()
        if not found and self.file is not None:
            try:
                with self.file.open("rb") as file:
                    found = file.read(LARGEST_SECRET).decode().strip()
            except (OSError, UnicodeDecodeError):
                found = ""
        if not found:
            places = f"{self.variable} or {self.file}" if self.file else self.variable
            raise SecretMissing(f"there is no secret in {places}")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one installation runs. Every path is absolute."""

    folder: Path
    homeserver: str
    user: UserId
    device_name: str
    password: Secret
    token: Secret | None  # where it is given, it goes before the password
    master_key: Secret  # base64 of 32 random bytes
    data: Path
    database: str | Secret  # a URL for SQLAlchemy; with a password in it, it is a secret
    health_file: Path
    federate: bool = False
    empty_rooms_after: timedelta = EMPTY_ROOMS_AFTER
    pager_command: tuple[str, ...] | None = None

    def database_url(self, environ: Mapping[str, str]) -> str:
        """The URL of the database, with the driver named. Raises SecretMissing."""
        url = self.database if isinstance(self.database, str) else self.database.read(environ)
        scheme, colon, rest = url.partition(":")
        return DRIVERS.get(scheme, scheme) + colon + rest

    def master_key_bytes(self, environ: Mapping[str, str]) -> bytes:
        """The 32 bytes of the master key. Raises SecretMissing, also where it is not a key."""
        try:
            key = b64decode(self.master_key.read(environ), validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise SecretMissing(f"the master key is not {KEY_BYTES} bytes in base64")
        return key


def settings_of(
    part: Placed[SettingsShape], folder: Path, environ: Mapping[str, str], found: list[Mistake]
) -> Settings:
    """The settings that the file says, mistakes added to `found`."""
    shape = part.shape
    found.extend(_mistakes(part, environ))
    data = folder / shape.data
    after = shape.empty_rooms_after
    return Settings(
        folder=folder,
        homeserver=shape.homeserver.rstrip("/"),
        user=UserId(shape.user),
        device_name=shape.device_name,
        password=Secret("CASEROOM_PASSWORD", folder / shape.password_file if shape.password_file else None),
        token=Secret("CASEROOM_TOKEN", folder / shape.token_file) if shape.token_file else None,
        master_key=Secret("CASEROOM_MASTER_KEY", folder / shape.master_key_file),
        data=data,
        database=_database(shape, folder, data, environ),
        health_file=folder / shape.health_file if shape.health_file else data / "health",
        federate=shape.federate,
        empty_rooms_after=timedelta(**{UNITS[after.unit]: after.amount}) if _is_plain(after) else EMPTY_ROOMS_AFTER,
        pager_command=tuple(shape.pager.command) if shape.pager else None,
    )


def _database(shape: SettingsShape, folder: Path, data: Path, environ: Mapping[str, str]) -> str | Secret:
    if shape.database_file or URL_VARIABLE in environ:
        return Secret(URL_VARIABLE, folder / shape.database_file if shape.database_file else None)
    if shape.database is None:
        return f"sqlite:///{data / 'caseroom.db'}"
    scheme, is_file, path = shape.database.partition(":///")
    return f"{scheme}:///{folder / path}" if is_file and scheme.startswith("sqlite") else shape.database


def _is_plain(span: Span | None) -> TypeGuard[Span]:
    return span is not None and span.unit in UNITS


def _mistakes(part: Placed[SettingsShape], environ: Mapping[str, str]) -> Iterator[Mistake]:
    shape = part.shape
    if form := better_address(shape.homeserver):
        yield part.mistake(f"`homeserver`: `{shape.homeserver}` cannot be used", form, "homeserver")
    if not (shape.password_file or shape.token_file or environ.keys() & {"CASEROOM_PASSWORD", "CASEROOM_TOKEN"}):
        yield part.mistake("there is no way to log in", "add `password_file: secrets/password` or `token_file`")
    if shape.database and shape.database_file:
        yield part.mistake("the database is named twice", "keep `database` or `database_file`", "database_file")
    if shape.database and (form := _better_database(shape.database)):
        yield part.mistake("`database` cannot be used as it stands", form, "database")
    if shape.empty_rooms_after and not _is_plain(shape.empty_rooms_after):
        yield part.mistake("rooms are emptied after calendar time", "write `30d`", "empty_rooms_after")


def better_address(address: str) -> str | None:
    """How to write the address of a homeserver that cannot be used as it stands; None for one that can."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        return "write for example `https://matrix.example.org`"
    return None if match["scheme"] == "https" or match["host"] in LOOPBACK else f"write `https{address[4:]}`"


def _better_database(database: str) -> str | None:
    scheme, colon, rest = database.partition("://")
    if not colon or scheme not in DRIVERS:
        return "write `sqlite:///data/caseroom.db` or `postgresql://host/name`"
    if "password=" in rest or ":" in rest.rpartition("@")[0]:
        return f"keep a URL with a password in `database_file: secrets/database-url` or in {URL_VARIABLE}"
    return None
