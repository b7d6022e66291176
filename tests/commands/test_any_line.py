"""Whatever is typed, wherever: it is answered in at most fifteen lines, or left alone. Nothing else can happen."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.spec import Place
from commands.table import COMMANDS
from tests.builders import a_case_snapshot, a_handle, a_task
from tests.cast import HANA, MORGAN, PAT
from tests.commands.talk import typed
from workflows.values.model import TaskStatus

FOUR = a_task(4)
CASE = a_case_snapshot(
    FOUR, a_task(5, status=TaskStatus.DONE, done_at=FOUR.created_at), handles=(a_handle(FOUR, 17, [PAT, MORGAN]),)
)
WORD = st.sampled_from(sorted({word for command in COMMANDS for name in command.words for word in name.split()}))
ARGUMENT = st.sampled_from(
    "4 5 17 99 all C-7F3K2 C-7F3K2/4 4h 3wd -1h fri 16:00 31 feb 2026-11-30 by for due ref to until why later yes "
    "health health-east @hana:hs court 1,5h \u202e \u200b \" ' <b>x</b> @room P1 England uk-nrm-adult 1 2 3".split()
)
LINE = st.builds(
    lambda mark, words: mark + " ".join(words),
    st.sampled_from(["!", "", "/", "@caseroom: "]),
    st.lists(WORD | ARGUMENT | st.text(max_size=8), min_size=1, max_size=7),
)


@pytest.mark.parametrize("place", [Place.CASE, Place.CHAT, Place.LEADS])
@given(line=LINE | st.text(max_size=60), user=st.sampled_from([PAT, HANA, MORGAN]), mentioned=st.booleans())
@example(line="!", user=PAT, mentioned=False)
@example(line="!\u0085 done 4", user=PAT, mentioned=False)
@example(line="!done \u0664", user=PAT, mentioned=False)
def test_any_line_is_answered_or_left_alone(place, line, user, mentioned):
    answer = typed(line, CASE, user=user, place=place, mentions=(HANA,) if mentioned else ())
    assert len(answer.said.splitlines()) <= 15
    if place is Place.CASE and line[:1].isalpha() and not line.casefold().startswith("caseroom"):
        assert answer.said == "", "people talk to each other here"
