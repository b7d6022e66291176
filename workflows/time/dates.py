"""Moments as people type them: `fri 16:00`, `27 nov 16:00`, `4h`. What is past or ambiguous is asked, never guessed."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NoReturn

from workflows.time.calendar import Calendar, CalendarEnds
from workflows.time.spans import LONGEST, BadSpan, BadTime, parse_span, with_plain_digits

MOST_WORDS = 8  # "on fri 27 november 2026 at 4 pm"
NEXT_YEAR_WITHIN = timedelta(days=183)  # a date without a year, further off than this, was rather meant to be past

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
FILLERS = {"at", "on", "by", "until", "till", "in"}
TOMORROW = {"tomorrow", "tmrw"}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "mon monday|tue tues tuesday|wed weds wednesday|thu thur thurs thursday|fri friday|"
        "sat saturday|sun sunday".split("|")
    )
    for name in names.split()
}
MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|"
        "sep sept september|oct october|nov november|dec december".split("|"),
        start=1,
    )
    for name in names.split()
}
SHORT_MONTHS = {number: name for name, number in MONTHS.items() if len(name) == 3}

_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?(?P<half>am|pm)?")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DOTTED = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})(?:\.(?P<year>[0-9]{4})?)?")
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?:/[0-9]{2,4})?")
_DAY_NUMBER = re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?")
_YEAR = re.compile(r"[0-9]{4}")
_HALF_OF_DAY = re.compile(r"(?<=[0-9]) ?([ap])\.?m\b\.?")
_ISO_JOINED = re.compile(r"(?<=[0-9]-[0-9]{2})t(?=[0-9])")


class BadWhen(BadTime):
    """What was typed names no moment that can be meant.

    Codes: those of BadSpan, and `past`, `too-far` (ten years), `calendar-ends` (holidays are not known so far ahead),
    `clock` (no such hour), `no-such-day`, `weekday` (not that day's), `day-or-month` (3/4), `digits`, `unknown`.
    """


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one moment may be meant, or the obvious one is past: ask. In UTC, the earliest first."""

    choices: tuple[datetime, ...]


def parse_when(words: str | Sequence[str], now: datetime, calendar: Calendar) -> datetime | Ambiguous:
    """Read all of `words` as one moment after `now`, in UTC; local times are those of `calendar`. Raises BadWhen.

    A date or weekday without a time means closing time. A clock time alone that is past today, a weekday that is today
    and past, and "next" weekdays are Ambiguous. A full date in the past is refused.
    """
    typed = " ".join((words if isinstance(words, str) else " ".join(words)).split())
    if (plain := with_plain_digits(typed)) != typed:
        raise BadWhen("digits", typed, plain)
    return _Reading(typed, now, calendar).read()


def take_when(words: Sequence[str], now: datetime, calendar: Calendar) -> tuple[datetime | Ambiguous, int]:
    """Read a moment from the first of `words`, as many of them as belong to it; and how many those are. Raises BadWhen.

    A mistake in a longer reading is not covered up by a shorter one: `fri 25:00 court` is not Friday.
    """
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        if words[count - 1].lower() in FILLERS:
            continue
        try:
            return parse_when(words[:count], now, calendar), count
        except BadWhen as mistake:
            if mistake.code != "unknown":
                raise
    raise BadWhen("unknown", words[0] if words else "", "fri 16:00")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text, read at one time."""

    typed: str
    now: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        return self.calendar.day_of(self.now)

    def read(self) -> datetime | Ambiguous:
        words = _words(self.typed)
        try:
            found = self._day_and_clock(words)
            return self._span() if found is None else found
        except CalendarEnds as end:
            self._no("calendar-ends", f"{end.until:%Y-%m-%d}")

    def _no(self, code: str, hint: str) -> NoReturn:
        raise BadWhen(code, self.typed, hint)

    def _span(self) -> datetime:
        text = self.typed.removeprefix("in ").removeprefix("In ")
        try:
            at = self.calendar.add(self.now, parse_span(text))
        except BadSpan as mistake:
            self._no(mistake.code, "fri 16:00" if mistake.code == "unknown" else mistake.hint)
        return at if at <= self.now + LONGEST else self._no("too-far", "3wd")

    def _day_and_clock(self, words: list[str]) -> datetime | Ambiguous | None:
        """The moment, or None where the words have another shape."""
        if words and (match := _clock_in(words[-1])):
            return self._on(words[:-1], self._clock(match))
        if len(words) > 1 and (match := _clock_in(words[0])):
            return self._on(words[1:], self._clock(match))
        return self._on(words, None) if words else None

    def _on(self, words: list[str], clock: time | None) -> datetime | Ambiguous | None:
        match words:
            case []:
                return None if clock is None else self._bare_clock(clock)
            case ["today"]:
                return self._future(self.today, clock)
            case [word] if word in TOMORROW:
                return self._future(self.today + DAY, clock)
            case [word] if word in WEEKDAYS:
                return self._weekday(WEEKDAYS[word], clock)
            case ["next", word] if word in WEEKDAYS:
                coming = self.today + DAY * ((WEEKDAYS[word] - self.today.weekday() - 1) % 7 + 1)
                return Ambiguous((self._at(coming, clock), self._at(coming + WEEK, clock)))
            case [word, *rest] if word in WEEKDAYS and rest:
                day = self._date(rest)
                if day is not None and day.weekday() != WEEKDAYS[word]:
                    self._no("weekday", f"{day:%a} {day.day} {SHORT_MONTHS[day.month]}".lower())
                return None if day is None else self._future(day, clock)
        day = self._date(words)
        return None if day is None else self._future(day, clock)

    def _bare_clock(self, clock: time) -> datetime | Ambiguous:
        if (at := self._at(self.today, clock)) > self.now:
            return at
        tomorrow = self.today + DAY
        opening = self.calendar.day_of(self.calendar.next_working(self.calendar.moment(tomorrow, time(0))))
        return Ambiguous(tuple(dict.fromkeys((self._at(tomorrow, clock), self._at(opening, clock)))))

    def _weekday(self, weekday: int, clock: time | None) -> datetime | Ambiguous:
        day = self.today + DAY * ((weekday - self.today.weekday()) % 7)
        at, week_later = self._at(day, clock), self._at(day + WEEK, clock)
        if at <= self.now:
            return Ambiguous((week_later,))
        return Ambiguous((at, week_later)) if day == self.today and clock is None else at

    def _at(self, day: date, clock: time | None) -> datetime:
        return self.calendar.moment(day, clock or self.calendar.hours.closes)

    def _future(self, day: date, clock: time | None) -> datetime:
        if day > self.today + LONGEST:
            self._no("too-far", "3wd")
        if day < self.today or (at := self._at(day, clock)) <= self.now:
            self._no("past", f"tomorrow {clock or self.calendar.hours.closes:%H:%M}")
        return at

    def _clock(self, match: re.Match[str]) -> time:
        hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half or hour > 23:
            self._no("clock", self._better_than(match[0]))
        if minute > 59:
            self._no("clock", "16:00")
        return time(hour, minute)

    def _better_than(self, word: str) -> str:
        """What to type in place of `24:00`, `25:00`, or of `27.11`, which looks like a time of day."""
        dotted = _DOTTED.fullmatch(word)
        if dotted and dotted["month"] in {f"{month:02}" for month in SHORT_MONTHS} and int(dotted["day"]) <= 31:
            return f"{int(dotted['day'])} {SHORT_MONTHS[int(dotted['month'])]} 16:00"
        return "23:59" if word.startswith("24") else "16:00"

    def _date(self, words: list[str]) -> date | None:
        """The day that the words name, or None where they have another shape."""
        match words:
            case [word] if match := _ISO.fullmatch(word) or _DOTTED.fullmatch(word):
                return self._day(int(match["day"]), int(match["month"]), match["year"])
            case [word] if match := _SLASHED.fullmatch(word):
                day, month = int(match["first"]), int(match["second"])
                day, month = (day, month) if month <= 12 else (month, day)
                self._no("day-or-month", f"{day} {SHORT_MONTHS.get(month, 'nov')}")
            case [number, month, *year] if month in MONTHS:
                return self._named(number, month, year)
            case [month, number, *year] if month in MONTHS:
                return self._named(number, month, year)
        return None

    def _named(self, number: str, month: str, year: list[str]) -> date | None:
        """`27 nov`, `27th nov 2026`."""
        match = _DAY_NUMBER.fullmatch(number)
        if match is None or len(year) > 1 or not all(_YEAR.fullmatch(text) for text in year):
            return None
        return self._day(int(match["day"]), MONTHS[month], year[0] if year else None)

    def _day(self, day: int, month: int, year: str | None) -> date:
        """That day; without a year the next one of its name, unless that is so far off that a past one was meant."""
        this_year_is_over = (month, day) < (self.today.month, self.today.day)
        wanted = max(int(year), 1) if year else self.today.year + this_year_is_over
        if month not in SHORT_MONTHS:
            self._no("no-such-day", "27 nov 16:00")
        last = monthrange(wanted, month)[1]
        if not 1 <= day <= last:
            self._no("no-such-day", f"{last if day else 1} {SHORT_MONTHS[month]}")
        found = date(wanted, month, day)
        if year is None and wanted > self.today.year and found - self.today > NEXT_YEAR_WITHIN:
            self._no("past", f"{found:%Y-%m-%d}")
        return found


def _words(typed: str) -> list[str]:
    text = _HALF_OF_DAY.sub(r"\1m", typed.lower().replace(",", " "))
    text = _ISO_JOINED.sub(" ", text)
    words = [_without_stop(word) for word in text.split()]
    return ["12:00" if word == "noon" else word for word in words if word not in FILLERS]


def _without_stop(word: str) -> str:
    """`fri.` and `16.00.` without their full stop; that of `27.` and `27.11.` belongs to the date."""
    if not word.endswith(".") or _DAY_NUMBER.fullmatch(word):
        return word
    dotted = _DOTTED.fullmatch(word)
    return word if dotted and int(dotted["month"]) else word[:-1]


def _clock_in(word: str) -> re.Match[str] | None:
    match = _CLOCK.fullmatch(word)
    return match if match and (match["minute"] or match["half"]) else None
