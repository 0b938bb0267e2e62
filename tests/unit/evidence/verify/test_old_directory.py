"""Evidence is not judged by whichever old directory its exporter puts in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.evidence.bundle import bundle_from_bytes, parse_model
from gateway.evidence.contents import MANIFEST, MANIFEST_SIGNED, Manifest
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.verify.verification import verify_bundle
from gateway.trust.federation import Anchor, Directory
from gateway.trust.suites import KeyUse, Suite
from tests.support.case_world import CaseWorld
from tests.unit.evidence.forging import failed, verified


def newer(world: CaseWorld) -> Directory:
    """The operators' next version: FR's signing keys were stolen before it answered."""
    held = world.nodes["DE"].register.held["now"]
    fr, gone = held.member("FR"), world.case().filed_at
    keys = tuple(
        replace(key, revoked_at=gone)
        if key.use in {KeyUse.SEAL_ED25519, KeyUse.SEAL_MLDSA65}
        else key
        for key in fr.keys
    )
    members = {**held.members, "FR": replace(fr, keys=keys)}
    return replace(held, version=held.version + 1, members=members, digest=bytes(32))


def test_a_node_judges_by_the_newer_directory_that_it_holds(
    world: CaseWorld, exported: bytes
) -> None:
    """Found in use: protocol M1."""
    bundle, anchor = bundle_from_bytes(exported), Anchor.from_json(world.anchor.read_text())
    report = verify_bundle(bundle, anchor=anchor).report
    assert report.ok
    report = verify_bundle(bundle, anchor=anchor, held=newer(world)).report
    (letter,) = (name for name in failed(report) if name.endswith(": signatures"))
    assert letter == "letter 03: signatures"  # FR's answer
    told = next(each.detail for each in report.checks if each.name == "directory")
    assert f"judged by version {newer(world).version}, which is held here" in told


def test_an_older_directory_of_the_verifier_judges_nothing(
    world: CaseWorld, exported: bytes
) -> None:
    bundle, anchor = bundle_from_bytes(exported), Anchor.from_json(world.anchor.read_text())
    older = replace(newer(world), version=0)
    assert verify_bundle(bundle, anchor=anchor, held=older).report.ok


def test_an_export_years_after_the_directory_had_expired_does_not_hold(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    """Found in use: protocol M1."""
    held = world.nodes["DE"].register.held["now"]
    last = held.expires + timedelta(days=held.grace_days)
    files = dict(bundle_from_bytes(exported).files)
    del files[MANIFEST], files[MANIFEST_SIGNED]
    me = world.nodes["DE"].office.me
    for at, wrong in ((last, set()), (last + timedelta(seconds=1), {"directory"})):
        raw = seal_files(me, files, case_id=world.case_id, at=at)
        report = verified(tmp_path, raw, world.anchor)
        assert failed(report) & {"directory"} == wrong


def changed(world: CaseWorld, **changes: Any) -> Directory:
    """The operators' next version, in which the exporter is another."""
    held = world.nodes["DE"].register.held["now"]
    members = {**held.members, "DE": replace(held.member("DE"), **changes)}
    return replace(held, version=held.version + 1, members=members, digest=bytes(32))


def test_a_manifest_by_a_key_that_was_revoked_later_does_not_hold(
    world: CaseWorld, exported: bytes
) -> None:
    """Found in use: attack m8."""
    bundle, anchor = bundle_from_bytes(exported), Anchor.from_json(world.anchor.read_text())
    later = parse_model(bundle.raw(MANIFEST), Manifest, name=MANIFEST).at + timedelta(days=400)
    keys = tuple(
        replace(key, revoked_at=later) if key.use is KeyUse.SEAL_ED25519 else key
        for key in world.nodes["DE"].register.held["now"].member("DE").keys
    )
    report = verify_bundle(bundle, anchor=anchor, held=changed(world, keys=keys)).report

    # Letters and receipts were signed before, and others have dated them.
    assert failed(report) == {"manifest signature"}
    told = next(each.detail for each in report.checks if each.name == "manifest signature")
    assert "export the file again" in told


def test_a_manifest_has_the_suite_that_the_directory_asks_for(
    world: CaseWorld, exported: bytes
) -> None:
    """Found in use: attack m8."""
    bundle, anchor = bundle_from_bytes(exported), Anchor.from_json(world.anchor.read_text())
    at = parse_model(bundle.raw(MANIFEST), Manifest, name=MANIFEST).at
    hybrid = Suite.ED25519_MLDSA65
    keys = world.nodes["DE"].register.held["now"].member("DE").keys
    later = tuple(
        replace(key, not_before=at + timedelta(days=1)) if key.use is KeyUse.SEAL_MLDSA65 else key
        for key in keys
    )
    now = verify_bundle(bundle, anchor=anchor, held=changed(world, minimum_suite=hybrid)).report
    before = verify_bundle(
        bundle, anchor=anchor, held=changed(world, minimum_suite=hybrid, keys=later)
    ).report

    assert "manifest signature" in failed(now)
    assert "manifest signature" not in failed(before)


def test_a_letter_of_a_hybrid_member_has_both_signatures_from_the_day_on(
    world: CaseWorld, exported: bytes
) -> None:
    """An exporter that could forge one half only: the directory says since when both are asked.

    Found in use: protocol m4.
    """
    bundle, anchor = bundle_from_bytes(exported), Anchor.from_json(world.anchor.read_text())
    held, filed = world.nodes["DE"].register.held["now"], world.case().filed_at
    for since, wrong in ((filed - timedelta(days=1), True), (filed + timedelta(days=400), False)):
        fr = replace(held.member("FR"), minimum_suite=Suite.ED25519_MLDSA65, minimum_since=since)
        newer = replace(
            held, version=held.version + 1, members={**held.members, "FR": fr}, digest=bytes(32)
        )
        report = verify_bundle(bundle, anchor=anchor, held=newer).report
        refused = {name.split(": ")[-1] for name in failed(report) if name.startswith("letter ")}
        assert refused == ({"signatures", "receipt"} if wrong else set())
