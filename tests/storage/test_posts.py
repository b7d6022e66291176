"""What arrives counts once for ever; what is to be said moves along its edges and no others."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.errors import Taken, WrongState
from storage.outbox import MOVES, transaction_id
from storage.posts import Arrival, InboxItem, InboxState, PostKind, PostState
from tests.storage.samples import ANA, BEN, NOW, a_chat, a_post, a_room, a_task, a_told, put_case
from workflows.values.ids import CaseId, EventId, MatrixRoomId, OutboxId, RoomId

ROOM = MatrixRoomId("!room:one.example")


def an_item(number: int = 1, **more) -> InboxItem:
    values: dict[str, Any] = {
        "kind": Arrival.MESSAGE, "room": ROOM, "sender": ANA, "received_at": NOW, "payload": {"body": "!done 4"},
        "event": EventId(f"${number}"), "session": "s", "index": number,
    }  # fmt: skip
    return InboxItem(**(values | more))


async def test_what_arrives_waits_in_order_until_it_is_handled(store):
    async with store.work() as uow:
        taken = await uow.inbox.take([an_item(n) for n in (1, 2, 3)])
        await uow.commit()
    async with store.work() as uow:
        assert await uow.inbox.pending() == taken
        assert await uow.inbox.pending(limit=1) == taken[:1]
        await uow.inbox.finish(taken[0].id)
        await uow.inbox.finish([taken[1].id], InboxState.REFUSED)
        assert [item.event for item in await uow.inbox.pending()] == ["$3"]
        handled = await uow.inbox.of_event(EventId("$1"))
        assert (handled.state, handled.payload) == (InboxState.DONE, None)
        assert await uow.inbox.knows(EventId("$2"))
        assert not await uow.inbox.knows(EventId("$4"))
        assert await uow.inbox.of_event(EventId("$4")) is None


async def test_what_was_handled_is_not_handled_again(store):
    async with store.work() as uow:
        (item,) = await uow.inbox.take([an_item(1)])
        await uow.inbox.finish(item.id)
        with pytest.raises(WrongState):
            await uow.inbox.finish(item.id, InboxState.REFUSED)
        assert (await uow.inbox.of_event(EventId("$1"))).state is InboxState.DONE


@pytest.mark.parametrize(
    ("again", "why"),
    [
        (an_item(1), "the same event"),
        (an_item(1, session="other", index=9), "the same event with other content"),
        (an_item(7, index=1), "the same ciphertext as another event"),
        (an_item(7, index=1, room=MatrixRoomId("!other:one.example")), "the same ciphertext in another room"),
    ],
)
async def test_an_event_or_a_ciphertext_counts_once(store, again, why):
    async with store.work() as uow:
        (first,) = await uow.inbox.take([an_item(1)])
        await uow.inbox.finish(first.id)
        await uow.commit()
    async with store.work() as uow:
        taken = await uow.inbox.take([again, an_item(2)])
        assert [item.event for item in taken] == ["$2"], why
        assert await uow.inbox.pending() == taken


async def test_twice_in_one_batch_counts_once(store):
    async with store.work() as uow:
        assert len(await uow.inbox.take([an_item(1), an_item(1), an_item(2, index=1)])) == 1


async def test_invitations_have_no_event_and_may_come_again(store):
    invitation = an_item(kind=Arrival.INVITE, event=None, session=None, index=None)
    async with store.work() as uow:
        assert len(await uow.inbox.take([invitation, invitation])) == 2
        assert await uow.inbox.take([]) == ()


async def test_an_unreadable_event_becomes_readable_once(store):
    dark = an_item(1, kind=Arrival.UNREADABLE, session=None, index=None, payload=None, state=InboxState.UNREADABLE)
    async with store.work() as uow:
        await uow.inbox.take([dark])
        assert await uow.inbox.pending() == ()
        assert [item.event for item in await uow.inbox.unreadable(ROOM)] == ["$1"]
        assert await uow.inbox.unreadable(MatrixRoomId("!other")) == ()
        assert await uow.inbox.readable(an_item(1))
        assert [(item.kind, item.payload) for item in await uow.inbox.pending()] == [("message", {"body": "!done 4"})]
        assert not await uow.inbox.readable(an_item(1))
        assert await uow.inbox.unreadable() == ()
        await uow.inbox.take([replace(dark, event=EventId("$2"))])
        with pytest.raises(Taken, match="replay"):
            await uow.inbox.readable(an_item(2, index=1))


async def test_a_half_replay_key_is_refused(store):
    async with store.work() as uow:
        with pytest.raises(IntegrityError, match="replay_key"):
            await uow.inbox.take([an_item(1, index=None)])


async def in_state(uow, room, name: str, state: PostState) -> OutboxId:
    """A row that has come to `state` along legal moves."""
    row = a_post(room, name)
    await uow.outbox.add([row])
    match state:
        case PostState.WAITING:
            pass
        case PostState.WITHDRAWN:
            await uow.outbox.withdraw([row.id])
        case PostState.MERGED:
            await uow.outbox.merge([row.id], OutboxId("post-other"))
        case PostState.DEAD:
            await uow.outbox.dead(row.id, "forbidden")
        case _:
            await uow.outbox.freeze(row.id, {"body": "x"}, NOW)
            if state is PostState.SENT:
                await uow.outbox.sent(row.id, EventId(f"$before-{name}"), NOW)
    return row.id


GO = {
    "freeze": (PostState.FROZEN, lambda outbox, id_: outbox.freeze(id_, {"body": "y"}, NOW)),
    "other words": (PostState.FROZEN, lambda outbox, id_: outbox.freeze(id_, {"body": "y"}, NOW, again=True)),
    "sent": (PostState.SENT, lambda outbox, id_: outbox.sent(id_, EventId(f"$now-{id_}"), NOW)),
    "dead": (PostState.DEAD, lambda outbox, id_: outbox.dead(id_, "gone")),
    "withdraw": (PostState.WITHDRAWN, lambda outbox, id_: outbox.withdraw([id_])),
    "merge": (PostState.MERGED, lambda outbox, id_: outbox.merge([id_], OutboxId("post-other"))),
}


TO_FROZEN = {
    "freeze": {PostState.WAITING},
    "other words": {PostState.FROZEN},
}


@pytest.mark.parametrize("state", PostState)
async def test_each_move_from_each_state(store, state):
    async with store.work() as uow:
        room = a_room(await put_case(uow))
        await uow.outbox.add([a_post(room, "other")])
        for verb, (to, go) in GO.items():
            allowed = to in MOVES[state]
            if to is PostState.FROZEN:
                allowed = state in TO_FROZEN[verb]
            id_ = await in_state(uow, room, verb, state)
            if allowed:
                await go(uow.outbox, id_)
            else:
                with pytest.raises(WrongState):
                    await go(uow.outbox, id_)
            (row,) = await uow.outbox.many([id_])
            assert row.state is (to if allowed else state), verb
        await uow.commit()


def test_what_is_over_stays_so():
    assert {state for state in PostState if not MOVES[state]} == {
        PostState.SENT, PostState.DEAD, PostState.WITHDRAWN, PostState.MERGED,
    }  # fmt: skip
    assert MOVES.keys() == set(PostState)


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE outbox SET state = 'frozen'",
        "UPDATE outbox SET state = 'sent', frozen_at = created_at",
        "UPDATE outbox SET sent_at = created_at",
        "UPDATE outbox SET frozen_at = created_at",
        "UPDATE outbox SET state = 'dead'",
        "UPDATE outbox SET state = 'merged'",
        "UPDATE outbox SET merged_into = 'post-2'",
    ],
)
async def test_a_row_that_contradicts_itself_is_refused_by_the_database(store, broken):
    async with store.work() as uow:
        await uow.outbox.add([a_post(a_room(await put_case(uow)))])
        with pytest.raises(IntegrityError, match="ck_outbox"):
            await uow.db.run(text(broken))


async def test_rows_come_in_order_with_their_transaction_id(store):
    async with store.work() as uow:
        room = a_room(await put_case(uow))
        await uow.outbox.add([a_post(room, name) for name in "cab"])
        await uow.outbox.add([a_post(room, "sent", state=PostState.FROZEN, frozen_at=NOW)])
        await uow.outbox.sent(OutboxId("post-sent"), EventId("$1"), NOW)
        rows = await uow.outbox.waiting()
        await uow.commit()
    assert [row.id for row in rows] == ["post-c", "post-a", "post-b"]
    assert rows[0].payload == {"body": "Task 4 is late."}
    assert rows[0].txn == store.txn(rows[0].id) == transaction_id(store.installation, rows[0].id)
    assert len({row.txn for row in rows}) == 3
    assert len(rows[0].txn) == 32


async def test_a_key_and_a_waiting_board_are_there_once(store):
    async with store.work() as uow:
        room = a_room(await put_case(uow))
        board = {"kind": PostKind.BOARD, "payload": {"anew": False}}
        assert await uow.outbox.add([a_post(room, "1", key="k"), a_post(room, "2", key="k")]) == {"post-1"}
        assert await uow.outbox.add([a_post(room, "3", **board), a_post(room, "4", **board)]) == {"post-3"}
        assert await uow.outbox.has_key("k")
        assert not await uow.outbox.has_key("l")
        await uow.outbox.renew_board(room.id)
        (row,) = await uow.outbox.many([OutboxId("post-3")])
        assert (row.payload, row.state) == ({"anew": True}, PostState.WAITING)
        await uow.outbox.freeze(OutboxId("post-3"), {"body": "board"}, NOW)
        await uow.outbox.renew_board(room.id)
        assert await uow.outbox.add([a_post(room, "5", **board)]) == {"post-5"}


async def test_pages_are_withdrawn_with_their_episode(store):
    async with store.work() as uow:
        case = await put_case(uow)
        task, chat = a_task(case), a_chat(ANA)
        await uow.rooms.save([chat])
        page = {"kind": PostKind.PAGE, "task": task.id, "case_ids": (case.id,)}
        rows = [
            a_post(chat, "1", episode=1, **page),
            a_post(chat, "2", episode=2, **page),
            a_post(chat, "3", episode=1, **page),
        ]
        await uow.outbox.add(rows)
        await uow.told.add(
            [
                a_told(task, user, outbox=row.id)
                for row, user in zip(rows, (ANA, BEN, case.opened_by), strict=True)
                if row is not rows[2]
            ]
        )
        await uow.outbox.freeze(OutboxId("post-3"), {"body": "late"}, NOW)
        assert await uow.outbox.withdraw_pages(task.id, 1) == ("post-1",)
        assert [row.id for row in await uow.outbox.waiting()] == ["post-2", "post-3"]
        assert [(told.target, told.withdrawn) for told in await uow.told.of_task(task.id)] == [
            (ANA, True),
            (BEN, False),
        ]
        assert await uow.outbox.withdraw_pages(task.id, 1) == ()


async def test_who_was_to_be_told_by_a_merged_row_is_told_by_the_other(store):
    async with store.work() as uow:
        case = await put_case(uow)
        task, room = a_task(case), a_room(case)
        await uow.outbox.add([a_post(room, "1"), a_post(room, "2")])
        await uow.told.add([a_told(task, outbox=OutboxId("post-2"))])
        await uow.outbox.merge([OutboxId("post-2")], OutboxId("post-1"))
        later = NOW + timedelta(minutes=1)
        await uow.told.sent([OutboxId("post-1")], later)
        assert [told.sent_at for told in await uow.told.of_outbox([OutboxId("post-1")])] == [later]
        await uow.told.add([a_told(task, BEN, outbox=OutboxId("post-3"))])
        await uow.told.passed([OutboxId("post-3")], "gone")
        assert [told.passed for told in await uow.told.of_outbox([OutboxId("post-3")])] == ["gone"]


async def test_copies_in_rooms_are_found_to_be_edited(store):
    async with store.work() as uow:
        case = await put_case(uow)
        task, room = a_task(case).id, a_room(case)
        about = {"task": task, "episode": 1}
        fixed = {"state": PostState.FROZEN, "frozen_at": NOW}
        await uow.outbox.add(
            [
                a_post(room, "waits", **about),
                a_post(room, "out", **about, **fixed),
                a_post(room, "edit", edit_of=OutboxId("post-out"), **about, **fixed),
                a_post(room, "page", kind=PostKind.PAGE, **about, **fixed),
                a_post(room, "older", task=task, episode=2, **fixed),
            ]
        )
        assert [row.id for row in await uow.outbox.notes(task, 1)] == ["post-out"]


async def test_what_speaks_of_several_cases_is_erased_when_it_is_out(store):
    async with store.work() as uow:
        case = await put_case(uow)
        room = a_room(case)
        await uow.outbox.add([a_post(room, "1"), a_post(room, "2")])
        await uow.outbox.freeze(OutboxId("post-1"), {"body": "x"}, NOW, case_ids=[case.id])
        await uow.outbox.freeze(OutboxId("post-2"), {"body": "y"}, NOW, case_ids=[case.id, CaseId("case-2")])
        for name in ("post-1", "post-2"):
            await uow.outbox.sent(OutboxId(name), EventId(f"${name}"), NOW)
        one, two = await uow.outbox.many([OutboxId("post-1"), OutboxId("post-2")])
    assert (one.payload, one.event, one.sent_at) == ({"body": "x"}, "$post-1", NOW)
    assert (two.payload, two.case_ids) == (None, (case.id, "case-2"))


async def test_the_newest_event_that_was_out_before_a_moment(store):
    async with store.work() as uow:
        case = await put_case(uow)
        room = a_room(case)
        await uow.outbox.add([a_post(room, name) for name in "1234"])
        for hours, name in enumerate("312"):
            await uow.outbox.freeze(OutboxId(f"post-{name}"), {"body": name}, NOW)
            await uow.outbox.sent(OutboxId(f"post-{name}"), EventId(f"${name}"), NOW + timedelta(hours=hours))
        post, late = OutboxId("post-4"), NOW + timedelta(days=1)
        before = [await uow.outbox.last_before(room.id, NOW + timedelta(hours=hours), post) for hours in range(4)]
        older = [await uow.outbox.last_before(room.id, late, OutboxId(f"post-{name}")) for name in "123"]
        elsewhere = await uow.outbox.last_before(RoomId("another"), late, post)
    assert (before, elsewhere) == ([None, "$3", "$1", "$2"], None)
    assert older == [None, "$1", "$2"]  # a clock that was set back makes nothing older than what it came after
