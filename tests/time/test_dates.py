"""Moments as people type them: what is read, what is asked back, what is refused with which hint."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.time.test_calendar import calendar
from workflows.time.dates import Ambiguous, BadWhen, parse_when, take_when
from workflows.values.directory import Hours

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
CALENDAR = calendar(holidays=frozenset({date(2026, 11, 30)}))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


READ = {
    "2 h": "2026-11-24 14:00",
    "2h": "2026-11-24 14:00",
    "in 2h": "2026-11-24 14:00",
    "90m": "2026-11-24 13:30",
    "1h30": "2026-11-24 13:30",
    "2d": "2026-11-26 12:00",
    "3wd": "2026-11-27 12:00",
    "4wd": "2026-12-01 12:00",
    "4pm": "2026-11-24 16:00",
    "4 pm": "2026-11-24 16:00",
    "4 p.m.": "2026-11-24 16:00",
    "4.30pm": "2026-11-24 16:30",
    "12.30 pm": "2026-11-24 12:30",
    "16.00": "2026-11-24 16:00",
    "16.00.": "2026-11-24 16:00",
    "16:00": "2026-11-24 16:00",
    "until 16:00": "2026-11-24 16:00",
    "fri 16:00": "2026-11-27 16:00",
    "Fri. 16:00": "2026-11-27 16:00",
    "friday 4 pm": "2026-11-27 16:00",
    "on friday at 4 pm": "2026-11-27 16:00",
    "16:00 fri": "2026-11-27 16:00",
    "4pm tomorrow": "2026-11-25 16:00",
    "tue 16:00": "2026-11-24 16:00",
    "mon": "2026-11-30 17:00",
    "27 nov 16:00": "2026-11-27 16:00",
    "27 Nov. 16:00": "2026-11-27 16:00",
    "27. november 16:00": "2026-11-27 16:00",
    "nov 27 16:00": "2026-11-27 16:00",
    "nov 27th, 2026 4:30pm": "2026-11-27 16:30",
    "fri 27 nov 16:00": "2026-11-27 16:00",
    "fri 27 november 2026 at 4 pm": "2026-11-27 16:00",
    "27.11. 16:00": "2026-11-27 16:00",
    "27.11 16:00": "2026-11-27 16:00",
    "27.11.2026 16.00": "2026-11-27 16:00",
    "27.11.": "2026-11-27 17:00",
    "2026-11-27 16:00": "2026-11-27 16:00",
    "2026-11-27T16:00": "2026-11-27 16:00",
    "2026-11-27": "2026-11-27 17:00",
    "tomorrow 9:00": "2026-11-25 09:00",
    "tomorrow noon": "2026-11-25 12:00",
    "tomorrow 12am": "2026-11-25 00:00",
    "tomorrow": "2026-11-25 17:00",
    "today 16:00": "2026-11-24 16:00",
    "today": "2026-11-24 17:00",
    "3 jan": "2027-01-03 17:00",
    "28 feb": "2027-02-28 17:00",
    "29 feb 2028 9:00": "2028-02-29 09:00",
    "28 mar 2027 01:30": "2027-03-28 02:30",  # does not exist: an hour on
    "20 nov 2036 9:00": "2036-11-20 09:00",
}

ASKED = {
    "9:00": ["2026-11-25 09:00"],
    "12:00": ["2026-11-25 12:00"],
    "noon": ["2026-11-25 12:00"],
    "tue 9:00": ["2026-12-01 09:00"],
    "tue": ["2026-11-24 17:00", "2026-12-01 17:00"],
    "next fri 10:00": ["2026-11-27 10:00", "2026-12-04 10:00"],
    "next tue": ["2026-12-01 17:00", "2026-12-08 17:00"],
}

REFUSED = {
    "-1h": ("negative", "1h"),
    "0": ("zero", "4h"),
    "1e9d": ("number", "4h"),
    "1,5h": ("decimal", "1h30"),
    "4000d": ("too-long", "4h"),
    "3500wd": ("calendar-ends", "2032-12-31"),
    "1600wd": ("calendar-ends", "2032-12-31"),
    "16": ("no-unit", "16h"),
    "3 people": ("unknown-unit", "4h"),
    "31 feb": ("no-such-day", "28 feb"),
    "29 feb": ("no-such-day", "28 feb"),
    "0 feb": ("no-such-day", "1 feb"),
    "31.02.2028": ("no-such-day", "29 feb"),
    "2027-13-01": ("no-such-day", "27 nov 16:00"),
    "24:00": ("clock", "23:59"),
    "25:00": ("clock", "16:00"),
    "16:60": ("clock", "16:00"),
    "13pm": ("clock", "16:00"),
    "0:30 pm": ("clock", "16:00"),
    "fri 25:00": ("clock", "16:00"),
    "27.11": ("clock", "27 nov 16:00"),
    "27.13": ("clock", "16:00"),
    "today 9:00": ("past", "tomorrow 09:00"),
    "24 nov 9:00": ("past", "tomorrow 09:00"),
    "2020-01-01 16:00": ("past", "tomorrow 16:00"),
    "0000-01-01": ("past", "tomorrow 17:00"),
    "0001-01-01": ("past", "tomorrow 17:00"),
    "20 oct": ("past", "2027-10-20"),
    "25 nov 2036": ("too-far", "3wd"),
    "9999-12-31": ("too-far", "3wd"),
    "sat 27 nov 16:00": ("weekday", "fri 27 nov"),
    "3/4": ("day-or-month", "3 apr"),
    "3/14 16:00": ("day-or-month", "14 mar"),
    "99/99": ("day-or-month", "99 nov"),
    "\u0664h": ("digits", "4h"),
    "fri \u0661\u0666:00": ("digits", "fri 16:00"),
    "": ("unknown", "fri 16:00"),
    "at": ("unknown", "fri 16:00"),
    "soon": ("unknown", "fri 16:00"),
    "fri soon": ("unknown", "fri 16:00"),
    "27 nov 99": ("unknown", "fri 16:00"),
    "x nov": ("unknown", "fri 16:00"),
    "next week": ("unknown", "fri 16:00"),
    "16:00 17:00": ("unknown", "fri 16:00"),
}


@pytest.mark.parametrize(("typed", "meant"), READ.items())
def test_it_is_read(typed, meant):
    found = parse_when(typed, NOW, CALENDAR)
    assert found == local(meant)
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(("typed", "choices"), ASKED.items())
def test_what_is_past_or_may_mean_two_moments_is_asked(typed, choices):
    assert parse_when(typed, NOW, CALENDAR) == Ambiguous(tuple(local(choice) for choice in choices))


@pytest.mark.parametrize(("typed", "why"), REFUSED.items())
def test_it_is_refused_with_a_hint(typed, why):
    with pytest.raises(BadWhen) as refused:
        parse_when(typed, NOW, CALENDAR)
    assert (refused.value.code, refused.value.hint) == why
    assert refused.value.typed == typed


def test_a_clock_time_that_is_past_before_a_weekend_may_mean_tomorrow_or_the_next_working_day():
    friday = local("2026-11-27 18:00")
    asked = parse_when("9:00", friday, CALENDAR)
    assert asked == Ambiguous((local("2026-11-28 09:00"), local("2026-12-01 09:00")))


def test_the_hour_that_happens_twice_is_the_earlier():
    found = parse_when("25 oct 01:30", datetime(2026, 10, 20, tzinfo=UTC), CALENDAR)
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_day_is_that_of_the_place_and_not_that_of_greenwich():
    auckland = calendar("Pacific/Auckland")
    late = datetime(2026, 11, 24, 12, tzinfo=UTC)  # 01:00 on the 25th there
    assert parse_when("today 16:00", late, auckland) == datetime(2026, 11, 25, 3, tzinfo=UTC)


def test_without_opening_hours_a_day_ends_at_five():
    always = calendar(hours=Hours(always=True))
    assert parse_when("tomorrow", NOW, always) == local("2026-11-25 17:00")


TAKEN = [
    ("4h court", 1),
    ("2 h because of court", 2),
    ("4h in court", 1),
    ("fri 16:00 court hearing", 2),
    ("fri 16:00 2 people ill", 2),
    ("27 nov hearing", 2),
    ("4 pm by phone", 2),
    ("until 15:00", 2),
    ("on fri 27 november 2026 at 4 pm court", 8),
    ("16:00", 1),
]


@pytest.mark.parametrize(("line", "count"), TAKEN)
def test_a_moment_takes_its_words_and_leaves_the_reason(line, count):
    words = line.split()
    when, used = take_when(words, NOW, CALENDAR)
    assert used == count
    assert when == parse_when(words[:count], NOW, CALENDAR)


@pytest.mark.parametrize(
    ("line", "code"),
    [("fri 25:00 court", "clock"), ("31 feb court", "no-such-day"), ("court", "unknown"), ("", "unknown")],
)
def test_a_mistake_is_not_covered_up_by_a_shorter_reading(line, code):
    with pytest.raises(BadWhen) as refused:
        take_when(line.split(), NOW, CALENDAR)
    assert refused.value.code == code


PARTS = st.sampled_from(
    "fri tue next today tomorrow 16:00 4pm 25:00 27 nov feb 31 2026 2026-11-27 27.11. 3/4 4h -1h 3wd at in noon".split()
)


@given(st.lists(PARTS | st.text(max_size=6), max_size=6), st.integers(0, 3_000_000))
def test_any_words_are_a_future_moment_a_question_or_refused(words, minutes):
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    try:
        found = parse_when(words, now, CALENDAR)
    except BadWhen:
        return
    choices = found.choices if isinstance(found, Ambiguous) else (found,)
    assert choices
    assert all(choice > now for choice in choices)
