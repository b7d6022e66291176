"""What follows an attempt, and what is sent next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOON
from workflows.values.delivery import Hold, NotYet, Opened, Rejected, Sent
from workflows.values.ids import Draw, EventId, MatrixRoomId, OutboxId, RoomId
from workflows.values.lanes import (
    LONGEST_WAIT,
    MOST_REFUSALS,
    RECONCILE_AFTER,
    Dead,
    GiveUp,
    Parked,
    Queued,
    Retry,
    after,
    choose,
    park,
    reconcile_first,
    unpark,
    wake_at,
)

DRAW = Draw(b"chance", NOON)
OFFLINE = NotYet("offline", Hold.SERVER)
KEYS = NotYet("keys", Hold.READERS)
UNEDITABLE = NotYet("original", Hold.PERSON)
OUTSIDER = NotYet("outsider", Hold.ROOM)


def row(name: str, room: str = "a", cls: str = "reply", **changes) -> Queued:
    return Queued(id=OutboxId(name), room=RoomId(room), cls=cls, **changes)


def names(rows) -> list[str]:
    return [row.id for row in rows]


@pytest.mark.parametrize("outcome", [Sent(EventId("$1")), Opened(MatrixRoomId("!1"))])
def test_what_arrived_is_over(outcome):
    assert after(outcome, 1, 0.0, DRAW) is None


@pytest.mark.parametrize("cls", ["reply", "board", "notice"])
def test_a_refused_row_is_given_up_unless_it_is_a_page(cls):
    assert after(Rejected("forbidden"), 1, 0.0, DRAW, cls=cls) == GiveUp("forbidden")


def test_a_page_is_tried_again_and_then_somebody_else_must_be_told():
    followed = [after(Rejected("forbidden"), n + 1, 0.0, DRAW, cls="page", refusals=n) for n in range(MOST_REFUSALS)]
    assert all(isinstance(step, Retry) for step in followed[:-1])
    assert followed[-1] == Dead("forbidden")


@pytest.mark.parametrize("cls", ["page", "reply", "board", "notice"])
@pytest.mark.parametrize("attempts", [1, 2, 5, 50, 10_000])
@pytest.mark.parametrize("outcome", [OFFLINE, KEYS, UNEDITABLE, OUTSIDER])
def test_what_may_work_later_is_never_given_up(cls, attempts, outcome):
    step = after(outcome, attempts, 0.0, DRAW, cls=cls)
    assert isinstance(step, Retry)
    assert 1.0 <= step.wait <= LONGEST_WAIT


@given(attempts=st.integers(1, 40), seed=st.binary(max_size=8))
def test_waits_stay_under_a_ceiling_that_doubles_up_to_five_minutes(attempts, seed):
    step = after(OFFLINE, attempts, 0.0, Draw(seed, NOON))
    assert isinstance(step, Retry)
    assert 1.0 <= step.wait <= min(LONGEST_WAIT, 2.0**attempts)


def test_waits_are_spread():
    waits = {after(OFFLINE, 9, 0.0, Draw(bytes([seed]), NOON)) for seed in range(50)}
    assert len(waits) == 50
    seconds = sorted(step.wait for step in waits if isinstance(step, Retry))
    assert seconds[0] < 60
    assert seconds[-1] > 240


@pytest.mark.parametrize(
    ("asked", "waited"), [(0.3, 0.3), (1, 1), (90, 90), (300, 300), (301, 300), (3600, 300), (1e9, 300)]
)
def test_the_servers_wish_is_honoured_up_to_five_minutes(asked, waited):
    step = after(NotYet("limited", Hold.SERVER, timedelta(seconds=asked)), 3, 0.0, DRAW)
    assert step == Retry(waited)


@pytest.mark.parametrize("asked", [0, -1, -3600])
def test_a_wish_that_makes_no_sense_is_no_wish(asked):
    step = after(NotYet("limited", Hold.SERVER, timedelta(seconds=asked)), 3, 0.0, DRAW)
    assert isinstance(step, Retry)
    assert step.wait >= 1.0


@pytest.mark.parametrize(("age", "first"), [(0, False), (RECONCILE_AFTER - 1, False), (RECONCILE_AFTER, True)])
def test_after_twenty_hours_history_is_read_first(age, first):
    assert reconcile_first(age) is first


def test_a_retry_that_will_be_too_old_says_so():
    step = after(NotYet("limited", Hold.SERVER, timedelta(seconds=60)), 3, RECONCILE_AFTER - 30, DRAW)
    assert step == Retry(60.0, reconcile=True)


CHOICES = [
    ("order in a class", [row("1"), row("2")], Parked(), [], ["1"]),
    ("page first", [row("1"), row("2", cls="board"), row("3", cls="page")], Parked(), [], ["3"]),
    ("reply before notice", [row("1", cls="notice"), row("2")], Parked(), [], ["2"]),
    ("one a room", [row("1", "a"), row("2", "b"), row("3", "a")], Parked(), [], ["1", "2"]),
    ("a room in flight waits", [row("1", "a"), row("2", "b")], Parked(), [row("0", "a")], ["2"]),
    ("pages of other rooms first", [row("1", "a"), row("2", "b", "page")], Parked(), [], ["2", "1"]),
    (
        "four rooms at once",
        [row(str(n), f"room{n}") for n in range(6)],
        Parked(),
        [],
        ["0", "1", "2", "3"],
    ),
    (
        "the last place is for pages and replies",
        [row(str(n), f"room{n}", "notice") for n in range(6)],
        Parked(),
        [],
        ["0", "1", "2"],
    ),
    (
        "a page takes the last place",
        [row("9", "z", "page")],
        Parked(),
        [row(str(n), f"room{n}", "notice") for n in range(3)],
        ["9"],
    ),
    (
        "what one row waits for holds up no other",
        [row("1"), row("2")],
        Parked(rows={OutboxId("1"): 200.0}),
        [],
        ["2"],
    ),
    ("a room holds up its lane", [row("1", "a"), row("2", "b")], Parked(rooms={RoomId("a"): 200.0}), [], ["2"]),
    ("a room without readers", [row("1", "a", "page"), row("2", "a")], Parked(unread={RoomId("a"): 200.0}), [], []),
    (
        "a fixed text needs no reader",
        [row("1", "a", "page"), row("2", "a", fixed=True)],
        Parked(unread={RoomId("a"): 200.0}),
        [],
        ["2"],
    ),
    ("the server holds up everything", [row("1", "a", "page"), row("2", "b")], Parked(server=200.0), [], []),
    (
        "waiting ends",
        [row("1")],
        Parked(rows={OutboxId("1"): 99.0}, rooms={RoomId("a"): 100.0}, unread={RoomId("a"): 100.0}, server=100.0),
        [],
        ["1"],
    ),
    (
        "rooms are made beside messages",
        [row("1", "new", creates=True), row("2", "newer", creates=True), row("3", "a")],
        Parked(),
        [],
        ["1", "3"],
    ),
    ("one room is made at a time", [row("2", "n", creates=True)], Parked(), [row("1", "m", creates=True)], []),
    ("a slow server of rooms", [row("1", "n", creates=True), row("2")], Parked(creating=200.0), [], ["2"]),
    ("a room that is not there", [row("1", "n", creates=True), row("2", "n")], Parked(), [], ["1"]),
    ("a room that is being made", [row("2", "n")], Parked(), [row("1", "n", creates=True)], []),
    ("rooms while the server rests", [row("1", "n", creates=True), row("2")], Parked(server=200.0), [], ["1"]),
    ("a fresh board gathers", [row("1", cls="board", queued_at=99.0, touched_at=99.0)], Parked(), [], []),
    ("a board goes after two seconds", [row("1", cls="board", queued_at=97.0, touched_at=98.0)], Parked(), [], ["1"]),
    ("a busy board after five", [row("1", cls="board", queued_at=95.0, touched_at=99.9)], Parked(), [], ["1"]),
    (
        "a board goes after replies",
        [row("1", cls="board", queued_at=90.0, touched_at=90.0), row("2")],
        Parked(),
        [],
        ["2"],
    ),
    (
        "a fresh board holds up no notice",
        [row("1", cls="board", queued_at=99.0, touched_at=99.0), row("2", cls="notice")],
        Parked(),
        [],
        ["2"],
    ),
]


@pytest.mark.parametrize(
    ("waiting", "parked", "in_flight", "chosen"), [case[1:] for case in CHOICES], ids=[case[0] for case in CHOICES]
)
def test_what_is_sent_next(waiting, parked, in_flight, chosen):
    assert names(choose(waiting, parked, in_flight, now=100.0)) == chosen


@pytest.mark.parametrize(
    ("made", "outcome", "parked"),
    [
        (row("1"), UNEDITABLE, Parked(rows={OutboxId("1"): 130.0}, alone={OutboxId("1"): RoomId("a")})),
        (row("1"), KEYS, Parked(unread={RoomId("a"): 130.0})),
        (row("1"), Rejected("forbidden"), Parked(rows={OutboxId("1"): 130.0})),
        (row("1"), OUTSIDER, Parked(rooms={RoomId("a"): 130.0})),
        (row("1"), OFFLINE, Parked(server=130.0)),
        (row("1", creates=True), OFFLINE, Parked(creating=130.0)),
        (row("1", creates=True), OUTSIDER, Parked(rows={OutboxId("1"): 130.0})),
    ],
)
def test_who_waits_after_a_failed_attempt(made, outcome, parked):
    assert park(Parked(), made, outcome, 30.0, now=100.0) == parked


def test_news_of_a_room_ends_its_wait_alone():
    two = {RoomId("a"): 200.0, RoomId("b"): 200.0}
    one = {RoomId("b"): 200.0}
    assert unpark(Parked(rooms=two, unread=two), RoomId("a")) == Parked(rooms=one, unread=one)


def test_news_of_a_room_ends_the_wait_of_one_row_but_no_refusal():
    refused = Rejected("forbidden")
    parked = Parked()
    for name, room, outcome in (("1", "a", UNEDITABLE), ("2", "b", UNEDITABLE), ("3", "a", refused)):
        parked = park(parked, row(name, room), outcome, 30.0, now=100.0)
    assert unpark(parked, RoomId("a")).rows.keys() == {"2", "3"}
    again = park(parked, row("1"), refused, 60.0, now=110.0)
    assert unpark(again, RoomId("a")).rows.keys() == {"1", "2", "3"}


def test_the_worker_knows_when_to_look_again():
    board = row("2", cls="board", queued_at=99.5, touched_at=99.5)
    parked = Parked(rows={OutboxId("1"): 140.0}, rooms={RoomId("a"): 90.0})
    assert wake_at([row("1"), board], parked, 100.0) == 101.5
    assert wake_at([row("1")], parked, 100.0) == 140.0
    assert wake_at([row("1")], Parked(unread={RoomId("a"): 150.0}), 100.0) == 150.0
    assert wake_at([row("1")], Parked(), 100.0) is None


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["page", "reply", "board", "notice"])), max_size=25)
)
def test_everything_goes_out_in_the_end_in_the_order_of_its_room_and_class(made):
    waiting = [row(f"{number:03}", room, cls) for number, (room, cls) in enumerate(made)]
    sent: list[Queued] = []
    while waiting:
        chosen = choose(waiting, Parked(), [], now=100.0)
        assert chosen, "nothing is parked, so something can go"
        assert len(chosen) <= 4
        assert len({row.room for row in chosen}) == len(chosen)
        sent += chosen
        waiting = [row for row in waiting if row not in chosen]
    for one in sent:
        same = [row.id for row in sent if (row.room, row.cls) == (one.room, one.cls)]
        assert same == sorted(same)
