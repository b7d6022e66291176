"""What follows an attempt to send, and what is attempted next: order, parking and waiting, without any I/O.

All times here are transport time: seconds of a monotonic clock as floats, never dates.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from workflows.values.delivery import Hold, NotYet, Opened, Outcome, Rejected, RoomOutcome, Sent
from workflows.values.ids import Draw, OutboxId, RoomId

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 300.0  # five minutes, whatever a server asks for: a page that waits longer is a page lost
RECONCILE_AFTER = 20 * 3600.0  # homeservers forget transaction ids after 24 h; four hours are kept in hand
MOST_REFUSALS = 3  # of one page: a refusal may be a moment's rights or membership
ROOMS_IN_FLIGHT = 4
BOARD_GATHERS = 2.0  # since its last change
BOARD_WAITS_AT_MOST = 5.0  # since its first change
RANKS: Mapping[str, int] = {"page": 0, "reply": 1, "board": 2, "notice": 2}
URGENT = frozenset({"page", "reply"})


@dataclass(frozen=True, slots=True)
class Retry:
    """Try the same row again after so many seconds; `reconcile`: look first whether it arrived after all."""

    wait: float
    reconcile: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A reply, board or notice that will never work. `why` is a code."""

    why: str


@dataclass(frozen=True, slots=True)
class Dead:
    """A page that was refused again and again. Its row ends, and somebody else must be told in its place."""

    why: str


def after(
    outcome: Outcome | RoomOutcome, attempts: int, age: float, draw: Draw, *, cls: str = "reply", refusals: int = 0
) -> Retry | GiveUp | Dead | None:
    """What follows attempt number `attempts` (from 1) of a row first attempted `age` seconds ago; None: it is done.

    `refusals` counts the Rejected before this one. Waits are full jitter under a doubling ceiling, 1 s to 5 min
    (Amazon Builders' Library, "Timeouts, retries and backoff with jitter"), or what the server asks, up to 5 min.
    """
    match outcome:
        case Sent() | Opened():
            return None
        case NotYet(wait=asked):
            seconds = asked.total_seconds() if asked is not None else 0.0
            wait = min(seconds, LONGEST_WAIT) if seconds > 0 else _backoff(attempts, draw)
            return Retry(wait, reconcile=reconcile_first(age + wait))
        case Rejected(why=why):
            if cls != "page":
                return GiveUp(why)
            if refusals + 1 >= MOST_REFUSALS:
                return Dead(why)
            wait = _backoff(attempts, draw)
            return Retry(wait, reconcile=reconcile_first(age + wait))
    assert_never(outcome)


def reconcile_first(age: float) -> bool:
    """Whether the room's history must be read before a row is sent again: the server may no longer know its id."""
    return age >= RECONCILE_AFTER


