"""The process of a sandbox's workflow engine: ``python -m lab.sandbox.engine``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from gateway.app.engine import run_engine
from gateway.errors import ComityError

READY = "ready"


def main(folder: Path, port: int, namespaces: list[str]) -> None:
    """Run the engine until it is told to stop; a file says that it is ready."""
    mark = folder / READY
    mark.unlink(missing_ok=True)
    try:
        asyncio.run(run_engine(folder, namespaces, port=port, ready=mark.touch))
    except ComityError as error:
        sys.exit(f"error {error}\nremedy {error.remedy}")
    finally:
        mark.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
