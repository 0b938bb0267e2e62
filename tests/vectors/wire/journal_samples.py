"""The messages of the journal tree; fictitious."""

from __future__ import annotations

from typing import Any

from tests.vectors.wire.samples import Fields, changed, octets

RECORD: Fields = {
    "number": "41",
    "kind": "JOURNAL_RECORD_KIND_LETTER_RECEIVED",
    "journal_position": "29",
    "letter_digest": octets(0x11),
    "envelope_digest": octets(0x22),
    "receipt_digest": octets(0x33),
    "record_time": "2026-12-18T09:00:00.000001Z",
}
ROOT: Fields = {
    "tree_size": "42",
    "root_hash": octets(0x44),
    "previous_index": "17",
    "consistency_proof": [octets(0x55), octets(0x66)],
}
_FIRST = changed(changed(ROOT, "previous_index", None), "consistency_proof", None)
_RESTORED = changed(changed(ROOT, "restored_index", "17"), "consistency_proof", None)
_SENT = changed(changed(RECORD, "receipt_digest", None), "kind", "JOURNAL_RECORD_KIND_LETTER_SENT")
_TRIED = changed(
    changed(
        changed(
            changed(RECORD, "receipt_digest", None), "kind", "JOURNAL_RECORD_KIND_LETTER_ATTEMPTED"
        ),
        "attempts",
        17,
    ),
    "reason",
    "PEER_UNAVAILABLE",
)

VALID: dict[str, list[tuple[str, str, list[str], Fields]]] = {
    "journal.json": [
        ("JournalRecord", "a letter that came, with the receipt that was given", [], RECORD),
        ("JournalRecord", "a letter that was sent", [], _SENT),
        ("JournalRecord", "a letter that was tried without a receipt", [], _TRIED),
        ("JournalRecord", "the first leaf", [], changed(RECORD, "number", None)),
        ("JournalRoot", "of 42 leaves, after entry 17", [], ROOT),
        ("JournalRoot", "the first one", [], _FIRST),
        ("JournalRoot", "after entry 0", [], changed(ROOT, "previous_index", "0")),
        ("JournalRoot", "some time after a restoration", [], changed(ROOT, "restored_index", "4")),
        ("JournalRoot", "the first after a restoration", [], _RESTORED),
    ]
}


def _bad(name: str, base: Fields, path: str, value: Any, field: str, comment: str) -> Any:
    return name, comment, field, changed(base, path, value)


INVALID: dict[str, list[tuple[str, str, str, Fields | bytes]]] = {
    "journal.json": [
        ("JournalRecord", "not protobuf", "record", b"\xff\xff"),
        _bad("JournalRecord", RECORD, "kind", None, "record.kind", "unspecified"),
        _bad("JournalRecord", RECORD, "journal_position", None, "record.position", "from 1"),
        _bad("JournalRecord", RECORD, "letter_digest", octets(1, 31), "record.letter_digest", "31"),
        _bad("JournalRecord", RECORD, "envelope_digest", None, "record.envelope_digest", "none"),
        _bad("JournalRecord", RECORD, "record_time", None, "record.at", "missing"),
        _bad("JournalRecord", _TRIED, "attempts", None, "record", "an attempt without a count"),
        _bad("JournalRecord", _TRIED, "attempts", -1, "record.attempts", "a count below 1"),
        _bad("JournalRecord", _TRIED, "reason", None, "record", "an attempt without a reason"),
        _bad("JournalRecord", _TRIED, "reason", "no answer", "record.reason", "no code"),
        _bad("JournalRecord", _TRIED, "receipt_digest", octets(1), "record", "with a receipt"),
        _bad("JournalRecord", RECORD, "attempts", 1, "record", "a count of no attempt"),
        _bad("JournalRoot", ROOT, "tree_size", None, "journal_root.size", "an empty tree"),
        _bad("JournalRoot", ROOT, "root_hash", octets(1, 33), "journal_root.root", "33"),
        _bad("JournalRoot", ROOT, "previous_index", "-1", "journal_root.previous", "below 0"),
        _bad("JournalRoot", ROOT, "restored_index", "18", "journal_root", "what is to come"),
        _bad("JournalRoot", _FIRST, "restored_index", "0", "journal_root", "nothing was before"),
        _bad(
            "JournalRoot", ROOT, "consistency_proof", [octets(1, 31)], "journal_root.proof[0]", "31"
        ),
    ]
}
