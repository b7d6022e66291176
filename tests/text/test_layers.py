"""A drawing of what hangs on what: no box on another, no line through a box, the same every time."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.layers import Box, Drawing, Edge, drawn, turned

WIDTH, GAP, ROOM = 100.0, 40.0, 700.0
NODES = [f"n{number}" for number in range(9)]


def draw(edges: list[Edge], nodes: list[str] | None = None) -> Drawing:
    return drawn(dict.fromkeys(nodes or NODES, 30.0), edges, width=WIDTH, gap=GAP, room=ROOM)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height - 0.01
        and other.y < one.y + one.height - 0.01
    )


@pytest.mark.parametrize(
    ("edges", "columns"),
    [
        ([("n0", "n1"), ("n1", "n2")], {"n0": 0, "n1": 1, "n2": 2}),
        ([("n0", "n1"), ("n1", "n2"), ("n0", "n2")], {"n0": 0, "n1": 1, "n2": 2}),
        ([("n0", "n1"), ("n1", "n2"), ("n3", "n2")], {"n3": 1, "n2": 2}),  # near to what it leads to
    ],
)
def test_each_stands_behind_what_leads_to_it(edges, columns):
    boxes = draw(edges).boxes
    assert {node: boxes[node].x / (WIDTH + GAP) for node in columns} == columns


def test_what_does_not_hang_together_stands_side_by_side_as_far_as_there_is_room():
    boxes = draw([("n0", "n1"), ("n2", "n3")]).boxes
    assert boxes["n2"].x == 2 * (WIDTH + GAP)
    assert boxes["n0"].y == boxes["n2"].y == 0
    assert (boxes["n5"].x, boxes["n5"].y) == (0, 44)


def test_a_circle_is_drawn_all_the_same():
    drawing = draw([("n0", "n1"), ("n1", "n2"), ("n2", "n0")])
    assert set(drawing.lines) == {("n0", "n1"), ("n1", "n2"), ("n2", "n0")}
    first, last = drawing.lines["n2", "n0"][0], drawing.lines["n2", "n0"][-1]
    assert first[0] > last[0]  # back to where it came from


def test_two_that_lead_to_each_other():
    assert len(draw([("n0", "n1"), ("n1", "n0")]).lines) == 2


def test_what_leads_to_itself_or_to_nothing_is_no_line():
    assert draw([("n0", "n0"), ("n0", "elsewhere")]).lines == {}


def test_nothing_at_all():
    empty = drawn({}, [], width=WIDTH, gap=GAP, room=ROOM)
    assert (empty.width, empty.height) == (0, 0)


def test_a_chain_is_straight():
    boxes = draw([("n0", "n1"), ("n1", "n2")], ["n0", "n1", "n2"]).boxes
    assert len({round(box.y, 3) for box in boxes.values()}) == 1


def test_the_same_from_top_to_bottom():
    across = draw([("n0", "n1")], ["n0", "n1"])
    down = turned(across)
    assert (down.width, down.height) == (across.height, across.width)
    assert down.boxes["n1"].y == across.boxes["n1"].x
    assert turned(down) == across


EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=16)


@given(EDGES)
def test_no_box_stands_on_another_and_no_line_crosses_one(edges):
    drawing = draw(edges)
    assert drawing == draw(edges)
    for one, other in combinations(drawing.boxes.values(), 2):
        assert not overlap(one, other)
    for edge, points in drawing.lines.items():
        for (x1, y1), (x2, y2) in pairwise(points):
            straight = y1 == y2 and abs(x2 - x1) > GAP + 0.01  # through a column; all else is between two
            if not straight:
                assert abs(x2 - x1) <= GAP + 0.01
                continue
            passed = Box(min(x1, x2) + 1, y1 - 1, abs(x2 - x1) - 2, 2)
            assert not any(overlap(passed, box) for node, box in drawing.boxes.items() if node not in edge)
    for box in drawing.boxes.values():
        assert min(box.x, box.y) >= -0.01
        assert box.y + box.height <= drawing.height + 0.01
