from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ComityError, Reason
from gateway.wire.deliveries import SealedLetter
from gateway.wire.returned import (
    PAGE,
    LettersWanted,
    ReturnedLetter,
    return_request_from_bytes,
    returned_from_bytes,
    returned_to_bytes,
    wanted_from_bytes,
    wanted_to_bytes,
)
from tests.support.raising import refuses

ID = "019cadc6-9a91-717d-8109-19de8d855085"
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
READ = (Reason.MESSAGE_MALFORMED, Reason.MESSAGE_TOO_LARGE)
WANTED = st.builds(
    LettersWanted,
    federation_id=st.binary(min_size=32, max_size=32),
    asker=st.sampled_from(["DE", "BE-WAL"]),
    asked=st.just("FR"),
    created=INSTANTS,
    since=INSTANTS,
    after=st.integers(0, 2**60),
    message_id=st.sampled_from(["", ID]),
)
SEALED = SealedLetter(
    federation_id=bytes(32),
    sender="DE",
    recipient="FR",
    message_id=ID,
    recipient_key_id="0123456789abcdef",
    ciphertext=b"x",
)
RETURNED = st.builds(
    ReturnedLetter,
    message_id=st.just(ID),
    sent_by_asker=st.booleans(),
    digest=st.binary(min_size=32, max_size=32),
    receipt=st.sampled_from([b"", b"\n\x01x"]),
    letter=st.sampled_from([None, SEALED]),
    contents_gone=st.booleans(),
)


@given(WANTED)
def test_what_is_wanted_comes_back(wanted: LettersWanted) -> None:
    assert wanted_from_bytes(wanted_to_bytes(wanted)) == wanted


@given(st.lists(RETURNED, max_size=5), st.integers(0, 2**60))
def test_letters_come_back(letters: list[ReturnedLetter], after: int) -> None:
    assert returned_from_bytes(returned_to_bytes(letters, after=after)) == (tuple(letters), after)


@given(st.binary(max_size=200))
def test_other_octets_are_refused_with_our_reasons(raw: bytes) -> None:
    for read in (wanted_from_bytes, return_request_from_bytes, returned_from_bytes):
        try:
            read(raw)
        except ComityError as refused:
            assert refused.reason in READ  # noqa: PT017 - it may be readable by chance


def test_a_page_has_a_bound() -> None:
    letter = ReturnedLetter(message_id=ID, sent_by_asker=True, digest=bytes(32), receipt=b"")
    raw = returned_to_bytes([letter] * PAGE, after=1)
    assert len(returned_from_bytes(raw)[0]) == PAGE
    with refuses(ComityError, Reason.MESSAGE_MALFORMED):
        returned_from_bytes(returned_to_bytes([letter] * (PAGE + 1), after=1))
