"""Directories, ladders and templates as canonical bytes, so that each is kept once, by the hash of what it says.

Sets are sorted, mappings and lists keep their order (that of people decides who is asked first), times are ISO 8601.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from workflows.language.template import Template
from workflows.values.directory import Directory, Ladder, Ladders, Priority
from workflows.values.ids import ContentHash

T = TypeVar("T")

NOT_YET = ContentHash("")
HASHES = {"hash", "ladders_hash"}  # of the content, so no part of it


def content_hash(content: bytes) -> ContentHash:
    """The name of a snapshot: SHA-256 of its bytes, in hexadecimal."""
    return ContentHash(hashlib.sha256(content).hexdigest())


def encode_directory(directory: Directory) -> bytes:
    """The directory with its ladders, without its hashes."""
    return _encoded(directory)


def decode_directory(content: bytes) -> Directory:
    """The directory that was encoded, its hashes computed anew. Raises ValueError if it is none."""
    return hashed(_decoded(_directories(), content, hash=NOT_YET, ladders_hash=NOT_YET))


def encode_template(template: Template) -> bytes:
    """The template without its hash, as JSON with its keys in the order of the values."""
    return _templates().dump_json(template, exclude={"hash"})


def decode_template(content: bytes) -> Template:
    """The template that was encoded. Raises ValueError if it is none."""
    return hashed_template(_decoded(_templates(), content, hash=NOT_YET))


def encode_ladders(ladders: Ladders) -> bytes:
    """The ladders of all priorities."""
    return _encoded({priority: ladders[priority] for priority in sorted(ladders)})


def decode_ladders(content: bytes) -> Ladders:
    """The ladders that were encoded. Raises ValueError if they are none."""
    return _decoded(_ladders(), content)


def hashed(directory: Directory) -> Directory:
    """The same directory with its hashes filled in."""
    ladders_hash = content_hash(encode_ladders(directory.ladders))
    return replace(directory, hash=content_hash(encode_directory(directory)), ladders_hash=ladders_hash)


def hashed_template(template: Template) -> Template:
    """The same template with its hash filled in."""
    return replace(template, hash=content_hash(encode_template(template)))


def _encoded(value: Any) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in HASHES}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // timedelta(seconds=1)
    return value


@cache
def _directories() -> TypeAdapter[Directory]:
    return TypeAdapter(Directory)


@cache
def _templates() -> TypeAdapter[Template]:
    return TypeAdapter(Template)


@cache
def _ladders() -> TypeAdapter[dict[Priority, Ladder]]:
    return TypeAdapter(dict[Priority, Ladder])


def _decoded(adapter: TypeAdapter[T], content: bytes, **more: str) -> T:
    plain = json.loads(content)
    if not isinstance(plain, dict):
        raise ValueError("a snapshot is a mapping")
    return adapter.validate_json(json.dumps(plain | more))
