"""The text of a new workflow template: complete, checked, with a comment at each part. To be changed by its owner."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from config.beginning import listed, text
from workflows.language.template import Template

YEAR: Final = 365  # days until its first review


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was answered. `person`: adult, child, any, none; `extends`: a template that this one is a variant of."""

    id: str
    title: str
    jurisdictions: tuple[str, ...]
    review_by: date
    person: str = "adult"
    support: bool = True
    priority: str = "P2"
    owner: str | None = None
    extends: Template | None = None


def template_text(wanted: Wanted) -> str:
    """The whole file."""
    if wanted.extends is not None:
        return _head(wanted) + _variant(wanted.extends)
    if wanted.support:
        return _head(wanted) + _support(wanted) + _more("case_lead", "victim_support")
    return _head(wanted) + _PLAIN + _more("coordinator", "partner")


def _head(wanted: Wanted) -> str:
    owner = f"owner: {text(wanted.owner)} # is asked to review it" if wanted.owner else (
        '# owner: "@name:example.org" # the administrator who is asked to review it; none: all of them'
    )  # fmt: skip
    lines = [
        f"# {wanted.title}",
        "#",
        "# docs/templates.md explains every part. After each change: python -m bot workflow check",
        f"# What a case would look like: python -m bot workflow preview {wanted.id}",
        "",
        f"id: {text(wanted.id)}",
        "version: 1 # make it greater with each change",
        f"title: {text(wanted.title)} # no name of a person or a place",
        owner,
        f"review_by: {wanted.review_by.isoformat()} # on this day somebody looks at every number again",
        f"jurisdictions: {listed(wanted.jurisdictions)} # `US` covers `US-CA`",
    ]
    if wanted.extends is not None:
        lines.insert(6, f"extends: {text(wanted.extends.id)} # everything of it, but for what is said here")
    else:
        lines += [
            f"person: {wanted.person} # adult, child, any; none: it is about no single person",
            f"support: {str(wanted.support).lower()} # true: it offers support; check sees that nothing is left out",
            f"priority: {wanted.priority} # of a new case: P1 immediate danger ... P4 can wait",
        ]
    return "\n".join([*lines, ""])


def _variant(base: Template) -> str:
    row = base.tasks[0]
    return f"""
# Tasks, roles, fields and sources are merged by their id or name, and key by key; `without: [ID, ID]` takes tasks out.
# For example, another title for {row.id}, and a task of your own behind it:
#
# tasks:
#   - id: {row.id}
#     title: {text(row.title)}
#   - id: OWN1
#     after: {row.id}
#     title: Tell the others what was agreed
#     owner: {row.owner}
#     kind: notification
#     clock: deadline
#     due: 1d
#
# A number that is marked `rule` may be made stricter. To make it looser, the task says why, for everybody to read:
# `looser_because: "our court asks for ten days, letter of 2026-03-01"`.
"""


_PLAIN: Final = """
# Who takes part. `opener` may open a case; `lead` is accountable for it.
roles:
  coordinator: {types: [police, prosecution], opener: true, lead: true}
  partner: {types: [police, prosecution, judiciary, international], optional: true} # nobody is missed where it is empty

tasks:
  # One agency is accountable for each task. `due` counts from `opened`; 1h 2d 1w are calendar time, 3wd working days.
  - id: T1
    title: Agree who does what
    owner: coordinator
    kind: coordination
    clock: deadline
    due: 1wd
    ladder: P3 # who is late hears of it in working hours
    basis: default # the number is our own; `rule` and `guide` name a source that was read

  - id: T2
    title: Answer what was asked
    owner: partner
    kind: answer
    clock: deadline
    from: T1 # counts from the end of T1
    due: 5wd
    ladder: P3
    depends: [T1] # begins when T1 has ended
    results: [complete, refused] # `done 2 complete`
"""


