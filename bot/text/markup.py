"""One tree, two renditions: what a message says in plain text and in the few HTML tags that phone clients draw.

Sentences are written with `<b>` and `<c>` only. Arguments stand in them as private-use characters and become text
nodes after parsing, so nothing that a person typed can ever be read as markup.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Bold:
    inside: "Tree"


@dataclass(frozen=True, slots=True)
class Typed:
    """Something to type as it stands."""

    inside: "Tree"


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line."""


Node = Text | Bold | Typed | Break
Tree = tuple[Node, ...]

FIRST_SLOT, LAST_SLOT = 0xE000, 0xF8FF  # the private-use area: refused in what people type
TOKEN = re.compile(rf"</?[bc]>|\n|[{chr(FIRST_SLOT)}-{chr(LAST_SLOT)}]")


class BadMarkup(ValueError):
    """A sentence of ours is not well formed. Found by the test over all sentences."""


def slot(number: int) -> str:
    """The character that stands for argument `number` until the sentence has been parsed."""
    return chr(FIRST_SLOT + number)


def parse(sentence: str, slots: Mapping[str, Tree]) -> Tree:
    """Raises BadMarkup for a tag that is not closed in order."""
    open_tags: list[tuple[str, list[Node]]] = [("", [])]
    place = 0
    for found in TOKEN.finditer(sentence):
        if found.start() > place:
            open_tags[-1][1].append(Text(sentence[place : found.start()]))
        place = found.end()
        mark = found.group()
        if mark == "\n":
            open_tags[-1][1].append(Break())
        elif mark in slots:
            open_tags[-1][1].extend(slots[mark])
        elif mark in ("<b>", "<c>"):
            open_tags.append((mark[1], []))
        elif mark in ("</b>", "</c>"):
            name, inside = open_tags.pop()
            if name != mark[2] or not open_tags:
                raise BadMarkup(sentence)
            open_tags[-1][1].append(Bold(tuple(inside)) if name == "b" else Typed(tuple(inside)))
        else:
            raise BadMarkup(sentence)
    if place < len(sentence):
        open_tags[-1][1].append(Text(sentence[place:]))
    if len(open_tags) != 1:
        raise BadMarkup(sentence)
    return tuple(open_tags[0][1])


def join(parts: Sequence[Tree], between: Tree) -> Tree:
    joined: list[Node] = []
    for number, part in enumerate(parts):
        if number:
            joined.extend(between)
        joined.extend(part)
    return tuple(joined)


def plain(tree: Tree, *, bare_words: bool) -> str:
    """Without HTML. `bare_words`: in a direct chat commands need no `!`."""
    return "".join(_plain(node, bare_words) for node in tree)


def _plain(node: Node, bare: bool) -> str:
    match node:
        case Text(text):
            return text
        case Bold(inside):
            return plain(inside, bare_words=bare)
        case Typed(inside):
            return f"`{_typed(inside, bare)}`"
        case Break():
            return "\n"
    assert_never(node)


def _typed(inside: Tree, bare: bool) -> str:
    words = plain(inside, bare_words=bare)
    return words.removeprefix("!") if bare else words


def as_html(tree: Tree, *, bare_words: bool) -> str:
    """With `b`, `code` and `br` only; everything else escaped."""
    return "".join(_html(node, bare_words) for node in tree)


def _html(node: Node, bare: bool) -> str:
    match node:
        case Text(text):
            return html.escape(text, quote=True)
        case Bold(inside):
            return f"<b>{as_html(inside, bare_words=bare)}</b>"
        case Typed(inside):
            return f"<code>{html.escape(_typed(inside, bare), quote=True)}</code>"
        case Break():
            return "<br>"
    assert_never(node)
