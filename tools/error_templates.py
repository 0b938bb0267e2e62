"""What errors say: every template of a message or a remedy in the source, and what is wrong there.

A message is a constant template, or several in order, and so is a remedy. Where a function or a
class takes one and passes it on, who calls it gives the template: it is looked for there. What is
an error's own (`except ... as exc`) was looked at where it was made.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from tools.console_messages import ROOT

ROOMS = ("gateway", "workflows", "certs")
ROOT_CLASS = "ComityError"
CLAUSES, REMEDY = "clauses", "remedy"
NO_VALUES = {"reason", REMEDY}
PLACE = re.compile(r"\{(\w+)\}")
OPTION = re.compile(r"(?<!\S)\(?--[a-z]")
AT_A_SHELL = ("gateway/cli/", "gateway/app/", "workflows/", "certs/")
SHORT = {"case", "denial", "conversation"}
ACT = re.compile(r"[a-z]+[A-Z]\w*")
OF_A_REASON = re.compile(r"\bReason\.|\breason$")
"""Of what `error` is called where it makes an error: a reason by its name, or one that is given."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Template:
    """A template where it stands.

    Attributes:
        place: File and line.
        text: The template; empty where none can be read there.
        role: `CLAUSES` or `REMEDY`.
        values: Names that it is given; None: not known here.
        fault: What is wrong; empty: nothing.
    """

    place: str
    text: str
    role: str
    values: frozenset[str] | None
    fault: str = ""


@dataclass
class Taker:
    """A function or a class that makes an error of what it is given, or keeps a remedy for one.

    Attributes:
        places: By role the index of the argument that is a template, and its name; an index of
            None: by name alone; the name empty: that and all that follow.
        values: Names of the values that it gives by itself.
    """

    places: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    values: set[str] = field(default_factory=set)


