"""One answer at a time for a first configuration: each is checked as it is given, with its correct form."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.beginning import Member, Place, id_of, only_zone, place_named, zones_of
from config.fields import Language, PlaceId, Text, User, Zone, did_you_mean
from config.place_names import codes_for, language_called
from config.settings import better_address
from config.template_fields import AgencyType
from config.template_files import templates_of
from workflows.language.template import Template


class Unfit(ValueError):
    """What was answered cannot be used; says why and gives a correct form."""


def checked(kind: Any, answer: str) -> str:
    """The answer, if it is one of this kind of `config.fields`. Raises Unfit."""
    try:
        return str(TypeAdapter(kind).validate_python(answer.strip()))
    except ValidationError as refused:
        said = refused.errors()[0].get("ctx", {})
        raise Unfit(f"{said.get('what', 'this cannot be used')}; {said.get('form', 'try again')}") from None


def homeserver(answer: str) -> str:
    """An address that the bot can reach safely. Raises Unfit."""
    if form := better_address(answer.strip()):
        raise Unfit(f"`{answer.strip()}` cannot be used; {form}")
    return answer.strip()


def user(answer: str) -> str:
    """A Matrix id. Raises Unfit."""
    return checked(User, answer)


def name(answer: str) -> str:
    """A name of which a short one can be made. Raises Unfit."""
    if not id_of(found := checked(Text, answer)):
        raise Unfit(f"`{found}` has no letter from a to z; write it with some, for example `Harbour Task Force`")
    return found


def alone(answer: str) -> str:
    """A name without what else belongs to it, as asked for step by step. Raises Unfit."""
    if "@" in answer or "," in answer:
        raise Unfit("a name has no `@` and no `,`; write it alone, for example `City Police`: the rest is asked next")
    return name(answer)


def place_code(answer: str) -> str:
    """The code of a jurisdiction. Raises Unfit, with the code where its name was given."""
    typed = answer.strip()
    code = typed.upper() if typed.isascii() else typed
    try:
        found = checked(PlaceId, code)
    except Unfit:
        if meant := codes_for(typed):
            listed = " or ".join(f"`{one}`" for one in meant[:3])
            raise Unfit(f"`{typed}` is not a jurisdiction's id; did you mean {listed}?") from None
        raise
    if found == "UK":
        raise Unfit("`UK` is not its code in ISO 3166; write `GB`, or a part as `GB-ENG`")
    return found


def languages(answer: str) -> tuple[str, ...]:
    """One or more codes of languages, with a space or a comma between them. Raises Unfit."""
    found = []
    for one in answer.replace(",", " ").split():
        if code := language_called(one):
            raise Unfit(f"`{one}` is not a language code of ISO 639; write `{code}`")
        found.append(checked(Language, one.lower()))
    if not found:
        raise Unfit("no language is named; write for example `en ro`")
    return tuple(dict.fromkeys(found))


def place(answer: str, now: datetime) -> Place:
    """`GB-ENG`, or with its zone `US-CA=America/Los_Angeles`. Raises Unfit, also where the zone has to be said."""
    code, _, zone = answer.partition("=")
    code = place_code(code)
    known = checked(Zone, zone) if zone else only_zone(code[:2], now)
    if known is None:
        listed = zones_of(code[:2])
        form = f"write for example `{code}={listed[0] if listed else 'Europe/London'}`"
        raise Unfit(f"`{code[:2]}` has {'several time zones' if listed else 'no time zone that is known'}; {form}")
    return place_named(code, known)


def person(answer: str) -> tuple[str, str]:
    """`@morgan:example.org, Lead Morgan`; without a name, that of the account. Raises Unfit."""
    first, _, called = answer.partition(",")
    who = user(first)
    return who, checked(Text, called) if called.strip() else called_by(who)


def called_by(who: str) -> str:
    """A name for somebody whose name was not given: `@morgan:example.org` is Morgan."""
    return " ".join(part.capitalize() for part in who[1:].partition(":")[0].replace(".", " ").split()) or who


def member(answer: str) -> Member:
    """`City Police, police, @reyes:example.org, Officer Reyes`. Raises Unfit."""
    called, kind, *rest = (*(part.strip() for part in answer.split(",", 2)), "")
    if not kind or not any(rest):
        form = "write `City Police, police, @reyes:example.org, Officer Reyes`"
        raise Unfit(f"`{answer}` does not name an agency, its type and its first person; {form}")
    who, known_as = person(rest[0])
    return Member(name=name(called), type=agency_type(kind), user=who, person=known_as)


def agency_type(answer: str) -> str:
    """One of the types of agencies. Raises Unfit."""
    return checked(AgencyType, answer.strip().lower().replace(" ", "_"))


def new_among(members: Sequence[Member], one: Member) -> Member:
    """The agency, if its short name is not taken. Raises Unfit."""
    if any(one.id == other.id for other in members):
        raise Unfit(f"there is an agency `{one.id}` already; give this one another name")
    return one


def shipped(*, abstract: bool = False) -> tuple[Template, ...]:
    """The templates that come with the bot and can be opened, by id; also those that can only be extended."""
    known = sorted(templates_of(None, []).usable.values(), key=lambda one: one.id)
    return tuple(one for one in known if abstract or not one.abstract)


def templates(answers: Iterable[str], offered: Sequence[Template]) -> tuple[str, ...]:
    """The ids that were chosen, by number or id; nothing means all. Raises Unfit."""
    if not offered:
        raise Unfit("no shipped template is for these jurisdictions; name another jurisdiction, or begin with `US`")
    ids: list[str] = [one.id for one in offered]
    found = []
    for answer in answers:
        if answer.isdecimal() and 1 <= int(answer) <= len(ids):
            found.append(ids[int(answer) - 1])
        elif answer in ids:
            found.append(answer)
        else:
            raise Unfit(f"`{answer}` is not among them; {did_you_mean(answer, ids)}")
    return tuple(dict.fromkeys(found)) or tuple(ids)
