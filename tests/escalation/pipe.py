"""The whole way of a message as a pure model: what is committed, what is only in memory, and a server with moods.

The rules are the real ones (moves, ladders, bundles, lanes); only disk, worker, gate and server are played here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from tests.builders import a_moment, a_standing, chat_of
from tests.cast import JOINT_ROOM, LEADS_ROOM, MORGAN, OPENED
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation.bundles import Waiting, compose
from workflows.escalation.ladders import check
from workflows.values.delivery import Hold, NotYet, Outcome, Rejected, Sent
from workflows.values.directory import Directory
from workflows.values.effects import Decision, NotePage, Page, Reply, Settle, ShowBoard, Tell, TellPerson
from workflows.values.ids import Draw, EventId, Handle, OutboxId, RoomId, TaskId, UserId
from workflows.values.lanes import (
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
from workflows.values.model import Case, Task, Told

Key = tuple[TaskId, int, int, str, UserId, str]


class Mood(Enum):
    """How the server meets one attempt."""

    KIND = "accepts and answers"
    LOST = "accepts, and the answer is lost"
    DOWN = "is not there"
    LIMIT = "asks for a long wait"
    KEYS = "nobody's keys are there"
    NO = "refuses for good"


class State(Enum):
    WAITING = "waiting"
    FROZEN = "frozen"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    DEAD = "dead"


SERVER_FORGETS = 24 * 3600.0
OVER = frozenset({State.SENT, State.WITHDRAWN, State.MERGED, State.DEAD})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the outbox, as it is committed."""

    id: OutboxId
    room: RoomId
    cls: str
    text: str = ""  # fixed once it is frozen
    state: State = State.WAITING
    told: Told | None = None
    task: TaskId | None = None
    episode: int = 0
    created: float = 0.0
    frozen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    room: RoomId
    row: OutboxId
    text: str
    at: datetime


