"""LT4: no text that people read holds a word that hurts, or a place for a name."""

from collections.abc import Iterator

from config.located import Loc
from config.mistakes import Mistake
from config.templates import TemplateParts
from config.wording import has_place_for_a_name, word_to_avoid

LONGEST_TITLE = 100  # characters: a line of the board


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    for loc, called, text in _texts(parts):
        if found := word_to_avoid(text):
            into = text.index(found[0])
            what = f"`{found[0]}` is a word to avoid in {called}s"
            yield parts.document.mistake(loc, what, f"say {found[1]}", into=into)
        if has_place_for_a_name(text):
            yield parts.document.mistake(loc, f"the {called} has a place for a name", "say `the person`")
        if called == "title" and len(text) > LONGEST_TITLE:
            what = f"the title has more than {LONGEST_TITLE} characters"
            yield parts.document.mistake(loc, what, "say it shorter; the rest fits into `rule_text`")


def _texts(parts: TemplateParts) -> Iterator[tuple[Loc, str, str]]:
    """Every text with its place and what it is called."""
    top = parts.top.shape
    yield ("title",), "title", top.title
    for number, banner in enumerate(top.banners):
        written = parts.document.at(("banners", number))
        loc: Loc = ("banners", number, "text") if isinstance(written, dict) else ("banners", number)
        yield loc, "banner", banner.text
    for field in parts.fields.values():
        yield (*field.loc, "label"), "label", field.shape.label
    for task in parts.tasks:
        yield (*task.loc, "title"), "title", task.shape.title
        if task.shape.rule_text:
            yield (*task.loc, "rule_text"), "rule", task.shape.rule_text
        if task.shape.banner:
            yield (*task.loc, "banner"), "banner", task.shape.banner