class Source:
    """The modules of some folders.

    Args:
        texts: The source of each, by its path.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.trees = {path: ast.parse(text) for path, text in texts.items()}
        self.within: dict[ast.Call, tuple[Function | ast.Lambda, ...]] = {}
        self.calls: dict[str, list[ast.Call]] = {path: [] for path in texts}
        self.classes: dict[str, list[ast.ClassDef]] = {path: [] for path in texts}
        self.imports: dict[str, dict[str, str]] = {path: {} for path in texts}
        self.errors = {ROOT_CLASS}
        self.takers: dict[tuple[str, str], Taker] = {}
        for path, tree in self.trees.items():
            self._place(path, tree, ())
        self._find_errors()
        self._find_keepers()

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """Every template, and every place where there should be one."""
        known = -1
        found: dict[Template, None] = {}
        while known != sum(len(each.places) for each in self.takers.values()):
            known = sum(len(each.places) for each in self.takers.values())
            found = {each: None for path in self.trees for each in self._of(path)}
        return tuple(found)

    def _place(self, path: str, node: ast.AST, within: tuple[Function | ast.Lambda, ...]) -> None:
        if isinstance(node, ast.Call):
            self.calls[path].append(node)
            self.within[node] = within
        elif isinstance(node, ast.ClassDef):
            self.classes[path].append(node)
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                self.imports[path][each.asname or each.name] = f"{node.module}.{each.name}"
        elif isinstance(node, Function | ast.Lambda):
            within = (node, *within)
        for child in ast.iter_child_nodes(node):
            self._place(path, child, within)

    def _find_errors(self) -> None:
        classes = [each for those in self.classes.values() for each in those]
        bases = {
            each.name: {ast.unparse(base).rpartition(".")[2] for base in each.bases}
            for each in classes
        }
        makes = {each.name: _init_of(each) for each in classes}
        while more := {name for name, its in bases.items() if its & self.errors} - self.errors:
            self.errors |= more
        # One that is made of something else hands its templates to `super().__init__`.
        self.own_makers = {makes.get(name) for name in self.errors} - {None}
        self.made_otherwise = {
            name
            for name in self.errors
            if (init := makes.get(name)) is not None and init.args.vararg is None
        }

    def _find_keepers(self) -> None:
        """Find classes with a field, and functions with a parameter, that is a remedy."""
        for path, classes in self.classes.items():
            if path == "gateway/field_faults.py":
                continue  # it fills in its own words
            for node in classes:
                made = _init_of(node)
                names = [each.arg for each in made.args.args[1:]] if made else _fields_of(node)
                if node.name not in self.errors and REMEDY in names:
                    self.takers[path, node.name] = Taker({REMEDY: (names.index(REMEDY), REMEDY)})

    def _of(self, path: str) -> Iterator[Template]:
        for node in self.classes[path]:
            for each in node.body if node.name in self.errors else ():
                if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == REMEDY:
                    yield from self._read(path, each.value, REMEDY, frozenset())
        for call in self.calls[path] if path != "gateway/errors.py" else ():
            yield from self._of_call(path, call)

    def _of_call(self, path: str, call: ast.Call) -> Iterator[Template]:
        name = _name_of(call)
        made = name in self.errors and name not in self.made_otherwise
        if name == "__init__":
            made = any(each in self.own_makers for each in self.within[call])
        taker = (
            Taker({CLAUSES: (0, ""), REMEDY: (None, REMEDY)}) if made else self._taker(path, call)
        )
        if taker is None:
            return
        words = {each.arg: each.value for each in call.keywords if each.arg}
        values: frozenset[str] | None = frozenset({*words} - NO_VALUES | taker.values)
        for each in call.keywords:
            if each.arg is None and not self._own_keywords(call, each.value):
                values = None  # a mapping that is made elsewhere
        for role, (index, parameter) in taker.places.items():
            given = [words[parameter]] if parameter in words else []
            if index is not None and not given:
                given = call.args[index : None if not parameter else index + 1]
            for one in given:
                yield from self._read(path, one, role, values, call)

    def _own_keywords(self, call: ast.Call, value: ast.expr) -> bool:
        """Say whether a call passes on the keywords that its function was given."""
        return isinstance(value, ast.Name) and any(
            each.args.kwarg is not None and each.args.kwarg.arg == value.id
            for each in self.within[call]
        )

    def _taker(self, path: str, call: ast.Call) -> Taker | None:
        named = call.func
        if isinstance(named, ast.Name):
            whole = self.imports[path].get(named.id, "")
            module, _, name = whole.rpartition(".")
            other = f"{module.replace('.', '/')}.py", name
            return self.takers.get((path, named.id)) or self.takers.get(other)
        if isinstance(named, ast.Attribute):
            whole = self.imports[path].get(ast.unparse(named.value), "")
            other = f"{whole.replace('.', '/')}.py", named.attr
            return self.takers.get(other) or self.takers.get((path, named.attr))
        return None

    def _read(
        self,
        path: str,
        node: ast.expr,
        role: str,
        values: frozenset[str] | None,
        call: ast.Call | None = None,
    ) -> Iterator[Template]:
        place = f"{path}:{node.lineno}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Template(place, node.value, role, values)
        elif isinstance(node, ast.IfExp | ast.BoolOp):
            both = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
            for each in both:
                yield from self._read(path, each, role, values, call)
        elif isinstance(node, ast.Constant) and node.value is None and role == REMEDY:
            return
        elif isinstance(node, ast.Starred):
            yield from self._read(path, node.value, role, values, call)
        elif isinstance(node, ast.Attribute) and node.attr == REMEDY and role == REMEDY:
            return  # of an error, or of what keeps one: looked at where that is made
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            table = next(_assigned(self.trees[path], node.value.id), None)
            for each in table.values if isinstance(table, ast.Dict) else [ast.Constant(0)]:
                yield from self._read(path, each, role, values)
        elif isinstance(node, ast.Call) and (answers := self._answers(path, node)):
            for each in answers:
                yield from self._read(path, each, role, values)
        elif isinstance(node, ast.Name) and call is not None:
            yield from self._of_name(path, node, role, values, call)
        else:
            yield Template(place, "", role, values, f"no template: {ast.unparse(node)}")

    def _answers(self, path: str, call: ast.Call) -> list[ast.expr]:
        """Return what a function of the module can answer with."""
        return [
            each.value
            for function in self.trees[path].body
            if isinstance(function, ast.FunctionDef) and function.name == ast.unparse(call.func)
            for each in ast.walk(function)
            if isinstance(each, ast.Return) and each.value is not None
        ]

    def _of_name(
        self,
        path: str,
        node: ast.Name,
        role: str,
        values: frozenset[str] | None,
        call: ast.Call,
    ) -> Iterator[Template]:
        for function in self.within[call]:
            taken = function.args
            by_place = [each.arg for each in (*taken.posonlyargs, *taken.args)]
            by_place = by_place[by_place[:1] in (["self"], ["cls"]) :]
            if any(
                isinstance(each, ast.ExceptHandler) and each.name == node.id
                for each in ast.walk(function)
            ):
                return
            found = list(_assigned(function, node.id))
            if taken.vararg is not None and taken.vararg.arg == node.id:
                self._take(path, function, role, (len(by_place), ""), values)
            elif node.id in by_place:
                self._take(path, function, role, (by_place.index(node.id), node.id), values)
            elif node.id in {each.arg for each in taken.kwonlyargs}:
                self._take(path, function, role, (None, node.id), values)
            elif not found:
                continue
            for each in found:
                yield from self._read(path, each, role, values, call)
            return
        module, _, name = self.imports[path].get(node.id, "").rpartition(".")
        other = f"{module.replace('.', '/')}.py" if module else path
        found = list(_assigned(self.trees.get(other, ast.Module([], [])), name or node.id))
        for each in found:
            yield from self._read(path, each, role, values)
        if not found:
            yield Template(f"{path}:{node.lineno}", "", role, values, f"no template: {node.id}")

    def _take(
        self,
        path: str,
        function: Function | ast.Lambda,
        role: str,
        place: tuple[int | None, str],
        values: frozenset[str] | None,
    ) -> None:
        taker = self.takers.setdefault((path, getattr(function, "name", "")), Taker())
        taker.places.setdefault(role, place)
        taker.values |= values or frozenset()


def _name_of(call: ast.Call) -> str:
    """Return what a call calls, without where that lies; of a reason an error of some class."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "error":
        return ROOT_CLASS if OF_A_REASON.search(ast.unparse(call.func.value)) else "error"
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _fields_of(made: ast.ClassDef) -> list[str]:
    named = (each.target for each in made.body if isinstance(each, ast.AnnAssign))
    return [each.id for each in named if isinstance(each, ast.Name)]


