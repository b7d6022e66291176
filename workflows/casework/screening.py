"""Free text that looks like data about a person is refused before it is kept. Names cannot be recognised reliably.

A pattern is here for each kind that looks alike everywhere; what an agency's own system should hold stays there.
"""

import re
from collections.abc import Sequence

LONGEST_TEXT = 140  # characters of any free text

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
OLD_YEAR = r"(?:19\d\d|20[01]\d)"  # of a birth, not of a deadline
STREET = r"street|avenue|crescent|terrace|boulevard|blvd|mews|stra(?:ss|ß)e|gasse|allee"  # means nothing else
ROAD = r"road|rd|lane|ave|st|str"  # after one word alone: `14 harbour road`, but not `20 min on the road`
CAPITAL_STREET = (
    r"Road|Lane|Drive|Close|Court|Square|Gardens|Place|Way|Platz|Weg"  # words of every day in small letters
)
STREET_FIRST = r"rue|via|viale|calle|avenida|avenue|boulevard|strada|ulica|ul\.|piazza|plaza|rua"
PAPER = r"(?:passport|visa|id card|identity card|licence|license|nhs|ssn)"
FLAT = r"(?:flat|apt|apartment|room|unit)"

PATTERNS: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (code, re.compile(pattern, re.IGNORECASE))
    for code, pattern in (
        ("email", r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.|\s?\(dot\)\s?)[a-z]{2,}"),
        ("birth-date", r"\b(?:d\.?o\.?b\.?|born(?: on)?|birth ?(?:day|date)|date of birth)\b\W*(?:on |is |in )?\W*\d"),
        ("birth-date", rf"\b\d{{1,2}}[./-]\d{{1,2}}[./-]{OLD_YEAR}\b"),
        ("birth-date", rf"\b{OLD_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}\b"),
        ("birth-date", rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH},? {OLD_YEAR}\b"),
        ("birth-date", rf"\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {OLD_YEAR}\b"),
        ("place", r"[-+]?\d{1,3}\.\d{3,}\s*°?\s*[ns]?\s*[,; ]\s*[-+]?\d{1,3}\.\d{3,}\s*°?\s*[ew]?"),
        ("place", r"\d{1,3}\s*°\s*\d{1,2}\s*['\u2032]"),
        ("place", r"///\w+\.\w+\.\w+"),
        ("place", r"\b(?:geo:|maps\.(?:google|apple)|goo\.gl/maps|what3words)"),
        ("document", r"(?<![\w/-])\d{3}-\d{2}-\d{4}(?![\w/-])"),
        ("phone", r"(?<![\w/])(?:\+|00)\d(?:[\s()./-]*\d){6,14}\b"),
        ("phone", r"(?<![\w/-])\(?0\d{1,4}\)?[\s./-]*\d(?:[\s./-]?\d){4,9}(?![\w/-])"),
        ("phone", r"(?<![\w/-])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?![\w/-])"),
        ("phone", r"\b(?:phone|tel|mobile|cell|whatsapp|telegram|signal)\b\W{0,3}\+?\d[\d\s-]{4,}"),
        ("document", r"(?<![\w/-])[a-z]{1,2}\d{6,9}(?![\w/-])"),
        ("document", r"(?<![\w/-])[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d](?![\w/-])"),
        ("document", rf"\b{PAPER}\b\W{{0,3}}(?:no\.?|nr\.?|number|#)?\W{{0,3}}\w*\d{{4,}}"),
        ("document", r"(?<![\w/-])\d{9,}(?![\w/-])"),
        ("document", r"(?<![\w/-])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?![\w/-])"),
        ("street", rf"(?<![\w/-])\d{{1,4}}[a-z]?,? (?:[^\W\d][\w'-]* ){{1,3}}(?:{STREET})\b"),
        ("street", rf"(?<![\w/-])\d{{1,4}}[a-z]?,? [^\W\d][\w'-]* (?:{ROAD})\b"),
        ("street", rf"(?<![\w/-])\d{{1,4}}[a-z]?,? (?-i:(?:[A-Z][\w'-]* ){{1,3}}(?:{CAPITAL_STREET}))\b"),
        ("street", rf"\b(?:{STREET_FIRST})\s(?:[^\W\d][\w'-]*\s){{1,4}}\d{{1,4}}\b"),
        ("street", rf"\b\d{{1,4}}(?: bis| ter)?,? (?:{STREET_FIRST})\s[^\W\d]"),
        ("street", r"\b[^\W\d]{3,}(?:stra(?:ss|ß)e|str\.|weg|gasse|allee|platz|straat|laan|gatan|vej)\s\d{1,4}\b"),
        ("street", rf"\b{FLAT} \d{{1,4}}[a-z]?,"),
        ("street", r"(?<![\w/-])[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}(?![\w/-])"),
    )
)  # fmt: skip

IN_A_REFERENCE = frozenset({"email", "birth-date", "place", "street"})
"""What is refused in a reference of an agency's own system, which may well be a long number."""


def personal(text: str, *, reference: bool = False) -> str | None:
    """The kind of personal data that `text` looks like: email, birth-date, place, phone, document, street; or None."""
    for code, pattern in PATTERNS:
        if (not reference or code in IN_A_REFERENCE) and pattern.search(text):
            return code
    return None
