"""Words that are not used of people in titles, each with what to say instead, and places for a name."""

import re

# After Polaris, Language Matters; OVC and GRETA guidance; and survivors' own wish not to be "saved".
INSTEAD = {
    r"rescu(e|es|ed|er|ers|ing)": "met, located, brought to safety",
    r"(alleged|so-called)": "potential",
    r"(child )?prostitut(e|es|ion)|sex slav(e|es|ery)": "person exploited in commercial sex",
    r"illegal (immigrant|alien|migrant)s?": "person with irregular status",
    r"uncooperative|hostile|refus(e|es|ed|ing) to cooperate": "not engaging at present",
    r"runaways?": "missing child",
    r"interrogat(e|es|ed|ing|ion|ions)": "interview",
    r"confess(es|ed|ion|ions)?|admits?|claims?": "say, report, disclose",
    r"target(s|ed|ing)?|subjects?|assets?|head count": "person, people",
    r"raid(s|ed|ing)?": "operation, action day",
    r"(hand over|deliver|transfer) the (victim|person)": "refer the person",
    r"pimps?|johns?": "exploiter, trafficker; buyer",
    r"kill(s|ed|ing)?|dead|abort(s|ed|ing)?": "stop, close, cancel",
}
_PATTERNS = {re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.IGNORECASE): better for word, better in INSTEAD.items()}
_ANY = re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{word})' for word in INSTEAD)})(?!\w)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[{}<>\[\]]|\$\w|\b(?:NAME|N\.N\.|Jane Doe|John Doe)\b")


def word_to_avoid(text: str) -> tuple[str, str] | None:
    """The first word of `text` that hurts, and what to say instead."""
    if not _ANY.search(text):
        return None
    for pattern, better in _PATTERNS.items():
        if match := pattern.search(text):
            return match[0], better
    return None


def has_place_for_a_name(text: str) -> bool:
    """Whether `text` invites somebody to fill in who a person is."""
    return _PLACEHOLDER.search(text) is not None
