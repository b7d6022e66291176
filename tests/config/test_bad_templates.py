"""Template files that somebody uploads by mistake or on purpose: one clear line each, and nothing else ever."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import template_from
from config.located import read
from config.mistakes import Mistakes
from tests.profiles import searched
from workflows.language.template import Template

HERE = Path(__file__).parent / "broken"
GOOD, VARIANT = ((HERE / f"{name}.yaml").read_bytes() for name in ("good", "variant"))
OTHERS = {"good": GOOD}
TAGGED = "3:5 tags (`!name`) are not used here; write the plain value"
BOMB = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 120))


def version(written: bytes) -> bytes:
    return GOOD.replace(b"version: 1", b"version: " + written)


def refused(raw: bytes, others: dict[str, bytes] | None = None) -> list[str]:
    with pytest.raises(Mistakes) as mistakes:
        template_from(raw, "upload.yaml", others or {})
    return [str(one) for one in mistakes.value.found]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", "1:1 the file is empty; write lines of the form `key: value`"),
        (b"# nothing\n", "1:1 the file is empty; write lines of the form `key: value`"),
        (b"- a list\n", "1:1 the file is not a mapping; write lines of the form `key: value`"),
        (b"x" * 10_000_000, "1:1 the file is larger than 256 KB; split it or remove what is not needed"),
        (GOOD.replace(b"  case_lead: {", b"\tcase_lead: {"), "14:1 there is a tab; indent with spaces"),
        (GOOD + b"id: again\n", "195:1 `id` stands twice, first in line 3; keep one of them"),
        (GOOD.replace(b"harbour", b"h\xe4fen"), "5:27 the text is not UTF-8; save the file as UTF-8"),
        (version(b"1.5"), "4:10 `version`: `1.5` is not a whole number; write for example `30`"),
        (version(b"-1"), "4:10 `version`: `-1` is not a whole number; write for example `30`"),
        (b"extends: x\nid: x\n", "1:10 the template extends itself; leave `extends` out of one of them"),
        (b"id: " + b"[" * 9000, "1:25 this is nested too deeply; use fewer levels"),
        (GOOD.replace(b"id: good", b"id: !!python/name:os.system x"), TAGGED),
        (b"\x00\x01\x02", "1:1 a character is not allowed in YAML; use printable text"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(raw, line):
    assert refused(raw) == [f"upload.yaml:{line}"]


def test_aliases_are_refused_before_they_grow_in_one_line():
    assert refused(BOMB) == [
        "upload.yaml:1:4 anchors (`&name`) are not used here, and there are 24; write the value out where it is needed",
        "upload.yaml:2:8 aliases (`*name`) are not used here, and there are 46; write the value out",
    ]


def test_what_else_is_wrong_is_told_beside_them():
    lines = [line.split(" ", 1)[1].split(";")[0] for line in refused(BOMB + b"a: 1\nz1: " + b"[" * 30)]
    assert [line for line in lines if "not used here" not in line] == [
        "`a` stands twice, first in line 1", "this is nested too deeply",
    ]  # fmt: skip
    assert len(lines) == 4


def test_templates_that_extend_each_other_are_named_in_a_circle():
    circle = {"b": b"id: b\nextends: c\n", "c": b"id: c\nextends: a\n"}
    assert refused(b"id: a\nextends: b\n", circle) == [
        "c.yaml:2:10 templates extend each other: a -> b -> c -> a; leave `extends` out of one of them"
    ]


def test_a_long_row_of_templates_is_refused():
    row = {f"t{n}": f"id: t{n}\nextends: t{n + 1}\n".encode() for n in range(1, 30)}
    (line,) = refused(b"id: t0\nextends: t1\n", row)
    assert "more than 5 templates extend each other" in line


def test_what_it_extends_may_be_unreadable():
    assert refused(VARIANT, {"good": b"a: ["}) == ["upload.yaml:1:1 what it extends cannot be read; mend that first"]


def test_a_mistake_in_what_is_extended_points_there():
    (line,) = refused(VARIANT, {"good": GOOD.replace(b"due: 10wd", b"due: 10", 1)})
    assert line.startswith("good.yaml:91:10 `due`: `10` is not a length of time; ")


def test_the_good_ones_are_read():
    assert template_from(GOOD, "upload.yaml", {}).id == "good"
    assert template_from(VARIANT, "upload.yaml", OTHERS).extends == "good"


def with_rows(count: int, more: str = "") -> bytes:
    """The good one with so many tasks more; `more` stands in each, `%d` its number and `%s` the next one's."""
    row = "  - {{id: Z{0}, title: X, owner: case_lead, kind: record, clock: deadline, due: 1d{1}}}\n"
    rows = "".join(row.format(n, more.format((n + 1) % count)) for n in range(count))
    return GOOD.replace(b"\nladders:", rows.encode() + b"\nladders:", 1)


