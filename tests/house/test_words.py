"""Words that hurt the people whom a case is about are in no sentence, template or page (and some in no code)."""

import re
from pathlib import Path

import pytest

from tests.house.places import ROOT, shown, tracked

# What to avoid, and what to say: after the glossaries of survivors' organisations and the field's own guidance.
IN_SENTENCES = {
    r"rescu(e|es|ed|er|ers|ing)": "met, located, brought to safety",
    r"(alleged|so-called) victims?": "potential victim",
    r"(child )?prostitutes?|sex slaves?": "person exploited in commercial sex",
    r"illegal (immigrants?|aliens?|migrants?)": "person with irregular status",
    r"uncooperative|refus(es|ed|ing) to cooperate": "not engaging at present",
    r"runaways?": "missing child",
    r"interrogat(e|es|ed|ing|ion|ions)": "interview",
    r"confess(es|ed|ion|ions)?": "say, report, disclose",
    r"targets?|targeted": "person, people; or the thing that is meant",
    r"raid(s|ed|ing)?": "operation, action day",
    r"hand over the victim|deliver the victim|transfer the victim": "refer the person",
    r"pimps?": "exploiter, trafficker",
    r"failed to attend|missed (your|the) deadline": "appointment not kept; is late",
    r"case is (cold|dead|killed)": "closed",
    r"🎉|🎊|🥳": "neutral text",
    r"\{ ?\$?(victim|survivor)": "the person, without a name",
}
EVERYWHERE = {
    r"kill(s|ed|ing)? (the |a )?tasks?|execute tasks?": "stop the task, run",
    r"slaves?": "replica, standby",
    r"orphan(s|ed)?": "unlinked",
    r"zombies?": "stale",
    r"abort(s|ed|ing)? child": "stop the sub-process",
}
SENTENCES = {".ftl", ".yaml", ".yml", ".md"}
CODE = {".py", ".toml", ".sql", ".ini", ".html", ".css", ".js"}
ITSELF = Path(__file__)
NAMES_COLUMNS = ROOT / "docs" / "fields.md"  # made from the tables; a column is called what the code calls it


def pattern(word: str) -> re.Pattern[str]:
    """The word, not as a part of another, in capitals or not."""
    return re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.IGNORECASE)


def found(text: str, words: dict[str, str]) -> list[str]:
    """Each line in which one of the words stands, with what to say in its place."""
    return [
        f"line {number}: {match.group()!r}: say {instead}"
        for word, instead in words.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern(word).search(line))
    ]


def files(kinds: set[str]) -> list[Path]:
    return [file for file in tracked() if file.suffix in kinds and file not in (ITSELF, NAMES_COLUMNS)]


@pytest.mark.parametrize("file", files(SENTENCES), ids=shown)
def test_no_sentence_hurts(file):
    assert found(file.read_text(encoding="utf-8"), IN_SENTENCES | EVERYWHERE) == []


@pytest.mark.parametrize("file", files(CODE), ids=shown)
def test_no_code_uses_a_word_that_hurts_here(file):
    assert found(file.read_text(encoding="utf-8"), EVERYWHERE) == []


@pytest.mark.parametrize(
    "sentence",
    ["The raid is at 06:00.", "She was Rescued.", "Kill task 4", "an orphan task", "Well done 🎉", "{ $victim }"],
)
def test_the_words_are_recognised(sentence):
    assert found(sentence, IN_SENTENCES | EVERYWHERE)


@pytest.mark.parametrize("sentence", ["Task 4 is 35 min late.", "The afraid person was braided.", "kill -9"])
def test_other_words_pass(sentence):
    assert found(sentence, IN_SENTENCES | EVERYWHERE) == []


def test_the_sentences_of_the_project_are_among_the_files():
    assert ROOT / "CHANGELOG.md" in files(SENTENCES)
