"""Lengths of time as people type them, and what is refused with which hint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.time.spans import BadSpan, format, parse_span
from workflows.values.directory import Span, SpanUnit

READ = {
    "4h": "4h",
    "2 h": "2h",
    "2\u00a0h": "2h",
    "2\u202fh": "2h",
    "2H": "2h",
    "+4h": "4h",
    "90m": "90m",
    "90 min": "90m",
    "1h30": "90m",
    "1h30m": "90m",
    "1h 30m": "90m",
    "1 h 30 min": "90m",
    "2 hours": "2h",
    "2d": "2d",
    "1 day": "1d",
    "2 weeks": "2w",
    "3wd": "3wd",
    "3 wd": "3wd",
    "2 working days": "2wd",
    "2 workdays": "2wd",
    "5wh": "5wh",
    "5 working hours": "5wh",
    "007h": "7h",
    "3653d": "3653d",
    "521w": "521w",
}

REFUSED = {
    "-1h": ("negative", "1h"),
    "\u22122h": ("negative", "2h"),
    "- 1h": ("negative", "1h"),
    "-1": ("negative", "4h"),
    "0": ("zero", "4h"),
    "0h": ("zero", "4h"),
    "0h00": ("zero", "4h"),
    "4": ("no-unit", "4h"),
    "+30": ("no-unit", "30h"),
    "1e9d": ("number", "4h"),
    "1h75": ("number", "1h30"),
    "1_000h": ("number", "4h"),
    "1,5h": ("decimal", "1h30"),
    "1.5h": ("decimal", "1h30"),
    "2,25 hours": ("decimal", "2h15"),
    ".5h": ("decimal", "0h30"),
    "0,0h": ("decimal", "1h30"),
    "1,5d": ("decimal", "1h30"),
    "1,55555555h": ("decimal", "1h30"),
    "4x": ("unknown-unit", "4h"),
    "2 months": ("unknown-unit", "4h"),
    "3654d": ("too-long", "4h"),
    "522w": ("too-long", "4h"),
    "87673h": ("too-long", "4h"),
    "9" * 6000 + "h": ("too-long", "4h"),
    "\u0664h": ("digits", "4h"),
    "\uff14h": ("digits", "4h"),
    "": ("unknown", "4h"),
    "soon": ("unknown", "4h"),
    "P1Y": ("unknown", "4h"),
    "2 h court": ("unknown", "4h"),
    "h4": ("unknown", "4h"),
}


@pytest.mark.parametrize(("typed", "canonical"), READ.items())
def test_it_is_read(typed, canonical):
    assert format(parse_span(typed)) == canonical


@pytest.mark.parametrize(("typed", "why"), REFUSED.items(), ids=[typed[:20] for typed in REFUSED])
def test_it_is_refused_with_a_form_that_works(typed, why):
    with pytest.raises(BadSpan) as refused:
        parse_span(typed)
    assert (refused.value.code, refused.value.hint) == why
    assert refused.value.typed == typed
    assert parse_span(refused.value.hint).amount


@given(st.integers(1, 500), st.sampled_from(SpanUnit))
def test_what_is_written_can_be_read(amount, unit):
    assert parse_span(format(Span(amount, unit))) == Span(amount, unit)


@given(st.text(max_size=40) | st.from_regex(r"\A[-+]?[0-9]{1,4}[,.: ]?[0-9]{0,3} ?[a-z]{0,4}\Z"))
def test_any_text_is_a_span_or_refused(text):
    try:
        amount = parse_span(text).amount
    except BadSpan as refused:
        amount = parse_span(refused.hint).amount
    assert amount > 0
