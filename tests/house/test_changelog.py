"""The version is said in three places, and they agree."""

import re
import tomllib

from bot import VERSION
from tests.house.places import ROOT

HEADINGS = re.findall(r"^## \[([^]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_project_and_the_bot_have_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def test_the_changelog_opens_with_what_is_not_released():
    assert HEADINGS[0] == "Unreleased"


def test_the_newest_release_in_the_changelog_is_this_version():
    first_release_to_come = "0.1.0"
    assert (HEADINGS[1] if len(HEADINGS) > 1 else first_release_to_come) == VERSION
