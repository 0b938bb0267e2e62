"""Rules of the house: figures that people can lower by mending code, and that grow unseen.

Each is one that a reader of the code would mind: a change that no type checks, a decision by the
words of a sentence, a list that has no pages. `tools/house.toml` holds a ceiling for each.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tools.error_templates import Source
from tools.house.tree import Tree, is_by_hand, parsed, working_tree

PRODUCT = ("gateway", "workflows", "certs", "lab")
LONG_FILE = 500
FULL_FOLDER = 28
SMALL_FILE = 60
SCREEN = 60  # lines of a function that one sees at once
CARRIERS = {"IntakeError", "LogRefusedError"}  # carry the reasons of other rooms
ERRORS = {"exc", "err", "error", "fault", "refused", "trouble"}  # what one is called where caught
CITED = re.compile(r"(?<![\w/.-])([a-z][a-z-]*)\.md\b")


@dataclass(frozen=True)
class Module:
    """One hand-written module of the product.

    Attributes:
        path: Within the repository, `gateway/errors.py`.
        text: What it says.
    """

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return parsed(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of its tree; walked once, since most rules look at all of it."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def own_changes(self) -> set[ast.Call]:
        """Calls of ``self.model_copy(...)`` in the methods of a class."""
        return {
            call
            for each in self.nodes
            if isinstance(each, ast.ClassDef)
            for call in ast.walk(each)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "self.model_copy"
        }

    @property
    def name(self) -> str:
        """The name by which others import it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a folder."""
        return self.path.endswith("/__init__.py")

    @property
    def lines(self) -> int:
        """Lines of its text, blank ones and comments too."""
        return self.text.count("\n")

    def within(self, room: str) -> bool:
        """Say whether it lies in a room, `gateway.casework`."""
        return f"{self.name}.".startswith(f"{room}.")

    def imports(self) -> set[str]:
        """Return every module that this one names in an import."""
        found = set()
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
        return found


@dataclass(frozen=True)
class House:
    """Everything that is counted."""

    modules: tuple[Module, ...]
    texts: dict[str, str]
    contract: dict[str, Any]

    @cached_property
    def importers(self) -> dict[str, set[str]]:
        names = {module.name for module in self.modules}
        found: dict[str, set[str]] = defaultdict(set)
        for module in self.modules:
            for imported in module.imports() & names:
                if imported != module.name:
                    found[imported].add(module.name)
        return found

    def calls(self) -> Iterator[tuple[Module, ast.Call, str]]:
        """Yield every call of a method, with the method's name."""
        for module in self.modules:
            for node in module.nodes:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield module, node, node.func.attr


def house_of(tree: Tree) -> House:
    """Return what the rules count of a version of the repository."""
    modules = tuple(
        Module(path, text)
        for path, text in sorted(tree.texts.items())
        if is_by_hand(path) and path.split("/")[0] in PRODUCT
    )
    texts = {
        path: text
        for path, text in tree.texts.items()
        if Path(path).suffix in {".py", ".md", ".proto", ".toml"}
        and path.split("/")[0] not in {"comity", "tests"}
    }
    return House(modules, texts, json.loads(tree.texts["docs/openapi.json"]))


@cache
def read() -> House:
    """Read what the rules count of the working tree."""
    texts = working_tree().texts
    return house_of(Tree({path: texts[path] for path in texts if not path.startswith("tests/")}))


def warnings(house: House) -> Iterator[str]:
    """Yield what is no rule: folders and files that a reader may find too full."""
    folders = Counter(m.path.rpartition("/")[0] for m in house.modules if not m.is_package)
    for folder, count in sorted(folders.items()):
        if count > FULL_FOLDER:
            yield f"{folder}: {count} files, more than the {FULL_FOLDER} that we aim at"
    for module in house.modules:
        if module.lines > LONG_FILE:
            yield f"{module.path}: {module.lines} lines, more than the {LONG_FILE} that we aim at"


