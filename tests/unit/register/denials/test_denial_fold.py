"""What a denial's row says while its content is not held (tests2, 9)."""

from __future__ import annotations

import pytest

from gateway.domain.denial import DenialEventType
from gateway.register.denials.denial_fold import NOT_HELD, DenialFold, LoggedAct
from tests.support.register_nodes import NOW, denial, parts_of

DENIAL = denial("FR", 1)
BODY = parts_of(DENIAL)[0].body


def act(entry: int, event: DenialEventType, body: bytes | None = None) -> LoggedAct:
    return LoggedAct(entry, event, NOW, body)


@pytest.mark.parametrize("event", [DenialEventType.NOTIFIED, DenialEventType.LOADED])
def test_a_denial_whose_content_is_erased_or_has_not_come_has_no_row(
    event: DenialEventType,
) -> None:
    """The projection goes on with the other denials; this one is noted and shown to nobody."""
    fold = DenialFold("FR", DENIAL.denial_id)
    assert fold.take(act(0, event)) == NOT_HELD
    assert fold.row() is None
    assert fold.take(act(1, DenialEventType.REVOKED)) == NOT_HELD
    assert fold.row() is None
    assert fold.take(act(2, DenialEventType.AMENDED)) == NOT_HELD
    assert fold.row() is None


def test_an_erratum_that_holds_the_record_gives_it_a_row() -> None:
    fold = DenialFold("FR", DENIAL.denial_id)
    fold.take(act(0, DenialEventType.NOTIFIED))
    assert fold.take(act(1, DenialEventType.AMENDED, BODY)) == ""
    row = fold.row()
    assert row is not None
    assert row[:3] == (DENIAL.denial_id, "FR", 1)
