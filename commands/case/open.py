"""`case open TEMPLATE`: asks what it must, shows whom it would invite, and opens the case on `go`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands.languages import language
from commands.spec import NO_TEXT, Command, Place, Rest, Scope, Turn
from commands.words import fold, reference
from workflows.casework.asking import Asking, with_said
from workflows.casework.draft import Draft, fitting, new_draft, of_data, places
from workflows.casework.opening import answer, no_place, openable, propose
from workflows.casework.reading import named, values_for
from workflows.casework.snapshots import DeskSnapshot
from workflows.language.template import FieldKind, Template, TemplateField
from workflows.values.directory import Directory, Priority
from workflows.values.effects import Decision
from workflows.values.ids import JurisdictionId, TemplateId
from workflows.values.model import Dialogue
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.fields import BadFieldTime
from workflows.values.notices.opening import BadPastTime, CannotOpen, NoSuchTemplate
from workflows.values.notices.service import NoSuchCase

NO_TEMPLATE = TemplateId("")
LONGEST_NAME = 4  # words of a jurisdiction's name, or of a moment: `26 nov 2026 16:00`


@dataclass(frozen=True, slots=True)
class Args:
    template: str = ""
    details: Rest = NO_TEXT


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    asking = _asking(desk, turn)
    known = openable(asking)
    if not known:
        raise Refused(CannotOpen())
    draft = new_draft(turn.moment, asking.taken)
    words = [args.template, *args.details.split()] if args.template else []
    if words and len(known) == 1 and words[0].upper() in Priority.__members__:
        words.insert(0, known[0])  # `case open P2`, where there is one procedure only
    if words:
        template = asking.templates.get(TemplateId(words[0]))
        if template is None or template.id not in known:
            raise Refused(NoSuchTemplate(Said(words[0][:40]), known))
        draft = _read(replace(draft, template=template.id), template, words[1:], asking)
    return propose(draft, asking)


def read_answer(dialogue: Dialogue, text: str, desk: DeskSnapshot, turn: Turn) -> Decision:
    """What follows from an answer to a question about a case that is being opened. Raises Refused."""
    return answer(of_data(dialogue.data), text, _asking(desk, turn))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="case open",
    words=("case open", "open case", "new case"),
    summary="Open a case: I ask at most three questions and show whom I would invite.",
    usage="case open PROCEDURE [JURISDICTION] [P1-P4]",
    example="!case open uk-nrm-adult england P2",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="liaisons and leads",
)


def _asking(desk: DeskSnapshot, turn: Turn) -> Asking:
    return Asking(
        person=turn.actor,
        room=turn.room,
        moment=turn.moment,
        templates=desk.templates,
        taken=desk.taken_refs,
        mentions=turn.mentions,
        cases={case.case.ref: case.case.id for case in desk.cases},
    )


def _read(draft: Draft, template: Template, words: Sequence[str], asking: Asking) -> Draft:
    """What the line settles already, in any order: priority, jurisdiction, `go`, `speaks vi`, `from C-…`, fields."""
    at = 0
    while at < len(words):
        word = fold(words[at])
        if word.upper() in Priority.__members__:
            draft, at = replace(draft, priority=Priority(word.upper())), at + 1
        elif word == "go":
            draft, at = replace(draft, go=True), at + 1
        elif word in ("speaks", "speaking", "language") and at + 1 < len(words):
            code, count = language(words[at + 1 :]) or (fold(words[at + 1]), 1)
            draft, at = replace(draft, language=code), at + 1 + count
        elif word == "from" and at + 1 < len(words) and (ref := reference(words[at + 1])):
            if ref not in asking.cases:
                raise Refused(NoSuchCase(ref))
            draft, at = replace(draft, linked=ref), at + 2
        elif found := _jurisdiction(words[at : at + LONGEST_NAME], template, asking.moment.directory):
            draft, at = replace(draft, jurisdiction=found[0]), at + found[1]
        elif (name := named(words[at], template.ask)) is not None and at + 1 < len(words):
            draft, at = _field(draft, template.fields[name], words, at + 1, asking)
        else:
            draft, at = _moment(draft, template, words, at, asking)
    return draft


def _jurisdiction(words: Sequence[str], template: Template, directory: Directory) -> tuple[JurisdictionId, int] | None:
    """By id or name, as many words as it takes."""
    for count in range(len(words), 0, -1):
        typed = " ".join(map(fold, words[:count]))
        for id in template.jurisdictions:
            known = directory.jurisdictions.get(id)
            if known is not None and typed in (id.casefold(), known.name.casefold()):
                return id, count
    return None


def _field(draft: Draft, field: TemplateField, words: Sequence[str], at: int, asking: Asking) -> tuple[Draft, int]:
    """A field that is named, from as many words behind it as say something of it. Raises Refused."""
    if not fitting(draft, places(asking.templates[draft.template or NO_TEMPLATE], asking.person, asking.moment)):
        raise Refused(no_place(draft, asking, words[at]))
    if field.kind in (FieldKind.CODE, FieldKind.CODES):
        known = {value.casefold() for value in values_for(field, asking.moment.directory)}
        count = 0
        while at + count < len(words) and fold(words[at + count]).replace("-", "_") in known:
            count += 1
            if field.kind is FieldKind.CODE:
                break
    elif field.kind is FieldKind.COUNT:
        count = 1
    else:
        return _longest(draft, field, words, at, asking)
    said = " ".join(words[at : at + max(count, 1)])
    return with_said(draft, field, said, asking), at + max(count, 1)


def _moment(draft: Draft, template: Template, words: Sequence[str], at: int, asking: Asking) -> tuple[Draft, int]:
    """The moment that the template asks for, without its name. Raises Refused."""
    found = fitting(draft, places(template, asking.person, asking.moment))
    name = template.asked_moment
    if not found or name is None or name in draft.said:
        raise Refused(no_place(draft, asking, words[at]))
    return _longest(draft, template.fields[name], words, at, asking)


def _longest(draft: Draft, field: TemplateField, words: Sequence[str], at: int, asking: Asking) -> tuple[Draft, int]:
    """The longest reading of a time; if none is one, the mistake of the longest."""
    mistake: Refused | None = None
    for count in range(min(LONGEST_NAME, len(words) - at), 0, -1):
        try:
            return with_said(draft, field, " ".join(words[at : at + count]), asking), at + count
        except Refused as no:
            if mistake is None or _code(mistake) == "unknown":
                mistake = no
    if mistake is None or _code(mistake) == "unknown":
        raise Refused(no_place(draft, asking, words[at]))
    raise mistake


def _code(mistake: Refused) -> str:
    notice = mistake.notice
    return notice.code if isinstance(notice, BadPastTime | BadFieldTime) else ""
