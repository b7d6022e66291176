"""When a task is needed: a small closed language over coded fields and results, parsed to a tree, never run as code.

    minor == yes and country in [RO, PL]
    not (N4 == no) or rg is set

What is not known yet makes a condition unknown, not false: `yes or unknown` holds, `no and unknown` does not, all else
waits (Kleene's strong three-valued logic).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn, assert_never

LONGEST = 500  # characters
DEEPEST = 10  # brackets and `not` within each other

_TOKEN = re.compile(r"\s*(?:(?P<mark>==|!=|=|\(|\)|\[|\]|,)|(?P<word>[A-Za-z0-9_+-]+))")
KEYWORDS = frozenset({"and", "or", "not", "in", "is", "set"})


class BadCondition(ValueError):
    """The text is no condition. `what` says what is wrong at character `at` (from 0), `form` what may stand there."""

    def __init__(self, what: str, form: str, at: int) -> None:
        super().__init__(what)
        self.what, self.form, self.at = what, form, at


@dataclass(frozen=True, slots=True)
class Is:
    """The field or task result `name` is one of `values`; of a field with several values, any of them."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsSet:
    """`name` has a value: a field was set, a task was done or dropped. Never unknown itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    of: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    all_of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    any_of: tuple["Condition", ...]


Condition = Is | IsSet | Not | All | Any

Known = Callable[[str], tuple[str, ...] | None]
"""The values of a field or the result of a task, by name: none at all of a task that is not needed, None while nothing
is known."""


class Partly(tuple[str, ...]):
    """What is known of several of a kind while others of them are not known: one that is not there may still come."""

    __slots__ = ()


def holds(condition: Condition, known: Known) -> bool | None:
    """Whether it holds; None while that is not known."""
    match condition:
        case Is(name, values):
            found = known(name)
            if found is None or any(value in values for value in found):
                return None if found is None else True
            return None if isinstance(found, Partly) else False
        case IsSet(name):
            return bool(known(name))
        case Not(inner):
            whether = holds(inner, known)
            return None if whether is None else not whether
        case All(parts):
            each = [holds(part, known) for part in parts]
            return False if False in each else None if None in each else True
        case Any(parts):
            each = [holds(part, known) for part in parts]
            return True if True in each else None if None in each else False
    assert_never(condition)


def leaves(condition: Condition) -> Iterator[Is | IsSet]:
    """Every question it asks, from left to right."""
    match condition:
        case Is() | IsSet():
            yield condition
        case Not(inner):
            yield from leaves(inner)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)


def names(condition: Condition) -> tuple[str, ...]:
    """The fields and tasks that it asks about, each once."""
    return tuple(dict.fromkeys(leaf.name for leaf in leaves(condition)))


def undecided(condition: Condition, known: Known) -> tuple[str, ...]:
    """What has to become known before it is decided; empty where it is."""
    if holds(condition, known) is not None:
        return ()
    return tuple(name for name in names(condition) if known(name) is None)


def text(condition: Condition) -> str:
    """The canonical form, which parses to the same tree."""
    match condition:
        case Is(name, (value,)):
            return f"{name} == {value}"
        case Is(name, values):
            return f"{name} in [{', '.join(values)}]"
        case IsSet(name):
            return f"{name} is set"
        case Not(Is(name, (value,))):
            return f"{name} != {value}"
        case Not(Is(name, values)):
            return f"{name} not in [{', '.join(values)}]"
        case Not(IsSet(name)):
            return f"{name} is not set"
        case Not(inner):
            return f"not {_bracketed(inner)}"
        case All(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Any(parts):
            return " or ".join(_bracketed(part) for part in parts)
    assert_never(condition)


def _bracketed(condition: Condition) -> str:
    plain = isinstance(condition, Is | IsSet) or (isinstance(condition, Not) and isinstance(condition.of, Is | IsSet))
    return text(condition) if plain else f"({text(condition)})"


def parse(typed: str) -> Condition:
    """Read the whole of `typed`. Raises BadCondition."""
    if len(typed) > LONGEST:
        raise BadCondition(f"a condition is longer than {LONGEST} characters", "say it in several tasks", LONGEST)
    return _Parser(typed, _tokens(typed)).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int
    mark: bool = False


def _tokens(typed: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while typed[at:].strip():
        match = _TOKEN.match(typed, at)
        if match is None:
            at += len(typed[at:]) - len(typed[at:].lstrip())
            raise BadCondition(f"`{typed[at]}` has no meaning here", "write for example `minor == yes`", at)
        kind = "mark" if match["mark"] else "word"
        tokens.append(_Token(match[kind], match.start(kind), kind == "mark"))
        at = match.end()
    return tokens


class _Parser:
    """One token ahead, by descent: or, and, not, a comparison or brackets."""

    def __init__(self, typed: str, tokens: list[_Token]) -> None:
        self._typed, self._tokens, self._next, self._depth = typed, tokens, 0, 0

    def whole(self) -> Condition:
        found = self._any()
        if self._next < len(self._tokens):
            self._wrong("the condition goes on after its end", "join parts with `and` or `or`")
        return found

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all(self) -> Condition:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _not(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            self._wrong("brackets stand too deep", "say it in several tasks")
        if self._take("not"):
            found: Condition = Not(self._not())
        elif self._take("("):
            found = self._any()
            self._need(")")
        else:
            found = self._comparison()
        self._depth -= 1
        return found

    def _comparison(self) -> Condition:
        name = self._word("a field or a task")
        if self._take("==") or self._take("="):
            return Is(name, (self._word("a value"),))
        if self._take("!="):
            return Not(Is(name, (self._word("a value"),)))
        if self._take("in"):
            return Is(name, self._list())
        if self._take("not"):
            self._need("in")
            return Not(Is(name, self._list()))
        if self._take("is"):
            negated = self._take("not")
            self._need("set")
            return Not(IsSet(name)) if negated else IsSet(name)
        self._wrong(f"`{name}` is compared with nothing", f"write for example `{name} == yes`")

    def _list(self) -> tuple[str, ...]:
        self._need("[")
        values = [self._word("a value")]
        while self._take(","):
            values.append(self._word("a value"))
        self._need("]")
        return tuple(dict.fromkeys(values))

    def _word(self, what: str) -> str:
        token = self._tokens[self._next] if self._next < len(self._tokens) else None
        if token is None or token.mark or token.text in KEYWORDS:
            self._wrong(f"{what} is missing", "write for example `minor == yes`")
        self._next += 1
        return token.text

    def _take(self, text: str) -> bool:
        there = self._next < len(self._tokens) and self._tokens[self._next].text == text
        self._next += there
        return there

    def _need(self, text: str) -> None:
        if not self._take(text):
            self._wrong(f"`{text}` is missing", "write for example `minor == yes and country in [RO, PL]`")

    def _wrong(self, what: str, form: str) -> NoReturn:
        at = self._tokens[self._next].at if self._next < len(self._tokens) else len(self._typed)
        raise BadCondition(what, form, at)
