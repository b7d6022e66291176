"""The parts of a template in plain words."""

import pytest

from tests.builders import a_row, a_template
from tests.review.reading import read
from workflows.language.conditions import parse
from workflows.language.template import (
    Anchor,
    Basis,
    Event,
    FieldKind,
    Offset,
    Recurrence,
    Renewals,
    Template,
    TemplateField,
    ValuesOf,
)
from workflows.review import phrases
from workflows.values.directory import Priority, Span, SpanUnit
from workflows.values.ids import FieldName, StageName, TemplateId
from workflows.values.model import ClockKind, Lane

MINUTES, HOURS, DAYS, WEEKS = SpanUnit.MINUTES, SpanUnit.HOURS, SpanUnit.DAYS, SpanUnit.WEEKS
WORKING_DAYS, WORKING_HOURS = SpanUnit.WORKING_DAYS, SpanUnit.WORKING_HOURS
SOURCES = {
    "LAW": "[A] 22 U.S.C. 7105(b); ACF OTIP resources",
    "SEEN": "[B] A page that was not read",
    "IDEA": "[C] Idea",
}

FOUR_HOURLY = Recurrence(every=Span(4, HOURS), then=Span(24, HOURS), after=Span(1, DAYS))


def a_field(name: str, label: str, kind: FieldKind = FieldKind.CODE, *values: str, **more: object) -> TemplateField:
    return TemplateField(name=FieldName(name), label=label, kind=kind, values=values, **more)  # type: ignore[arg-type]


FIELDS = {
    field.name: field
    for field in (
        a_field("minor", "The person is a minor", FieldKind.CODE, "yes", "no"),
        a_field("country", "Country", FieldKind.CODE, "RO", "PL", "GB-ENG"),
        a_field("spoken", "Language", FieldKind.CODES, values_of=ValuesOf.LANGUAGES),
        a_field("rg", "Reasonable grounds decision", FieldKind.CODE, "positive", "negative"),
        a_field("t0", "T-0", FieldKind.MOMENT),
        a_field("met", "People met", FieldKind.COUNT, least=0, most=999),
    )
}


def the_template(*rows: object, **changes: object) -> Template:
    return a_template(
        tasks=(a_row("N4", title="Explain the referral"), *rows), fields=FIELDS, sources=SOURCES, **changes
    )


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Span(1, MINUTES), "1 minute"),
        (Span(90, MINUTES), "90 minutes"),
        (Span(24, HOURS), "24 hours"),
        (Span(1, DAYS), "1 day"),
        (Span(2, WEEKS), "2 weeks"),
        (Span(5, WORKING_DAYS), "5 working days"),
        (Span(1, WORKING_HOURS), "1 working hour"),
    ],
)
def test_a_length_is_said_as_people_say_it(span, said):
    assert read(phrases.span(span)) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("minor == yes", "“The person is a minor” is yes"),
        ("minor != yes", "“The person is a minor” is not yes"),
        ("country in [RO, PL]", "“Country” is Romania or Poland"),
        ("country in [GB-ENG, RO, PL]", "“Country” is England, Romania or Poland"),
        ("spoken == ro", "“Language” is Romanian"),
        ("t0 is set", "“T-0” is set"),
        ("t0 is not set", "“T-0” is not set"),
        ("N4 is set", "N4 has ended"),
        ("N4 == done", "N4 has ended"),
        ("not (N4 is set)", "N4 has not ended"),
        ("N4 == yes", "N4 ends with yes"),
        ("N4 not in [needs_time, no]", "N4 ends other than with needs time or no"),
        ("jurisdiction == GB-ENG", "the case is in England"),
        ("jurisdiction != RO", "the case is not in Romania"),
        (
            "minor == yes and country in [RO, PL]",
            "“The person is a minor” is yes and “Country” is Romania or Poland",
        ),
        (
            "minor == yes and (rg is set or N4 == no)",
            "“The person is a minor” is yes and either “Reasonable grounds decision” is set or N4 ends with no",
        ),
        (
            "t0 is set or minor == yes and rg == positive",
            "“T-0” is set or both “The person is a minor” is yes and “Reasonable grounds decision” is positive",
        ),
        (
            "not (minor == yes or rg is set)",
            "“The person is a minor” is not yes and “Reasonable grounds decision” is not set",
        ),
        (
            "not (minor == yes and rg is set and N4 == no)",
            "“The person is a minor” is not yes or “Reasonable grounds decision” is not set or "
            "N4 ends other than with no",
        ),
    ],
)
def test_a_condition_is_said_from_its_tree(typed, said):
    assert read(phrases.condition(parse(typed), the_template())) == said


