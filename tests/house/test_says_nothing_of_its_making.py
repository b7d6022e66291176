"""The project speaks of itself alone: no address of a machine or a package index, no page that it does not have."""

import re
from pathlib import Path

import pytest

from tests.house.places import shown, tracked

ITSELF = Path(__file__)
BINARY = {".png", ".jpg", ".ico", ".woff2", ".db"}

ELSEWHERE = {
    "a folder of somebody's machine": r"(?<![\w.$}])/(work|root|home|Users|opt|mnt|srv)/\w",
    "a package index": r"pythonhosted\.org|pypi\.org/simple|--(extra-)?index-url|--find-links|--trusted-host",
    "an image registry": r"\b(ghcr|docker|quay|gcr)\.io\b",
    "a number of a list that readers do not have": r"(?<![\w-])(?<!nio )(?<!Synapse )issue #?\d",
}
PAGE = re.compile(r"(?<![\w/:.*>-])((?:[\w-]+/)*[\w-]+\.md)\b")


def texts() -> list[Path]:
    return [file for file in tracked() if file.suffix not in BINARY and file != ITSELF]


def violations(text: str, pages: set[str]) -> list[str]:
    """Each line that points out of the project."""
    trouble = []
    for number, line in enumerate(text.splitlines(), 1):
        trouble += [f"line {number}: {what}" for what, pattern in ELSEWHERE.items() if re.search(pattern, line)]
        trouble += [
            f"line {number}: there is no page {page}"
            for page in PAGE.findall(line)
            if page.rpartition("/")[2] not in pages
        ]
    return trouble


PAGES = {file.name for file in tracked() if file.suffix == ".md"}


@pytest.mark.parametrize("file", texts(), ids=shown)
def test_a_file_points_to_nothing_that_its_readers_do_not_have(file):
    assert violations(file.read_text(encoding="utf-8"), PAGES) == []


@pytest.mark.parametrize(
    "line",
    [
        "see /home/ana/notes",
        "--extra-index-url somewhere",
        "FROM ghcr.io/x",
        "as issue 7 says",
        "see plans.md 4",
        "see notes/plans.md",
    ],
)
def test_what_points_elsewhere_is_recognised(line):
    assert violations(line, {"README.md"})


@pytest.mark.parametrize(
    "line", ["see README.md", "https://example.org/home/page.md", "nio issue #494", "COPY --from=a /venv /venv"]
)
def test_what_readers_can_open_passes(line):
    assert violations(line, {"README.md"}) == []
