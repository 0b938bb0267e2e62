"""How an unexpected error is logged, what kind and where, and what is kept of any: never its text.

The text of an error from a parser or a database may quote a name of a party.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from gateway.errors import ComityError


def reason_of(exc: BaseException) -> str:
    """Return the reason code of one of our errors, the class's name of any other."""
    return exc.reason.value if isinstance(exc, ComityError) else type(exc).__name__


def place_of(exc: BaseException) -> str:
    """Return the file and line where an error was raised; empty where it never was."""
    frames = traceback.extract_tb(exc.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def log_defect(log: Any, event: str, exc: BaseException, **fields: object) -> None:
    """Log an error with the file and line where it was raised."""
    log.error(event, reason=reason_of(exc), where=place_of(exc), **fields)


def let_go(exc: BaseException) -> None:
    """Let go of the frames that an error came through, once it is answered.

    A frame that holds its error is held by it: what was sent would stay in such a circle until
    Python looks for garbage, which it does by the number of objects, and not by their size.
    """
    exc.__traceback__ = exc.__cause__ = exc.__context__ = None
