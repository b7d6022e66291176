"""Opening by a template with fields: what is asked, what the line may say, and who is asked in when."""

from dataclasses import replace

import pytest

from tests.builders import a_directory, a_moment, a_row, a_template
from tests.casework.drafting import BOTH, in_two_places, saved
from tests.casework.saying import Talk, the_case_of, words_of
from tests.casework.settling import COUNTRIES, FIELDS, RG, SITES, T0, an_event, ends, knows, stand
from tests.casework.settling import opened as settled
from tests.cast import AGENCIES, HEALTH, HEATH, MEDICAL, MORGAN, NOON, PAT, TASK_FORCE, a_person, an_agency
from workflows.casework.resettling import resettle
from workflows.language.template import Offset, RoleAsked, TemplateRole
from workflows.values.directory import Span, SpanUnit
from workflows.values.effects import Tell, TellPerson
from workflows.values.ids import AgencyId, JurisdictionId, RoleName, TemplateId, UserId
from workflows.values.model import Case, ClockKind, FieldValue, Member, Presence, Seat

BEFORE = Offset(Span(2, SpanUnit.DAYS), before=True)
AHEAD = a_row("S", anchor="t0", clock=ClockKind.SCHEDULED, due=None, offset=BEFORE)
OPERATION = a_template(
    fields=FIELDS, ask=(T0.name, COUNTRIES.name, RG.name), tasks=(AHEAD, a_row("A", per="countries"))
)


def test_what_the_template_asks_is_asked_a_moment_first_and_then_shown():
    talk = Talk(templates=(OPERATION,))
    assert talk.says("case open uk-nrm-adult").startswith("When is it: T-0? For example `1 dec 5:00`.")
    assert talk.says("2026-12-01 05:00") == (
        "Countries? Answer with one or several of: RO, PL, DE, for example `RO PL`. Not known yet: `skip`."
    )
    assert talk.says("ro, pl") == (
        "Reasonable grounds decision? Answer with a number. Not known yet: `skip`.\n1 positive\n2 negative"
    )
    ready = talk.says("1")
    assert "P2, T-0 Tue 1 Dec 05:00, Countries RO, PL, Reasonable grounds decision positive" in ready
    talk.says("go")
    (case,) = saved(talk, Case)
    assert {name: value.values for name, value in case.fields.items()} == {
        "t0": (), "countries": ("RO", "PL"), "rg": ("positive",),
    }  # fmt: skip
    assert {value.set_by for value in case.fields.values()} == {PAT}
    made = the_case_of(talk.decision, OPERATION, talk.directory)
    assert stand(made) == ["S open", "A:RO open", "A:PL open"]


def test_there_is_no_fourth_question_and_the_urgency_may_be_changed_in_the_preview():
    talk = Talk(templates=(replace(OPERATION, jurisdictions=BOTH),), directory=in_two_places())
    talk.says("case open uk-nrm-adult")
    talk.says("1")
    talk.says("1 dec 5:00")
    ready = talk.says("RO")
    assert ready.startswith("Ready: ")
    assert "England, P2," in ready
    assert "England, P1," in talk.says("P1")


@pytest.mark.parametrize(
    "line",
    [
        "case open uk-nrm-adult P2 t0 2026-12-01 05:00 countries RO PL rg positive",
        "case open uk-nrm-adult countries ro pl rg positive P2 t0 1 dec 5:00",
    ],
)
def test_the_line_may_say_it_all(line):
    talk = Talk(templates=(OPERATION,))
    ready = talk.says(line)
    for said in ("Countries RO, PL", "Reasonable grounds decision positive", "T-0 Tue 1 Dec 05:00"):
        assert said in ready


def test_what_nobody_knows_yet_is_left_open():
    talk = Talk(templates=(OPERATION,))
    talk.says("case open uk-nrm-adult P2")
    for line in ("skip", "not known", "Unknown."):
        answer = talk.says(line)
    assert answer.startswith("Ready: ")
    talk.says("go")
    made = the_case_of(talk.decision, OPERATION, talk.directory)
    assert (stand(made), made.case.fields) == (["S open"], {})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("RO FR", "Countries cannot be `FR`. One of: RO, PL, DE. Try `RO PL`."),
        ("soon", "Countries cannot be `soon`. One of: RO, PL, DE. Try `RO PL`."),
    ],
)
def test_another_answer_is_asked_again(line, said):
    talk = Talk(templates=(OPERATION,))
    talk.says("case open uk-nrm-adult")
    talk.says("skip")
    assert talk.says(line) == said
    assert talk.says("RO").startswith("Reasonable grounds")


def test_a_number_is_asked_with_its_bounds():
    talk = Talk(templates=(a_template(fields=FIELDS, ask=(SITES.name,)),))
    assert talk.says("case open uk-nrm-adult P2").startswith("Number of sites? Answer with a number, for example `1`.")
    assert talk.says("12") == "`12` is not a number from 1 to 9. Try `1`."
    assert "Number of sites 3" in talk.says("3")


def test_a_centralised_template_brings_the_leads_into_a_networked_task_force():
    talk = Talk(templates=(a_template(networked=False),))
    assert "and the leads" in talk.says("case open uk-nrm-adult P2")
    talk.says("go")
    assert MORGAN in {member.user for member in saved(talk, Member)}


# who is asked in when


LATER = a_template(
    roles={
        name: replace(role, asked=RoleAsked.NEEDED) if name == MEDICAL else role
        for name, role in a_template().roles.items()
    },
    fields=FIELDS,
    ask=(RG.name,),
    tasks=(a_row("A"), a_row("M", owner=MEDICAL, when="rg == positive"), a_row("H", owner=MEDICAL, depends=("A",))),
)


