"""What operators read where the homeserver answers a login with neither yes nor no."""

import pytest

from bot.matrix.login import away
from bot.matrix.wire import Answer


@pytest.mark.parametrize(
    ("status", "body", "line"),
    [
        (429, {"retry_after_ms": 2500}, "The homeserver asks to wait 3 seconds before the next login."),
        (429, {"retry_after_ms": 3_600_000}, "The homeserver asks to wait at least 300 seconds before the next login."),
        (429, {}, "The homeserver asks to wait before the next login."),
        (0, {}, "The homeserver does not answer. It is tried again."),
        (502, {}, "The homeserver cannot check logins now (HTTP 502). It is tried again."),
    ],
)
def test_the_line_is_true_whatever_wait_was_asked_for(status, body, line):
    assert away(Answer(status, body)).line == line
