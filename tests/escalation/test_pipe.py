"""Commands, ticks, crashes, joins and a moody server in any order: what must be true all the same, and is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.builders import a_case, a_case_snapshot, a_directory, a_task, chat_of
from tests.cast import (
    HANA,
    HARBOUR,
    HEALTH,
    HEATH,
    HOUR,
    JOINT_ROOM,
    LADDERS,
    LEADS_ROOM,
    MORGAN,
    OPENED,
    PAT,
    POLICE,
    POLICE_DEPUTY,
)
from tests.escalation.pipe import Event, Mood, Pipe, Row, State
from workflows.casework import tasks
from workflows.casework.moving import Asked
from workflows.casework.snapshots import TaskInCase
from workflows.escalation.ladders import calendar_for, next_check
from workflows.escalation.levels import started
from workflows.escalation.taking import CLIMBING, held_until
from workflows.values.directory import Priority, Span, SpanUnit
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, RoomId, UserId
from workflows.values.model import Task, TaskStatus
from workflows.values.notices.base import Refused

STRANGER = UserId("@stranger:elsewhere")
DIRECTORY = a_directory()
numbers = st.sampled_from([4, 5, 6])
moods = st.lists(st.sampled_from(Mood), min_size=1, max_size=4)
rooms = st.sampled_from([JOINT_ROOM, LEADS_ROOM, chat_of(PAT)])
Move = Callable[[TaskInCase, Asked], Decision]


class Life(RuleBasedStateMachine):
    """Three tasks of three agencies, and everything that may happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: dict[tuple[str, int], int] = {}  # (task, episode) -> how many rows there were when it ended

    @initialize(priority=st.sampled_from(Priority))
    def open(self, priority: Priority) -> None:
        owners = {4: POLICE, 5: HARBOUR, 6: HEALTH}
        made = [a_task(n, owner=owner, due=OPENED + n * HOUR) for n, owner in owners.items()]
        self.pipe = Pipe(case=a_case_snapshot(*made, case=a_case(priority=priority)), directory=DIRECTORY)

    def _move(self, number: int, move: Move, by: UserId = MORGAN) -> None:
        case = self.pipe.snapshot()
        task = next(task for task in case.tasks if task.number == number)
        asked = Asked(by=by, moment=self.pipe.moment(), in_room=True)
        try:
            decision = move(TaskInCase(case=case, task=task), asked)
        except Refused:
            return
        self.pipe.commit(decision)
        after = next(task for task in self.pipe.case.tasks if task.number == number)
        if after.episode != task.episode or after.status in (TaskStatus.DONE, TaskStatus.TAKEN):
            mine = [row for row in self._rows() if row.told and (row.task, row.episode) == (task.id, task.episode)]
            self.ended.setdefault((task.id, task.episode), len(mine))

    # people

    @rule(number=numbers)
    def done(self, number: int) -> None:
        self._move(number, lambda state, asked: tasks.done(state, None, None, asked))

    @rule(number=numbers, hours=st.integers(1, 30), by=st.sampled_from([MORGAN, PAT, HANA, HEATH]))
    def take(self, number: int, hours: int, by: UserId) -> None:
        self._move(number, lambda state, asked: tasks.take(state, asked.now + hours * HOUR, asked), by)

    @rule(number=numbers, hours=st.integers(1, 30))
    def later(self, number: int, hours: int) -> None:
        self._move(number, lambda state, asked: tasks.later(state, Span(hours, SpanUnit.HOURS), "court", asked))

    @rule(number=numbers, by=st.sampled_from([POLICE, HARBOUR, HEALTH]))
    def block(self, number: int, by: AgencyId) -> None:
        self._move(number, lambda state, asked: tasks.block(state, by, asked))

    @rule(number=numbers)
    def unblock(self, number: int) -> None:
        self._move(number, lambda state, asked: tasks.unblock(state, asked))

    @rule(number=numbers)
    def reopen(self, number: int) -> None:
        self._move(number, lambda state, asked: tasks.reopen(state, "not finished", asked))

    @rule(room=rooms)
    def a_stranger_comes_in(self, room: RoomId) -> None:
        self.pipe.joined[room] |= {STRANGER}

    @rule(user=st.sampled_from([PAT, HANA, HEATH]))
    def somebody_leaves(self, user: UserId) -> None:
        self.pipe.joined[JOINT_ROOM] -= {user}

    @rule()
    def membership_is_mended(self) -> None:
        self.pipe.converge()

    @rule(user=st.sampled_from([PAT, POLICE_DEPUTY, HEATH, MORGAN]))
    def keys_change(self, user: UserId) -> None:
        self.pipe.frozen ^= {user}

    # the bot

    @rule(minutes=st.integers(0, 200))
    def time_passes(self, minutes: int) -> None:
        self.pipe.advance(timedelta(minutes=minutes))
        self.pipe.tick()

    @rule(hours=st.integers(1, 72))
    def it_stops_and_comes_back(self, hours: int) -> None:
        self.pipe.crash()
        self.pipe.advance(hours * HOUR)
        self.pipe.tick()

    @rule(moods=moods)
    def the_worker_works(self, moods: list[Mood]) -> None:
        self.pipe.advance(timedelta(seconds=6))
        self.pipe.work(moods)

    @rule()
    def it_dies_between_the_answer_and_its_record(self) -> None:
        before = {id: row.state for id, row in self.pipe.rows.items()}
        self.pipe.work([Mood.KIND])
        for id, row in self.pipe.rows.items():
            if row.state is State.SENT and before[id] is not State.SENT:
                self.pipe.rows[id] = replace(row, state=State.FROZEN)
        self.pipe.crash()

    @rule()
    def the_server_answers_for_a_while(self) -> None:
        if not self.pipe.frozen:
            self.pipe.drain()

    # what must be true

    @invariant()
    def whoever_is_late_has_somebody_recorded_for_its_level(self) -> None:
        for task in self._tasks():
            if task.status not in CLIMBING or held_until(task) is not None:
                continue
            calendar = calendar_for(self.pipe.case.case, DIRECTORY)
            due = next_check(task, self.pipe.case, calendar)
            if due is not None and due <= self.pipe.now:
                continue  # the next tick says it
            begun = started(task)
            if task.level:
                last = len(LADDERS[self.pipe.case.case.priority].levels)
                spoken = task.level if task.level <= last else task.level - 1
                assert any(
                    (row.task, row.episode, row.level) == (task.id, task.episode, spoken)
                    for row in self.pipe.told.values()
                ), f"task {task.number}: level {task.level} without a record"
            elif begun is not None and begun <= self.pipe.now:
                assert due is not None, f"task {task.number} is late and nothing will ever happen"

    @invariant()
    def an_ended_episode_makes_no_page_and_none_of_its_own_is_left_unsaid(self) -> None:
        for (task, episode), before in self.ended.items():
            rows = [row for row in self._rows() if row.told and (row.task, row.episode) == (task, episode)]
            assert not [row for row in rows if row.state is State.WAITING], "not withdrawn"
            assert len(rows) == before, "a page about what is settled"

    @invariant()
    def what_was_withdrawn_or_merged_was_never_said_by_itself(self) -> None:
        said = {event.row for event in self._events()}
        assert not [row for row in self._rows() if row.id in said and row.state in (State.WITHDRAWN, State.MERGED)]

    @invariant()
    def nothing_is_said_twice(self) -> None:
        said = [event.row for event in self._events()]
        assert len(said) == len(set(said))

    @invariant()
    def what_was_said_is_what_was_frozen(self) -> None:
        assert all(event.text == self.pipe.rows[event.row].text for event in self._events())

    @invariant()
    def within_room_and_class_order_holds(self) -> None:
        for said in self.pipe.order().values() if hasattr(self, "pipe") else ():
            assert said == sorted(said)

    @invariant()
    def at_most_one_board_waits(self) -> None:
        assert sum(row.cls == "board" and row.state is State.WAITING for row in self._rows()) <= 1

    def teardown(self) -> None:
        if hasattr(self, "pipe"):
            self.pipe.frozen = frozenset()
            self.pipe.drain()
            assert not self.pipe.open_rows()

    def _tasks(self) -> tuple[Task, ...]:
        return self.pipe.case.tasks if hasattr(self, "pipe") else ()

    def _rows(self) -> list[Row]:
        return list(self.pipe.rows.values()) if hasattr(self, "pipe") else []

    def _events(self) -> list[Event]:
        return self.pipe.events if hasattr(self, "pipe") else []


Life.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestLife = Life.TestCase