def test_so_many_tasks_that_nobody_works_by_them_are_refused_unread():
    assert refused(with_rows(500)) == [
        "upload.yaml:37:3 there are more than 400 tasks or events; make two templates of it"
    ]


def test_no_more_than_two_hundred_mistakes_are_looked_for():
    unknown = ", ".join(f"A{n}" for n in range(5000)).encode()
    assert len(refused(GOOD.replace(b"depends: [T3]", b"depends: [%s]" % unknown))) == 200


def test_of_a_long_circle_the_beginning_and_the_end_are_told():
    told = [line for line in refused(with_rows(300, ", depends: [Z{}]")) if "wait for each other" in line]
    (line,) = told
    assert "Z0 -> Z1 -> Z2 -> Z3 -> Z4 -> Z5 -> Z6 -> Z7 -> Z8 -> Z9 -> ... -> Z299 -> Z0; " in line


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("rg == positive and rg == maybe", "181:36"),
        ('"rg == positive and rg == maybe"', "181:37"),
        ("rg == positive and\n      rg == maybe", "182:13"),
        ("rg == positive\n      and rg ==\n      maybe", "183:7"),
        ("rg == positive and rg ==\n", "181:35"),
        (">\n      rg == positive and rg == maybe", "181:11"),
    ],
)
def test_a_mistake_in_a_condition_points_into_its_text(when, place):
    raw = GOOD.replace(b"    from: T10\n", b"    from: T10\n    when: " + when.encode() + b"\n")
    assert refused(raw)[0].split(" ")[0] == f"upload.yaml:{place}"


# whatever stands anywhere

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.text(max_size=8),
    st.sampled_from(["T1", "rg", "opened", "rg=positive", "T8 == positive", "rg is set", "0h", "-3d", "75%", "now"]),
    st.sampled_from(["deadline", "expiry", "scheduled", "protected", "consent", "countries", "met", "P1", "*"]),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["extends", "without", "after", "id", "when", "from", "gate", "per", "every", "set", "stage", "looser_because", "x"]
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in inside for place in places(inner, (*path, key)))]


DATA = {name: read(HERE / f"{name}.yaml").data for name in ("good", "variant")}
PLACES = {name: places(data)[1:] for name, data in DATA.items()}


@searched(test=200)
@given(data=st.data(), name=st.sampled_from(["good", "variant"]))
def test_whatever_stands_anywhere_only_mistakes_come_of_it(data, name):
    changed: Any = deepcopy(DATA[name])
    for _ in range(data.draw(st.integers(1, 3))):
        *around, last = data.draw(st.sampled_from(PLACES[name]))
        inner, value = changed, data.draw(VALUES)
        for key in around:
            inner = inner[key] if has(inner, key) else {}
        if data.draw(st.booleans()) and isinstance(inner, dict):
            inner[data.draw(KEYS)] = value
        elif isinstance(inner, dict) or has(inner, last):
            inner[last] = value
    raw = json.dumps(changed).encode()
    try:
        made = template_from(raw, "upload.yaml", OTHERS)
    except Mistakes as mistakes:
        for one in mistakes.found:
            assert one.path in {"upload.yaml", "good.yaml"}
            assert str(one).isprintable()
            assert one.what
            assert one.form
    else:
        assert isinstance(made, Template)


def has(inner: Any, key: Any) -> bool:
    if isinstance(inner, dict):
        return key in inner
    return isinstance(inner, list) and isinstance(key, int) and key < len(inner)