def _support(wanted: Wanted) -> str:
    adult = wanted.person in ("adult", "any")
    decided = """\
  - id: S4
    title: Explain rights and support; record the decision
    owner: first_responder
    kind: consent # the person decides, and may take their time
    clock: deadline
    due: 24h
    depends: [S1, S3] # begins when both have ended
    results: [yes, no, needs_time] # `done 4 yes`
    again: [needs_time] # this result puts it off; the others end it
""" if adult else """\
  - id: S4
    title: Explain rights and support in words of their age
    owner: first_responder
    kind: rights_information
    clock: deadline
    due: 24h
    depends: [S1, S3] # begins when both have ended
"""  # fmt: skip
    safety = "" if adult else """\
  - id: S1a
    title: Tell child services and agree who decides for the child
    owner: child_services
    kind: safeguarding # never waits for anybody's consent
    clock: deadline
    due: 4h

"""  # fmt: skip
    child = "" if adult else "  child_services: {types: [child_services, social_services], where: support}\n"
    return f"""
# Who takes part. `types` are tried in this order; `capability` is something an agency says it can do. Roles with
# `where: support` also sit in the support-only room, where police never do.
roles:
  first_responder: {{types: [police, social_services, labour_inspection, ngo], opener: true}}
  case_lead: {{types: [police], lead: true}}
  victim_support: {{types: [ngo, social_services], where: support}}
  health: {{types: [health], where: support}}
  legal_aid: {{types: [legal_aid, ngo], capability: legal_advice, where: support}}
{child}
tasks:
  # One agency is accountable for each task. `due` counts from `opened`; 1h 2d 1w are calendar time, 3wd working days.
  - id: S1
    title: Make sure that the person is safe
    owner: first_responder
    kind: safety
    clock: deadline
    due: 1h
    basis: default # the number is our own; `rule` and `guide` name a source that was read

{safety}  - id: S2
    title: Offer urgent medical help
    owner: health
    kind: medical_offer
    clock: deadline
    due: 4h
    results: [accepted, declined, later]
    where: joint # everybody sees that it was offered; what was found is not asked here

  - id: S3
    title: Find an independent interpreter, no family or acquaintance
    owner: case_lead
    kind: interpreter
    clock: deadline
    due: 4h
    results: [found, not_needed]

{decided}
  - id: S5
    title: Decide the need for safe accommodation and ask for it
    owner: victim_support
    kind: accommodation # support never waits for a statement
    clock: deadline
    due: 12h
    depends: [S1]

  - id: S6
    title: Offer independent legal advice
    owner: legal_aid
    kind: legal_advice
    clock: deadline
    due: 3wd
    ladder: P3 # less urgent than the case: who is late hears of it in working hours

  - id: S7
    title: Explain how compensation can be asked for
    owner: legal_aid
    kind: compensation_information
    clock: deadline
    due: 10wd
    ladder: P3
"""


def _more(lead: str, partner: str) -> str:
    return f"""
# More that a template may say; take away the `#` of what is needed, and look at docs/templates.md for the rest.
#
# fields: # what people say while a case runs: `!set decision positive 2026-11-20`
#   decision: {{label: Decision of the authority, values: [positive, negative]}}
#
# tasks: # below those above
#   - id: D1
#     title: Wait for the decision of the authority
#     owner: {lead}
#     kind: authority_decision
#     clock: watch # somebody outside: its owner is reminded to chase, and nobody is blamed
#     due: 5wd
#     ladder: P3
#     chase_every: 2wd
#     results: [positive, negative]
#   - id: D2
#     title: Recovery period
#     owner: {partner}
#     kind: protected_period
#     clock: protected # what it blocks is refused until its end
#     from: decision=positive
#     min: 30d
#     blocks: [statement, removal]
#   - id: D3
#     title: Permission to stay
#     owner: {partner}
#     kind: residence_permit
#     clock: expiry # lapses unless it is renewed
#     from: decision=positive
#     lasts: 180d
#     remind: [30d, 7d]
#
# on: # each time this becomes true
#   - {{when: "D1 == positive", set: {{decision: positive}}, tell: lead}}
#
# sources: # [A] was read, [B] was found, [C] background knowledge; only [A] stands behind `rule` and `guide`
#   S01: "[A] title of the text, article, where it can be read, and when it was"
"""
