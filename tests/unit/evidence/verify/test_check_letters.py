"""A letter of an evidence file is believed as far as signatures go: one spoil a sentence.

DE exports what passed between it and FR: a request, an answer, a closing request of DE's and
FR's statement on it. The letters are really signed; the index is whatever DE writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.domain.base import Model
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationRequest,
)
from gateway.domain.letter import (
    LetterType,
    NewestReceived,
    PartCommitment,
    PartKind,
    Receipt,
    ReceiptOutcome,
)
from gateway.errors import Reason, RegisterError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import JOURNAL_INDEX, Manifest
from gateway.evidence.report import Findings
from gateway.evidence.verify.check_letters import VerifiedLetter, check_letters, split_part
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.trust.dsse import LETTER, SignedBytes, sign
from gateway.trust.parts import commit
from gateway.trust.receipts import make_receipt
from gateway.trust.suites import Suite
from gateway.wire.content import content_to_bytes
from gateway.wire.letters import letter_to_bytes
from tests.support.cases import transaction
from tests.support.house import NOW, House, build_house
from tests.support.letter_headers import letter_header
from tests.support.raising import refuses

TALK = "019cadc6-0000-7000-8000-000000000001"
OTHER = "019cadc6-0000-7000-8000-000000000002"
MINUTE = timedelta(minutes=1)
LATE = NOW + timedelta(days=20)
CONTENTS: list[tuple[LetterType, Model]] = [
    (
        LetterType.REQUEST,
        ConsultationRequest(procedure="14(1)", case_reference="1", transaction=transaction()),
    ),
    (LetterType.ANSWER, ConsultationAnswer(answer="objection")),
    (LetterType.CLOSING_REQUEST, ClosingRequest(last_instant=NOW, asked_at=LATE)),
    (
        LetterType.CLOSING_STATEMENT,
        ClosingStatement(nothing_under_way=True, last_instant=NOW, stated_at=LATE),
    ),
]
REQUEST, ANSWER, CLOSING, STATEMENT = range(4)


@dataclass
class Exported:
    """An evidence file's letters, before they are judged."""

    house: House
    files: dict[str, bytes]
    index: list[dict[str, Any]]

    def judged(self) -> tuple[dict[str, str], tuple[VerifiedLetter, ...]]:
        """What does not hold, by check, and the letters that do."""
        findings = Findings()
        files = self.files | {JOURNAL_INDEX: json.dumps({"letters": self.index}).encode()}
        directory = self.house.directory
        manifest = Manifest(
            format="comity-evidence/1",
            case_id="DE-C-2026-00001",
            authority="DE",
            federation_id=directory.federation_id.hex(),
            rehearsal=False,
            at=LATE + timedelta(days=30),
            files={},
        )
        bundle = Bundle(files, canonical=True)
        letters = check_letters(EvidenceFile(bundle, manifest, directory, findings))
        return {c.name: c.detail for c in findings.checks if not c.ok}, letters

    def fails(self, check: str, words: str) -> None:
        failed, _ = self.judged()
        assert words in failed[check]

    def add(
        self,
        kind: LetterType,
        content: Model,
        *,
        ours: bool,
        at: datetime,
        answers: str | None = None,
        refused: bool = False,
        more: tuple[bytes, ...] = (),
        **header: Any,
    ) -> SignedBytes:
        """Sign a letter and its receipt, and write both into the file and the index."""
        number = len(self.index) + 1
        sender, recipient = ("DE", "FR") if ours else ("FR", "DE")
        own = [each for each in self.index if each["outgoing"] is ours]
        fields: dict[str, Any] = {
            "federation_id": self.house.directory.federation_id.hex(),
            "sender": sender,
            "recipient": recipient,
            "message_id": f"019cadc6-0000-7000-8000-0000000001{number:02d}",
            "conversation_id": TALK,
            "conversation_number": len(own) + 1,
            "letter_type": kind,
            "sequence": len(own) + 1,
            "in_reply_to": answers,
        }
        named = letter_header(at, **fields | header)
        bodies = (content_to_bytes(content), *more)
        salts = [bytes([number, place]) * 16 for place in range(len(bodies))]
        commitments = [
            PartCommitment(
                kind=PartKind.MATCHING, release=("DE", "FR"), commitment=commit(salt, body).hex()
            )
            for salt, body in zip(salts, bodies, strict=True)
        ]
        payload = letter_to_bytes(named, commitments)
        signed = sign(payload, LETTER, ring=self.house.rings[sender], suite=Suite.ED25519)
        received = at + MINUTE
        receipt = Receipt(
            federation_id=named.federation_id,
            receiver=recipient,
            sender=sender,
            message_id=named.message_id,
            message_digest=signed.digest.hex(),
            outcome=ReceiptOutcome.REFUSED if refused else ReceiptOutcome.ACCEPTED,
            reason="CONTENT_INVALID" if refused else "",
            received=received,
            journal_position=number,
        )
        given = make_receipt(receipt, ring=self.house.rings[recipient], suite=Suite.ED25519)
        record: dict[str, Any] = {
            "file": f"letters/{number}",
            "outgoing": ours,
            "peer": "FR",
            "conversation_id": named.conversation_id,
            "letter_type": kind.value,
            "position": number,
            "at": (at if ours else received).isoformat(),
            "refused": refused and not ours,
            "receipt": f"receipts/{number}",
            "settled": (at + 2 * MINUTE).isoformat() if ours else None,
            "parts": {str(place): f"parts/{number}-{place}" for place in range(len(bodies))},
        }
        self.index.append(record)
        self.files[record["file"]] = signed.to_bytes()
        self.files[record["receipt"]] = given.to_bytes()
        for place, (salt, body) in enumerate(zip(salts, bodies, strict=True)):
            self.files[f"parts/{number}-{place}"] = salt + body
        return signed


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


