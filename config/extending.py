"""Templates that extend another: everything of it, then the file's own keys. Each part remembers in which file it
stands, so that a mistake points there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from config.fields import did_you_mean
from config.lint import MOST_TASKS
from config.located import Document, Loc, Place, Value
from config.mistakes import Mistake
from config.shaping import MOST_TOLD

DEEPEST = 5  # templates, one extending the other
OWN = {"id", "version", "extends", "without", "abstract"}  # never taken over
OWN_OF_A_TASK = {"looser_because", "after"}
BY_NAME = ("roles", "fields")  # merged by name, key by key
BY_KEY = ("sources", "ladders")  # merged by key


@dataclass(slots=True)
class Merged(Document):
    """A file together with what it extends; `origins` says from which file a part is, by the part's path in here."""

    origins: dict[Loc, tuple[Document, Loc]] = field(default_factory=dict)

    def place(self, loc: Loc, *, key: bool = False, into: int = 0) -> Place:
        for cut in range(len(loc), -1, -1):
            if loc[:cut] in self.origins:
                document, there = self.origins[loc[:cut]]
                return document.place((*there, *loc[cut:]), key=key, into=into)
        return (self.path, 1, 1)


@dataclass(slots=True)
class Library:
    """The templates that others may extend, by id. A file that could not be read is known and None."""

    documents: Mapping[str, Document | None]
    whole: dict[str, Merged] = field(default_factory=dict)

    def extended(self, document: Document, found: list[Mistake]) -> tuple[Document, Document | None] | None:
        """The file with all that it extends, and what that is. None where there is a mistake, added to `found`."""
        name, base = document.at(("id",)), document.at(("extends",))
        if base is None:
            return document, None
        chain = [str(name)]
        if not isinstance(base, str):
            found.append(
                document.mistake(("extends",), "this is not a template's id", "write for example `missing-child`")
            )
            return None
        return self._extended(document, base, chain, found)

    def _extended(
        self, document: Document, base: str, chain: list[str], found: list[Mistake]
    ) -> tuple[Document, Document] | None:
        if base in chain:
            circle = " -> ".join((*chain[chain.index(base) :], base))
            alone = chain[-1] == base
            what = "the template extends itself" if alone else f"templates extend each other: {circle}"
            found.append(document.mistake(("extends",), what, "leave `extends` out of one of them"))
            return None
        if len(chain) > DEEPEST:
            what = f"more than {DEEPEST} templates extend each other"
            found.append(document.mistake(("extends",), what, "extend the first one"))
            return None
        if base not in self.documents:
            form = did_you_mean(base, self.documents)
            found.append(document.mistake(("extends",), f"there is no template `{base}`", form))
            return None
        below = self.documents[base]
        if below is None:
            return None  # its own mistake says enough
        further = below.at(("extends",))
        if base in self.whole:
            under: Document = self.whole[base]
        elif isinstance(further, str):
            both = self._extended(below, further, [*chain, base], found)
            if both is None:
                return None
            under = both[0]
        else:
            under = below
        merged = _merged(under, document, found)
        if merged is not None and len(chain) == 1:
            self.whole[chain[0]] = merged
        return (merged, under) if merged is not None else None


def _merged(base: Document, own: Document, found: list[Mistake]) -> Merged | None:
    merged = Merged(own.path, {}, own.text, base.shapes)  # what both share is looked at once
    merged.origins[()] = (own, ())
    before = len(found)
    for key, value in base.data.items():
        if key not in OWN:
            merged.data[key] = value
            merged.origins[(key,)] = (base, (key,))
    for key, value in own.data.items():
        under = merged.data.get(key)
        if value is None and key in base.data and key not in OWN:
            merged.data.pop(key)
            continue
        if key in BY_NAME + BY_KEY and isinstance(value, dict) and isinstance(under, dict):
            merged.data[key] = _by_name(merged, base, own, key, deep=key in BY_NAME)
        elif key == "on" and isinstance(value, list) and isinstance(under, list):
            merged.data[key] = [*under, *value]
            merged.origins |= {(key, n): (base, (key, n)) for n in range(len(under))}
            merged.origins |= {(key, len(under) + n): (own, (key, n)) for n in range(len(value))}
        elif key != "tasks":
            merged.data[key] = value
        if key != "tasks":
            merged.origins[(key,)] = (own, (key,))
    found.extend(islice(_tasks(merged, base, own), MOST_TOLD))
    return merged if len(found) == before else None


