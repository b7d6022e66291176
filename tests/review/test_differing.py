"""What another version changes, in words; what loosens a rule stands first and is marked."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from tests.builders import a_row, a_template
from tests.review.reading import read
from tests.review.test_phrases import FIELDS, SOURCES
from workflows.language.conditions import parse
from workflows.language.template import (
    Anchor,
    Banner,
    Basis,
    Event,
    FieldKind,
    Loosened,
    Offset,
    Recurrence,
    Remind,
    Renewals,
    RoleAsked,
    Template,
    TemplateField,
    TemplateRole,
    TemplateTask,
    ValuesOf,
)
from workflows.review.differing import differences, loosened
from workflows.values.directory import Ladder, Level, Priority, Span, SpanUnit, TargetKind
from workflows.values.ids import FieldName, RoleName, StageName, TemplateId
from workflows.values.model import ClockKind, Lane, Where

HOURS, DAYS, WORKING_DAYS = SpanUnit.HOURS, SpanUnit.DAYS, SpanUnit.WORKING_DAYS
RULE = a_row("M2", title="Notify the office", basis=Basis.RULE, sources=("LAW",))
GUEST = RoleName("guest")


def a_version(*rows: object, **changes: object) -> Template:
    return a_template(**{"tasks": rows or (RULE,), "fields": FIELDS, "sources": SOURCES, **changes})


def said(before: Template | None, after: Template) -> list[str]:
    return [read(notice) for notice in differences(before, after)]


def test_the_same_says_nothing():
    assert differences(a_version(), replace(a_version(), version=2)) == ()


def test_a_new_one_is_told_whole():
    assert said(None, a_version()) == [
        "New: uk-nrm-adult, Adult, UK National Referral Mechanism, 1 task.",
        "New task: M2 Notify the office · first responder · from opening: within 24 hours, by law (22 U.S.C. 7105(b))",
    ]


def test_tasks_come_and_go():
    other = a_row("M3", title="Complete Part B")
    assert said(a_version(RULE, other), a_version(RULE)) == ["Task gone: M3 Complete Part B"]
    assert said(a_version(RULE), a_version(RULE, other)) == [
        "New task: M3 Complete Part B · first responder · from opening: within 24 hours, this task force's own number"
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"title": "Tell the office"}, "M2 Tell the office: title was “Notify the office”, is “Tell the office”"),
        ({"owner": GUEST}, "M2 Notify the office: agency was first responder, is guest"),
        (
            {"due": Span(12, HOURS)},
            "M2 Notify the office: time was within 24 hours, is within 12 hours",
        ),
        (
            {"basis": Basis.GUIDE},
            "Looser than the rule was: M2 Notify the office: where its time comes from was "
            "by law (22 U.S.C. 7105(b)), is guidance (22 U.S.C. 7105(b))",
        ),
        (
            {"due": Span(48, HOURS), "basis": Basis.DEFAULT},
            "Looser than the rule was: M2 Notify the office: time was within 24 hours, by law (22 U.S.C. 7105(b)), "
            "is within 48 hours, this task force's own number (22 U.S.C. 7105(b))",
        ),
        (
            {"due": Span(1, WORKING_DAYS), "by_owner": True, "basis": Basis.RULE},
            "Looser than the rule was: M2 Notify the office: time was within 24 hours, "
            "is within 1 working day of the agency",
        ),
        (
            {"when": parse("minor == yes")},
            "Looser than the rule was: M2 Notify the office: only if was always, is “The person is a minor” is yes",
        ),
        ({"depends": ("N4",)}, "M2 Notify the office: waits for was nothing, is N4"),
        ({"ladder": Priority.P1}, "M2 Notify the office: ladder was that of the case, is P1"),
        ({"remind": ()}, "M2 Notify the office: reminders was those of its ladder, is no reminders"),
        (
            {"chase_every": Span(2, WORKING_DAYS)},
            "M2 Notify the office: asked again every was nothing, is 2 working days",
        ),
        ({"rule_text": "Law"}, "M2 Notify the office: rule in words was nothing, is “Law”"),
        ({"gate": True}, "M2 Notify the office: needed before an operation may go was no, is yes"),
        ({"results": ("yes", "no")}, "M2 Notify the office: results was nothing, is yes, no"),
        ({"per": FieldName("country")}, "M2 Notify the office: one for each of was nothing, is Country"),
    ],
)
def test_each_thing_that_becomes_another_is_a_line(change, line):
    assert said(a_version(), a_version(replace(RULE, **change))) == [line]


@pytest.mark.parametrize(
    ("before", "after", "loose"),
    [
        ({}, {"due": Span(48, HOURS)}, {"number"}),
        ({}, {"due": Span(2, DAYS)}, {"number"}),
        ({}, {"due": Span(12, HOURS)}, set()),
        ({}, {"due": Span(1, WORKING_DAYS)}, {"number"}),  # a weekend may lie between
        ({}, {"due": None}, {"number"}),
        ({}, {"basis": Basis.DEFAULT}, {"number"}),  # what is no rule may be made looser next time
        ({}, {"when": parse("minor == yes")}, {"when"}),
        ({"when": parse("minor == yes")}, {"when": None}, set()),
        ({}, {"anchors": (Anchor("t0"),)}, {"begins"}),
        ({}, {"clock": ClockKind.WATCH}, {"clock"}),
        ({"basis": Basis.GUIDE}, {"due": Span(48, HOURS)}, set()),
        ({"due": None, "least": Span(30, DAYS)}, {"least": Span(20, DAYS)}, {"number"}),
        ({"due": None, "least": Span(30, DAYS)}, {"least": Span(45, DAYS)}, set()),
        ({"due": None, "least": Span(30, DAYS)}, {"least": None}, {"number"}),
        ({"due": None, "least": Span(30, DAYS), "blocks": ("statement",)}, {"blocks": ()}, {"blocks"}),
        ({"due": None, "lasts": Span(90, DAYS)}, {"lasts": Span(120, DAYS)}, {"number"}),
        ({"due": None, "lasts": Span(90, DAYS)}, {"renewals": Renewals(most=1)}, {"renewals"}),
        ({"due": None, "offset": Offset(Span(3, DAYS), before=True)}, {"offset": Offset(Span(1, DAYS))}, {"number"}),
        ({"due": None, "offset": Offset(Span(1, DAYS))}, {"offset": Offset(Span(1, DAYS), before=True)}, set()),
    ],
)
def test_a_number_of_a_rule_may_only_become_stricter(before, after, loose):
    old = replace(RULE, **before)
    assert loosened(old, replace(old, **after)) == loose


def test_a_task_of_a_rule_that_is_gone_is_marked():
    other = a_row("A1", title="Something")
    assert said(a_version(other, RULE), a_version(other)) == [
        "Looser than the rule was: Task gone: M2 Notify the office"
    ]


def test_what_loosens_a_rule_comes_first_and_is_marked():
    other = a_row("A1", title="Something")
    before = a_version(other, RULE)
    after = a_version(replace(other, due=Span(1, HOURS)), replace(RULE, due=Span(48, HOURS)), title="Other")
    lines = said(before, after)
    assert lines[0].startswith(
        "Looser than the rule was: M2 Notify the office: time was within 24 hours, is within 48 hours"
    )
    assert [line.startswith("Looser") for line in lines] == [True, False, False]


def test_a_reason_that_was_given_is_read_first():
    loosened = Loosened(task="M2", was="24h", now="48h", reason="agreed with the office")
    after = a_version(replace(RULE, due=Span(48, HOURS)), loosened=(loosened,))
    lines = said(a_version(), after)
    assert lines[0] == (
        "Looser than the rule: M2 Notify the office: 24h there, 48h here. Reason: agreed with the office"
    )
    assert not lines[1].startswith("Looser")
    assert said(after, after) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"title": "Other"}, "Title: was “Adult, UK National Referral Mechanism”, is “Other”"),
        ({"review_by": date(2028, 1, 1)}, "Review by: was Wed 30 Jun 2027, is Sat 1 Jan 2028"),
        ({"priority": Priority.P1}, "Priority of a new case: was P2, is P1"),
        ({"networked": False}, "Leads join each room: was as the task force says, is yes"),
        ({"ask": (FieldName("t0"),)}, "Asked at opening: was nothing, is T-0"),
        ({"jurisdictions": ("*",)}, "Jurisdictions: was England, is any"),
        ({"banners": (Banner("No names"),)}, "New line on the board: “No names”"),
        ({"sources": {**SOURCES, "NEW": "[A] Law"}}, "New source NEW: “[A] Law”"),
        ({"stages": {Lane.SUPPORT: (StageName("intake"),)}}, "New stages of support: intake"),
        (
            {"events": (Event(when=parse("minor == yes"), tell_lead=True),)},
            "New event: When “The person is a minor” is yes: the leads are told.",
        ),
        (
            {
                "ladders": {
                    Priority.P3: Ladder(
                        levels=(
                            Level(after=Span(0, HOURS), tell=(TargetKind.OWNER,)),
                            Level(after=Span(1, WORKING_DAYS), tell=(TargetKind.LEAD_AGENCY, TargetKind.COMMITTEE)),
                        ),
                        working_time=True,
                    )
                }
            },
            "New ladder of its own for P3: tells owner at due, lead agency, committee 1 working day after; "
            "in working hours",
        ),
    ],
)
def test_what_stands_above_and_beside_the_tasks(change, line):
    assert said(a_version(), a_version(**change)) == [line]


def test_a_role_says_who_would_be_invited():
    plain = a_version()
    guest = TemplateRole(name=GUEST, types=("ngo",), capability="legal_advice", asked=RoleAsked.NEEDED)
    more = replace(plain, roles={**plain.roles, GUEST: guest})
    assert said(plain, more) == [
        "New role guest: NGO, that offers legal advice, invited when its first task begins",
    ]
    other = replace(plain, roles={**plain.roles, GUEST: replace(guest, asked=RoleAsked.OPENING)})
    assert said(more, other) == [
        "Role guest: was NGO, that offers legal advice, invited when its first task begins, "
        "is NGO, that offers legal advice, invited at opening",
    ]
    assert said(more, plain)[0].startswith("Gone: role guest, NGO")


def test_a_field_says_what_may_be_recorded():
    plain = a_version()
    fewer = replace(plain, fields={name: one for name, one in FIELDS.items() if name != "met"})
    assert said(fewer, plain) == ["New field met: “People met”: a whole number from 0 to 999"]


OTHER_ROW: dict[str, Any] = {
    "title": "Other", "owner": GUEST, "kind": "other", "clock": ClockKind.WATCH, "anchors": (Anchor("t0"),),
    "due": Span(1, HOURS), "least": Span(1, HOURS), "blocks": ("statement",), "lasts": Span(1, HOURS),
    "until": FieldName("t0"), "renewals": Renewals(most=2), "offset": Offset(Span(1, HOURS)),
    "recurs": Recurrence(every=Span(1, HOURS)), "depends": ("N1",), "when": parse("minor == yes"), "gate": True,
    "green": ("yes",), "results": ("yes",), "again": ("no",), "asks": (FieldName("met"),),
    "chase_every": Span(1, HOURS), "remind": (Remind(share=50),), "ladder": Priority.P1, "basis": Basis.DEFAULT,
    "duty": Basis.GUIDE, "rule_text": "Other", "sources": ("IDEA",), "where": Where.SUPPORT, "contributes": (GUEST,),
    "per": FieldName("country"), "banner": "Other", "by_owner": True,
}  # fmt: skip
OTHER_ROLE: dict[str, Any] = {
    "types": ("police",), "capability": "other", "where": Where.SUPPORT, "opener": True, "lead": True,
    "optional": True, "asked": RoleAsked.NEEDED, "per": FieldName("country"),
}  # fmt: skip
OTHER_FIELD: dict[str, Any] = {
    "label": "Other", "kind": FieldKind.CODES, "values": ("yes",), "values_of": ValuesOf.LANGUAGES, "least": 2,
    "most": 5, "set_by": (GUEST,),
}  # fmt: skip
OTHER_EVENT: dict[str, Any] = {
    "when": parse("minor == no"), "sets": {FieldName("minor"): "no"}, "stages": {Lane.SUPPORT: StageName("closed")},
    "tell_lead": True, "offers": (TemplateId("other"),),
}  # fmt: skip


@pytest.mark.parametrize("name", [field.name for field in fields(TemplateTask) if field.name != "id"])
def test_nothing_that_changes_in_a_task_goes_unsaid(name):
    plain = replace(RULE, due=None) if name in ("least", "lasts", "offset") else RULE  # one of them is the time
    assert said(a_version(plain), a_version(replace(plain, **{name: OTHER_ROW[name]})))


@pytest.mark.parametrize("name", [field.name for field in fields(TemplateRole) if field.name != "name"])
def test_nothing_that_changes_in_a_role_goes_unsaid(name):
    role = TemplateRole(name=GUEST)
    before, after = (a_version(roles={GUEST: one}) for one in (role, replace(role, **{name: OTHER_ROLE[name]})))
    assert len(said(before, after)) == 1


@pytest.mark.parametrize("name", [field.name for field in fields(TemplateField) if field.name != "name"])
def test_nothing_that_changes_in_a_field_goes_unsaid(name):
    plain = TemplateField(name=FieldName("met"), label="People met", kind=FieldKind.COUNT, least=0, most=9)
    if name in ("values", "values_of"):
        plain = replace(plain, kind=FieldKind.CODE, values=("no",))
    other = replace(plain, **{name: OTHER_FIELD[name]})
    assert len(said(a_version(fields={plain.name: plain}), a_version(fields={plain.name: other}))) == 1


@pytest.mark.parametrize("name", [field.name for field in fields(Event)])
def test_nothing_that_changes_in_an_event_goes_unsaid(name):
    event = Event(when=parse("minor == yes"))
    other = replace(event, **{name: OTHER_EVENT[name]})
    assert len(said(a_version(events=(event,)), a_version(events=(other,)))) == 2  # one goes, another comes


def test_a_watch_says_so():
    after = replace(RULE, clock=ClockKind.WATCH)
    assert "Looser than the rule was: M2 Notify the office: kind of clock was deadline, is watch" in said(
        a_version(), a_version(after)
    )
