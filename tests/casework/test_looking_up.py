"""`who WHAT`: the directory by capability, type and agency, who could be invited at some time, and who may see it."""

from dataclasses import replace

import pytest

from commands.spec import Place
from tests.builders import a_case_snapshot, a_directory, a_standing, a_template
from tests.casework.saying import Talk
from tests.cast import (
    ADMIN,
    AGENCIES,
    CHAIR,
    DAY,
    ENGLAND,
    HANA,
    HARBOUR_DEPUTY,
    HEALTH,
    HEATH,
    MEDICAL,
    MORGAN,
    NEW_YORK,
    NOON,
    PAT,
    POLICE_DEPUTY,
    TASK_FORCE,
    a_person,
    an_agency,
)
from tests.commands.talk import typed
from workflows.language.template import TemplateRole
from workflows.values.directory import Absence, Hours
from workflows.values.ids import AgencyId, FieldName, JurisdictionId, RoleName, TaskForceId, TemplateId

ELSEWHERE = an_agency(
    AgencyId("south-shelter"), "South Shelter", "ngo", capabilities=frozenset({"shelter"}), jurisdictions=(NEW_YORK,)
)
SOUTH = replace(
    TASK_FORCE,
    id=TaskForceId("south"),
    name="South",
    jurisdictions=(NEW_YORK,),
    templates=(TemplateId("us-adult"),),
    agencies=(ELSEWHERE.id,),
    leads=(CHAIR,),
    deputies=(),
)
OFFICE = Hours()


def a_wide_directory(*people, **agencies):
    """Two task forces; `agencies` are changes by id."""
    known = {one.id: one for one in (*AGENCIES, ELSEWHERE)}
    changed = {id: replace(one, **agencies.get(id.replace("-", "_"), {})) for id, one in known.items()}
    return a_directory(people=people, agencies=changed, task_forces={TASK_FORCE.id: TASK_FORCE, SOUTH.id: SOUTH})


def asked(line, user=PAT, *people, place=Place.CHAT, templates=None, standing=None, **agencies):
    directory = a_wide_directory(*people, **agencies)
    american = a_template(id=TemplateId("us-adult"), jurisdictions=(JurisdictionId("US"),))
    talk = Talk(
        user=user,
        place=place,
        directory=directory,
        standing=standing,
        cases=(a_case_snapshot(),) if place is Place.CASE else (),
        templates=templates or (a_template(), american),
    )
    said = talk.says(line)
    assert talk.decision.save == ()
    assert talk.decision.audit == ()
    assert "1632" not in said, "a number that nobody asked for"
    return said


def test_a_capability():
    assert asked("who accommodation") == (
        "Who offers accommodation:\n"
        "Harbour Support · ngo · GB-ENG · accommodation · Hana (Harbour Support), Deputy of Harbour Support (deputy)"
    )


@pytest.mark.parametrize("line", ["who legal aid", "Who Legal-Aid?", "!who legal_aid"])
def test_a_type(line):
    assert asked(line).startswith("Agencies of type legal aid:\nLegal Aid South · legal aid · GB-ENG · Lena")


@pytest.mark.parametrize("line", ["who city-police", "who City Police", "who city", "who harbour"])
def test_an_agency_by_id_name_beginning_or_synonym(line):
    first, second = asked(line).splitlines()
    assert second.startswith(first.removesuffix(":"))


def test_a_word_that_is_a_type_and_a_synonym_means_the_type():
    found = asked("who police", city_police={"synonyms": ("police",)}, health_east={"type": "police"})
    assert len(found.splitlines()) == 3


def test_how_somebody_stands():
    away = a_person(HEATH, "Heath", HEALTH, absences=(Absence(start=NOON - DAY, end=NOON + DAY),))
    directory = a_wide_directory(away)
    standing = a_standing(directory, no_chat=[HANA], frozen=frozenset({HARBOUR_DEPUTY}))
    assert asked("who health", PAT, away, standing=standing).endswith("Heath, away")
    said = asked("who ngo", PAT, standing=standing)
    assert said.endswith(
        "Hana (Harbour Support), no chat with me yet, Deputy of Harbour Support (deputy), cannot be asked now"
    )


def test_closed_now_and_languages():
    said = asked("who legal aid", legal_aid_south={"hours": Hours(days=frozenset({6})), "languages": frozenset({"ro"})})
    assert "· speaks ro · closed now · " in said


@pytest.mark.parametrize(("user", "sees"), [(PAT, False), (POLICE_DEPUTY, False), (MORGAN, True), (ADMIN, True)])
def test_agencies_of_another_task_force_are_for_leads_and_administrators(user, sees):
    for line in ("!who shelter", "!who south shelter", "!who us-adult"):
        said = asked(line, user)
        assert ("South Shelter" in said or "New York" in said) is sees, said
    assert ("South Shelter" in asked("!who ngo", user)) is sees


def test_who_has_no_part_in_it_sees_nothing():
    talk = Talk(user=CHAIR, directory=a_directory())
    assert talk.says("!who accommodation") == "I know no agency, type, capability or procedure accommodation."


def test_in_a_case_room_only_the_task_forces_own_agencies_are_named():
    assert "South Shelter" not in asked("!who ngo", MORGAN, place=Place.CASE)
    assert "Harbour Support" in asked("!who ngo", MORGAN, place=Place.CASE)
    assert "I know no" in asked("!who shelter", MORGAN, place=Place.CASE)


