"""Whether a condition can ever hold. Where it asks twice about one thing, every combination of answers is tried."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from math import prod
from typing import assert_never

from config.lint.names import JURISDICTION, asked, values_in
from config.templates import TemplateParts
from workflows.language.conditions import All, Any, Condition, Is, IsSet, Not, holds, leaves
from workflows.language.template import FieldKind

MOST = 500  # combinations; what has more is believed
OTHER = "?"  # an answer that no condition names

Answer = tuple[str, ...] | None
Known = Callable[[str], bool]
"""Whether anything can be known of a task or a field."""


def can_hold(condition: Condition, parts: TemplateParts, known: Known = lambda _: True) -> bool:
    """Whether some answers make it hold, where nothing is known of what `known` denies."""
    names = asked(condition)
    if len(set(names)) == len(names):
        return _can_be(True, condition, parts, known)
    mentioned: dict[str, set[str]] = {}
    for leaf in leaves(condition):
        mentioned.setdefault(leaf.name, set()).update(leaf.values if isinstance(leaf, Is) else ())
    answers = {
        name: list(_answers(name, values, parts)) if known(name) else [None] for name, values in mentioned.items()
    }
    if prod(map(len, answers.values())) > MOST:
        return True
    return any(holds(condition, dict(zip(answers, one, strict=True)).get) for one in product(*answers.values()))


def _can_be(wanted: bool, condition: Condition, parts: TemplateParts, known: Known) -> bool:
    """Whether it can be true, or false: of parts that ask about different things, each by itself."""
    match condition:
        case Not(inner):
            return _can_be(not wanted, inner, parts, known)
        case All(of) | Any(of):
            needs_all = wanted is isinstance(condition, All)
            return (all if needs_all else any)(_can_be(wanted, part, parts, known) for part in of)
        case IsSet(name):
            return not wanted or known(name)
        case Is(name, values):
            if not known(name):
                return False  # it stays unknown
            possible = values_in(parts, name)
            return possible is None or not (possible.isdisjoint(values) if wanted else possible.issubset(values))
    assert_never(condition)


def _answers(name: str, values: Iterable[str], parts: TemplateParts) -> Iterator[Answer]:
    """Each value, another one, nothing. Of what may have several values, every set of them."""
    several = name == JURISDICTION or parts.kinds.get(name) is FieldKind.CODES
    possible = values_in(parts, name)
    named = sorted(value for value in values if possible is None or value in possible)
    if several and len(named) <= 5:
        for size in range(1, len(named) + 1):
            yield from combinations(named, size)
    else:
        yield from ((value,) for value in named)
    if possible is None or possible - set(named):
        yield (OTHER,)
    yield None
    if name in parts.by_id:
        yield ()  # not needed
