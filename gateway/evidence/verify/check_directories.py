"""Compares the directory by which receipts say that they were given with those of the file.

A receipt names number and digest of the directory by which its signer judged
(docs/protocol/directory.md, Gossip). Where the file, or who verifies it, has a directory of that
number with another digest, signer and exporter were shown different ones, or one of them says what
is not. The word of a receipt alone is no proof of a split: for that both directories are needed,
each as it was signed, and a node asks the signer for his.

Steps, the same as in docs/protocol/evidence.md, section 3:

1. A digest that differs is laid to its signer: of the exporter it is a fault of the file, of the
   other side not made, as with another calendar.
2. Two signers that name two digests of a number that is not here: not made, and both are named.
3. A receipt of the exporter that names a newer number than that of the file: not made; it could
   have put in an older directory than it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.letter import Receipt
from gateway.evidence.report import Findings
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.trust.federation import DirectoryHead

NAME = "directories of receipts"


@dataclass(frozen=True)
class OtherDirectory:
    """A directory that a receipt names and that is not the one of that number here.

    Attributes:
        signer: Whose receipt it is.
        head: Number and digest.
    """

    signer: str
    head: DirectoryHead


def check_directories(
    file: EvidenceFile, letters: Sequence[VerifiedLetter], known: Mapping[int, bytes]
) -> tuple[OtherDirectory, ...]:
    """Make the checks; return what is to be asked of whom.

    Args:
        file: Says who has exported it, and where the checks go.
        letters: Those that hold, each with its verified receipt.
        known: Digest of each verified directory that is here, by its number; the newest of the
            file among them.
    """
    exporter, findings = file.manifest.authority, file.findings
    named = {
        f"letter {number:02d}": each.receipt
        for number, each in enumerate(letters, start=1)
        if each.receipt is not None and each.receipt.directory_version
    }
    if not named:
        return ()
    found = tuple(
        OtherDirectory(receipt.receiver, _head(receipt))
        for name, receipt in named.items()
        if _differs(name, receipt, exporter, known, findings)  # (1)
    )
    wrong = len(found) + _unknown(named, known, findings) + _ahead(named, exporter, known, findings)
    if not wrong:
        versions = sorted({receipt.directory_version for receipt in named.values()})
        here = [number for number in versions if number in known]
        findings.add(
            NAME,
            ok=True,
            detail=f"{len(named)} receipts name {len(versions)} versions of the directory, of "
            f"which {len(here)} are here, each with the digest that it has",
        )
    return found


def _head(receipt: Receipt) -> DirectoryHead:
    digest = bytes.fromhex(receipt.directory_digest or "")
    return DirectoryHead(receipt.directory_version, digest)


def _differs(
    name: str, receipt: Receipt, exporter: str, known: Mapping[int, bytes], findings: Findings
) -> bool:
    version, digest = _head(receipt)
    if known.get(version, digest) == digest:
        return False
    detail = (
        f"{receipt.receiver} has signed that version {version} of the directory is "
        f"{digest.hex()[:16]}; the one that is here is {known[version].hex()[:16]}"
    )
    if receipt.receiver == exporter:
        findings.add(f"{name}: directory", ok=False, detail=detail)
    else:
        findings.not_made(f"{name}: directory", f"{detail}: ask it for its file")
    return True


def _unknown(named: Mapping[str, Receipt], known: Mapping[int, bytes], findings: Findings) -> int:
    """Name those who differ about a version that is not here (2); return of how many."""
    stated: dict[int, dict[bytes, set[str]]] = defaultdict(lambda: defaultdict(set))
    for receipt in named.values():
        version, digest = _head(receipt)
        if version not in known:
            stated[version][digest].add(receipt.receiver)
    apart = {version: digests for version, digests in stated.items() if len(digests) > 1}
    for version, digests in sorted(apart.items()):
        who = "; ".join(
            f"{digest.hex()[:16]} by {', '.join(sorted(signers))}"
            for digest, signers in sorted(digests.items())
        )
        findings.not_made(NAME, f"receipts name two directories of version {version}: {who}")
    return len(apart)


def _ahead(
    named: Mapping[str, Receipt], exporter: str, known: Mapping[int, bytes], findings: Findings
) -> int:
    """Say where the exporter had judged by a newer directory than any that is here (3)."""
    newest = max(
        (each.directory_version for each in named.values() if each.receiver == exporter), default=0
    )
    if newest <= max(known):
        return 0
    findings.not_made(
        NAME,
        f"{exporter} had judged by version {newest} of the directory, and there is none newer "
        f"than {max(known)} here: what was revoked since is not seen",
    )
    return 1
