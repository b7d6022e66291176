"""Free text cannot be read on the disk, cannot be moved, and is gone for good with its key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError

from storage.errors import Erased, NotSealed, WrongMasterKey
from storage.posts import Arrival, InboxItem
from storage.tables import metadata, seat, task
from storage.vault import Place, Vault
from tests.storage.samples import ANA, LEAD, NOW, a_case, a_chat, a_post, a_room, a_task, put_case
from workflows.values.effects import Record
from workflows.values.ids import CaseId, EventId, MatrixRoomId
from workflows.values.model import Dialogue

WORD = "wisteria"
PLACE = Place("task", "sealed", "row", CaseId("case"))


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_only_in_its_place(plain):
    vault = Vault(bytes(32))
    key, wrapped = vault.new(CaseId("case"))
    sealed = key.seal(plain, PLACE)
    assert Vault(bytes(32)).unwrap(wrapped).unseal(sealed, PLACE) == plain
    for moved in (
        replace(PLACE, table="seat"),
        replace(PLACE, column="other"),
        replace(PLACE, row="row2"),
        replace(PLACE, case=None),
    ):
        with pytest.raises(NotSealed):
            key.unseal(sealed, moved)
    other, _ = vault.new(CaseId("case"))
    with pytest.raises(NotSealed):
        other.unseal(sealed, PLACE)


def test_each_changed_byte_is_noticed():
    key, _ = Vault(bytes(32)).new(None)
    sealed = key.seal(b"words", PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(NotSealed):
            key.unseal(bytes(changed), PLACE)
    with pytest.raises(NotSealed):
        key.unseal(b"", PLACE)


def test_the_same_words_never_look_the_same():
    key, _ = Vault(bytes(32)).new(None)
    assert len({key.seal(b"words", PLACE) for _ in range(100)}) == 100


def test_a_key_opens_with_its_master_key_only():
    _, wrapped = Vault(bytes(32)).new(None)
    with pytest.raises(WrongMasterKey):
        Vault(b"\1" * 32).unwrap(wrapped)
    with pytest.raises(WrongMasterKey):
        Vault(bytes(32)).unwrap(replace(wrapped, case=CaseId("case")))
    with pytest.raises(ValueError, match="32"):
        Vault(b"short")


def test_purposes_have_keys_of_their_own():
    vault = Vault(bytes(32))
    assert vault.derive("alias") == Vault(bytes(32)).derive("alias")
    assert len({vault.derive("alias"), vault.derive("wrap"), Vault(b"\1" * 32).derive("alias"), bytes(32)}) == 4


async def put_secrets(store) -> CaseId:
    """The secret word wherever a person can put words."""
    async with store.work() as uow:
        case = await put_case(uow)
        room, chat = a_room(case), a_chat(ANA)
        words = a_task(case, 3, title=f"a {WORD} b", reference=WORD, reason=WORD, instance=WORD)
        said = replace((await uow.snapshots.case(case.id)).case, unfilled=(f"op_lead {WORD}",), operation=WORD)
        found = replace((await uow.snapshots.case(case.id)).seats[0], purpose=WORD)
        await uow.cases.save([said])
        await uow.tasks.save([(words, NOW)])
        await uow.seats.save([found])
        await uow.rooms.save([chat])
        await uow.dialogues.save(
            [Dialogue(person=ANA, room=id_, kind="k", data={"said": WORD}, asked_at=NOW) for id_ in (room.id, chat.id)]
        )
        item = InboxItem(
            kind=Arrival.MESSAGE, room=MatrixRoomId("!r"), sender=ANA, received_at=NOW, payload={"body": WORD},
            event=EventId("$1"), session="s", index=1, case=case.id,
        )  # fmt: skip
        await uow.inbox.take([item, replace(item, event=EventId("$2"), index=2, case=None)])
        await uow.outbox.add(
            [
                a_post(room, "one", payload={"body": WORD}),
                a_post(chat, "several", payload={"body": WORD}, case_ids=(case.id, CaseId("case-2"))),
                a_post(chat, "none", payload={"body": WORD}),
            ]
        )
        await uow.audit.append(
            [Record(action="task.drop", object="x", case=case.id, fields={"reason": WORD}),
             Record(action="config.change", object=LEAD, fields={"note": WORD})], LEAD, NOW,
        )  # fmt: skip
        await uow.blobs.put("directory", "d-1", WORD.encode())
        await uow.commit()
    return case.id


@pytest.fixture
def on_disk(migrated_url: str, request: pytest.FixtureRequest) -> Callable[[], bytes]:
    """Everything that the database has written to its files."""
    url = make_url(migrated_url)
    if url.get_backend_name() == "sqlite":
        folder = Path(str(url.database)).parent
    else:
        folder = request.getfixturevalue("postgres")._folder / "data"
    return lambda: b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def checkpoint(store) -> None:
    """Let PostgreSQL write to its files what it holds in memory."""
    if store.engine.dialect.name == "postgresql":
        async with store.engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(text("CHECKPOINT"))


async def test_no_secret_word_stands_on_the_disk(store, on_disk):
    await put_secrets(store)
    await checkpoint(store)
    await store.close()
    written = on_disk()
    assert b"case-1" in written, "looked in the wrong place"
    assert WORD.encode() not in written


async def test_an_erased_case_cannot_be_read_by_anybody(store, another, on_disk):
    case = await put_secrets(store)
    async with store.read() as uow:
        key = (await uow.db.run(text("SELECT wrapped FROM case_key WHERE \"case\" = 'case-1'"))).scalar()
    await checkpoint(store)
    assert key in on_disk()
    async with store.work() as uow:
        await uow.erase(case, NOW)
        await uow.audit.append([Record(action="case.erase", object=case)], LEAD, NOW)
        await uow.commit()
    await store.sweep()
    for opened in (store, await another()):
        async with opened.read() as uow:
            assert await uow.snapshots.case(case) is None
            assert await uow.snapshots.cases_for(ANA, closed=True) == ()
            assert await uow.snapshots.due(NOW + timedelta(days=9)) == ()
            assert [row.id for row in await uow.outbox.waiting()] == ["post-none"]
            assert await uow.dialogues.get(ANA, a_room(a_case()).id) is None
            assert [item.payload for item in await uow.inbox.pending()] == [None, {"body": WORD}]
            entries = await uow.audit.entries()
            assert [entry.fields for entry in entries] == [{}, {"note": WORD}, {"reason": None}]
            assert await uow.audit.entries(case) == (entries[2],)
            for table in (task, seat):
                (sealed,) = (await uow.db.run(select(table.c.sealed).where(table.c.sealed.is_not(None)))).first()
                with pytest.raises(Erased):
                    uow.keys.unseal(sealed, table.name, "any", case)
    with pytest.raises(Erased):
        async with store.work() as uow:
            await uow.tasks.save([(a_task(a_case(), 9), None)])
    await store.close()
    if store.engine.dialect.name == "sqlite":
        assert key not in on_disk()
        assert WORD.encode() not in on_disk()


async def test_an_erasure_that_is_not_committed_did_not_happen(store):
    case = await put_secrets(store)
    async with store.work() as uow:
        await uow.erase(case, NOW)
    async with store.work() as uow:
        assert (await uow.snapshots.case(case)).seats[0].purpose == WORD


async def test_sealed_bytes_of_one_row_do_not_open_in_another(store, another):
    async with store.work() as uow:
        case = await put_case(uow)
        await uow.commit()
    async with store.work() as uow:
        first = select(task.c.sealed).where(task.c.number == 1).scalar_subquery()
        await uow.db.run(update(task).where(task.c.number == 2).values(sealed=first))
        await uow.commit()
    with pytest.raises(NotSealed):
        async with (await another()).read() as uow:
            await uow.snapshots.case(case.id)


async def test_a_sealed_column_takes_nothing_else(store):
    async with store.work() as uow:
        await put_case(uow)
        with pytest.raises(StatementError, match="not sealed"):
            await uow.db.run(update(task).values(sealed=b"in clear"))


def test_text_that_people_type_has_no_column_in_clear():
    typed = {"title", "reference", "reason", "last", "purpose", "data", "payload", "body"}
    assert [f"{t.name}.{c.name}" for t in metadata.tables.values() for c in t.c if c.name in typed] == []