def _by_name(merged: Merged, base: Document, own: Document, section: str, *, deep: bool) -> dict[str, Value]:
    """Both mappings; what stands in both is merged key by key, or is the file's own. `null` takes away."""
    under, over = base.at((section,)), own.at((section,))
    assert isinstance(under, dict)  # noqa: S101 - looked at before
    assert isinstance(over, dict)  # noqa: S101
    both = dict(under)
    merged.origins |= {(section, name): (base, (section, name)) for name in under}
    for name, value in over.items():
        here: Loc = (section, name)
        merged.origins[here] = (own, here)
        if value is None and name in under:
            del both[name]
        elif deep and isinstance(value, dict) and isinstance(under.get(name), dict):
            both[name] = _keys(merged, base, here, own, here, here)
        else:
            both[name] = value
    return both


def _keys(merged: Merged, base: Document, below: Loc, own: Document, above: Loc, here: Loc) -> dict[str, Value]:
    """One part that stands in both, key by key."""
    under, over = base.at(below), own.at(above)
    assert isinstance(under, dict)  # noqa: S101 - looked at before
    assert isinstance(over, dict)  # noqa: S101
    both = {key: value for key, value in under.items() if key not in OWN_OF_A_TASK}
    merged.origins |= {(*here, key): (base, (*below, key)) for key in both}
    for key, value in over.items():
        merged.origins[(*here, key)] = (own, (*above, key))
        if value is None:
            both.pop(key, None)
        else:
            both[key] = value
    return both


def _tasks(merged: Merged, base: Document, own: Document) -> Iterator[Mistake]:
    """The base's tasks in their order, each with the file's own keys; then the new ones, or where `after` says."""
    under, over, without = base.at(("tasks",)), own.at(("tasks",)), own.at(("without",))
    if not isinstance(under, list) or not isinstance(over, list | None):
        if over is not None:
            merged.data["tasks"] = over
            merged.origins[("tasks",)] = (own, ("tasks",))
        return
    for key, named in (("tasks", under), ("tasks", over), ("without", without)):
        if isinstance(named, list) and len(named) > MOST_TASKS:  # each is compared with all
            yield own.mistake((key,), f"there are more than {MOST_TASKS} tasks", "make two templates of it")
            return
    ids = [task.get("id") if isinstance(task, dict) else None for task in under]
    known = {name for name in ids if isinstance(name, str)}
    out = without if isinstance(without, list) else []
    for number, name in enumerate(out):
        if isinstance(name, str) and name not in known:
            form = did_you_mean(str(name), known)
            yield own.mistake(("without", number), f"there is no task `{name}` to take out", form)
    rows: list[tuple[Value, int | None, int | None]] = [  # a task, its place in the base, its place in the file
        (task, place, None) for place, (task, name) in enumerate(zip(under, ids, strict=True)) if name not in out
    ]
    new: dict[object, int] = {name: place for place, (task, _, _) in enumerate(rows) if (name := _id(task))}
    for number, task in enumerate(over or ()):
        name, after = _id(task), task.get("after") if isinstance(task, dict) else None
        if name in new and rows[new[name]][2] is None:
            if after is not None:
                yield own.mistake(("tasks", number, "after"), f"`{name}` has its place already", "leave `after` out")
            rows[new[name]] = (rows[new[name]][0], rows[new[name]][1], number)
            continue
        place = len(rows)
        if after is not None:
            if not isinstance(after, str) or after not in new:
                form = did_you_mean(str(after), [str(one) for one in new])
                yield own.mistake(("tasks", number, "after"), f"there is no task `{after}` before this one", form)
            else:
                place = new[after] + 1
        rows.insert(place, (task, None, number))
        new = {name: at for at, (task, _, _) in reversed(list(enumerate(rows))) if (name := _id(task))}
    merged.data["tasks"] = [_row(merged, base, own, here, *row) for here, row in enumerate(rows)]


def _id(task: Value) -> str | None:
    name = task.get("id") if isinstance(task, dict) else None
    return name if isinstance(name, str) else None


def _row(
    merged: Merged, base: Document, own: Document, here: int, task: Value, below: int | None, above: int | None
) -> Value:
    loc: Loc = ("tasks", here)
    if below is not None and above is not None:
        merged.origins[loc] = (own, ("tasks", above))
        return _keys(merged, base, ("tasks", below), own, ("tasks", above), loc)
    merged.origins[loc] = (own, ("tasks", above)) if above is not None else (base, ("tasks", below or 0))
    left = OWN_OF_A_TASK if above is None else {"after"}
    if isinstance(task, dict) and not left.isdisjoint(task):
        return {key: value for key, value in task.items() if key not in left}
    return task
