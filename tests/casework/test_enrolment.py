"""Who draws codes and for whom, where they are told, and what ends somebody's authority."""

import re
from dataclasses import replace

import pytest

from commands.spec import Place
from tests.builders import a_case_snapshot, a_standing, a_task
from tests.casework.happening import rows
from tests.casework.saying import Talk, announced
from tests.cast import (
    ADMIN,
    CHAIR,
    HANA,
    HEATH,
    HOUR,
    JOINT_ROOM,
    LEADS_ROOM,
    MORGAN,
    NOON,
    PAT,
    POLICE_COORDINATOR,
    POLICE_DEPUTY,
)
from workflows.casework.people import code_hash
from workflows.casework.snapshots import PersonSnapshot
from workflows.values.effects import TellPerson
from workflows.values.ids import IdentityKey, UserId
from workflows.values.model import ConfirmCode, Member, Pin, PinState, Presence, Seat, Task, TaskStatus

OLD, NEW = IdentityKey("old" * 14), IdentityKey("new" * 14)
PIN = Pin(user=PAT, identity=OLD, state=PinState.ACCEPTED, since=NOON - HOUR, how="first_use", version=1)
FROZEN = replace(PIN, state=PinState.FROZEN, seen=NEW, version=2)
CODE = re.compile(r"\b\d{4} \d{4} \d{4}\b")
HALF = re.compile(r"\b\d{3} \d{3}\b")


def talk_of(user, place=Place.CHAT, *, pin=FROZEN, about=PAT, **changes):
    snapshot = PersonSnapshot(pin=replace(pin, user=about) if pin else None)
    return Talk(user=user, place=place, about={about: snapshot}, **changes)


def drawn(talk):
    return rows(talk.decision, ConfirmCode)[-1]


def matches(code, row):
    return code_hash(code.replace(" ", ""), row.code_hash.partition("$")[0]) == row.code_hash


def test_the_coordinator_reads_the_code_in_their_own_chat():
    talk = talk_of(POLICE_COORDINATOR)
    answer = talk.says("person enrol @pat", PAT)
    row = drawn(talk)
    assert matches(CODE.findall(answer)[0], row)
    assert (row.user, row.identity, row.asked_by, row.tries_left) == (PAT, NEW, POLICE_COORDINATOR, 3)
    assert "Phone them at a number you know" in answer


def test_in_a_room_the_code_goes_to_the_chat_only():
    talk = talk_of(POLICE_COORDINATOR, Place.LEADS)
    answer = talk.says("!person enrol @pat", PAT)
    assert not CODE.search(answer)
    assert matches(CODE.findall(talk.told(POLICE_COORDINATOR))[0], drawn(talk))


def test_an_administrator_asks_and_the_coordinator_is_told():
    talk = talk_of(ADMIN)
    answer = talk.says("person enrol @pat", PAT)
    assert "I have given the code to Coordinator of City Police" in answer
    assert not CODE.search(answer)
    assert CODE.search(talk.told(POLICE_COORDINATOR))
    assert drawn(talk).asked_by == POLICE_COORDINATOR


def test_where_nobody_coordinates_it_takes_a_lead_and_an_administrator():
    talk = talk_of(ADMIN, about=HEATH)
    talk.says("person enrol @heath", HEATH)
    first, second = HALF.findall(talk.told(ADMIN)), HALF.findall(talk.told(MORGAN))
    assert matches(first[0] + second[0], drawn(talk))


def test_a_coordinator_alone_is_confirmed_by_lead_and_administrator():
    talk = talk_of(ADMIN, about=POLICE_COORDINATOR)
    talk.says("person enrol @coordinator", POLICE_COORDINATOR)
    assert HALF.search(talk.told(MORGAN))


def test_with_nobody_to_tell_it_is_done_on_the_server():
    talk = talk_of(ADMIN, about=HEATH)
    talk.standing = a_standing(talk.directory, chats={ADMIN: LEADS_ROOM})
    assert "On the server" in talk.says("person enrol @heath", HEATH)
    assert talk.decision.save == ()


