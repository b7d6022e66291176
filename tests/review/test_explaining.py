"""`workflow list` and `workflow show`: a protocol that a reader without YAML understands, in pages that fit a phone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from commands.spec import Place
from tests.builders import a_row, a_template
from tests.cast import ADMIN, CHAIR, MORGAN, NOON, PAT, POLICE_DEPUTY
from tests.commands.talk import Answer, typed
from tests.review.reading import read
from tests.review.test_phrases import FIELDS, SOURCES
from workflows.language.conditions import parse
from workflows.language.template import Banner, Basis, Event, RoleAsked, Template
from workflows.review.explaining import explained, listed, past_review
from workflows.values.ids import FieldName, JurisdictionId, TemplateId
from workflows.values.notices.base import Refused
from workflows.values.notices.review import NoSuchPart, WorkflowPage

LATER = datetime(2027, 7, 1, tzinfo=UTC)


def a_protocol(tasks: int = 25) -> Template:
    rows = [a_row(f"N{number}", title=f"Do number {number}") for number in range(1, tasks + 1)]
    rows[0] = replace(rows[0], basis=Basis.RULE, sources=("LAW",))
    plain = a_template(
        tasks=tuple(rows), fields=FIELDS, sources=SOURCES, ask=(FieldName("t0"),), banners=(Banner("No names"),)
    )
    events = (Event(when=parse("N1 == done"), tell_lead=True),)
    roles = {
        name: replace(role, asked=RoleAsked.NEEDED) if name == "legal_aid" else role
        for name, role in plain.roles.items()
    }
    return replace(plain, events=events, roles=roles)


def page_of(template: Template, part: str) -> WorkflowPage:
    page = explained(template, part, NOON)
    assert isinstance(page, WorkflowPage)
    return page


def test_the_first_page_says_what_it_is_about_and_begins_with_its_tasks():
    assert read(explained(a_protocol(), "", NOON)).splitlines()[:7] == [
        "uk-nrm-adult · Adult, UK National Referral Mechanism · version 1 · review by Wed 30 Jun 2027",
        "For an adult in England · a case begins at P2",
        "Invited at opening: first responder, accommodation, health; when needed: legal aid.",
        "Asked at opening: T-0.",
        "Always on the board: “No names”",
        "What happens by itself: `!workflow show uk-nrm-adult events`",
        "N1 Do number 1 · first responder · from opening: within 24 hours, by law (22 U.S.C. 7105(b))",
    ]


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (("LAW",), "“No names” (22 U.S.C. 7105(b))"),
        (("IDEA",), "“No names” (to be confirmed: Idea)"),
    ],
)
def test_a_line_on_the_board_says_what_it_rests_on(sources, said):
    template = replace(a_protocol(), banners=(Banner("No names", sources),))
    assert f"Always on the board: {said}\n" in read(explained(template, "", NOON))


def test_every_task_is_on_a_page_once_and_each_page_leads_to_the_next():
    template = a_protocol()
    pages = [read(explained(template, str(number), NOON)) for number in (1, 2, 3)]
    for row in template.tasks:
        assert sum(f"{row.id} {row.title} ·" in page for page in pages) == 1
    assert all(len(page.splitlines()) <= 15 for page in pages)
    assert [page.splitlines()[-1] for page in pages] == [
        "Page 1 of 3. More: `!workflow show uk-nrm-adult 2` · one task: `!workflow show uk-nrm-adult N6`",
        "Page 2 of 3. More: `!workflow show uk-nrm-adult 3` · one task: `!workflow show uk-nrm-adult N16`",
        "Page 3 of 3. More: `!workflow show uk-nrm-adult 1` · one task: `!workflow show uk-nrm-adult N25`",
    ]


@pytest.mark.parametrize("tasks", [1, 6, 7, 16, 17])
def test_there_is_no_empty_page(tasks):
    template = a_protocol(tasks)
    last = page_of(template, "").pages
    assert page_of(template, str(last)).tasks
    with pytest.raises(Refused):
        explained(template, str(last + 1), NOON)


def test_a_short_one_is_one_page():
    assert read(explained(a_protocol(2), "", NOON)).splitlines()[-1] == (
        "One task whole: `!workflow show uk-nrm-adult N2`"
    )


def test_one_task_is_named_in_any_case():
    assert explained(a_protocol(), "n7", NOON) == explained(a_protocol(), "N7", NOON)
    assert read(explained(a_protocol(), "n7", NOON)).startswith("N7 Do number 7")


def test_what_happens_by_itself():
    assert read(explained(a_protocol(), "events", NOON)).splitlines() == [
        "uk-nrm-adult · what happens by itself",
        "When N1 has ended: the leads are told.",
    ]


@pytest.mark.parametrize("part", ["0", "4", "99999999999999999999", "N99", "²"])
def test_no_such_part(part):
    with pytest.raises(Refused) as no:
        explained(a_protocol(), part, NOON)
    assert isinstance(no.value.notice, NoSuchPart)


def test_past_its_review_it_says_so():
    template = a_protocol()
    assert not past_review(template, datetime(2027, 6, 30, 23, tzinfo=UTC))
    assert past_review(template, LATER)
    assert "review was due Wed 30 Jun 2027" in read(explained(template, "", LATER))
    assert "review was due" in read(listed([template], LATER))


def test_the_list_names_what_can_be_opened():
    others = [replace(a_protocol(), id=TemplateId(f"z{number:02}")) for number in range(14)]
    base = replace(a_protocol(), id=TemplateId("base"), abstract=True)
    lines = read(listed([*others, a_protocol(), base], NOON)).splitlines()
    assert lines[0] == (
        "uk-nrm-adult Adult, UK National Referral Mechanism · version 1 · England · review by Wed 30 Jun 2027"
    )
    assert lines[-1] == "One whole: `!workflow show ID` · more: `!workflow list 2`"
    assert len(lines) == 13
    rest = read(listed([*others, a_protocol(), base], NOON, 2)).splitlines()
    assert [line.split()[0] for line in rest] == ["z11", "z12", "z13", "One"]
    assert read(listed([*others, a_protocol(), base], NOON, 99)).splitlines() == rest
    assert read(listed([], NOON)) == "There is no workflow yet."


def test_of_many_places_the_first_are_named():
    template = replace(a_protocol(), jurisdictions=tuple(map(JurisdictionId, "RO PL DE FR ES IT GR".split())))
    assert "in Romania, Poland, Germany, France, Spain and 2 more ·" in read(explained(template, "", NOON))
    assert "· Romania, Poland, Germany, France, Spain and 2 more ·" in read(listed([template], NOON))


def asked(text: str, user: str = PAT, place: Place = Place.CHAT) -> Answer:
    template = a_protocol()
    return typed(text, user=user, place=place, templates={template.id: template})  # type: ignore[arg-type]


@pytest.mark.parametrize("user", [PAT, POLICE_DEPUTY, MORGAN, ADMIN])
def test_liaisons_leads_and_administrators_may_read_it(user):
    assert asked("workflow show uk-nrm-adult", user).said.startswith("uk-nrm-adult · Adult")
    assert asked("workflow list", user).said.startswith("uk-nrm-adult Adult")
    assert asked("workflow list 2", user).said.startswith("uk-nrm-adult Adult")


def test_nobody_else():
    assert asked("workflow show uk-nrm-adult", CHAIR).decision is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "workflow show uk-nrm-adlut",
            "There is no workflow `uk-nrm-adlut`. Did you mean `workflow show uk-nrm-adult`?",
        ),
        ("workflow show uk-nrm-adult N99", "uk-nrm-adult has no task and no page `n99`. Its pages are 1 to 3"),
    ],
)
def test_a_slip_is_answered_with_what_can_be_typed(text, said):
    assert asked(text).said.startswith(said)
