"""Fields that are set in the support-only room: what the joint room hears of them, and what it does not."""

from dataclasses import replace

import pytest

from tests.builders import a_moment, a_room, a_row, a_seat
from tests.casework.saying import words_of
from tests.casework.settling import a_protocol as protocol
from tests.casework.settling import knows, opened_by
from tests.casework.test_fields import EVENTS, after
from tests.cast import HANA, HARBOUR, JOINT_ROOM, PAT
from tests.commands.talk import typed
from workflows.language.template import FieldKind, TemplateField, TemplateRole
from workflows.values.effects import Tell
from workflows.values.ids import FieldName, RoleName
from workflows.values.model import ClockKind, RoomKind, TaskStatus, Where

ADVISER = RoleName("adviser")
SHARED = TemplateField(name=FieldName("shared"), label="First sharing", kind=FieldKind.CODE, values=("yes", "no"),
                       set_by=(ADVISER,))  # fmt: skip


def with_support_room(*rows, **changes):
    roles = {ADVISER: TemplateRole(name=ADVISER, types=("ngo",), where=Where.SUPPORT)}
    plain = protocol(*rows, **changes)
    template = replace(plain, fields={**plain.fields, SHARED.name: SHARED}, roles={**plain.roles, **roles})
    case = opened_by(template)
    seats = (*case.seats, a_seat(HARBOUR, user=HANA, role=ADVISER))
    tasks = tuple(replace(task, version=1) for task in case.tasks)
    return replace(case, rooms=(a_room(), a_room(RoomKind.SUPPORT)), seats=seats, tasks=tasks)


def in_joint(answer):
    return [words_of(one.notice, a_moment().directory, chat=False) for one in answer.kinds(Tell)
            if one.room == JOINT_ROOM]  # fmt: skip


def test_what_only_support_roles_set_and_say_in_their_room_stays_there():
    case = with_support_room(a_row("A"))
    answer = typed("!set shared yes", case, user=HANA, kind=RoomKind.SUPPORT)
    assert in_joint(answer) == []
    there = after(case, answer)
    for line in ("!set", "!set shared"):
        assert "First sharing: yes" in typed(line, there, user=HANA, kind=RoomKind.SUPPORT).said
        assert typed(line, there, user=PAT).said == typed(line, case, user=PAT).said
    assert in_joint(typed("!unset shared", there, user=HANA, kind=RoomKind.SUPPORT)) == []
    open_to_all = after(case, typed("!set shared yes", case, user=HANA))
    assert "First sharing: yes" in typed("!set", open_to_all, user=PAT).said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!set rg positive", "Reasonable grounds decision: positive, since Fri 27 Nov 12:00."),
        ("!unset rg", "Reasonable grounds decision: nothing is known of it any more."),
    ],
)
def test_of_any_other_field_the_joint_room_hears_and_not_from_whom(line, said):
    case = with_support_room(a_row("A"))
    case = knows(case, rg="negative").case
    assert in_joint(typed(line, case, user=HANA, kind=RoomKind.SUPPORT)) == [said]


def test_a_watch_of_the_support_only_room_that_ends_is_counted_and_not_named_in_the_joint_room():
    watch = a_row("N8", clock=ClockKind.WATCH, results=("positive", "negative"), where=Where.SUPPORT)
    case = with_support_room(watch, events=EVENTS)
    answer = typed("!set rg positive", case)
    assert answer.task(1).status is TaskStatus.DONE
    assert "Task 1" not in answer.said
    assert "In the support-only room: 1 more changed." in answer.said
    assert "Task 1 is done with it." in typed("!set rg positive", case, user=HANA, kind=RoomKind.SUPPORT).said
