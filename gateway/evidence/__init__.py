"""Evidence: a case as one file that anybody can verify offline, and as one page to read.

`export_case` and `export_consultation` write the file inside a reading transaction;
`verify_file` needs nothing but the file and, to know whose it is, the federation's anchor;
`view_page` writes a view as the page that an officer puts into the file.
"""

from gateway.domain.letter import LetterTrace
from gateway.evidence.bundle import MAX_BUNDLE_BYTES, bundle_from_bytes
from gateway.evidence.contents import DIRECTORY, ConsultationRecord, LawMaterial, conversations_of
from gateway.evidence.export.case_export import export_case, export_consultation
from gateway.evidence.export.examinations import SignedExamination, signed_examinations
from gateway.evidence.law_material import consultation_law, law_material
from gateway.evidence.letters import letters_of
from gateway.evidence.page.view_page import Letterhead, view_page
from gateway.evidence.report import Check, EvidenceReport, Findings, Result, fault, result_of
from gateway.evidence.verify.check_contradictions import FoundContradiction
from gateway.evidence.verify.check_examination import other_matcher
from gateway.evidence.verify.check_meanings import check_meanings
from gateway.evidence.verify.hit_comparison import certain, differences
from gateway.evidence.verify.register_coverage import left_out, named_twice
from gateway.evidence.verify.verification import (
    Verified,
    verify_bundle,
    verify_file,
    verify_path,
)

__all__ = [
    "DIRECTORY",
    "MAX_BUNDLE_BYTES",
    "Check",
    "ConsultationRecord",
    "EvidenceReport",
    "Findings",
    "FoundContradiction",
    "LawMaterial",
    "LetterTrace",
    "Letterhead",
    "Result",
    "SignedExamination",
    "Verified",
    "bundle_from_bytes",
    "certain",
    "check_meanings",
    "consultation_law",
    "conversations_of",
    "differences",
    "export_case",
    "export_consultation",
    "fault",
    "law_material",
    "left_out",
    "letters_of",
    "named_twice",
    "other_matcher",
    "result_of",
    "signed_examinations",
    "verify_bundle",
    "verify_file",
    "verify_path",
    "view_page",
]
