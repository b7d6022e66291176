"""Which of two numbers is surely no looser, compared with calendars that count it out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.language.strictness import no_later, no_longer
from workflows.language.template import Offset
from workflows.time.calendar import calendar_of
from workflows.time.spans import parse_span
from workflows.values.directory import Hours, Jurisdiction, Span, SpanUnit
from workflows.values.ids import JurisdictionId

MOST = {SpanUnit.MINUTES: 3000, SpanUnit.HOURS: 200, SpanUnit.DAYS: 12, SpanUnit.WEEKS: 2}
SPANS = st.sampled_from(SpanUnit).flatmap(
    lambda unit: st.integers(0, MOST.get(unit, 12)).map(lambda amount: Span(amount, unit))
)
PLACE = Jurisdiction(
    id=JurisdictionId("XX"),
    name="Somewhere",
    zone="UTC",
    hours=Hours(opens=time(9), closes=time(17)),
    holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)}),
)


@pytest.mark.parametrize(
    ("span", "than", "sure"),
    [
        ("24h", "24h", True),
        ("24h", "1d", True),
        ("1d", "24h", True),
        ("25h", "1d", False),
        ("90m", "2h", True),
        ("7d", "1w", True),
        ("8d", "1w", False),
        ("5wd", "5wd", True),
        ("6wd", "5wd", False),
        ("4d", "5wd", True),
        ("5d", "5wd", False),
        ("1d", "1wd", False),
        ("1wd", "30d", False),
        ("8h", "8wh", True),
        ("9h", "8wh", False),
        ("8wh", "2d", False),
        ("8wh", "2wd", False),
    ],
)
def test_which_length_is_surely_no_longer(span, than, sure):
    assert no_longer(parse_span(span), parse_span(than)) is sure


def test_nothing_at_all_is_never_longer():
    for unit in SpanUnit:
        assert no_longer(Span(0, SpanUnit.WORKING_DAYS), Span(1, unit))
        assert not no_longer(Span(1, unit), Span(0, SpanUnit.HOURS))


def offset(text: str) -> Offset:
    return Offset(Span(0, SpanUnit.HOURS) if text[1:] == "0h" else parse_span(text[1:]), before=text[0] == "-")


@pytest.mark.parametrize(
    ("here", "than", "sure"),
    [
        ("-3d", "-2d", True),
        ("-2d", "-3d", False),
        ("-2d", "+1h", True),
        ("+1h", "-2d", False),
        ("+1h", "+2h", True),
        ("+3h", "+2h", False),
        ("+0h", "+1h", True),
        ("+0h", "-1h", False),
        ("-1h", "+0h", True),
        ("-5wd", "-4d", True),
        ("-5wd", "-5d", False),
    ],
)
def test_which_moment_surely_comes_no_later(here, than, sure):
    assert no_later(offset(here), offset(than)) is sure


@given(SPANS, SPANS, st.integers(0, 31 * 24 * 60), st.booleans())
def test_what_is_surely_no_longer_ends_no_later_by_any_calendar(span, than, minutes, day_zero):
    calendar = calendar_of(replace(PLACE, day_zero=day_zero))
    start = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    if no_longer(span, than):
        assert calendar.add(start, span) <= calendar.add(start, than)
