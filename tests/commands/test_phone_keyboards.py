"""What phone keyboards make of a command is read as it was meant; what is a sentence stays one."""

import pytest

from commands.spec import Place
from commands.words import Line, read, reference
from tests.builders import a_case_snapshot, a_handle, a_task
from tests.cast import PAT
from tests.commands.talk import BOT, BOT_NAME, typed
from workflows.values.notices.base import Refused
from workflows.values.notices.tasks import TaskDone, TaskLater, TaskTaken
from workflows.values.notices.words import OneAtATime, TooLong

DONE_4 = [
    "!done 4",
    "! done 4",
    "!Done 4.",
    "!DONE 4",
    "!done4",
    "!done #4",
    "!done T4",
    "!done task 4",
    "!done 4!",
    "!done  4 ",
    "  !done 4",
    "!done 4\n",
    "!task done 4",
    "/done 4",
    "//done 4",
    "/task done 4",
    "\uff01done 4",  # full-width mark
    "!done\u00a04",  # no-break space
    "!done\u20034",  # em space
    "\u200e!done 4",  # left-to-right mark
    "!do\u200bne 4",  # zero-width space
    "\u202e!done 4\u202c",  # direction override
    "\ufeff!done 4",  # byte order mark
    "`!done 4`",
    "@caseroom: done 4",
    "@caseroom:hs: done 4",
    "@caseroom:hs done 4",
    "Caseroom: done 4",
    "caseroom, done 4",
    "Caseroom: !done 4",
    "[Caseroom](https://matrix.to/#/@caseroom:hs) done 4",
    "[Caseroom](https://matrix.to/#/@caseroom:hs): done 4",
    "> <@caseroom:hs> Task 4 is late\n> act now\n\n!done 4",
    "!done c-7f3k2/4",
    "!done C-7F3K2 4",
    "!done C\u20137F3K2/4",  # en dash
    "!finish 4",
]


@pytest.mark.parametrize("body", DONE_4)
def test_all_of_these_mean_done_4(body):
    answer = typed(body, a_case_snapshot())
    assert isinstance(answer.notice, TaskDone), answer.said
    assert answer.task(4).reference is None


@pytest.mark.parametrize(
    "body",
    [
        "!done 4 ref 2026/1187",
        "!done 4 \u2014ref 2026/1187",
        "!done 4 --ref 2026/1187",
        "!done 4 Ref: 2026/1187",
        "!done 4 2026/1187",
        "!done 4 ref \u201c2026/1187\u201d",
        "!done 4 ref 2026/1187.",
    ],
)
def test_a_reference_is_found_however_it_is_given(body):
    assert typed(body, a_case_snapshot()).task(4).reference == "2026/1187"


@pytest.mark.parametrize(
    ("body", "until"),
    [
        ("!take 4 2h", "14:00"),
        ("!take 4 2 h", "14:00"),
        ("!take 4 2H.", "14:00"),
        ("!take 4 2 hours", "14:00"),
        ("!take 4 for 2h", "14:00"),
        ("!take 4 120 min", "14:00"),
        ("!take 4 until 16:00", "16:00"),
        ("!take 4 16.00", "16:00"),
        ("!take 4 4pm", "16:00"),
        ("!take 4 4 PM", "16:00"),
        ("!ack 4", "13:00"),
    ],
)
def test_times_as_they_come(body, until):
    answer = typed(body, a_case_snapshot())
    assert isinstance(answer.notice, TaskTaken), answer.said
    assert f"{answer.task(4).taken_until:%H:%M}" == until


@pytest.mark.parametrize("why", ["court", '"court"', "\u201ccourt\u201d", "because court", "reason court", "'court'"])
def test_a_reason_needs_no_quotation_marks(why):
    answer = typed(f"!later 4 4h {why}", a_case_snapshot())
    assert isinstance(answer.notice, TaskLater), answer.said
    assert answer.task(4).reason == "court"


@pytest.mark.parametrize(
    "sentence",
    [
        "done, thanks",
        "done thanks",
        "call me",
        "why?",
        "why not",
        "take care",
        "later",
        "later maybe",
        "board meeting at 4",
        "show me the list",
        "list of people please",
        "add me to the case",
        "undo that please",
        "give it to health",
        "due to the weather",
        "who are you?",
        "hello",
        "* done 4",
    ],
)
def test_a_sentence_in_a_direct_chat_is_no_command(sentence):
    answer = typed(sentence, a_case_snapshot(), place=Place.CHAT)
    assert answer == typed("", place=Place.CHAT)


@pytest.mark.parametrize("bare", ["done 17", "Done 17.", "done17", "done C-7F3K2/4", "done c-7f3k2 4"])
def test_bare_words_are_enough_in_a_direct_chat(bare):
    task = a_task()
    case = a_case_snapshot(task, handles=(a_handle(task, 17, [PAT]),))
    assert isinstance(typed(bare, case, place=Place.CHAT).notice, TaskDone)


@pytest.mark.parametrize(
    ("body", "heard"),
    [("take 17 1h", True), ("take C-7F3K2/4 1h", True), ("take care all", False), ("mine", False), ("!mine", True)],
)
def test_in_a_leads_room_bare_words_need_a_number(body, heard):
    assert (read(body, BOT, BOT_NAME, Place.LEADS) is not None) is heard


@pytest.mark.parametrize(
    "body",
    ["done 4", "!!", "!?", "...", "", "* !done 4", "[Pat](https://matrix.to/#/@pat:hs) done 4", "caseroom is nice"],
)
def test_what_is_not_for_the_bot_in_a_case_room(body):
    assert read(body, BOT, BOT_NAME, Place.CASE) is None


@pytest.mark.parametrize(
    ("word", "ref"),
    [
        ("C-7F3K2", "C-7F3K2"),
        ("c-7f3k2.", "C-7F3K2"),
        ("C7F3K2", "C-7F3K2"),
        ("C\u20117F3K2", "C-7F3K2"),
        ("C-OILO2", "C-01102"),
        ("C-ABCDE", "C-ABCDE"),
        ("change", None),
        ("clinic", None),
        ("CANARY", None),
        ("C-7F3KU", None),
        ("C-7F3K", None),
        ("7F3K2", None),
        ("-7F3K2", None),
    ],
)
def test_a_reference_is_told_from_a_word(word, ref):
    assert reference(word) == ref


def test_a_slash_is_remembered():
    assert read("/list", BOT, BOT_NAME, Place.CASE) == Line(words=("list",), prefixed=True, slash=True)


def test_two_commands_in_one_message_are_neither():
    with pytest.raises(Refused) as no:
        read("!done 4\n!done 5", BOT, BOT_NAME, Place.CASE)
    assert no.value.notice == OneAtATime()


@pytest.mark.parametrize("size", [4_001, 64 * 1024])
def test_a_body_too_long_is_refused_in_one_line(size):
    with pytest.raises(Refused) as no:
        read("!add ".ljust(size, "x"), BOT, BOT_NAME, Place.CASE)
    assert no.value.notice == TooLong(4_000)


def test_a_long_message_to_others_is_nobodys_business():
    assert read("x" * 64 * 1024, BOT, BOT_NAME, Place.CASE) is None
