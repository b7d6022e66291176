"""A homeserver that lies, and people who are not who they seem: it has no effect, and each time it leaves a trace."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest

from bot.gateway import FixedText
from bot.text.fixed import FIXED_TEXTS
from tests.whole.installation import PATIENCE, Installation, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

Event = dict[str, Any]
Lie = Callable[[list[Event]], list[Event] | None]


@contextmanager
def telling(at: Installation, lie: Lie) -> Iterator[None]:
    """From now on, the sync under way included, the bot is shown the case room's new events as the lie changes them."""

    def change(body: Event) -> Event:
        room = body.get("rooms", {}).get("join", {}).get(at.case.room)
        if room is not None:
            events = room["timeline"]["events"]
            room["timeline"]["events"] = lie(events) or events
        return body

    rule = at.proxy.rule("GET", "/sync", change=change, times=1_000_000)
    try:
        yield
    finally:
        at.proxy.rules.remove(rule)


def encrypted(event: Event, sender: str) -> bool:
    return bool(event["type"] == "m.room.encrypted" and event["sender"] == sender)


class Untouched:
    """What must be as before: tasks, and what the bot has said in the case room."""

    def __init__(self, at: Installation) -> None:
        self._at = at
        self._tasks = self._now()
        self._mark = len(at.people["reyes"].heard)

    def _now(self) -> list[tuple[Any, ...]]:
        return self._at.rows("SELECT id, version, status FROM task ORDER BY id")

    async def still(self, *answers: str) -> None:
        """Nothing has changed; the room has heard these answers and no more."""
        await self._at.sound()
        assert self._now() == self._tasks
        new = [message.body for message in self._at.messages("reyes", self._at.case.room, self._mark)]
        assert len(new) == len(answers), new
        assert all(answer in body for answer, body in zip(answers, new, strict=True)), new


async def traced(at: Installation, action: str, before: list[str]) -> None:
    """Wait for one more entry of this action; it says that nothing was allowed."""

    async def more() -> list[str]:
        return at.audited(action)[len(before) :]

    entries = await until(more)
    assert [json.loads(entry)["decision"] for entry in entries] == ["deny"]


async def test_a_forged_sender_is_not_heard(running: Installation) -> None:
    at, castell, reyes = running, running.people["castell"], running.user("reyes")
    before, refused = Untouched(at), at.audited("message.refused")

    def in_the_name_of_reyes(events: list[Event]) -> None:
        for event in events:
            if encrypted(event, castell.user):
                event["sender"] = reyes

    with telling(at, in_the_name_of_reyes):
        await castell.say(at.case.room, "!add forged errand")
        await traced(at, "message.refused", refused)
    await before.still()


async def test_a_command_in_clear_is_not_heard(running: Installation) -> None:
    before, plain = Untouched(running), running.audited("message.plaintext")
    await running.people["reyes"].say_in_clear(running.case.room, "!add errand in clear")
    await traced(running, "message.plaintext", plain)
    await before.still()


async def test_a_ciphertext_shown_again_after_a_restart_is_not_acted_on(running: Installation) -> None:
    at, reyes = running, running.people["reyes"]
    first = await at.says("reyes", "!add errand to be replayed", "added", at.case.room)
    original = first.reply_to or ""
    event = await reyes.must("GET", f"/_matrix/client/v3/rooms/{quote(at.case.room)}/event/{quote(original)}")
    assert event["type"] == "m.room.encrypted"
    await at.quiet()
    await at.bot.kill()
    await at.start_again()
    await at.quiet()
    before, replayed = Untouched(at), at.audited("message.replayed")
    again = {**event, "event_id": "$shown-again-under-another-name", "unsigned": {}}
    with telling(at, lambda events: [*events, again]):
        await at.people["brandt"].say(at.case.room, "I am here.")
        await traced(at, "message.replayed", replayed)
    await before.still()


async def test_an_edit_of_what_was_done_changes_nothing(running: Installation) -> None:
    at, reyes = running, running.people["reyes"]
    first = await at.says("reyes", "!add errand to be edited", "added", at.case.room)
    await at.quiet()
    before, refused = Untouched(at), at.audited("message.refused")
    await reyes.say(at.case.room, "!add another errand", replaces=first.reply_to)
    await traced(at, "message.refused", refused)
    await before.still("as you first sent it")


async def test_an_edit_of_what_was_refused_counts_as_a_new_message(running: Installation) -> None:
    """The control of the tests beside it: with the relation that its sender gave it, an edit is heard."""
    at, reyes = running, running.people["reyes"]
    refused = await at.says("reyes", "!dnoe 1", "don't know", at.case.room)
    mark = len(reyes.heard)
    await reyes.say(at.case.room, "!add errand by an edit", replaces=refused.reply_to)
    await reyes.wait_for(at.case.room, "added", PATIENCE, since=mark)


async def test_a_command_from_a_device_nobody_vouches_for_is_not_heard(running: Installation) -> None:
    at = running
    before, refused = Untouched(at), at.audited("message.refused")
    phone = await at.people["reyes"].new_device(cross_sign=False)
    try:
        await phone.say(at.case.room, "!add errand from an unknown phone")
        await traced(at, "message.refused", refused)
        text = FIXED_TEXTS[FixedText.DEVICE_NOT_CONFIRMED]
        await phone.wait_for(at.chats["reyes"], text, PATIENCE)
        await before.still()
        assert {message.body for message in phone.heard if message.sender == at.bot_user} == {text}
    finally:
        await phone.logout()


@pytest.mark.parametrize("whose", ["reyes", "castell"])
async def test_an_edit_moved_to_another_message_changes_nothing(running: Installation, whose: str) -> None:
    """What is edited stands outside the ciphertext: the homeserver points it at somebody else's, or at nothing."""
    at, reyes = running, running.people["reyes"]
    first = await at.says("reyes", f"!add errand whose edit is moved to {whose}", "added", at.case.room)
    theirs = await at.says("castell", "!dnoe 1", "don't know", at.case.room)
    await at.quiet()
    target = first.reply_to if whose == "reyes" else theirs.reply_to
    before, refused = Untouched(at), at.audited("message.refused")

    def moved(events: list[Event]) -> None:
        for event in events:
            if encrypted(event, reyes.user):
                event["content"]["m.relates_to"] = {"rel_type": "m.replace", "event_id": target}

    with telling(at, moved):
        new = {"msgtype": "m.text", "body": "!add errand of an edit"}
        await reyes.send(at.case.room, "m.room.message", {**new, "body": "* edited", "m.new_content": new})
        await traced(at, "message.refused", refused)
    await before.still(*(["as you first sent it"] if whose == "reyes" else []))


async def test_a_command_made_to_look_like_an_edit_is_what_was_typed(running: Installation) -> None:
    at, reyes = running, running.people["reyes"]
    theirs = await at.says("reyes", "!dnoe 1", "don't know", at.case.room)
    await at.quiet()
    tasks = at.rows("SELECT id FROM task")

    def moved(events: list[Event]) -> None:
        for event in events:
            if encrypted(event, reyes.user):
                event["content"]["m.relates_to"] = {"rel_type": "m.replace", "event_id": theirs.reply_to}

    with telling(at, moved):
        mark = len(reyes.heard)
        event = await reyes.say(at.case.room, "!add errand as typed")
        answer = await reyes.wait_for(at.case.room, "added", PATIENCE, since=mark)
    assert (answer.reply_to, "errand as typed" in answer.body) == (event, True)
    await at.sound()
    assert len(at.rows("SELECT id FROM task")) == len(tasks) + 1
