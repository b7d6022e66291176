"""The person wishes otherwise: who may say so, what goes on then, and two minutes to take it back."""

from dataclasses import replace

import pytest

from tests.builders import a_directory, a_moment, a_room, a_seat, a_task
from tests.casework.saying import words_of
from tests.casework.test_protecting import ENDS, PERIOD, STATEMENT, a_protected
from tests.cast import (
    DAY,
    HANA,
    HARBOUR,
    HEALTH,
    HEATH,
    HOUR,
    LENA,
    MINUTE,
    MORGAN,
    NOON,
    OPENED,
    PAT,
    POLICE,
    SUPPORT_ROOM,
    a_person,
)
from tests.commands.talk import after, typed
from workflows.casework.protecting import guarded
from workflows.values.directory import AgencySeat, SeatRole
from workflows.values.effects import Settle, TellPerson
from workflows.values.model import CaseState, ClockKind, Member, RoomKind, TaskStatus, Where

NOT_THEIRS = "Only the person's support provider can do that. Nothing changed."


def test_the_support_provider_says_it_and_what_stood_still_goes_on():
    case = a_protected()
    answer = typed("!lift 10", case, user=HANA)
    assert answer.said == (
        "Task 10: noted that the person wishes otherwise. The recovery period is over. "
        "These may go on, at the person's pace: 13. Wrong? `!undo` until 12:02."
    )
    ended = answer.task(10)
    assert (ended.status, ended.result, ended.lifted_at, ended.lifted_by) == (
        TaskStatus.DONE, "lifted", NOON, HANA,
    )  # fmt: skip
    assert (answer.task(13).episode, answer.task(13).due) == (2, STATEMENT.due)
    assert {effect.task for effect in answer.kinds(Settle)} == {"task-10", "task-13"}
    (told,) = answer.kinds(TellPerson)
    assert told.user == MORGAN
    assert "the person wishes otherwise" in words_of(told.notice, a_directory())
    (record, *_) = answer.decision.audit
    assert (record.action, record.fields["as"]) == ("task.lift", "support")
    assert typed("!done 13", after(case, answer)).said.startswith("Task 13 done")


def test_it_is_taken_back_within_two_minutes_and_protects_again():
    case = a_protected()
    lifted = after(case, typed("!lift 10", case, user=HANA))
    undone = typed("!undo", lifted, user=HANA, now=NOON + MINUTE)
    assert undone.said.startswith("Task 10: `lift` is taken back. It is open again")
    again = after(lifted, undone)
    assert (again.tasks[0].lifted_at, again.tasks[0].lifted_by, again.tasks[0].result) == (None, None, None)
    assert guarded(again.tasks[1], again)
    assert typed("!done 13", again).said.startswith("Not marked as done: no statement")


def test_later_it_is_opened_again_as_long_as_it_would_run():
    lifted = replace(PERIOD, status=TaskStatus.DONE, lifted_at=NOON, lifted_by=HANA, result="lifted", done_at=NOON)
    case = a_protected(status=TaskStatus.DONE, lifted_at=NOON, lifted_by=HANA, result="lifted", done_at=NOON)
    assert case.tasks[0] == lifted
    answer = typed("!reopen 10 wishes it after all", case, user=HANA, now=NOON + DAY)
    assert (answer.task(10).status, answer.task(10).lifted_at, answer.task(10).due) == (TaskStatus.OPEN, None, ENDS)
    over = typed("!reopen 10 once more", case, user=HANA, now=ENDS + DAY)
    assert over.said.startswith("Task 10 is the recovery period: it is nobody's task to do")


@pytest.mark.parametrize("user", [PAT, MORGAN, HEATH, LENA])
def test_nobody_else_says_it_for_them(user):
    answer = typed("!lift 10", a_protected(), user=user)
    assert (answer.decision, answer.said) == (None, NOT_THEIRS)


def test_whoever_sits_in_the_support_only_room_may_say_it():
    room = a_room(RoomKind.SUPPORT)
    plain = a_protected()
    member = Member(room=SUPPORT_ROOM, user=HEATH, wanted=True, version=1)
    case = replace(plain, rooms=(*plain.rooms, room), members=(*plain.members, member))
    assert typed("!lift 10", case, user=HEATH).said.startswith("Task 10: noted")
    gone = replace(case, members=(*plain.members, replace(member, wanted=False)))
    assert typed("!lift 10", gone, user=HEATH).said == NOT_THEIRS


def test_police_never_say_it_whatever_else_they_are():
    assert typed("!lift 10", a_protected(owner=POLICE)).said == NOT_THEIRS
    both = (
        AgencySeat(agency=HARBOUR, roles=frozenset({SeatRole.LIAISON})),
        AgencySeat(agency=POLICE, roles=frozenset({SeatRole.LIAISON})),
    )
    directory = a_directory(people=(a_person(PAT, "Pat", seats=both),))
    plain = a_protected()
    case = replace(plain, seats=(*plain.seats, a_seat(HARBOUR, user=PAT)))
    assert typed("!lift 10", case, moment=a_moment(directory=directory)).said == NOT_THEIRS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": TaskStatus.WAITING}, "Task 10: the recovery period is not running. Nothing changed."),
        ({"status": TaskStatus.DONE, "done_at": NOON}, "Task 10: the recovery period is not running. Nothing changed."),
        ({"clock": ClockKind.DEADLINE}, "Task 10 is no recovery period. Nothing changed."),
    ],
)
def test_what_is_not_running_is_not_lifted(changes, said):
    assert typed("!lift 10", a_protected(**changes), user=HANA).said == said


def test_in_a_closed_case_nothing_is_lifted():
    plain = a_protected()
    closed = replace(plain, case=replace(plain.case, state=CaseState.CLOSED))
    assert typed("!lift 10", closed, user=HANA).said.startswith("C-7F3K2 is closed")


def test_what_goes_on_in_the_support_only_room_is_not_numbered_here():
    hidden = replace(STATEMENT, where=Where.SUPPORT)
    assert "13" not in typed("!lift 10", a_protected(hidden), user=HANA).said


def test_what_another_period_holds_stays_held():
    other = a_task(11, code="N10", owner=HEALTH, kind="protected_period", clock=ClockKind.PROTECTED, due=ENDS + HOUR)
    case = a_protected(other, STATEMENT)
    lifted = after(case, typed("!lift 10", case, user=HANA))
    assert "may go on" not in typed("!lift 10", case, user=HANA).said
    assert typed("!done 13", lifted).said.startswith("Not marked as done")
    assert lifted.tasks[2].due == OPENED + 6 * HOUR
