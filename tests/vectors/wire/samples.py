"""The messages of the vectors, as protobuf's JSON form; fictitious throughout."""

from __future__ import annotations

from base64 import b64encode
from copy import deepcopy
from typing import Any

Fields = dict[str, Any]

UNKNOWN_FIELD = bytes.fromhex("c23e036e6577")  # field 1000, length-delimited, "new"
UUID = "01890a5d-ac96-774b-bcce-b302099a8057"


def octets(byte: int, count: int = 32) -> str:
    """Repeat one octet, in the form in which protobuf's JSON holds bytes."""
    return b64encode(bytes([byte]) * count).decode("ascii")


def changed(fields: Fields, path: str, value: Any) -> Fields:
    """Return a copy with one field set, or taken away where the value is None."""
    copy = deepcopy(fields)
    *steps, last = path.split(".")
    target: Any = copy
    for step in steps:
        target = target[int(step)] if step.isdigit() else target[step]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return copy


PARTY: Fields = {
    "names": ["Merkez Güvenlik Teknolojileri A.Ş.", "Меркез Гювенлик", "メルケズ警備"],
    "kind": "PARTY_KIND_ORGANISATION",
    "addresses": [{"text": "İnönü Cad. 7, Ankara", "country": "TR"}],
    "country": "TR",
    "identifiers": [{"scheme": "VAT", "value": "TR0000000000"}],
}
ITEM: Fields = {
    "description": "System for the surveillance of internet communication",
    "classifications": [
        {
            "source": "LIST_SOURCE_ANNEX_I",
            "code": "5A001.j",
            "list_version": "2025-11-15",
            "authority": "DE",
        },
        {"source": "LIST_SOURCE_NON_LISTED"},
    ],
    "parameters": [{"name": "throughput", "value": "400.5", "unit": "Gbit/s"}],
    "cn_code": "85176200",
    "country_of_origin": "FR",
    "quantity": "2",
    "quantity_unit": "pcs",
    "value": "1250000.5",
    "currency": "EUR",
    "cyber_surveillance": True,
}
TRANSACTION: Fields = {
    "activity": "ACTIVITY_EXPORT",
    "items": [ITEM],
    "consignee": PARTY,
    "destination": "TR",
    "country_of_consignment": "DE",
    "goods_located_in": ["NL"],
    "state_of_declaration": "DE",
    "stated_end_use": "Operation of a network",
    "contract_date": "2026-10-01",
    "human_rights": {
        "risk": "HUMAN_RIGHTS_RISK_HIGH",
        "internal_repression": True,
        "sources": ["Report of a mission, 2025"],
        "reasoning": {"language": "de", "text": "Einsatz gegen Oppositionelle ist zu besorgen."},
    },
    "absences": [
        {
            "field": "exporter",
            "state": "ABSENCE_STATE_WITHHELD",
            "reason": "WITHHOLDING_REASON_COMMERCIAL",
        },
        {
            "field": "end_user",
            "state": "ABSENCE_STATE_WITHHELD",
            "reason": "WITHHOLDING_REASON_SECURITY",
        },
    ],
}
BROKERING: Fields = {
    "activity": "ACTIVITY_BROKERING",
    "items": [{"description": "Pump", "classifications": [{"source": "LIST_SOURCE_NON_LISTED"}]}],
    "destination": "AE",
    "service_description": "Negotiation of the sale",
    "third_country_of_location": "CN",
    "absences": [{"field": "consignee", "state": "ABSENCE_STATE_NOT_APPLICABLE"}],
}
TEXT: Fields = {"language": "fr", "text": "Risque de détournement."}
REQUEST: Fields = {
    "procedure": "16(5)",
    "case_reference": "DE-C-2026-00001",
    "transaction": TRANSACTION,
    "denials": ["FR-2026-00017"],
    "match_summary": ["same principal name after transliteration"],
    "references": [{"system": "ELAN-K2", "value": "X-1"}],
    "remarks": [TEXT],
    "relations": [{"kind": "RELATION_KIND_SPARE_PARTS", "system": "DE", "reference": "R-1"}],
}
RECORD: Fields = {
    "denial_id": "FR-2026-00017",
    "authority": "FR",
    "national_reference": "SBDU-2026-17",
    "decision": "DECISION_TYPE_REFUSE",
    "articles": ["16(1)"],
    "legal_base": "LEGAL_BASE_REG_2021_821",
    "decision_date": "2026-02-27",
    "first_notified_date": "2026-03-02",
    "reviews_so_far": 0,
    "transaction": BROKERING,
    "grounds_withheld": "WITHHOLDING_REASON_FOREIGN_POLICY",
}
PART: Fields = {
    "kind": "PART_KIND_MATCHING",
    "release": ["*"],
    "marking": "MARKING_UNMARKED",
    "commitment": octets(0xCD),
}
LETTER: Fields = {
    "header": {
        "federation_id": octets(0xAB),
        "protocol_version": 1,
        "sender": "DE",
        "recipient": "BE-VLG",
        "message_id": UUID,
        "conversation_id": UUID,
        "conversation_number": "1",
        "letter_type": "LETTER_TYPE_CONSULTATION_REQUEST",
        "procedure": "16(5)",
        "epoch": UUID,
        "sequence": "7",
        "create_time": "2026-12-18T09:00:00.000001Z",
        "not_after_time": "2027-02-16T09:00:00Z",
        "in_reply_to": octets(0xEF),
        "rulebook": "EU-2021-821/2026-1",
        "calendar": "DE/2026-1",
        "rehearsal": True,
        "newest_received": {"conversation_number": "3", "digest": octets(0xCD)},
    },
    "parts": [PART],
}
ENTRY: Fields = {
    "header": {
        "federation_id": octets(0xAB),
        "origin": "FR",
        "event_id": UUID,
        "entry_type": "ENTRY_TYPE_DENIAL_REVOKED",
        "subject": "FR-2026-00017",
        "act_time": "2026-12-18T09:00:00Z",
        "rulebook": "EU-2021-821/2026-1",
        "previous_state": "valid",
    },
    "parts": [PART, changed(changed(PART, "kind", "PART_KIND_GROUNDS"), "release", ["EU", "EL"])],
}
PACKAGE: Fields = {
    "envelope": {
        "payload": octets(1, 3),
        "payload_type": "application/vnd.comity.entry.v1+protobuf",
        "signatures": [{"keyid": "0123456789abcdef", "sig": octets(2, 64)}],
    },
    "bodies": [{"index": 1, "salt": octets(3), "body": octets(4, 5)}],
}
SEALED: Fields = {
    "federation_id": octets(0xAB),
    "sender": "DE",
    "recipient": "FR",
    "message_id": UUID,
    "recipient_key_id": "0123456789abcdef",
    "ciphertext": octets(5, 48),
}
SET_ASIDE: Fields = {
    "denial_id": "FR-2017-00003",
    "way": "SET_ASIDE_WAY_SET_ASIDE",
    "body": "Tribunal administratif de Paris",
    "decision_date": "2026-11-30",
    "reference": "TA Paris 2401234",
    "text": [TEXT],
}
CLOSING: Fields = {
    "last_instant_time": "2027-01-06T23:00:00Z",
    "ask_time": "2027-01-07T00:00:00.5Z",
}

