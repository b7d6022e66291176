"""When the clock of a template's task begins, and when it does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_case, a_case_snapshot, a_directory, a_moment, a_row, a_seat, a_task, a_template, since
from tests.cast import AGENCIES, HARBOUR, HOUR, NOON, OPENED, PAT, POLICE, hours, working_days
from workflows.casework.resettling import resettle
from workflows.casework.starting import with_task
from workflows.casework.transitions import NOT_NEEDED
from workflows.values.directory import Hours
from workflows.values.ids import RoleName
from workflows.values.model import ClockKind, TaskStatus

SUPPORT = RoleName("victim_support")
AT_OPENING = a_moment(OPENED)


def opened(*rows, **case):
    """A new case, with City Police as first responder and Harbour Support as victim support."""
    new = a_case(next_number=1, version=0, **case)
    seats = (a_seat(POLICE), a_seat(HARBOUR, role=SUPPORT))
    empty = a_case_snapshot(case=new, seats=seats, template=a_template(tasks=rows))
    return resettle(replace(empty, tasks=()), AT_OPENING, PAT).case


def end(case, number, result=None, at=NOON):
    """A task ends; the case with all that follows."""
    done = replace(case.find(number), status=TaskStatus.DONE, done_at=at, result=result)
    return resettle(with_task(case, done), a_moment(at), PAT, before=case).case


def test_numbers_run_through_the_case_in_the_order_of_the_template():
    case = opened(a_row("A"), a_row("B", owner=SUPPORT), a_row("C", owner=RoleName("nobody")))
    assert [(task.number, task.code, task.owner) for task in case.tasks] == [
        (1, "A", POLICE),
        (2, "B", HARBOUR),
        (3, "C", POLICE),
    ]
    assert len({task.id for task in case.tasks}) == 3


def test_what_hangs_on_the_opening_begins_with_it():
    (task,) = opened(a_row("A", due=working_days(3))).tasks
    assert (task.status, task.started_at) == (TaskStatus.OPEN, OPENED)
    assert f"{task.due:%a %d %b %H:%M}" == "Wed 02 Dec 10:00"


def test_an_anchor_of_the_past_may_make_it_late_at_once():
    (task,) = opened(a_row("A", anchor="discovered", due=hours(4)), fields=since(discovered=OPENED - 5 * HOUR)).tasks
    assert (task.status, task.due) == (TaskStatus.OPEN, OPENED - HOUR)


@pytest.mark.parametrize("rows", [[a_row("B", anchor="A")], [a_row("B", depends=("A",))], [a_row("B", when="A=yes")]])
def test_what_is_not_there_yet_is_waited_for(rows):
    case = opened(a_row("A", results=("yes", "no")), *rows)
    assert case.find(2).status is TaskStatus.WAITING
    started = end(case, 1, "yes").find(2)
    assert (started.status, started.started_at) == (TaskStatus.OPEN, NOON)


def test_a_clock_from_another_tasks_end_runs_from_that_end():
    case = opened(a_row("A"), a_row("B", anchor="A", due=hours(24)))
    assert case.find(2).due is None
    assert end(case, 1).find(2).due == NOON + 24 * HOUR


def test_a_deadline_from_the_opening_is_shown_while_it_waits():
    assert opened(a_row("A"), a_row("B", depends=("A",))).find(2).due == OPENED + 24 * HOUR


def test_all_of_several_dependencies_are_needed():
    case = opened(a_row("A"), a_row("B"), a_row("C", depends=("A", "B")))
    assert end(case, 1).find(3).status is TaskStatus.WAITING
    assert end(end(case, 1), 2).find(3).status is TaskStatus.OPEN


def test_what_turns_out_not_to_be_needed_falls_away_with_all_that_hangs_on_it():
    case = opened(
        a_row("A", results=("yes", "no")), a_row("B", when="A=yes"), a_row("C", when="B=sent"), a_row("D", when="A=no")
    )
    case = end(case, 1, "no")
    assert [(task.status, task.result) for task in case.tasks[1:]] == [
        (TaskStatus.DROPPED, NOT_NEEDED),
        (TaskStatus.DROPPED, NOT_NEEDED),
        (TaskStatus.OPEN, None),
    ]


def test_a_watch_begins_with_its_first_chase():
    case = opened(
        a_row("A"), a_row("W", clock=ClockKind.WATCH, due=working_days(5), anchor="A", chase_every=working_days(2))
    )
    watch = end(case, 1).find(2)
    assert (watch.chase_every, f"{watch.next_chase:%a %d %b}") == ("2wd", "Tue 01 Dec")


def test_an_anchor_that_comes_later_starts_what_waits_for_it():
    case = opened(a_row("A", anchor="located"))
    assert case.find(1).status is TaskStatus.WAITING
    assert resettle(case, a_moment(), None).saved == ()
    found = replace(case, case=replace(case.case, fields=since(located=NOON)))
    assert resettle(found, a_moment(), None, before=case).case.tasks[0].due == NOON + 24 * HOUR


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8), st.permutations(range(1, 7)))
def test_when_all_has_ended_nothing_waits(pairs, order):
    """Whatever depends on whatever comes before it: no task is left behind when the others have ended."""
    rows = [
        a_row(f"T{place}", depends=tuple(f"T{first}" for first, second in pairs if second == place and first < place))
        for place in range(6)
    ]
    case = opened(*rows)
    at = NOON
    for _ in range(6):
        for number in order:
            at += timedelta(minutes=1)
            if case.find(number).status is TaskStatus.OPEN:
                case = end(case, number, at=at)
    assert {task.status for task in case.tasks} == {TaskStatus.DONE}


def test_only_waiting_tasks_are_ever_started():
    tasks = [a_task(number, status=status) for number, status in enumerate(TaskStatus, 1) if status != "waiting"]
    assert resettle(a_case_snapshot(*tasks), a_moment(), None).saved == ()


def test_working_days_may_be_those_of_the_owner_agency():
    """Harbour Support works on Saturdays and Sundays too; the case was opened on a Friday."""
    every_day = Hours(days=frozenset(range(7)))
    agencies = {one.id: replace(one, hours=every_day) if one.id == HARBOUR else one for one in AGENCIES}
    moment = a_moment(OPENED, directory=a_directory(agencies=agencies))
    rows = (
        a_row("A", owner=SUPPORT, due=working_days(2)),
        a_row("B", owner=SUPPORT, due=working_days(2), by_owner=True),
    )
    new = a_case(next_number=1, version=0)
    empty = a_case_snapshot(case=new, seats=(a_seat(HARBOUR, role=SUPPORT),), template=a_template(tasks=rows))
    made = resettle(replace(empty, tasks=()), moment, PAT).case
    assert [f"{task.due:%a %d}" for task in made.tasks] == ["Tue 01", "Sun 29"]
