"""A plan in a terminal of 100 columns: who would be invited, and every time in the order in which it comes."""

from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.text.preview_words import CLOCKS, Words
from workflows.review import phrases
from workflows.review.planned import Plan, PlannedTask


def table(plan: Plan) -> RenderableType:
    """The whole preview."""
    words = Words(plan)
    head = Text(f"{plan.template.title} ({plan.template.id}, version {plan.template.version})", style="bold")
    supposed = Group(*(Text(f"· {line}", style="dim") for line in words.supposed()))
    opened = Group(Text(words.opened()), *(Text(f"Note: {said}", style="bold") for said in words.warnings()))
    return Group(head, opened, Text(), _people(words), Text(), _tasks(words), Text(), supposed)


def _people(words: Words) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("Would be invited", "People", "As what, and why"):
        made.add_column(name, overflow="fold")
    for agency, parts in words.invited():
        people = dict.fromkeys(user for one in parts for user in one.people)
        why = "\n".join(f"{phrases.word(one.role)}: {words.why(one)}" for one in parts)
        made.add_row(Text(words.agency(agency)), Text(words.people(people)), Text(why))
    for role in words.plan.unfilled:
        made.add_row(Text("no one yet", style="bold"), "", Text(phrases.word(role)))
    return made


def _tasks(words: Words) -> Table:
    made = Table(box=None, padding=(0, 2, 1, 0), header_style="bold")
    made.add_column("Due", no_wrap=True)
    made.add_column("Task", overflow="fold", ratio=5)
    made.add_column("By itself, if nobody moves it", overflow="fold", ratio=4)
    for one in sorted(words.plan.tasks, key=_order):
        made.add_row(_due(one, words), _task(one, words), _marks(one, words))
    return made


def _order(one: PlannedTask) -> tuple[int, datetime | None, int]:
    """In order of time; what has none, and then what does not begin, comes after all others."""
    if one.starts is None:
        return 2, None, one.task.number
    return (1, None, one.task.number) if one.task.due is None else (0, one.task.due, one.task.number)


def _due(one: PlannedTask, words: Words) -> Text:
    if one.starts is None:
        return Text("not here", style="dim")
    return Text(words.at(one.task.due), style="bold") if one.task.due is not None else Text("no time", style="dim")


def _task(one: PlannedTask, words: Words) -> RenderableType:
    lines: list[RenderableType] = [
        Text(f"{one.task.code} {one.task.title}"),
        Text(f"{words.owner(one)} · {CLOCKS[one.row.clock]}", style="dim"),
        Text(f"{words.begins(one)}: {words.number(one)}", style="dim"),
    ]
    if one.row.when is not None:
        lines.append(Text(f"only if {words.condition(one)}", style="dim"))
    if one.starts is None or one.task.due is None:
        lines.append(Text(words.waits(one)))
        return Group(*lines)
    if one.starts != words.plan.start:
        lines.append(Text(f"begins {words.at(one.starts)}"))
    if one.moved is not None:
        lines.append(Text(f"moved: {words.moved(one.moved)}"))
    if one.ends is not None:
        lines.append(Text(words.ends(one), style="dim"))
    return Group(*lines)


def _marks(one: PlannedTask, words: Words) -> Text:
    return Text("\n".join(words.marks(one)))
