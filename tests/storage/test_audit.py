"""The audit log cannot be changed unnoticed, names nobody in clear, and outlives what is erased from it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from storage.chain import START, Head, Link, commitment, digest, export, link, proves, verify, verify_export
from storage.errors import Stale
from storage.tables import audit_actor
from tests.storage.samples import ANA, BEN, LEAD, NOW, put_case
from workflows.values.effects import Record
from workflows.values.ids import CaseId, EventId, UserId

GOLDEN = Path(__file__).parent / "golden" / "audit-v1.jsonl"


def a_chain(size: int = 50) -> list[Link]:
    links: list[Link] = []
    for number in range(size):
        commits = {"result": commitment(bytes([number]) * 32, "result", f"value {number}")}
        entry = {"action": "task.done", "object": f"task-{number}", "commits": commits, "actor": "p-1"}
        links.append(link(number, links[-1].hash if links else START, entry))
    return links


def a_head(links: list[Link]) -> Head:
    return Head(len(links), links[-1].hash if links else START)


@pytest.mark.parametrize("size", [0, 1, 50])
def test_a_chain_as_it_was_written_is_good(size):
    links = a_chain(size)
    assert verify(links) is None
    assert verify(links, a_head(links)) is None
    assert verify_export(b"".join(export(links))) is None


def test_each_flipped_byte_of_an_export_is_found():
    exported = b"".join(export(a_chain()))
    line = 0
    for position, byte in enumerate(exported):
        changed = exported[:position] + bytes([byte ^ 1]) + exported[position + 1 :]
        found = verify_export(changed)
        assert found is not None, position
        assert found <= line, "said too late"
        line += byte == ord("\n")


def test_each_removed_swapped_or_added_entry_is_found():
    links = a_chain()
    head = a_head(links)
    for place in range(50):
        assert verify([*links[:place], *links[place + 1 :]], head) == place
        assert verify([*links[:place], links[place], *links[place:]], head) == place + 1
        other = (place + 7) % 50
        swapped = list(links)
        swapped[place], swapped[other] = swapped[other], swapped[place]
        assert verify(swapped, head) == min(place, other)
        forged = link(place, links[place].prev, {"action": "task.done", "object": "other", "commits": {}})
        assert verify([*links[:place], forged, *links[place + 1 :]], head) == (place + 1 if place < 49 else 50)


def test_lines_of_an_export_removed_swapped_or_added_are_found():
    lines = list(export(a_chain(12)))
    for place in range(len(lines)):
        assert verify_export(b"".join([*lines[:place], *lines[place + 1 :]])) is not None
        assert verify_export(b"".join([*lines[:place], lines[place], *lines[place:]])) is not None
    for place in range(len(lines) - 1):
        swapped = [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]
        assert verify_export(b"".join(swapped)) is not None
    for cut in range(1, len(lines[-1]) + 1):
        assert verify_export(b"".join(lines)[:-cut]) is not None


def test_an_end_cut_off_is_found_by_a_head_kept_elsewhere():
    links = a_chain()
    assert verify(links[:45]) is None
    assert verify(links[:45], a_head(links)) == 45


def test_an_entry_written_in_another_way_is_found():
    """Even with a right hash: there is one way to write an entry."""
    for text_of in (
        lambda e: json.dumps(e),
        lambda e: json.dumps(e, sort_keys=True, separators=(",", ":")) + " ",
        lambda e: json.dumps({**e, "seq": 1}, sort_keys=True, separators=(",", ":")),
        lambda e: json.dumps({**e, "v": 2}, sort_keys=True, separators=(",", ":")),
        lambda _: "[]",
        lambda _: "{",
    ):
        first = a_chain(1)[0]
        entry = text_of(json.loads(first.entry))
        assert verify([replace(first, entry=entry, hash=digest(entry))]) == 0


def test_exports_of_released_versions_stay_good():
    assert verify_export(GOLDEN.read_bytes()) is None


def test_a_commitment_proves_its_value_and_no_other():
    salt = bytes(32)
    entry = link(0, START, {"commits": {"reason": commitment(salt, "reason", "ill")}}).entry
    assert proves(entry, "reason", salt, "ill")
    assert not proves(entry, "reason", salt, "well")
    assert not proves(entry, "reason", b"\1" * 32, "ill")
    assert not proves(entry, "result", salt, "ill")


DONE = Record(action="task.done", object="task-1", fields={"reference": "2026/1187", "result": "accepted"})


async def write(store, *records: Record, actor: UserId | None = ANA) -> None:
    async with store.work() as uow:
        await uow.audit.append(records, actor, NOW, EventId("$1"))
        await uow.commit()


async def test_entries_are_chained_with_what_they_tell_of(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.audit.append([replace(DONE, case=case.id), Record(action="person.freeze", object=BEN)], LEAD, NOW)
        await uow.audit.append(
            [Record(action="page.recorded", object="task-1", decision="deny")], None, NOW, EventId("$7")
        )
        await uow.commit()
    await write(store, DONE)
    async with store.read() as uow:
        links = await uow.audit.links()
        assert verify(links, await uow.audit.head()) is None
        assert [entry.seq for entry in await uow.audit.entries(limit=2)] == [3, 2]
        last, page, frozen, done = await uow.audit.entries()
        assert (done.actor, done.action, done.case, done.at) == (LEAD, "task.done", case.id, NOW)
        assert done.fields == {"reference": "2026/1187", "result": "accepted"}
        assert (frozen.object, frozen.event, page.event, page.actor, page.decision) == (BEN, None, "$7", "bot", "deny")
        assert last.actor == ANA
        salt, value = await uow.audit.value(0, "reference")
        assert proves(links[0].entry, "reference", salt, value)
        assert await uow.audit.value(0, "nothing") is None
        assert [each.seq for each in await uow.audit.links(first=1, limit=2)] == [1, 2]


async def test_the_chain_names_nobody_and_quotes_nothing(store):
    await write(store, DONE, Record(action="identity.frozen", object=BEN, fields={"typed": "wisteria"}))
    async with store.read() as uow:
        exported = b"".join(export(await uow.audit.links()))
    assert not [word for word in (b"@ana", b"@ben", b"2026/1187", b"accepted", b"wisteria") if word in exported]


async def test_nothing_is_logged_of_what_is_undone(store):
    await write(store, DONE)
    async with store.work() as uow:
        await uow.audit.append([DONE], BEN, NOW)
        await uow.audit.flush()
    await write(store, DONE, actor=BEN)
    async with store.read() as uow:
        assert verify(await uow.audit.links(), await uow.audit.head()) is None
        assert [entry.actor for entry in await uow.audit.entries()] == [BEN, ANA]


async def test_a_person_can_be_erased_from_the_log(store, another):
    await write(store, DONE, DONE, actor=BEN)
    await write(store, DONE)
    async with store.work() as uow:
        (ben, _) = [json.loads(each.entry)["actor"] for each in (await uow.audit.links())[1:]]
        await uow.db.run(delete(audit_actor).where(audit_actor.c.subject == ben))
        await uow.commit()
    async with (await another()).read() as uow:
        assert [entry.actor for entry in await uow.audit.entries()] == [ANA, ben, ben]
        assert verify(await uow.audit.links(), await uow.audit.head()) is None


async def test_one_person_has_one_pseudonym(store, another):
    await write(store, DONE)
    await write(store, DONE)
    await write(await another(), DONE)
    async with store.read() as uow:
        assert len((await uow.db.run(select(audit_actor.c.subject))).all()) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET entry = 'x' WHERE seq = 0",
        "UPDATE audit SET hash = 'x'",
        "UPDATE audit SET prev = prev",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit",
        "INSERT INTO audit (seq, prev, hash, entry) VALUES (2, 'x', 'y', 'z')",
        "INSERT INTO audit (seq, prev, hash, entry) VALUES (9, (SELECT hash FROM audit WHERE seq = 1), 'y', 'z')",
        "INSERT INTO audit (seq, prev, hash, entry) VALUES (1, (SELECT hash FROM audit WHERE seq = 0), 'y', 'z')",
    ],
)
async def test_the_database_refuses_to_change_the_log(store, change):
    await write(store, DONE, DONE)
    async with store.engine.connect() as connection, connection.begin():
        with pytest.raises(DBAPIError, match="audit: "):
            await connection.execute(text(change))
    async with store.read() as uow:
        assert verify(await uow.audit.links(), Head(2, (await uow.audit.links())[1].hash)) is None


async def test_another_writer_is_noticed_and_followed(store, another):
    """A second process logs something: the next entry comes after it, at the latest when its turn is run again."""
    await write(store, DONE)
    await write(await another(), DONE)
    try:
        await write(store, DONE)
    except Stale:
        await write(store, DONE)
    async with store.read() as uow:
        links = await uow.audit.links()
        assert len(links) == 3
        assert verify(links, await uow.audit.head()) is None


async def test_the_log_of_an_erased_case_stays_whole(store):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.audit.append([replace(DONE, case=case.id)], ANA, NOW)
        await uow.commit()
    async with store.work() as uow:
        await uow.erase(case.id, NOW)
        await uow.audit.append([Record(action="case.erase", object=case.id)], LEAD, NOW)
        await uow.commit()
    async with store.read() as uow:
        assert verify(await uow.audit.links(), await uow.audit.head()) is None
        assert (await uow.audit.entries(CaseId("case-1")))[0].fields == {"reference": None, "result": None}
        assert await uow.audit.value(0, "result") is None
