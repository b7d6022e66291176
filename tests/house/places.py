"""Where the project's own files are, for the tests that read them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "commands", "workflows", "storage", "config")
ALL_CODE = (*PACKAGES, "demo", "benchmarks", "tests")


def modules(*folders: str) -> Iterator[Path]:
    """Every Python file below the named folders of the project."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def tracked() -> list[Path]:
    """Every file that git keeps, or would keep if it were added now."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    files = [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]
    assert files, "git lists no files"
    return files


def shown(path: Path) -> str:
    """The path as people know it, from the top of the project."""
    return path.relative_to(ROOT).as_posix()
