"""`python -m tests`: every test, as two runs of pytest side by side: one works while the other waits for a homeserver.

What the second run says is shown once the first has ended. With arguments it is one plain run of pytest.
"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parent
ON_A_HOMESERVER: Final = ("demo", "server", "whole")
PYTEST: Final = (sys.executable, "-m", "pytest")


def parts() -> tuple[list[Path], list[Path]]:
    """What each run tries: all that needs no homeserver, and the rest. Together it is all there is."""
    found = sorted(path for path in TESTS.iterdir() if _has_tests(path))
    beside = [path for path in found if path.name in ON_A_HOMESERVER]
    return [path for path in found if path not in beside], beside


def _has_tests(path: Path) -> bool:
    return any(path.rglob("test_*.py")) if path.is_dir() else path.match("test_*.py")


def side_by_side(first: Sequence[Path], second: Sequence[Path]) -> int:
    """The exit code of the first run that did not go well; 0 if both did."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen((*PYTEST, "-o", "cache_dir=.pytest_cache/beside", *second), stdout=said, stderr=said)  # noqa: S603
        here = subprocess.Popen((*PYTEST, *first))  # noqa: S603

        def end(number: int, _: object) -> None:
            for run in (here, beside):
                run.send_signal(number)  # they stop the servers that they started, and we wait for that

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells both of them itself
        here.wait()
        _say(f"{_names(first)}: {(time.monotonic() - began) / 60:.1f} min. Still under way: {_names(second)}")
        beside.wait()
        said.seek(0)
        sys.stdout.buffer.write(said.read())
        _say(f"Both: {(time.monotonic() - began) / 60:.1f} min")
    return here.returncode or beside.returncode


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _say(line: str) -> None:
    sys.stdout.write(f"\n{line}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:]:
        raise SystemExit(subprocess.call((*PYTEST, *sys.argv[1:])))  # noqa: S603
    raise SystemExit(side_by_side(*parts()))
