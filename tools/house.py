"""Count what makes the house hard to hold in one's head, against ceilings (--check).

Each figure is one that people can lower by moving or merging code, and that grows unseen
where nobody counts. `tools/house.toml` holds a ceiling for each. The check fails when a
figure rises above it; whoever lowers a figure lowers its ceiling with it.

    python tools/house.py            print the figures beside their ceilings
    python tools/house.py --json     the same for programs
    python tools/house.py --check    fail when a figure is above its ceiling
    python tools/house.py --lower    lower the ceilings to what is reached, never raise one
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CEILINGS = ROOT / "tools" / "house.toml"
PRODUCT = ("gateway", "workflows", "certs", "lab")
LONG_FILE = 500
SMALL_FILE = 60
SCREEN = 60  # lines of a function that one sees at once
CARRIERS = {"IntakeError", "LogRefusedError"}  # carry the reasons of other rooms
SENTENCES_OF_BEFORE = {"gateway.evidence.verify.older_acts"}
CITED = re.compile(r"(?<![\w/.-])([a-z][a-z-]*)\.md\b")


@dataclass(frozen=True)
class Module:
    """One hand-written module."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def own_changes(self) -> set[ast.Call]:
        """Calls of ``self.model_copy(...)`` in the methods of a class."""
        return {
            call
            for each in ast.walk(self.tree)
            if isinstance(each, ast.ClassDef)
            for call in ast.walk(each)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "self.model_copy"
        }

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def within(self, room: str) -> bool:
        return f"{self.name}.".startswith(f"{room}.")

    def imports(self) -> set[str]:
        """Return every module that this one names in an import."""
        found = set()
        for node in ast.walk(self.tree):
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
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield module, node, node.func.attr


def read() -> House:
    """Read the files that belong to the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    names = sorted({name for name in listed.stdout.decode().split("\0") if name})
    paths = [ROOT / name for name in names if (ROOT / name).is_file()]
    modules = tuple(
        Module(path, path.read_text("utf-8"))
        for path in paths
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PRODUCT
    )
    texts = {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in paths
        if path.suffix in {".py", ".md", ".proto", ".toml"}
        and path.relative_to(ROOT).parts[0] not in {"comity", "tests"}
    }
    document = ROOT / "docs" / "openapi.json"
    return House(modules, texts, json.loads(document.read_text("utf-8")))


def _most_files_in_a_folder(house: House) -> int:
    """Count the files of the fullest folder; of revisions of the schema none is ever merged."""
    folders = Counter(
        m.path.parent
        for m in house.modules
        if m.path.name != "__init__.py" and not m.within("gateway.store.migrations.versions")
    )
    return max(folders.values(), default=0)


def _casework_imports_per_100_files(house: House) -> int:
    """Count imports between files of casework, a hundred files: the sum would punish growth.

    As a sum it could only be kept by merging what holds two things into one file.
    """
    room = "gateway.casework"
    files = [
        module
        for module in house.modules
        if module.within(room) and module.path.name != "__init__.py"
    ]
    imports = sum(
        len({name for name in house.importers[module.name] if f"{name}.".startswith(f"{room}.")})
        for module in files
    )
    return round(100 * imports / max(1, len(files)))


def _files_over_500_lines(house: House) -> int:
    return sum(module.lines > LONG_FILE for module in house.modules)


def _functions_over_a_screen(house: House) -> int:
    return sum(
        (node.end_lineno or node.lineno) - node.lineno >= SCREEN
        for module in house.modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _satellites(house: House) -> int:
    """Count files under 60 lines with one importer, routers of the interface and pages aside."""
    return sum(
        module.lines < SMALL_FILE
        and len(house.importers[module.name]) == 1
        and not module.within("gateway.api")
        and not module.within("gateway.console.pages")  # one file a page, as routes have
        and module.path.name != "__init__.py"
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
    """Count places that decide by what a task or an act says to people."""
    return sum(
        _reads_a_sentence(node)
        for module in house.modules
        if module.within("gateway") and module.name not in SENTENCES_OF_BEFORE
        for node in ast.walk(module.tree)
    )


def _reads_a_sentence(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return any(map(_is_sentence, (node.left, *node.comparators)))
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and _is_sentence(node.func.value):
        return True  # a method of it: begins with, is parted at
    asked = isinstance(node.func, ast.Name) and node.func.id == "select"
    return asked and any(map(_is_sentence, node.args))


def _is_sentence(node: ast.expr) -> bool:
    """Say whether an expression is the text of a task or an act, or its column."""
    if not (isinstance(node, ast.Attribute) and node.attr == "text"):
        return False
    of = node.value.value if isinstance(node.value, ast.Attribute) else node.value
    return isinstance(of, ast.Name) and of.id in {"task", "act"}


def _errors_by_reason(house: House) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for module in house.modules:
        for node in ast.walk(module.tree):
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


FIGURES: dict[str, Callable[[House], int]] = {
    "most_files_in_a_folder": _most_files_in_a_folder,
    "casework_imports_per_100_files": _casework_imports_per_100_files,
    "files_over_500_lines": _files_over_500_lines,
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
}


def measured() -> dict[str, int]:
    """Return every figure of the working tree."""
    house = read()
    return {name: count(house) for name, count in FIGURES.items()}


def complaints(figures: dict[str, int], ceilings: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong: a figure above its ceiling, or one of the two alone."""
    for name in sorted(figures.keys() ^ ceilings.keys()):
        yield f"{name}: has a figure or a ceiling, not both; see tools/house.toml"
    for name in sorted(figures.keys() & ceilings.keys()):
        if figures[name] > ceilings[name]:
            yield f"{name}: {figures[name]}, above its ceiling of {ceilings[name]}"


def lowered(text: str, figures: dict[str, int]) -> str:
    """Return the file of ceilings with each that stands above its figure lowered to it."""

    def line(found: re.Match[str]) -> str:
        name, ceiling = found[1], int(found[2])
        return f"{name} = {min(ceiling, figures.get(name, ceiling))}"

    return re.sub(r"^(\w+) = (\d+)$", line, text, flags=re.MULTILINE)


def main() -> int:
    """Print, check or lower."""
    figures = measured()
    text = CEILINGS.read_text("utf-8")
    if "--lower" in sys.argv[1:]:
        CEILINGS.write_text(lowered(text, figures), "utf-8")
        return 0
    ceilings: dict[str, int] = tomllib.loads(text)
    wrong = list(complaints(figures, ceilings))
    if "--json" in sys.argv[1:]:
        print(json.dumps({"figures": figures, "ceilings": ceilings, "wrong": wrong}))
    elif "--check" not in sys.argv[1:]:
        for name, figure in figures.items():
            print(f"{name:30}{figure:6}  at most {ceilings.get(name, '?')}")
    for each in wrong:
        print(f"house: {each}")
    return bool(wrong) and "--check" in sys.argv[1:]


if __name__ == "__main__":
    sys.exit(main())
