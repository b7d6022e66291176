"""One sync becomes one batch: what it tells of rooms beside the messages."""

from typing import Any

import pytest

from bot.matrix.history import Filled
from bot.matrix.reading import Reading
from tests.matrix.bench import Bench
from workflows.values.ids import MatrixRoomId

ROOM = MatrixRoomId("!room:caseroom.test")


class Shelf:
    """Keeps the batches it is given."""

    def __init__(self):
        self.batches = []

    async def receive(self, batch):
        self.batches.append(batch)


def told(*kinds):
    return [
        {"type": kind, "state_key": "", "event_id": f"${n}", "sender": "@admin:caseroom.test", "content": {}}
        for n, kind in enumerate(kinds)
    ]


def a_sync(part):
    return {"rooms": {"join": {ROOM: part}}}


async def settings_of(folder, part, gap=None, *, primed=True):
    """The rooms that are said to have been named or ruled anew, by a sync after the first."""
    shelf: Any = Shelf()
    bench = Bench(folder)
    reading = Reading(bench.client, bench.trust, shelf, [])
    await reading.take(a_sync(part), {ROOM: gap} if gap else {}, "s2", since="s1", primed=primed)
    bench.client.store.database.close()
    return shelf.batches[0].settings


NAMED = told("m.room.encrypted", "m.room.name")


@pytest.mark.parametrize(
    ("part", "gap"),
    [
        ({"timeline": {"events": NAMED}}, None),
        ({"timeline": {"events": told("m.room.power_levels")}}, None),
        ({"timeline": {"events": told("m.room.topic"), "limited": True}}, Filled(tuple(NAMED))),
        ({"timeline": {"events": [], "limited": True}, "state": {"events": NAMED}}, Filled((), "too-long")),
        ({"state": {"events": NAMED}}, None),
    ],
)
async def test_a_room_whose_name_or_powers_were_set_is_named_wherever_the_sync_shows_it(tmp_path, part, gap):
    assert await settings_of(tmp_path, part, gap) == {ROOM}


@pytest.mark.parametrize(
    ("part", "primed"),
    [
        ({"timeline": {"events": told("m.room.topic", 5, ["m.room.name"])}}, True),
        ({"timeline": {"events": "x"}}, True),
        ({"state": {"events": NAMED}}, False),  # all that a room ever was, as a start asks for it
    ],
)
async def test_nothing_else_makes_a_room_be_looked_at(tmp_path, part, primed):
    assert await settings_of(tmp_path, part, primed=primed) == set()