def opened(*lines, directory=None, template=LATER):
    talk = Talk(templates=(template,), directory=directory or a_directory())
    for line in lines:
        answer = talk.says(line)
    return talk, answer


def test_the_agency_of_a_role_that_is_needed_later_is_not_asked_at_opening():
    talk, ready = opened("case open uk-nrm-adult P2", "skip")
    assert "Health East" not in ready
    assert "No one yet" not in ready
    talk.says("go")
    assert HEATH not in {seat.user for seat in saved(talk, Seat)}


def test_it_is_asked_at_opening_where_its_task_begins_at_once():
    assert "Health East" in opened("case open uk-nrm-adult P2", "positive")[1]


def test_it_is_asked_in_the_decision_in_which_its_first_task_begins():
    talk, _ = opened("case open uk-nrm-adult P2", "skip", "go")
    case = the_case_of(talk.decision, LATER, talk.directory)
    assert case.tasks[1].owner != HEALTH
    found = knows(case, rg="positive")
    assert [row.user for row in found.saved if isinstance(row, Seat)] == [HEATH]
    assert [row.user for row in found.saved if isinstance(row, Member)] == [HEATH]
    assert [task.owner for task in found.case.tasks[1:]] == [HEALTH, HEALTH]
    assert [record.action for record in found.records if record.action.startswith("seat")] == ["seat.add"]
    again = ends(found.case, 1)
    assert [row for row in again.saved if isinstance(row, Seat)] == []


def test_the_room_hears_who_is_asked_in():
    talk, _ = opened("case open uk-nrm-adult P2", "skip", "go")
    case = the_case_of(talk.decision, LATER, talk.directory)
    joint = case.rooms[0].id
    there = tuple(replace(member, presence=Presence.JOINED) for member in case.members)
    found = knows(replace(case, members=there), rg="positive")
    (said,) = [effect for effect in found.effects if isinstance(effect, Tell) and effect.room == joint]
    assert words_of(said.notice, talk.directory, chat=False).endswith(
        "Health East is asked in as health (Heath (Health East)): its first task begins."
    )


def test_who_was_left_out_stays_out_and_the_leads_hear_that_no_one_was_found():
    talk, _ = opened("case open uk-nrm-adult P2", "skip", "go")
    case = the_case_of(talk.decision, LATER, talk.directory)
    found = knows(replace(case, case=replace(case.case, left_out=frozenset({HEALTH}))), rg="positive")
    assert [row for row in found.saved if isinstance(row, Seat)] == []
    assert found.case.case.unfilled == (MEDICAL,)
    (told,) = [effect for effect in found.effects if isinstance(effect, TellPerson)]
    assert (told.user, "no one yet for health" in words_of(told.notice, talk.directory)) == (MORGAN, True)
    again = knows(found.case, at=NOON.replace(hour=14), rg="positive")
    assert [effect for effect in again.effects if isinstance(effect, TellPerson)] == [], "said once"


def test_one_agency_for_each_country_and_the_new_one_when_its_country_comes():
    romania, poland = an_agency(AgencyId("ro"), "Police of Romania", "police"), AgencyId("pl")
    agencies = {
        agency.id: agency
        for agency in (
            *AGENCIES,
            replace(romania, jurisdictions=(JurisdictionId("RO"),)),
            an_agency(poland, "Police of Poland", "police", jurisdictions=("PL",)),
        )
    }
    force = replace(TASK_FORCE, agencies=tuple(agencies))
    directory = a_directory(
        agencies=agencies,
        force=force,
        people=[a_person(UserId("@ro:hs"), "Radu", AgencyId("ro")), a_person(UserId("@pl:hs"), "Pola", poland)],
    )
    lead = RoleName("op_lead")
    template = a_template(
        roles={**a_template().roles, lead: TemplateRole(name=lead, types=("police",), per=COUNTRIES.name)},
        fields=FIELDS,
        ask=(COUNTRIES.name,),
        tasks=(a_row("A", owner=lead, per="countries"),),
    )
    talk, ready = opened("case open uk-nrm-adult P2", "RO DE", directory=directory, template=template)
    assert "Police of Romania" in ready
    assert "No one yet for op lead DE" in ready
    talk.says("go")
    case = the_case_of(talk.decision, template, directory)
    assert [task.owner for task in case.tasks] == ["ro", case.case.lead_agency]
    value = FieldValue(values=("RO", "DE", "PL"), since=NOON, set_at=NOON, set_by=PAT)
    after = replace(case, case=replace(case.case, fields={COUNTRIES.name: value}))
    found = resettle(after, a_moment(NOON, directory=directory), PAT, before=case)
    assert [row.user for row in found.saved if isinstance(row, Seat)] == ["@pl:hs"]
    assert found.case.tasks[-1].owner == "pl"


# a case that comes from another


def test_a_lead_is_offered_a_linked_case_and_opens_it():
    event = an_event("rg == positive", offers=(TemplateId("uk-nrm-adult"), TemplateId("of-another-force")))
    found = knows(settled(a_row("A"), events=(event,)), rg="positive")
    (told,) = [effect for effect in found.effects if isinstance(effect, TellPerson)]
    assert (told.user, words_of(told.notice, a_directory())) == (
        MORGAN,
        "C-7F3K2: its procedure offers another case, linked to this one.\n`case open uk-nrm-adult from C-7F3K2`",
    )
    talk = Talk(user=MORGAN, cases=(found.case,))
    assert talk.says("case open uk-nrm-adult from C-7F3K2 P2").startswith("Ready: ")
    talk.says("go")
    (case,) = saved(talk, Case)
    assert case.linked == found.case.case.id


def test_nobody_links_a_case_that_they_do_not_see():
    assert Talk().says("case open uk-nrm-adult from C-7F3K2 P2").startswith("There is no case C-7F3K2")
