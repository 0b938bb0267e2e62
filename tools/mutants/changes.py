"""Changes of one thing in a module: what can be changed, and the module with one change made.

A change is of the kind that a hurried hand makes: a comparison the other way, a guard gone,
a step left out, a number off by one. What only persons read is left alone: messages,
remedies, logs, docstrings; so are annotations and imports.
"""

from __future__ import annotations

import ast
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NAMED = {"any": "all", "all": "any", "min": "max", "max": "min"}
_CODE = re.compile(r"[a-z0-9]+([._/-][a-z0-9]+)*")
"""A string that is data, like a kind of task; what has spaces is prose."""

_SHOWN = 160
"""Most characters of what is changed that are shown, and that name it."""

_LEFT_ALONE = {"annotation", "returns", "decorator_list", "type_comment", "bases", "type_params"}
_LOGS = {"log", "logger"}


class Place(NamedTuple):
    """The outermost function in which a change lies, as its code object names it."""

    qualname: str
    first_line: int


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes:
        line: Where it begins, from 1.
        text: That line, without the space around it.
        above: The line before it, likewise.
        before: What is changed, as Python writes it.
        after: What it becomes.
        place: The function that it lies in; None where it is the module's or a class's.
        span: First and last line of its statement; of one with a body, of its head.
        make: Makes it in the tree that it was found in.
    """

    line: int
    text: str
    above: str
    before: str
    after: str
    place: Place | None
    span: tuple[int, int]
    make: Callable[[], None] = field(repr=False, compare=False)


def changes_of(source: str) -> tuple[ast.Module, list[Change]]:
    """Return a module's tree and every change that can be made in it, in the order of lines."""
    tree = ast.parse(source)
    finder = _Finder(source.splitlines(), _names_in(tree))
    finder.visit_all(tree)
    return tree, sorted(finder.found, key=lambda each: (each.line, each.before, each.after))


def drawn(changes: list[Change], count: int, seed: str) -> list[int]:
    """Draw changes by lot, as numbers, at most one a line as long as there are lines.

    Args:
        changes: All of a module.
        count: How many are wanted.
        seed: The same draws the same.
    """
    dice = random.Random(seed)  # noqa: S311 - no secret
    by_line: dict[int, list[int]] = defaultdict(list)
    for number, change in enumerate(changes):
        by_line[change.line].append(number)
    for numbers in by_line.values():
        dice.shuffle(numbers)
    chosen: list[int] = []
    while len(chosen) < min(count, len(changes)):
        lines = [line for line, numbers in by_line.items() if numbers]
        dice.shuffle(lines)
        chosen += [by_line[line].pop() for line in lines[: count - len(chosen)]]
    return sorted(chosen)


