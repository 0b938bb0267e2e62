"""Octets as text of a mail: what people's programs do to it, and what is refused."""

from __future__ import annotations

import pytest

from gateway.errors import InputError, Reason
from gateway.trust.joining.armour import armoured, read_armour
from tests.support.raising import refuses

LABEL = "COMITY JOIN REQUEST"
RAW = bytes(range(200))
TEXT = armoured(LABEL, RAW)


def test_it_comes_back_whole_also_out_of_a_mail() -> None:
    assert max(map(len, TEXT.splitlines())) == 64
    assert read_armour(TEXT.encode(), LABEL, most=200) == RAW
    mail = "Dear colleagues,\n\n" + TEXT + "\nKind regards\n"
    assert read_armour(mail.replace("\n", "\r\n").encode(), LABEL, most=200) == RAW


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", Reason.MESSAGE_MALFORMED),
        (TEXT[:100].encode(), Reason.MESSAGE_MALFORMED),
        ((TEXT + TEXT).encode(), Reason.MESSAGE_MALFORMED),
        (TEXT.replace("JOIN", "LEAVE").encode(), Reason.MESSAGE_MALFORMED),
        ("\n".join(TEXT.splitlines()[::-1]).encode(), Reason.MESSAGE_MALFORMED),
        (TEXT.replace("A", "*", 1).encode(), Reason.MESSAGE_MALFORMED),
        (TEXT.replace("=\n", "\n").encode(), Reason.MESSAGE_MALFORMED),
        (TEXT.replace("sc=", "sd=").encode(), Reason.MESSAGE_MALFORMED),
        (armoured(LABEL, RAW + b"x").encode(), Reason.MESSAGE_TOO_LARGE),
        (TEXT.encode() + b"\n" * 70_000, Reason.MESSAGE_TOO_LARGE),
        (TEXT.encode("utf-16"), Reason.MESSAGE_MALFORMED),
    ],
)
def test_what_is_cut_off_doubled_or_of_another_label_is_refused(
    text: bytes, reason: Reason
) -> None:
    with refuses(InputError, reason, field="file"):
        read_armour(text, LABEL, most=200)
