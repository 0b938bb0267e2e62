"""Verifies an evidence file without a node, a network or a database.

Steps, the same as in docs/protocol/evidence.md, section 2:

1. Form: within bounds, plain names, each once, the one canonical container.
2. The directory, by the anchor that the reader gave or else by the one in the file; a newer
   one that the verifier holds goes before it.
3. The manifest's signature by the exporting authority; every file's digest, none more or
   less.
4. Letters, parts and receipts (`check_letters`); what was committed to of them
   (`check_commitments`); the directories that receipts name (`check_directories`); receipts that
   contradict each other (`check_contradictions`); contents
   that came (`check_contents`);
   documents that were replaced (`check_versions`).
5. The signed records of the examinations (`check_records`); entries, proofs, checkpoints,
   cosignatures, examined registers (`check_register`); each hit is compared again
   (`check_again`).
6. Deadlines derived again; answers and silence by what was signed (`check_consultations`); rounds
   on the classification (`check_rounds`).
7. The decision and the act that it wrote (`check_decision`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.errors import Reason, TrustError
from gateway.evidence.bundle import Bundle, digest_of, parse_model, read_bundle
from gateway.evidence.contents import (
    CASE,
    CONSULTATION,
    MANIFEST,
    MANIFEST_SIGNED,
    ConsultationRecord,
    Manifest,
)
from gateway.evidence.report import EvidenceReport, Findings, Result, fault
from gateway.evidence.verify.check_commitments import check_commitments
from gateway.evidence.verify.check_consultations import check_consultations
from gateway.evidence.verify.check_contents import check_contents
from gateway.evidence.verify.check_contradictions import (
    FoundContradiction,
    ReceiptInFile,
    check_contradictions,
    receipts_of,
)
from gateway.evidence.verify.check_decision import check_decision
from gateway.evidence.verify.check_directories import OtherDirectory, check_directories
from gateway.evidence.verify.check_disputed import check_disputed
from gateway.evidence.verify.check_examination import (
    VerifiedExamination,
    check_again,
    check_records,
)
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.check_letters import VerifiedLetter, any_suite, check_letters
from gateway.evidence.verify.check_register import check_register
from gateway.evidence.verify.check_rounds import check_rounds
from gateway.evidence.verify.check_versions import check_versions
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.evidence.verify.judging_directory import BroughtDirectory, JudgingDirectory, Trust
from gateway.trust.dsse import EVIDENCE, SignedBytes, verify_signed
from gateway.trust.federation import Anchor, Directory
from gateway.trust.members import Member
from gateway.trust.suites import KeyUse

SELF_CONTAINED = (
    "Judged by the anchor inside the file: nothing was changed since it was signed with these "
    "keys, but whose keys they are is not proven. Give the federation's own anchor to know."
)


def verify_file(path: Path, *, anchor: Path | None = None) -> EvidenceReport:
    """Verify an evidence file.

    Args:
        path: The ZIP file.
        anchor: The federation's anchor as a person brought it; without it the one in the
            file is used, and the report says so.

    Returns:
        Every finding; a failed check never keeps the others from being made.

    Raises:
        ComityError: EVIDENCE_INVALID, only where the file is no evidence at all (no ZIP, no
            manifest); DIRECTORY_INVALID, the anchor that was given is malformed.
    """
    return verify_path(path, anchor=anchor).report


def verify_path(
    path: Path, *, anchor: Path | None = None, directory: Path | None = None
) -> Verified:
    """Verify an evidence file, as `verify_file`; return also what was found beside the report.

    Args:
        path: The ZIP file.
        anchor: As in `verify_file`.
        directory: A directory file that the reader brings with its anchor, with the folder
            `directories` beside it. The file is judged by both, and each finding is shown.

    Raises:
        ComityError: As `verify_file`; TrustError as `BroughtDirectory.read`.
    """
    given = None if anchor is None else _read_anchor(anchor)
    brought = None if directory is None else BroughtDirectory.read(directory, given)
    return verify_bundle(read_bundle(path), anchor=given, brought=brought)


@dataclass(frozen=True)
class _Found:
    """What the checks found beside their findings.

    Attributes:
        judged: By which directory the file was judged, in words.
        examined: The examinations whose records hold, for who has the registers to make
            them again.
        receipts: Every receipt of the file, for who has others of the same letters.
        contradictions: Proofs that a member has signed two that cannot both be true.
        directories: Directories that receipts name and that are not those of that number here.
    """

    judged: str
    examined: tuple[VerifiedExamination, ...] = ()
    receipts: tuple[ReceiptInFile, ...] = ()
    contradictions: tuple[FoundContradiction, ...] = ()
    directories: tuple[OtherDirectory, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verified(_Found):
    """What the verification of an evidence file came to."""

    report: EvidenceReport


def verify_bundle(
    bundle: Bundle,
    *,
    anchor: Anchor | None,
    held: Directory | None = None,
    brought: BroughtDirectory | None = None,
) -> Verified:
    """Verify an evidence file that was read; as `verify_file`.

    Args:
        bundle: What was read.
        anchor: As in `verify_file`.
        held: The directory that the verifier itself holds. Where it is the newer one it
            judges: the exporter chose the other, perhaps from before a revocation.
        brought: One that a person brings, in the place of `held`. The file is judged by its own as
            well, and what does not hold by that is shown too.

    Raises:
        ComityError: EVIDENCE_INVALID; it has no manifest.
    """
    manifest = parse_model(bundle.raw(MANIFEST), Manifest, name=MANIFEST)
    findings = Findings()
    findings.add(
        "form",
        ok=bundle.canonical,
        detail=f"{len(bundle.files)} files in the canonical container"
        if bundle.canonical
        else "the container was changed: it is not what an export writes",
    )
    trust = Trust(anchor, brought.directory if brought else held, brought)
    found, lines = _verify(bundle, manifest, trust, findings)
    if brought is not None:  # also by the directory in the file alone
        own = Findings()
        _verify(bundle, manifest, dataclasses.replace(trust, held=None), own)
        findings.take_from(own, "by the directory in the file")
    if anchor is None:  # a federation that the exporter made up holds by itself, too
        findings.not_made("anchor", SELF_CONTAINED)
    report = EvidenceReport(
        ok=findings.result is Result.HOLDS,
        result=findings.result,
        checks=tuple(findings.checks),
        case_id=manifest.case_id,
        conversation_id=manifest.conversation_id,
        authority=manifest.authority,
        federation_id=manifest.federation_id,
        exported_at=manifest.at,
        rehearsal=manifest.rehearsal,
        anchored=anchor is not None,
        summary=(found.judged, *_summary(manifest, findings, lines, anchored=anchor is not None)),
    )
    return Verified(report=report, **vars(found))


def _verify(
    bundle: Bundle, manifest: Manifest, trust: Trust, findings: Findings
) -> tuple[_Found, list[str]]:
    """Make all checks; what rests on the directory cannot be made without one."""
    judging = JudgingDirectory(bundle, manifest, trust)
    findings.attempt("directory", judging.load)
    found = _Found(judging.in_words)
    findings.attempt("files", lambda: _files(bundle, manifest))
    if judging.directory is None:
        return found, []
    file = EvidenceFile(bundle, manifest, judging.directory, findings)
    findings.attempt("manifest signature", lambda: _signature(file))
    letters = check_letters(file)
    directories = check_directories(file, letters, judging.known)
    came = check_commitments(file)
    came += check_disputed(file, letters)
    receipts = tuple(receipts_of(bundle, letters))
    contradictions = check_contradictions(file, receipts)
    came += check_contents(file, letters)
    examined, lines = _verify_nouns(file, letters, came)
    found = _Found(judging.in_words, examined, receipts, contradictions, directories)
    return found, lines


def _verify_nouns(
    file: EvidenceFile, letters: Sequence[VerifiedLetter], came: list[str]
) -> tuple[tuple[VerifiedExamination, ...], list[str]]:
    """Verify a case with all that belongs to it, or one consultation with the acts on its denials.

    Returns:
        The examinations that hold, and what the summary says.
    """
    findings, manifest = file.findings, file.manifest
    law = LawInFile(file.bundle, file.directory)
    if manifest.conversation_id:
        record = file.read(CONSULTATION, ConsultationRecord, "consultation")
        if record is None:
            return (), came
        findings.attempt("consultation", lambda: _consultation(manifest, record.consultation))
        check_register(file, ())
        return (), [*check_consultations(file, record, law, letters), *came]
    case = file.read(CASE, Case, "case")
    if case is None:
        return (), []
    findings.attempt("case", lambda: _case(manifest, case))
    came += check_versions(case, letters, findings)
    examined = check_records(file, case)
    register = check_register(file, [each.examination for each in examined])
    rerun = check_again(file, case, law, register, examined)
    lines, rounds = check_rounds(file, case, letters)
    talks = [each for each in letters if each.header.conversation_id not in rounds]
    lines += check_consultations(file, case, law, talks)
    decided = check_decision(
        case, manifest.authority, register.entries, law, findings, examined=examined
    )
    return examined, [*rerun, *lines, *came, *decided]


def _consultation(manifest: Manifest, model: Consultation) -> str:
    if model.conversation_id != manifest.conversation_id:
        raise fault("consultation.json is another one than the manifest names")
    if manifest.authority not in (model.asking, model.consulted):
        raise fault("it is a consultation between others")
    return f"{model.asking} asks {model.consulted} under {model.procedure}: {model.state}"


def _read_anchor(path: Path) -> Anchor:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise Reason.DIRECTORY_INVALID.error(
            "the anchor cannot be read", remedy="Give the path of the federation's anchor.json."
        ) from exc
    return Anchor.from_json(text)


def _files(bundle: Bundle, manifest: Manifest) -> str:
    """Compare every file with the manifest."""
    present = set(bundle.files) - {MANIFEST, MANIFEST_SIGNED}
    for what, names in (
        ("missing: {names}", manifest.files.keys() - present),
        ("not named in the manifest: {names}", present - manifest.files.keys()),
        (
            "altered: {names}",
            {
                name
                for name in present & manifest.files.keys()
                if (digest_of(bundle.files[name]), len(bundle.files[name]))
                != (manifest.files[name].sha256, manifest.files[name].size)
            },
        ),
    ):
        if names:
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""  # noqa: PLR2004
            raise fault(what, names=", ".join(sorted(names)[:5]) + more)
    return f"{len(present)} files, each with the digest in the manifest"


def _signature(file: EvidenceFile) -> str:
    bundle, manifest, directory = file.bundle, file.manifest, file.directory
    raw = bundle.raw(MANIFEST_SIGNED)
    signed = SignedBytes.from_bytes(raw)
    member = _exporter(directory.member(manifest.authority), manifest.at)
    try:
        payload = verify_signed(signed, expected_type=EVIDENCE, member=member, at=manifest.at)
    except TrustError as exc:
        revoked = {key.key_id for key in directory.member(member.code).keys} - {
            key.key_id for key in member.keys
        }
        if revoked & {keyid for keyid, _ in signed.signatures}:
            raise fault(
                "the manifest is signed with a key that was revoked: its instant is the word of "
                "whoever holds that key; the authority must export the file again"
            ) from exc
        raise
    if payload != bundle.raw(MANIFEST):
        raise fault("manifest.json is not the one that was signed")
    known = {key.key_id for key in member.keys}
    if signed.to_bytes() != raw or not {keyid for keyid, _ in signed.signatures} <= known:
        raise fault("the manifest's envelope has more in it than what was signed")
    return f"signed by {manifest.authority} for {manifest.at.isoformat()}"


def _exporter(member: Member, at: datetime) -> Member:
    """Return a member with the keys and the suite with which it may have signed a manifest.

    Nothing but the manifest itself says when it was signed. So a key that was revoked at any
    time does not count, and the hybrid suite is asked where the directory asks it of the member
    and had given it a key for it, as for checkpoints (docs/protocol/register.md, section 2).
    """
    keys = tuple(key for key in member.keys if key.revoked_at is None)
    beside = KeyUse.SEAL_MLDSA65
    began = any(key.use is beside and key.not_before <= at for key in member.keys)
    member = dataclasses.replace(member, keys=keys)
    return member if began else any_suite(member)


def _case(manifest: Manifest, case: Case) -> str:
    if case.case_id != manifest.case_id:
        raise fault("case.json is another case than the manifest names")
    if any(consultation.asking != manifest.authority for consultation in case.consultations):
        raise fault("a consultation was asked by another authority")
    return f"{case.case_id}, {case.state}"


def _what(manifest: Manifest) -> str:
    if manifest.conversation_id:
        return f"Consultation {manifest.conversation_id}, in the hands"
    return f"Case {manifest.case_id}"


def _verdict(findings: Findings) -> str:
    total, not_made = len(findings.checks), sum(not each.made for each in findings.checks)
    if findings.failed:
        return f"{findings.failed} of {total} checks do not hold; do not rely on this file."
    if not_made:
        return (
            f"Not compared: {not_made} of {total} checks cannot be made here, or rest on the word "
            "of one side alone; all others hold."
        )
    return f"All {total} checks hold."


def _summary(
    manifest: Manifest, findings: Findings, lines: list[str], *, anchored: bool
) -> list[str]:
    verdict = _verdict(findings)
    what = (
        f"{_what(manifest)} of {manifest.authority}, exported "
        f"{manifest.at.isoformat()}, federation {manifest.federation_id[:16]}."
    )
    out = [what, *lines, verdict]
    if manifest.rehearsal:
        out.insert(1, "REHEARSAL: nothing in it is a real case.")
    if not anchored:
        out.append(SELF_CONTAINED)
    return out