def test_in_a_case_room_without_a_word_it_is_who_reads_there():
    assert "These people read here" in asked("!who", PAT, place=Place.CASE)


@pytest.mark.parametrize("line", ["who has 17?", "who are you", "who is on call tonight", "who police please"])
def test_sentences_are_no_look_ups(line):
    answer = typed(line, place=Place.CHAT)
    assert (answer.decision, answer.notice) == (None, None)


def test_a_word_that_nobody_has_is_answered_with_some_that_there_are():
    assert asked("!who helicopters") == (
        "I know no agency, type, capability or procedure helicopters. "
        "For example: accommodation, health, legal aid, ngo, police, uk-nrm-adult."
    )


# who could be invited then


def test_who_could_be_invited_now():
    assert asked("who uk-nrm-adult") == (
        "Who could be invited: uk-nrm-adult, England, now\n"
        "first responder: City Police · Pat (City Police)\n"
        "accommodation: Harbour Support · Hana (Harbour Support)\n"
        "health: Health East · Heath (Health East)\n"
        "legal aid: Legal Aid South · Lena (Legal Aid South)"
    )


def test_at_a_time_with_a_language():
    night = Absence(start=NOON + DAY, end=NOON + 2 * DAY)
    hana = a_person(HANA, "Hana", AgencyId("harbour-support"), absences=(night,), languages=frozenset({"ti"}))
    said = asked(
        "who uk-nrm-adult GB-ENG at sun 03:00 tigrinya",
        PAT,
        hana,
        legal_aid_south={"hours": OFFICE},
        health_east={"languages": frozenset({"ti"})},
    )
    assert said.splitlines() == [
        "Who could be invited: uk-nrm-adult, England, Sun 29 Nov 03:00 (UTC+0), in 1 d 15 h, Tigrinya",
        "first responder: City Police (not in this language) · Pat (City Police)",
        "accommodation: Harbour Support (not in this language) · Deputy of Harbour Support (deputy) · not Hana, away",
        "health: Health East · Heath (Health East)",
        "legal aid: Legal Aid South (closed then) (not in this language) · Lena (Legal Aid South)",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "who uk-nrm-adult england speaks ro tomorrow 9:00",
        "who uk-nrm-adult on sat 09:00 Romanian England",
        "who uk-nrm-adult romanian, GB-ENG, sat 9am",
    ],
)
def test_in_any_order(line):
    assert asked(line).splitlines()[0] == (
        "Who could be invited: uk-nrm-adult, England, Sat 28 Nov 09:00 (UTC+0), in 21 h, Romanian"
    )


def test_a_role_that_no_one_fills_says_who_would_and_why_not():
    away = a_person(HEATH, "Heath", HEALTH, absences=(Absence(start=NOON - DAY, end=NOON + DAY),))
    said = asked("who uk-nrm-adult", PAT, away)
    assert "health: no one · not Heath, away" in said.splitlines()


def test_a_role_that_nobody_could_fill_and_one_that_may_stay_open():
    roles = dict(a_template().roles)
    roles[MEDICAL] = TemplateRole(name=MEDICAL, types=("consular",))
    roles[RoleName("guardian")] = TemplateRole(name=RoleName("guardian"), types=("guardian",), optional=True)
    roles[RoleName("spoc")] = TemplateRole(name=RoleName("spoc"), types=("police",), per=FieldName("countries"))
    lines = asked("who uk-nrm-adult", templates=(a_template(roles=roles),)).splitlines()
    assert "health: no one" in lines
    assert "guardian: no one (may stay open)" in lines
    assert "spoc: one for each country of the case" in lines


def test_where_is_asked_if_it_can_be_several():
    both = replace(TASK_FORCE, jurisdictions=(ENGLAND, NEW_YORK))
    directory = a_directory(force=both)
    talk = Talk(user=MORGAN, directory=directory, templates=(a_template(jurisdictions=(ENGLAND, NEW_YORK)),))
    assert talk.says("who uk-nrm-adult") == ("Where? uk-nrm-adult is used in GB-ENG, US-NY: `who uk-nrm-adult PLACE`")
    assert "uk-nrm-adult, England, now" in Talk(user=PAT, directory=directory, templates=talk.templates).says(
        "who uk-nrm-adult"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!who uk-nrm-adult at fri 25:00", "no such time of day"),
        ("!who uk-nrm-adult at 1 jan 2020 10:00", "past"),
        ("!who uk-nrm-adult klingonish", "I know no agency, type, capability or procedure klingonish"),
    ],
)
def test_what_cannot_be_meant(line, answer):
    assert answer in asked(line)


def test_a_procedure_that_is_not_live_is_none():
    talk = Talk(user=PAT, templates=())
    assert talk.says("!who uk-nrm-adult") == "I know no agency, type, capability or procedure uk-nrm-adult."


def test_the_holidays_of_the_agency_count():
    shut = {"hours": Hours(), "jurisdictions": (ENGLAND,)}
    for day, closed in ((24, False), (25, True)):
        said = asked(f"who uk-nrm-adult at {day} dec 10:00", PAT, legal_aid_south=shut)
        assert ("legal aid: Legal Aid South (closed then)" in said) is closed
