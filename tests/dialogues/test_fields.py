"""What is set in a case, on the whole bot: kept over a restart, shown on the board, taken back."""

from sqlalchemy import select

from storage.tables import metadata
from tests.cast import HANA, HEATH, MINUTE, MORGAN, PAT
from tests.world import World
from workflows.values.ids import MatrixRoomId


async def test_a_decision_is_set_kept_shown_and_taken_back(world: World, case: MatrixRoomId) -> None:
    await world.passes(MINUTE)
    answer, *_ = await world.says(PAT, "!set rg positive", room=case)
    assert answer.startswith("Reasonable grounds decision: positive, since")
    assert "Task 13, the recovery period, runs until" in answer
    board = world.board(case).body
    assert "Justice: intake" in board
    assert "Support: recovery" in board
    await world.restart()
    shown, *_ = await world.says(HEATH, "!set rg", room=case)
    assert "positive" in shown
    undone, *_ = await world.says(PAT, "!undo", room=case)
    assert "nothing is known of it, as before" in undone
    shown, *_ = await world.says(HEATH, "!set rg", room=case)
    assert "nothing is known yet" in shown


async def test_what_is_set_in_a_chat_is_heard_in_the_room(world: World, case: MatrixRoomId) -> None:
    ref = world.matrix.rooms[case].name.partition(" · ")[2]
    (answer,) = await world.says(PAT, f"set {ref} rg negative")
    assert answer.startswith(f"{ref} · Reasonable grounds decision: negative")
    assert any("Set by Pat" in line for line in world.news(case))
    (refused,) = await world.says(HEATH, f"set {ref} rg positive")
    assert "or a lead. Nothing changed." in refused


async def test_a_lead_moves_a_lane_and_the_board_says_so(world: World, case: MatrixRoomId) -> None:
    ref = world.matrix.rooms[case].name.partition(" · ")[2]
    (refused,) = await world.says(HANA, "!stage justice proceedings because charged", room=case)
    assert "Only a lead" in refused
    await world.says(MORGAN, f"stage {ref} justice proceedings because charged today")
    await world.passes(MINUTE)
    assert "Justice: proceedings" in world.board(case).body


async def test_what_is_set_stands_nowhere_in_clear(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!set rg negative", room=case)
    async with world.store.read() as uow:
        for table in metadata.tables.values():
            rows = await uow.db.run(select(table))
            assert not any("negative" in str(value) for row in rows for value in row), table.name
