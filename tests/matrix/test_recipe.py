"""Rooms are made closed, and one that is not closed enough is recognised by its state alone."""

import pytest

from bot.gateway import RoomPlan
from bot.matrix.recipe import LOCKED, NONCE, RoomState, creation, fitting, power
from workflows.values.ids import UserId

BOT, LEAD, ANYBODY = UserId("@bot:test"), UserId("@lead:test"), UserId("@anybody:test")
PLAN = RoomPlan(
    alias_localpart="k3", nonce="n1", name="HERON · C-7F3K2", topic="fixed", moderators={LEAD: 50, ANYBODY: 99}
)


def state_of(body, version="12"):
    """The state that a homeserver makes of a createRoom body."""
    made = [
        {
            "type": "m.room.create",
            "state_key": "",
            "sender": BOT,
            "content": {**body["creation_content"], "room_version": version},
        },
        {"type": "m.room.power_levels", "state_key": "", "content": body["power_level_content_override"]},
    ]
    return made + body["initial_state"]


def changed(kind, content):
    kept = [event for event in state_of(creation(PLAN, bot=BOT, version="12")) if event["type"] != kind]
    return RoomState([*kept, {"type": kind, "state_key": "", "content": content}])


@pytest.mark.parametrize("version", ["12", None])
def test_a_room_of_ours_is_fit_for_words(version):
    room = RoomState(state_of(creation(PLAN, bot=BOT, version=version), version or "11"))
    assert room.unfit(bot=BOT) is None
    assert room.ours(bot=BOT, nonce="n1")
    assert room.version() == version
    assert fitting(room) == {}


def test_nobody_is_more_than_a_moderator_and_the_creator_of_a_new_room_is_not_listed():
    levels = power(PLAN.moderators, bot=BOT, closed=False, version="12")
    assert levels["users"] == {LEAD: 50, ANYBODY: 50}
    assert min(levels["events"].values()) == 100
    assert levels["events"]["m.room.encryption"] == LOCKED


def test_in_an_old_room_version_the_bot_needs_a_level_and_locks_only_as_high():
    levels = power(PLAN.moderators, bot=BOT, closed=False, version=None)
    assert levels["users"][BOT] == 100
    assert max(levels["events"].values()) == 100


def test_in_a_closed_room_nobody_but_the_bot_speaks():
    levels = power(PLAN.moderators, bot=BOT, closed=True, version="12")
    assert levels["events_default"] > max(levels["users"].values())


def test_nothing_of_a_case_is_in_what_the_server_is_told():
    body = creation(PLAN, bot=BOT, version="12")
    assert body["creation_content"] == {"m.federate": False, NONCE: "n1"}
    assert "invite" not in body
    assert body["visibility"] == "private"


LEVELS = power({}, bot=BOT, closed=False, version="12")


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("m.room.encryption", {}, "not-encrypted"),
        ("m.room.encryption", {"algorithm": "m.own.v1"}, "not-encrypted"),
        ("m.room.history_visibility", {}, "history-not-joined"),
        ("m.room.history_visibility", {"history_visibility": "shared"}, "history-not-joined"),
        ("m.room.guest_access", {"guest_access": "can_join"}, "guests-allowed"),
        ("m.room.join_rules", {"join_rule": "restricted", "allow": []}, "not-invite-only"),
        ("m.room.power_levels", {}, "members-can-change-state"),
        ("m.room.power_levels", {**LEVELS, "users_default": 100}, "members-can-change-state"),
        ("m.room.power_levels", {**LEVELS, "users_default": "100"}, "members-can-change-state"),
        ("m.room.power_levels", {**LEVELS, "invite": 0}, "members-can-change-state"),
        ("m.room.power_levels", {**LEVELS, "state_default": 0}, "members-can-change-state"),
        ("m.room.power_levels", {**LEVELS, "events": {"m.room.name": 0}}, "members-can-change-state"),
        (
            "m.room.power_levels",
            {**LEVELS, "users": {LEAD: 50}, "invite": 50},
            "members-can-change-state",
        ),
        ("m.room.power_levels", {**LEVELS, "users": "broken", "events": []}, None),
    ],
)
def test_a_room_that_is_not_closed_is_recognised(kind, content, why):
    assert changed(kind, content).unfit(bot=BOT) == why


def test_what_is_sent_to_make_a_direct_chat_fit_makes_it_fit():
    chat = [
        {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
        {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "shared"}},
        {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "can_join"}},
        {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "invite"}},
        {
            "type": "m.room.power_levels",
            "state_key": "",
            "content": {"users": {BOT: 100, ANYBODY: 100}, "invite": 0, "events": {"m.room.tombstone": 150}},
        },
    ]
    changes = fitting(RoomState(chat))
    assert "m.room.join_rules" not in changes
    assert list(changes)[-1] == "m.room.power_levels"
    after = [{"type": kind, "state_key": "", "content": content} for kind, content in changes.items()]
    room = RoomState([*chat, *after])
    assert room.unfit(bot=BOT) is None
    assert room.content("m.room.power_levels")["users"] == {BOT: 100, ANYBODY: 100}
    assert room.content("m.room.power_levels")["events"]["m.room.tombstone"] == 150


@pytest.mark.parametrize("broken", [None, 3, "text", {}, {"type": 1}, {"type": "m.room.encryption", "content": []}])
def test_malformed_state_is_no_state(broken):
    assert RoomState([broken]).unfit(bot=BOT) == "not-encrypted"