def _init_of(made: ast.ClassDef) -> ast.FunctionDef | None:
    found = (each for each in made.body if isinstance(each, ast.FunctionDef))
    return next((each for each in found if each.name == "__init__"), None)


def _assigned(within: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what a name is given: by assignment, or by a loop over what is written out."""
    whole = within.body if isinstance(within, ast.Module) else ast.walk(within)
    for node in whole:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if node.value is not None:
                    yield from _matched(target, node.value, name)
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
            for each in node.iter.elts:
                yield from _matched(node.target, each, name)


def _matched(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for part, given in zip(target.elts, value.elts, strict=False):
            yield from _matched(part, given, name)


@cache
def product() -> Source:
    """Return the source in which errors are made."""
    paths = (each for room in ROOMS for each in sorted((ROOT / room).rglob("*.py")))
    return Source({str(each.relative_to(ROOT)): each.read_text("utf-8") for each in paths})


def faults(source: Source, acts: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the errors of some modules.

    Args:
        source: The modules.
        acts: Operations, and acts of operators, that there are.
    """
    for each in source.templates:
        if each.fault:
            yield f"{each.place}: {each.fault}"
        for name in PLACE.findall(each.text):
            if each.role == REMEDY and ACT.fullmatch(name):
                if name not in acts:
                    yield f"{each.place}: there is no act {name}"
            elif each.values is not None and name not in each.values:
                yield f"{each.place}: {{{name}}} has no value in {each.text!r}"
        if OPTION.search(each.text) and not each.place.startswith(AT_A_SHELL):
            yield f"{each.place}: an option of a command: {each.text!r}"
        for name in sorted(SHORT & (each.values or frozenset())):
            yield f"{each.place}: programs know {name} as {name}_id"
        if "comity " in each.text and not each.place.startswith("gateway/cli/"):
            yield f"{each.place}: a command of the shell: {each.text!r}"