def test_where_there_is_room_a_task_is_named_with_its_title():
    said = read(phrases.condition(parse("N4 == yes"), the_template(), titles=True))
    assert said == "N4 (“Explain the referral”) ends with yes"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"basis": Basis.RULE, "sources": ("LAW",)}, "within 24 hours, by law (22 U.S.C. 7105(b))"),
        ({"basis": Basis.GUIDE, "sources": ("LAW",)}, "within 24 hours, guidance (22 U.S.C. 7105(b))"),
        ({}, "within 24 hours, this task force's own number"),
        (
            {"duty": Basis.RULE, "sources": ("LAW",)},
            "within 24 hours, this task force's own number; the duty itself is law (22 U.S.C. 7105(b))",
        ),
        ({"sources": ("SEEN",)}, "within 24 hours, to be confirmed (A page that was not read)"),
        (
            {"duty": Basis.RULE, "sources": ("SEEN",)},
            "within 24 hours, this task force's own number; the duty itself is to be confirmed "
            "(A page that was not read)",
        ),
        ({"due": Span(0, MINUTES)}, "at once, this task force's own number"),
        ({"due": None, "until": "t0"}, "by “T-0”, this task force's own number"),
        (
            {"clock": ClockKind.WATCH, "due": Span(5, WORKING_DAYS), "basis": Basis.GUIDE, "sources": ("LAW",)},
            "expected within 5 working days, guidance (22 U.S.C. 7105(b))",
        ),
        ({"clock": ClockKind.WATCH, "due": None}, "no limit"),
        (
            {"clock": ClockKind.PROTECTED, "due": None, "least": Span(30, DAYS)},
            "protected for at least 30 days, this task force's own number",
        ),
        (
            {"clock": ClockKind.EXPIRY, "due": None, "lasts": Span(90, DAYS)},
            "lapses after 90 days, this task force's own number",
        ),
        ({"clock": ClockKind.EXPIRY, "due": None, "until": "t0"}, "lapses at “T-0”, this task force's own number"),
        (
            {"clock": ClockKind.SCHEDULED, "due": None, "offset": Offset(Span(21, DAYS), before=True)},
            "21 days before, this task force's own number",
        ),
        (
            {"clock": ClockKind.SCHEDULED, "due": None, "offset": Offset(Span(90, MINUTES))},
            "90 minutes after, this task force's own number",
        ),
        (
            {"clock": ClockKind.SCHEDULED, "due": None, "offset": Offset(Span(0, HOURS))},
            "by that time, this task force's own number",
        ),
    ],
)
def test_each_number_has_its_basis_and_source_beside_it(row, said):
    assert read(phrases.number(a_row("N9", **row), the_template())) == said


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("sources", [("SEEN",), ("LAW", "IDEA"), ("UNKNOWN",)])
def test_what_was_not_read_is_to_be_confirmed_whatever_the_file_says(basis, sources):
    row = a_row("N9", basis=basis, duty=Basis.RULE, sources=sources)
    said = read(phrases.number(row, the_template()))
    assert "to be confirmed" in said
    assert "law" not in said
    assert "guidance" not in said


