"""A joint operation is called off: what ends, who hears it, who stands by until released."""

from dataclasses import replace

import pytest

from commands.spec import Place
from tests.builders import (
    a_directory,
    a_room,
    a_seat,
)
from tests.casework.operating import OP_LEAD, an_operation, saved
from tests.casework.saying import announced
from tests.cast import (
    HANA,
    HEALTH,
    HEATH,
    MORGAN,
    PAT,
    SUPPORT_ROOM,
)
from tests.commands.talk import after, typed
from workflows.casework.holding import CALLED_OFF, held
from workflows.values.effects import Settle, Tell
from workflows.values.ids import FieldName
from workflows.values.model import Case, CaseState, RoomKind, TaskStatus


def called_off(case=None, user=PAT, **changes):
    return typed("!operation abort because safety", case or an_operation(**changes), user=user)


def test_called_off_everything_scheduled_ends_and_every_room_hears_it_at_once():
    case = replace(an_operation(green=(3,)), rooms=(a_room(), a_room(RoomKind.SUPPORT)))
    answer = called_off(case)
    assert answer.said == (
        "C-7F3K2 · The operation is called off (safety), by Pat (City Police). 2 open tasks have ended. "
        "Support teams: please stand by until a lead releases you."
    )
    (tell,) = answer.kinds(Tell)
    assert (tell.room, tell.wakes) == (SUPPORT_ROOM, True)
    assert announced(answer.decision, a_directory()) == answer.said
    now = after(case, answer)
    ended = {int(task.number): (task.status, task.result) for task in now.tasks}
    assert ended[2] == ended[15] == (TaskStatus.DROPPED, CALLED_OFF)
    assert ended[3][0] is TaskStatus.DONE
    assert ended[30][0] is TaskStatus.OPEN, "what is not around T-0 goes on"
    assert ended[20][0] is TaskStatus.OPEN, "what follows from calling it off begins"
    assert {effect.task for effect in answer.kinds(Settle)} >= {"task-2", "task-15"}
    row = saved(answer, Case)[-1]
    assert row.operation == CALLED_OFF
    assert row.fields[FieldName("called_off")].values == ("safety",)
    assert {record.action for record in answer.decision.audit} >= {"operation.abort", "task.becomes-dropped"}
    later = replace(now, case=row)
    assert [int(task.number) for task in later.tasks if held(task, later)] == [10, 12, 18]


def test_support_teams_stand_by_until_a_lead_releases_them():
    case = an_operation()
    answer = called_off(case)
    waiting = replace(after(case, answer), case=saved(answer, Case)[-1])
    assert "called off (safety); support teams stand by" in typed("!operation status", waiting).said
    assert typed("!operation release", waiting, user=HANA).said == "Only a lead can do that. Nothing changed."
    freed = typed("!operation release", waiting, user=MORGAN)
    assert freed.said == "C-7F3K2 · Support teams are released, thank you. 3 tasks have ended."
    assert freed.task(18).result == "released"
    over = replace(after(waiting, freed), case=saved(freed, Case)[-1])
    assert not [task for task in over.tasks if held(task, over)]
    assert typed("!operation release", over, user=MORGAN).said.startswith("C-7F3K2 was not called off")
    assert called_off(over, MORGAN).said == "C-7F3K2 was called off. Nothing changed."
    assert typed("!operation go", over, user=MORGAN).said == "C-7F3K2 was called off. Nothing changed."


def test_who_may_call_it_off():
    assert called_off(user=MORGAN).decision is not None
    assert called_off(user=HEATH).said.startswith("Only a lead, or the agency that leads the operation in a country")
    case = an_operation()
    seated = replace(case, seats=(*case.seats, a_seat(HEALTH, role=OP_LEAD)))
    assert called_off(seated, HEATH).decision is not None


@pytest.mark.parametrize("line", ["!operation abort", "!operation abort because rain"])
def test_it_needs_one_of_the_templates_codes(line):
    assert typed(line, an_operation()).said == (
        "Please say why, by one of these words: safety, legal_base. For example `!operation abort because safety`"
    )


def test_the_code_may_be_written_with_a_dash_and_words_after_it():
    answer = typed("!operation abort because legal-base the court said no", an_operation())
    assert "(legal base)" in answer.said
    assert answer.decision.audit[0].fields["words"] == "the court said no"


def test_in_a_closed_case_only_its_state_is_read():
    case = an_operation(case={"state": CaseState.CLOSED})
    assert called_off(case).said.startswith("C-7F3K2 is closed")
    assert typed("!operation status", case).said.startswith("C-7F3K2 · not yet go")


def test_it_is_asked_elsewhere_by_reference():
    asked = typed("operation status C-7F3K2", an_operation(), user=MORGAN, place=Place.CHAT)
    assert asked.said.startswith("C-7F3K2 · not yet go")
