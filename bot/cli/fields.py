"""docs/fields.md: every column of the database, and what anybody who holds a copy of it can read."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table

from storage.cases import CASE, SEAT
from storage.people_changes import CHANGE, SEALED
from storage.tables import metadata
from storage.tasks import TASK
from storage.types import Names, NameSet, Sealed, Utc, Word

OPENING: Final = """\
# What is stored

<!-- Made from storage/tables.py by `make docs`: change it there, and the sentences in bot/cli/fields.py. -->

Every column of the database, as [the privacy page](privacy.md) sums it up. **Sealed** means AES-256-GCM: rows of a case
under the key of that case, others under the key of the installation, both wrapped by the master key. Everything else
can be read by whoever holds the file. *Person*, *room* and *event* are Matrix ids; *id* is a random one of ours; *word*
is one of the few listed; *code* is a short identifier from the settings or a template. There is no column for a name, a
date of birth, a document, a phone number, an address or a picture.
"""

ABOUT: Final = {
    "case_": "One row for each case. There is no title and no description.",
    "room": "The rooms that the bot has made or entered, and what they should be like.",
    "member": "Who should be in a room, and who is.",
    "seat": "Who speaks for which agency in a case. Sealed: why they were asked in.",
    "task": "Sealed: its title, the agency's own reference, the reason given last, and the last move.",
    "told": "Who had to be told that a task is late: recorded, sent, withdrawn.",
    "handle": "The short number of a task that was paged, and who was shown it.",
    "dialogue": "A question that waits for somebody's answer. Sealed: what was answered so far. Deleted when it ends.",
    "pin": "Which identity is believed for a person.",
    "confirm_code": "A code that confirms a new identity, as a salted hash.",
    "person_change": "What coordinators changed about their people, until the files say it too. Sealed: what it is.",
    "inbox": "What arrived. Sealed: the message, until it is handled; then it is erased and the row stays as a key.",
    "outbox": "What is to be said. Sealed: the words. Erased if never sent; once sent, if they spoke of several cases.",
    "audit": "The chain of records. An entry holds codes, ids, pseudonyms of people and commitments, no words.",
    "audit_value": "Sealed: the words and the salt behind one commitment, under the case's key.",
    "audit_actor": "Sealed: the person behind a pseudonym.",
    "audit_head": "Where the chain ends.",
    "case_key": "The wrapped key of each case; empty once it is destroyed.",
    "blob": "Sealed: directory, ladders and templates as they were, by their hash.",
    "live": "Which of those counts now.",
    "version": "Each time that a template was proposed: who stood up for it, and what became of it.",
    "meta": "The sync position and a few counters of the installation.",
    "lease": "Not used yet.",
}

PEOPLE: Final = frozenset(
    "user person sender target by opened_by created_by added_by taken_by done_by asked_by proposed_by "
    "confirmed_by".split()
)
IDS: Final = frozenset(("id", "case", "task", "outbox", "merged_into", "edit_of", "nonce", "seal_id"))
HASHES: Final = frozenset(("hash", "prev", "template_hash", "ladders_hash", "directory_hash", "code_hash", "against"))
EVENTS: Final = frozenset(("event", "board", "wanted_pin", "pinned"))
OTHERS: Final = {
    ("audit", "entry"): "one record, as JSON",
    ("audit_actor", "subject"): "pseudonym",
    ("case_", "left_out"): "people and agencies",
    ("case_", "ref"): "random reference",
    ("handle", "shown_to"): "people",
    ("inbox", "room"): "room",
    ("inbox", "session"): "id of a Megolm session",
    ("meta", "value"): "text",
    ("outbox", "case_ids"): "ids",
    ("outbox", "key"): "what may be said once only",
    ("pin", "identity"): "public key",
    ("pin", "seen"): "public key",
    ("confirm_code", "identity"): "public key",
    ("room", "matrix_id"): "room",
    ("room", "name"): "codeword and reference",
    ("task", "blocked_by"): "agency, or number of a task",
}
INSIDE: Final = {kept.table.name: kept.secret for kept in (CASE, SEAT, TASK)} | {CHANGE.table.name: SEALED}
PLAIN: Final[Mapping[type[Any], str]] = {
    Utc: "time",
    Boolean: "yes or no",
    Integer: "number",
    LargeBinary: "wrapped key",
    Names: "codes",
    NameSet: "codes",
}


def fields_page() -> str:
    """The whole page, Markdown."""
    return "\n".join([OPENING, *(_section(metadata.tables[name]) for name in ABOUT)])


def _section(table: Table) -> str:
    rows = [f"| `{column.name}` | {_kind(table, column)} |" for column in table.columns]
    title = table.name.rstrip("_")
    return "\n".join([f"## {title}\n", f"{ABOUT[table.name]}\n", "| Column | What is in it |", "|---|---|", *rows, ""])


def _kind(table: Table, column: Column[Any]) -> str:
    type_, name = column.type, column.name
    if isinstance(type_, Sealed):
        return "**sealed**" + (f": {', '.join(INSIDE[table.name])}" if table.name in INSIDE else "")
    if isinstance(type_, Word):
        return "word: " + ", ".join(f"`{word.value}`" for word in type_.words)
    if (table.name, name) in OTHERS:
        return OTHERS[table.name, name]
    for kind, said in PLAIN.items():
        if isinstance(type_, kind):
            return said
    return next((said for names, said in NAMED if name in names), "code")


NAMED: Final = ((PEOPLE, "person"), (IDS, "id"), (HASHES, "hash"), (EVENTS, "event"))
