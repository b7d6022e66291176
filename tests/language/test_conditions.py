"""Conditions: what parses, what is refused where, and what holds while not everything is known."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.language.conditions import (
    DEEPEST,
    KEYWORDS,
    LONGEST,
    All,
    Any,
    BadCondition,
    Condition,
    Is,
    IsSet,
    Not,
    holds,
    names,
    parse,
    text,
    undecided,
)

NAMES = st.from_regex(r"[A-Za-z0-9_+-]{1,6}", fullmatch=True).filter(lambda name: name not in KEYWORDS)
CONDITIONS = st.recursive(
    st.builds(Is, NAMES, st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple)) | st.builds(IsSet, NAMES),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("minor == yes", Is("minor", ("yes",))),
        ("minor = yes", Is("minor", ("yes",))),
        ("minor != yes", Not(Is("minor", ("yes",)))),
        ("country in [RO, PL]", Is("country", ("RO", "PL"))),
        ("country in [RO, RO]", Is("country", ("RO",))),
        ("country not in [RO]", Not(Is("country", ("RO",)))),
        ("rg is set", IsSet("rg")),
        ("rg is not set", Not(IsSet("rg"))),
        ("not (N4 == no)", Not(Is("N4", ("no",)))),
        ("a == x and b == y or c is set", Any((All((Is("a", ("x",)), Is("b", ("y",)))), IsSet("c")))),
        ("a == x and (b == y or c is set)", All((Is("a", ("x",)), Any((Is("b", ("y",)), IsSet("c")))))),
        ("jurisdiction == GB-ENG", Is("jurisdiction", ("GB-ENG",))),
        ("  minor==yes  ", Is("minor", ("yes",))),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(typed: str, meant: Condition) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "what", "at"),
    [
        ("", "a field or a task is missing", 0),
        ("minor", "`minor` is compared with nothing", 5),
        ("minor == ", "a value is missing", 9),
        ("minor == and", "a value is missing", 9),
        ("minor == yes country == RO", "the condition goes on after its end", 13),
        ("country in RO", "`[` is missing", 11),
        ("country in [RO", "`]` is missing", 14),
        ("country in []", "a value is missing", 12),
        ("(minor == yes", "`)` is missing", 13),
        ("minor == yes; rm", "`;` has no meaning here", 12),
        ("__import__('os')", "`'` has no meaning here", 11),
        ("minor < 3", "`<` has no meaning here", 6),
        ("rg is positive", "`set` is missing", 6),
        ("and", "a field or a task is missing", 0),
    ],
)
def test_what_is_no_condition_is_refused_at_its_place_with_a_correct_form(typed: str, what: str, at: int) -> None:
    with pytest.raises(BadCondition) as refused:
        parse(typed)
    assert (refused.value.what, refused.value.at) == (what, at)
    assert refused.value.form


def test_what_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(BadCondition, match="longer than"):
        parse("a == b or " * LONGEST + "a == b")
    assert parse("(" * (DEEPEST - 1) + "a == b" + ")" * (DEEPEST - 1)) == Is("a", ("b",))
    with pytest.raises(BadCondition, match="too deep"):
        parse("(" * DEEPEST + "a == b" + ")" * DEEPEST)


@given(CONDITIONS)
def test_the_canonical_form_reads_as_the_same_condition(condition: Condition) -> None:
    written = text(condition)
    assert text(parse(written)) == written


@given(st.text(alphabet="ab =!()[],in ot set", max_size=40))
def test_any_text_is_read_or_refused(typed: str) -> None:
    with contextlib.suppress(BadCondition):
        assert names(parse(typed))


def test_what_is_not_known_makes_a_condition_unknown_unless_the_rest_decides() -> None:
    """Kleene's tables, over every pair of true, false and unknown."""
    value: dict[bool | None, tuple[str, ...] | None] = {True: ("yes",), False: ("no",), None: None}
    for left, right in itertools.product((True, False, None), repeat=2):
        known = {"a": value[left], "b": value[right]}.__getitem__
        both = False if False in (left, right) else None if None in (left, right) else True
        either = True if True in (left, right) else None if None in (left, right) else False
        assert holds(parse("a == yes and b == yes"), known) is both
        assert holds(parse("a == yes or b == yes"), known) is either
        assert holds(parse("a != yes"), known) is (None if left is None else not left)


def test_of_several_values_any_counts_and_of_a_task_that_is_not_needed_none() -> None:
    known = {"countries": ("RO", "PL"), "N4": ()}.get
    assert holds(parse("countries == PL"), known) is True
    assert holds(parse("countries in [DE, FR]"), known) is False
    assert holds(parse("N4 == yes"), known) is False
    assert holds(parse("N4 != yes"), known) is True
    assert holds(parse("N4 is set"), known) is False
    assert holds(parse("rg is set"), known) is False
    assert holds(parse("rg is not set"), known) is True


def test_what_has_to_become_known_is_named() -> None:
    condition = parse("minor == yes and (rg == positive or rg is set)")
    assert names(condition) == ("minor", "rg")
    assert undecided(condition, lambda _: None) == ("minor", "rg")
    assert undecided(condition, {"minor": ("no",)}.get) == ()
    assert undecided(condition, {"rg": ("positive",)}.get) == ("minor",)
