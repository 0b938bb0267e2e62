"""Signed notes, checkpoints and cosignatures, against vectors and another implementation."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import CheckpointError, Reason
from gateway.register.log.merkle import EMPTY_ROOT
from gateway.register.log.notes import (
    Checkpoint,
    SignatureLine,
    SignatureType,
    SignedNote,
    VerifiedSignature,
    VerifierKey,
    cosign,
    open_checkpoint,
    parse_checkpoint,
    sign_note,
    verify_signature,
)
from tests.support.raising import refuses
from tests.vectors.merkle import generate
from tests.vectors.merkle.notes import COSIGNER, COSIGNER_KEY, LOG_KEY, ML_DSA_KEY, ORIGIN

VECTORS = json.loads((Path(generate.__file__).parent / "notes.json").read_text("utf-8"))
MESSAGES = {int(kind): bytes.fromhex(text) for kind, text in VECTORS["messages"].items()}
CHECKPOINT = Checkpoint(ORIGIN, VECTORS["size"], bytes.fromhex(VECTORS["root"]))
BODY = CHECKPOINT.body()
AT = datetime.fromtimestamp(VECTORS["time"], UTC)
quick = settings(max_examples=200)


def key(name: str) -> VerifierKey:
    given_key = VECTORS["keys"][name]
    public = bytes.fromhex(given_key["public_key"])
    made = VerifierKey(given_key["name"], SignatureType(given_key["type"]), public)
    assert made.key_id.hex() == given_key["key_id"]
    return made


LOG, COSIGNER_04, COSIGNER_06 = key("log"), key("cosigner"), key("ml_dsa_44_cosigner")
SIGNED = sign_note(BODY, ORIGIN, LOG_KEY)
NOTE = SignedNote(BODY, (SIGNED, cosign(BODY, COSIGNER, COSIGNER_KEY, AT)))


def opened(raw: bytes) -> tuple[Checkpoint, SignedNote, tuple[VerifiedSignature, ...]]:
    return open_checkpoint(raw, origin=ORIGIN, required=[LOG], known=[COSIGNER_04, COSIGNER_06])


class TestVectors:
    @pytest.mark.parametrize("case", VECTORS["tests"], ids=lambda case: case["comment"])
    def test_open_checkpoint(self, case: dict[str, Any]) -> None:
        raw = "".join(text * count for text, count in case["note"]).encode()
        if case["result"] == "valid":
            checkpoint, note, verified = opened(raw)
            assert checkpoint == CHECKPOINT
            assert note.to_bytes() == raw
            assert {signature.key: signature.at for signature in verified} in (
                {LOG: None},
                {LOG: None, COSIGNER_04: AT},
            )
        else:
            with refuses(CheckpointError, Reason.CHECKPOINT_INVALID):
                opened(raw)

    def test_this_implementation_writes_the_same_bytes(self) -> None:
        written = [case["note"] for case in VECTORS["tests"] if "cosigned" in case["comment"]]
        assert [[NOTE.to_bytes().decode(), 1]] in written

    def test_the_signed_messages(self) -> None:
        """Each kind signs the message that was put together by hand, byte for byte."""
        LOG_KEY.public_key().verify(SIGNED.signature, MESSAGES[0x01])
        COSIGNER_KEY.public_key().verify(NOTE.lines[1].signature[8:], MESSAGES[0x04])
        line = cosign(BODY, COSIGNER, ML_DSA_KEY, AT)
        assert line.signature[:8] == VECTORS["time"].to_bytes(8, "big")
        ML_DSA_KEY.public_key().verify(line.signature[8:], MESSAGES[0x06])


class TestAnotherImplementation:
    """The example in the documentation of golang.org/x/mod/sumdb/note."""

    SEED = bytes.fromhex("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173")
    KEY = VerifierKey(
        "PeterNeumann",
        SignatureType.ED25519,
        bytes.fromhex("1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6"),
    )
    TEXT = (
        b"If you think cryptography is the answer to your problem,\n"
        b"then you don't know what your problem is.\n"
    )
    LINE = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
        "KvqfqdngotpRZb6KE6RyyBwJnAM="
    )

    def test_its_note_is_read(self) -> None:
        note = SignedNote.parse(self.TEXT + f"\n{self.LINE}\n".encode())
        assert self.KEY.key_id.hex() == "c74f20a3"
        (signature,) = note.verify([self.KEY])
        assert (signature.key, signature.at) == (self.KEY, None)

    def test_its_note_is_written(self) -> None:
        private_key = Ed25519PrivateKey.from_private_bytes(self.SEED)
        assert sign_note(self.TEXT, "PeterNeumann", private_key).to_text() == self.LINE


class TestCheckpoint:
    @quick
    @given(
        st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60),
        st.integers(1, 2**63 - 1),
        st.binary(min_size=32, max_size=32),
    )
    def test_round_trip(self, origin: str, size: int, root: bytes) -> None:
        checkpoint = Checkpoint(origin, size, root)
        assert parse_checkpoint(checkpoint.body()) == checkpoint

    def test_of_an_empty_log(self) -> None:
        empty = Checkpoint("x", 0, EMPTY_ROOT)
        assert parse_checkpoint(empty.body()) == empty

    @pytest.mark.parametrize(
        ("origin", "size", "root", "said"),
        [
            ("", 1, bytes(32), "A name is one line"),
            ("two\nlines", 1, bytes(32), "A name is one line"),
            ("tab\t", 1, bytes(32), "A name is one line"),
            ("\udc80", 1, bytes(32), "A name is one line"),
            ("é" * 128, 1, bytes(32), "A name is one line"),
            ("x", -1, bytes(32), "has a size from 0"),
            ("x", 2**63, bytes(32), "has a size from 0"),
            ("x", 1, bytes(31), "a 32-byte root"),
            ("x", 0, bytes(32), "An empty log has the root"),
        ],
    )
    def test_what_cannot_be_one(self, origin: str, size: int, root: bytes, said: str) -> None:
        with pytest.raises(CheckpointError, match=said):
            Checkpoint(origin, size, root)


class TestAnyBytes:
    @quick
    @given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
    def test_are_refused_with_a_reason(self, raw: bytes) -> None:
        for note in (raw, BODY + b"\n" + raw):
            with pytest.raises(CheckpointError, match=r"A note|A signature line|is not base64"):
                opened(note)

    @quick
    @given(st.integers(0, len(NOTE.to_bytes()) - 1), st.integers(1, 255))
    def test_one_byte_changed_never_gives_another_checkpoint(self, at: int, change: int) -> None:
        raw = bytearray(NOTE.to_bytes())
        raw[at] ^= change
        try:
            checkpoint, note, verified = opened(bytes(raw))
        except CheckpointError:
            return
        # Only the name or key id of the cosignature was hit: it is now by a stranger.
        assert checkpoint == CHECKPOINT
        assert note.to_bytes() == raw
        assert [signature.key for signature in verified] == [LOG]

    def test_a_note_has_at_least_one_line(self) -> None:
        with pytest.raises(CheckpointError, match="1 to 256"):
            SignedNote.parse(BODY + b"\n")

    def test_text_that_is_not_utf_8(self) -> None:
        with pytest.raises(CheckpointError, match="UTF-8"):
            SignedNote.parse(NOTE.to_bytes().replace(b"example", b"ex\xffmple"))


class TestSuites:
    """An origin of the hybrid suite signs twice, and both are required."""

    HYBRID = VerifierKey(
        ORIGIN,
        SignatureType.COSIGNATURE_ML_DSA_44,
        ML_DSA_KEY.public_key().public_bytes_raw(),
    )

    def test_both_signatures(self) -> None:
        note = SignedNote(BODY, (SIGNED, cosign(BODY, ORIGIN, ML_DSA_KEY, None)))
        _, _, verified = open_checkpoint(
            note.to_bytes(), origin=ORIGIN, required=[LOG, self.HYBRID]
        )
        assert [(signature.key, signature.at) for signature in verified] == [
            (LOG, None),
            (self.HYBRID, None),
        ]

    @pytest.mark.parametrize("kept", [0, 1])
    def test_one_of_them_is_not_enough(self, kept: int) -> None:
        lines = (SIGNED, cosign(BODY, ORIGIN, ML_DSA_KEY, None))
        raw = SignedNote(BODY, (lines[kept],)).to_bytes()
        with pytest.raises(CheckpointError, match="requires is missing"):
            open_checkpoint(raw, origin=ORIGIN, required=[LOG, self.HYBRID])

    def test_a_cosignature_stands_for_no_signature(self) -> None:
        raw = SignedNote(BODY, (cosign(BODY, ORIGIN, LOG_KEY, AT),)).to_bytes()
        with pytest.raises(CheckpointError, match="None of the known keys"):
            open_checkpoint(raw, origin=ORIGIN, required=[LOG])

    def test_without_a_required_key_nothing_is_opened(self) -> None:
        with pytest.raises(ValueError, match="required key"):
            open_checkpoint(NOTE.to_bytes(), origin=ORIGIN, required=[], known=[LOG])


class TestCosignatures:
    @pytest.mark.parametrize(
        ("private_key", "public_key"), [(COSIGNER_KEY, COSIGNER_04), (ML_DSA_KEY, COSIGNER_06)]
    )
    @pytest.mark.parametrize(
        "at",
        [AT, AT + timedelta(microseconds=999_999), AT.astimezone(timezone(timedelta(hours=2)))],
    )
    def test_state_the_instant_in_whole_seconds(
        self,
        private_key: Ed25519PrivateKey | MLDSA44PrivateKey,
        public_key: VerifierKey,
        at: datetime,
    ) -> None:
        line = cosign(BODY, COSIGNER, private_key, at)
        assert verify_signature(BODY, line, public_key).at == AT

    @pytest.mark.parametrize(
        ("private_key", "public_key"), [(COSIGNER_KEY, COSIGNER_04), (ML_DSA_KEY, COSIGNER_06)]
    )
    def test_hold_for_one_text_and_one_instant(
        self, private_key: Ed25519PrivateKey | MLDSA44PrivateKey, public_key: VerifierKey
    ) -> None:
        line = cosign(BODY, COSIGNER, private_key, AT)
        later = (VECTORS["time"] + 1).to_bytes(8, "big") + line.signature[8:]
        with pytest.raises(CheckpointError, match="does not hold"):
            verify_signature(BODY, SignatureLine(line.name, line.key_id, later), public_key)
        other = Checkpoint(ORIGIN, 9, CHECKPOINT.root).body()
        with pytest.raises(CheckpointError, match="does not hold"):
            verify_signature(other, line, public_key)

    def test_of_ml_dsa_44_hold_for_one_name(self) -> None:
        line = cosign(BODY, COSIGNER, ML_DSA_KEY, AT)
        other = VerifierKey("be.comity.example", COSIGNER_06.type, COSIGNER_06.public_key)
        renamed = SignatureLine(other.name, other.key_id, line.signature)
        with pytest.raises(CheckpointError, match="does not hold"):
            verify_signature(BODY, renamed, other)

    @pytest.mark.parametrize(
        "at", [None, AT.replace(tzinfo=None), datetime(1970, 1, 1, tzinfo=UTC)]
    )
    def test_an_ed25519_cosigner_states_a_real_instant(self, at: datetime | None) -> None:
        with pytest.raises(ValueError, match="instant"):
            cosign(BODY, COSIGNER, COSIGNER_KEY, at)

    def test_only_a_checkpoint_is_cosigned(self) -> None:
        with pytest.raises(CheckpointError, match="three lines"):
            cosign(b"a note\n", COSIGNER, COSIGNER_KEY, AT)


class TestKeysAndLines:
    def test_a_line_by_another_key_is_not_verified(self) -> None:
        with pytest.raises(CheckpointError, match="another key"):
            verify_signature(BODY, SIGNED, COSIGNER_04)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("", "A name is one line"),
            ("a b", "has no space and no plus"),
            ("a+b", "has no space and no plus"),
            ("a\u2028b", "has no space and no plus"),
            ("a\nb", "A name is one line"),
            ("a" * 256, "A name is one line"),
        ],
    )
    def test_key_names(self, name: str, said: str) -> None:
        with pytest.raises(CheckpointError, match=said):
            VerifierKey(name, SignatureType.ED25519, bytes(32))

    @pytest.mark.parametrize("kind", SignatureType)
    def test_key_lengths(self, kind: SignatureType) -> None:
        with pytest.raises(CheckpointError, match="length"):
            VerifierKey("x", kind, bytes(33))

    @pytest.mark.parametrize("public", [bytes(32), b"\xff" * 32])
    def test_a_public_key_that_is_no_good_point(self, public: bytes) -> None:
        bad = VerifierKey(ORIGIN, SignatureType.ED25519, public)
        with pytest.raises(CheckpointError, match="The signature does not hold"):
            verify_signature(BODY, SignatureLine(ORIGIN, bad.key_id, SIGNED.signature), bad)

    def test_a_text_that_begins_like_a_cosignature_is_not_signed(self) -> None:
        with pytest.raises(CheckpointError, match="begin like a cosignature"):
            sign_note(MESSAGES[0x04], COSIGNER, COSIGNER_KEY)

    @pytest.mark.parametrize("text", [b"", b"no newline", b"bell\x07\n", b"\xff\n"])
    def test_a_text_that_cannot_be_a_note_is_not_signed(self, text: bytes) -> None:
        with pytest.raises(CheckpointError, match="A note is"):
            sign_note(text, ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
