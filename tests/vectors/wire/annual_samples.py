"""The messages of the annual report's vectors, as protobuf's JSON form; fictitious."""

from __future__ import annotations

from tests.vectors.wire.samples import Fields, changed, octets

COLLECTION = "EU-R-2025"
WORDS = [{"language": "en", "text": "Two licences were counted twice."}]
MARK: Fields = {
    "ground": "MARK_GROUND_COMMERCIAL",
    "dimension": "item_group",
    "group": "0",
    "by": "DE",
}
REF: Fields = {"table": "licences", "at": ["0EC1", "TR"], "origin": "DE"}

CALL: Fields = {
    "collection": COLLECTION,
    "year": 2025,
    "template": "2024/214/2025-1",
    "template_digest": octets(1),
    "submit_by_date": "2026-05-31",
    "text": WORDS,
}
SUBMISSION: Fields = {
    "collection": COLLECTION,
    "year": 2025,
    "template": "2024/214/2025-1",
    "template_digest": octets(1),
    "authority": "BE-FED",
    "version": 2,
    "supersedes": octets(2),
    "prepare_time": "2026-05-20T10:00:00Z",
    "rates": "ECB/2026-01-02",
    "parts": [{"authority": "BE-VLG", "version": 1, "digest": octets(3)}],
    "records": "412",
    "reason": WORDS,
    "indicators": [
        {"key": "staff", "count": "0"},
        {"key": "penalties", "euro_cents": "125000"},
        {"key": "tools", "yes": False},
        {"key": "outreach"},
    ],
    "narratives": [{"key": "policy", "text": WORDS}],
    "answers": [{"remark": "denials_differ", "answer": "notified_late", "text": WORDS}],
}
OUTCOME: Fields = {
    "collection": COLLECTION,
    "submission": octets(2),
    "outcome": "ANNUAL_OUTCOME_KIND_REFUSED",
    "reason": "SUBMISSION_SUPERSEDED",
    "counts": octets(4),
    "text": WORDS,
}
QUESTION: Fields = {
    "collection": COLLECTION,
    "thread": 7,
    "about": REF,
    "submission": octets(2),
    "answer_by_date": "2026-06-30",
    "text": WORDS,
}
ANSWER: Fields = {"collection": COLLECTION, "thread": 7, "answer": "corrected", "text": WORDS}
APPEARING: Fields = {"collection": COLLECTION, "draft": octets(5), "until_date": "2026-08-31"}
CLEARANCE: Fields = {
    "collection": COLLECTION,
    "draft": octets(5),
    "all_else": True,
    "cells": [
        {"about": {"table": "uses", "origin": "*"}, "act": "CLEARANCE_ACT_CLEAR"},
        {"about": REF, "act": "CLEARANCE_ACT_MERGE", "mark": MARK},
    ],
}
BLOCK: Fields = {
    "table": "licences",
    "dimensions": [
        {"codes": ["*", "0EC1"], "rows": [0, 1, 1]},
        {"codes": ["*", "TR", "KR"], "rows": [0, 1, 2]},
    ],
    "number": ["12", "5", "0"],
    "value_cents": ["1000000000000", "12345", "0"],
    "exporters_min": ["3", "2", "0"],
    "exporters_max": ["4", "2", "0"],
    "top1_cents": ["900000000000", "12000", "0"],
    "top2_cents": ["950000000000", "12345", "0"],
    "missing": [2],
    "marks": [{"row": 1, "mark": MARK}],
}
BLOCKS: Fields = {"blocks": [BLOCK]}
LINES = [
    {"code": "*", "label": "All destinations", "level": "*"},
    {"code": "KR+TR", "label": "Korea and Türkiye", "level": "country", "merges": ["KR", "TR"]},
]
TABLES: Fields = {
    "tables": [
        {
            "key": "by_destination",
            "number": "4.2",
            "title": "Licences by destination",
            "section": "4",
            "measures": ["REPORT_MEASURE_NUMBER", "REPORT_MEASURE_VALUE"],
            "chart": "REPORT_CHART_MAP",
            "row_title": "Destination",
            "column_title": "Item group",
            "rows": LINES,
            "columns": [{"code": "0EC1", "label": "Nuclear", "level": "group"}],
            "states": ["REPORT_CELL_STATE_VALUE", "REPORT_CELL_STATE_CONFIDENTIAL"],
            "numbers": ["6", "0"],
            "values": ["12346", "0"],
            "reasons": ["mark:commercial"],
            "whys": [0, 1],
            "said_by": [{"cell": 1, "states": ["DE"]}],
        }
    ]
}

