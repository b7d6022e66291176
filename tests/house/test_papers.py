"""What the pages tell people to type can be typed, and what they point to is there."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli.main import app
from tests.house.places import ROOT, shown, tracked

PAGES = [file for file in tracked() if file.suffix == ".md"]
README = ROOT / "README.md"
LONGEST_README = 200  # lines
LARGEST_PICTURE = 300_000  # bytes

FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
FOLDERS = ("bot", "commands", "workflows", "storage", "config", "demo", "benchmarks", "tests", "docs")
OURS = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./*-]*[\w/*]")


def typed(page: Path) -> Iterator[str]:
    """Every piece of code on a page: lines of its fenced blocks, and what stands between backticks."""
    text = page.read_text(encoding="utf-8")
    for block in FENCE.findall(text):
        yield from block.replace("\\\n", " ").splitlines()
    yield from INLINE.findall(FENCE.sub("", text))


def subcommands(line: str) -> Iterator[list[str]]:
    """What follows `python -m bot` in a line, up to the first option: the words that name a sub-command."""
    for after in re.findall(r"python -m bot((?: [a-z|…]+)*)", line):
        yield after.replace("…", "").split()


def is_a_command(words: list[str]) -> bool:
    """Whether each of the words (`show|recover` are two) names a command below the one before."""
    group: Any = typer.main.get_command(app)
    for word in words:
        below = getattr(group, "commands", None)
        if below is None:
            return True  # it has been named; what follows is what it works on
        names = word.split("|")
        if any(name not in below for name in names):
            return False
        group = below[names[0]]
    return True


def made(line: str) -> list[str]:
    """What a line asks make for: targets, without variables and options."""
    words = shlex.split(line, comments=True) if line.startswith("make ") else []
    return [word for word in words[1:] if "=" not in word and not word.startswith("-")]


def targets() -> set[str]:
    return set(re.findall(r"^([\w.-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_what_is_to_be_typed_exists(page):
    known, wrong = targets(), []
    for line in typed(page):
        wrong += [f"make {target}" for target in made(line) if target not in known]
        wrong += [f"python -m bot {' '.join(words)}" for words in subcommands(line) if not is_a_command(words)]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_what_is_pointed_to_exists(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
    paths = [path for code in typed(page) for path in OURS.findall(code) if code.startswith(path)]
    assert [path for path in paths if not any(ROOT.glob(path.rstrip("/")))] == []


def test_the_readme_is_short_and_its_picture_small():
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_README
    pictures = [README.parent / link for link in LINK.findall(text) if link.endswith(".png")]
    assert pictures
    assert all(picture.stat().st_size < LARGEST_PICTURE for picture in pictures)


def test_every_promise_has_a_test():
    promises = re.findall(r"^\| ([^|]+) \| (\[[^|]+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert promises
    for promise, shown_by in promises:
        tests = LINK.findall(shown_by)
        assert tests, promise
        assert all(test.startswith("tests/") and "def test_" in _text_of(test) for test in tests), promise


def _text_of(test: str) -> str:
    text = (ROOT / test).read_text(encoding="utf-8")
    return text + "def test_" if "RuleBasedStateMachine" in text else text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("python -m bot identity show --settings x", ["identity", "show"]),
        ("run `python -m bot …`", []),
        (".venv/bin/python -m bot check   # every mistake", ["check"]),
    ],
)
def test_a_sub_command_is_found_in_a_line(line, words):
    assert list(subcommands(line)) == [words]


@pytest.mark.parametrize(
    ("words", "there"), [(["identity", "show|recover"], True), (["identity", "prove-it"], False), (["fly"], False)]
)
def test_a_sub_command_that_is_not_there_is_noticed(words, there):
    assert is_a_command(words) is there


def test_make_is_read_without_its_variables():
    assert made("make demo KEEP=1 PORT=8008  # stays up") == ["demo"]
