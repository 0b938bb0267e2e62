"""One trial: the chosen tests, in a process of its own, with one change made in memory.

Files are never touched. A change inside a function is put into the live function, so that
the process can be forked from one that has imported everything; any other is seen by
whoever imports the module, in a new process.
"""

from __future__ import annotations

import ast
import gc
import importlib.abc
import importlib.machinery
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest

from tools.mutants.changes import Place, changes_of

IN_THIS_PROCESS = ("-n0", "--dist=no") if find_spec("xdist") else ()
"""Options of pytest, where it could share the tests out."""


def changed_code(file: Path, number: int) -> CodeType:
    """Compile a module with one of its changes made."""
    tree, changes = changes_of(file.read_text(encoding="utf-8"))
    changes[number].make()
    code: CodeType = compile(ast.fix_missing_locations(tree), str(file), "exec", dont_inherit=True)
    return code


def change_imports(file: Path, code: CodeType) -> None:
    """Have every import of a module from now on run other code."""
    module = ".".join(file.relative_to(Path.cwd()).with_suffix("").parts)
    sys.meta_path.insert(0, _Finder(module, file, code))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module, and loads it from code that is given."""

    def __init__(self, name: str, file: Path, code: CodeType) -> None:
        self._name, self._file, self._code = name, file, code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=str(self._file))
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - our own module, with its change


def change_live(file: Path, code: CodeType, place: Place) -> bool:
    """Put a changed function into the live ones; say whether there are any."""
    wanted = next(each for each in _functions(code) if _place(each) == place)
    found = False
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename == str(file):
            held = each.__code__
            if _place(held) == place and held.co_freevars == wanted.co_freevars:
                each.__code__ = wanted
                found = True
    return found


def _functions(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _functions(each)


def _place(code: CodeType) -> Place:
    return Place(code.co_qualname, code.co_firstlineno)


class Reach:
    """Notes which tests run which lines of some modules, and how long each test takes.

    What runs while a fixture of more than one test is made counts for every test.
    """

    SHARED = "*"

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = {str(file) for file in files}
        self._test = self.SHARED
        self._shared = 0
        self._began = 0.0
        self.lines: dict[str, dict[int, set[str]]] = {
            file: defaultdict(set) for file in self._files
        }
        self.took: dict[str, float] = {}
        self.failed: list[str] = []

    def start(self) -> None:
        """Trace this thread and all that begin from now on."""
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def _trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        self._note(frame)
        return self._inside

    def _inside(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            self._note(frame)
        return self._inside

    def _note(self, frame: FrameType) -> None:
        test = self.SHARED if self._shared else self._test
        self.lines[frame.f_code.co_filename][frame.f_lineno].add(test)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._test, self._began = item.nodeid, time.monotonic()
        sys.settrace(self._trace)
        try:
            return (yield)
        finally:
            self._test = self.SHARED
            self.took[item.nodeid] = time.monotonic() - self._began

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        shared = fixturedef.scope != "function"
        self._shared += shared
        try:
            return (yield)
        finally:
            self._shared -= shared

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def found(self) -> dict[str, Any]:
        """What was noted, as JSON can hold it."""
        return {
            "took": self.took,
            "failed": self.failed,
            "lines": {
                file: {line: sorted(tests) for line, tests in lines.items()}
                for file, lines in self.lines.items()
            },
        }


class Chosen:
    """Runs the chosen tests only, in the order in which they are given, and notes who fails."""

    def __init__(self, tests: Sequence[str] | None) -> None:
        self._order = None if tests is None else {test: at for at, test in enumerate(tests)}
        self.failed = ""

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        order = self._order
        if order is not None:
            kept = [item for item in items if item.nodeid in order]
            items[:] = sorted(kept, key=lambda item: order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def run_tests(files: Sequence[str], folder: Path, *plugins: object, options: Sequence[str]) -> int:
    """Run tests in this process, quietly, with what they leave in a folder of their own."""
    arguments = [
        "-q",
        "-p",
        "no:cacheprovider",
        *IN_THIS_PROCESS,
        "--hypothesis-seed=0",
        "--no-header",
        "--tb=line",
        f"--basetemp={folder / 'tmp'}",
        *options,
        *files,
    ]
    return int(pytest.main(arguments, plugins=list(plugins)))


def main() -> None:
    """Run a trial in a new process: its order is a JSON file, its result goes beside it."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if order["number"] is not None:
        file = Path(order["file"])
        change_imports(file, changed_code(file, order["number"]))
    chosen = Chosen(order["tests"])
    folder = Path(sys.argv[1]).parent
    code = run_tests(order["files"], folder, chosen, options=["-x", *order["options"]])
    (folder / "failed").write_text(chosen.failed, encoding="utf-8")
    sys.stdout.flush()
    raise SystemExit(code)


if __name__ == "__main__":
    main()
