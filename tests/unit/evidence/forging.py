"""What a dishonest exporter can do: change files and sign the manifest anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.evidence.bundle import bundle_from_bytes, write_bundle
from gateway.evidence.contents import MANIFEST, MANIFEST_SIGNED
from gateway.evidence.export import seal_files
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify import verify_file
from tests.support.cases import CaseWorld

Change = Callable[[dict[str, bytes]], None]


def verified(folder: Path, raw: bytes, anchor: Path | None = None) -> EvidenceReport:
    file = folder / "evidence.zip"
    file.write_bytes(raw)
    return verify_file(file, anchor=anchor)


def changed(raw: bytes, change: Change) -> bytes:
    """Change files as a stranger can: the manifest stays as it was signed."""
    files = dict(bundle_from_bytes(raw).files)
    change(files)
    return write_bundle(files)


def resealed(world: CaseWorld, raw: bytes, change: Change, *, signer: str = "DE") -> bytes:
    """Change files as the exporting node itself can: the manifest fits them again."""
    files = dict(bundle_from_bytes(raw).files)
    del files[MANIFEST], files[MANIFEST_SIGNED]
    change(files)
    me = world.nodes[signer].office.me
    return seal_files(me, files, case_id=world.case_id, at=world.clock.now())


def edited(name: str, edit: Callable[[Any], None]) -> Change:
    """Edit a JSON file in place."""

    def change(files: dict[str, bytes]) -> None:
        data = json.loads(files[name])
        edit(data)
        files[name] = json.dumps(data).encode()

    return change


def failed(report: EvidenceReport) -> set[str]:
    return {check.name for check in report.failed}
