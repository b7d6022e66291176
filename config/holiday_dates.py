"""Public holidays as a plain set of dates, for last year and the six years to come: later deadlines are refused."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

import holidays

YEARS_BACK = 1
YEARS_AHEAD = 6


@cache
def known() -> Mapping[str, tuple[str, ...]]:
    """The countries whose holidays are known, by ISO 3166 code, and their parts that have holidays of their own."""
    return {
        country: tuple(parts) for country, parts in holidays.list_supported_countries(include_aliases=False).items()
    }


def last_known_day(now: datetime) -> date:
    """The last day for which a calendar made at `now` is valid."""
    return date(now.year + YEARS_AHEAD, 12, 31)


def public_holidays(country: str, subdivision: str | None, now: datetime) -> frozenset[date]:
    """The public holidays that are known at `now`, substitutes for those on a weekend included."""
    years = range(now.year - YEARS_BACK, now.year + YEARS_AHEAD + 1)
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=years))
