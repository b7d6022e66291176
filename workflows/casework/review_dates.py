"""Templates that somebody should have looked at by now: said where they are used, and once a month to their owner."""

from collections.abc import Iterable

from workflows.casework import telling
from workflows.casework.snapshots import Moment
from workflows.language.template import Template
from workflows.values.effects import Decision, Effect, TellPerson
from workflows.values.notices.base import Day
from workflows.values.notices.versions import OpenedPastReview, ReviewDue


def past_review(template: Template, moment: Moment) -> bool:
    return template.review_by < moment.now.date()


def warning(template: Template, moment: Moment) -> OpenedPastReview | None:
    """What somebody reads who opens a case by a template that is past its review."""
    return OpenedPastReview(template.id, Day(template.review_by)) if past_review(template, moment) else None


def reviews_due(templates: Iterable[Template], moment: Moment) -> Decision:
    """Once a month the owner of a template hears that its review is overdue; where they cannot, the administrators.

    Templates that no task force uses may grow old.
    """
    used = {name for force in moment.directory.task_forces.values() for name in force.templates}
    effects: tuple[Effect, ...] = ()
    for template in templates:
        if template.id not in used or not past_review(template, moment):
            continue
        notice = ReviewDue(template.id, template.version, Day(template.review_by))
        key = f"review:{template.id}:{template.version}:{moment.now:%Y-%m}"
        owner = template.owner
        if owner is not None and moment.directory.is_administrator(owner) and telling.reachable(owner, moment):
            effects += (TellPerson(user=owner, notice=notice, key=key),)
        else:
            effects += telling.administrators(notice, moment, key=key)
    return Decision(effects=effects)
