"""Kinds of task that nobody knows: where protection may hang on one, a misspelt word would take it away unseen."""

import difflib
from collections.abc import Iterator

from config.fields import nearest
from config.mistakes import Mistake
from config.templates import TemplateParts
from workflows.language.kinds import KINDS, PROTECTION

MISSPELT = 0.8  # so alike, by difflib's ratio, that it is taken for the other word


def mistakes(parts: TemplateParts) -> Iterator[Mistake]:
    own = {task.shape.kind for task in parts.tasks} - KINDS.keys()
    told = set[str]()
    for task in parts.tasks:
        kind = task.shape.kind
        if kind in own and kind not in told:
            told.add(kind)  # once, at the first task that has it
            what = f"`{kind}` is no kind that the bot knows"
            if difflib.get_close_matches(kind, PROTECTION, cutoff=MISSPELT):
                yield task.mistake(what, _form(kind), "kind")
            else:
                yield task.mistake(what, f"leave it if it is your own; {_form(kind)}", "kind").as_warning()
        for number, word in enumerate(task.shape.blocks if parts.whole else ()):
            if word not in KINDS and word not in own:
                yield task.mistake(f"there is no kind `{word}` to forbid", _form(word), "blocks", number)


def _form(word: str) -> str:
    meant = nearest(word, KINDS)
    return f"did you mean `{meant}`?" if meant else "kinds that protection hangs on: " + ", ".join(PROTECTION)
