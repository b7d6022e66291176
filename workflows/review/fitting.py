"""Whether a template goes with the directory: what would be a mistake between the two as soon as it is live."""

from collections.abc import Iterator

from workflows.language.placing import covers_any
from workflows.language.template import Template
from workflows.review.linting import Finding, counts_working_time
from workflows.values.directory import Directory
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.versions import FileRefused, MistakeLine

SHOWN = 12  # lines in one message


def misfits(template: Template, directory: Directory) -> Iterator[Finding]:
    """What task forces that use it, and the calendars of their jurisdictions, do not go with."""
    forces = [force for force in directory.task_forces.values() if template.id in force.templates]
    for force in forces:
        if template.abstract:
            what = f"`{force.id}` uses `{template.id}`, and this one is only there to be extended"
            yield Finding(template=template.id, what=what, form="leave `abstract` out")
        elif not covers_any(template, force.jurisdictions):
            what = f"`{template.id}` is for none of the jurisdictions of `{force.id}`"
            form = f"it is for {', '.join(template.jurisdictions)}; name one of {', '.join(force.jurisdictions)}"
            yield Finding(template=template.id, what=what, form=form)
    if counts_working_time(template, directory.ladders):
        for place in dict.fromkeys(name for force in forces for name in force.jurisdictions):
            known = directory.jurisdictions.get(place)
            if known is not None and known.hours.always and covers_any(template, [place]):
                what = f"`{place}` is open always, and `{template.id}` counts working days there"
                form = "write `hours` for it in directory.yaml, or count plain days"
                yield Finding(template=template.id, what=what, form=form)


def refuse_misfits(template: Template, directory: Directory) -> None:
    """Before it is proposed or goes live. Raises Refused, with a line for each."""
    wrong = [MistakeLine(Said(f"{one.what}; {one.form}")) for one in misfits(template, directory)]
    if wrong:
        raise Refused(FileRefused(len(wrong), tuple(wrong[:SHOWN]), max(len(wrong) - SHOWN, 0)))
