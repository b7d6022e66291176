"""A plan as one drawing: a row for each task, in lanes by agency, over days of which those off are shaded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.text.axis import Axis, Stretch, Weighed, apart, axis
from bot.text.preview_words import Words
from bot.text.svg import shortened, tag, title, written
from workflows.review.planned import Plan, PlannedTask
from workflows.values.ids import AgencyId
from workflows.values.model import ClockKind, Telling

WIDTH, LABELS = 1200.0, 300.0
HEAD, LANE, ROW, FOOT = 54.0, 26.0, 24.0, 10.0
EACH, EARLY, LATE = 1.0, 0.5, 0.25  # how much room a beginning or a due time wants, a reminder, a level
MARK = 11.0  # the least distance between two marks of a row
NAME, NARROW = 62.0, 17.0  # so wide a day is named in full, with its number
MONTH, MONTH_YEAR = 32.0, 66.0  # the room of a month's name, and with its year
LETTERS = 44  # of a task's name
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


@dataclass(frozen=True, slots=True)
class Lane:
    """The tasks of one agency, in the order in which they begin: its own, or those that it keeps for nobody."""

    agency: AgencyId
    stands_in: bool
    tasks: tuple[PlannedTask, ...]  # one at least


def lanes(plan: Plan) -> list[Lane]:
    """The agency that begins first comes first. Tasks without a time are not drawn."""
    found: dict[tuple[AgencyId, bool], list[PlannedTask]] = {}
    for one in sorted(drawable(plan), key=_order):
        found.setdefault((one.task.owner, plan.stands_in(one)), []).append(one)
    return [Lane(agency, stands_in, tuple(tasks)) for (agency, stands_in), tasks in found.items()]


def _order(one: PlannedTask) -> tuple[datetime | None, bool, datetime | None, int]:
    due = one.task.due
    return one.starts, due is None, due or one.starts, one.task.number


def drawable(plan: Plan) -> list[PlannedTask]:
    return [one for one in plan.tasks if one.starts is not None and (one.task.due is not None or one.marks)]


def timeline(words: Words) -> str:
    """The SVG element; nothing where no task has a time."""
    plan, rows = words.plan, lanes(words.plan)
    if not rows:
        return ""
    across = axis(_times(plan), words.zone, WIDTH - LABELS - 14)
    height = HEAD + sum(LANE + ROW * len(lane.tasks) for lane in rows) + FOOT
    inside = [tag("g", *_days(across, plan, words, height), transform=f"translate({LABELS:g} 0)")]
    y = HEAD
    for lane in rows:
        inside.append(written(words.owner(lane.tasks[0]), 6, y + 18, font_size=13, font_weight=600, class_="ink"))
        inside.append(tag("line", x1=0, x2=WIDTH, y1=y, y2=y, class_="rule"))
        y += LANE
        for one in lane.tasks:
            inside.append(_row(one, words, across, y))
            y += ROW
    return tag(
        "svg",
        title(f"Timeline of {plan.template.id}"),
        tag("desc", "Each row is a task, from when its clock begins to when it is due. The table says the same."),
        *inside,
        class_="timeline", role="img", viewBox=f"0 0 {WIDTH:.0f} {height:.0f}", width=f"{WIDTH:.0f}",
        font_family="system-ui, sans-serif", font_size=12,
    )  # fmt: skip


def _times(plan: Plan) -> Iterator[Weighed]:
    yield plan.start, EACH
    for one in drawable(plan):
        begins = None if one.row.clock is ClockKind.SCHEDULED else one.starts  # they all begin at opening
        yield from ((at, EACH) for at in (begins, one.task.due) if at is not None)
        yield from ((mark.at, LATE if mark.kind == Telling.LEVEL else EARLY) for mark in one.marks)


# the days behind


def _days(across: Axis, plan: Plan, words: Words, height: float) -> Iterator[str]:
    yield from months(across)
    for stretch in across.stretches:
        day = stretch.first
        kind = _kind(stretch, plan)
        body = tag("rect", x=stretch.x, y=HEAD - 20, width=stretch.width, height=height - HEAD + 20, class_=kind)
        yield tag("g", title(_named(stretch, plan)), body)
        yield tag("line", x1=stretch.x, x2=stretch.x, y1=HEAD - 20, y2=height, class_="grid")
        yield from _label(stretch)
        if stretch.width >= 2 * NAME:
            for hour in (6, 12, 18):
                at = datetime(day.year, day.month, day.day, hour, tzinfo=words.zone)
                if at <= stretch.begins:
                    continue
                x = across.x(at)
                yield tag("line", x1=x, x2=x, y1=HEAD - 4, y2=height, class_="hour")
                yield written(f"{hour:02}", x, HEAD - 6, font_size=9, text_anchor="middle", class_="soft")


def months(across: Axis) -> Iterator[str]:
    """Above the first day of each month that is wide enough; without its year, or not at all, before the next one."""
    firsts: list[Stretch] = []
    for stretch in across.stretches:
        if stretch.width > NARROW and (not firsts or firsts[-1].first.month != stretch.first.month):
            firsts.append(stretch)
    most = across.width
    for stretch in reversed(firsts):
        name = MONTHS[stretch.first.month - 1]
        x = min(stretch.x + 3, across.width - MONTH_YEAR)
        if (room := most - x) >= MONTH:
            yield written(
                f"{name} {stretch.first.year}" if room >= MONTH_YEAR else name, x, 14, font_weight=600, class_="ink"
            )
            most = x


def _label(stretch: Stretch) -> Iterator[str]:
    middle, y = stretch.x + stretch.width / 2, HEAD - 24
    if stretch.is_gap:
        yield written("⋯", middle, y, text_anchor="middle", class_="soft")
    elif stretch.width >= NAME:
        yield written(
            f"{WEEKDAYS[stretch.first.weekday()]} {stretch.first.day}", middle, y, text_anchor="middle", class_="ink"
        )
    elif stretch.width >= NARROW:
        yield written(str(stretch.first.day), middle, y, text_anchor="middle", font_size=10.5, class_="soft")


def _kind(stretch: Stretch, plan: Plan) -> str:
    if stretch.is_gap:
        return "gap"
    hours = plan.jurisdiction.hours
    if stretch.first in plan.jurisdiction.holidays:
        return "holiday"
    return "day" if hours.always or stretch.first.weekday() in hours.days else "off"


def _named(stretch: Stretch, plan: Plan) -> str:
    said = _day(stretch.first)
    if stretch.is_gap:
        holidays = ", ".join(map(_day, sorted(_holidays(stretch, plan))))
        return f"{said} to {_day(stretch.last)}: nothing happens" + (f"; holiday: {holidays}" if holidays else "")
    return said + {"holiday": ", holiday", "off": ", day off"}.get(_kind(stretch, plan), "")


def _holidays(stretch: Stretch, plan: Plan) -> list[date]:
    return [day for day in plan.jurisdiction.holidays if stretch.first <= day <= stretch.last]


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


# one task


def _row(one: PlannedTask, words: Words, across: Axis, y: float) -> str:
    task, start = one.task, one.starts or words.plan.start
    due, middle, kind = task.due, y + ROW / 2, one.row.clock.value
    label = written(_name(one), 14, middle + 4, class_="ink")
    until = f", due {words.at(due)}" if due is not None else ""
    parts = [title(f"{task.code} {task.title}: {words.number(one)}. Begins {words.at(start)}{until}.")]
    left = across.x(start)
    right = max(across.x(due), left) if due is not None else left
    if due is not None:
        parts.append(_bar(one, left, right, middle, kind))
    parts += _marks(one, words, across, right, middle)
    return label + tag("g", *parts, transform=f"translate({LABELS:g} 0)")


def _name(one: PlannedTask) -> str:
    """Its title in short; for what it is alone, such as a country, stays whole."""
    alone = f" ({one.task.instance})" if one.task.instance is not None else ""
    whole = f"{one.task.code} {one.task.title}"
    return shortened(whole.removesuffix(alone), LETTERS - len(alone)) + alone


def _bar(one: PlannedTask, left: float, right: float, middle: float, kind: str) -> str:
    width = max(right - left, 2.0)
    if one.row.clock is ClockKind.SCHEDULED:
        bar = tag("line", x1=left, x2=right, y1=middle, y2=middle, class_=f"thin {kind}")
    else:
        tall = 12.0 if one.row.clock is ClockKind.PROTECTED else 8.0
        bar = tag("rect", x=left, y=middle - tall / 2, width=width, height=tall, rx=2, class_=f"bar {kind}")
    end = tag("path", d=f"M{right:.1f} {middle - 6:.1f}l5 6l-5 6l-5-6z", class_=f"due {kind}")
    return bar + end


def _marks(one: PlannedTask, words: Words, across: Axis, right: float, middle: float) -> Iterator[str]:
    """Reminders as rings, chases as triangles, levels as numbered squares; a thin line leads to those after due."""
    due = one.task.due
    early = [mark for mark in one.marks if due is None or mark.at < due]
    late = [mark for mark in one.marks if mark not in early]
    shown = [min(across.x(mark.at), right - 9) if due else across.x(mark.at) for mark in early]
    after = apart([right, *(across.x(mark.at) for mark in late)], MARK)[1:]
    if after:
        yield tag("line", x1=right + 5, x2=after[-1], y1=middle, y2=middle, class_="tail")
    for mark, x in zip([*early, *late], [*shown, *after], strict=True):
        said = title(words.mark(mark))
        if mark.kind == Telling.LEVEL:
            box = tag("rect", x=x - 5, y=middle - 5.5, width=10, height=11, rx=2, class_="level")
            yield tag(
                "g",
                said,
                box,
                written(str(mark.level), x, middle + 3.5, font_size=9, text_anchor="middle", class_="on"),
            )
        elif mark.kind == Telling.CHASE:
            yield tag("path", said, d=f"M{x - 4:.1f} {middle + 4:.1f}h8l-4-8z", class_="chase")
        else:
            yield tag("circle", said, cx=x, cy=middle, r=3.6, class_="reminder")


def legend() -> Sequence[tuple[str, str]]:
    """A small picture and its meaning, for each sign that the timeline uses."""
    return (
        (_sign(tag("rect", x=2, y=6, width=28, height=8, rx=2, class_="bar deadline")), "deadline"),
        (_sign(tag("rect", x=2, y=6, width=28, height=8, rx=2, class_="bar watch")), "waiting for an outside decision"),
        (_sign(tag("rect", x=2, y=4, width=28, height=12, rx=2, class_="bar protected")), "protected period"),
        (_sign(tag("rect", x=2, y=6, width=28, height=8, rx=2, class_="bar expiry")), "lapses"),
        (_sign(tag("line", x1=2, x2=30, y1=10, y2=10, class_="thin scheduled")), "scheduled"),
        (_sign(tag("path", d="M16 4l5 6l-5 6l-5-6z", class_="due deadline")), "due, or its end"),
        (_sign(tag("circle", cx=16, cy=10, r=3.6, class_="reminder")), "reminder"),
        (_sign(tag("path", d="M12 14h8l-4-8z", class_="chase")), "ask again"),
        (
            _sign(
                tag("rect", x=11, y=4.5, width=10, height=11, rx=2, class_="level")
                + written("1", 16, 13.5, font_size=9, text_anchor="middle", class_="on")
            ),
            "level that is told if it is late",
        ),
    )


def _sign(inside: str) -> str:
    return tag("svg", inside, viewBox="0 0 32 20", width=32, height=20, aria_hidden="true")
