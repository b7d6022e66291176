"""Opening a case, as it is typed: at most three questions, the preview, and what `go` makes of it."""

import re
from dataclasses import replace

import pytest

from tests.builders import a_directory, a_standing, a_template
from tests.casework.drafting import BOTH, DISCOVERED, NAME, in_two_places, saved
from tests.casework.saying import Talk, the_case_of
from tests.cast import (
    ADMIN,
    CHAIR,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HEALTH,
    HEATH,
    HOUR,
    JURISDICTIONS,
    LEGAL,
    MEDICAL,
    MORGAN,
    NEW_YORK,
    NOON,
    PAT,
    PEOPLE,
    POLICE,
    TASK_FORCE,
    a_person,
)
from workflows.values.directory import AgencySeat, SeatRole, TaskForce
from workflows.values.ids import TaskForceId, TemplateId, UserId
from workflows.values.model import Case, Dialogue, Member


def test_the_whole_conversation():
    talk = Talk(directory=in_two_places(), templates=(a_template(jurisdictions=BOTH),))
    assert talk.says("case open uk-nrm-adult") == "Which jurisdiction? Answer with a number.\n1 England\n2 New York"
    assert talk.says("1").splitlines()[:2] == ["How urgent? Answer with a number.", "1 P1 immediate danger"]
    ready = talk.says("2")
    assert re.match(
        rf"Ready: {NAME} \(uk-nrm-adult, England, P2\). I would invite City Police, Harbour Support, Health East, "
        r"Legal Aid South\.\n1 go  2 leave someone out  3 stop",
        ready,
    )
    assert saved(talk, Case) == []
    assert re.fullmatch(rf"Opened\. Accept the invitation {NAME}\.", talk.says("1"))
    assert talk.dialogue is None


def test_nothing_but_the_dialogue_is_saved_before_go():
    talk = Talk(templates=(DISCOVERED,))
    for line in ("case open uk-nrm-adult", "now", "2", "leave out", "2"):
        talk.says(line)
        assert [type(row) for row in talk.decision.save] == [Dialogue]
        assert talk.decision.audit == ()


@pytest.mark.parametrize("line", ["case open uk-nrm-adult england P2", "case open uk-nrm-adult p2 England"])
def test_what_the_line_says_is_not_asked(line):
    talk = Talk(directory=in_two_places(), templates=(a_template(jurisdictions=BOTH),))
    assert talk.says(line).startswith("Ready: ")


@pytest.mark.parametrize("answer", ["2", "2.", "New York", "new york", "us-ny"])
def test_a_choice_is_named_by_its_number_or_its_words(answer):
    talk = Talk(directory=in_two_places(), templates=(a_template(jurisdictions=BOTH),))
    talk.says("case open uk-nrm-adult")
    assert talk.says(answer).startswith("How urgent?")
    assert talk.dialogue is not None
    assert talk.dialogue.data["jurisdiction"] == NEW_YORK


@pytest.mark.parametrize("answer", ["7", "0", "france", "1 2", "yes please"])
def test_another_answer_is_asked_again(answer):
    talk = Talk(directory=in_two_places(), templates=(a_template(jurisdictions=BOTH),))
    talk.says("case open uk-nrm-adult")
    assert "is not one of the answers" in talk.says(answer)
    assert talk.says("1").startswith("How urgent?")


def test_the_moment_is_asked_only_if_the_template_runs_from_it():
    talk = Talk(templates=(DISCOVERED,))
    assert talk.says("case open uk-nrm-adult").startswith("When was this discovered?")
    assert "still to come" in talk.says("tomorrow 9:00")
    assert "At what time?" in talk.says("yesterday")
    assert talk.says("2h ago").startswith("How urgent?")
    assert "since Fri 27 Nov 10:00" in talk.says("P2")
    talk.says("go")
    (case,) = saved(talk, Case)
    assert {name: value.since for name, value in case.fields.items()} == {"discovered": NOON - 2 * HOUR}
    made = the_case_of(talk.decision, DISCOVERED, talk.directory)
    assert made.tasks[0].due == NOON + 22 * HOUR


