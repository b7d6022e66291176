"""The log holds our own lines, each one JSON object, and nothing that a library says."""

import json
import subprocess
import sys

from tests.house.places import ROOT

PROGRAM = """
import logging
import structlog
from bot.cli import log
log.configure()
structlog.get_logger().info("ready", version="1")
logging.getLogger("bot.matrix.session").warning("no sync: %s", "M_LIMIT_EXCEEDED")
logging.getLogger("bot.matrix.session").debug("too fine")
logging.getLogger("nio.events").error("what a person wrote")
logging.getLogger("sqlalchemy.engine").critical("what a row holds")
"""


def said() -> str:
    """What a process that logs like the bot leaves on standard error."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


def test_each_line_is_one_object_with_time_and_level():
    lines = [json.loads(line) for line in said().splitlines()]
    assert [(line["level"], line["event"]) for line in lines] == [
        ("info", "ready"),
        ("warning", "no sync: M_LIMIT_EXCEEDED"),
    ]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert lines[1]["module"] == "bot.matrix.session"


def test_what_libraries_say_is_dropped():
    assert "what a" not in said()