def test_a_new_code_ends_the_old_one():
    old = ConfirmCode(user=PAT, identity=NEW, code_hash="s$h", asked_by=ADMIN, drawn_at=NOON, version=1)
    talk = talk_of(POLICE_COORDINATOR)
    talk.about = {PAT: PersonSnapshot(pin=FROZEN, codes=(old,))}
    talk.says("person enrol @pat", PAT)
    assert [row.used for row in rows(talk.decision, ConfirmCode)] == [True, False]


def test_two_codes_differ():
    talk = talk_of(POLICE_COORDINATOR)
    assert CODE.findall(talk.says("person enrol @pat", PAT)) != CODE.findall(talk.says("person enrol @pat", PAT))


@pytest.mark.parametrize(
    ("user", "pin", "about", "answer"),
    [
        (POLICE_COORDINATOR, PIN, PAT, "is confirmed already"),
        (POLICE_COORDINATOR, None, PAT, "has not set up security keys"),
        (POLICE_COORDINATOR, FROZEN, HANA, "Only the coordinator of that agency or an administrator"),
        (PAT, FROZEN, POLICE_DEPUTY, "Only the coordinator of that agency or an administrator"),
        (MORGAN, FROZEN, PAT, "Only the coordinator of that agency or an administrator"),
        (POLICE_COORDINATOR, FROZEN, POLICE_COORDINATOR, "Nobody does that for themselves"),
        (ADMIN, FROZEN, ADMIN, "Nobody does that for themselves"),
    ],
)
def test_what_is_refused(user, pin, about, answer):
    talk = talk_of(user, pin=pin, about=about)
    for line in ("person enrol @somebody", *(("person revoke @somebody",) if "Only" in answer else ())):
        assert answer in talk.says(line, about)
        assert talk.decision.save == ()


def test_a_person_is_named_by_a_mention():
    assert "I don't know whom you mean" in talk_of(POLICE_COORDINATOR).says("!person enrol pat")
    assert "I don't know whom you mean" in talk_of(ADMIN).says("!person enrol @x", UserId("@nobody:hs"))


# the end of authority


def test_revoking_ends_everything_now():
    case = a_case_snapshot(a_task(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR))
    member = next(m for m in case.members if m.user == PAT)
    leads = Member(room=LEADS_ROOM, user=PAT, wanted=True, presence=Presence.JOINED, version=1)
    talk = talk_of(POLICE_COORDINATOR)
    talk.about = {PAT: PersonSnapshot(pin=PIN, members=(member, leads), cases=(case,))}
    answer = talk.says("person revoke @pat", PAT)
    assert "has no authority from now on and is removed from 2 rooms" in answer
    (pin,) = rows(talk.decision, Pin)
    assert (pin.state, pin.how) == (PinState.FROZEN, "revoked")
    gone = {(m.room, m.wanted) for m in rows(talk.decision, Member) if m.user == PAT}
    assert gone == {(JOINT_ROOM, False), (LEADS_ROOM, False)}
    assert [s.removed_at for s in rows(talk.decision, Seat) if s.user == PAT] == [NOON]
    assert [s.user for s in rows(talk.decision, Seat) if s.removed_at is None] == [POLICE_DEPUTY]
    assert [t.taken_by for t in rows(talk.decision, Task)] == [None]
    assert "ended the authority of Pat" in talk.told(MORGAN)
    assert "ended the authority of Pat" in announced(talk.decision, talk.directory)


def test_somebody_never_seen_cannot_come_back_by_first_use():
    talk = talk_of(ADMIN, pin=None)
    talk.says("person revoke @pat", PAT)
    assert rows(talk.decision, Pin)[0].state is PinState.FROZEN


def test_after_revoking_only_a_code_brings_them_back():
    talk = talk_of(ADMIN, pin=PIN)
    talk.says("person revoke @pat", PAT)
    talk.about = {PAT: PersonSnapshot(pin=rows(talk.decision, Pin)[0])}
    talk.says("person enrol @pat", PAT)
    assert drawn(talk).identity == OLD


def test_showing_somebody():
    talk = talk_of(ADMIN)
    shown = talk.says("person show @pat", PAT)
    assert "Pat (City Police) (@pat:hs) · City Police" in shown
    assert "not confirmed, nothing is sent" in shown
    assert "Only the coordinator" in talk_of(CHAIR).says("person show @pat", PAT)
    assert not [effect for effect in talk.decision.effects if isinstance(effect, TellPerson)]