@pytest.fixture
def exported(house: House) -> Exported:
    found = Exported(house, {}, [])
    asked = found.add(*CONTENTS[REQUEST], ours=True, at=NOW)
    found.add(*CONTENTS[ANSWER], ours=False, at=NOW + MINUTE, answers=asked.digest.hex())
    closing = found.add(*CONTENTS[CLOSING], ours=True, at=LATE)
    found.add(*CONTENTS[STATEMENT], ours=False, at=LATE + MINUTE, answers=closing.digest.hex())
    return found


def test_letters_hold_as_they_were_signed(exported: Exported) -> None:
    failed, letters = exported.judged()
    assert failed == {}
    assert [letter.header.letter_type for letter in letters] == [kind for kind, _ in CONTENTS]
    assert [letter.content for letter in letters] == [content for _, content in CONTENTS]
    assert all(letter.counts and letter.receipt and set(letter.bodies) == {0} for letter in letters)


def test_an_index_that_cannot_be_read_is_no_journal(exported: Exported) -> None:
    exported.index[0]["position"] = 0
    failed, letters = exported.judged()
    assert (set(failed), letters) == ({"journal"}, ())


# --- signatures and header -----------------------------------------------------------------------

SIGNED = "letter 02: signatures"
INDEX_SAYS = [
    ({"conversation_id": OTHER}, "conversation_id of the header is not what the index says"),
    ({"letter_type": "supplement"}, "letter_type of the header is not what the index says"),
    ({"outgoing": True}, "the signatures are not those of DE"),
    ({"peer": "DE"}, "the signatures are not those of DE"),
]


@pytest.mark.parametrize(("change", "words"), INDEX_SAYS)
def test_the_index_says_what_was_signed(
    exported: Exported, change: dict[str, Any], words: str
) -> None:
    """Found in use: tests G13."""
    exported.index[ANSWER] |= change
    exported.fails(SIGNED, words)
    _, letters = exported.judged()
    assert len(letters) == 3  # one that does not hold is not judged further


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ({"federation_id": "cd" * 32}, "federation_id"),
        ({"sender": "DE"}, "sender"),
        ({"recipient": "FR"}, "recipient"),
        ({"rehearsal": True}, "rehearsal"),
    ],
)
def test_a_letter_is_of_this_federation_between_these_two(
    exported: Exported, header: dict[str, Any], field: str
) -> None:
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 2 * MINUTE, **header)
    exported.fails("letter 05: signatures", f"{field} of the header is not what the index says")


def test_ours_was_sealed_when_it_says(exported: Exported) -> None:
    exported.index[REQUEST]["at"] = (NOW + timedelta(seconds=1)).isoformat()
    exported.fails("letter 01: signatures", "it was sealed at another instant")


def test_a_key_counts_at_the_instant_of_the_letter(exported: Exported) -> None:
    house = exported.house
    keys = tuple(replace(key, revoked_at=LATE) for key in house.directory.member("FR").keys)
    exported.house = replace(house, directory=house.with_member("FR", keys=keys))
    failed, letters = exported.judged()
    assert "letter 02: signatures" not in failed
    assert "letter 04: signatures" in failed
    assert len(letters) == 3


def test_a_suite_of_today_is_not_asked_of_the_past(exported: Exported) -> None:
    house = exported.house
    for code in ("DE", "FR"):
        strict = replace(house.directory.member(code), minimum_suite=Suite.ED25519_MLDSA65)
        members = {**house.directory.members, code: strict}
        house = replace(house, directory=replace(house.directory, members=members))
    exported.house = house
    assert exported.judged()[0] == {}


