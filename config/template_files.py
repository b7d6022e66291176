"""Template files: the shipped ones and a deployment's own, or one that was uploaded; each with what it extends."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path

import workflows
from config.extending import Library
from config.lint import mistakes_in
from config.located import Document, read, read_bytes
from config.loosening import loosened
from config.mistakes import Mistake, Mistakes
from config.shaping import MOST_TOLD
from config.templates import TemplateParts, parts_of, template_of
from workflows.language.template import Loosened, Template
from workflows.review.linting import Finding
from workflows.values.ids import TemplateId

TEMPLATES = "templates"
LARGEST_UPLOAD = 256 * 1024  # bytes


class Shelf:
    """The template files of one installation, by id: the folder's own go before the shipped ones."""

    def __init__(self) -> None:
        self.documents: dict[str, Document | None] = {}  # None: it could not be read
        self.shipped: dict[str, Document] = {}
        self.library = Library(self.documents)
        self.usable: dict[TemplateId, Template] = {}
        self.whole: dict[TemplateId, Document] = {}  # with all that they extend
        self._parts: dict[int, tuple[TemplateParts | None, tuple[Mistake, ...]]] = {}  # by identity of the document

    def add(self, places: Iterable[Path], found: list[Mistake]) -> None:
        """The files of each folder; one that comes first goes before a later one of the same id."""
        for place in places:
            for path in sorted(place.glob("*.yaml")):
                self._add(path, place, found)

    def _add(self, path: Path, place: Path, found: list[Mistake]) -> None:
        try:
            document = read(path)
        except Mistakes as mistakes:
            found.extend(mistakes.found)
            self.documents.setdefault(path.stem, None)
            return
        name = str(document.at(("id",)))
        if place == shipped_templates():
            self.shipped[name] = document
        before = self.documents.get(name)
        if before is not None and Path(before.path).parent == place:
            what = f"template `{name}` is also in {Path(before.path).name}"
            found.append(document.mistake(("id",), what, "keep one of them, or change its id"))
        self.documents.setdefault(name, document)

    def template(self, document: Document, found: list[Mistake]) -> Template | None:
        """The template in a file, checked by itself; None where it has mistakes, added to `found`."""
        before = len(found)
        extended = self.library.extended(document, found)
        if extended is None:
            return None
        whole, base = extended
        parts = self._parts_of(whole, found)
        if parts is None:
            return None
        found.extend(islice(sorted(mistakes_in(parts), key=lambda one: one.warning), MOST_TOLD))  # never warnings alone
        bases = [one for one in (base, self._shipped_below(document)) if one is not None]
        kept = [one for under in bases for one in self._loosened(under, parts, found)]
        if any(not mistake.warning for mistake in found[before:]):
            return None
        template = template_of(parts, tuple(dict.fromkeys(kept)))
        self.usable[template.id], self.whole[template.id] = template, whole
        return template

    def mistake(self, finding: Finding) -> Mistake:
        """What was found about a template where it is used, at its place in the template's file."""
        found = self.whole[finding.template].mistake(finding.part, finding.what, finding.form)
        return found.as_warning() if finding.warning else found

    def _shipped_below(self, document: Document) -> Document | None:
        """The shipped template of the same id, if this is another one."""
        shipped = self.shipped.get(str(document.at(("id",))))
        if shipped is None or shipped is document:
            return None
        extended = self.library.extended(shipped, [])
        return extended[0] if extended else None

    def _loosened(self, base: Document, parts: TemplateParts, found: list[Mistake]) -> tuple[Loosened, ...]:
        under = self._parts_of(base, [])
        return loosened(under, parts, found) if under is not None else ()

    def _parts_of(self, document: Document, found: list[Mistake]) -> TemplateParts | None:
        if id(document) not in self._parts:
            wrong: list[Mistake] = []
            parts = parts_of(document, wrong)
            self._parts[id(document)] = parts, tuple(wrong)
        parts, mistakes = self._parts[id(document)]
        found.extend(mistakes)
        return parts


def shipped_templates() -> Path:
    """The folder of the protocols that come with the bot."""
    return Path(workflows.__path__[0]) / TEMPLATES


def templates_of(folder: Path | None, found: list[Mistake]) -> Shelf:
    """The templates of a folder of settings and the shipped ones, mistakes added to `found`."""
    shelf = Shelf()
    shelf.add((*((folder / TEMPLATES,) if folder else ()), shipped_templates()), found)
    for document in shelf.documents.values():
        if document is not None:
            shelf.template(document, found)
    return shelf


def load_template(path: Path) -> Template:
    """One template, checked by itself; it may extend those beside it and the shipped ones. Raises Mistakes."""
    shelf = Shelf()
    shelf.add(dict.fromkeys((path.parent, shipped_templates())), [])
    beside = next((one for one in shelf.documents.values() if one is not None and one.path == str(path)), None)
    return _checked(str(path), lambda found: shelf.template(beside or read(path), found))


def template_from(raw: bytes, name: str, others: Mapping[str, bytes]) -> Template:
    """The template in `raw`, as it came from a file called `name`, for example an upload.

    `others` are the sources, by id, that it may extend; the shipped ones may be extended too. Raises Mistakes.
    """
    shelf = Shelf()
    for other, content in others.items():
        try:
            shelf.documents[other] = read_bytes(content, f"{other}.yaml")
        except Mistakes:
            shelf.documents[other] = None
    shelf.add([shipped_templates()], [])
    return _checked(name, lambda found: shelf.template(read_bytes(raw, name, LARGEST_UPLOAD), found))


def _checked(name: str, make: Callable[[list[Mistake]], Template | None]) -> Template:
    found: list[Mistake] = []
    template = make(found)
    if template is None:
        wrong = [mistake for mistake in found if not mistake.warning]
        raise Mistakes(wrong or [Mistake(name, 1, 1, "what it extends cannot be read", "mend that first")])
    return template
