"""Named places where the tests end the process as `kill -9` does, to see what it finds when it comes back."""

import os
import signal
from pathlib import Path

ORDER = os.environ.get("CASEROOM_STOP_AT")
"""A file in which a test writes `NAME` or `NAME:COUNT`, the place and at which passing; not set in an installation."""


def passing(point: str) -> None:
    """Here the process may end without another word: nothing is written back, no `finally` runs."""
    if ORDER is not None:
        _end_if_ordered(Path(ORDER), point)


def _end_if_ordered(order: Path, point: str) -> None:
    name, _, count = order.read_text().strip().partition(":") if order.exists() else ("", "", "")
    if name != point:
        return
    left = int(count or 1) - 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    order.write_text(f"{point}:{left}")
