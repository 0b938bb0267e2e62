"""What a dishonest exporter could write: a case's file changed, sealed with its own key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.casework.cases.records import evidence_of
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CASE, MANIFEST, MANIFEST_SIGNED
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.verify.verification import verify_file
from tests.support.federation_case import ANNA, Desk


def no_change(_told: dict[str, Any]) -> None:
    """Leave the case as it is: sealing it anew must not be what fails."""


async def forged(
    desk: Desk,
    case_id: str,
    folder: Path,
    change: Callable[[dict[str, Any]], None],
    files: Callable[[dict[str, bytes]], None] | None = None,
) -> set[str]:
    """Change what the file says of a case, as its own node can; return what fails.

    Args:
        desk: Whose file it is.
        case_id: The case.
        folder: Where the file is written.
        change: Changes the case, as JSON has it.
        files: Changes the other files of the bundle.
    """
    office = desk.node.office
    held = dict(bundle_from_bytes(await evidence_of(office, ANNA, case_id)).files)
    del held[MANIFEST], held[MANIFEST_SIGNED]
    told = json.loads(held[CASE])
    change(told)
    held[CASE] = json.dumps(told).encode()
    if files is not None:
        files(held)
    file = folder / "forged.zip"
    at = desk.clock.now()
    file.write_bytes(seal_files(office.me, held, case_id=case_id, conversation_id="", at=at))
    report = verify_file(file, anchor=desk.settings.home / "anchor.json")
    return {each.name for each in report.failed}