def _backoff(attempts: int, draw: Draw) -> float:
    ceiling = min(LONGEST_WAIT, 2.0 ** min(max(attempts, 1), 16))
    return SHORTEST_WAIT + draw.fraction(f"wait:{attempts}") * (ceiling - SHORTEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One row that waits to be sent. `cls` is page, reply, board or notice.

    `creates` is a row that makes its room, `fixed` a fixed text, which needs no trusted reader.
    """

    id: OutboxId
    room: RoomId
    cls: str
    creates: bool = False
    fixed: bool = False
    queued_at: float = 0.0  # since when it waits
    touched_at: float = 0.0  # when what it will say last changed (boards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """What waits until when. Nothing of it is kept over a restart: then everything is tried at once."""

    rows: Mapping[OutboxId, float] = field(default_factory=dict)
    rooms: Mapping[RoomId, float] = field(default_factory=dict)
    unread: Mapping[RoomId, float] = field(default_factory=dict)  # nobody there can read: all but fixed texts wait
    alone: Mapping[OutboxId, RoomId] = field(default_factory=dict)  # those of `rows` that news of their room may end
    server: float = 0.0  # no message at all before this
    creating: float = 0.0  # no new room before this


def park(parked: Parked, row: Queued, outcome: Outcome | RoomOutcome, wait: float, now: float) -> Parked:
    """Who waits after `row` has to be retried in `wait` seconds.

    A room without readers holds up all that needs one; the room itself, everything in it; the server, everything.
    What one row alone waits for holds up no other. A server that is slow to make rooms holds up no message, and one
    room that cannot be made no other room.
    """
    until = now + wait
    hold = outcome.hold if isinstance(outcome, NotYet) else Hold.PERSON
    rows = {id: when for id, when in parked.rows.items() if when > now}  # what is over is forgotten
    if row.creates:
        return replace(parked, creating=until) if hold is Hold.SERVER else replace(parked, rows={**rows, row.id: until})
    match hold:
        case Hold.PERSON:
            alone = {id: room for id, room in parked.alone.items() if id in rows and id != row.id}
            if isinstance(outcome, NotYet):  # what was refused waits its time out, whatever is new
                alone[row.id] = row.room
            return replace(parked, rows={**rows, row.id: until}, alone=alone)
        case Hold.ROOM:
            return replace(parked, rooms={**parked.rooms, row.room: until})
        case Hold.READERS:
            return replace(parked, unread={**parked.unread, row.room: until})
        case Hold.SERVER:
            return replace(parked, server=max(parked.server, until))
    assert_never(hold)


def unpark(parked: Parked, room: RoomId) -> Parked:
    """Something changed in this room (a key, a member): what waited for it is tried now."""
    return replace(
        parked,
        rows={id: until for id, until in parked.rows.items() if parked.alone.get(id) != room},
        alone={id: where for id, where in parked.alone.items() if where != room},
        rooms={key: until for key, until in parked.rooms.items() if key != room},
        unread={key: until for key, until in parked.unread.items() if key != room},
    )


def choose(
    waiting: Sequence[Queued],
    parked: Parked,
    in_flight: Collection[Queued],
    now: float,
    limit: int = ROOMS_IN_FLIGHT,
) -> tuple[Queued, ...]:
    """The rows to attempt now, most urgent first, at most one a room. `waiting` is in the order the rows were made.

    Within (room, class) rows go in that order; across, page before reply before board and notice. Of the free places
    the last is kept for pages and replies, so that a slow board never holds up somebody's phone.
    """
    flying = {row.id for row in in_flight}
    rows = [row for row in waiting if row.id not in flying]
    chosen: list[Queued] = []
    if not any(row.creates for row in in_flight) and parked.creating <= now:
        chosen += [row for row in rows if row.creates and parked.rows.get(row.id, 0.0) <= now][:1]
    busy = {row.room for row in in_flight if not row.creates}
    if parked.server > now:
        return tuple(chosen)
    not_made = {row.room for row in (*waiting, *in_flight) if row.creates}
    closed = busy | not_made | {room for room, until in parked.rooms.items() if until > now}
    heads = sorted(_heads(rows, parked, closed, now), key=lambda row: RANKS[row.cls])  # sorting keeps the order
    for row in heads:
        free = limit - len(busy)
        if free > 1 or (free == 1 and (row.cls in URGENT or limit == 1)):
            chosen.append(row)
            busy.add(row.room)
    return tuple(chosen)


def _heads(rows: Iterable[Queued], parked: Parked, closed: Collection[RoomId], now: float) -> tuple[Queued, ...]:
    """The first row of each open room that may go now: of its most urgent class, the oldest."""
    best: dict[RoomId, Queued] = {}
    for row in rows:
        if row.creates or row.room in closed or parked.rows.get(row.id, 0.0) > now:
            continue
        if not row.fixed and parked.unread.get(row.room, 0.0) > now:
            continue
        seen = best.get(row.room)
        if seen is None or RANKS[row.cls] < RANKS[seen.cls]:
            best[row.room] = row
        elif seen.cls == "board" and not _gathered(seen, now) and row.cls == "notice":
            best[row.room] = row  # a board that still gathers holds up nobody
    return tuple(row for row in best.values() if row.cls != "board" or _gathered(row, now))


def _gathered(board: Queued, now: float) -> bool:
    return now >= min(board.touched_at + BOARD_GATHERS, board.queued_at + BOARD_WAITS_AT_MOST)


def wake_at(waiting: Sequence[Queued], parked: Parked, now: float) -> float | None:
    """The next moment after `now` at which `choose` may answer differently by time alone; None: only news can tell."""
    moments = [parked.server, parked.creating, *parked.rows.values()]
    moments += [*parked.rooms.values(), *parked.unread.values()]
    moments += [
        min(row.touched_at + BOARD_GATHERS, row.queued_at + BOARD_WAITS_AT_MOST)
        for row in waiting
        if row.cls == "board"
    ]
    return min((moment for moment in moments if moment > now), default=None)
