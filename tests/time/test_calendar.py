"""Working time and local time, by tables of instants and against a stepper that walks minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.time.calendar import Calendar, CalendarEnds, calendar_of
from workflows.values.directory import Hours, Jurisdiction, Span, SpanUnit
from workflows.values.ids import JurisdictionId

MINUTE = timedelta(minutes=1)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})


def calendar(zone="Europe/London", hours=Hours(), holidays=frozenset(), until=date(2032, 12, 31)):  # noqa: B008
    return calendar_of(
        Jurisdiction(id=JurisdictionId("X"), name="X", zone=zone, hours=hours, holidays=holidays, holidays_until=until)
    )


def span(text):
    amount = text.rstrip("mhdw")
    return Span(int(amount), SpanUnit(text.removeprefix(amount)))


def local(text, zone="Europe/London"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


ADDED = [
    # zone, local start, span, local end
    ("Europe/London", "2026-11-27 16:00", "4h", "2026-11-27 20:00"),
    ("Europe/London", "2026-11-27 16:00", "90m", "2026-11-27 17:30"),
    ("Europe/London", "2026-11-27 16:00", "2d", "2026-11-29 16:00"),
    ("Europe/London", "2026-11-27 16:00", "1w", "2026-12-04 16:00"),
    ("Europe/London", "2026-11-27 16:00", "0d", "2026-11-27 16:00"),
    ("Europe/London", "2026-11-28 16:00", "0wd", "2026-11-28 16:00"),
    # spring: 01:00-02:00 does not exist on 29 March 2026; hours elapse, days keep the wall time
    ("Europe/London", "2026-03-28 12:00", "24h", "2026-03-29 13:00"),
    ("Europe/London", "2026-03-28 12:00", "1d", "2026-03-29 12:00"),
    ("Europe/London", "2026-03-28 01:30", "1d", "2026-03-29 02:30"),
    ("Europe/Berlin", "2026-03-28 02:30", "1d", "2026-03-29 03:30"),
    ("America/New_York", "2026-03-07 02:30", "1d", "2026-03-08 03:30"),
    # autumn: 01:00-02:00 happens twice on 25 October 2026; the earlier is meant
    ("Europe/London", "2026-10-24 12:00", "24h", "2026-10-25 11:00"),
    ("Europe/London", "2026-10-24 12:00", "1d", "2026-10-25 12:00"),
    # half an hour only, and southern summers
    ("Australia/Lord_Howe", "2026-04-04 12:00", "24h", "2026-04-05 11:30"),
    ("Australia/Lord_Howe", "2026-04-04 12:00", "1d", "2026-04-05 12:00"),
    ("Australia/Lord_Howe", "2026-10-03 02:15", "1d", "2026-10-04 02:45"),
    # ends of years and of February
    ("Europe/London", "2026-12-31 23:30", "1h", "2027-01-01 00:30"),
    ("Europe/London", "2026-12-31 23:30", "1d", "2027-01-01 23:30"),
    ("Europe/London", "2028-02-28 09:00", "1d", "2028-02-29 09:00"),
    ("Europe/London", "2028-02-29 09:00", "1d", "2028-03-01 09:00"),
    ("Europe/London", "2027-02-28 09:00", "1d", "2027-03-01 09:00"),
    # working days: the day of the trigger is day 0
    ("Europe/London", "2026-11-24 14:00", "3wd", "2026-11-27 14:00"),
    ("Europe/London", "2026-11-27 14:00", "1wd", "2026-11-30 14:00"),
    ("Europe/London", "2026-11-28 14:00", "1wd", "2026-12-01 09:00"),  # from a Saturday: starts Monday 9:00
    ("Europe/London", "2026-11-27 18:00", "1wd", "2026-12-01 09:00"),  # after closing on Friday: the same
    ("Europe/London", "2026-11-27 07:00", "1wd", "2026-11-30 09:00"),  # before opening: starts at opening
    ("Europe/London", "2026-11-27 17:00", "1wd", "2026-12-01 09:00"),  # the closing is not in working hours
    ("Europe/London", "2026-12-24 10:00", "1wd", "2026-12-29 10:00"),  # over Christmas
    ("Europe/London", "2026-12-31 10:00", "1wd", "2027-01-04 10:00"),
    ("Europe/London", "2026-10-23 10:00", "1wd", "2026-10-26 10:00"),  # over a change of the clocks
    # working hours: across nights, weekends and holidays
    ("Europe/London", "2026-11-27 16:00", "1wh", "2026-11-27 17:00"),
    ("Europe/London", "2026-11-27 16:00", "2wh", "2026-11-30 10:00"),
    ("Europe/London", "2026-11-28 03:00", "8wh", "2026-11-30 17:00"),
    ("Europe/London", "2026-11-27 16:00", "20wh", "2026-12-02 12:00"),
    ("Europe/London", "2026-12-24 16:30", "1wh", "2026-12-29 09:30"),
]


@pytest.mark.parametrize(("zone", "start", "length", "end"), ADDED)
def test_a_span_is_added(zone, start, length, end):
    found = calendar(zone, holidays=CHRISTMAS).add(local(start, zone), span(length))
    assert found == local(end, zone)
    assert found.tzinfo is UTC


def test_a_day_that_ends_in_the_hour_that_happens_twice_ends_in_the_earlier():
    found = calendar().add(local("2026-10-24 01:30"), span("1d"))
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_that_starts_in_the_second_of_two_hours_keeps_its_wall_time():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert calendar().add(second, span("1d")) == local("2026-10-26 01:30")
    assert calendar().add(second, span("0d")) == second


BEFORE = [
    ("2026-11-27 14:00", "1wd", "2026-11-26 14:00"),
    ("2026-11-30 14:00", "1wd", "2026-11-27 14:00"),
    ("2026-11-30 09:00", "1wd", "2026-11-26 17:00"),  # an opening counts from the closing before it
    ("2026-11-28 12:00", "1wd", "2026-11-26 17:00"),
    ("2026-11-27 19:00", "2wd", "2026-11-25 17:00"),
    ("2026-12-29 11:00", "1wd", "2026-12-24 11:00"),
    ("2026-11-30 10:00", "2wh", "2026-11-27 16:00"),
    ("2026-11-27 19:00", "1wh", "2026-11-27 16:00"),
    ("2026-11-30 08:00", "9wh", "2026-11-26 16:00"),
    ("2026-11-30 08:00", "0wh", "2026-11-30 08:00"),
    ("2026-11-27 14:00", "15m", "2026-11-27 13:45"),
    ("2026-11-27 14:00", "1d", "2026-11-26 14:00"),
    ("2026-03-30 01:30", "1d", "2026-03-29 02:30"),
]


@pytest.mark.parametrize(("end", "length", "start"), BEFORE)
def test_a_span_is_taken_off(end, length, start):
    assert calendar(holidays=CHRISTMAS).before(local(end), span(length)) == local(start)


WORKING = [
    ("2026-11-27 08:59", False),
    ("2026-11-27 09:00", True),
    ("2026-11-27 16:59", True),
    ("2026-11-27 17:00", False),
    ("2026-11-28 12:00", False),
    ("2026-12-25 12:00", False),
]


@pytest.mark.parametrize(("at", "works"), WORKING)
def test_working_hours_include_the_opening_and_not_the_closing(at, works):
    assert calendar(holidays=CHRISTMAS).is_working(local(at)) is works


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-27 12:00", "2026-11-27 12:00"),
        ("2026-11-27 06:00", "2026-11-27 09:00"),
        ("2026-11-27 17:00", "2026-11-30 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
        ("2026-12-24 18:00", "2026-12-29 09:00"),
    ],
)
def test_the_next_working_moment(at, then):
    assert calendar(holidays=CHRISTMAS).next_working(local(at)) == local(then)


def test_after_the_cut_off_a_working_day_clock_starts_the_next_day():
    early = calendar(hours=Hours(cut_off=time(12)))
    assert early.add(local("2026-11-24 11:59"), span("1wd")) == local("2026-11-25 11:59")
    assert early.add(local("2026-11-24 12:00"), span("1wd")) == local("2026-11-26 09:00")
    assert early.add(local("2026-11-24 18:00"), span("1wd")) == local("2026-11-26 09:00")
    assert early.add(local("2026-11-28 13:00"), span("1wd")) == local("2026-12-01 09:00")
    assert early.is_working(local("2026-11-24 12:30"))


def test_round_the_clock_every_hour_is_worked():
    always = calendar(hours=Hours(always=True), holidays=CHRISTMAS, until=date(2026, 1, 1))
    saturday = local("2026-11-28 03:00")
    assert always.is_working(saturday)
    assert always.next_working(saturday) == saturday
    assert always.add(saturday, span("2wd")) == local("2026-11-30 03:00")
    assert always.add(saturday, span("2wh")) == local("2026-11-28 05:00")
    assert always.before(saturday, span("2wh")) == local("2026-11-28 01:00")


def test_hours_that_a_change_of_the_clocks_swallows_are_not_worked():
    night = calendar(hours=Hours(days=frozenset(range(7)), opens=time(1, 15), closes=time(1, 45)))
    swallowed = local("2026-03-29 02:20")  # 01:20 does not exist that day
    assert night.add_working(local("2026-03-28 01:15"), timedelta(minutes=45)) == swallowed + timedelta(minutes=10)
    gone = calendar(hours=Hours(days=frozenset(range(7)), opens=time(1, 30), closes=time(2)))
    assert gone.add_working(local("2026-03-28 01:30"), timedelta(minutes=45)) == local("2026-03-30 01:45")


@pytest.mark.parametrize("length", ["1wd", "8wh", "300wd"])
def test_a_date_beyond_the_known_holidays_is_refused(length):
    short = calendar(until=date(2026, 11, 27))
    with pytest.raises(CalendarEnds) as end:
        short.add(local("2026-11-27 16:00"), span(length))
    assert end.value.until == date(2026, 11, 27)


def test_the_last_known_day_is_still_known():
    short = calendar(until=date(2026, 11, 27))
    assert short.add(local("2026-11-26 16:00"), span("1wd")) == local("2026-11-27 16:00")
    assert short.add(local("2026-11-27 16:00"), span("30d")) == local("2026-12-27 16:00")
    for ask in (short.is_working, short.next_working):
        with pytest.raises(CalendarEnds):
            ask(local("2026-11-28 16:00"))


@pytest.mark.parametrize("length", ["99999999h", "9999999d", "99999999wd"])
def test_a_date_beyond_all_years_is_refused(length):
    with pytest.raises(CalendarEnds):
        calendar(until=date.max, hours=Hours(always=True)).add(local("2026-11-27 16:00"), span(length))


@pytest.mark.parametrize(
    "hours", [Hours(days=frozenset()), Hours(opens=time(17), closes=time(9)), Hours(opens=time(9), closes=time(9))]
)
def test_a_calendar_in_which_nobody_works_is_refused(hours):
    with pytest.raises(ValueError, match="no working hours"):
        calendar(hours=hours)


# A stepper that is slow and obvious: it looks at a wall clock each minute, in the daytime, when no clocks change.

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
OPEN_HOURS = st.builds(
    Hours,
    days=st.frozensets(st.integers(0, 6), min_size=2),
    opens=st.builds(time, st.integers(5, 11), st.sampled_from([0, 30])),
    closes=st.builds(time, st.integers(12, 20), st.sampled_from([0, 15])),
)
DAYS_OFF = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=12)
STARTS = st.integers(0, 340 * 24 * 60).map(lambda minutes: datetime(2026, 1, 2, tzinfo=UTC) + minutes * MINUTE)
CALENDARS = st.builds(calendar, zone=st.sampled_from(ZONES), hours=OPEN_HOURS, holidays=DAYS_OFF)


def works(known: Calendar, at: datetime) -> bool:
    wall = at.astimezone(known.zone)
    hours = known.hours
    return (
        wall.weekday() in hours.days and wall.date() not in known.holidays and hours.opens <= wall.time() < hours.closes
    )


@given(CALENDARS, STARTS)
def test_next_working_agrees_with_the_stepper(known, start):
    at = start
    while not works(known, at):
        at += MINUTE
    assert known.next_working(start) == at
    assert known.is_working(start) is works(known, start)


@given(CALENDARS, STARTS, st.integers(1, 1500))
def test_working_time_agrees_with_the_stepper(known, start, minutes):
    at, left = start, minutes
    while left:
        left -= works(known, at)
        at += MINUTE
    assert known.add_working(start, minutes * MINUTE) == at
    back, left = start, minutes
    while left:
        back -= MINUTE
        left -= works(known, back)
    assert known.subtract_working(start, minutes * MINUTE) == back


@given(CALENDARS, STARTS, st.integers(1, 4))
def test_working_days_agree_with_the_stepper(known, start, count):
    at = start
    while not works(known, at):
        at += MINUTE
    clock, seen = at.astimezone(known.zone).time(), {at.astimezone(known.zone).date()}
    while len(seen) <= count or at.astimezone(known.zone).time() != clock:
        at += MINUTE
        if works(known, at):
            seen.add(at.astimezone(known.zone).date())
    opened_that_day = at.astimezone(known.zone).time() == clock
    assert opened_that_day
    assert known.add(start, Span(count, SpanUnit.WORKING_DAYS)) == at
