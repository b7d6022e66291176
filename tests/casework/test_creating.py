"""What `go` makes of a draft: the case with its rooms, seats and tasks, and who is told."""

import re
from dataclasses import replace

from commands.spec import Place
from tests.builders import a_directory, a_standing
from tests.casework.drafting import NAME, SUPPORT, saved
from tests.casework.saying import Talk, the_case_of
from tests.cast import (
    HANA,
    HARBOUR,
    HEALTH,
    HEATH,
    HOUR,
    LEGAL,
    LENA,
    MORGAN,
    NOON,
    PAT,
    POLICE,
    TASK_FORCE,
)
from workflows.values.directory import Priority
from workflows.values.effects import OpenRoom
from workflows.values.ids import CaseRef
from workflows.values.model import Case, CaseState, Member, Room, RoomKind, RoomState


def test_the_room_is_named_as_the_preview_said():
    talk = Talk()
    ready = talk.says("case open uk-nrm-adult P2")
    talk.says("go")
    (room,) = saved(talk, Room)
    assert f"Ready: {room.name} (" in ready
    assert (room.kind, room.state, room.matrix_id) == (RoomKind.JOINT, RoomState.WANTED, None)
    assert [effect for effect in talk.decision.effects if isinstance(effect, OpenRoom)] == [OpenRoom(room=room.id)]


def test_what_go_saves():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    talk.says("go")
    (case,) = saved(talk, Case)
    assert (case.state, case.lead_agency, case.task_force) == (CaseState.OPENING, POLICE, TASK_FORCE.id)
    assert case.fields == {}
    made = the_case_of(talk.decision, talk.templates[0], talk.directory)
    assert {(seat.agency, seat.user) for seat in made.seats} == {
        (POLICE, PAT), (HARBOUR, HANA), (HEALTH, HEATH), (LEGAL, LENA),
    }  # fmt: skip
    assert {member.user for member in made.members if member.wanted} == {PAT, HANA, HEATH, LENA}
    assert [task.number for task in made.tasks] == [1]
    assert made.case.next_number == 2
    actions = [record.action for record in talk.decision.audit]
    assert actions == ["case.open", *["seat.add"] * 4]


def test_p1_may_skip_the_preview_and_waits_for_a_lead():
    talk = Talk()
    answer = talk.says("case open uk-nrm-adult P1 go")
    assert "A lead has one hour to confirm P1." in answer
    (case,) = saved(talk, Case)
    assert (case.priority, case.priority_confirm_by) == (Priority.P1, NOON + HOUR)
    assert f"case priority {case.ref} P1" in talk.told(MORGAN)


def test_only_p1_may_skip_it():
    assert Talk().says("case open uk-nrm-adult P2 go").startswith("Ready: ")


def test_a_p1_of_a_lead_needs_nobody_else():
    talk = Talk(user=MORGAN)
    talk.says("case open uk-nrm-adult P1 go")
    (case,) = saved(talk, Case)
    assert case.priority_confirm_by is None
    assert talk.told(MORGAN) == ""


def test_a_lead_of_no_agency_opens_without_joining():
    talk = Talk(user=MORGAN)
    talk.says("case open uk-nrm-adult P3")
    assert re.fullmatch(rf"Opened\. The room is {NAME}\.", talk.says("go"))
    assert MORGAN not in {member.user for member in saved(talk, Member)}


def test_in_a_centralised_task_force_the_leads_join():
    talk = Talk(directory=a_directory(force=replace(TASK_FORCE, networked=False)))
    assert "and the leads." in talk.says("case open uk-nrm-adult P2")
    talk.says("go")
    lead = next(member for member in saved(talk, Member) if member.user == MORGAN)
    assert (lead.wanted, lead.power) == (True, 50)


def test_support_providers_have_a_room_of_their_own():
    talk = Talk(templates=(SUPPORT,), directory=a_directory(force=replace(TASK_FORCE, networked=False)))
    talk.says("case open uk-nrm-adult P2")
    talk.says("go")
    joint, support = saved(talk, Room)
    assert support.kind is RoomKind.SUPPORT
    assert re.fullmatch(NAME, support.name)
    assert joint.name.split(" · ")[1] == support.name.split(" · ")[1]
    assert joint.name != support.name
    inside = {member.user for member in saved(talk, Member) if member.room == support.id}
    assert inside == {HANA, HEATH}


def test_no_lead_can_be_told_and_it_is_said():
    talk = Talk()
    talk.standing = a_standing(talk.directory, chats={}, leads_rooms={}, admins_room=None)
    talk.says("case open uk-nrm-adult P2")
    talk.says("without health-east")
    assert "no lead can be told now: please phone one" in talk.says("go")


def test_a_reference_that_is_taken_is_drawn_again():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    assert talk.dialogue is not None
    taken = CaseRef(talk.dialogue.data["ref"])
    talk.taken = frozenset({taken})
    talk.says("go")
    (case,) = saved(talk, Case)
    assert case.ref != taken
    assert saved(talk, Room)[0].name.endswith(case.ref)


def test_the_leads_room_hears_of_it_unless_it_was_there():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    talk.says("go")
    assert "opened by Pat (City Police): uk-nrm-adult, England, P2." in talk.announced
    there = Talk(user=MORGAN, place=Place.LEADS)
    there.says("!case open uk-nrm-adult P2")
    there.says("!go")
    assert saved(there, Case)
    assert there.announced == ""
