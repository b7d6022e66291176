"""What only a lead can do: anybody else's wish is passed on to the leads, not just refused."""

from workflows.casework import telling
from workflows.casework.access import Part, parts_of, refusal
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.directory import Person
from workflows.values.effects import Decision, Record, Reply
from workflows.values.notices.base import PersonName, Refused
from workflows.values.notices.cases import LeadIsAsked, OnlyALead


def only_a_lead(case: CaseSnapshot, asker: Person, verb: str, moment: Moment, *, words: str = "") -> Decision | None:
    """None for a lead of the case; for a member the answer, with the wish passed on. Raises Refused for others.

    `words`: what the lead would type, where that is more than the verb and the reference.
    """
    parts = parts_of(asker.user, moment.directory, case=case)
    if Part.LEAD in parts:
        return None
    if Part.MEMBER not in parts:
        raise Refused(refusal(f"case.{verb}"))
    ref = case.case.ref
    command = f"case {verb} {ref} {words}".rstrip()
    hour = moment.now.strftime("%Y-%m-%dT%H")
    told = telling.leads(
        case.case.task_force,
        LeadIsAsked(ref, PersonName(asker.user), verb, command),
        moment,
        key=f"request:{verb}:{case.case.id}:{asker.user}:{hour}",
        case=case.case.id,
        ref=ref,
    )
    refused = Record(
        action="command.refused", object=case.case.id, case=case.case.id, decision="deny",
        fields={"verb": f"case.{verb}", "rule": "only-lead"},
    )  # fmt: skip
    return Decision(effects=(*told, Reply(notice=OnlyALead(verb, bool(told)))), audit=(refused,))