VALID: dict[str, list[tuple[str, str, list[str], Fields]]] = {
    "contents.json": [
        ("ConsultationRequest", "Art 16(5), every field", [], REQUEST),
        (
            "ConsultationRequest",
            "end-use unknown by an entry, which says the same as none",
            ["Absence"],
            changed(
                changed(REQUEST, "transaction.stated_end_use", None),
                "transaction.absences",
                [{"field": "stated_end_use", "state": "ABSENCE_STATE_UNKNOWN"}],
            ),
        ),
        (
            "ConsultationRequest",
            "an absence of a field that this version does not know",
            ["Absence"],
            changed(
                REQUEST,
                "transaction.absences",
                [{"field": "tomorrow", "state": "ABSENCE_STATE_NOT_APPLICABLE"}],
            ),
        ),
        (
            "ConsultationAnswer",
            "objection, grounds withheld",
            ["Absence"],
            {
                "answer": "objection",
                "absences": [
                    {
                        "field": "grounds",
                        "state": "ABSENCE_STATE_WITHHELD",
                        "reason": "WITHHOLDING_REASON_DEFENCE",
                    }
                ],
            },
        ),
        (
            "ConsultationAnswer",
            "given, none of the coded grounds",
            [],
            {"answer": "identical", "grounds": {}, "explanation": [TEXT]},
        ),
        ("ExtensionRequest", "thirty days", [], {"working_days": 30, "reason": TEXT}),
        ("ExtensionReply", "refused", [], {"reason": [TEXT]}),
        ("ClosingRequest", "half a second past an hour", [], CLOSING),
        (
            "ClosingStatement",
            "nothing under way",
            [],
            {
                "nothing_under_way": True,
                "last_instant_time": "2027-01-06T23:00:00Z",
                "state_time": "2027-01-07T00:00:01Z",
            },
        ),
        ("DenialRecord", "brokering, form B", [], RECORD),
        (
            "DenialRecord",
            "reviews so far unknown",
            ["Absence"],
            changed(RECORD, "reviews_so_far", None),
        ),
        (
            "DenialGrounds",
            "given",
            [],
            {"grounds": {"grounds": ["GROUND_HUMAN_RIGHTS"]}, "explanation": [TEXT]},
        ),
        ("DenialGrounds", "unknown", ["Absence"], {}),
        (
            "DenialReview",
            "third renewal",
            [],
            {
                "denial_id": "FR-2017-00003",
                "outcome": "REVIEW_OUTCOME_RENEWED",
                "review_date": "2026-12-01",
                "third_review_grounds": [TEXT],
            },
        ),
        (
            "DenialReview",
            "revoked: set aside by a court",
            [],
            {
                "denial_id": "FR-2017-00003",
                "outcome": "REVIEW_OUTCOME_REVOKED",
                "review_date": "2026-12-01",
                "set_aside": SET_ASIDE,
            },
        ),
        ("SetAside", "set aside by a court", [], SET_ASIDE),
        (
            "SetAside",
            "suspended",
            [],
            changed(SET_ASIDE, "way", "SET_ASIDE_WAY_SUSPENDED"),
        ),
        (
            "GrantNotice",
            "after two consultations",
            [],
            {
                "authority": "DE",
                "case_reference": "DE-C-2026-00001",
                "kind": "GRANT_KIND_AUTHORISATION_WITH_CONDITIONS",
                "decision_date": "2027-01-08",
                "denials": ["FR-2026-00017", "NL-2025-00002"],
                "consulted": ["FR", "NL"],
                "transaction": TRANSACTION,
                "explanation": [TEXT],
                "conditions": [TEXT],
            },
        ),
        (
            "Erasure",
            "of the first entry",
            [],
            {
                "ground": "ERASURE_GROUND_RETENTION_OVER",
                "article": "5(1)(e) 2016/679",
                "officer_role": "lead",
            },
        ),
    ],
    "payloads.json": [
        ("Letter", "every field", [], LETTER),
        ("Letter", "opening: answers nothing", [], changed(LETTER, "header.in_reply_to", None)),
        ("Letter", "nothing received yet", [], changed(LETTER, "header.newest_received", None)),
        ("Entry", "two parts, one for two members", [], ENTRY),
        ("Entry", "no parts", [], changed(ENTRY, "parts", None)),
    ],
    "packages.json": [
        ("Package", "one of the bodies", [], PACKAGE),
        ("Package", "no bodies", [], changed(PACKAGE, "bodies", None)),
        ("Package", "padded", ["Padded"], {**PACKAGE, "padding": octets(0, 40)}),
        ("SealedLetter", "to FR", [], SEALED),
    ],
}


