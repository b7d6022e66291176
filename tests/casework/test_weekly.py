"""The weekly report: each thing that is worth a look, in fifteen lines at most, and on which Monday it is due."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from commands.spec import Place
from tests.builders import a_directory, a_moment, a_standing, a_template
from tests.casework.saying import Talk, words_of
from tests.cast import (
    ADMIN,
    DAY,
    ENGLAND,
    HANA,
    HARBOUR_DEPUTY,
    HEATH,
    JOINT_ROOM,
    LEADS_ROOM,
    LEGAL_DEPUTY,
    MORGAN,
    NEW_YORK,
    NOON,
    PAT,
    POLICE,
    POLICE_DEPUTY,
    TASK_FORCE,
    a_person,
)
from workflows.casework.snapshots import Signs
from workflows.casework.weekly import last_monday, report, weekly
from workflows.language.template import TemplateRole
from workflows.values.directory import Absence
from workflows.values.effects import Tell, TellPerson
from workflows.values.ids import RoleName, TaskForceId, TemplateId
from workflows.values.model import Member, Presence

EVERYBODY = frozenset(a_directory().people)
ALL_SEEN = Signs(seen=EVERYBODY)
TEMPLATES = {TemplateId("uk-nrm-adult"): a_template()}
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def lines(directory=None, signs=ALL_SEEN, templates=TEMPLATES, **standing):
    directory = directory or a_directory()
    moment = a_moment(directory=directory, standing=a_standing(directory, **standing))
    return words_of(report(templates, signs, moment), directory, chat=False).splitlines()[1:]


def invited(user, ago, room=JOINT_ROOM, **changes):
    return Member(
        room=room, user=user, wanted=True, presence=Presence.INVITED, invited_at=NOON - ago, version=1, **changes
    )


def joined(user, ago):
    return Member(room=JOINT_ROOM, user=user, wanted=True, presence=Presence.JOINED, joined_at=NOON - ago, version=1)


def test_where_all_is_well_it_says_so():
    moment = a_moment()
    said = words_of(report(TEMPLATES, ALL_SEEN, moment), moment.directory)
    assert said == "As of Fri 27 Nov: nothing is missing, everybody answers."


def test_a_role_that_no_one_fills():
    name = RoleName("child_advocate")
    roles = {**a_template().roles, name: TemplateRole(name=name, types=("guardian",))}
    template = a_template(roles=roles)
    assert lines(templates={template.id: template}) == ["uk-nrm-adult (North: England): no one for child advocate"]
    quiet = a_template(roles={**roles, name: replace(roles[name], optional=True)})
    assert lines(templates={quiet.id: quiet}) == []


def test_the_same_gap_in_several_places_is_one_line():
    force = replace(TASK_FORCE, jurisdictions=(ENGLAND, NEW_YORK))
    template = a_template(jurisdictions=(ENGLAND, NEW_YORK))
    directory = a_directory(force=force, without=(HEATH,))
    assert lines(directory, templates={template.id: template}) == [
        "uk-nrm-adult (North: England): no one for health",
        "uk-nrm-adult (North: New York): no one for first responder, accommodation, health, legal aid",
    ]
    nobody = a_directory(force=replace(force, agencies=()))
    assert [line for line in lines(nobody, templates={template.id: template}) if "England, New York" in line]


def test_a_level_with_nobody():
    force = replace(TASK_FORCE, committee=())
    assert lines(a_directory(force=force)) == ["North: nobody on P1 level 3, P2 level 3, P3 level 3 of the ladders"]
    no_leads = replace(TASK_FORCE, leads=(), deputies=(), on_call=())
    (line,) = lines(a_directory(force=no_leads))
    assert "P2 level 2" in line
    assert "P1 level 2" not in line, "the lead agency is on it"


def test_who_never_answered():
    signs = replace(
        ALL_SEEN,
        members=(
            invited(PAT, 7 * DAY),
            invited(HANA, 6 * DAY),
            invited(HEATH, 30 * DAY, LEADS_ROOM),
            invited(MORGAN, 8 * DAY, LEADS_ROOM),
        ),
    )
    assert lines(signs=signs) == [
        "Invited a week ago or more, no answer: Pat (City Police), Heath (Health East), Lead Morgan"
    ]
    declined = replace(ALL_SEEN, members=(replace(invited(PAT, 8 * DAY), wanted=False),))
    assert lines(signs=declined) == []


def test_who_was_never_seen_and_who_has_no_chat():
    signs = Signs(seen=EVERYBODY - {PAT})
    assert lines(signs=signs, no_chat=[PAT, HANA]) == [
        "Never wrote to me from a device of their own: Pat (City Police)",
        "No chat with me, so I cannot page them: Hana (Harbour Support)",
    ]


def test_who_is_silent_as_far_as_it_is_known():
    heard = {PAT: NOON - 91 * DAY, HANA: NOON - 89 * DAY, HEATH: NOON - 200 * DAY}
    signs = replace(ALL_SEEN, heard=heard, members=(joined(HEATH, 10 * DAY), joined(MORGAN, 90 * DAY)))
    assert lines(signs=signs) == ["No sign of life for 90 days: Pat (City Police), Lead Morgan"]


def test_an_absence_that_is_over():
    over, on = Absence(start=NOON - 3 * DAY, end=NOON), Absence(start=NOON - DAY, end=NOON + DAY)
    pat = a_person(PAT, "Pat", POLICE, absences=(over,))
    deputy = a_person(POLICE_DEPUTY, "Deputy", POLICE, absences=(on,))
    assert lines(a_directory(people=(pat, deputy))) == ["An absence that is over still stands in the directory: Pat"]


def test_a_template_past_its_review():
    old = a_template(review_by=date(2026, 11, 26))
    unused = a_template(id=TemplateId("unused"), review_by=date(2020, 1, 1))
    assert lines(templates={one.id: one for one in (old, unused)}) == [
        "Past their review: uk-nrm-adult. `!workflow show ID`"
    ]


def test_many_people_are_eight_and_a_number():
    (line,) = lines(signs=Signs())
    assert line.endswith(f"and {len(EVERYBODY) - 8} more")
    assert line.count(",") == 7


def test_never_more_than_fifteen_lines():
    forces = {f"f{n}": replace(TASK_FORCE, id=TaskForceId(f"f{n}"), name=f"F{n}", committee=()) for n in range(20)}
    directory = a_directory(task_forces=forces)
    moment = a_moment(directory=directory)
    said = words_of(report(TEMPLATES, ALL_SEEN, moment), directory).splitlines()
    assert len(said) == 15
    assert said[-1] == "and 7 more"


@pytest.mark.parametrize(
    ("now", "zone", "monday"),
    [
        (datetime(2026, 11, 27, 12, tzinfo=UTC), "Europe/London", MONDAY),
        (MONDAY, "Europe/London", MONDAY),
        (datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC), "Europe/London", datetime(2026, 11, 16, 9, tzinfo=UTC)),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), "Europe/London", MONDAY),
        (datetime(2026, 11, 23, 13, 59, tzinfo=UTC), "America/New_York", datetime(2026, 11, 16, 14, tzinfo=UTC)),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), "Asia/Tokyo", datetime(2026, 11, 23, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 12, tzinfo=UTC), "Europe/London", datetime(2026, 10, 26, 9, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), "Europe/London", datetime(2026, 10, 19, 8, tzinfo=UTC)),
    ],
)
def test_the_monday_that_counts(now, zone, monday):
    assert last_monday(now, zone) == monday


def test_it_goes_to_the_administrators_once_a_week():
    (effect,) = weekly(TEMPLATES, ALL_SEEN, MONDAY, a_moment()).effects
    assert isinstance(effect, Tell)
    assert str(effect.key).startswith("weekly:2026-W48")
    directory = a_directory()
    moment = a_moment(directory=directory, standing=a_standing(directory, admins_room=None))
    (told,) = weekly(TEMPLATES, ALL_SEEN, MONDAY, moment).effects
    assert isinstance(told, TellPerson)
    assert told.user == ADMIN


@pytest.mark.parametrize("place", [Place.CHAT, Place.ADMINS])
def test_an_administrator_asks_for_it(place):
    talk = Talk(user=ADMIN, place=place)
    assert talk.says("!config report").startswith("To look at, as of Fri 27 Nov:\nNever wrote to me")
    assert talk.decision.save == ()


@pytest.mark.parametrize("user", [PAT, MORGAN, HARBOUR_DEPUTY, LEGAL_DEPUTY])
def test_nobody_else_does(user):
    talk = Talk(user=user)
    assert "Never wrote" not in talk.says("!config report")
