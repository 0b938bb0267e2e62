"""The proofs that members have signed receipts which contradict each other: files of this node.

Each lies in `receipt-proofs` of the node's folder under the digest of what was signed, so that the
same contradiction, found twice, is one file. A person moves it away when it is explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gateway.trust.owned_files import write_private
from gateway.trust.proofs.receipt_contradiction import ProvenContradiction, ReceiptContradiction

RECEIPT_PROOFS = "receipt-proofs"


@dataclass(frozen=True)
class ReceiptProofs:
    """The folder.

    Attributes:
        home: The node's folder.
    """

    home: Path

    def keep(self, proof: ReceiptContradiction, found: ProvenContradiction) -> str:
        """Keep a proof, and return where it is, within the node's folder.

        Args:
            proof: The file.
            found: What verifying it came to.

        Raises:
            OSError: It cannot be written.
        """
        folder = self.home / RECEIPT_PROOFS
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{proof.receiver}-{found.digest.hex()[:16]}.json"
        if not path.exists():
            write_private(path, proof.model_dump_json(indent=1).encode() + b"\n")
        return f"{RECEIPT_PROOFS}/{path.name}"