def test_the_moment_may_stand_in_the_line():
    talk = Talk(templates=(DISCOVERED,))
    assert "since Thu 26 Nov 16:00" in talk.says("case open uk-nrm-adult P2 discovered yesterday 16:00")


def test_somebody_is_left_out_and_stays_out():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    assert "1 Harbour Support\n2 Health East\n3 Legal Aid South" in talk.says("2")
    ready = talk.says("2")
    assert "Health East" not in ready
    assert "No one yet for health" in ready
    assert "One is left out." in ready
    assert "The lead knows that no one was found for health." in talk.says("1")
    (case,) = saved(talk, Case)
    assert case.left_out == {HEALTH}
    assert case.unfilled == (MEDICAL,)
    assert "no one yet for health" in talk.told(MORGAN)


def test_several_are_left_out_one_after_the_other():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    talk.says("2")
    talk.says("harbour support")
    ready = talk.says("without legal-aid-south")
    assert "I would invite City Police, Health East." in ready
    talk.says("go")
    assert saved(talk, Case)[0].left_out == {HARBOUR, LEGAL}


def test_one_person_of_several_is_left_out():
    hilda = a_person(UserId("@hilda:hs"), "Hilda", HARBOUR)
    talk = Talk(directory=a_directory(people=(hilda,)))
    talk.says("case open uk-nrm-adult P2")
    assert "Hana (Harbour Support) of Harbour Support" in talk.says("leave out")
    talk.says("@hana", HANA)
    talk.says("go")
    assert {member.user for member in saved(talk, Member)} & {HANA, hilda.user} == {hilda.user}


def test_the_openers_own_place_cannot_be_left_out():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    assert "City Police" not in talk.says("2")
    assert "is not one of the answers" in talk.says("city police")


@pytest.mark.parametrize("at", [["stop"], ["2", "stop"], ["2", "back", "3"], ["3"]])
def test_stop_saves_nothing(at):
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    for line in at:
        answer = talk.says(line)
    assert answer == "Stopped. Nothing was opened and nobody was asked."
    assert saved(talk, Case) == []
    assert talk.dialogue is None


def test_who_was_not_in_the_preview_is_not_invited():
    """Between preview and go somebody went away: it is shown once more, not changed in silence."""
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    talk.standing = a_standing(talk.directory, frozen=frozenset({HANA}))
    again = talk.says("go")
    assert again.startswith("Who is available has just changed.")
    assert saved(talk, Case) == []
    talk.says("go")
    assert HARBOUR_DEPUTY in {member.user for member in saved(talk, Member)}


def test_authority_is_looked_at_again_on_go():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    pat = next(person for person in PEOPLE if person.user == PAT)
    talk.directory = a_directory(people=(replace(pat, seats=()),))
    assert "Only liaisons and leads" in talk.says("go")
    assert saved(talk, Case) == []


def test_somebody_of_several_agencies_says_for_which():
    pat = next(person for person in PEOPLE if person.user == PAT)
    liaison = frozenset({SeatRole.LIAISON})
    both = replace(pat, seats=tuple(AgencySeat(agency=agency, roles=liaison) for agency in (POLICE, HARBOUR)))
    talk = Talk(directory=a_directory(people=(both,)))
    assert "1 City Police\n2 Harbour Support" in talk.says("case open uk-nrm-adult P2")
    assert talk.says("harbour support").startswith("Ready: ")


def test_two_task_forces_are_told_apart():
    other = replace(TASK_FORCE, id=TaskForceId("south"), name="South")
    talk = Talk(directory=a_directory(task_forces={force.id: force for force in (TASK_FORCE, other)}))
    assert "1 North\n2 South" in talk.says("case open uk-nrm-adult P2")
    talk.says("south")
    talk.says("go")
    assert saved(talk, Case)[0].task_force == "south"