# --- parts ---------------------------------------------------------------------------------------

PARTS = "letter 02: parts"


def test_a_part_is_the_one_that_was_committed_to(exported: Exported) -> None:
    exported.files["parts/2-0"] += b"\x00"
    exported.fails(PARTS, "a part is not the one that was signed")
    _, letters = exported.judged()
    assert (letters[ANSWER].content, dict(letters[ANSWER].bodies)) == (None, {})


@pytest.mark.parametrize("place", ["1", "31"])
def test_there_is_no_part_that_was_not_signed(exported: Exported, place: str) -> None:
    exported.index[ANSWER]["parts"][place] = "parts/2-0"
    exported.fails(PARTS, f"there is no part {place} in what was signed")


def test_a_part_is_here_or_marked_as_erased(exported: Exported) -> None:
    exported.index[ANSWER]["parts"] = {}
    exported.fails(PARTS, "a part is neither here nor marked as erased")
    exported.index[ANSWER]["erased"] = [0]
    failed, letters = exported.judged()
    assert failed == {}
    assert letters[ANSWER].content is None
    exported.index[REQUEST]["erased"] = [0]  # it is here
    exported.fails("letter 01: parts", "a part is neither here nor marked as erased")


def test_several_parts_are_told_apart(exported: Exported) -> None:
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 2 * MINUTE, more=(b"second", b"third"))
    failed, letters = exported.judged()
    assert failed == {}
    assert [letters[4].bodies[place] for place in (1, 2)] == [b"second", b"third"]
    record = exported.index[4]
    record["parts"]["1"], record["parts"]["2"] = record["parts"]["2"], record["parts"]["1"]
    assert set(exported.judged()[0]) == {"letter 05: parts"}


def test_a_part_is_longer_than_its_salt() -> None:
    assert split_part(b"s" * 32, 0).body == b""
    part = split_part(b"s" * 32 + b"body", 3)
    assert (part.index, part.salt, part.body) == (3, b"s" * 32, b"body")
    with refuses(RegisterError, Reason.EVIDENCE_INVALID, match="part 3 is shorter than its salt"):
        split_part(b"s" * 31, 3)


def test_a_content_is_what_its_letter_type_holds(exported: Exported) -> None:
    wrong = CONTENTS[CLOSING][1]
    exported.add(LetterType.ANSWER, wrong, ours=False, at=LATE + 2 * MINUTE)
    failed, letters = exported.judged()
    assert set(failed) == {"letter 05: content"}
    assert letters[4].content is None


# --- receipts ------------------------------------------------------------------------------------


def test_what_was_taken_in_has_a_receipt(exported: Exported) -> None:
    """Found in use: tests G4."""
    exported.index[ANSWER]["receipt"] = ""
    exported.fails("letter 02: receipt", "a letter that was taken in has no receipt")


def test_what_we_sent_may_have_none_yet(exported: Exported) -> None:
    exported.index[CLOSING]["receipt"] = ""
    failed, letters = exported.judged()
    assert failed == {}
    assert letters[CLOSING].receipt is None
    assert letters[CLOSING].counts


@pytest.mark.parametrize(
    "change",
    [
        {"at": (NOW + 3 * MINUTE).isoformat()},
        {"position": 3},
        {"refused": True},
    ],
    ids=["instant", "position", "outcome"],
)
def test_the_index_says_what_the_receipt_does(exported: Exported, change: dict[str, Any]) -> None:
    exported.index[ANSWER] |= change
    words = "the index says another instant, position or outcome than the receipt"
    exported.fails("letter 02: receipt", words)


def test_of_a_letter_of_ours_they_say_where_it_lies(exported: Exported) -> None:
    exported.index[CLOSING] |= {"position": 3, "refused": False}
    assert exported.judged()[0] == {}


@pytest.mark.parametrize("ours", [True, False])
def test_a_receipt_is_of_its_own_letter(exported: Exported, ours: bool) -> None:
    one, other = (REQUEST, CLOSING) if ours else (ANSWER, STATEMENT)
    exported.index[one]["receipt"] = exported.index[other]["receipt"]
    exported.fails(f"letter {one + 1:02d}: receipt", "not that of the letter")
    _, letters = exported.judged()
    assert letters[one].receipt is None


def test_a_receipt_of_ours_came_before_it_is_said_to(exported: Exported) -> None:
    exported.index[REQUEST]["settled"] = (NOW - timedelta(hours=1)).isoformat()
    exported.fails("letter 01: receipt", "the instant of receipt lies outside")
    exported.index[REQUEST]["settled"] = None
    assert exported.judged()[0] == {}


