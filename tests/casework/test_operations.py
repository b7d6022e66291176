"""A joint operation goes: once every gate is green, or over red ones by a typed code."""

from dataclasses import replace

import pytest

from tests.builders import (
    a_directory,
    a_room,
)
from tests.casework.operating import an_operation, saved
from tests.casework.saying import words_of
from tests.cast import (
    CHAIR,
    HANA,
    LEADS_ROOM,
    MORGAN,
    PAT,
    SUPPORT_ROOM,
)
from tests.commands.talk import typed
from workflows.casework.holding import GO
from workflows.values.effects import ShowBoard, Tell, TellPerson
from workflows.values.model import Case, RoomKind


def test_a_lead_lets_it_go_once_all_gates_are_green():
    case = replace(an_operation(green=(2, 3, 10, 15)), rooms=(a_room(), a_room(RoomKind.SUPPORT)))
    answer = typed("!operation go", case, user=MORGAN)
    assert answer.said == "C-7F3K2 · Go. T-0 is Tue 1 Dec 05:00."
    assert [row.operation for row in saved(answer, Case)] == [GO]
    assert [tell.room for tell in answer.kinds(Tell)] == [SUPPORT_ROOM]
    assert answer.kinds(ShowBoard)
    gone = replace(case, case=saved(answer, Case)[0])
    assert typed("!operation go", gone, user=MORGAN).said == "C-7F3K2 has its go already. Nothing changed."


@pytest.mark.parametrize("user", [PAT, HANA])
def test_nobody_else_does(user):
    answer = typed("!operation go", an_operation(green=(2, 3, 10, 15)), user=user)
    assert answer.said == "Only a lead can do that. Nothing changed."


def test_not_while_a_gate_is_red():
    answer = typed("!operation go", an_operation(green=(2, 3, 10)), user=MORGAN)
    assert answer.decision is None
    assert answer.said == "Not yet: these gates are not green. Nothing changed.\n15 Vote · City Police · not done"


@pytest.mark.parametrize("line", ["!operation go anyway", "!operation go anyway because hurry"])
def test_passing_over_needs_a_code(line):
    assert typed(line, an_operation(), user=MORGAN).said == (
        "Please say why, by one of these words: danger, done_outside, not_needed_here, other. "
        "For example `!operation go anyway because danger`"
    )


def test_passing_over_is_confirmed_by_a_typed_code_and_heard_above():
    case = an_operation(green=(2, 3))
    asked = typed("!operation go anyway because danger somebody is at risk", case, user=MORGAN)
    code = asked.dialogue.data["code"]
    assert f"type `!confirm {code}` within 10 minutes" in asked.said
    assert saved(asked, Case) == []
    wrong = typed("!confirm 000", case, user=MORGAN, dialogue=asked.dialogue)
    assert wrong.decision is None
    answer = typed(f"!confirm {code.lower()}", case, user=MORGAN, dialogue=asked.dialogue)
    assert answer.said == "C-7F3K2 · Go. T-0 is Tue 1 Dec 05:00. Gates passed over: 10, 15 (danger)."
    heard = {effect.user: words_of(effect.notice, a_directory()) for effect in answer.kinds(TellPerson)}
    assert heard == {
        CHAIR: "C-7F3K2 · Lead Morgan lets the operation go although 2 gates are not green (reason: danger)."
    }
    assert [tell.room for tell in answer.kinds(Tell)] == [LEADS_ROOM]
    (record,) = answer.decision.audit
    assert record.action == "operation.go"
    assert dict(record.fields) == {"gates": "10 15", "reason": "danger", "words": "somebody is at risk"}


def test_gates_that_became_green_meanwhile_are_not_passed_over():
    asked = typed("!operation go anyway because danger", an_operation(green=(2, 3)), user=MORGAN)
    ready = an_operation(green=(2, 3, 10, 15))
    answer = typed(f"!confirm {asked.dialogue.data['code']}", ready, user=MORGAN, dialogue=asked.dialogue)
    assert answer.said == "C-7F3K2 · Go. T-0 is Tue 1 Dec 05:00."
    assert answer.kinds(TellPerson) == []
