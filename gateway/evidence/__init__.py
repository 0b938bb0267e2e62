"""Evidence: a case as one file that anybody can verify offline, and as one page to read.

`export_case` writes the file inside a reading transaction; `verify_file` needs nothing but
the file and, to know whose it is, the federation's anchor; `case_page` writes the page that
an officer puts into the file.
"""

from gateway.evidence.contents import LawMaterial
from gateway.evidence.export import export_case
from gateway.evidence.law import law_material
from gateway.evidence.letters import LetterTrace, letters_of
from gateway.evidence.page import case_page
from gateway.evidence.report import Check, EvidenceReport
from gateway.evidence.verify import verify_file

__all__ = [
    "Check",
    "EvidenceReport",
    "LawMaterial",
    "LetterTrace",
    "case_page",
    "export_case",
    "law_material",
    "letters_of",
    "verify_file",
]