@pytest.mark.parametrize(
    ("anchor", "said"),
    [
        (Anchor("opened"), "from opening"),
        (Anchor("t0"), "from “T-0”"),
        (Anchor("rg", "positive"), "from “Reasonable grounds decision” being positive"),
        (Anchor("N4"), "from the end of N4"),
        (Anchor("N4", "needs_time"), "from the end of N4 with needs time"),
    ],
)
def test_a_clock_says_what_it_counts_from(anchor, said):
    (begins,) = phrases.begins(a_row("N9", anchors=(anchor,)), the_template())
    assert read(begins) == said


def test_a_task_in_a_line():
    row = a_row(
        "N9", title="Look again", anchor="N4=no", depends=("N4", "N1"), when="minor == yes", per=FieldName("spoken")
    )
    row_again = a_row("X", title="Check in", recurs=FOUR_HOURLY)
    template = the_template(row, row_again)
    assert read(phrases.task_line(row, template)) == (
        "N9 Look again · first responder, one for each of “Language” · from the end of N4 with no: within 24 hours, "
        "this task force's own number · after N1 · only if “The person is a minor” is yes"
    )
    assert read(phrases.task_line(row_again, template)).endswith(
        "; again every 4 hours, every 24 hours after the first 1 day"
    )


def test_a_period_in_the_persons_favour_is_never_late():
    row = a_row("N10", clock=ClockKind.PROTECTED, due=None, least=Span(30, DAYS), ladder=Priority.P3)
    assert "late" not in read(phrases.task_in_full(row, the_template(row)))


@pytest.mark.parametrize(
    ("anchors", "when", "said"),
    [
        ((Anchor("rg", "positive"),), "rg == positive", False),
        ((Anchor("rg", "negative"), Anchor("N4", "no")), "rg == negative or N4 == no", False),
        ((Anchor("rg", "negative"),), "rg == negative or N4 == no", True),
        ((Anchor("rg"),), "rg == negative", True),
        ((Anchor("rg", "positive"),), "rg == positive and minor == yes", True),
    ],
)
def test_a_condition_that_its_beginning_says_is_not_said_twice(anchors, when, said):
    row = a_row("N9", anchors=anchors, when=when)
    assert ("only if" in read(phrases.task_line(row, the_template(row)))) is said


def test_a_task_whole():
    row = a_row(
        "N9", title="Keep the letter", clock=ClockKind.EXPIRY, due=None, lasts=Span(90, DAYS), basis=Basis.RULE,
        sources=("LAW",), rule_text="Help lasts 90 days", renewals=Renewals(most=1, by=Span(30, DAYS)),
        ladder=Priority.P3, results=("used", "not_used"), again=("not_used",), gate=parse("minor == yes"),
        green=("used",), banner="A line", asks=(FieldName("met"),),
    )  # fmt: skip
    assert read(phrases.task_in_full(row, the_template(row))).splitlines() == [
        "N9 Keep the letter · first responder · from opening: lapses after 90 days, by law (22 U.S.C. 7105(b))",
        "Help lasts 90 days.",
        "Source: “22 U.S.C. 7105(b); ACF OTIP resources”",
        "May be renewed once, by 30 days each time.",
        "When late it climbs the ladder of P3.",
        "It ends with: used, not used.",
        "Put off, not ended, by: not used.",
        "Counts that it asks for: People met.",
        "The operation may only go when this is done, if “The person is a minor” is yes; it must end with used.",
        "Always shown with it: A line",
    ]


def test_what_happens_by_itself():
    event = Event(
        when=parse("N4 == yes"),
        sets={FieldName("rg"): "positive", FieldName("t0"): "now"},
        stages={Lane.SUPPORT: StageName("recovery")},
        tell_lead=True,
        offers=(TemplateId("missing-child"),),
    )
    assert read(phrases.event(event, the_template())) == (
        "When N4 ends with yes: “Reasonable grounds decision” becomes positive, “T-0” becomes that time, "
        "support goes on to recovery, the leads are told, the leads may open a linked case (missing-child)."
    )
