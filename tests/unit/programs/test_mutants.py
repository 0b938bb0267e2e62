"""What can be changed in a module, how a change is tried, and what is said of it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest

from tools.mutants.changes import Place, changes_of, drawn
from tools.mutants.nearest import Neighbours, chosen, deciding
from tools.mutants.survey import is_named

ROOT = Path(__file__).parents[3]
HERE = ROOT / "tools/mutants"


def found(source: str) -> set[tuple[str, str]]:
    """Every change of some source: what is written, and what stands for it."""
    return {(each.before, each.after) for each in changes_of(dedent(source))[1]}


def changed(source: str, before: str, after: str) -> str:
    tree, changes = changes_of(source)
    next(each for each in changes if (each.before, each.after) == (before, after)).make()
    return ast.unparse(tree)


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b", {("a < b", "a <= b")}),
        ("a is b", {("a is b", "a is not b")}),
        ("a in b", {("a in b", "a not in b")}),
        ("not a", {("not a", "a")}),
        ("a + b", {("a + b", "a - b")}),
        ("a and b", {("a and b", "a or b"), ("a and b", "a"), ("a and b", "b")}),
        ("any(a)", {("any", "all"), ("any(a)", "pass")}),
        ("a = 10", {("10", "11")}),
        ("a = True", {("True", "False")}),
        ("a = 'answer.late'", {("'answer.late'", "'answer.latex'")}),
        ("a = 'A sentence for people.'", set()),
        ("a = {b, c}", {("b", ""), ("c", "")}),
        ("a = {b: c, d: e}", {("b: c", ""), ("d: e", "")}),
        ("a = [b for b in c if b.d]", {("if b.d", "")}),
        (
            "a = State.OPEN, State.SHUT",
            {("State.OPEN", "State.SHUT"), ("State.SHUT", "State.OPEN")},
        ),
        ("a = f(b, c=d, remedy=e)", {("c=d", "")}),
        ("a = Model(b=c)", set()),
        ("a: Callable[[int, str], bool] = b", set()),
        ("f()", {("f()", "pass")}),
        ("log.info('x', y=1)", set()),
        ("raise ValueError('x' + y)", {("raise ValueError('x' + y)", "pass")}),
        ("import a", set()),
        ("a: int = b", set()),
        ("if a:\n    b = c", {("if a", "if False"), ("if a", "if True")}),
        ("a = b if c else d", {("b if c else d", "b"), ("b if c else d", "d")}),
    ],
)
def test_what_can_be_changed(source: str, changes: set[tuple[str, str]]) -> None:
    assert found(source) == changes


def test_of_a_function_its_steps_and_defaults_but_no_annotation_and_no_docstring() -> None:
    source = '''
        def f(a: int = 1) -> list[int | None]:
            """Add 1 to what is given."""
            return a
    '''
    assert found(source) == {("1", "2"), ("return a", "return None")}


def test_of_an_error_only_its_reason() -> None:
    source = "raise StateError('x', reason=Reason.A, remedy=b + c)\ny = Reason.B"
    assert {pair for pair in found(source) if "raise" not in pair[0]} == {
        ("Reason.A", "Reason.B"),
        ("Reason.B", "Reason.A"),
    }


def test_a_change_is_made_where_it_was_found() -> None:
    source = "class A:\n    def f(self):\n        if a: raise B\n        return {c, d}\n"
    assert "pass" in changed(source, "raise B", "pass")
    assert "return {d}" in changed(source, "c", "")
    [places] = {each.place for each in changes_of(source)[1]}
    assert places == Place("A.f", 2)


def test_the_same_seed_draws_the_same_and_spreads_over_the_lines() -> None:
    _, changes = changes_of("\n".join(f"a{n} = {{b, c, d, {n}}}" for n in range(30)))
    first = drawn(changes, 10, "1/x")
    assert first == drawn(changes, 10, "1/x") != drawn(changes, 10, "2/x")
    assert len({changes[number].line for number in first}) == 10
    assert len(drawn(changes, 10_000, "1")) == len(changes)


@pytest.fixture
def at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("at_root")
def test_modules_are_drawn_from_all_that_decide_and_a_new_one_moves_no_other() -> None:
    names = deciding()
    assert len(names) > 400
    assert not [each for each in names if each.startswith(("gateway/cli", "gateway/console"))]
    first = chosen(names, "1", 20)
    assert first == chosen(names, "1", 40)[:20] != chosen(names, "2", 20)
    assert set(chosen([*names, "gateway/new.py"], "1", 21)) >= set(first)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize(
    ("module", "quick", "wide"),
    [
        ("gateway/domain/deadline.py", "tests/unit/domain/test_deadline.py", None),
        (
            "gateway/casework/consultations/silence.py",
            "tests/unit/casework/consultations/test_silence.py",
            "tests/federation/",
        ),
        ("gateway/domain/consultation/states.py", "tests/unit/domain/test_consultation.py", None),
        ("workflows/waiting.py", "tests/workflows/test_waiting.py", None),
    ],
)
def test_the_nearest_tests_are_those_of_its_name_and_those_that_import_it(
    module: str, quick: str, wide: str | None
) -> None:
    found = Neighbours().tests_of(module)
    assert quick in found["tests"]
    assert wide is None or any(each.startswith(wide) for each in found["wide"])


def test_an_equivalent_change_is_one_that_can_still_be_made() -> None:
    named = tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))
    for module, entries in named.items():
        _, changes = changes_of((ROOT / module).read_text(encoding="utf-8"))
        for entry in entries:
            assert entry["why"]
            meant = [each for each in changes if is_named(each, entry)]
            assert len(meant) == 1, f"{len(meant)} changes are meant by {entry}"


THING = "tests/unit/test_thing.py"
CONFTEST = """\
def pytest_addoption(parser):
    parser.addoption("--no-database-server", action="store_true")
