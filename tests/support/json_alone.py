"""A command with ``--json`` writes JSON to standard output, and nothing else: the whole run looks.

Each command that any test runs with it is looked at where it ends, whatever the test asks of it.
"""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

_invoke = CliRunner.invoke


class NotJsonAloneError(AssertionError):
    """A command wrote something beside its JSON."""


def alone(said: str) -> bool:
    """Say whether an output is one JSON value, or nothing."""
    try:
        json.loads(said or "null")
    except ValueError:
        return False
    return True


def watch() -> None:
    """Look at each command from now on."""
    CliRunner.invoke = _watched  # type: ignore[method-assign, assignment]


def _watched(self: CliRunner, app: Any, args: Any = None, **given: Any) -> Any:
    result = _invoke(self, app, args, **given)
    words = args.split() if isinstance(args, str) else list(args or ())
    if "--json" in words and not alone(result.stdout):
        raise NotJsonAloneError(f"{words}: {result.stdout[:2000]}")
    return result
