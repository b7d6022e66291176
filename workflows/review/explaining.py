"""A template in plain words for somebody who reads no YAML: a list of all, one page by page, one task whole."""

from collections.abc import Iterable
from datetime import datetime

from workflows.language.template import RoleAsked, Template, TemplateTask
from workflows.review import phrases
from workflows.values.ids import RoleName
from workflows.values.notices import review as said
from workflows.values.notices.base import Day, Notice, PersonName, Refused
from workflows.values.notices.template_parts import Happens

LINES = 12  # templates in a list
FIRST_TASKS = 6  # on the first page, below what the template is about
MORE_TASKS = 10  # on each of the others
PLACES = 5  # that are named, of the jurisdictions of a template
EVENTS = "events"


def listed(templates: Iterable[Template], now: datetime, page: int = 1, most: int = LINES) -> said.WorkflowList:
    """The templates that cases may be opened by, in the order of their ids, `most` on a page; the last for any more."""
    openable = sorted((one for one in templates if not one.abstract), key=lambda one: one.id)
    pages = max(-(-len(openable) // most), 1)
    page = min(max(page, 1), pages)
    lines = tuple(
        said.WorkflowLine(
            id=one.id,
            title=one.title,
            version=one.version,
            places=phrases.places(one.jurisdictions)[:PLACES],
            more_places=max(len(one.jurisdictions) - PLACES, 0),
            review_by=Day(one.review_by),
            late=past_review(one, now),
        )
        for one in openable[(page - 1) * most : page * most]
    )
    return said.WorkflowList(lines, page + 1 if page < pages else None)


def explained(template: Template, part: str, now: datetime) -> Notice:
    """A page of it (`part` is its number, or nothing for the first), one task by its id, or its events.

    Raises Refused for anything else.
    """
    if part == EVENTS:
        return said.WorkflowEvents(id=template.id, events=events(template))
    row = next((row for row in template.tasks if row.id.casefold() == part.casefold()), None)
    if row is not None:
        return phrases.task_in_full(row, template)
    pages = _pages(template.tasks)
    if part and not (part.isdecimal() and 0 < int(part) <= len(pages)):
        raise Refused(said.NoSuchPart(template.id, part[:20], len(pages)))
    number = int(part) if part else 1
    shown = pages[number - 1]
    return said.WorkflowPage(
        id=template.id,
        head=head(template, now) if number == 1 else None,
        tasks=tuple(phrases.task_line(row, template) for row in shown),
        page=number,
        pages=len(pages),
        next=number % len(pages) + 1,
        example=shown[-1].id,
    )


def _pages(rows: tuple[TemplateTask, ...]) -> list[tuple[TemplateTask, ...]]:
    rest = rows[FIRST_TASKS:]
    return [rows[:FIRST_TASKS], *(rest[at : at + MORE_TASKS] for at in range(0, len(rest), MORE_TASKS))]


def head(template: Template, now: datetime) -> said.WorkflowHead:
    """What a template is about, whom it invites and when, what it asks, what always stands on the board."""
    return said.WorkflowHead(
        id=template.id,
        title=template.title,
        version=template.version,
        review_by=Day(template.review_by),
        late=past_review(template, now),
        owner=PersonName(template.owner) if template.owner else None,
        person="nobody" if template.person == "none" else template.person,
        places=phrases.places(template.jurisdictions)[:PLACES],
        more_places=max(len(template.jurisdictions) - PLACES, 0),
        priority=template.priority.value,
        at_opening=_invited(template, RoleAsked.OPENING),
        later=_invited(template, RoleAsked.NEEDED),
        asks=tuple(phrases.label(name, template) for name in template.ask),
        banners=tuple(phrases.banner(one, template) for one in template.banners),
        events=len(template.events),
    )


def events(template: Template) -> tuple[Happens, ...]:
    """All that happens by itself, in the order of the file."""
    return tuple(phrases.event(one, template) for one in template.events)


def past_review(template: Template, now: datetime) -> bool:
    """Whether the day by which somebody was to look at it again has gone by, in UTC."""
    return template.review_by < now.date()


def _invited(template: Template, asked: RoleAsked) -> tuple[str, ...]:
    return phrases.words(RoleName(name) for name, role in template.roles.items() if role.asked is asked)