VALID: list[tuple[str, str, list[str], Fields]] = [
    ("AnnualCall", "every field", [], CALL),
    ("AnnualSubmission", "a correction, every field", [], SUBMISSION),
    (
        "AnnualSubmission",
        "the first of a State",
        [],
        changed(changed(SUBMISSION, "version", 1), "supersedes", None),
    ),
    ("AnnualPart", "for the coordinator", [], {"header": SUBMISSION}),
    ("AnnualOutcome", "refused", [], OUTCOME),
    (
        "AnnualOutcome",
        "accepted",
        [],
        {
            "collection": COLLECTION,
            "submission": octets(2),
            "outcome": "ANNUAL_OUTCOME_KIND_ACCEPTED",
            "counts": octets(2),
        },
    ),
    ("AnnualQuestion", "on a cell", [], QUESTION),
    (
        "AnnualQuestion",
        "its end, of a whole table",
        [],
        {
            **changed(QUESTION, "answer_by_date", None),
            "about": {"table": "licences", "origin": "*"},
            "closed": True,
        },
    ),
    ("AnnualAnswer", "every field", [], ANSWER),
    ("AppearingTables", "the header", [], APPEARING),
    ("Clearance", "a table cleared, a cell merged", [], CLEARANCE),
    ("CellBlocks", "one block, one row missing, one marked", [], BLOCKS),
    ("PublishedTables", "one table, one cell confidential", [], TABLES),
]

INVALID: list[tuple[str, str, str, Fields | bytes]] = [
    ("AnnualCall", "not protobuf", "call", b"\xff\xff"),
    (
        "AnnualCall",
        "a digest of 31",
        "call.template_digest",
        changed(CALL, "template_digest", octets(1, 31)),
    ),
    ("AnnualCall", "no such day", "call.submit_by", changed(CALL, "submit_by_date", "2026-02-30")),
    ("AnnualSubmission", "corrects nothing", "submission", changed(SUBMISSION, "supersedes", None)),
    (
        "AnnualSubmission",
        "no instant",
        "submission.prepared_at",
        changed(SUBMISSION, "prepare_time", None),
    ),
    ("AnnualPart", "no header", "part.header", {}),
    ("AnnualOutcome", "unspecified", "outcome.outcome", changed(OUTCOME, "outcome", None)),
    ("AnnualOutcome", "refused without a reason", "outcome", changed(OUTCOME, "reason", None)),
    ("AnnualQuestion", "closed with a day", "question", changed(QUESTION, "closed", True)),
    ("AnnualQuestion", "about nothing", "question.about", changed(QUESTION, "about", None)),
    (
        "Clearance",
        "merged without a mark",
        "clearance.cells[1]",
        changed(CLEARANCE, "cells.1.mark", None),
    ),
    ("Clearance", "an unknown act", "clearance.cells[0].act", changed(CLEARANCE, "cells.0.act", 9)),
    (
        "CellBlocks",
        "columns of different lengths",
        "cells.blocks[0]",
        changed(BLOCKS, "blocks.0.number", ["12", "5"]),
    ),
    (
        "CellBlocks",
        "an index names no code",
        "cells.blocks[0]",
        changed(BLOCKS, "blocks.0.dimensions.0.rows", [0, 1, 2]),
    ),
    (
        "CellBlocks",
        "a code stands twice",
        "cells.blocks[0]",
        changed(BLOCKS, "blocks.0.dimensions.0.codes", ["*", "*"]),
    ),
    (
        "CellBlocks",
        "a figure above all reason",
        "cells.blocks[0]",
        changed(BLOCKS, "blocks.0.value_cents", ["9000000000000000", "1", "0"]),
    ),
    (
        "PublishedTables",
        "a state too few",
        "tables.tables[0].cells",
        changed(TABLES, "tables.0.states", ["REPORT_CELL_STATE_VALUE"]),
    ),
    (
        "PublishedTables",
        "an index names no reason",
        "tables.tables[0].cells",
        changed(TABLES, "tables.0.whys", [0, 2]),
    ),
    (
        "PublishedTables",
        "a suppressed cell with a figure",
        "tables.tables[0].cells[1][0]",
        changed(TABLES, "tables.0.values", ["12346", "5"]),
    ),
]
