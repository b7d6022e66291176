"""A drawing of what hangs on what: columns from left to right, boxes that no line crosses.

Longest path for the columns, a slot of its own for every line that passes a column, and the mean of the neighbours for
the order within one (Sugiyama, Tagawa and Toda, 1981). The same boxes and lines always give the same drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum

SWEEPS = 8  # for the order
SETTLING = 60  # rounds until boxes stand where they stay
SLOT = 14.0  # the height of a line that passes a column
BETWEEN = 14.0  # between two boxes of a column

Node = str
Edge = tuple[Node, Node]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """`lines` hold the points of each edge, from the right side of one box to the left side of the other."""

    boxes: Mapping[Node, Box]
    lines: Mapping[Edge, Sequence[Point]]
    width: float
    height: float


def drawn(heights: Mapping[Node, float], edges: Iterable[Edge], *, width: float, gap: float, room: float) -> Drawing:
    """`heights` are the boxes in the order to keep where nothing else decides. Edges in a circle are turned round.

    What does not hang together is drawn apart, side by side as far as there is `room`, then below.
    """
    known = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1] and {*edge} <= heights.keys()]
    boxes: dict[Node, Box] = {}
    lines: dict[Edge, Sequence[Point]] = {}
    x = y = widest = shelf = 0.0
    for nodes in _together(heights, known):
        part = _drawn({node: heights[node] for node in nodes}, [e for e in known if e[0] in nodes], width, gap)
        if x and x + part.width > room:
            x, y, shelf = 0.0, y + shelf + BETWEEN, 0.0
        boxes |= {node: replace(box, x=box.x + x, y=box.y + y) for node, box in part.boxes.items()}
        lines |= {edge: [(px + x, py + y) for px, py in points] for edge, points in part.lines.items()}
        widest, shelf = max(widest, x + part.width), max(shelf, part.height)
        x += part.width + gap
    return Drawing(boxes, lines, widest, y + shelf)


def _together(nodes: Iterable[Node], edges: Sequence[Edge]) -> list[list[Node]]:
    """The nodes that hang together, in the order of the first of each."""
    part = {node: [node] for node in nodes}
    for source, sink in edges:
        if part[source] is not part[sink]:
            first, second = part[source], part[sink]
            first += second
            for node in second:
                part[node] = first
    place = {node: number for number, node in enumerate(part)}
    found = {id(one): sorted(one, key=place.__getitem__) for one in part.values()}
    return list(found.values())


def _drawn(heights: Mapping[Node, float], edges: Iterable[Edge], width: float, gap: float) -> Drawing:
    forward = _forward(heights, edges)
    columns = _columns(heights, forward.values())
    chains = {edge: _chain(*turned, columns) for edge, turned in forward.items()}
    slots = _slots(heights, columns, chains.values())
    links = [pair for chain in chains.values() for pair in pairwise(chain)]
    tall = {**dict.fromkeys((node for slot in slots for node in slot), SLOT), **heights}
    _order(slots, links)
    tops = _tops(slots, links, tall)
    where = {node: number for number, slot in enumerate(slots) for node in slot}
    boxes = {node: Box(where[node] * (width + gap), tops[node], width, tall[node]) for node in heights}
    lines = {
        edge: _points(chain, where, tops, tall, width, gap, backwards=forward[edge] != edge)
        for edge, chain in chains.items()
    }
    bottom = max((tops[node] + tall[node] for node in tops), default=0.0)
    return Drawing(boxes, lines, max(len(slots) * (width + gap) - gap, 0.0), bottom)


def turned(drawing: Drawing) -> Drawing:
    """The same from top to bottom."""
    return Drawing(
        {node: Box(box.y, box.x, box.height, box.width) for node, box in drawing.boxes.items()},
        {edge: [(y, x) for x, y in points] for edge, points in drawing.lines.items()},
        drawing.height,
        drawing.width,
    )


def _forward(nodes: Mapping[Node, float], edges: Iterable[Edge]) -> dict[Edge, Edge]:
    """Each edge as it is drawn: those that would close a circle are turned round."""
    after: dict[Node, list[Node]] = {node: [] for node in nodes}
    kept: dict[Edge, Edge] = {}
    for source, sink in edges:
        back = _reaches(sink, source, after)
        first, second = (sink, source) if back else (source, sink)
        if second not in after[first]:
            after[first].append(second)
        kept[source, sink] = (first, second)
    return kept


def _reaches(start: Node, goal: Node, after: Mapping[Node, Sequence[Node]]) -> bool:
    seen, left = {start}, [start]
    while left:
        for node in after[left.pop()]:
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                left.append(node)
    return False


def _columns(nodes: Mapping[Node, float], edges: Iterable[Edge]) -> dict[Node, int]:
    """How far to the right each stands: behind everything that leads to it."""
    pairs = list(edges)
    columns = dict.fromkeys(nodes, 0)
    for _ in nodes:
        moved = False
        for source, sink in pairs:
            if columns[sink] <= columns[source]:
                columns[sink], moved = columns[source] + 1, True
        if not moved:
            break
    for _ in nodes:  # what leads only far to the right stands just before it
        for node in nodes:
            later = [columns[sink] for source, sink in pairs if source == node]
            if later and not any(sink == node for _, sink in pairs):
                columns[node] = min(later) - 1
    return columns


def _chain(source: Node, sink: Node, columns: Mapping[Node, int]) -> list[Node]:
    passed = range(columns[source] + 1, columns[sink])
    return [source, *(f"{source}\0{sink}\0{column}" for column in passed), sink]


def _slots(
    nodes: Mapping[Node, float], columns: Mapping[Node, int], chains: Iterable[Sequence[Node]]
) -> list[list[Node]]:
    slots: list[list[Node]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for node in nodes:
        slots[columns[node]].append(node)
    for chain in chains:
        first = columns[chain[0]]
        for step, node in enumerate(chain[1:-1], 1):
            slots[first + step].append(node)
    return slots


def _order(slots: list[list[Node]], links: Sequence[Edge]) -> None:
    """Each column in the order of the mean place of its neighbours, to and fro."""
    before: dict[Node, list[Node]] = {}
    after: dict[Node, list[Node]] = {}
    for source, sink in links:
        after.setdefault(source, []).append(sink)
        before.setdefault(sink, []).append(source)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        neighbours = before if forwards else after
        for slot in slots if forwards else reversed(slots):
            place = {node: number for column in slots for number, node in enumerate(column)}
            size = {node: len(column) for column in slots for node in column}
            means = {
                node: fsum((place[one] + 0.5) / size[one] for one in found) / len(found)
                if (found := neighbours.get(node))
                else (place[node] + 0.5) / size[node]
                for node in slot
            }
            slot.sort(key=lambda node, means=means: means[node])  # type: ignore[misc]


def _tops(slots: Sequence[Sequence[Node]], links: Sequence[Edge], tall: Mapping[Node, float]) -> dict[Node, float]:
    """How far down each stands: near the middle of its neighbours, never over another."""
    neighbours: dict[Node, list[Node]] = {}
    for source, sink in links:
        neighbours.setdefault(source, []).append(sink)
        neighbours.setdefault(sink, []).append(source)
    tops: dict[Node, float] = {}
    for slot in slots:
        at = 0.0
        for node in slot:
            tops[node] = at
            at += tall[node] + BETWEEN
    for sweep in range(SETTLING):
        for slot in slots if sweep % 2 == 0 else reversed(slots):
            wanted = {
                node: fsum(tops[one] + tall[one] / 2 for one in found) / len(found) - tall[node] / 2
                if (found := neighbours.get(node))
                else tops[node]
                for node in slot
            }
            _spread(slot, wanted, tall, tops)
    highest = min(tops.values(), default=0.0)
    return {node: top - highest for node, top in tops.items()}


def _spread(
    slot: Sequence[Node], wanted: Mapping[Node, float], tall: Mapping[Node, float], tops: dict[Node, float]
) -> None:
    """As near to what is wanted as the order allows, by least squares: neighbours that would overlap move together."""
    above: list[float] = []
    blocks: list[tuple[float, int]] = []  # the mean of some boxes that touch each other, and how many they are
    at = 0.0
    for node in slot:
        above.append(at)
        mean, count = wanted[node] - at, 1
        while blocks and blocks[-1][0] > mean:
            other, others = blocks.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        blocks.append((mean, count))
        at += tall[node] + BETWEEN
    means = [mean for mean, count in blocks for _ in range(count)]
    for node, mean, offset in zip(slot, means, above, strict=True):
        tops[node] = mean + offset


def _points(
    chain: Sequence[Node],
    where: Mapping[Node, int],
    tops: Mapping[Node, float],
    tall: Mapping[Node, float],
    width: float,
    gap: float,
    *,
    backwards: bool,
) -> list[Point]:
    """From side to side; a line that passes a column runs straight through its own slot."""
    middle = {node: tops[node] + tall[node] / 2 for node in chain}
    points = [(where[chain[0]] * (width + gap) + width, middle[chain[0]])]
    for node in chain[1:-1]:
        left = where[node] * (width + gap)
        points += [(left, middle[node]), (left + width, middle[node])]
    points.append((where[chain[-1]] * (width + gap), middle[chain[-1]]))
    return points[::-1] if backwards else points