def _names_in(tree: ast.AST) -> dict[str, list[str]]:
    """Return the members of enumerations that a module names, by enumeration."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        if node.value.id.lstrip("_")[:1].isupper() and node.attr.isupper():
            found[node.value.id].add(node.attr)
    return {name: sorted(members) for name, members in found.items()}


@dataclass
class _Finder:
    """Goes over a tree and notes what can be changed."""

    lines: list[str]
    members: dict[str, list[str]]
    found: list[Change] = field(default_factory=list)
    _classes: list[str] = field(default_factory=list)
    _place: Place | None = None
    _span: tuple[int, int] = (1, 1)

    def visit_all(self, node: ast.AST) -> None:
        """Visit what lies in a node."""
        for name, value in ast.iter_fields(node):
            if name in _LEFT_ALONE or (name == "defaults" and self._place is not None):
                continue
            if isinstance(value, ast.AST):
                self._visit(value, _Spot(node, name))
            elif isinstance(value, list):
                for number, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        self._visit(item, _Spot(node, name, number))

    def _visit(self, node: ast.AST, spot: _Spot) -> None:
        before = self._span
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            self._span = (node.lineno, max(last, node.lineno))
        self._look_at(node, spot)
        self._span = before

    def _look_at(self, node: ast.AST, spot: _Spot) -> None:  # noqa: PLR0911 - one for each kind
        match node:
            case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.MatchValue():
                return
            case ast.Subscript(value=ast.Name(id="Callable")):  # a type
                return
            case ast.AnnAssign(value=None):
                return
            case ast.Expr(value=ast.Constant()):  # a docstring
                return
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))) if (
                name in _LOGS
            ):
                return
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                return
            case ast.Raise():
                self._note(spot, node, ast.Pass())
                self._reasons(node)
                return
            case ast.Call() if _makes_error(node):
                self._reasons(node)
                return
            case ast.ClassDef():
                self._classes.append(node.name)
                self.visit_all(node)
                self._classes.pop()
                return
            case ast.FunctionDef() | ast.AsyncFunctionDef() if self._place is None:
                self._function(node)
                return
        for after in self._instead(node, spot):
            self._note(spot, node, after)
        self._parts_left_out(node)
        self.visit_all(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for number, default in enumerate(node.args.defaults):
            self._visit(default, _Spot(node.args, "defaults", number))
        for number, default_ in enumerate(node.args.kw_defaults):
            if default_ is not None:
                self._visit(default_, _Spot(node.args, "kw_defaults", number))
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        self._place = Place(".".join([*self._classes, node.name]), first)
        for number, statement in enumerate(node.body):
            self._visit(statement, _Spot(node, "body", number))
        self._place = None

    def _instead(self, node: ast.AST, spot: _Spot) -> Iterator[ast.AST]:  # noqa: C901, PLR0912
        """Give what could stand for a node."""
        match node:
            case ast.Compare(ops=[op]) if type(op) in _COMPARED:
                yield ast.Compare(node.left, [_COMPARED[type(op)]()], node.comparators)
            case ast.BoolOp(op=op, values=values):
                other = ast.Or() if isinstance(op, ast.And) else ast.And()
                yield ast.BoolOp(other, values)
                for number in range(len(values)):
                    kept = values[:number] + values[number + 1 :]
                    yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield operand
            case ast.BinOp(op=op) if type(op) in _COUNTED:
                yield ast.BinOp(node.left, _COUNTED[type(op)](), node.right)
            case ast.AugAssign(op=op) if type(op) in _COUNTED:
                yield ast.AugAssign(node.target, _COUNTED[type(op)](), node.value)
            case ast.Constant(value=bool(value)):
                yield ast.Constant(not value)
            case ast.Constant(value=int(value)):
                yield ast.Constant(value + 1)
            case ast.Constant(value=str(value)) if _CODE.fullmatch(value):
                yield ast.Constant(value + "x")
            case ast.Name(id=name, ctx=ast.Load()) if name in _NAMED and spot.name == "func":
                yield ast.Name(_NAMED[name], ast.Load())
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in self.members:
                members = self.members[name]
                if attr in members and len(members) > 1:
                    other_member = members[(members.index(attr) + 1) % len(members)]
                    yield ast.Attribute(node.value, other_member, ast.Load())
            case ast.If(test=test) | ast.IfExp(test=test):
                for taken in (False, True):
                    if not _shows(test, taken):
                        yield _with_test(node, taken)
            case ast.Return(value=value) if value is not None and not isinstance(
                value, ast.Constant
            ):
                yield ast.Return(ast.Constant(None))
            case ast.Expr(value=ast.Call() | ast.Await()) | ast.Continue() | ast.Break():
                yield ast.Pass()
            case _:
                return

    def _parts_left_out(self, node: ast.AST) -> None:
        """Note what can be left out of a node: a keyword, an element, a filter."""
        match node:
            case ast.Call(keywords=keywords) if not _builds(node):
                for number, keyword in enumerate(keywords):
                    if keyword.arg is not None and keyword.arg != "remedy":
                        self._note_out(node, "keywords", number)
            case ast.Set(elts=elements) | ast.List(elts=elements, ctx=ast.Load()) if (
                len(elements) > 1
            ):
                for number in range(len(elements)):
                    self._note_out(node, "elts", number)
            case ast.Dict(keys=keys) if len(keys) > 1:
                for number in range(len(keys)):
                    self._note_out(node, "keys", number)
            case ast.comprehension(ifs=ifs):
                for number in range(len(ifs)):
                    self._note_out(node, "ifs", number)
            case _:
                return

    def _reasons(self, node: ast.AST) -> None:
        """Of an error only its reason is looked at."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.keyword) and inner.arg == "reason":
                for after in self._instead(inner.value, _Spot(inner, "value")):
                    self._note(_Spot(inner, "value"), inner.value, after)

    def _note(self, spot: _Spot, before: ast.AST, after: ast.AST) -> None:
        shown, instead = _short(before), _short(after)
        self._add(before, shown, instead, lambda: spot.put(ast.copy_location(after, before)))

    def _note_out(self, node: ast.AST, name: str, number: int) -> None:
        part = getattr(node, name)[number]

        def make() -> None:
            del getattr(node, name)[number]
            if isinstance(node, ast.Dict):
                del node.values[number]

        shown = _short(part)
        if isinstance(node, ast.Dict):
            shown = f"{'**' if part is None else shown + ': '}{_short(node.values[number])}"
            part = node.values[number] if part is None else part
        if isinstance(node, ast.comprehension):
            shown = f"if {shown}"
        self._add(part, shown, "", make)

    def _add(self, where: ast.AST, before: str, after: str, make: Callable[[], None]) -> None:
        line: int = getattr(where, "lineno", 1)
        above, text = (self.lines[at].strip() if at >= 0 else "" for at in (line - 2, line - 1))
        self.found.append(Change(line, text, above, before, after, self._place, self._span, make))


class _Spot(NamedTuple):
    """Where a node stands in its tree."""

    parent: ast.AST
    name: str
    number: int | None = None

    def put(self, node: ast.AST) -> None:
        """Put another node there."""
        if self.number is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.number] = node


def _makes_error(call: ast.Call) -> bool:
    """Say whether a call makes an error or a finding: what it is given is for persons."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    return name.endswith("Error") or name in {"error", "fault", "_refused", "_malformed", "_misfit"}


def _builds(call: ast.Call) -> bool:
    """Say whether a call builds a model or a class, which misses nearly every field that lacks."""
    return isinstance(call.func, ast.Name) and call.func.id.lstrip("_")[:1].isupper()


def _shows(test: ast.expr, taken: bool) -> bool:  # noqa: FBT001
    """Say whether a test is that constant already."""
    return isinstance(test, ast.Constant) and bool(test.value) is taken


def _with_test(node: ast.If | ast.IfExp, taken: bool) -> ast.AST:  # noqa: FBT001
    if isinstance(node, ast.If):
        return ast.If(ast.Constant(taken), node.body, node.orelse)
    return node.body if taken else node.orelse


def _short(node: ast.AST | None) -> str:
    """Return a node on one line; of a statement with a body its head."""
    if node is None:
        return ""
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 10]} ... {text[-5:]}"
