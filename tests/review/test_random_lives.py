"""Any template that passes check, in any life: the rules never fail, and what always has to hold, holds."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.workflow_simulate import Shown, hear
from config.snapshots import decode_template, encode_template, hashed_template
from tests.cast import OPENED
from tests.profiles import searched
from tests.review.living import NAME, Deed, deeds, directories, templates
from workflows.casework.resettling import resettle
from workflows.casework.snapshots import CaseSnapshot
from workflows.escalation.ladders import check
from workflows.language.template import Template
from workflows.review.rehearsing import Rehearsal
from workflows.values.directory import Directory
from workflows.values.effects import NOTHING
from workflows.values.ids import UserId
from workflows.values.model import ClockKind, RoomKind, Task, TaskStatus, Where

ENDED = (TaskStatus.DONE, TaskStatus.DROPPED)
RUNS = (TaskStatus.OPEN, TaskStatus.TAKEN, TaskStatus.BLOCKED)
PEOPLE = ["north-police", "north-support", "north-health", "north-prosecutor", "south-prosecutor", "rivers.lead"]


class Life:
    """One case from its opening on, looked at after everything that happens."""

    def __init__(self, template: Template, directory: Directory) -> None:
        self.directory, self.template = directory, template
        self.play = Rehearsal(directory=directory, templates={NAME: template}, now=OPENED, hear=hear)
        self.show = Shown(directory, "Europe/Berlin")
        self.shown = 0

    @property
    def case(self) -> CaseSnapshot:
        assert self.play.case is not None
        return self.play.case

    def opens(self) -> bool:
        """By the words that people type."""
        opener = UserId("@north-police:example.org")
        self.play.says(opener, f"case open {NAME} DE {self.template.priority.value}")
        for _ in range(5):
            dialogue = next(iter(self.play.dialogues.values()), None)
            if self.play.case is not None or dialogue is None:
                break
            asked = dialogue.data["asked"]
            self.play.says(opener, {"preview": "go", "t0": "2026-12-05 12:00"}.get(asked, "1"))
        self.looks_right()
        return self.play.case is not None

    def happens(self, deed: Deed) -> None:
        what, who, line, number = deed
        if what == "pass":
            self.play.passes(self.play.now + timedelta(minutes=number))
        else:
            self.says(UserId(f"@{PEOPLE[who]}:example.org") if who < len(PEOPLE) else self.owner(number), line, number)
        self.looks_right()

    def task(self, number: int) -> Task | None:
        return self.case.tasks[number % len(self.case.tasks)] if self.case.tasks else None

    def owner(self, number: int) -> UserId:
        """Who would most likely type it: somebody of the agency whose task it is."""
        task = self.task(number)
        seats = (seat.user for seat in self.case.live_seats if task is not None and seat.agency == task.owner)
        return next(seats, UserId("@north-police:example.org"))

    def says(self, user: UserId, line: str, number: int) -> bool:
        if user not in self.directory.people:
            return False
        task = self.task(number)
        kind = RoomKind.SUPPORT if task is not None and task.where is Where.SUPPORT else RoomKind.JOINT
        room = self.play.place_of(user, kind)
        named = f"{'' if room else self.case.case.ref + '/'}{task.number if task else number}"
        waiting = next((one for (by, _), one in self.play.dialogues.items() if by == user), None)
        code = waiting.data.get("code", "7Q4") if waiting else "7Q4"
        before = self.open_tasks()
        done = self.play.says(user, line.replace("{n}", named).replace("{code}", code), room)
        if done and line.startswith(("done", "drop")) and self.play.case and self.taken_back(task, room is not None):
            self.play.says(user, "undo", room)
            assert self.open_tasks() == before, "undo brings back what was open"
        return done

    def taken_back(self, task: Task | None, in_room: bool) -> bool:
        """Whether `undo` is tried: for every second task, in a room, where something was ended."""
        now = self.case.task_by_id(task.id) if task else None
        return in_room and now is not None and now.status in ENDED and now.number % 2 == 0

    def open_tasks(self) -> dict[int, object]:
        return {
            task.number: (task.status, task.due, task.owner, task.instance, task.round)
            for task in self.case.tasks
            if task.status not in ENDED
        }

    # what always holds

    def looks_right(self) -> None:
        for line in self.play.lines[self.shown :]:
            assert self.show(line)
        self.shown = len(self.play.lines)
        if self.play.case is None:
            return
        numbers = [task.number for task in self.case.tasks]
        assert len(set(numbers)) == len(numbers)
        assert not numbers or self.case.case.next_number > max(numbers)
        for task in self.case.tasks:
            self.task_looks_right(task)
        for told in self.play.told.values():
            paged = self.case.task_by_id(told.task)
            assert paged is None or paged.clock is not ClockKind.PROTECTED, "a protected period pages nobody"
        self.is_settled()
        self.says_nothing_twice()

    def task_looks_right(self, task: Task) -> None:
        row = self.template.task(task.code)
        if row is not None and task.clock is ClockKind.DEADLINE and row.until is None and task.status in RUNS:
            assert task.due is not None, "a deadline that runs has its time"
        if task.where is Where.SUPPORT:
            waits = [self.case.find(number) for number in task.depends]
            assert all(other is None or other.kind != "statement" for other in waits)

    def is_settled(self) -> None:
        once = resettle(self.case, self.play.moment(), None)
        assert once.case.tasks == self.case.tasks, "what is settled stays as it is"
        assert once.case.case == self.case.case
        assert not once.saved

    def says_nothing_twice(self) -> None:
        """What is due was said; until the next check there is nothing to say."""
        case, due = self.play.snapshot(), self.play.due()
        assert case is not None
        if due is not None and due <= self.play.now:
            self.play.look()
            case, due = self.play.snapshot(), self.play.due()
            assert case is not None
        assert due is None or due > self.play.now, "what is due was looked at"
        later = due - timedelta(seconds=1) if due else self.play.now + timedelta(days=400)
        for now in (self.play.now, later):
            decision = check(case, replace(self.play.moment(), now=now))
            assert decision == NOTHING, f"said at {now}, before the next check at {due}"


@searched(test=500)
@given(made=templates(), around=directories(), life=st.lists(deeds(), min_size=1, max_size=7))
def test_the_rules_hold_in_any_life_of_any_template_that_passes_check(made, around, life):
    if made.template is None:
        return
    lived = Life(made.template, around.directory)
    if not lived.opens():
        return
    for deed in life:
        lived.happens(deed)


@searched(test=100)
@given(made=templates())
def test_a_template_comes_back_from_what_is_kept(made):
    if made.template is not None:
        assert decode_template(encode_template(made.template)) == hashed_template(made.template)
