"""The content of an event: relations as clients draw them, mentions always said, HTML only where there is some."""

import pytest

from bot.gateway import Content, Kind
from bot.matrix.content import TXN, event_content
from workflows.values.ids import EventId, UserId

ALICE = UserId("@alice:test")
EVENT, OTHER = EventId("$event"), EventId("$other")
PLAIN = {"msgtype": "m.notice", "body": "Task 4 done.", "m.mentions": {}, TXN: "t1"}


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (Content(body="Task 4 done."), {}),
        (Content(body="Task 4 done.", kind=Kind.TEXT), {"msgtype": "m.text"}),
        (
            Content(body="Task 4 done.", html="Task <b>4</b> done."),
            {"format": "org.matrix.custom.html", "formatted_body": "Task <b>4</b> done."},
        ),
        (Content(body="Task 4 done.", mentions=(ALICE,)), {"m.mentions": {"user_ids": [ALICE]}}),
        (
            Content(body="Task 4 done.", reply_to=EVENT),
            {"m.relates_to": {"m.in_reply_to": {"event_id": EVENT}}},
        ),
        (
            Content(body="Task 4 done.", thread=EVENT),
            {
                "m.relates_to": {
                    "rel_type": "m.thread",
                    "event_id": EVENT,
                    "is_falling_back": True,
                    "m.in_reply_to": {"event_id": EVENT},
                }
            },
        ),
        (
            Content(body="Task 4 done.", thread=EVENT, reply_to=OTHER),
            {
                "m.relates_to": {
                    "rel_type": "m.thread",
                    "event_id": EVENT,
                    "is_falling_back": False,
                    "m.in_reply_to": {"event_id": OTHER},
                }
            },
        ),
    ],
)
def test_a_message_becomes_the_event_that_clients_understand(content, more):
    assert event_content(content, "t1") == PLAIN | more


def test_an_edit_carries_the_new_words_twice_and_wakes_nobody():
    edit = Content(body="now", html="<b>now</b>", mentions=(ALICE,), replaces=EVENT)
    new = {
        "msgtype": "m.notice",
        "body": "now",
        "m.mentions": {"user_ids": [ALICE]},
        "format": "org.matrix.custom.html",
        "formatted_body": "<b>now</b>",
    }
    assert event_content(edit, "t2") == {
        **new,
        "body": "* now",
        "formatted_body": "* <b>now</b>",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": EVENT},
        TXN: "t2",
    }
