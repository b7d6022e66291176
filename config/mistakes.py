"""What is wrong in the settings, said so that it can be mended: file, place, what is wrong, the correct form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in one place. Lines and columns count from 1, as editors show them."""

    path: str
    line: int
    column: int
    what: str
    form: str
    warning: bool = False  # worth a look; nothing is stopped by it

    def __str__(self) -> str:
        said = f"warning: {self.what}" if self.warning else self.what
        line = f"{self.path}:{self.line}:{self.column} {said}; {self.form}"
        return "".join(char if char.isprintable() else "?" for char in line)

    def as_warning(self) -> "Mistake":
        return replace(self, warning=True)


class Mistakes(Exception):
    """All mistakes of one run, in the order of the files; nothing was loaded."""

    def __init__(self, found: Iterable[Mistake]) -> None:
        self.found = tuple(sorted(set(found)))
        super().__init__("\n".join(map(str, self.found)))
