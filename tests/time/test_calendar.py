"""Working time and local time, by tables of instants."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import a_directory
from workflows.time.calendar import CalendarEnds, agency_calendar, calendar_of
from workflows.values.directory import Agency, Hours, Jurisdiction, Span, SpanUnit
from workflows.values.ids import AgencyId, JurisdictionId

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
    """On 29 March 2026 clocks in London go from 01:00 to 02:00."""
    every_day = frozenset(range(7))
    gone = calendar(hours=Hours(days=every_day, opens=time(1, 15), closes=time(1, 45)))
    assert gone.add_working(local("2026-03-28 01:15"), timedelta(minutes=45)) == local("2026-03-30 01:30")
    late = calendar(hours=Hours(days=every_day, opens=time(1, 30), closes=time(4)))
    assert late.next_working(local("2026-03-29 00:30")) == local("2026-03-29 02:00")
    assert late.add_working(local("2026-03-29 00:30"), timedelta(hours=2)) == local("2026-03-29 04:00")
    assert late.add(local("2026-03-28 01:30"), span("1wd")) == local("2026-03-29 02:00")
    assert late.add(local("2026-03-29 00:00"), span("1wd")) == local("2026-03-30 01:30")


def test_an_hour_that_happens_twice_is_worked_twice_unless_the_day_has_closed():
    """On 25 October 2026 clocks in London go from 02:00 back to 01:00."""
    every_day = frozenset(range(7))
    through = calendar(hours=Hours(days=every_day, opens=time(0), closes=time(4)))
    assert through.add_working(local("2026-10-25 00:00"), timedelta(hours=5)) == local("2026-10-25 04:00")
    closed = calendar(hours=Hours(days=every_day, opens=time(0), closes=time(1, 30)))
    assert not closed.is_working(datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    assert closed.add_working(local("2026-10-25 00:00"), timedelta(hours=2)) == local("2026-10-26 00:30")


def test_clocks_that_go_back_over_midnight_do_not_bring_the_day_before_back():
    """In St. John's clocks went back at 00:01 on Sunday 29 October 2006, to 23:01 on Saturday."""
    sundays = calendar("America/St_Johns", Hours(days=frozenset({6, 0}), opens=time(0), closes=time(8)))
    second_time = datetime(2006, 10, 29, 2, 45, tzinfo=UTC)  # 23:15 on Saturday, again
    assert sundays.is_working(second_time)
    assert sundays.next_working(second_time) == second_time
    assert sundays.add(second_time, span("1wd")) == local("2006-10-30 00:00", "America/St_Johns")


def test_a_day_that_a_zone_left_out_is_no_working_day():
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    samoa = calendar("Pacific/Apia")
    thursday = local("2011-12-29 10:00", "Pacific/Apia")
    assert samoa.add(thursday, span("1wd")) == local("2012-01-02 10:00", "Pacific/Apia")
    assert samoa.add(thursday, span("8wh")) == local("2012-01-02 10:00", "Pacific/Apia")
    assert samoa.before(local("2012-01-02 10:00", "Pacific/Apia"), span("1wd")) == thursday
    assert samoa.add(thursday, span("1d")) == local("2011-12-31 10:00", "Pacific/Apia")


DAY_ONE = [
    ("2026-11-24 14:00", "1wd", "2026-11-24 17:00"),
    ("2026-11-24 14:00", "5wd", "2026-11-30 17:00"),
    ("2026-11-28 14:00", "1wd", "2026-11-30 17:00"),  # from a Saturday: Monday is the first
    ("2026-11-24 16:30", "1wd", "2026-11-25 17:00"),  # after the cut-off
    ("2026-11-24 08:00", "2wd", "2026-11-25 17:00"),
    ("2026-12-24 10:00", "2wd", "2026-12-29 17:00"),  # over Christmas
    ("2026-11-24 14:00", "2d", "2026-11-26 14:00"),  # days of the calendar are lengths
    ("2026-11-24 14:00", "4wh", "2026-11-25 10:00"),
]


@pytest.mark.parametrize(("start", "length", "end"), DAY_ONE)
def test_where_the_day_of_the_trigger_counts_it_is_the_first_working_day(start, length, end):
    counts = replace(calendar(hours=Hours(cut_off=time(16)), holidays=CHRISTMAS), day_zero=False)
    assert counts.add(local(start), span(length)) == local(end)


def test_backwards_the_day_itself_never_counts():
    counts = replace(calendar(), day_zero=False)
    assert counts.before(local("2026-11-27 14:00"), span("1wd")) == local("2026-11-26 14:00")


def test_an_agency_has_its_own_hours_on_the_clock_and_with_the_holidays_of_its_first_jurisdiction():
    place = Jurisdiction(id=JurisdictionId("X"), name="X", zone="America/New_York", holidays=CHRISTMAS, day_zero=False)
    elsewhere = replace(place, id=JurisdictionId("Y"), zone="Europe/London")
    agency = Agency(
        id=AgencyId("night-desk"),
        name="Night Desk",
        type="ngo",
        jurisdictions=(place.id, elsewhere.id),
        hours=Hours(days=frozenset({0, 4}), opens=time(18), closes=time(22)),
    )
    known = a_directory(jurisdictions={elsewhere.id: elsewhere, place.id: place})
    found = agency_calendar(agency, known)
    friday = local("2026-12-18 21:00", "America/New_York")
    assert found.add(friday, span("2wh")) == local("2026-12-21 19:00", "America/New_York")
    assert found.add(local("2026-12-21 21:00", "America/New_York"), span("5wh")) == local(
        "2027-01-04 22:00", "America/New_York"
    )
    assert found.add(friday, span("2wd")) == local("2026-12-21 22:00", "America/New_York")
    always = agency_calendar(replace(agency, hours=Hours(always=True)), known)
    assert always.add(friday, span("8wh")) == friday + timedelta(hours=8)
    with pytest.raises(ValueError, match="night-desk has no working hours"):
        agency_calendar(replace(agency, hours=Hours(days=frozenset())), known)


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
