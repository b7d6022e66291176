"""The audit log as a chain that anybody can check: each entry holds the hash of the one before it.

Standard library only. An entry is canonical JSON; its hash is SHA-256 over the leaf tag of RFC 6962 (0x00) and those
bytes. What people typed is not in it: only HMAC-SHA256 commitments with a fresh salt for each field, so that a value
can be shown to be the one recorded while it is kept, and cannot be guessed once it is erased.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

VERSION: Final = 1
SALT_BYTES: Final = 32
START: Final = "0" * 64  # what the first entry has as the hash before it
_LEAF: Final = b"\x00"
_BEFORE, _BETWEEN, _AFTER = b'{"entry":', b',"hash":"', b'"}'


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is and what its last hash is; kept elsewhere it shows that nothing was cut off."""

    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the log. `entry` is the canonical text that the hash is over."""

    seq: int
    prev: str
    hash: str
    entry: str


def canonical(entry: Mapping[str, Any]) -> str:
    """The one way to write an entry: sorted keys, no spaces, ASCII."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def link(seq: int, prev: str, entry: Mapping[str, Any]) -> Link:
    """The next link: `entry` with its place in the chain."""
    text = canonical({**entry, "v": VERSION, "seq": seq, "prev": prev})
    return Link(seq, prev, digest(text), text)


def digest(text: str) -> str:
    return hashlib.sha256(_LEAF + text.encode()).hexdigest()


def commitment(salt: bytes, field: str, value: str) -> str:
    return hmac.new(salt, field.encode() + b"\0" + value.encode(), hashlib.sha256).hexdigest()


def verify(links: Iterable[Link], head: Head | None = None) -> int | None:
    """The sequence number of the first entry that is not as it was written; None: all are.

    Without a `head` kept elsewhere, entries cut off at the end cannot be missed.
    """
    expected, prev = 0, START
    for each in links:
        if not _is_next(each, expected, prev):
            return expected
        expected, prev = expected + 1, each.hash
    return None if head is None or head == Head(expected, prev) else expected


def _is_next(each: Link, seq: int, prev: str) -> bool:
    if digest(each.entry) != each.hash or (each.seq, each.prev) != (seq, prev):
        return False
    try:
        entry = json.loads(each.entry)
    except ValueError:
        return False
    known = isinstance(entry, dict) and entry.get("v") == VERSION
    return known and entry.get("seq") == seq and entry.get("prev") == prev and canonical(entry) == each.entry


def proves(entry: str, field: str, salt: bytes, value: str) -> bool:
    """Whether `value` is what the entry recorded for `field`."""
    recorded = json.loads(entry)["commits"].get(field, "")
    return hmac.compare_digest(recorded, commitment(salt, field, value))


def export(links: Iterable[Link]) -> Iterator[bytes]:
    """JSON Lines for somebody else to check; the last line is the head."""
    size, last = 0, START
    for each in links:
        yield _BEFORE + each.entry.encode() + _BETWEEN + each.hash.encode() + _AFTER + b"\n"
        size, last = size + 1, each.hash
    yield canonical({"head": last, "size": size}).encode() + b"\n"


def verify_export(exported: bytes) -> int | None:
    """Like `verify`, over the bytes of an export: any other byte than was written is found."""
    lines = exported.split(b"\n")
    count = len(lines) - 2
    if count < 0 or lines[-1] != b"":
        return max(count, 0)
    bad = verify(_links(lines[:count]))
    if bad is not None:
        return bad
    last = lines[count - 1][-2 - 64 : -2].decode() if count else START
    return None if lines[count] == canonical({"head": last, "size": count}).encode() else count


def _links(lines: Iterable[bytes]) -> Iterator[Link]:
    """Each line as the link it claims to be; one that has another form never verifies."""
    for seq, line in enumerate(lines):
        entry, hashed = line[len(_BEFORE) : -len(_BETWEEN) - 64 - len(_AFTER)], line[-64 - len(_AFTER) : -len(_AFTER)]
        if line != _BEFORE + entry + _BETWEEN + hashed + _AFTER or not line.isascii():
            yield Link(seq, "", "", "")
            continue
        try:
            prev = json.loads(entry)["prev"]
        except (ValueError, KeyError, TypeError):
            prev = ""
        yield Link(seq, prev, hashed.decode(), entry.decode())
