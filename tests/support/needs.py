"""What some tests need and a machine may lack; where it is required, a skip is a failure.

A test that skips says why in the form `needs NAME: what to do`. Continuous integration
installs what the tests need and names it in `COMITY_REQUIRE` (`chromium,node,postgresql,shared`):
there a test that did not run has failed. Skips are for other people's machines.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

SHARED = Path(os.environ.get("COMITY_SHARED") or Path(__file__).resolve().parents[3] / "shared")
"""Where `../shared` lies; a path that is not there shows what others see, who have none."""

CHROMIUM = "needs chromium: install the package of that name to look at the pages"
SHARED_DATA = "needs shared: the folder of real registers and lists is not beside the project"
SCHEMATHESIS = "needs schemathesis: `make schemathesis` installs it in an environment of its own"
PYTHON_CLIENT = "needs python_client: `make python-client` installs the generator of clients"

NODE = "needs node: install nodejs and npm, version 20 or later, to build the client in TypeScript"

SOFTHSM = "needs softhsm: install softhsm2 to try keys in a token (PKCS#11)"

PROMETHEUS = "needs prometheus: install the package of that name, whose promtool evaluates rules"

SYSTEMD = "needs systemd: install the package of that name, whose systemd-analyze reads units"

COMPOSE = "needs compose: install docker-compose, which reads the example of containers"

LINUX = "needs linux: other systems do not tell how much memory a process has of its own"


NEEDS = frozenset(
    {
        "audit",
        "chromium",
        "compose",
        "linux",
        "node",
        "postgresql",
        "prometheus",
        "python_client",
        "schemathesis",
        "shared",
        "softhsm",
        "systemd",
    }
)
_NAMED = re.compile(r"^(?:Skipped: )?needs (\w+): .+", re.DOTALL)


def sampled(values: Iterable[Any], *more: Any) -> list[Any]:
    """Return values that `make test` tries, and more that only `make test-long` tries as well."""
    return [*values, *(pytest.param(each, marks=pytest.mark.long) for each in more)]


def examples(many: int, **more: Any) -> settings:
    """Return settings of a dear property: a third of its examples, all in `make test-long`."""
    whole = settings().max_examples > 100  # the profile `wide`
    return settings(max_examples=many if whole else many // 3, **more)


def needs_shared(name: str) -> pytest.MarkDecorator:
    """Return the mark of what needs a file or folder of `../shared`, such as `data/bench`."""
    return pytest.mark.skipif(not (SHARED / name).exists(), reason=SHARED_DATA)


def shared_file(name: str) -> Path:
    """Return a file of `../shared`; the test skips where it is absent."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(SHARED_DATA)
    return path


def required(setting: str) -> frozenset[str]:
    """Return the names in `COMITY_REQUIRE`.

    Raises:
        pytest.UsageError: It names what no test needs.
    """
    names = frozenset(name for name in re.split(r"[,\s]+", setting) if name)
    if unknown := names - NEEDS:
        raise pytest.UsageError(
            f"COMITY_REQUIRE: no test needs {', '.join(sorted(unknown))}; "
            f"there are {', '.join(sorted(NEEDS))}"
        )
    return names


def fault_of_skip(reason: str, required_here: Collection[str]) -> str | None:
    """Return why a skip is a failure, if it is one."""
    named = _NAMED.match(reason)
    if named is None or named[1] not in NEEDS:
        return f"a test that skips says what it needs (tests/support/needs.py), not: {reason}"
    if named[1] in required_here:
        return f"it did not run, and COMITY_REQUIRE names {named[1]}: {reason}"
    return None
