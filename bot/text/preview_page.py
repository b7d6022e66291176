"""A plan as one page: a drawing, who is invited and why, what hangs on what, and every time. One file, no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from bot.text import timeline
from bot.text.graph import graph, groups
from bot.text.preview_style import PAGE
from bot.text.preview_words import CLOCKS, Words
from workflows.review import phrases
from workflows.review.planned import Invitation, Mark, Plan, PlannedTask
from workflows.values.model import ClockKind, Telling

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
MARK_WORDS = frozenset({Telling.REMINDER.value, Telling.CHASE.value})


def page(plan: Plan) -> str:
    """The whole page, complete in itself."""
    words = Words(plan)
    name = f"Preview: {plan.template.title}"
    sections = (
        ("What happens when", _drawn(words)),
        ("Who would be invited, and why", _invited(words)),
        ("What hangs on what", _graph(plan)),
        ("Every task", _table(words)),
        ("What is supposed here", _supposed(words)),
    )
    inside = "".join(f"<section><h2>{escape(title)}</h2>{body}</section>" for title, body in sections if body)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(name)}</title><style>{PAGE}</style></head><body>"
        f"{_head(words)}<main>{inside}</main></body></html>"
    )


def _head(words: Words) -> str:
    plan = words.plan
    template = plan.template
    warnings = "".join(f'<p class="warning"><b>Note:</b> {escape(said)}</p>' for said in words.warnings())
    return (
        f"<header><h1>{escape(template.title)}</h1>"
        f'<p class="soft">{escape(template.id)}, version {template.version}, '
        f"to be reviewed by {template.review_by:%-d %b %Y}. A preview: nobody is told anything.</p>"
        f"<p>{escape(words.opened())}.</p>{warnings}</header>"
    )


# the timeline: a drawing where there is room, a list of days on a phone


def _drawn(words: Words) -> str:
    drawing = timeline.timeline(words)
    if not drawing:
        return "<p>Nothing has a time here.</p>"
    signs = "".join(f"<li>{sign}{escape(said)}</li>" for sign, said in timeline.legend())
    return (
        f'<div class="card wide"><div class="scroll">{drawing}</div><ul class="legend">{signs}</ul>'
        '<p class="soft">Busy days are drawn wide, quiet ones narrow. Shaded: weekends and days off; darker: holidays. '
        "Point at a sign to read it.</p></div>" + _days(words)
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    at: datetime
    said: str  # markup
    due: bool = False


def _days(words: Words) -> str:
    plan = words.plan
    by_day: dict[date, list[_Entry]] = {}
    for entry in sorted(_entries(words), key=lambda entry: entry.at):
        by_day.setdefault(entry.at.astimezone(words.zone).date(), []).append(entry)
    listed = []
    for day, entries in by_day.items():
        off = day in plan.jurisdiction.holidays or day.weekday() not in plan.jurisdiction.hours.days
        off = off and not plan.jurisdiction.hours.always
        inside = "".join(
            f"<li{' class=due' if one.due else ''}><b>{one.at.astimezone(words.zone):%H:%M}</b> {one.said}</li>"
            for one in entries
        )
        listed.append(f"<li{' class=off' if off else ''}><b>{day:%A %-d %B %Y}</b><ol>{inside}</ol></li>")
    return f'<ol class="days">{"".join(listed)}</ol>'


def _entries(words: Words) -> Iterator[_Entry]:
    plan = words.plan
    yield _Entry(plan.start, "Opened")
    for happened in plan.happenings:
        yield _Entry(happened.at, f'<span class="soft">{escape(words.happening(happened))}</span>')
    for one in timeline.drawable(plan):
        name = f"<b>{escape(one.task.code)}</b> {escape(one.task.title)}"
        owner = escape(words.owner(one))
        start = one.starts or plan.start
        if start != plan.start:
            yield _Entry(start, f"{name} <span class=soft>begins · {owner}</span>")
        if one.task.due is not None:
            yield _Entry(one.task.due, f"{name} <span class=tag>{_end_word(one)}</span> "
                         f"<span class=soft>{owner}</span>{_late(one, words)}", due=True)  # fmt: skip
        for mark in one.marks:
            if mark.kind in MARK_WORDS and (one.task.due is None or mark.at < one.task.due):
                yield _Entry(
                    mark.at, f"<span class=soft>{escape(one.task.code)}: {escape(words.mark(mark, timed=False))}</span>"
                )


def _end_word(one: PlannedTask) -> str:
    return {
        ClockKind.WATCH: "expected",
        ClockKind.PROTECTED: "period ends",
        ClockKind.EXPIRY: "lapses",
        ClockKind.SCHEDULED: "planned",
        ClockKind.DEADLINE: "due",
    }[one.row.clock]


def _late(one: PlannedTask, words: Words) -> str:
    late = [mark for mark in one.marks if one.task.due is not None and mark.at >= one.task.due]
    if not late:
        return ""
    inside = "".join(f"<li>{_marked(mark, words)}</li>" for mark in late)
    return f"<details><summary>if it is late</summary><ul>{inside}</ul></details>"


def _marked(mark: Mark, words: Words) -> str:
    return escape(words.mark(mark))


# people


def _invited(words: Words) -> str:
    cards = "".join(_card(parts, words) for _, parts in words.invited())
    cards += "".join(
        f'<li class="missing"><b>No one yet: {escape(phrases.word(role))}</b>'
        '<span class="soft">Nobody in the directory fits at that time. The lead would hear it.</span></li>'
        for role in words.plan.unfilled
    )
    return f'<ul class="facts">{cards}</ul>'


def _card(parts: Sequence[Invitation], words: Words) -> str:
    people = dict.fromkeys(user for one in parts for user in one.people)
    lines = "".join(
        f"<p>{escape(phrases.word(one.role))} <span class=soft>· {escape(words.why(one))}</span></p>" for one in parts
    )
    return f"<li><b>{escape(words.agency(parts[0].agency))}</b>{escape(words.people(people))}{lines}</li>"


# what hangs on what


def _graph(plan: Plan) -> str:
    template = plan.template
    drawing = graph(template)
    has_boxes = "<rect" in drawing
    lists = ""
    for name, rows in groups(template).items():
        where = f"From “{phrases.label(name, template)}” alone" if name else "From opening, on their own"
        boxes = "".join(f"<li><b>{escape(row.id)}</b> {escape(row.title)}</li>" for row in rows)
        lists += f'<h3>{escape(where)}</h3><ul class="boxes">{boxes}</ul>'
    shown = f'<div class="scroll">{drawing}</div>' if has_boxes else ""
    key = (
        '<p class="soft">Solid: comes after. Dashed: decides whether. Dotted: is recorded by itself. '
        "Round: something that people record. Dashed frame: an outside decision.</p>"
    )
    return f'<div class="card">{shown}{key if has_boxes else ""}{lists}</div>'


# everything


def _table(words: Words) -> str:
    rows = "".join(_row(one, words) for one in words.plan.tasks)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Task", "Time", "Due", "By itself, if nobody moves it"))
    return f'<div class="card scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(one: PlannedTask, words: Words) -> str:
    task, row = one.task, one.row
    asked = f'<p class="soft">only if {escape(words.condition(one))}</p>' if row.when is not None else ""
    name = (
        f'<th scope="row">{escape(task.code)} {escape(task.title)}'
        f'<p class="soft">{escape(words.owner(one))} · {CLOCKS[row.clock]}</p></th>'
    )
    rule = f'<p class="soft">{escape(row.rule_text)}</p>' if row.rule_text else ""
    time = f"<td>{escape(words.begins(one))}: {escape(words.number(one))}{rule}{asked}</td>"
    return f"<tr>{name}{time}<td>{_due(one, words)}</td><td>{_marks(one, words)}</td></tr>"


def _due(one: PlannedTask, words: Words) -> str:
    if one.starts is None or one.task.due is None:
        return f'<span class="soft">{escape(words.waits(one))}</span>'
    parts = [f'<b class="when">{escape(words.at(one.task.due))}</b>']
    if one.starts != words.plan.start:
        parts.append(f"begins {escape(words.at(one.starts))}")
    if one.moved is not None:
        parts.append(f"moved: {escape(words.moved(one.moved))}")
    if one.ends is not None:
        parts.append(f'<span class="soft">{escape(words.ends(one))}</span>')
    return "".join(f"<p>{part}</p>" for part in parts)


def _marks(one: PlannedTask, words: Words) -> str:
    if not one.marks:
        return '<span class="soft">nothing</span>'
    return "<ul>" + "".join(f"<li>{escape(said)}</li>" for said in words.marks(one)) + "</ul>"


def _supposed(words: Words) -> str:
    lines = words.supposed()
    lines += [f"{words.at(one.at)}: {words.happening(one)} by itself." for one in words.plan.happenings]
    return '<ul class="card">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
