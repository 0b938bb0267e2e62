"""Write docs/openapi.json, or fail when it is not what the code makes (--check).

Integrators generate their clients from that file. A change of it is a change of the
contract: it is committed with the code that causes it, and CHANGELOG.md says so.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from gateway.api.app import create_app
from gateway.casework.services import Office
from gateway.ports import SyncResult

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "openapi.json"


async def _never() -> SyncResult:
    raise AssertionError("the document is made without a call of any route")


def made() -> str:
    """Return the document as the code makes it; no node is needed for that."""
    office = cast("Office", SimpleNamespace(code=""))
    contract: dict[str, Any] = create_app(office, probes={}, sync_now=_never).openapi()
    return json.dumps(contract, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file, or compare with it."""
    if "--check" not in sys.argv[1:]:
        DOCUMENT.write_text(made(), "utf-8")
        return 0
    if DOCUMENT.is_file() and DOCUMENT.read_text("utf-8") == made():
        return 0
    print("docs/openapi.json is not what the code makes; `make openapi`, and say in CHANGELOG.md")
    print("what changes for a national system.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
