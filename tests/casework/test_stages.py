"""The two lanes of a case: shown to its members, moved by a lead who says why."""

import pytest

from tests.builders import a_row
from tests.casework.settling import opened
from tests.cast import LENA, MORGAN, PAT
from tests.commands.talk import typed
from workflows.values.model import Case, Lane


def row(answer, kind):
    return [saved for saved in answer.decision.save if isinstance(saved, kind)][-1]


LANES = {Lane.SUPPORT: ("intake", "stabilise", "recovery"), Lane.JUSTICE: ("intake", "proceedings")}


def test_both_lanes_are_shown_and_a_lead_moves_one_with_a_reason():
    case = opened(a_row("A"), stages=LANES)
    assert typed("!stage", case).said == (
        "Support: intake (intake, stabilise, recovery)\nJustice: intake (intake, proceedings)\n"
        "A lead moves one: `!stage support stabilise because …`"
    )
    answer = typed("!stage justice proceedings because charged today", case, user=MORGAN)
    assert answer.said == "Justice is at proceedings now, after intake (Lead Morgan).\nReason: charged today"
    assert row(answer, Case).stages == {Lane.SUPPORT: "intake", Lane.JUSTICE: "proceedings"}
    (record,) = answer.decision.audit
    assert record.fields == {"lane": "justice", "stage": "proceedings", "was": "intake", "why": "charged today"}


@pytest.mark.parametrize(
    ("line", "user", "said"),
    [
        ("!stage justice proceedings because charged", PAT, "Only a lead can do that. Nothing changed."),
        ("!stage justice proceedings", MORGAN, "Please say why"),
        ("!stage proceedings because charged", LENA, "Only a lead can do that. Nothing changed."),
        ("!stage justice over because so", MORGAN, "There is no stage `justice over` here."),
        ("!stage intake because so", MORGAN, "There is no stage `intake` here."),
        ("!stage support intake because so", MORGAN, "Support is at intake already. Nothing changed."),
    ],
)
def test_what_is_no_move_is_said(line, user, said):
    answer = typed(line, opened(a_row("A"), stages=LANES), user=user)
    assert answer.decision is None
    assert answer.said.startswith(said)


def test_a_stage_that_only_one_lane_has_needs_no_lane():
    answer = typed("!stage recovery because decided", opened(a_row("A"), stages=LANES), user=MORGAN)
    assert row(answer, Case).stages[Lane.SUPPORT] == "recovery"
