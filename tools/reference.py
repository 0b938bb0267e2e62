"""Write the reference of the interface as pages: `python -m tools.reference FOLDER`.

A node shows the same at `/reference`; these are for a web server, or to look at without a node.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gateway.api.reference.pages import STYLE, pages_of, style

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def write(contract: Mapping[str, Any], folder: Path) -> None:
    """Write the pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (pages_of(contract) | {STYLE: style()}).items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(json.loads(DOCUMENT.read_text("utf-8")), Path(sys.argv[1]))
