"""How many elements each repeated field may have: part of the contract, as its octets are.

By message and field, as in proto/comity/v1, where the comments say the same. What a domain
model bounds itself has the same number here; a test compares all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wire.limits import MAX_PARTS

_ABSENCES = 8  # a message has at most four fields whose absence can be stated
_GROUNDS = 16  # Art 15(1) has four, and human rights
_HASHES = 64  # RFC 9162: no path in a tree of 2**63 leaves is longer
_KEPT_FOR_EVER = 1000  # what a directory names and never drops
_LAW_FILES = 4000
_MEMBERS = 1000
_MARKS = 60_000  # rows and cells of which something is said: each takes eight octets and more
_RELAYED = 2048  # entries in one reply of a register
_ROWS = 65_536  # of a table of the annual report in one part; more go on in the next
_TABLES = 100

MAX_MESSAGES = 65_536
"""Messages within one message, over all its fields: more than any content of ours has."""

MAX_OTHERS = 4096
"""Occurrences of fields that are not repeated, or that this version does not know, in one
message: a field that is written twice is legal, and a later version has more fields."""

_BLOCK = ("number", "value_cents", "exporters_min", "exporters_max", "top1_cents", "top2_cents")

BOUNDS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        # What is signed, and how it travels.
        "Letter": {"parts": MAX_PARTS},
        "Entry": {"parts": MAX_PARTS},
        "PartCommitment": {"release": 64},
        "Envelope": {"signatures": 16},
        "Package": {"bodies": MAX_PARTS},
        "ReturnLettersResponse": {"letters": 200},
        # How a candidate becomes a member.
        "JoinRequest": {"roles": 6, "keys": 9},
        "Admission": {"earlier": _KEPT_FOR_EVER},
        # What a case is about.
        "Transaction": {
            "items": 200,
            "intermediaries": 40,
            "goods_located_in": 27,
            "goods_regions": 40,
            "transit_countries": 40,
            "absences": _ABSENCES,
        },
        "HumanRightsAssessment": {"sources": 40, "follows": 4},
        "Item": {"classifications": 10, "parameters": 60},
        "Party": {"names": 60, "addresses": 20, "identifiers": 20},
        "GroundList": {"grounds": _GROUNDS},
        "DocumentList": {"documents": 40},
        # Consultations.
        "ConsultationRequest": {
            "denials": 200,
            "match_summary": 200,
            "references": 20,
            "remarks": 20,
            "relations": 20,
            "asked_for": 10,
            "documents": 40,
        },
        "ForApplicant": {"text": 6},
        "ConsultationAnswer": {
            "by_denial": 200,
            "conditions": 40,
            "explanation": 20,
            "information_needed": 40,
            "absences": _ABSENCES,
            "documents": 40,
        },
        "ExtensionReply": {"reason": 20},
        "ConsultationEnd": {"text": 6, "denials": 200},
        # What is written beside question and answer.
        "Supplement": {"text": 20, "documents": 40, "references": 20},
        "Correction": {"fields": 100, "reason": 6},
        "Recall": {"reason": 6},
        "RecallStatement": {"opened": 200},
        "ContactNote": {"text": 6},
        "ContactReply": {"text": 6},
        "InformationRequest": {"questions": 40, "text": 20},
        "InformationReply": {"answers": 40, "text": 20, "codes": 40, "documents": 40},
        "ClassifiedItem": {"parameters": 60, "sheets": 10},
        "ClassificationOpinion": {"precedents": 20},
        "ClassificationOutcome": {"reason": 6, "agreed": 40, "differed": 40},
        "DifferingOpinion": {"codes": 40},
        "LicenceStatement": {"lines": 200},
        "LicenceLine": {"codes": 10},
        "Forwarding": {"text": 6},
        "ForwardingReply": {"text": 6},
        "StandingAnswer": {"conditions": 40, "text": 6},
        "StandingScope": {"codes": 200, "destinations": 250, "end_users": 40, "denials": 200},
        "Settlement": {"conversations": 8, "conditions": 40, "text": 6},
        # Denials and notices.
        "DenialRecord": {"articles": 20, "references": 20},
        "DenialGrounds": {"explanation": 6, "absences": _ABSENCES},
        "DenialReview": {"grounds": 6, "third_review_grounds": 6},
        "SetAside": {"text": 6},
        "GrantNotice": {"denials": 200, "consulted": 40, "explanation": 6, "conditions": 40},
        "FinalAssessment": {"grounds": 6},
        "Notice": {
            "items": 400,
            "parties": 100,
            "destinations": 250,
            "authorisations": 60,
            "figures": 2000,
            "text": 24,
            "withheld": 20,
            "conditions": 20,
            "documents": 40,
            "references": 20,
            "absences": _ABSENCES,
        },
        "Comment": {"text": 24, "documents": 40},
        # The annual report.
        "AnnualCall": {"text": 24},
        "AnnualSubmission": {
            "parts": 16,
            "reason": 6,
            "indicators": 200,
            "narratives": 60,
            "answers": 400,
        },
        "IndicatorValue": {"text": 6},
        "NarrativeText": {"text": 24},
        "RemarkAnswer": {"text": 6},
        "AnnualOutcome": {"text": 6},
        "AnnualQuestion": {"text": 6},
        "AnnualAnswer": {"text": 6},
        "Clearance": {"cells": 5000},
        "CellBlocks": {"blocks": _TABLES},
        "CellBlock": {
            "dimensions": 6,
            **dict.fromkeys(_BLOCK, _ROWS),
            "missing": _ROWS,
            "marks": _MARKS,
        },
        "CellDimension": {"codes": _ROWS, "rows": _ROWS},
        "CellRef": {"at": 6},
        "PublishedTables": {"tables": _TABLES},
        "PublishedTable": {
            "measures": 6,
            "rows": 2000,
            "columns": 2000,
            "states": _ROWS,
            "numbers": _ROWS,
            "values": _ROWS,
            "reasons": _ROWS,
            "whys": _ROWS,
            "said_by": _MARKS,
        },
        "TableLine": {"merges": 2000},
        "SaidBy": {"states": 40},
        # Registers.
        "GetHeadRequest": {"seen": 64},
        "GetHeadResponse": {"seen": 64},
        "StreamEntriesResponse": {"entries": _RELAYED, "consistency_proof": _HASHES},
        "GetConsistencyProofResponse": {"proof": _HASHES},
        "GetInclusionProofResponse": {"proof": _HASHES},
        "FraudProof": {"path": _HASHES},
        "ProofContent": {"further": 256},
        "FurtherCheckpoint": {"path": _HASHES},
        "JournalRoot": {"consistency_proof": _HASHES},
        # The federation.
        "GetDirectoryResponse": {"directories": 64},
        "Directory": {
            "state_keys": 16,
            "operators": 100,
            "members": _MEMBERS,
            "rulebooks": _LAW_FILES,
            "calendars": _LAW_FILES,
            "controls": _LAW_FILES,
            "states": _LAW_FILES,
        },
        "Member": {
            "roles": 20,
            "certificates": _KEPT_FOR_EVER,
            "keys": _KEPT_FOR_EVER,
            "procedures": 100,
        },
    }
)
