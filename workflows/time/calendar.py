"""Adding time to a time: calendar hours and days, working hours and working days, in the zone of a jurisdiction.

Times are aware and in UTC, going in and coming out. Counting rules: hours and minutes are elapsed time; days, weeks
and working days keep the local wall time. A local time that a change of the clocks leaves out is read as much later as
is left out (02:30 is 03:30), one that happens twice is the earlier. A day is open from the first moment at which local
clocks show its opening or later until the first at which they show its closing or later; a date that a zone never had
(Samoa, 30 December 2011) is no day. The day a working-day clock starts is day 0; a start outside working hours, or
after the cut-off, is the opening of the next working day. Where a jurisdiction says that the day of the trigger counts
(`day_zero: false`), that day is the first of the working days, and the span ends when the last of them closes. This
holds for working days counted forwards and for nothing else. All these rules are defaults: national law may differ.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from workflows.values.directory import Agency, Directory, Hours, Jurisdiction, Span, SpanUnit

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOON = time(12)
ELAPSED = {SpanUnit.MINUTES: timedelta(minutes=1), SpanUnit.HOURS: timedelta(hours=1)}
DAYS_KEPT = 4096  # in memory, of all zones together
CALENDAR_DAYS = {SpanUnit.DAYS: 1, SpanUnit.WEEKS: 7}


class CalendarEnds(ValueError):
    """The answer would lie beyond the last day whose holidays are known."""

    def __init__(self, until: date) -> None:
        super().__init__(f"holidays are known until {until}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working hours, holidays and zone of a jurisdiction or an agency, known up to and including `until`."""

    zone: ZoneInfo
    hours: Hours
    holidays: frozenset[date]
    until: date
    day_zero: bool = True

    def add(self, start: datetime, span: Span) -> datetime:
        """The moment `span` after `start`, in UTC; a span of nothing is `start`. Raises CalendarEnds."""
        return self._moved(start, span, 1)

    def before(self, end: datetime, span: Span) -> datetime:
        """The moment `span` before `end`: a reminder, or what is scheduled ahead (`-21d`, `-5wd`).

        Working spans count back from the last closing, so that so many whole working days or hours lie between.
        """
        return self._moved(end, span, -1)

    def is_working(self, at: datetime) -> bool:
        """Whether `at` is in working hours, which include the opening and not the closing. Raises CalendarEnds."""
        if self.hours.always:
            return True
        day = self._begun(at)
        return self.works_on(day) and self._opening(day) <= at < self._closing(day)

    def next_working(self, at: datetime) -> datetime:
        """`at` itself in working hours, otherwise the next opening. Raises CalendarEnds."""
        if self.is_working(at):
            return at.astimezone(UTC)
        day = self._begun(at)
        if not self.works_on(day) or at >= self._opening(day):
            day = self._nth_working_day(day, 1)
        while self._opening(day) == self._closing(day):  # a change of the clocks swallowed all of it
            day = self._nth_working_day(day, 1)
        return self._opening(day)

    def add_working(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment at which `amount` of working time has passed since `start`. Raises CalendarEnds."""
        if self.hours.always or not amount:
            return self._plain(start, amount)
        at, left = self.next_working(start), amount
        while (today := self._closing(self._begun(at)) - at) < left:
            left -= today
            at = self._opening(self._nth_working_day(self._begun(at), 1))
        return at + left

    def subtract_working(self, end: datetime, amount: timedelta) -> datetime:
        """The last moment from which `amount` of working time passes until `end`. Raises CalendarEnds."""
        if self.hours.always or not amount:
            return self._plain(end, -amount)
        day, at, left = *self._last_working(end), amount
        while (today := at - self._opening(day)) < left:
            left -= today
            day = self._nth_working_day(day, -1)
            at = self._closing(day)
        return at - left

    def counted_from(self, start: datetime, span: Span) -> datetime:
        """Where the counting of a working span begins: `start`, or the opening after it. Raises CalendarEnds."""
        if span.unit is SpanUnit.WORKING_DAYS and not self.hours.always:
            return self._start_of_count(start)
        return self.next_working(start) if span.unit is SpanUnit.WORKING_HOURS else start.astimezone(UTC)

    def after_cut_off(self, at: datetime) -> bool:
        """Whether `at` is on a working day, in working hours, and too late for that day to count."""
        cut_off, day = self.hours.cut_off, self._begun(at)
        return cut_off is not None and self.works_on(day) and self._reached(day, cut_off) <= at < self._closing(day)

    def works_on(self, day: date) -> bool:
        """Whether the day is one of the weekly working days, no holiday, and a day at all. Raises CalendarEnds."""
        if day > self.until:
            raise CalendarEnds(self.until)
        return day.weekday() in self.hours.days and day not in self.holidays and self.has(day)

    def has(self, day: date) -> bool:
        """Whether this zone had that day: one that moved over the date line left one out."""
        return has_day(self.zone, day)

    def open_hours(self, day: date) -> tuple[datetime, datetime]:
        """From when to when a working day is open: the same moment twice where a change of the clocks swallows it."""
        return self._opening(day), self._closing(day)

    def day_of(self, at: datetime) -> date:
        """The local date of a moment."""
        return at.astimezone(self.zone).date()

    def moment(self, day: date, clock: time) -> datetime:
        """The moment, in UTC, at which local clocks show this; the earlier of two, as much later if there is none."""
        return moment_on(self.zone, day, clock)

    def _moved(self, at: datetime, span: Span, way: int) -> datetime:
        if not span.amount:
            return at.astimezone(UTC)
        if span.unit in ELAPSED:
            return self._plain(at, way * span.amount * ELAPSED[span.unit])
        if span.unit is SpanUnit.WORKING_HOURS:
            hours = timedelta(hours=span.amount)
            return self.add_working(at, hours) if way > 0 else self.subtract_working(at, hours)
        if span.unit is SpanUnit.WORKING_DAYS and not self.hours.always:
            return self._working_days_after(at, span.amount) if way > 0 else self._working_days_before(at, span.amount)
        days = span.amount * CALENDAR_DAYS.get(span.unit, 1)
        try:
            return self._wall(at, self.day_of(at) + way * days * DAY)
        except OverflowError:
            raise CalendarEnds(date.max) from None

    def _working_days_after(self, start: datetime, count: int) -> datetime:
        counted_from = self._start_of_count(start)
        day = self._begun(counted_from)
        if self.day_zero:
            return self._same_on(self._nth_working_day(day, count), day, counted_from)
        return self._closing(self._nth_working_day(day, count - 1))

    def _working_days_before(self, end: datetime, count: int) -> datetime:
        day, at = self._last_working(end)
        return self._same_on(self._nth_working_day(day, -count), day, at)

    def _same_on(self, other: date, day: date, at: datetime) -> datetime:
        """The same on another working day as `at` on `day`: its opening, its closing, or the same wall time."""
        if at == self._opening(day) or self.day_of(at) < day:  # in the hour before midnight, for the second time
            return self._opening(other)
        if at == self._closing(day):
            return self._closing(other)
        return self._wall(at, other)

    def _plain(self, at: datetime, amount: timedelta) -> datetime:
        try:
            return at.astimezone(UTC) + amount
        except OverflowError:
            raise CalendarEnds(date.max) from None

    def _wall(self, at: datetime, day: date) -> datetime:
        """The same local wall time as `at`, on `day`."""
        return self.moment(day, at.astimezone(self.zone).time())

    def _start_of_count(self, at: datetime) -> datetime:
        if self.after_cut_off(at):
            return self._opening(self._nth_working_day(self._begun(at), 1))
        return self.next_working(at)

    def _last_working(self, at: datetime) -> tuple[date, datetime]:
        """`at` itself in working hours or at their end, otherwise the closing before it; and the day of it."""
        day = self._begun(at)
        if self.works_on(day) and at > self._opening(day):
            return day, min(at.astimezone(UTC), self._closing(day))
        day = self._nth_working_day(day, -1)
        return day, self._closing(day)

    def _nth_working_day(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`, or before it for a negative count."""
        step, left = (DAY, count) if count > 0 else (-DAY, -count)
        while left:
            if day >= self.until and count > 0:
                raise CalendarEnds(self.until)
            day += step
            left -= self.works_on(day)
        return day

    def _begun(self, at: datetime) -> date:
        """The latest local date that has begun: clocks that go back over midnight do not bring yesterday back."""
        day = self.day_of(at)
        return day + DAY if day < date.max and begins_on(self.zone, day + DAY) <= at else day

    def _opening(self, day: date) -> datetime:
        return self._reached(day, self.hours.opens)

    def _closing(self, day: date) -> datetime:
        return self._reached(day, self.hours.closes)

    def _reached(self, day: date, clock: time) -> datetime:
        """The first moment, in UTC, at which local clocks show this or later."""
        return reached_on(self.zone, day, clock)


# Opening and closing of the same days are asked for again and again.


@lru_cache(maxsize=DAYS_KEPT)
def has_day(zone: ZoneInfo, day: date) -> bool:
    """Whether the zone had that day."""
    return moment_on(zone, day, NOON).astimezone(zone).date() == day


def moment_on(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """The moment, in UTC, at which local clocks show this; the earlier of two, as much later if there is none."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=DAYS_KEPT)
def begins_on(zone: ZoneInfo, day: date) -> datetime:
    """The moment, in UTC, at which local clocks show midnight."""
    return moment_on(zone, day, time(0))


@lru_cache(maxsize=DAYS_KEPT)
def reached_on(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """The first moment, in UTC, at which local clocks show this or later."""
    at = moment_on(zone, day, clock)
    left_out = shown(zone, at) - datetime.combine(day, clock, tzinfo=UTC)
    return changed_at(zone, at - left_out, at) if left_out else at


def shown(zone: ZoneInfo, at: datetime) -> datetime:
    """What local clocks show at `at`, to be compared with what they show at others: written as if it were UTC."""
    return at.astimezone(zone).replace(tzinfo=UTC, fold=0)


def changed_at(zone: ZoneInfo, since: datetime, until: datetime) -> datetime:
    """The moment, to the second and in UTC, of the one change of the clocks after `since` and not after `until`."""
    before = since.astimezone(zone).utcoffset()
    since = since.replace(microsecond=0)
    while until - since > SECOND:
        half = since + SECOND * ((until - since) // (2 * SECOND))
        if half.astimezone(zone).utcoffset() == before:
            since = half
        else:
            until = half
    return until


def calendar_of(jurisdiction: Jurisdiction) -> Calendar:
    """The calendar of a jurisdiction. Raises ValueError where nobody ever works, or for an unknown zone."""
    return _calendar(jurisdiction.id, jurisdiction.hours, jurisdiction)


def agency_calendar(agency: Agency, directory: Directory) -> Calendar:
    """An agency's own hours, on the clock and with the holidays and the day rule of its first jurisdiction.

    An agency that is always there has calendar days for working days. Raises ValueError as `calendar_of` does, and
    KeyError where the directory does not have that jurisdiction.
    """
    return _calendar(agency.id, agency.hours, directory.jurisdictions[agency.jurisdictions[0]])


def _calendar(name: str, hours: Hours, place: Jurisdiction) -> Calendar:
    if not hours.always and (not hours.days or hours.opens >= hours.closes):
        raise ValueError(f"{name} has no working hours")
    return Calendar(ZoneInfo(place.zone), hours, place.holidays, place.holidays_until, place.day_zero)
