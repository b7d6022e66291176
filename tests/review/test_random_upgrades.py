"""A running case takes up any other version that passes check, at any time: what always has to hold, holds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from config.snapshots import hashed_template
from tests.profiles import searched
from tests.review.living import NAME, deeds, directories, templates
from tests.review.test_random_lives import ENDED, Life
from workflows.casework.anchoring import fallen
from workflows.language.template import Template
from workflows.values.ids import UserId
from workflows.values.model import CaseState, Task

LEAD = UserId("@rivers.lead:example.org")


def takes_up(life: Life, after: Template) -> bool:
    """The lead types it, and the code; whether it was done."""
    life.play.templates = {NAME: after}
    before = life.case.case.template_hash
    life.play.says(LEAD, f"case upgrade-workflow {life.case.case.ref}")
    code = next((one.data["code"] for one in life.play.dialogues.values() if one.data.get("do") == "upgrade"), None)
    if code is not None:
        life.play.says(LEAD, f"confirm {code}")
        assert life.case.case.template_hash == after.hash != before
        life.template = after
    return code is not None


@searched(test=100)
@given(
    made=templates(),
    other=templates(),
    around=directories(),
    life=st.lists(deeds(), max_size=6),
    rest=st.lists(deeds(), max_size=5),
)
def test_a_case_lives_on_by_another_version(made, other, around, life, rest):
    if made.template is None or other.template is None or LEAD not in around.directory.people:
        return
    lived = Life(made.template, around.directory)
    if not lived.opens():
        return
    for deed in life:
        lived.happens(deed)
    before = lived.case
    if not takes_up(lived, hashed_template(replace(other.template, version=2))):
        return
    assert before.case.state is CaseState.OPEN
    for was in before.tasks:
        keeps_its_word(was, lived.case.task_by_id(was.id))
    lived.looks_right()
    for deed in rest:
        lived.happens(deed)


def keeps_its_word(was: Task, now: Task | None) -> None:
    """What is done is as it was; a clock that ran runs on with its time, or the task is no longer asked for."""
    assert now is not None
    if was.status in ENDED and now.status in ENDED and not fallen(was):
        assert (now.status, now.done_at, now.result, now.reference) == (
            was.status,
            was.done_at,
            was.result,
            was.reference,
        )
    elif was.started_at is not None and was.due is not None and not {was.status, now.status} & set(ENDED):
        assert (now.due, now.started_at, now.clock) == (was.due, was.started_at, was.clock)