def test_without_a_name_the_procedures_are_offered():
    other = a_template(id=TemplateId("missing-child"))
    force: TaskForce = replace(TASK_FORCE, templates=(TemplateId("uk-nrm-adult"), other.id))
    talk = Talk(templates=(a_template(), other), directory=a_directory(force=force))
    assert talk.says("case open").startswith("Which procedure?")
    assert talk.says("missing-child").startswith("How urgent?")


@pytest.mark.parametrize(
    ("user", "line", "answer"),
    [
        (PAT, "case open uk-nrm-child", "There is no procedure uk-nrm-child. You can open: uk-nrm-adult."),
        (PAT, "case open uk-nrm-adult france", "I cannot use france here."),
        (PAT, "case open uk-nrm-adult P5", "I cannot use P5 here."),
        (PAT, "case open uk-nrm-adult 14:00", "I cannot use 14:00 here."),
        (CHAIR, "case open uk-nrm-adult", "Only liaisons and leads"),
        (ADMIN, "case open uk-nrm-adult P1 go", "Only liaisons and leads"),
    ],
)
def test_what_is_refused(user, line, answer):
    talk = Talk(user=user)
    assert talk.says(line).replace("`", "").startswith(answer)
    assert talk.decision.save == ()


def test_nobody_at_all_to_invite():
    everybody = frozenset(person.user for person in PEOPLE)
    talk = Talk(user=MORGAN)
    talk.standing = a_standing(talk.directory, frozen=everybody - {MORGAN})
    assert talk.says("case open uk-nrm-adult P2").startswith("No agency of the task force can be asked now.")


def test_a_jurisdiction_in_which_the_openers_agency_does_not_work():
    talk = Talk(user=HEATH, directory=in_two_places(), templates=(a_template(jurisdictions=BOTH),))
    answer = talk.says("case open uk-nrm-adult new york P2")
    assert answer.replace("`", "").startswith("I cannot use New York here. You can open this in: England.")


def test_jurisdictions_are_those_of_the_opener():
    """Health East works in England only; the task force in both."""
    talk = Talk(user=HEATH, directory=in_two_places(), templates=(a_template(jurisdictions=BOTH),))
    assert talk.says("case open uk-nrm-adult").startswith("How urgent?")
    assert JURISDICTIONS[0].name in talk.says("2")


@pytest.mark.parametrize("line", ["speaks vi", "speaking VI", "language vi"])
def test_whoever_speaks_the_language_is_asked_first(line):
    talk = Talk()
    talk.says(f"case open uk-nrm-adult P2 {line}")
    assert talk.dialogue is not None
    assert talk.dialogue.data["language"] == "vi"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("discovered tomorrow 9:00", "That is still to come."),
        ("discovered 31 feb 10:00", "There is no such day"),
        ("discovered somewhen", "I cannot use"),
        ("now 2h", "I cannot use"),
    ],
)
def test_a_moment_in_the_line_that_cannot_be(line, answer):
    talk = Talk(templates=(DISCOVERED,))
    assert talk.says(f"case open uk-nrm-adult P2 {line}").startswith(answer)
    assert talk.decision.save == ()


def test_with_everybody_else_left_out_there_is_nobody_more_to_leave_out():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    for agency in ("harbour-support", "health-east", "legal-aid-south"):
        talk.says(f"without {agency}")
    assert talk.says("2").startswith("There is nobody left whom you could leave out.")


def test_a_procedure_withdrawn_meanwhile_opens_nothing():
    talk = Talk()
    talk.says("case open uk-nrm-adult P2")
    talk.templates = ()
    assert "Only liaisons and leads" in talk.says("go")
    assert talk.decision.save == ()


@pytest.mark.parametrize("line", ["speaks vi", "speaks Vietnamese P2", "language vietnamese"])
def test_a_language_is_named_by_its_code_or_its_name(line):
    talk = Talk()
    talk.says(f"case open uk-nrm-adult {line}")
    assert talk.dialogue is not None
    assert talk.dialogue.data["language"] == "vi"
