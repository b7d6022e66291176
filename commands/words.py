"""From a message to words: marks of address are taken off, phone keyboards forgiven. No command is known here."""

import re
import unicodedata
from dataclasses import dataclass

from commands.spec import Place, TaskWord
from workflows.values.ids import CROCKFORD, CaseRef, UserId
from workflows.values.notices.base import Refused
from workflows.values.notices.words import OneAtATime, TooLong

LONGEST = 4_000  # characters of a message that is read; a Matrix event holds at most 64 KB

STRAIGHT = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2035\uff07", "'")
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
LEADING_DASHES = re.compile(rf"^[{DASHES}]+(?=[^\W\d])")  # `—ref` is `ref`; `-1h` stays what it is
TRAILING = ".,;:!?\u2026"
ASKS_FOR_HELP = "?"  # in a direct chat; in a room people are only surprised
GLUED = re.compile(r"^([^\W\d_]{2,})#?(\d[\w.,/:-]*)$")  # `done4`
LINK = re.compile(r"^\[[^\]\n]*\]\(https://matrix\.to/#/(?P<user>@[^)\s?]+)[^)\s]*\)")
QUOTED_REPLY = re.compile(r"^> <@[^\n]*(?:\n>[^\n]*)*\n\s*")  # what older clients put before a reply's own words
REFERENCE = re.compile(rf"^c(?P<dash>[{DASHES}]?)(?P<letters>[0-9a-z]{{5}})$")
LOOKALIKES = str.maketrans("OIL", "011")  # Crockford's alphabet leaves them out; people type them
NUMBER = re.compile(r"^(?:task|t|no|nr)?[.#]?(\d{1,6})$")
NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve first second third last".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is meant for the bot."""

    words: tuple[str, ...]  # as typed, but for what phones add
    prefixed: bool  # `!`, `/` or a mention stood before it; a bare line may be a sentence to nobody
    slash: bool = False  # it was `/`

    @property
    def rest(self) -> str:
        return " ".join(self.words)

    def after(self, count: int) -> "Line":
        """The same line without its first `count` words."""
        return Line(words=self.words[count:], prefixed=self.prefixed, slash=self.slash)


def read(body: str, bot_user: UserId, bot_name: str, place: Place) -> Line | None:
    """What of a message is meant for the bot; None where nothing is. Raises Refused: too long, several at once."""
    if body.startswith("* "):
        return None  # how clients without edits show an edit: never a command
    own = QUOTED_REPLY.sub("", body)
    text = _clean(own[:LONGEST]).strip("`").strip()
    told, mark = _without_address(text, bot_user, bot_name)
    prefixed = mark is not None
    if told == ASKS_FOR_HELP and place is Place.CHAT:
        return Line(words=(told,), prefixed=True)
    if not any(letter.isalnum() for letter in told):
        return None
    words = tuple(told.split())
    if not prefixed and not _bare_is_heard(words, place):
        return None
    if len(own) > LONGEST:
        raise Refused(TooLong(LONGEST))
    if prefixed and any(line.lstrip().startswith(("!", "/")) for line in told.splitlines()[1:]):
        raise Refused(OneAtATime())
    return Line(words=_unglued(words), prefixed=prefixed, slash=mark == "/")


def fold(word: str) -> str:
    """A word as it is compared: small letters, without dashes before it and stops after it."""
    return LEADING_DASHES.sub("", word.strip("\"'`")).rstrip(TRAILING).casefold()


def reference(word: str) -> CaseRef | None:
    """`C-7F3K2`, also in small letters, with O for 0 and I or L for 1. Without its dash only where a digit is in it."""
    match = REFERENCE.match(fold(word))
    if match is None or not (match.group("dash") or any(letter.isdigit() for letter in match.group("letters"))):
        return None  # `change` and `clinic` are words
    letters = match.group("letters").upper().translate(LOOKALIKES)
    return CaseRef("C-" + letters) if set(letters) <= set(CROCKFORD) else None


def task_word(words: tuple[str, ...]) -> tuple[TaskWord, int] | None:
    """The task that `words` begin with, and how many of them name it; None where they name none."""
    if not words:
        return None
    first = fold(words[0])
    if first in ("task", "no", "nr", "number") and len(words) > 1 and (named := task_word(words[1:])):
        return named[0], named[1] + 1
    if first == "all":
        return TaskWord(all=True, typed=words[0]), 1
    if match := NUMBER.match(first.lstrip("#")):
        return TaskWord(number=int(match.group(1)), typed=match.group(1)), 1
    head, slash, tail = first.partition("/")
    ref = reference(head)
    if ref is None:
        return None
    if slash and (match := NUMBER.match(tail)):
        return TaskWord(number=int(match.group(1)), ref=ref, typed=f"{ref}/{match.group(1)}"), 1
    if not slash and len(words) > 1 and (match := NUMBER.match(fold(words[1]).lstrip("#"))):
        return TaskWord(number=int(match.group(1)), ref=ref, typed=f"{ref}/{match.group(1)}"), 2
    return None


def means_a_task(word: str) -> bool:
    """Whether a word that names no task was plainly meant to: `four`, `4a`, `-4`, `#`."""
    folded = fold(word)
    return folded in NUMBER_WORDS or any(letter.isdigit() for letter in folded)


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with their neighbour (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _clean(text: str) -> str:
    """Without what cannot be seen; every space and quotation mark a plain one. Line ends stay."""
    kept = []
    for letter in text.translate(STRAIGHT):
        kind = unicodedata.category(letter)
        if letter == "\n":
            kept.append(letter)
        elif kind in ("Zs", "Zl", "Zp") or letter in "\t\r\v\f":
            kept.append(" ")
        elif kind not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(letter)
    return "".join(kept).strip()


def _without_address(text: str, bot_user: UserId, bot_name: str) -> tuple[str, str | None]:
    """The text after `!`, `/`, `//` or a mention of the bot, and which it was; None: it had no such mark."""
    if link := LINK.match(text):
        if link.group("user").replace("%40", "@").replace("%3A", ":") != bot_user:
            return text, None
        return _inner(text[link.end() :].lstrip(" :,\n")), "@"
    for name in (bot_user, "@" + bot_user[1:].partition(":")[0], bot_name, bot_user[1:].partition(":")[0]):
        if name and text[: len(name)].casefold() == name.casefold():
            left = text[len(name) :]
            if left[:1] in (":", ",") or (name[:1] == "@" and (not left or left[0].isspace())):
                return _inner(left.lstrip(" :,\n")), "@"
    if text[:1] in ("!", "\uff01"):
        return text.lstrip("!\uff01 "), "!"
    if text[:1] == "/":
        return text.lstrip("/ "), "/"
    return text, None


def _inner(text: str) -> str:
    """People mention the bot and write the mark as well."""
    return text.lstrip("!\uff01/ ")


def _bare_is_heard(words: tuple[str, ...], place: Place) -> bool:
    """Bare words count in a direct chat, and in a leads' room when the second word is a number."""
    if place is Place.CHAT:
        return True
    return place is Place.LEADS and task_word(_unglued(words)[1:]) is not None


def _unglued(words: tuple[str, ...]) -> tuple[str, ...]:
    """`done4` is two words."""
    if match := GLUED.match(words[0]):
        return (match.group(1), match.group(2), *words[1:])
    return words
