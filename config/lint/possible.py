"""Whether a condition can ever hold: every combination of the answers that it tells apart, as far as they are few."""

from collections.abc import Callable, Iterable
from itertools import combinations, product
from math import prod

from config.lint.names import JURISDICTION, kinds, values_in
from config.templates import TemplateParts
from workflows.language.conditions import Condition, Is, holds, leaves
from workflows.language.template import FieldKind

MOST = 20_000  # combinations; what has more is believed
OTHER = "?"  # an answer that no condition names

Answer = tuple[str, ...] | None
Ended = Callable[[str], bool]
"""Whether a task, or a field at any value, can be known at all."""


def can_hold(condition: Condition, parts: TemplateParts, known: Ended = lambda _: True) -> bool:
    """Whether some answers make it hold, where nothing is known of what `known` denies."""
    mentioned: dict[str, set[str]] = {}
    for leaf in leaves(condition):
        mentioned.setdefault(leaf.name, set()).update(leaf.values if isinstance(leaf, Is) else ())
    answers = {name: _answers(name, values, parts) if known(name) else [None] for name, values in mentioned.items()}
    if prod(map(len, answers.values())) > MOST:
        return True
    return any(holds(condition, dict(zip(answers, one, strict=True)).get) for one in product(*answers.values()))


def _answers(name: str, values: Iterable[str], parts: TemplateParts) -> list[Answer]:
    """Nothing is known; each value; another one. Of what may have several values, every set of them."""
    several = name == JURISDICTION or kinds(parts).get(name) is FieldKind.CODES
    possible = values_in(parts, name)
    named = sorted(value for value in values if possible is None or value in possible)
    found: list[Answer] = [None]
    if name in parts.by_id:
        found.append(())  # not needed
    if several and len(named) <= 5:
        found.extend(some for size in range(1, len(named) + 1) for some in combinations(named, size))
    else:
        found.extend((value,) for value in named)
    if possible is None or possible - set(named):
        found.append((OTHER,))
    return found