"""
MODULE = """\
LIMIT = 3


def small(number):
    return number < LIMIT


def twice(number):
    return number + number
"""
TESTS = """\
from gateway.thing import small, twice


def test_small():
    assert small(1)


def test_twice():
    assert twice(3) == 6
"""


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{folder}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_changes_are_tried_and_told(tmp_path: Path) -> None:
    """In a live function and in a module's constant; what no test notices is named."""
    module, test = tmp_path / "gateway" / "thing.py", tmp_path / THING
    for path, source in (
        (module, MODULE),
        (module.with_name("__init__.py"), ""),
        (test, TESTS),
        (test.with_name("conftest.py"), CONFTEST),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    out = tmp_path / "out.json"
    options = ("--each=100", "--count=100", f"--json={out}")
    done = python(tmp_path, "-m", "tools.mutants", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(out.read_text(encoding="utf-8"))["modules"]["gateway/thing.py"]
    became = {(each["before"], each["after"]): each["by"] for each in told["found"]}
    unseen = {(each["before"], each["after"]) for each in told["survived"]}
    assert unseen == {("number < LIMIT", "number <= LIMIT"), ("3", "4")}
    assert became == {
        ("return number < LIMIT", "return None"): f"{THING}::test_small",
        ("return number + number", "return None"): f"{THING}::test_twice",
        ("number + number", "number - number"): f"{THING}::test_twice",
    }
    assert (told["killed"], told["by_timeout"]) == (3, 0)
    assert "thing.py:1  3  ->  4" in done.stdout
    # What is known is not tried again: a run that was stopped goes on.
    module.write_text("", encoding="utf-8")
    kept = out.read_bytes()
    again = python(tmp_path, "-m", "tools.mutants", *options, "--like", str(out))
    assert "3 of 5 found (0.60)" in again.stdout.splitlines()[-1]
    assert out.read_bytes() == kept


HANGS = """
import os, subprocess, sys, time
from pathlib import Path
from tools.mutants.nearest import Neighbours, chosen, deciding
from tools.mutants.survey import _ended, _forked

def run():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path("started").touch()
    while True:
        pass

process = _forked(Path(), run)
while not Path("started").exists():
    time.sleep(0.01)
assert _ended(process, time.monotonic()) == -1
try:
    while True:  # a grandchild is a zombie until its new parent has seen it end
        os.killpg(process, 0)
        time.sleep(0.01)
except ProcessLookupError:
    print("all of it has ended")
"""


def test_what_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    done = python(tmp_path, "-c", HANGS)
    assert done.stdout == "all of it has ended\n", done.stderr
