"""Fifty years in twelve zones with odd rules, against counting by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profiles import CHAOS, searched
from tests.time.by_hand import DAY, HOUR, MINUTE, ByHand, shown
from workflows.time.calendar import Calendar
from workflows.time.moved import changes
from workflows.values.directory import Hours, Span, SpanUnit

FIRST, LAST = date(1990, 1, 1), date(2040, 1, 1)
ZONES = [
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",  # until 2011 clocks changed a minute after midnight, and went back into the day before
    "America/Sao_Paulo",  # at midnight, until 2019
    "Africa/Cairo",  # at midnight; not every year, and four times in some
    "Asia/Tehran",  # at midnight by another calendar, until 2022
    "Asia/Kolkata",
    "Asia/Kathmandu",  # a quarter of an hour off
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # left out 30 December 2011
    "Pacific/Chatham",
]
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
HOLIDAYS = frozenset(
    date(year, month, day)
    for year in range(FIRST.year - 1, LAST.year + 2)
    for month, day in [(1, 1), (1, 2), (2, 29), (5, 1), (12, 25), (12, 26), (12, 31)]
    if (month, day) != (2, 29) or year % 4 == 0
)
DAYS_LONG = [Span(n, unit) for unit in (SpanUnit.WORKING_DAYS, SpanUnit.DAYS) for n in (1, 2, 3, 5, 10, 21)]
STARTS = [
    time(13, 15),
    time(2, 30),
    time(9),
    time(16, 45),
    time(0, 0),
    time(17),
    time(8, 59),
    time(23, 59),
    time(1, 30),
]
OFFICES = [
    (Hours(), True),
    (Hours(cut_off=time(16)), True),
    (Hours(days=frozenset({6, 0, 1, 2, 3}), opens=time(8), closes=time(14)), True),  # from Sunday to Thursday
    (Hours(cut_off=time(12)), False),
]
AROUND_THE_CLOCK = [
    Hours(days=EVERY_DAY, opens=time(0), closes=time(6)),
    Hours(days=EVERY_DAY, opens=time(22), closes=time(23, 59)),
    Hours(days=EVERY_DAY, opens=time(1, 30), closes=time(3, 15)),
    Hours(days=EVERY_DAY, opens=time(0, 15), closes=time(23, 30)),
    Hours(days=WEEKDAYS, opens=time(9), closes=time(17)),
    Hours(days=EVERY_DAY, opens=time(2, 10), closes=time(2, 20)),
]


def calendar(hand: ByHand) -> Calendar:
    return Calendar(hand.zone, hand.hours, frozenset(hand.holidays), LAST + 400 * DAY, hand.day_zero)


def days(zone: ZoneInfo) -> Iterator[tuple[int, date]]:
    return enumerate(FIRST + number * DAY for number in range((LAST - FIRST).days))


@pytest.mark.chaos
@pytest.mark.parametrize("name", ZONES)
def test_days_are_counted_right_from_every_day_of_fifty_years(name):
    zone = ZoneInfo(name)
    hands = [ByHand(zone, hours, HOLIDAYS, day_zero) for hours, day_zero in OFFICES]
    offices = [(hand, calendar(hand)) for hand in hands]
    for number, day in days(zone):
        for turn in range(len(DAYS_LONG) if CHAOS else 1):
            span = DAYS_LONG[(number + turn) % len(DAYS_LONG)]
            hand, known = offices[number % 5 % len(OFFICES)]
            start = shown(zone, day, STARTS[(number + turn) % len(STARTS)])
            if start is None:
                continue
            if CHAOS or number // 7 % 2:
                assert known.add(start, span) == hand.days_after(start, span), (start, span, hand)
            if CHAOS or not number // 7 % 2:
                assert known.before(start, span) == hand.days_before(start, span), (start, span, hand)


@pytest.mark.chaos
@pytest.mark.parametrize("name", ZONES)
def test_hours_are_counted_right_around_every_change_of_the_clocks(name):
    zone = ZoneInfo(name)
    begin, end = datetime.combine(FIRST, time(0), tzinfo=UTC), datetime.combine(LAST, time(0), tzinfo=UTC)
    for number, change in enumerate(changes(zone, begin, end)):
        some = AROUND_THE_CLOCK if CHAOS else [AROUND_THE_CLOCK[number // 2 % len(AROUND_THE_CLOCK)]]
        for hours in some:
            check_hours(ByHand(zone, hours, frozenset()), change.at - 50 * HOUR, change.at + 26 * HOUR, number)


def check_hours(hand: ByHand, since: datetime, until: datetime, seed: int) -> None:
    """Ask for some starts between what is open, when it opens, and where so many hours end, forwards and back."""
    known = calendar(hand)
    walked = list(hand.minutes(since, until))[24 * 60 :]  # the first day only tells where the doors stand
    opened = [at for at, is_open in walked if is_open]
    for place in range(seed % 7, len(walked), 241):
        at, is_open = walked[place]
        later, earlier = [one for one in opened if one >= at], [one for one in opened if one < at]
        assert known.is_working(at) is is_open, at
        if later:
            assert known.next_working(at) == later[0], at
        for minutes in (1, 30, 150, 400):
            if minutes <= len(later):
                assert known.add_working(at, minutes * MINUTE) == later[minutes - 1] + MINUTE, (at, minutes, hand)
            if minutes <= len(earlier):
                assert known.subtract_working(at, minutes * MINUTE) == earlier[-minutes], (at, minutes, hand)


CLOCKS = st.integers(0, 24 * 60 - 2)
HOURS = st.tuples(CLOCKS, CLOCKS, st.frozensets(st.integers(0, 6), min_size=5)).map(
    lambda drawn: Hours(
        days=drawn[2],
        opens=time(*divmod(min(drawn[:2]), 60)),
        closes=time(*divmod(max(drawn[:2]) + 1, 60)),
    )
)
MOMENTS = st.integers(0, (LAST - FIRST).days * 24 * 60).map(
    lambda minutes: datetime.combine(FIRST, time(0), tzinfo=UTC) + minutes * MINUTE
)


@searched(test=40, chaos=5_000)
@given(st.sampled_from(ZONES), HOURS, MOMENTS, st.frozensets(st.integers(-3, 4), max_size=3))
def test_hours_are_counted_right_at_any_time_with_any_hours(name, hours, start, off):
    holidays = frozenset(start.date() + number * DAY for number in off)
    check_hours(ByHand(ZoneInfo(name), hours, holidays), start, start + 4 * DAY, start.minute)


@searched(test=200)
@given(st.sampled_from(ZONES), MOMENTS, st.integers(0, 5000), st.sampled_from(SpanUnit), st.sampled_from(OFFICES))
def test_more_never_ends_earlier_and_what_is_ahead_is_not_later(name, start, amount, unit, office):
    hours, day_zero = office
    known = Calendar(ZoneInfo(name), hours, HOLIDAYS, date(2200, 1, 1), day_zero)
    end, later = known.add(start, Span(amount, unit)), known.add(start, Span(amount + 1, unit))
    assert start <= end <= later
    assert known.before(start, Span(amount + 1, unit)) <= known.before(start, Span(amount, unit)) <= start


def test_the_zones_are_as_odd_as_they_are_said_to_be():
    by_midnight = {"America/Sao_Paulo", "Africa/Cairo", "Asia/Tehran"}
    since, until = datetime(1990, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
    found = {name: list(changes(ZoneInfo(name), since, until)) for name in ZONES}
    assert {len(found[name]) for name in ("UTC", "Asia/Kolkata", "Asia/Kathmandu")} == {0}
    assert {one.by for one in found["Australia/Lord_Howe"]} == {30 * MINUTE, -30 * MINUTE}
    assert any(one.by == DAY for one in found["Pacific/Apia"])
    for name in by_midnight:
        assert any(one.at.astimezone(ZoneInfo(name)).hour == 1 for one in found[name])
    assert any(
        one.at.astimezone(ZoneInfo("America/St_Johns")).time() == time(23, 1) for one in found["America/St_Johns"]
    )
    assert sum(map(len, found.values())) > 400
    assert timedelta(0) not in {one.by for known in found.values() for one in known}
