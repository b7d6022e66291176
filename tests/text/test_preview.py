"""A preview in the terminal and as a page: complete in itself, safe to open, and readable by who cannot see it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.text.axis import Axis, Stretch, apart, axis
from bot.text.graph import graph, groups
from bot.text.preview_page import page
from bot.text.preview_style import ALONE
from bot.text.preview_table import table
from bot.text.preview_words import Words
from bot.text.svg import shortened, tag, wrapped
from bot.text.timeline import MONTH_YEAR, months, timeline
from config.load import shipped_templates
from config.template_files import load_template
from tests.builders import a_directory, a_row, a_template
from tests.cast import ENGLAND, HOUR
from tests.text.drawing import texts, titles
from workflows.language.conditions import parse
from workflows.language.template import Event, FieldKind, Offset, Template, TemplateField, TemplateRole
from workflows.review.planned import Plan, Setting, Supposed
from workflows.review.planning import plan
from workflows.values.directory import Span, SpanUnit
from workflows.values.ids import FieldName, JurisdictionId, RoleName, TemplateId
from workflows.values.model import ClockKind

FRIDAY = datetime(2026, 11, 27, 16, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
RG, COUNTRY = FieldName("rg"), FieldName("country")
HOSTILE = '<script>alert("1")</script> & “quoted”'


def a_protocol(**changes: object) -> Template:
    rows = (
        a_row("N4", title="Explain the referral; record the decision", results=("yes", "no")),
        a_row("N8", title="Wait for the decision", clock=ClockKind.WATCH, due=Span(5, SpanUnit.WORKING_DAYS),
              chase_every=Span(2, SpanUnit.WORKING_DAYS), anchor="N4", depends=("N4",),
              results=("positive", "negative")),
        a_row("N10", title="Keep the period free of demands", clock=ClockKind.PROTECTED, due=None,
              least=Span(30, SpanUnit.DAYS), anchor="rg=positive", when="rg == positive"),
        a_row("N12", title="Only after a refusal", anchor="N4", when="N4 == no"),
        a_row("N13", title="On its own"),
    )  # fmt: skip
    label = TemplateField(name=RG, label="The decision", kind=FieldKind.CODE, values=("positive", "negative"))
    event = Event(when=parse("N8 == positive"), sets={RG: "positive"})
    return a_template(**{"tasks": rows, "fields": {RG: label}, "events": (event,), **changes})


def a_plan(template: Template | None = None) -> Plan:
    return plan(template or a_protocol(), a_directory(), Supposed(start=FRIDAY, jurisdiction=ENGLAND))


def terminal(made: Plan, width: int = 100) -> str:
    out = StringIO()
    Console(file=out, width=width, highlight=False).print(table(made))
    return out.getvalue()


# the page


def test_it_asks_nothing_of_the_network_and_runs_nothing():
    made = page(a_plan())
    assert "default-src 'none'" in made.replace("&#x27;", "'")
    assert not re.search(r"<(script|link|iframe|img|object|embed|form|base)\b", made)
    assert not re.search(r"\b(on[a-z]+|src|action)=", made)
    assert set(re.findall(r"url\(([^)]*)\)", made)) == {"#graph-arrow"}
    assert not re.search(r"@import|@font-face", made)
    assert set(re.findall(r"https?://[^\"' <]+", made)) == {"http://www.w3.org/2000/svg"}


def test_what_a_template_says_is_text_and_nothing_else():
    hostile = a_row("N4", title=HOSTILE, rule_text=HOSTILE, banner=HOSTILE)
    made = page(a_plan(a_protocol(title=HOSTILE, tasks=(hostile,))))
    assert "<script" not in made
    assert escape(HOSTILE) in made


def test_every_task_is_in_the_table_and_those_with_a_time_are_drawn():
    found = a_plan()
    made = page(found)
    drawing = timeline(Words(found))
    for one in found.tasks:
        assert escape(f"{one.task.code} {one.task.title}") in made
        drawn = any(text.startswith(f"{one.task.code} ") for text in texts(drawing))
        assert drawn is (one.starts is not None)


def test_what_a_task_is_for_stays_whole_where_its_title_is_cut():
    title = "Check the legal base in this country; store the reference"
    fields = {COUNTRY: TemplateField(name=COUNTRY, label="Country", kind=FieldKind.CODES, values=("GB-ENG", "RO"))}
    template = a_protocol(tasks=(a_row("J2", title=title, per=COUNTRY),), fields=fields, events=())
    said = Setting(field=COUNTRY, values=("GB-ENG", "RO"), since=FRIDAY, at=FRIDAY)
    found = plan(template, a_directory(), Supposed(start=FRIDAY, jurisdiction=ENGLAND, settings=(said,)))
    names = [text for text in texts(timeline(Words(found))) if text.startswith("J2")]
    assert [name.rpartition("… ")[2] for name in names] == ["(GB-ENG)", "(RO)"]
    assert all(len(name) <= 45 for name in names)


def test_who_only_stands_in_for_a_role_that_nobody_fills_is_said_so():
    nobody = TemplateRole(name=RoleName("consul"), types=("consular",))
    plain = a_protocol(tasks=(a_row("N1"), a_row("N2", owner=nobody.name)), events=())
    template = replace(plain, roles={**plain.roles, nobody.name: nobody})
    found = a_plan(template)
    said = "City Police (stands in: nobody fits)"
    assert nobody.name in found.unfilled
    assert [text for text in texts(timeline(Words(found))) if text.startswith("City")] == ["City Police", said]
    assert said in page(found)
    assert said in " ".join(terminal(found, 200).split())


@pytest.mark.parametrize(
    ("first", "days", "said"),
    [
        (date(2026, 11, 25), 20, ["Nov 2026", "Dec 2026"]),
        (date(2026, 11, 29), 20, ["Nov", "Dec 2026"]),
        (date(2026, 11, 30), 20, ["Dec 2026"]),
        (date(2026, 11, 26), 6, ["Nov", "Dec 2026"]),  # the last begins left of its day, and ends in time
    ],
)
def test_names_of_months_stand_apart(first, days, said):
    ways = [first + timedelta(days=number) for number in range(days)]
    starts = [datetime.combine(day, time(), LONDON) for day in ways]
    stretches = tuple(
        Stretch(day, day, start, start + 24 * HOUR, 20.0 * number, 20.0)
        for number, (day, start) in enumerate(zip(ways, starts, strict=True))
    )
    drawn = "".join(months(Axis(LONDON, stretches, 20.0 * days)))
    found = sorted((float(x), name) for x, name in re.findall(r'<text x="([\d.]+)"[^>]*>([^<]*)<', drawn))
    assert [name for _, name in found] == said
    assert found[-1][0] + MONTH_YEAR <= 20.0 * days


def test_every_sign_has_words():
    found = a_plan()
    said = titles(timeline(Words(found)))
    marks = [mark for one in found.tasks for mark in one.marks]
    assert len([title for title in said if re.match(r"Reminder|Level|Ask again", title)]) == len(marks)
    assert "Sat 28 Nov 2026, day off" in said
    assert any("holiday: Fri 25 Dec 2026, Mon 28 Dec 2026, Fri 1 Jan 2027" in title for title in said)


def test_the_pictures_are_named_for_who_cannot_see_them():
    made = page(a_plan())
    for drawing in re.findall(r"<svg[^>]*role=.*?</svg>", made, re.DOTALL):
        assert drawing.index("<title>") < drawing.index("<desc>")
    assert made.count('role="img"') == 2
    assert made.count("<svg") - 2 == made.count('aria-hidden="true"')


def test_it_is_readable_in_the_dark_on_paper_and_on_a_phone():
    made = page(a_plan())
    for kind in ("prefers-color-scheme:dark", "@media print", "max-width:600px", 'name="viewport"'):
        assert kind in made


def luminance(colour: str) -> float:
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("number", [0, 1])
def test_words_and_signs_stand_out_from_what_is_behind_them(number):
    sheet = re.findall(r"svg\{([^}]*)\}", ALONE)[number]
    colours = dict(re.findall(r"--([a-z]+):#([0-9a-f]+)", sheet))

    def contrast(one: str, other: str) -> float:
        light, dark = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    for behind in ("paper", "card", "off", "holiday"):
        assert contrast("ink", behind) >= 7
        assert contrast("soft", behind) >= 4.5
    for sign in ("deadline", "watch", "protected", "expiry", "scheduled", "late"):
        assert contrast(sign, "card") >= 4.5  # WCAG 2.2, 1.4.3 and 1.4.11


@pytest.mark.parametrize("path", sorted(shipped_templates().glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_template_can_be_drawn(path):
    template = load_template(path)
    drawing = graph(template, style=ALONE)
    assert drawing == graph(template, style=ALONE)
    drawn = {title.split(" ")[0] for title in titles(drawing)}
    listed = {row.id for rows in groups(template).values() for row in rows}
    assert {row.id for row in template.tasks} <= drawn | listed
    if not template.abstract:
        found = plan(template, a_directory(), Supposed(start=FRIDAY, jurisdiction=ENGLAND))
        assert escape(template.title) in page(found)
        assert template.id in terminal(found)


# the terminal


def test_the_table_fits_100_columns_and_tells_in_order_of_time():
    said = terminal(a_plan())
    assert max(map(len, said.splitlines())) <= 100
    order = [said.index(code) for code in ("N4 Explain", "N8 Wait", "N10 Keep", "N12 Only")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "line",
    [
        "Opened Fri 27 Nov 16:00 (UTC+0) in England, P2, by Pat (City Police), for North",
        "first responder: opens the case",
        "accommodation: no other fits",
        "Sat 28 Nov 16:00",
        "Level 2 Sat 28 Nov 18:00: Lead Morgan",
        "not needed here",
        "moved: counted from Mon 30 Nov 09:00",
        "ends Wed 6 Jan 2027 09:00",
        "Each task is done when it is due",
    ],
)
def test_what_it_says(line):
    said = " ".join(terminal(a_plan(), 240).split())
    assert line in said


def test_what_is_supposed_and_was_not_given_is_named():
    t0 = FieldName("t0")
    moment = TemplateField(name=t0, label="T-0", kind=FieldKind.MOMENT)
    row = a_row(
        "J1", clock=ClockKind.SCHEDULED, due=None, offset=Offset(Span(2, SpanUnit.DAYS), before=True), anchor="t0"
    )
    found = a_plan(a_protocol(tasks=(row,), fields={t0: moment}, ask=(t0,), events=()))
    assert "“T-0” is Sun 6 Dec 16:00 (not given: taken so here)." in " ".join(Words(found).supposed())


def test_what_would_stop_such_a_case_is_said_first():
    assert Words(a_plan()).warnings() == []
    other = a_protocol(jurisdictions=(JurisdictionId("RO"),), id=TemplateId("other"), review_by=date(2026, 1, 1))
    said = (
        "Note: This template is not made for England.",
        "Note: North does not open cases by this template yet (`templates` in directory.yaml).",
        "Note: Its review was due on 1 Jan 2026.",
    )
    for shown in (terminal(a_plan(other)), page(a_plan(other)).replace("<b>Note:</b>", "Note:")):
        assert all(line in shown for line in said)


def test_a_change_of_the_clocks_is_named():
    directory = a_directory()
    found = plan(a_protocol(), directory, Supposed(start=datetime(2027, 3, 27, 20, tzinfo=UTC), jurisdiction=ENGLAND))
    (first, *_) = found.tasks
    assert first.moved is not None
    assert Words(found).moved(first.moved) == "clocks go forward 60 min on Sun 28 Mar"


# pieces


def test_days_with_more_in_them_are_wider_and_quiet_weeks_are_a_gap():
    times = [(FRIDAY, 1.0), (FRIDAY + HOUR, 1.0), (FRIDAY + timedelta(days=30), 1.0)]
    made = axis(times, LONDON, 900)
    assert [stretch.is_gap for stretch in made.stretches] == [False, True, False]
    assert made.stretches[0].width > made.stretches[2].width
    assert made.stretches[1].first == date(2026, 11, 28)
    assert sum(stretch.width for stretch in made.stretches) == pytest.approx(900)
    places = [made.x(FRIDAY + timedelta(hours=hours)) for hours in range(-5, 800, 7)]
    assert places == sorted(places)
    assert (places[0], made.x(FRIDAY + timedelta(days=99))) == (0, 900)


def test_signs_that_are_close_stand_side_by_side():
    assert apart([5, 1, 2, 40], 10) == [1, 11, 21, 40]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("short", ["short"]),
        ("one two three four five", ["one two", "three four", "five"]),
        ("one two three four five six seven", ["one two", "three four", "five six…"]),
        ("extraordinarily", ["extraordi…"]),
    ],
)
def test_titles_are_broken_where_words_end(said, lines):
    assert wrapped(said, 10, 3) == lines


def test_what_is_too_long_is_cut_at_a_word():
    assert shortened("Explain the referral and support", 22) == "Explain the referral…"
    assert shortened("short", 5) == "short"


def test_attributes_are_escaped():
    assert (
        tag("rect", x=1.25, title='"<&', class_="box", left=None)
        == '<rect x="1.2" title="&quot;&lt;&amp;" class="box"/>'
    )


def test_a_crowd_that_hangs_on_one_moment_is_listed():
    t0 = FieldName("t0")
    moment = TemplateField(name=t0, label="T-0", kind=FieldKind.MOMENT)
    rows = tuple(a_row(f"J{number}", anchor="t0") for number in range(1, 8))
    template = a_protocol(tasks=(*rows, a_row("J9")), fields={t0: moment}, events=())
    assert {name: len(found) for name, found in groups(template).items()} == {"": 1, "t0": 7}
    assert "J1" not in " ".join(texts(graph(template)))
