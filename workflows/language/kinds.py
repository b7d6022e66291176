"""The kinds of task that the bot knows, and what each is for. The rules that protect the person find tasks by them."""

from collections.abc import Mapping
from typing import Final

COOPERATION: Final[Mapping[str, str]] = {
    "statement": "the person gives a statement",
    "interview": "the person is interviewed",
    "arrest": "somebody is arrested",
    "charge": "somebody is charged",
}
"""Support never waits for these."""

FORBIDDEN: Final[Mapping[str, str]] = {
    "cooperation_decision": "the person is asked whether to cooperate with the authorities",
    "removal": "the person is sent out of the country",
}
"""What else a protected period may forbid."""

SUPPORT: Final[Mapping[str, str]] = {
    "safety": "the person is made safe from immediate danger",
    "medical_offer": "medical help is offered",
    "interpreter": "an independent interpreter is found",
    "rights_information": "rights and next steps are explained",
    "consent": "the person is told what would follow, and decides",
    "accommodation": "a safe place to stay is settled",
    "legal_advice": "legal advice is offered",
    "compensation_information": "the ways to compensation are explained",
}
"""What is offered to the person: it waits for no cooperation, and no period forbids it."""

CHILD: Final[Mapping[str, str]] = {
    "safeguarding": "a child is protected by those whose duty it is",
    "referral": "somebody is referred to the service or the authority that is responsible",
    "notification": "those are told who have to be told by law or agreement",
}
"""What protects a child, besides safety and accommodation: it waits for nobody's consent, and no period forbids it."""

OUTSIDE: Final[Mapping[str, str]] = {
    "authority_decision": "an outside authority decides; the room can only chase it",
}
PERIODS: Final[Mapping[str, str]] = {
    "protected_period": "a period in the person's favour, free of demands",
}

OTHERS: Final[Mapping[str, str]] = {
    "acknowledgement": "somebody outside confirms that they received what was sent",
    "action_day": "the day of a joint operation begins, or is held",
    "agreement": "an agreement is drafted, signed or extended",
    "answer": "an answer is given, or waited for",
    "assignment": "somebody is named for a part",
    "benefit_letter": "a letter that entitles to benefits is kept from lapsing",
    "certification": "an authority's certificate for the person is asked for or answered",
    "check_in": "people who are out say by a code that all is well",
    "continued_presence": "the person's permission to stay during the proceedings is asked for, or kept",
    "coordination": "agencies agree who does what",
    "deconfliction": "an event is checked against those of other agencies",
    "extradition": "somebody is to be handed over by another state",
    "go_decision": "it is decided whether a joint operation goes",
    "go_vote": "a country or an agency votes whether a joint operation goes",
    "legal_check": "the legal base is checked, or what the law grants the people who are met is confirmed",
    "need_to_know": "it is approved who may know",
    "planning": "something is prepared together",
    "preservation": "somebody is asked to preserve data, or to go on",
    "readiness": "those who will be needed are briefed and ready",
    "reception": "the place where people are received is staffed",
    "record": "something is recorded, verified or stored by its reference",
    "request": "a request to somebody outside is prepared, sent or taken back",
    "residence_permit": "a permit to stay is asked for, or kept from lapsing",
    "review": "what was done or agreed is looked at again",
    "risk_assessment": "what may endanger the person is assessed",
    "sitrep": "the situation is reported, in counts",
    "stop": "an operation is called off",
    "support_contact": "a support worker meets the person",
    "support_plan": "needs are assessed, and a plan is made together with the person",
    "transport": "people are brought to where they are received",
}
"""Nothing is decided by these: they say what a task is about."""

PROTECTION: Final[Mapping[str, str]] = {**COOPERATION, **FORBIDDEN, **SUPPORT, **CHILD, **OUTSIDE, **PERIODS}
"""The kinds by which the rules for the person's protection find their tasks."""

KINDS: Final[Mapping[str, str]] = {**PROTECTION, **OTHERS}
"""Every known kind, with what such a task is for. A deployment may have kinds of its own beside them."""
