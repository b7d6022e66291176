"""When something happened: the latest past moment that the words can mean, never one to come."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import JURISDICTIONS
from workflows.casework.anchors import LONGEST_AGO, BadPast, parse_past
from workflows.time.calendar import calendar_of

ENGLAND, NEW_YORK = map(calendar_of, JURISDICTIONS)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("now", "27 12:00"),
        ("Just now.", "27 12:00"),
        ("2h ago", "27 10:00"),
        ("2 hours ago", "27 10:00"),
        ("90m", "27 10:30"),
        ("1d ago", "26 12:00"),
        ("09:30", "27 09:30"),
        ("9am", "27 09:00"),
        ("at 9.30", "27 09:30"),
        ("14:00", "26 14:00"),  # today it is still to come
        ("4 pm", "26 16:00"),
        ("noon", "27 12:00"),
        ("today 11:00", "27 11:00"),
        ("yesterday 16:00", "26 16:00"),
        ("yesterday at 16:00", "26 16:00"),
        ("thu 10:00", "26 10:00"),
        ("last thursday 10:00", "26 10:00"),
        ("fri 09:00", "27 09:00"),
        ("fri 16:00", "20 16:00"),
        ("26 nov 22:00", "26 22:00"),
        ("2026-11-26 22:00", "26 22:00"),
        ("27.11. 8:00", "27 08:00"),
    ],
)
def test_what_is_meant(typed, meant):
    expected = datetime.strptime(f"2026-11-{meant}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert parse_past(typed, NOON, ENGLAND) == expected


def test_local_times_are_those_of_the_jurisdiction():
    assert parse_past("05:00", NOON, NEW_YORK) == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert parse_past("08:00", NOON, NEW_YORK) == datetime(2026, 11, 26, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("tomorrow 9:00", "future"),
        ("in 2h", "future"),
        ("next friday 10:00", "future"),
        ("today 13:00", "future"),
        ("27 nov 13:00", "future"),
        ("2024-01-01 10:00", "too-long-ago"),
        ("300d ago", "too-long-ago"),
        ("yesterday", "no-clock"),
        ("26 nov", "no-clock"),
        ("friday", "no-clock"),
        ("24:00", "clock"),
        ("31 feb 10:00", "no-such-day"),
        ("-1h", "negative"),
        ("hello", "unknown"),
        ("an hour ago", "unknown"),
    ],
)
def test_what_is_asked_again(typed, code):
    with pytest.raises(BadPast) as refused:
        parse_past(typed, NOON, ENGLAND)
    assert refused.value.code == code


@given(
    words=st.text(alphabet="0123456789 :.-hdwmpafrintodyse", max_size=20),
    minutes=st.integers(min_value=0, max_value=600_000),
)
def test_no_words_ever_mean_a_time_to_come_or_very_long_ago(words, minutes):
    now = NOON + timedelta(minutes=minutes)
    try:
        found = parse_past(words, now, ENGLAND)
    except BadPast:
        return
    assert now - LONGEST_AGO <= found <= now
