"""What is said to have moved the end of a span: everything that did, and nothing that only lies between."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.time.test_calendar import calendar, local, span
from workflows.time.calendar import CalendarEnds
from workflows.time.moved import changes, explain
from workflows.values.directory import Hours

LONDON, SAMOA, LORD_HOWE = "Europe/London", "Pacific/Apia", "Australia/Lord_Howe"
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28), date(2027, 1, 1)})
HOURS = Hours(cut_off=time(16))
NIGHTS = Hours(days=frozenset(range(7)), opens=time(0), closes=time(6))

EXPLAINED = [
    # zone, hours, local start, span, local end, what moved it
    (LONDON, HOURS, "2026-11-24 14:00", "3wd", "2026-11-27 14:00", ""),
    (LONDON, HOURS, "2026-11-27 14:00", "1wd", "2026-11-30 14:00", "off 28 29"),
    (LONDON, HOURS, "2026-11-27 16:30", "1wd", "2026-12-01 09:00", "from 2026-11-30 09:00, off 28 29, cut-off"),
    (LONDON, HOURS, "2026-11-27 18:00", "1wd", "2026-12-01 09:00", "from 2026-11-30 09:00, off 28 29"),
    (LONDON, HOURS, "2026-11-28 14:00", "2wh", "2026-11-30 11:00", "from 2026-11-30 09:00, off 28 29"),
    (LONDON, HOURS, "2026-11-27 07:00", "1wh", "2026-11-27 10:00", "from 2026-11-27 09:00"),
    (LONDON, HOURS, "2026-11-27 16:30", "1wh", "2026-11-30 09:30", "off 28 29"),  # no cut-off for hours
    (LONDON, HOURS, "2026-12-24 10:00", "1wd", "2026-12-29 10:00", "off 26 27, holiday 25 28"),
    (LONDON, HOURS, "2026-12-24 10:00", "5d", "2026-12-29 10:00", ""),
    (LONDON, HOURS, "2026-11-28 14:00", "0wd", "2026-11-28 14:00", ""),
    # clocks that change: an hour less on 29 March 2026, an hour more on 25 October
    (LONDON, HOURS, "2026-03-28 12:00", "24h", "2026-03-29 13:00", "clocks +60"),
    (LONDON, HOURS, "2026-10-24 12:00", "24h", "2026-10-25 11:00", "clocks -60"),
    (LONDON, HOURS, "2026-03-28 12:00", "1d", "2026-03-29 12:00", ""),
    (LONDON, HOURS, "2026-03-28 01:30", "1d", "2026-03-29 02:30", "clocks +60"),
    (LONDON, HOURS, "2026-03-28 02:30", "1d", "2026-03-29 02:30", ""),
    (LONDON, HOURS, "2026-03-27 14:00", "1wd", "2026-03-30 14:00", "off 28 29"),
    (LONDON, HOURS, "2026-03-27 14:00", "6wh", "2026-03-30 12:00", "off 28 29"),
    (LONDON, NIGHTS, "2026-03-28 00:00", "9wh", "2026-03-29 04:00", "clocks +60"),
    (LONDON, NIGHTS, "2026-10-24 00:00", "9wh", "2026-10-25 02:00", "clocks -60"),
    (LONDON, NIGHTS, "2026-03-28 01:30", "1wd", "2026-03-29 02:30", "clocks +60"),
    (LONDON, Hours(always=True), "2026-03-28 12:00", "24wh", "2026-03-29 13:00", "clocks +60"),
    (LONDON, Hours(always=True), "2026-03-28 12:00", "1wd", "2026-03-29 12:00", ""),
    (LORD_HOWE, HOURS, "2026-04-04 12:00", "24h", "2026-04-05 11:30", "clocks -30"),
    # Samoa had no 30 December 2011, a Friday
    (SAMOA, HOURS, "2011-12-29 10:00", "1d", "2011-12-31 10:00", "clocks +1440"),
    (SAMOA, HOURS, "2011-12-29 10:00", "7d", "2012-01-05 10:00", ""),
    (SAMOA, HOURS, "2011-12-29 10:00", "1wd", "2012-01-02 10:00", "off 31 1, clocks +1440"),
    (SAMOA, HOURS, "2011-12-29 10:00", "8wh", "2012-01-02 10:00", "off 31 1, clocks +1440"),
]


def told(moved, zone):
    """The same in a line."""
    parts = []
    if moved.counted_from != moved.start:
        parts.append(f"from {moved.counted_from.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}")
    if moved.days_off:
        parts.append("off " + " ".join(str(day.day) for day in moved.days_off))
    if moved.holidays:
        parts.append("holiday " + " ".join(str(day.day) for day in moved.holidays))
    parts += [f"clocks {one.by // timedelta(minutes=1):+}" for one in moved.clocks]
    if moved.after_cut_off:
        parts.append("cut-off")
    return ", ".join(parts)


@pytest.mark.parametrize(("zone", "hours", "start", "length", "end", "why"), EXPLAINED)
def test_what_moved_the_end_is_told(zone, hours, start, length, end, why):
    moved = explain(calendar(zone, hours, HOLIDAYS), local(start, zone), span(length))
    assert (moved.end, told(moved, zone)) == (local(end, zone), why)
    assert moved.at_all is bool(why)


AHEAD = [
    ("2026-11-30 10:00", "2wh", "2026-11-27 16:00", "off 28 29"),
    ("2026-12-29 11:00", "1wd", "2026-12-24 11:00", "off 26 27, holiday 25 28"),
    ("2026-03-29 12:00", "24h", "2026-03-28 11:00", "clocks +60"),
    ("2026-12-22 05:00", "21d", "2026-12-01 05:00", ""),
    ("2026-12-22 05:00", "5wd", "2026-12-14 17:00", "off 19 20"),  # five whole working days lie between
]


@pytest.mark.parametrize(("end", "length", "start", "why"), AHEAD)
def test_what_moved_a_moment_ahead_is_told(end, length, start, why):
    moved = explain(calendar(holidays=HOLIDAYS), local(end), span(length), back=True)
    assert (moved.end, told(moved, LONDON)) == (local(start), why)
    assert moved.end == calendar(holidays=HOLIDAYS).before(local(end), span(length))


def test_where_the_day_of_the_trigger_counts_nothing_is_said_to_have_moved():
    moved = explain(replace(calendar(), day_zero=False), local("2026-11-24 14:00"), span("2wd"))
    assert (moved.end, moved.at_all) == (local("2026-11-25 17:00"), False)


def test_changes_of_the_clocks_are_named_to_the_second():
    london = ZoneInfo(LONDON)
    year = changes(london, datetime(2026, 1, 1, tzinfo=london), datetime(2027, 1, 1, tzinfo=london))
    assert [(one.at, one.by // timedelta(minutes=1)) for one in year] == [
        (local("2026-03-29 02:00"), 60),
        (local("2026-10-25 01:00") + timedelta(hours=1), -60),
    ]


def test_what_lies_beyond_the_known_holidays_is_not_explained():
    with pytest.raises(CalendarEnds):
        explain(calendar(until=date(2026, 11, 27)), local("2026-11-27 16:00"), span("1wd"))
