"""An evidence file as it is judged: what lies in it, by which directory, and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from gateway.domain.base import Model
from gateway.errors import ComityError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import Manifest
from gateway.evidence.report import Findings
from gateway.trust.federation import Directory

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class EvidenceFile:
    """What each check reads, and where its finding goes.

    Attributes:
        directory: The one that judges.
    """

    bundle: Bundle
    manifest: Manifest
    directory: Directory
    findings: Findings

    def read(self, name: str, kind: type[M], check: str) -> M | None:
        """Read a JSON file; None where it is missing or malformed, which is a finding.

        Args:
            name: Of the file.
            kind: What it holds.
            check: Name of that finding.
        """
        try:
            return self.bundle.model(name, kind)
        except ComityError as exc:
            self.findings.add(check, ok=False, detail=str(exc))
            return None

    def read_if_there(self, name: str, kind: type[M], check: str) -> M | None:
        """Read a JSON file as `read`; None also where there is none of that name."""
        return self.read(name, kind, check) if name in self.bundle.files else None
