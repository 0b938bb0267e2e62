"""The commands of each workflow, in the order of its source: a cheap alarm.

A workflow's commands may not change while runs that began with the old ones still wait.
The fingerprint is read from the source, so it also sees what no recorded history reaches.
``python -m tests.workflows.fingerprint`` writes it anew.
"""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

from workflows import waiting
from workflows.worker import WORKFLOWS

FILE = Path(__file__).with_name("fingerprints.json")
COMMANDS = {
    "execute_activity_method",
    "execute_local_activity_method",
    "start_activity_method",
    "continue_as_new",
    "wait_condition",
    "sleep",
    "patched",
    "deprecate_patch",
}
HANDLERS = {"update", "signal", "query", "run"}


def commands(source: str) -> list[str]:
    """Return what a source asks of Temporal, line by line."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in COMMANDS and ast.unparse(node.func.value) == "workflow":
                what = ast.unparse(node.args[0]) if node.args else ""
                activity = what if node.func.attr.endswith("_activity_method") else ""
                found.append((node.lineno, f"{node.func.attr} {activity}".strip()))
        elif isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            for decorator in node.decorator_list:
                name = ast.unparse(decorator).removeprefix("workflow.")
                if name in HANDLERS:
                    found.append((node.lineno, f"{name} {node.name}"))
    return [text for _, text in sorted(found)]


def fingerprints() -> dict[str, list[str]]:
    """Return the commands of every workflow, and of what they share."""
    found = {
        each.__name__: commands(inspect.getsource(inspect.getmodule(each) or each))
        for each in WORKFLOWS
    }
    shared = {each.__name__: commands(inspect.getsource(each)) for each in (waiting,)}
    return {**found, **shared}


if __name__ == "__main__":
    FILE.write_text(json.dumps(fingerprints(), indent=2) + "\n", "utf-8")
