"""Rooms become as they are wanted, each at its own pace."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.gateway import Membership
from bot.service.converge import LOOK_AGAIN, SWEEP, Converge
from bot.service.known import Known
from bot.service.questions import FromMatrix, Question
from tests.builders import a_directory, a_room
from tests.cast import HANA, NOON, PAT
from tests.pretend import BOT, PretendMatrix, PretendRoom
from workflows.values.delivery import Hold, NotYet, Rejected, StateOutcome
from workflows.values.facts import Fact, Invited
from workflows.values.ids import MatrixRoomId, RoomId, UserId
from workflows.values.model import Member, Presence, Room, RoomKind, RoomState


class Server(PretendMatrix):
    """One that takes its time over `slow`."""

    def __init__(self) -> None:
        super().__init__()
        self.deliver = _nobody
        self.slow: MatrixRoomId | None = None
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()
        self.refusals: dict[str, StateOutcome] = {}  # of the next attempt to set this

    async def set_name(self, room: MatrixRoomId, name: str) -> StateOutcome:
        return self.refusals.pop("name", None) or await super().set_name(room, name)

    async def set_power(self, room: MatrixRoomId, levels: Mapping[UserId, int], *, closed: bool) -> StateOutcome:
        return self.refusals.pop("power", None) or await super().set_power(room, levels, closed=closed)

    async def invite(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        if room == self.slow:
            self.asked.set()
            await self.answers.wait()
        return await super().invite(room, user)


class Stage:
    """A few rooms, each of which wants Pat."""

    def __init__(self, count: int, **changes: object) -> None:
        self.server, self.seconds = Server(), 0.0
        self.known = Known(directory=a_directory(), templates={}, monotonic=lambda: self.seconds)
        self.facts: list[Fact] = []
        self.rooms = [
            replace(a_room(), id=RoomId(f"room-{n}"), matrix_id=MatrixRoomId(f"!{n}"), case=None, **changes)  # type: ignore[arg-type]
            for n in range(count)
        ]
        for room in self.rooms:
            self.known.remember([room, Member(room=room.id, user=PAT, wanted=True)])
            self.open(room)
        self.converge = Converge(self.server, self.known, self.ask, lambda: self.seconds, lambda: NOON, {})

    def open(self, room: Room) -> None:
        id_ = MatrixRoomId(room.matrix_id or "")
        self.server.rooms[id_] = PretendRoom(id_, room.name, room.nonce, {BOT: Membership.JOIN})

    def ask(self, question: Question) -> None:
        if isinstance(question, FromMatrix):
            self.facts.append(question.fact)

    def invited(self) -> set[RoomId]:
        return {fact.room for fact in self.facts if isinstance(fact, Invited)}


async def test_a_slow_room_holds_up_no_other() -> None:
    stage = Stage(9)
    stage.server.slow = stage.rooms[0].matrix_id
    running = asyncio.create_task(stage.converge.run())
    await stage.server.asked.wait()
    for _ in range(1000):
        await asyncio.sleep(0)
    assert stage.invited() == {room.id for room in stage.rooms[1:]}
    stage.server.answers.set()
    for _ in range(1000):
        await asyncio.sleep(0)
    assert stage.rooms[0].id in stage.invited()
    running.cancel()


async def test_a_fault_about_one_room_stops_no_other() -> None:
    stage = Stage(3)
    del stage.server.rooms[MatrixRoomId("!0")]
    await stage.converge.once()
    assert stage.invited() == {room.id for room in stage.rooms[1:]}


async def test_into_a_closed_room_nobody_is_asked() -> None:
    stage = Stage(1, state=RoomState.CLOSED)
    await stage.converge.once()
    assert stage.invited() == set()


async def test_who_is_unwanted_by_the_time_of_their_turn_is_not_asked() -> None:
    stage = Stage(1)
    (room,) = stage.rooms
    stage.known.remember([Member(room=room.id, user=HANA, wanted=True)])
    stage.server.slow = room.matrix_id
    walking = asyncio.create_task(stage.converge.once())
    await stage.server.asked.wait()  # about the first of the two
    stage.known.remember(
        [replace(member, wanted=False) for member in stage.known.members[room.id].values() if member.user == HANA]
    )
    stage.server.answers.set()
    await walking
    assert HANA not in stage.server.rooms[MatrixRoomId("!0")].members


async def test_a_name_or_power_that_others_changed_is_set_back_when_it_shows_and_within_an_hour() -> None:
    stage = Stage(1)
    (room,) = stage.rooms
    stage.known.remember([Member(room=room.id, user=PAT, wanted=True, power=50, presence=Presence.JOINED)])
    await stage.converge.once()
    stage.seconds += LOOK_AGAIN
    await stage.converge.once()
    there = stage.server.rooms[MatrixRoomId("!0")]
    there.name, there.powers = "what it is about", {HANA: 100}
    stage.seconds += LOOK_AGAIN - 1
    await stage.converge.once()
    assert there.name == "what it is about"
    stage.converge.look_again([MatrixRoomId("!0"), MatrixRoomId("!elsewhere")])
    await stage.converge.once()
    assert (there.name, there.powers) == (room.name, {PAT: 50})
    there.name = ""
    stage.seconds += LOOK_AGAIN
    await stage.converge.once()
    assert there.name == room.name


@pytest.mark.parametrize("what", ["name", "power"])
@pytest.mark.parametrize("refusal", [NotYet("M_LIMIT_EXCEEDED", Hold.SERVER, unsaid=True), Rejected("M_FORBIDDEN")])
async def test_what_could_not_be_set_back_at_once_is_tried_again_within_minutes(
    what: str, refusal: StateOutcome
) -> None:
    stage = Stage(1)
    (room,) = stage.rooms
    stage.known.remember([Member(room=room.id, user=PAT, wanted=True, power=50, presence=Presence.JOINED)])
    await stage.converge.once()
    there = stage.server.rooms[MatrixRoomId("!0")]
    there.name, there.powers = "what it is about", {HANA: 100}
    stage.server.refusals[what] = refusal
    stage.converge.look_again([MatrixRoomId("!0")])
    await stage.converge.once()
    assert (there.name, there.powers) != (room.name, {PAT: 50})
    stage.seconds += SWEEP
    await stage.converge.once()
    assert (there.name, there.powers) == (room.name, {PAT: 50})


async def test_rooms_are_looked_at_at_different_times() -> None:
    stage = Stage(50)
    await stage.converge.once()
    for room in stage.server.rooms.values():
        room.name = "what it is about"
    stage.seconds += LOOK_AGAIN / 2
    await stage.converge.once()
    set_back = sum(room.name != "what it is about" for room in stage.server.rooms.values())
    assert 10 < set_back < 40


async def test_a_room_that_somebody_else_named_keeps_its_name() -> None:
    stage = Stage(1, name="", kind=RoomKind.DIRECT, person=PAT)
    await stage.converge.once()
    there = stage.server.rooms[MatrixRoomId("!0")]
    there.name = "Caseroom and me"
    stage.seconds += LOOK_AGAIN
    await stage.converge.once()
    assert there.name == "Caseroom and me"


async def _nobody(_: object) -> None:
    """Listens to what the homeserver would tell."""
