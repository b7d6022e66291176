"""What a case is opened from where the shipped protocols are too simple: templates, and an agency in two places."""

from dataclasses import replace

from tests.builders import a_directory, a_template
from tests.cast import AGENCIES, ENGLAND, MEDICAL, NEW_YORK, POLICE, RESPONDER, TASK_FORCE, hours
from workflows.language.template import Anchor, FieldKind, TemplateField, TemplateRole, TemplateTask
from workflows.values.ids import FieldName, RoleName
from workflows.values.model import ClockKind, Where

NAME = r"[A-Z]{3,10} · C-[0-9A-HJKMNP-TV-Z]{5}"
DISCOVERY = FieldName("discovered")
BOTH = (ENGLAND, NEW_YORK)
DISCOVERED = a_template(
    fields={DISCOVERY: TemplateField(name=DISCOVERY, label="Discovered", kind=FieldKind.MOMENT)},
    ask=(DISCOVERY,),
    tasks=(
        TemplateTask(
            id="D1", title="Notify within 24 h", owner=RESPONDER, kind="notification", clock=ClockKind.DEADLINE,
            due=hours(24), anchors=(Anchor("discovered"),),
        ),
    ),
)  # fmt: skip
SUPPORT = a_template(
    roles={
        RESPONDER: TemplateRole(name=RESPONDER, types=("police",), opener=True, lead=True),
        RoleName("victim_support"): TemplateRole(name=RoleName("victim_support"), types=("ngo",), where=Where.SUPPORT),
        MEDICAL: TemplateRole(name=MEDICAL, types=("health",), where=Where.SUPPORT),
    }
)


def in_two_places(**changes):
    """City Police works in two jurisdictions of one task force."""
    agencies = {
        agency.id: replace(agency, jurisdictions=BOTH) if agency.id == POLICE else agency for agency in AGENCIES
    }
    return a_directory(force=replace(TASK_FORCE, jurisdictions=BOTH), agencies=agencies, **changes)


def saved(talk, kind):
    """The rows of a kind that the last line saved."""
    return [row for row in talk.decision.save if isinstance(row, kind)]