def _functions_over_a_screen(house: House) -> int:
    return sum(
        (node.end_lineno or node.lineno) - node.lineno >= SCREEN
        for module in house.modules
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _satellites(house: House) -> int:
    """Count files under 60 lines with one importer, routers of the interface and pages aside."""
    return sum(
        module.lines < SMALL_FILE
        and len(house.importers[module.name]) == 1
        and not module.within("gateway.api")
        and not module.within("gateway.console.pages")  # one file a page, as routes have
        and not module.is_package
        for module in house.modules
    )


def _unchecked_changes(house: House) -> int:
    """Count changes of models that no type checks.

    A model changes itself: in a method of its class, whose name says what happened and whose
    arguments have types, ``self.model_copy(update={...})`` is no such change.
    """
    return sum(
        (name == "model_copy" and any(word.arg == "update" for word in call.keywords))
        or (name == "changed" and bool(call.keywords))
        for module, call, name in house.calls()
        if call not in module.own_changes
    )


def _readers_of_sentences(house: House) -> int:
    """Count places that decide by what a task, an act or an error says to people."""
    return sum(
        _reads_a_sentence(node)
        for module in house.modules
        if module.within("gateway")
        for node in module.nodes
    )


def _reads_a_sentence(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return any(map(_is_sentence, (node.left, *node.comparators)))
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and _is_sentence(node.func.value):
        return True  # a method of it: begins with, is parted at
    if ast.unparse(node.func).startswith("re.") and any(map(_is_sentence, node.args)):
        return True
    asked = isinstance(node.func, ast.Name) and node.func.id == "select"
    return asked and any(map(_is_sentence, node.args))


def _is_sentence(node: ast.expr) -> bool:
    """Say whether an expression is the text of a task or an act, its column, or of an error."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "str" and node.args:
        return isinstance(node.args[0], ast.Name) and node.args[0].id in ERRORS
    if isinstance(node, ast.Attribute) and node.attr in {"message", "remedy"}:
        return isinstance(node.value, ast.Name) and node.value.id in ERRORS
    if not (isinstance(node, ast.Attribute) and node.attr == "text"):
        return False
    of = node.value.value if isinstance(node.value, ast.Attribute) else node.value
    return isinstance(of, ast.Name) and of.id in {"task", "act"}


def _errors_by_reason(house: House) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for module in house.modules:
        for node in module.nodes:
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            for word in node.keywords:
                named = word.arg == "reason" and node.func.id.endswith("Error")
                named = named and node.func.id not in CARRIERS
                if named and ast.unparse(word.value).startswith("Reason."):
                    found[ast.unparse(word.value)].add(node.func.id)
    return found


def _reasons_of_several_errors(house: House) -> int:
    return sum(len(errors) > 1 for errors in _errors_by_reason(house).values())


def _lists_without_pages(house: House) -> int:
    """Count operations that answer with a whole list, however long."""
    found = 0
    for methods in house.contract["paths"].values():
        operation = methods.get("get", {})
        answer = operation.get("responses", {}).get("200", {}).get("content", {})
        schema = answer.get("application/json", {}).get("schema", {})
        taken = {parameter["name"] for parameter in operation.get("parameters", ())}
        found += schema.get("type") == "array" and not taken & {"limit", "cursor"}
    return found


def _sources_that_are_not_here(house: House) -> int:
    """Count lines that cite a page which the repository does not hold."""
    held = {Path(name).name for name in house.texts}
    return sum(
        any(f"{name}.md" not in held for name in CITED.findall(line))
        for text in house.texts.values()
        for line in text.splitlines()
    )


def _casework_on_register_tables(house: House) -> int:
    return sum(
        module.within("gateway.casework")
        and any(name.startswith("gateway.store.tables_register") for name in module.imports())
        for module in house.modules
    )


def _remembered_wakings(house: House) -> int:
    """Count calls that a use case must remember, so that what it wrote is acted on."""
    return sum(name in {"tell", "nudge"} for _, _, name in house.calls())


def _class_names_used_again(house: House) -> int:
    names = Counter(
        node.name
        for module in house.modules
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    return sum(count - 1 for count in names.values())


def _remedies_that_name_a_command(house: House) -> int:
    """Count remedies, tasks and pages that only a reader at a shell can follow."""
    rooms = ("gateway/", "workflows/", "certs/")
    source = Source({each.path: each.text for each in house.modules if each.path.startswith(rooms)})
    remedies = sum(
        "comity " in each.text or bool(each.fault)
        for each in source.templates
        if not each.place.startswith("gateway/cli/")
    )
    said = (
        call.args[0].value
        for path, calls in source.calls.items()
        for call in calls
        if call.args and ast.unparse(call.func).rpartition(".")[2] in _SAYERS
        if isinstance(call.args[0], ast.Constant) and not path.startswith("gateway/cli/")
    )
    return remedies + sum("comity " in str(each) for each in said)


_SAYERS = {"says", "piece", "strong", "soft", "translated", "text"}


FIGURES: dict[str, Callable[[House], int]] = {
    "functions_over_a_screen": _functions_over_a_screen,
    "satellites": _satellites,
    "unchecked_changes": _unchecked_changes,
    "readers_of_sentences": _readers_of_sentences,
    "reasons_of_several_errors": _reasons_of_several_errors,
    "lists_without_pages": _lists_without_pages,
    "sources_that_are_not_here": _sources_that_are_not_here,
    "casework_on_register_tables": _casework_on_register_tables,
    "remembered_wakings": _remembered_wakings,
    "class_names_used_again": _class_names_used_again,
    "remedies_that_name_a_command": _remedies_that_name_a_command,
}