@dataclass
class Pipe:
    """Committed: case, told, rows, roster. In memory: parked, attempts. Outside: the server's rooms and events."""

    case: CaseSnapshot
    directory: Directory
    now: datetime = OPENED
    seconds: float = 0.0
    told: dict[Key, Told] = field(default_factory=dict)
    rows: dict[OutboxId, Row] = field(default_factory=dict)
    roster: dict[RoomId, frozenset[UserId]] = field(default_factory=dict)
    frozen: frozenset[UserId] = frozenset()
    keys_used: set[str] = field(default_factory=set)

    parked: Parked = field(default_factory=Parked)
    attempts: dict[OutboxId, int] = field(default_factory=dict)

    joined: dict[RoomId, frozenset[UserId]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    remembered: dict[OutboxId, tuple[EventId, float]] = field(default_factory=dict)  # transaction ids, for a day
    overtaken: set[OutboxId] = field(default_factory=set)  # rows that were parked alone: others may go before them

    def __post_init__(self) -> None:
        for user in self.directory.people:
            self.roster[chat_of(user)] = frozenset({user})
        self.roster[LEADS_ROOM] = frozenset({MORGAN})
        self.roster[JOINT_ROOM] = frozenset(seat.user for seat in self.case.live_seats)
        self.joined = dict(self.roster)

    # deciding: one transaction each

    def moment(self) -> Moment:
        standing = a_standing(self.directory, frozen=self.frozen)
        return a_moment(self.now, directory=self.directory, standing=standing, seed=str(self.seconds).encode())

    def tick(self) -> None:
        self.commit(check(self.snapshot(), self.moment()))

    def snapshot(self) -> CaseSnapshot:
        live = {(task.id, task.episode) for task in self.case.tasks}
        return replace(self.case, told=tuple(row for row in self.told.values() if (row.task, row.episode) in live))

    def commit(self, decision: Decision) -> None:
        for row in decision.save:
            if isinstance(row, Task):
                tasks = tuple(row if old.id == row.id else old for old in self.case.tasks)
                self.case = replace(self.case, tasks=tasks)
            elif isinstance(row, Case):
                self.case = replace(self.case, case=row)
        for effect in decision.effects:
            match effect:
                case Page(told=told):
                    self._page(told)
                case Settle():
                    self._withdraw(effect.task, effect.episode)
                case NotePage():
                    self._add(effect.room, "notice", task=effect.task, episode=effect.episode)
                case ShowBoard():
                    self._board()
                case Reply(notice=notice):
                    self._add(JOINT_ROOM, "reply", text=repr(notice))
                case Tell() if effect.key is None or effect.key not in self.keys_used:
                    self.keys_used |= {effect.key} if effect.key else set()
                    self._add(effect.room, "notice", text=repr(effect.notice))
                case TellPerson() if effect.user not in self.frozen:
                    self._add(chat_of(effect.user), "reply", text=repr(effect.notice))

    def _page(self, told: Told) -> None:
        key: Key = (told.task, told.episode, told.level, told.telling, told.target, told.as_kind)
        assert key not in self.told, f"recorded twice: {key}"
        self.told[key] = told
        if told.passed is None:
            assert told.target not in self.frozen
            self._add(chat_of(told.target), "page", told=told, task=told.task, episode=told.episode)

    def _withdraw(self, task: TaskId, episode: int) -> None:
        for row in self.rows.values():
            if (row.task, row.episode, row.state) == (task, episode, State.WAITING):
                self._put(replace(row, state=State.WITHDRAWN))

    def _board(self) -> None:
        if not any(row.cls == "board" and row.state is State.WAITING for row in self.rows.values()):
            self._add(JOINT_ROOM, "board")

    def _add(
        self, room: RoomId, cls: str, *, text: str = "", told: Told | None = None,
        task: TaskId | None = None, episode: int = 0,
    ) -> None:  # fmt: skip
        id = OutboxId(f"row-{len(self.rows):05}")
        state = State.FROZEN if text else State.WAITING
        self.rows[id] = Row(id, room, cls, text, state, told, task, episode, self.seconds, self.now if text else None)

    def _put(self, row: Row) -> None:
        self.rows[row.id] = row

    # the worker

    def open_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows.values() if row.state not in OVER)

    def queued(self) -> tuple[Queued, ...]:
        return tuple(
            Queued(id=row.id, room=row.room, cls=row.cls, queued_at=row.created, touched_at=row.created)
            for row in self.open_rows()
        )

    def work(self, moods: Sequence[Mood]) -> int:
        """One round: what may go is attempted, each attempt in the next mood. Says how many attempts there were."""
        chosen = choose(self.queued(), self.parked, (), self.seconds)
        for number, queued in enumerate(chosen):
            if (row := self._prepared(self.rows[queued.id])) is not None:
                self._attempt(queued, row, moods[number % len(moods)])
        return len(chosen)

    def _prepared(self, row: Row) -> Row | None:
        """The row with its words fixed, in a transaction of its own; None if nothing of it is true any more."""
        if row.state is not State.WAITING:
            return None if row.state in OVER else row
        text, merged = f"{row.cls} at {self.now}", []
        if row.told is not None:
            alike = [one for one in self.open_rows() if one.room == row.room and one.told and one.state is row.state]
            notice = compose(self.directory.people[row.told.target], self._waiting(alike), self.moment())
            merged = [one for one in alike if one.id != row.id]
            if notice is None:
                for one in alike:
                    self._put(replace(one, state=State.WITHDRAWN))
                return None
            text = repr(notice)
        for one in merged:
            self._put(replace(one, state=State.MERGED))
        self._put(replace(row, state=State.FROZEN, text=text, frozen_at=self.now))
        return self.rows[row.id]

    def _waiting(self, rows: Iterable[Row]) -> list[Waiting]:
        case = self.snapshot()
        return [
            Waiting(told=row.told, case=case, task=task, handle=Handle(17))
            for row in rows
            if row.told and (task := case.task_by_id(row.told.task))
        ]

    def _attempt(self, queued: Queued, row: Row, mood: Mood) -> None:
        age, draw = self.seconds - row.created, Draw(row.id.encode(), self.now)
        if reconcile_first(age) and any(event.row == row.id for event in self.events):
            self._put(replace(row, state=State.SENT))  # found in the history of the room
            return
        outcome = self._gate(row, mood)
        self.attempts[row.id] = attempts = self.attempts.get(row.id, 0) + 1
        step = after(outcome, attempts, age, draw, cls=row.cls, refusals=attempts - 1)
        match step:
            case None:
                self._put(replace(row, state=State.SENT))
            case Retry(wait=wait):
                self.parked = park(self.parked, queued, outcome, wait, self.seconds)
                if row.id in self.parked.rows:
                    self.overtaken.add(row.id)
            case GiveUp() | Dead():
                self._put(replace(row, state=State.DEAD))

    def _gate(self, row: Row, mood: Mood) -> Outcome:
        """As the real gate: nobody but the roster may be in the room, whatever else is the case."""
        if not self.joined[row.room] <= self.roster[row.room]:
            return NotYet("outsider", Hold.ROOM)
        if self.joined[row.room] & self.frozen and row.cls == "page":
            return NotYet("frozen", Hold.READERS)
        match mood:
            case Mood.DOWN:
                return NotYet("offline", Hold.SERVER)
            case Mood.LIMIT:
                return NotYet("limited", Hold.SERVER, timedelta(hours=1))
            case Mood.KEYS:
                return NotYet("keys", Hold.READERS)
            case Mood.NO:
                return Rejected("forbidden")
        event = self.accept(row)
        return NotYet("no-answer", Hold.SERVER) if mood is Mood.LOST else Sent(event)

    def accept(self, row: Row) -> EventId:
        """The server takes a message once for each transaction id that it remembers, and gives the same event again."""
        assert self.joined[row.room] <= self.roster[row.room], "an outsider reads it"
        assert self.rows[row.id].state is State.FROZEN, "sent without having been frozen in a transaction before"
        assert row.text, "a row that was said by another is said again, empty"
        event, since = self.remembered.get(row.id, (None, 0.0))
        if event is not None and self.seconds - since < SERVER_FORGETS:
            return event
        event = EventId(f"${len(self.events)}")
        self.events.append(Event(row.room, row.id, row.text, self.now))
        self.remembered[row.id] = (event, self.seconds)
        return event

    # what happens around it

    def advance(self, span: timedelta) -> None:
        self.now += span
        self.seconds += span.total_seconds()

    def crash(self) -> None:
        """All that is not committed is gone."""
        self.parked, self.attempts = Parked(), {}

    def converge(self) -> None:
        """Make membership as it is wanted: outsiders go, and what waited for that is tried again."""
        for room, users in self.joined.items():
            if not users <= self.roster[room]:
                self.joined[room] = users & self.roster[room]
                self.parked = unpark(self.parked, room)

    def drain(self, most: int = 4000) -> None:
        """The server answers and nobody is where they should not be: everything must go out."""
        self.converge()
        for _ in range(most):
            if not self.open_rows():
                return
            if not self.work([Mood.KIND]):
                until = wake_at(self.queued(), self.parked, self.seconds)
                assert until is not None, "rows wait and nothing will ever wake them"
                self.seconds = until
        raise AssertionError(f"{len(self.open_rows())} rows never went out")

    def order(self) -> Mapping[tuple[RoomId, str], list[OutboxId]]:
        """What was said in each (room, class), in the order of its events, without what was parked alone."""
        said: dict[tuple[RoomId, str], list[OutboxId]] = {}
        for event in self.events:
            if event.row not in self.overtaken:
                said.setdefault((event.room, self.rows[event.row].cls), []).append(event.row)
        return said
