"""Whose identity is believed: the first one seen, until a code read out by phone confirms another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_case, a_case_snapshot, a_directory, a_moment, a_standing, a_task
from tests.casework.happening import CHAT, rows
from tests.casework.saying import announced, told
from tests.cast import (
    ADMINS_ROOM,
    CASE,
    HOUR,
    MORGAN,
    NOON,
    PAT,
    POLICE,
    POLICE_COORDINATOR,
    POLICE_DEPUTY,
)
from workflows.casework.people import code_hash, fingerprint, looks_like_code, on_code, on_identity
from workflows.values.effects import NOTHING, SendFixed, Settle, Tell
from workflows.values.facts import IdentitySeen
from workflows.values.ids import IdentityKey
from workflows.values.model import CaseState, ConfirmCode, Member, Pin, PinState, Seat, Task, TaskStatus

DIRECTORY = a_directory()
PERSON = DIRECTORY.people[PAT]
OLD, NEW, THIRD = IdentityKey("old" * 14), IdentityKey("new" * 14), IdentityKey("third" * 8)
PIN = Pin(user=PAT, identity=OLD, state=PinState.ACCEPTED, since=NOON - HOUR, how="first_use", version=1)
FROZEN = replace(PIN, state=PinState.FROZEN, seen=NEW, version=2)
DIGITS = "123456789012"
CODE = ConfirmCode(
    user=PAT, identity=NEW, code_hash=code_hash(DIGITS, "salt"), asked_by=POLICE_COORDINATOR, drawn_at=NOON, version=1
)


def seen(identity, pin=None, cases=(), **moment):
    fact = IdentitySeen(user=PAT, identity=identity)
    return on_identity(fact, pin, PERSON, cases, a_moment(directory=DIRECTORY, **moment))


def typed(text, code=CODE, *, identity=NEW, age=timedelta(minutes=1), pin=FROZEN, room=CHAT):
    fact = IdentitySeen(user=PAT, identity=identity)
    return on_code(text, fact, code, age, pin, PERSON, room, a_moment(directory=DIRECTORY))


def fixed(decision):
    return [effect for effect in decision.effects if isinstance(effect, SendFixed)]


# first use and freezing


def test_the_first_identity_is_accepted_and_administrators_see_its_fingerprint():
    decision = seen(OLD)
    (pin,) = rows(decision, Pin)
    assert (pin.identity, pin.state, pin.how) == (OLD, PinState.ACCEPTED, "first_use")
    assert fingerprint(OLD) in announced(decision, DIRECTORY)
    assert [effect.room for effect in decision.effects if isinstance(effect, Tell)] == [ADMINS_ROOM]


def test_a_fingerprint_is_read_in_groups():
    assert fingerprint(IdentityKey("abcdefghij")) == "abcd efgh ij"


def test_the_same_identity_again_changes_nothing():
    assert seen(OLD, PIN) == NOTHING
    assert seen(NEW, FROZEN) == NOTHING


@pytest.mark.parametrize("pin", [None, PIN, FROZEN])
def test_no_identity_at_all_changes_nothing(pin):
    assert seen(None, pin) == NOTHING


def test_another_identity_freezes():
    decision = seen(NEW, PIN)
    (pin,) = rows(decision, Pin)
    assert (pin.identity, pin.state, pin.seen) == (OLD, PinState.FROZEN, NEW)
    assert [effect.text for effect in fixed(decision)] == ["keys-changed"]
    assert "security keys changed" in told(decision, POLICE_COORDINATOR, DIRECTORY)
    assert "person enrol" in told(decision, POLICE_COORDINATOR, DIRECTORY)
    assert [record.action for record in decision.audit] == ["identity.frozen"]


def test_the_cover_takes_over_in_the_same_decision():
    held = a_task(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR)
    decision = seen(NEW, PIN, (a_case_snapshot(held),))
    assert [(row.status, row.taken_by) for row in rows(decision, Task)] == [(TaskStatus.OPEN, None)]
    assert Settle(task=held.id, case=CASE, episode=held.episode) in decision.effects
    assert [(seat.user, seat.agency) for seat in rows(decision, Seat)] == [(POLICE_DEPUTY, POLICE)]
    assert [(m.user, m.wanted) for m in rows(decision, Member)] == [(POLICE_DEPUTY, True)]
    assert "you cover for Pat" in told(decision, POLICE_DEPUTY, DIRECTORY)
    assert "Cases: C-7F3K2." in told(decision, MORGAN, DIRECTORY)


def test_the_coordinator_learns_nothing_of_the_cases():
    decision = seen(NEW, PIN, (a_case_snapshot(),))
    assert "C-7F3K2" not in told(decision, POLICE_COORDINATOR, DIRECTORY)


def test_closed_cases_are_left_alone():
    held = a_task(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR)
    decision = seen(NEW, PIN, (a_case_snapshot(held, case=a_case(state=CaseState.CLOSED)),))
    assert rows(decision, Task) == []
    assert told(decision, MORGAN, DIRECTORY) == ""


def test_somebody_frozen_with_yet_another_identity_needs_a_code_for_that_one():
    decision = seen(THIRD, FROZEN)
    assert rows(decision, Pin)[0].seen == THIRD
    assert rows(decision, Pin)[0].state is PinState.FROZEN
    assert len(fixed(decision)) == 1


def test_even_the_old_identity_is_not_believed_by_itself():
    """A server that shows another identity and then the old one again has not proved anything."""
    decision = seen(OLD, FROZEN)
    assert rows(decision, Pin)[0].state is PinState.FROZEN


def test_without_a_coordinator_administrators_hear_of_it():
    standing = a_standing(DIRECTORY, no_chat=(POLICE_COORDINATOR,))
    assert "security keys changed" in announced(seen(NEW, PIN, standing=standing), DIRECTORY)


def test_whoever_has_no_chat_gets_no_text():
    assert fixed(seen(NEW, PIN, standing=a_standing(DIRECTORY, no_chat=(PAT,)))) == []


# the code


@pytest.mark.parametrize("text", [DIGITS, "1234 5678 9012", "1234-5678-9012", " 1234 5678 9012. "])
def test_the_right_code_is_believed(text):
    decision = typed(text)
    (pin,) = rows(decision, Pin)
    assert (pin.identity, pin.state, pin.how, pin.seen) == (NEW, PinState.ACCEPTED, "code", None)
    assert rows(decision, ConfirmCode)[0].used
    assert "You are confirmed" in announced(decision, DIRECTORY)
    assert "is confirmed" in told(decision, POLICE_COORDINATOR, DIRECTORY)


def test_a_wrong_code_costs_a_try_and_the_coordinator_hears_of_it():
    decision = typed("000000000000")
    assert rows(decision, Pin) == []
    assert rows(decision, ConfirmCode)[0].tries_left == 2
    assert "2 more tries are left." in told(decision, POLICE_COORDINATOR, DIRECTORY)


def test_after_three_wrong_ones_the_right_one_is_not_heard():
    code = CODE
    for _ in range(3):
        code = rows(typed("000000000000", code), ConfirmCode)[0]
    assert code.tries_left == 0
    assert typed(DIGITS, code).save == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"code": None},
        {"code": replace(CODE, used=True)},
        {"age": timedelta(minutes=10, seconds=1)},
        {"identity": THIRD},
        {"code": replace(CODE, user=POLICE_DEPUTY)},
    ],
)
def test_any_other_code_is_not_heard(changes):
    decision = typed(DIGITS, **changes)
    assert decision.save == ()
    assert decision.effects == ()
    assert [record.action for record in decision.audit] == ["code.refused"]


def test_it_counts_only_in_their_own_chat():
    assert typed(DIGITS, room=replace(CHAT, person=POLICE_DEPUTY)) == NOTHING


@pytest.mark.parametrize("text", ["help", "done 4", "12345678901", "1234567890123", "code 123456789012", ""])
def test_nothing_else_is_heard_from_a_frozen_identity(text):
    assert not looks_like_code(text)
    assert typed(text) == NOTHING


@given(text=st.text(max_size=30))
def test_no_other_text_thaws(text):
    assert rows(typed(text), Pin) == []


def test_a_code_is_kept_under_a_salt_only():
    assert DIGITS not in CODE.code_hash
    assert code_hash(DIGITS, "other").partition("$")[2] != CODE.code_hash.partition("$")[2]
