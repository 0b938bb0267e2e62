"""Says at the end of all tests whether those ran that the table of threats names.

A row of `docs/console-threats.md` whose test was left out, skipped or failed says nothing. A run of
some tests proves nothing about the table, and is not asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[2] / "docs" / "console-threats.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row below the head of the table."""
    for line in text.splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if line.startswith("|") and not set(line) <= set("|- ") and cells[0] != "who":
            yield cells


def named_tests(text: str) -> Iterator[str]:
    """Yield the tests that a table names, as pytest calls them: ``PATH::NAME``."""
    for cells in rows(text):
        yield from (f"{path}::{test}" for path, test in NAMED.findall(cells[-1]))


class ThreatsRan:
    """Remembers which named tests ran, and fails a whole run in which one did not pass.

    Args:
        named: Tests as ``PATH::NAME``, without their parameters.
    """

    def __init__(self, named: frozenset[str]) -> None:
        self._passed, self._named = Counter[str](), named

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that passed; with many processes this one hears of all."""
        test = report.nodeid.partition("[")[0]
        if report.when == "call" and report.passed and test in self._named:
            self._passed[test] += 1

    def missing(self) -> list[str]:
        """Return the named tests of which none passed."""
        return sorted(each for each in self._named if not self._passed[each])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a run of all tests in which a named one did not pass."""
        if exitstatus == pytest.ExitCode.OK and self.missing():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what did not pass."""
        for each in self.missing():
            terminalreporter.write_line(f"docs/console-threats.md names {each}: it did not pass")


def pytest_configure(config: pytest.Config) -> None:
    """Listen, in the process that hears of every test, where all of them are run."""
    if whole(config) and not hasattr(config, "workerinput"):
        named = frozenset(named_tests(TABLE.read_text("utf-8")))
        config.pluginmanager.register(ThreatsRan(named))


def whole(config: pytest.Config) -> bool:
    """Say whether a run is of all tests: no path, no name, no mark was asked for."""
    asked = config.invocation_params.args
    chosen = bool(config.option.keyword or config.option.markexpr or config.option.collectonly)
    left_out = config.getoption("--no-database-server")
    return not chosen and not left_out and not any("tests" in str(each) for each in asked)
