"""Countries and their parts by name, and what is spoken there: for people who do not know the codes of ISO 3166."""

from collections.abc import Iterable
from functools import cache

import holidays
from babel import Locale
from babel.languages import get_official_languages

from config.fields import nearest
from config.holiday_dates import known


@cache
def parts_of(country: str) -> dict[str, str]:
    """The names of a country's parts by their codes, as far as their holidays are known."""
    aliases = holidays.country_holidays(country).subdivisions_aliases if country in known() else {}
    return {code: name for name, code in reversed(aliases.items())}


def codes_for(name: str) -> tuple[str, ...]:
    """The jurisdictions that somebody may mean by a name: `England` is GB-ENG, `Georgia` is GE or US-GA."""
    codes = _by_name()
    meant = nearest(name.strip().casefold(), codes)
    return () if meant is None else tuple(codes[meant])


@cache
def _by_name() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha():
            found.setdefault(name.casefold(), []).append(code)
    for country in known():
        for part, name in parts_of(country).items():
            found.setdefault(name.casefold(), []).append(f"{country}-{part}")
    return found


def spoken_in(codes: Iterable[str]) -> tuple[str, ...]:
    """The official languages of these jurisdictions' countries, as a suggestion; English where none is known."""
    official = (
        language.partition("_")[0] for code in codes for language in get_official_languages(code[:2], de_facto=True)
    )
    return tuple(dict.fromkeys(official)) or ("en",)


def language_called(name: str) -> str | None:
    """The code of a language by its English name: `Romanian` is ro."""
    wanted = name.strip().casefold()
    named = ((code, called) for code, called in Locale("en").languages.items() if code.isalpha() and len(code) < 4)
    return next((code for code, called in named if called.casefold() == wanted), None)