@pytest.mark.parametrize("ours", [True, False])
def test_a_refused_letter_starts_and_ends_nothing(exported: Exported, ours: bool) -> None:
    """Found in use: tests G5."""
    exported.add(*CONTENTS[ANSWER], ours=ours, at=LATE + 2 * MINUTE, refused=True)
    failed, letters = exported.judged()
    assert failed == {}
    assert letters[4].receipt is not None
    assert [letter.counts for letter in letters] == [True, True, True, True, False]


def test_one_that_the_index_calls_refused_does_not_count_either(exported: Exported) -> None:
    exported.index[ANSWER] |= {"refused": True, "receipt": ""}
    _, letters = exported.judged()
    assert not letters[ANSWER].counts


# --- order and numbers ---------------------------------------------------------------------------

NUMBERED = "letters are numbered"
GAP = "are missing: their numbers have a gap or a repeat"


def left_out(*places: int) -> Callable[[Exported], None]:
    def change(exported: Exported) -> None:
        exported.index = [each for at, each in enumerate(exported.index) if at not in places]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (left_out(ANSWER), f"letters of FR {GAP}"),
        (left_out(REQUEST), "a letter of FR answers one that is not here"),
        (left_out(CLOSING), "a letter of FR answers one that is not here"),
        (left_out(REQUEST, ANSWER), f"letters of DE {GAP}"),
        (lambda exported: exported.index.reverse(), "not in the order of the journal"),
        (
            lambda exported: exported.index.append(exported.index[STATEMENT]),
            "not in the order of the journal",
        ),
    ],
    ids=["theirs", "ours", "only one answers it", "the first of each", "reversed", "twice"],
)
def test_no_letter_is_left_out_or_moved(
    exported: Exported, change: Callable[[Exported], None], words: str
) -> None:
    """Found in use: tests G6."""
    change(exported)
    exported.fails(NUMBERED, words)


def test_the_last_letter_that_nobody_answers_leaves_no_gap(exported: Exported) -> None:
    left_out(STATEMENT)(exported)
    assert exported.judged()[0] == {}
    left_out(CLOSING)(exported)
    assert exported.judged()[0] == {}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"sequence": 1}, "a sequence number of FR is used twice"),
        ({"conversation_number": 2}, f"letters of FR {GAP}"),
        ({"conversation_number": 4}, f"letters of FR {GAP}"),
        ({"in_reply_to": "ee" * 32}, "a letter of FR answers one that is not here"),
        ({"sequence": 1, "epoch": "f"}, ""),
        ({"sequence": 9}, ""),
    ],
)
def test_numbers_are_used_once_and_without_a_gap(
    exported: Exported, header: dict[str, Any], words: str
) -> None:
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 2 * MINUTE, **header)
    if words:
        exported.fails(NUMBERED, words)
    else:
        assert exported.judged()[0] == {}


def test_a_letter_that_was_refused_fills_its_number_and_says_nothing_else(
    exported: Exported,
) -> None:
    again: dict[str, Any] = {"sequence": 1, "in_reply_to": "ee" * 32}
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 2 * MINUTE, refused=True, **again)
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 5 * MINUTE)
    assert exported.judged()[0] == {}
    left_out(4)(exported)
    exported.fails(NUMBERED, f"letters of FR {GAP}")


def test_each_conversation_has_numbers_of_its_own(exported: Exported) -> None:
    beside: dict[str, Any] = {"conversation_id": OTHER, "conversation_number": 1}
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 2 * MINUTE, **beside)
    assert exported.judged()[0] == {}
    second: dict[str, Any] = {"conversation_id": OTHER, "conversation_number": 3}
    exported.add(*CONTENTS[ANSWER], ours=False, at=LATE + 5 * MINUTE, **second)
    exported.fails(NUMBERED, f"letters of FR {GAP}")


def test_a_letter_that_was_received_as_the_other_has_signed_is_here(exported: Exported) -> None:
    """DE hides an answer of FR; its own later letter says that it had it."""
    answer = SignedBytes.from_bytes(exported.files[exported.index[ANSWER]["file"]])
    named = NewestReceived(number=1, digest=answer.digest.hex())
    exported.add(*CONTENTS[CLOSING], ours=True, at=LATE + 2 * MINUTE, newest_received=named)
    assert exported.judged()[0] == {}
    other = NewestReceived(number=3, digest="ab" * 32)
    exported.add(*CONTENTS[CLOSING], ours=True, at=LATE + 3 * MINUTE, newest_received=other)
    exported.fails("letters are numbered", "DE had received a letter that is not here")