def _bad(name: str, base: Fields, path: str, value: Any, field: str, comment: str) -> Any:
    return name, comment, field, changed(base, path, value)


_ABSENT = {"field": "consignee", "state": "ABSENCE_STATE_NOT_APPLICABLE"}
_QUANTITY, _DATE = "transaction.items.0.quantity", "transaction.contract_date"
_AT_ITEM, _AT_DATE = "request.transaction.items[0]", "request.transaction.contract_date"

INVALID: dict[str, list[tuple[str, str, str, Fields | bytes]]] = {
    "contents.json": [
        ("ConsultationRequest", "not protobuf", "request", b"\xff\xff"),
        ("ConsultationRequest", "text is not UTF-8", "request", b"\x0a\x02\xc3\x28"),
        _bad("ConsultationRequest", REQUEST, "transaction", None, "request.transaction", "missing"),
        _bad("ConsultationRequest", REQUEST, _QUANTITY, "2.0", f"{_AT_ITEM}.quantity", "zero"),
        _bad("ConsultationRequest", REQUEST, _QUANTITY, "2e3", f"{_AT_ITEM}.quantity", "exponent"),
        _bad("ConsultationRequest", REQUEST, _QUANTITY, "-1", f"{_AT_ITEM}.quantity", "negative"),
        _bad("ConsultationRequest", REQUEST, _DATE, "2026-02-29", _AT_DATE, "no such day"),
        _bad("ConsultationRequest", REQUEST, _DATE, "20260228", _AT_DATE, "basic form"),
        _bad(
            "ConsultationRequest",
            REQUEST,
            "transaction.absences",
            [_ABSENT],
            "request.transaction.consignee.state",
            "given and not applicable",
        ),
        _bad(
            "ConsultationRequest",
            REQUEST,
            "relations.0.kind",
            99,
            "request.relations[0].kind",
            "unknown enum number",
        ),
        _bad(
            "ExtensionReply",
            {"reason": [TEXT]},
            "working_days",
            366,
            "extension_reply.working_days",
            "366 days",
        ),
        _bad("ClosingRequest", CLOSING, "ask_time", None, "closing_request.asked_at", "missing"),
        _bad("DenialRecord", RECORD, "decision", None, "denial.decision", "unspecified"),
        _bad("DenialRecord", RECORD, "denial_id", "FR-17", "denial.denial_id", "no denial id"),
        _bad(
            "DenialRecord", RECORD, "first_notified_date", "2026-02-26", "denial", "before decision"
        ),
    ],
    "payloads.json": [
        ("Letter", "not protobuf", "letter", b"\xff"),
        ("Entry", "empty", "entry.header", b""),
        _bad("Letter", LETTER, "header", None, "letter.header", "missing"),
        _bad("Letter", LETTER, "parts", None, "letter.parts", "a letter has parts"),
        _bad("Letter", LETTER, "parts", [PART] * 33, "letter.parts", "33 parts"),
        _bad("Letter", LETTER, "header.protocol_version", 2, "letter.header.protocol_version", "2"),
        _bad("Letter", LETTER, "header.sender", "GB", "letter.header.sender", "no Member State"),
        _bad("Letter", LETTER, "header.letter_type", None, "letter.header.letter_type", "none"),
        _bad("Letter", LETTER, "header.sequence", None, "letter.header.sequence", "from 1"),
        _bad("Letter", LETTER, "header.create_time", None, "letter.header.created", "missing"),
        _bad(
            "Letter", LETTER, "header.in_reply_to", octets(1, 31), "letter.header.in_reply_to", "31"
        ),
        _bad(
            "Letter",
            LETTER,
            "header.newest_received.conversation_number",
            "0",
            "letter.header.newest_received.number",
            "from 1",
        ),
        _bad(
            "Letter",
            LETTER,
            "header.newest_received.digest",
            octets(1, 31),
            "letter.header.newest_received.digest",
            "31",
        ),
        _bad(
            "Entry", ENTRY, "parts.1.commitment", octets(1, 33), "entry.parts[1].commitment", "33"
        ),
        _bad("Entry", ENTRY, "parts.0.marking", None, "entry.parts[0].marking", "unspecified"),
        _bad("Entry", ENTRY, "header.event_id", UUID.upper(), "entry.header.event_id", "case"),
    ],
    "packages.json": [
        ("Package", "empty", "package.envelope", b""),
        _bad("Package", PACKAGE, "bodies.0.index", 32, "package.bodies[0].index", "0 to 31"),
        _bad("Package", PACKAGE, "bodies.0.salt", octets(3, 16), "package.bodies[0].salt", "16"),
        _bad(
            "Package", PACKAGE, "bodies", PACKAGE["bodies"] * 2, "package.bodies[1].index", "twice"
        ),
        _bad("Package", PACKAGE, "padding", octets(7, 40), "package.padding", "padded with words"),
        _bad("SealedLetter", SEALED, "sender", "de", "sealed.sender", "lower case"),
        _bad("SealedLetter", SEALED, "ciphertext", None, "sealed.ciphertext", "missing"),
    ],
}
