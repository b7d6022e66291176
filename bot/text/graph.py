"""What hangs on what in a template, as one picture: tasks, the fields that decide, and the lines between them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.text.layers import Drawing, Edge, Point, drawn, turned
from bot.text.svg import shortened, tag, title, wrapped, written
from workflows.language.conditions import names
from workflows.language.conditions import text as condition_text
from workflows.language.template import Template, TemplateTask
from workflows.values.ids import FieldName

WIDTH, GAP, MARGIN = 168.0, 44.0, 8.0
LINE, PADDING = 14.0, 9.0
CHARACTERS = 24  # in a line of a box
WIDEST = 1200.0  # what is wider from left to right is drawn from top to bottom
CROWD = 6  # so many tasks that hang on one field and nothing else are listed, not drawn
AFTER, IF, SETS = "after", "if", "sets"
STRENGTH = (SETS, IF, AFTER)  # of two lines between the same boxes the last of these is drawn


def graph(template: Template, *, style: str = "", key: str = "graph") -> str:
    """An SVG element. `style`: a sheet of its own, for a file that stands alone."""
    edges = edges_of(template)
    boxes = {node: _lines(node, template) for node in nodes_of(template, edges)}
    drawing = _drawing({node: len(lines) * LINE + 2 * PADDING for node, lines in boxes.items()}, edges)
    width, height = drawing.width + 2 * MARGIN, drawing.height + 2 * MARGIN
    lines = "".join(_line(edge, kind, drawing, key) for edge, kind in edges.items() if edge in drawing.lines)
    inside = "".join(_box(node, said, template, drawing) for node, said in boxes.items())
    return tag(
        "svg",
        title(f"What hangs on what in {template.id}"),
        tag("desc", "Arrows lead from what has to come first. The text beside the picture says the same of each task."),
        tag("style", style) if style else "",
        tag("defs", _arrow(key)),
        tag("g", lines, inside, transform=f"translate({MARGIN:g} {MARGIN:g})"),
        xmlns="http://www.w3.org/2000/svg", class_="graph", role="img", viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}", height=f"{height:.0f}", font_family="system-ui, sans-serif",
    )  # fmt: skip


def _drawing(heights: Mapping[str, float], edges: Mapping[Edge, str]) -> Drawing:
    across = drawn(heights, edges, width=WIDTH, gap=GAP, room=WIDEST)
    if across.width <= WIDEST:
        return across
    down = turned(drawn(dict.fromkeys(heights, WIDTH), edges, width=max(heights.values()), gap=GAP, room=0))
    return min(across, down, key=lambda drawing: drawing.width)


def edges_of(template: Template) -> dict[Edge, str]:
    """Each line once, as the strongest of what it stands for; none that a longer way says as well.

    What hangs on one field alone, together with many others, is left out: `groups` lists it.
    """
    found: dict[Edge, str] = {}
    for source, sink, kind in _edges(template):
        if source != sink:
            known = found.get((source, sink), SETS)
            found[source, sink] = max(known, kind, key=STRENGTH.index)
    crowded = {row.id for rows in _crowds(template, found).values() for row in rows}
    plain = [edge for edge, kind in found.items() if kind != SETS]
    return {
        edge: kind
        for edge, kind in found.items()
        if edge[1] not in crowded and (kind == SETS or not _roundabout(edge, plain))
    }


def nodes_of(template: Template, edges: Mapping[Edge, str]) -> list[str]:
    """The tasks that hang on something or on which something hangs, and the fields between them."""
    named = {name for edge in edges for name in edge}
    order = [*template.fields, *(row.id for row in template.tasks)]
    return [name for name in order if name in named]


def groups(template: Template) -> dict[str, list[TemplateTask]]:
    """The tasks that are not drawn, by the field that they hang on; `""` for those that begin at opening."""
    every = {(source, sink): kind for source, sink, kind in _edges(template)}
    crowds = _crowds(template, every)
    named = {name for edge in every for name in edge}
    alone = [row for row in template.tasks if row.id not in named]
    return ({"": alone} if alone else {}) | crowds


def _crowds(template: Template, edges: Mapping[Edge, str]) -> dict[str, list[TemplateTask]]:
    """For each field, the tasks that hang on it and nothing else, where they are many."""
    found: dict[str, list[TemplateTask]] = {}
    for row in template.tasks:
        before = [source for source, sink in edges if sink == row.id]
        after = any(source == row.id for source, _ in edges)
        if len(before) == 1 and before[0] in template.fields and not after:
            found.setdefault(before[0], []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) >= CROWD}


def _roundabout(edge: Edge, edges: Sequence[Edge]) -> bool:
    """Whether a longer way leads there too."""
    left = [sink for source, sink in edges if source == edge[0] and sink != edge[1]]
    seen = set(left)
    while left:
        here = left.pop()
        if here == edge[1]:
            return True
        fresh = {sink for source, sink in edges if source == here} - seen
        seen |= fresh
        left.extend(fresh)
    return False


def _edges(template: Template) -> Iterator[tuple[str, str, str]]:
    known = {*template.fields, *(row.id for row in template.tasks)}
    for row in template.tasks:
        for anchor in row.anchors:
            if anchor.name in known:
                yield anchor.name, row.id, AFTER
        for code in row.depends:
            yield code, row.id, AFTER
        for name in names(row.when) if row.when is not None else ():
            if name in known:
                yield name, row.id, IF
        if row.until is not None:
            yield row.until, row.id, IF
    for event in template.events:
        for field in event.sets:
            for name in names(event.when):
                if name in known:
                    yield name, field, SETS


def _lines(node: str, template: Template) -> list[str]:
    row = template.task(node)
    if row is None:
        return wrapped(template.fields[FieldName(node)].label, CHARACTERS, 2)
    lines = wrapped(f"{row.id} {row.title}", CHARACTERS, 3)
    if row.when is not None:
        asked = condition_text(row.when).replace("==", "is").replace("!=", "is not").replace("_", " ")
        lines.append(shortened(f"if {asked}", CHARACTERS + 1))
    return lines


def _box(node: str, lines: list[str], template: Template, drawing: Drawing) -> str:
    box, row = drawing.boxes[node], template.task(node)
    kind = row.clock.value if row is not None else "field"
    radius = min(box.height / 2, 18.0) if row is None else 4
    said: list[str] = []
    for number, line in enumerate(lines):
        y = box.y + (box.height - len(lines) * LINE) / 2 + (number + 0.78) * LINE
        where = {"x": box.x + 10, "y": y, "font_size": 11}
        conditional = row is not None and row.when is not None and number == len(lines) - 1
        said.append(written(line, **where, class_="soft" if conditional else "ink"))
    full = f"{row.id} {row.title}" if row is not None else template.fields[FieldName(node)].label
    shape = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=radius, class_=f"box {kind}")
    edge = tag("rect", x=box.x, y=box.y + 4, width=4.0, height=box.height - 8, class_=f"fill {kind}") if row else ""
    return tag("g", title(full), shape, edge, *said)


def _line(edge: Edge, kind: str, drawing: Drawing, key: str) -> str:
    source, points = drawing.boxes[edge[0]], drawing.lines[edge]
    down = abs(points[0][1] - source.y - source.height / 2) > 1  # it leaves at the foot, not at the side
    way = _path(points, down=down)
    return tag("path", d=way, class_=f"line {kind}", fill="none", marker_end=f"url(#{key}-arrow)")


def _path(points: Sequence[Point], *, down: bool) -> str:
    """Soft between two columns (or rows, from top to bottom), straight through one."""
    (x, y), *_ = points
    parts = [f"M{x:.1f} {y:.1f}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 == x2 or y1 == y2:
            parts.append(f"L{x2:.1f} {y2:.1f}")
        elif down:
            half = (y1 + y2) / 2
            parts.append(f"C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} {x2:.1f} {y2:.1f}")
        else:
            half = (x1 + x2) / 2
            parts.append(f"C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    return "".join(parts)


def _arrow(key: str) -> str:
    shape = tag("path", d="M0 0L8 4L0 8z", class_="head")
    return tag("marker", shape, id=f"{key}-arrow", viewBox="0 0 8 8", refX=8, refY=4, markerWidth=7, markerHeight=7,
               orient="auto-start-reverse")  # fmt: skip
