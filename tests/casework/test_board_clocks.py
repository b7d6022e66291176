"""What boards, lists and counts say of each clock: who is late and who is not, what protects, what has lapsed."""

from dataclasses import replace

from bot.text.render import Reader, render
from commands.spec import Place
from tests.builders import a_case_snapshot, a_directory, a_handle, a_moment, a_task
from tests.casework.operating import an_operation
from tests.casework.test_protecting import ENDS, STATEMENT, a_protected
from tests.cast import DAY, HANA, HARBOUR, HOUR, MORGAN, NOON, OPENED, PAT
from tests.commands.talk import typed
from workflows.casework.board import compose, is_late, is_past
from workflows.casework.cases import late_in, next_due
from workflows.casework.holding import CALLED_OFF
from workflows.values.model import ClockKind, RoomKind, TaskStatus


def lines(case, now=NOON, kind=RoomKind.JOINT):
    reader = Reader(now=now, directory=a_directory(), zone="Europe/London")
    return render(compose(case, kind, a_moment(now)), reader).body.splitlines()


def of_each_clock(due=OPENED):
    return tuple(a_task(number, clock=clock, due=due, title=clock.value) for number, clock in enumerate(ClockKind, 1))


def test_late_is_only_what_an_agency_of_the_case_owes():
    case = a_case_snapshot(*of_each_clock())
    assert [task.clock for task in case.tasks if is_late(task, case, NOON)] == [
        ClockKind.DEADLINE, ClockKind.SCHEDULED,
    ]  # fmt: skip
    assert [task.clock for task in case.tasks if is_past(task, case, NOON)] == [
        ClockKind.DEADLINE, ClockKind.WATCH, ClockKind.EXPIRY, ClockKind.SCHEDULED,
    ]  # fmt: skip
    assert late_in(case, a_moment()) == 2
    assert lines(case)[0].startswith("2 late")
    assert "Late: 2." in typed("!case status", case).said
    assert "2 late" in typed("case list", case, place=Place.CHAT).said
    assert typed("mine", case, place=Place.CHAT).said.startswith("2 of yours are late.")


def test_each_clock_in_its_own_words():
    case = a_case_snapshot(*of_each_clock(OPENED + DAY))
    shown = [line for line in lines(case) if "·" in line and line[0].isdigit()]
    assert shown == [
        "1 deadline · City Police · due Sat 28 Nov 10:00",
        "2 watch · City Police watches · expected by Sat 28 Nov 10:00",
        "4 expiry · City Police · lapses Sat 28 Nov 10:00",
        "5 scheduled · City Police · due Sat 28 Nov 10:00",
    ]
    assert "3 protected · City Police · until Sat 28 Nov 10:00" in typed("!list", case).said
    lapsed = a_task(4, clock=ClockKind.EXPIRY, due=OPENED, lapsed_at=OPENED, renewed=1)
    board = lines(a_case_snapshot(lapsed))
    assert board[0].startswith("Nothing late")
    assert board[2].endswith("City Police · lapsed since Fri 27 Nov 10:00")
    shown_whole = typed("!show 4", a_case_snapshot(lapsed)).said
    assert "lapsed Fri 27 Nov 10:00" in shown_whole
    assert "Renewed once." in shown_whole


def test_a_period_stands_above_the_tasks_and_is_none_of_them():
    case = a_protected()
    board = lines(case)
    assert board[2] == (
        "Recovery period until Sun 27 Dec: no statement, cooperation decision or removal may be asked for (task 10)"
    )
    assert "13 Explain the referral; record the decision · City Police · may not be asked for now" in board
    assert board[-1].startswith("Done 0 of 2.")
    assert board[0].startswith("Nothing late, next Fri 27 Nov 16:00")  # of the other one
    assert not any(line.startswith("10 ") for line in board)
    late = lines(case, ENDS - HOUR)
    assert late[0].startswith("1 late")
    assert typed("!show 10", case).said.startswith("Task 10 · Harbour Support · runs, nobody's task to do")


def test_when_it_is_over_the_board_says_so_for_some_days():
    over = a_protected(status=TaskStatus.DONE, done_at=ENDS)
    assert lines(over, ENDS + HOUR)[2] == "Recovery period over since Sun 27 Dec 10:00 (task 10)"
    assert not any("Recovery" in line for line in lines(over, ENDS + 8 * DAY))
    lifted = a_protected(status=TaskStatus.DONE, done_at=NOON, lifted_at=NOON, lifted_by=HANA)
    assert lines(lifted)[2] == "Recovery period over since Fri 27 Nov 12:00, as the person wished (task 10)"


def test_the_support_only_board_names_the_period_too():
    case = a_protected(replace(STATEMENT))
    assert any(line.startswith("Recovery period until") for line in lines(case, kind=RoomKind.SUPPORT))


def test_nobody_has_a_period_in_their_own_list_and_no_newcomer_is_told_it_is_theirs():
    assert "10" not in typed("mine", a_protected(), user=HANA, place=Place.CHAT).said
    assert typed("mine", a_protected(), user=HANA, place=Place.CHAT).said == "No open task is yours."


def test_take_all_takes_nothing_that_stands_still():
    case = a_protected(replace(STATEMENT, due=OPENED))
    case = replace(case, handles=(a_handle(case.tasks[1], 17, [MORGAN]),))
    assert typed("take all 1h", case, user=MORGAN, place=Place.CHAT).said == "Nothing that is late waits for you."


def test_whoever_was_paged_of_an_outside_decision_has_it_in_their_list():
    watch = a_task(8, clock=ClockKind.WATCH, due=OPENED)
    case = replace(a_case_snapshot(watch), handles=(a_handle(watch, 17, [MORGAN]),))
    said = typed("mine", case, user=MORGAN, place=Place.CHAT).said
    assert said.startswith("Nothing of yours is late.")
    assert "17" in said


def test_the_board_of_an_operation_begins_with_t0_and_names_who_stands_by():
    case = an_operation(green=(2, 3))
    assert lines(case)[2] == "T-0 Tue 1 Dec 05:00, in 3 d 17 h from this board on · gates 2 of 4 green"
    off = replace(case, case=replace(case.case, operation=CALLED_OFF))
    board = lines(off)
    assert board[2] == "Called off. Support teams stand by until a lead releases them."
    assert any(line.endswith("Health East · on standby") for line in board)
    assert next_due(off, a_moment()) == next_due(a_case_snapshot(a_task(30)), a_moment())


def test_with_lines_above_it_stays_within_fifteen():
    tasks = tuple(a_task(number, code=f"N{number}") for number in range(20, 60))
    board = lines(a_protected(*tasks))
    assert len(board) <= 15
    assert "and 30 more: `!list`" in board


def test_a_task_of_somebody_who_is_only_watching_is_not_counted_against_them():
    case = a_case_snapshot(a_task(8, clock=ClockKind.WATCH, due=OPENED, owner=HARBOUR))
    assert typed("mine", case, user=HANA, place=Place.CHAT).said.startswith("Nothing of yours is late.")
    assert typed("mine", case, user=PAT, place=Place.CHAT).said == "No open task is yours."
