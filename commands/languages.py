"""Languages as people name them: by code (`ti`) or by English name (`Tigrinya`), to codes of ISO 639."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from babel import Locale

from commands.words import TRAILING, fold

LONGEST = 3  # words of a name
NO_CODES = frozenset({"as", "at", "in", "is", "to", "or", "so", "no", "on", "for", "and"})
"""English words that are codes as well; such a language is named."""


@cache
def _named() -> Mapping[str, str]:
    """The code of each language, by its code and by its English name, in small letters."""
    names = {code: str(name) for code, name in Locale("en").languages.items() if code.isalpha() and len(code) in (2, 3)}
    return {name.casefold(): code for code, name in names.items()} | {
        code: code for code in names if code not in NO_CODES
    }


def name_of(code: str) -> str:
    """`ti` -> `Tigrinya`; the code itself where it has no name."""
    return str(Locale("en").languages.get(code, code))


def language(words: Sequence[str]) -> tuple[str, int] | None:
    """The code of the language that `words` begin with, and how many words name it."""
    for count in range(min(LONGEST, len(words)), 0, -1):
        typed = " ".join(fold(word.strip(TRAILING)) for word in words[:count])
        if typed in _named():
            return _named()[typed], count
    return None


def languages(words: Sequence[str]) -> tuple[frozenset[str], int]:
    """The languages that `words` begin with, one after the other, and how many words name them."""
    found = tuple(_each(words))
    return frozenset(code for code, _ in found), sum(count for _, count in found)


def _each(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    place = 0
    while place < len(words):
        if fold(words[place]) == "and":
            after = language(words[place + 1 :])
            if after is None:
                return
            yield after[0], after[1] + 1
            place += after[1] + 1
            continue
        found = language(words[place:])
        if found is None:
            return
        yield found
        place += found[1]
