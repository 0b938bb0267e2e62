"""The files that are made of the contract, and how those that stand there differ from them."""

from __future__ import annotations

from pathlib import Path

from tools.sdk.calls import calls_of
from tools.sdk.contract import Contract
from tools.sdk.model_modules import model_modules
from tools.sdk.models import Definitions
from tools.sdk.operation_modules import operation_modules
from tools.sdk.python_types import Types

FOLDERS = ("models", "operations")
MOST_LINES = 600
"""Of a module, so that a reader finds his way in it."""


def made(contract: Contract) -> dict[str, str]:
    """Return each file that is made, with its text.

    Raises:
        ValueError: A module is too long.
    """
    types = Types(contract.schemas)
    calls = calls_of(contract, types)
    files = model_modules(contract, Definitions(types), calls) | operation_modules(calls)
    for name, text in files.items():
        if (lines := text.count("\n")) > MOST_LINES:
            raise ValueError(
                f"{name}: {lines} lines, at most {MOST_LINES}: give some of its addresses a noun "
                "of their own in tools/sdk/nouns.py"
            )
    return files


def left_over(files: dict[str, str], package: Path) -> list[Path]:
    """Return the modules in the made folders that are made no more."""
    found = [path for folder in FOLDERS for path in (package / folder).rglob("*.py")]
    return sorted(path for path in found if path.relative_to(package).as_posix() not in files)


def write(files: dict[str, str], package: Path) -> None:
    """Write the files, and remove what is made no more."""
    for path in left_over(files, package):
        path.unlink()
    for name, text in files.items():
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).write_text(text, "utf-8")


def drift(files: dict[str, str], package: Path) -> list[str]:
    """Return what is wrong with the files as they stand."""
    other = [
        f"{name} is not what docs/openapi.json makes; `make sdk`"
        for name, text in files.items()
        if not (package / name).is_file() or (package / name).read_text("utf-8") != text
    ]
    left = [path.relative_to(package).as_posix() for path in left_over(files, package)]
    return other + [f"{name} is made no more; `make sdk` removes it" for name in left]
