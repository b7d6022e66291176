"""Wrong input: one line that says what is wrong and the correct form, and nothing changes."""

import pytest

from commands.spec import Place
from tests.builders import a_case_snapshot, a_handle, a_task
from tests.cast import CHAIR, HEALTH, MORGAN, OPENED
from tests.commands.talk import typed
from workflows.values.model import TaskStatus

CASE = a_case_snapshot(
    a_task(2, owner=HEALTH),
    a_task(3, status=TaskStatus.DONE, done_at=OPENED),
    a_task(4),
    a_task(6),
    handles=(a_handle(a_task(4), 17, [CHAIR]),),
)
OPEN_HERE = "Open here: 2, 4, 6."
HERE = "Known here: City Police, Harbour Support, Health East, Legal Aid South."
NO_MORE = "Nothing was changed. The form is "
NO_TITLE = "A word is missing: `!add TITLE [due TIME] [for AGENCY]`, for example `!add call the embassy due 3wd`."
IN_THE_ROOM = {
    "!dnoe 4": "I don't know `dnoe`. Did you mean `!done 4`?",
    "!lter 4 2h": "I don't know `lter`. Did you mean `!later 4`?",
    "!task dnoe 4": "I don't know `task`. Did you mean `!task done 4`?",
    "!take4all": "`4all` is not a task number. Try `!take 4 1h`. " + OPEN_HERE,
    "!xyzzy": "I don't know `xyzzy`. Try `!help`.",
    "!<b>done</b> 4": "I don't know `<b>done</b>`. Try `!help`.",
    "!@room": "I don't know `@room`. Try `!help`.",
    "!done": "Which task? `!done N [RESULT] [ref …]`, for example `!done 4`. " + OPEN_HERE,
    "!done four": "`four` is not a task number. Try `!done 4`. " + OPEN_HERE,
    "!done all": "`all` is not a task number. Try `!done 4`. " + OPEN_HERE,
    "!done 0": "There is no task 0 that you can see. " + OPEN_HERE,
    "!done 999": "There is no task 999 that you can see. " + OPEN_HERE,
    "!done -4": "`-4` is not a task number. Try `!done 4`. " + OPEN_HERE,
    "!done 99999999999999999999": "`99999999999999999999` is not a task number. Try `!done 4`. " + OPEN_HERE,
    "!done 17": "There is no task 17 that you can see. " + OPEN_HERE,
    "!done C-9QX4M/4": "There is no case C-9QX4M that you can see. `!mine` lists yours.",
    "!done C-7F3K2/99": "There is no task C-7F3K2/99 that you can see.",
    "!done 4 thanks a lot": "I don't understand `thanks a lot` here. " + NO_MORE + "`!done N [RESULT] [ref …]`.",
    "!later 4": "A word is missing: `!later N TIME why`, for example `!later 4 4h court`.",
    "!later 4 court": "`court` is not a time. Try `4h`, `3wd` or `fri 16:00`.",
    "!later 4 -1h": "A deadline can only move later here. A lead can move it earlier: `!due 4 15:00 why`.",
    "!take 4 -1h": "`-1h` is before now. Try `1h`.",
    "!later 4 0h": "Zero is not a length of time. Try `4h`.",
    "!later 4 1,5h": "Whole numbers only, please. Try `1h30`.",
    "!later 4 1e9d": "`1e9d` is not a time. Try `4h`, `3wd` or `fri 16:00`.",
    "!later 4 999999999d": "`999999999d` is too long. Try `4h`.",
    "!later 4 3000wd": "I know working days and holidays until 2032-12-31 only.",
    "!later 4 4": "`4` of what? Try `4h`, or minutes, days, working days: `30m` `2d` `3wd`.",
    "!later 4 4x": "`4x` is not a length of time. Try `4h`; units are m, h, d, w, wd (working days) and wh.",
    "!later 4 24:00": "There is no such time of day. Try `23:59`.",
    "!later 4 31 feb": "There is no such day: `31 feb`. Try `28 feb` or `3wd`.",
    "!task add call the embassy due 31 feb": "There is no such day: `31 feb`. Try `28 feb` or `3wd`.",
    "!later 4 3/4": "Is that a day or a month? Try `3 apr`.",
    "!later 4 2020-01-01": "`2020-01-01` is past. Try `tomorrow 17:00`.",
    "!take 4 1h please": "I don't understand `please` here. Nothing was changed. The form is `!take N TIME`.",
    "!add": NO_TITLE,
    "!add due 3wd": NO_TITLE,
    "!add call due 3wd please": "I don't understand `please` here. "
    + NO_MORE
    + "`!add TITLE [due TIME] [for AGENCY]`.",
    "!give 4 nobody": "I don't know the agency `nobody`. " + HERE,
    "!give 4 helth-east": "I don't know the agency `helth-east`. Did you mean `Health East`?",
    "!block 4 by 4a": "I don't know the agency `4a`. " + HERE,
    "!list everything": "`everything` cannot stand here. One of: all.",
    "!list C-9QX4M": "There is no case C-9QX4M that you can see. `!mine` lists yours.",
    "!help dnoe": "There is no command `dnoe`. Did you mean `!help done`?",
    "!1": "I am not waiting for an answer from you, so nothing was changed. Please type the whole command, or `!help`.",
    "!reopen 4 why": "Task 4 is still open. Nothing changed.",
    "!unblock 4": "Task 4 waits for nobody. Nothing changed.",
}


@pytest.mark.parametrize(("line", "said"), IN_THE_ROOM.items())
def test_one_line_says_what_is_wrong(line, said):
    answer = typed(line, CASE)
    assert answer.decision is None
    assert answer.said == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("done 17", "I have shown you no task 17. `mine` lists what is yours."),
        ("done four", "`four` is not a task number. Try `done 4`."),
        (
            "take C-7F3K2/4 1h please",
            "I don't understand `please` here. Nothing was changed. The form is `take N TIME`.",
        ),
        ("!case open", None),
    ],
)
def test_in_a_direct_chat_commands_are_shown_without_their_mark(line, said):
    answer = typed(line, CASE, user=MORGAN, place=Place.CHAT)
    assert answer.decision is None or said is None
    assert answer.said == said or (said is None and "!" not in answer.said)


@pytest.mark.parametrize("text", ["!add " + "word " * 40, "!later 4 4h " + "x" * 141])
def test_long_texts_are_refused_with_their_length(text):
    answer = typed(text, CASE)
    assert answer.decision is None
    assert "140 are allowed" in answer.said


@pytest.mark.parametrize(
    "text",
    [
        "!add call her on +44 7700 900123",
        "!later 4 4h born 12 May 2004",
        "!drop 4 moved to 14 Harbour Road",
        "!done 4 ref anna@example.org",
    ],
)
def test_personal_data_is_not_kept(text):
    answer = typed(text, CASE)
    assert answer.decision is None
    assert "I did not keep it." in answer.said
    assert not any(word in answer.said for word in ("7700", "2004", "Harbour Road", "anna"))


@pytest.mark.parametrize("line", ["!dnoe 4", "!later 4 31 feb", "!done four"])
def test_each_is_one_line(line):
    assert len(typed(line, CASE).said.splitlines()) == 1


def test_the_same_command_twice_is_answered_and_changes_nothing_more():
    done = a_case_snapshot(a_task(4, status=TaskStatus.DONE, done_at=OPENED))
    assert typed("!done 4", done).said == (
        "Task 4 was done Fri 27 Nov 10:00 by City Police. Nothing changed. `!reopen 4 why`"
    )
