"""What was changed about people by command is kept sealed, once for each person, agency and kind."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from storage.errors import Stale
from storage.tables import person_change
from tests.storage.samples import ANA, BEN, LEAD, NOW
from workflows.values.directory import SeatRole
from workflows.values.ids import AgencyId
from workflows.values.person_changes import ChangeOf, PersonChange

SEAT = PersonChange(
    agency=AgencyId("city-police"),
    user=ANA,
    what=ChangeOf.SEAT,
    by=LEAD,
    at=NOW,
    name="Officer Ana",
    languages=frozenset({"ro", "en"}),
    roles=frozenset({SeatRole.LIAISON, SeatRole.COORDINATOR}),
)
AWAY = replace(SEAT, what=ChangeOf.AWAY, user=BEN, name=None, roles=frozenset(), start=NOW, end=NOW.replace(hour=20))


async def saved(store, *rows):
    async with store.work() as uow:
        await uow.person_changes.save(rows)
        await uow.commit()


async def kept(store):
    async with store.read() as uow:
        return await uow.person_changes.all()


async def test_what_is_saved_is_read_as_it_was(store):
    assert await kept(store) == ()
    await saved(store, SEAT, AWAY)
    assert set(await kept(store)) == {replace(SEAT, version=1), replace(AWAY, version=1)}


async def test_the_next_word_takes_the_place_of_the_one_before(store):
    await saved(store, SEAT)
    await saved(store, replace(SEAT, roles=frozenset(), version=1))
    assert [row.roles for row in await kept(store)] == [frozenset()]
    with pytest.raises(Stale):
        await saved(store, SEAT)


async def test_what_is_over_leaves_no_row(store):
    await saved(store, SEAT)
    with pytest.raises(Stale):
        await saved(store, replace(SEAT, over=True, version=7))
    await saved(store, replace(SEAT, over=True, version=1))
    assert await kept(store) == ()
    await saved(store, replace(SEAT, over=True))
    await saved(store, SEAT)
    assert len(await kept(store)) == 1


async def test_nothing_but_who_and_when_can_be_read_without_the_key(store):
    await saved(store, SEAT)
    async with store.read() as uow:
        (row,) = await uow.db.run(select(person_change))
    assert not {"Officer", "liaison"} & set(str(tuple(row)).split())
    assert b"Officer Ana" not in row.sealed
