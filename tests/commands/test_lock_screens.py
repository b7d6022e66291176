"""The first line of an answer may be read on a lock screen: no title, no reason, nothing that somebody typed freely."""

import pytest

from bot.text.render import Reader, render
from commands.spec import Place
from tests.builders import a_case_snapshot, a_directory, a_handle, a_task
from tests.cast import HEATH, NOON, PAT
from tests.commands.talk import typed
from workflows.values.effects import TellPerson
from workflows.values.model import TaskStatus

FOUR = a_task(4, title="CANARY", reason="CANARY")
CASE = a_case_snapshot(
    FOUR,
    a_task(5, title="CANARY", status=TaskStatus.DONE, done_at=FOUR.created_at, reason="CANARY"),
    handles=(a_handle(FOUR, 17, [PAT]),),
)


@pytest.mark.parametrize("place", [Place.CASE, Place.CHAT])
@pytest.mark.parametrize(
    "line",
    [
        "later C-7F3K2/4 4h CANARY",
        "due C-7F3K2/4 15:00 CANARY",
        "drop C-7F3K2/4 CANARY",
        "reopen C-7F3K2/5 CANARY",
        "add C-7F3K2 CANARY due 3h for health",
        "done C-7F3K2/4",
        "done C-7F3K2/5",
        "take C-7F3K2/4",
        "give C-7F3K2/4 health",
        "block C-7F3K2/4 by health",
        "show C-7F3K2/4",
        "why C-7F3K2/4",
        "list C-7F3K2",
        "mine",
        "board C-7F3K2",
    ],
)
def test_the_first_line_is_safe(line, place):
    answer = typed("!" + line, CASE, place=place)
    assert answer.said
    assert "CANARY" not in answer.said.splitlines()[0]


@pytest.mark.parametrize("line", ["!add CANARY due 3h for health", "!give 4 health", "!block 4 by health"])
def test_what_wakes_somebody_is_safe_in_full_and_three_lines_at_most(line):
    (told,) = typed(line, CASE).kinds(TellPerson)
    assert told.user == HEATH
    words = render(told.notice, Reader(now=NOON, directory=a_directory(), chat=True)).body
    assert "CANARY" not in words
    assert len(words.splitlines()) <= 3
