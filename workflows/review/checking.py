"""What administrators are told about the templates that are live or wait, where they are used."""

from collections.abc import Iterator, Mapping

from workflows.casework.snapshots import Moment
from workflows.language.shelf import Shelf
from workflows.language.template import Template
from workflows.review.linting import findings
from workflows.values.ids import TemplateId
from workflows.values.notices.checking import TemplateFinding, TemplatesChecked

SHOWN = 12  # findings in one message


def checked(
    asked: TemplateId | None, live: Mapping[TemplateId, Template], shelf: Shelf, moment: Moment
) -> TemplatesChecked:
    """What is found about one template, or about all that a task force uses and all that wait."""
    used = {name for force in moment.directory.task_forces.values() for name in force.templates}
    written = {name: shelf.content(shelf.live(name)) or template for name, template in live.items()}
    waiting = {row.template: content for row in shelf.waiting if (content := shelf.content(row)) is not None}
    wanted = {asked} if asked else {*used, *waiting}
    names = [name for name in sorted({*written, *waiting}) if name in wanted]
    others = {**written, **waiting}
    found = [
        one
        for name in names
        for template, waits in ((written.get(name), False), (waiting.get(name), True))
        if template is not None
        for one in _told(template, waits, others, moment)
    ]
    found.sort(key=lambda one: one.warning)
    return TemplatesChecked(len(names), tuple(found[:SHOWN]), max(len(found) - SHOWN, 0))


def _told(
    template: Template, waits: bool, others: Mapping[TemplateId, Template], moment: Moment
) -> Iterator[TemplateFinding]:
    for one in findings(template, moment.directory, others, moment.now.date()):
        what, form = (text.replace("`", "") for text in (one.what, one.form))
        yield TemplateFinding(template.id, what, form, waits, one.warning)
