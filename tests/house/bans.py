"""What must not stand in our code, found in its syntax tree; each ban has a sentence that says why."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

MODULE_OF_CLOCK = "bot/service/clock.py"
MODULE_OF_GATE = "bot/matrix/gate.py"
CLIENTS_OF_THEIR_OWN = ("demo/", "tests/", "benchmarks/")

Check = Callable[[ast.AST], bool]


@dataclass(frozen=True, slots=True)
class Ban:
    """One thing that is not done, why, and the files (or folders, ending in a slash) where it may be."""

    name: str
    why: str
    found: Check
    allowed: tuple[str, ...] = ()

    def concerns(self, path: str) -> bool:
        """Whether the ban holds for the file of this path, from the top of the project."""
        return not path.startswith(self.allowed) if self.allowed else True


def violations(source: str, path: str) -> Iterator[str]:
    """Each place of the module that a ban forbids, as a line to show."""
    bans = [ban for ban in BANS if ban.concerns(path)]
    for node in ast.walk(ast.parse(source)):
        for ban in bans:
            if ban.found(node):
                yield f"{path}:{getattr(node, 'lineno', 0)}: {ban.name}: {ban.why}"


def _called(node: ast.AST) -> str:
    """The dotted name of what is called: `datetime.datetime.now` for `datetime.datetime.now(UTC)`."""
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


def _last(node: ast.AST) -> str:
    return _called(node).rpartition(".")[2]


def _given(keyword: str) -> Check:
    """`keyword=` with anything but a plain False, also as a key of a dict that may become arguments."""

    def found(node: ast.AST) -> bool:
        if isinstance(node, ast.keyword):
            return node.arg == keyword and not _is_false(node.value)
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            return any(_is_text(key, keyword) and not _is_false(value) for key, value in pairs)
        if isinstance(node, ast.Assign):
            return any(_dotted(target).endswith("." + keyword) for target in node.targets)
        return False

    return found


def _is_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_text(node: ast.AST | None, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _imports(*names: str) -> Check:
    def found(node: ast.AST) -> bool:
        brought: Iterable[str] = ()
        if isinstance(node, ast.Import):
            brought = (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            brought = (node.module or "",)
        return any(name.partition(".")[0] in names for name in brought)

    return found


def _reads_the_clock(node: ast.AST) -> bool:
    called = _called(node)
    owner, _, method = called.rpartition(".")
    whose = owner.rpartition(".")[2]
    if whose == "time" and method in {"time", "time_ns", "localtime", "gmtime"}:
        return True
    return whose in {"datetime", "date", "dt"} and method in {"now", "utcnow", "today"}


def _builds_a_naive_datetime(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called, keywords = _called(node), {keyword.arg for keyword in node.keywords}
    if called.endswith("utcfromtimestamp"):
        return True
    if called.endswith("datetime.fromtimestamp"):
        return len(node.args) < 2 and "tz" not in keywords
    if called in {"datetime", "datetime.datetime", "dt.datetime"}:
        return len(node.args) < 8 and not keywords & {"tzinfo", None} and not _starred(node)
    if called.endswith(".combine"):
        return len(node.args) < 3 and "tzinfo" not in keywords
    return called.endswith(".replace") and any(
        keyword.arg == "tzinfo" and isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        for keyword in node.keywords
    )


def _starred(node: ast.Call) -> bool:
    return any(isinstance(argument, ast.Starred) for argument in node.args)


def _loads_any_yaml(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not _called(node).startswith("yaml."):
        return False
    method = _last(node)
    if method in {"unsafe_load", "full_load", "unsafe_load_all", "full_load_all"}:
        return True
    if method not in {"load", "load_all"}:
        return False
    loaders = [*node.args[1:], *(keyword.value for keyword in node.keywords if keyword.arg == "Loader")]
    named = [_dotted(loader).rpartition(".")[2] for loader in loaders]
    return not any("Safe" in name or name.startswith(("Our", "Located")) for name in named)


def _writes_sql_by_hand(node: ast.AST) -> bool:
    if _last(node) not in {
        "text",
        "execute",
        "exec_driver_sql",
        "executemany",
        "executescript",
        "fetch",
        "fetchval",
    }:
        return False
    assert isinstance(node, ast.Call)
    return bool(node.args) and _is_put_together(node.args[0])


def _is_put_together(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(value, ast.FormattedValue) for value in node.values)
    if isinstance(node, ast.BinOp):
        parts = (node.left, node.right)
        return isinstance(node.op, ast.Add | ast.Mod) and any(_is_words(part) for part in parts)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "format" and _is_words(node.func.value))
    )


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _starts_a_loose_task(node: ast.AST) -> bool:
    called = _called(node)
    if called in {"asyncio.create_task", "asyncio.ensure_future", "create_task", "ensure_future"}:
        return True
    owner, _, method = called.rpartition(".")
    return method == "create_task" and "loop" in owner.lower()


BANS = (
    Ban(
        "ignore_unverified_devices",
        "a message would be readable on devices that nobody vouches for",
        _given("ignore_unverified_devices"),
        CLIENTS_OF_THEIR_OWN,
    ),
    Ban(
        "store_sync_tokens",
        "the sync position is ours, saved with the inbox rows",
        _given("store_sync_tokens"),
        ("demo/", "benchmarks/"),
    ),
    Ban(
        "room_send",
        "the gate is the only way out",
        lambda node: isinstance(node, ast.Attribute) and node.attr == "room_send",
        (MODULE_OF_GATE, *CLIENTS_OF_THEIR_OWN),
    ),
    Ban(
        "clock",
        "time comes in as an argument; one module reads it",
        _reads_the_clock,
        (MODULE_OF_CLOCK, *CLIENTS_OF_THEIR_OWN),
    ),
    Ban("naive datetime", "a time without a zone is two times", _builds_a_naive_datetime),
    Ban(
        "chance",
        "what is drawn comes in as an argument, from the operating system's source",
        _imports("random"),
        CLIENTS_OF_THEIR_OWN,
    ),
    Ban("pickle", "reading one runs whatever was written", _imports("pickle", "shelve", "marshal", "dill")),
    Ban("eval", "text never becomes code", lambda node: _called(node) in {"eval", "exec", "compile"}),
    Ban("yaml", "only the safe loaders build plain values", _loads_any_yaml),
    Ban("sql", "values are bound, never pasted into a statement", _writes_sql_by_hand),
    Ban(
        "loose task",
        "a task that fails alone fails silently; start it in a TaskGroup",
        _starts_a_loose_task,
        CLIENTS_OF_THEIR_OWN,
    ),
)
