"""What a dishonest exporter can do: change files and sign the manifest anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.evidence.bundle import bundle_from_bytes, write_bundle
from gateway.evidence.contents import CASE, MANIFEST, MANIFEST_SIGNED, examination_files
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify.verification import verify_file
from gateway.trust.dsse import EXAMINATION, SignedBytes, sign
from tests.support.case_world import CaseWorld

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


def examined_anew(
    world: CaseWorld, number: int, edit: Callable[[Any], None], **signed: Any
) -> Change:
    """Sign an examination anew that says something else, with the act and the case to fit.

    Args:
        world: Whose case it is.
        number: Of the examination.
        edit: What it is to say.
        signed: Fields of its record that are to be others.
    """
    record_file, body_file = examination_files(number)

    def change(files: dict[str, bytes]) -> None:
        told = json.loads(files[body_file])
        edit(told)
        files[body_file] = json.dumps(told).encode()
        old = SignedBytes.from_bytes(files[record_file])
        record = json.loads(old.payload)
        record["examination"] = hashlib.sha256(files[body_file]).hexdigest()
        record |= {"matcher_version": told["matcher_version"], **signed}
        me = world.nodes["DE"].office.me
        made = sign(json.dumps(record).encode(), EXAMINATION, ring=me.ring, suite=me.suite)
        files[record_file] = made.to_bytes()

        def retell(case: Any) -> None:
            for act in case["acts"]:
                if act["reference"] == old.digest.hex():
                    act["reference"] = made.digest.hex()
            if examination_files(number + 1)[0] not in files:
                case["examination"] = told

        edited(CASE, retell)(files)

    return change


def failed(report: EvidenceReport) -> set[str]:
    return {check.name for check in report.failed}
