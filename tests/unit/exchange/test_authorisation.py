"""Who may send which letter, who reads it, and where in a conversation: written out, not read.

The table below is the test's own. A role of a State stands alone here: nobody holds two.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, create_engine

from gateway.domain.authority import Role
from gateway.domain.letter import LetterHeader, LetterType
from gateway.domain.letter_types import CORRECTABLE, RECALLABLE
from gateway.errors import IntakeError, PermissionRefusedError, Reason
from gateway.exchange.conversations import (
    check_authorised,
    check_own_state,
    check_recipient,
    open_conversation,
)
from gateway.exchange.identity import new_id
from gateway.exchange.journal import Direction, JournalEntry, append, next_position
from gateway.store.database import Database
from gateway.trust.members import Member
from tests.support.letter_headers import letter_header
from tests.support.raising import refuses
from tests.support.stations import NOW


class Line(NamedTuple):
    senders: str
    readers: str
    opens: str
    by: str
    replies: bool
    undone: str


# L licensing, B brokering, T transit, C customs, E Commission services; O, an observer, nothing.
# A letter always opens, may, or never; its sender is whoever opened, the other, or either.
# It can be recalled; what can be corrected can be recalled too.
TABLE = {
    "consultation.request": Line("LBTC", "LBT", "always", "opener", False, "corrected"),
    "consultation.answer": Line("LBT", "LBTC", "never", "other", True, "corrected"),
    "consultation.extension_request": Line("LBTC", "LBTC", "never", "either", False, "no"),
    "consultation.extension_reply": Line("LBTC", "LBTC", "never", "either", False, "no"),
    "consultation.closing_request": Line("LBTC", "LBTC", "never", "opener", False, "no"),
    "consultation.closing_statement": Line("LBT", "LBTC", "never", "other", True, "no"),
    "consultation.end": Line("LBTC", "LBTC", "never", "opener", False, "no"),
    "supplement": Line("LBTCE", "LBTCE", "never", "either", False, "corrected"),
    "correction": Line("LBTCE", "LBTCE", "never", "either", False, "recalled"),
    "recall": Line("LBTCE", "LBTCE", "never", "either", False, "no"),
    "recall.statement": Line("LBTCE", "LBTCE", "never", "either", True, "no"),
    "contact.note": Line("LBTCE", "LBTCE", "may", "either", False, "corrected"),
    "contact.reply": Line("LBTCE", "LBTCE", "never", "either", True, "recalled"),
    "information.request": Line("LBTCE", "LBTCE", "may", "either", False, "corrected"),
    "information.reply": Line("LBTCE", "LBTCE", "never", "either", True, "corrected"),
    "forwarding": Line("LBT", "LBTC", "always", "opener", False, "corrected"),
    "forwarding.reply": Line("LBT", "LBTC", "never", "other", True, "corrected"),
    "standing_answer": Line("LBT", "LBTC", "may", "opener", False, "corrected"),
    "settlement": Line("LBT", "LBTC", "always", "opener", False, "no"),
    "notice": Line("LBTCE", "LBTCE", "may", "opener", False, "recalled"),
    "comment": Line("LBTCE", "LBTCE", "may", "either", False, "recalled"),
    "annual.call": Line("E", "LBT", "always", "opener", False, "no"),
    "annual.submission": Line("LBT", "E", "never", "other", False, "no"),
    "annual.part": Line("LBT", "LBT", "may", "opener", False, "no"),
    "annual.outcome": Line("LBTE", "LBT", "never", "either", True, "no"),
    "annual.question": Line("LBTE", "LBTE", "never", "either", False, "no"),
    "annual.answer": Line("LBTE", "LBTE", "never", "either", True, "no"),
    "annual.tables": Line("E", "LBT", "never", "opener", False, "no"),
    "annual.clearance": Line("LBT", "E", "never", "other", True, "no"),
}
ROLES = {
    "L": Role.LICENSING,
    "B": Role.BROKERING,
    "T": Role.TRANSIT,
    "C": Role.CUSTOMS,
    "E": Role.COMMISSION,
    "O": Role.OBSERVER,
}
WITHIN_A_STATE = {"annual.part"}

PEER, PROCEDURE = "BE-VLG", "14(1)"
OURS, THEIRS, STRANGERS = (new_id(NOW + timedelta(seconds=n)) for n in range(3))
"""A conversation that we opened, one that the peer opened, and one of ours with another."""

LETTER_OF_OURS = {OURS: b"\x01" * 32, THEIRS: b"\x02" * 32, STRANGERS: b"\x03" * 32}

every_type = pytest.mark.parametrize("kind", TABLE)


@pytest.fixture(scope="module")
def conn(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """BE-WAL's database with the three conversations, in each a letter of its own."""
    path = tmp_path_factory.mktemp("authorisation") / "node.db"
    shutil.copyfile(sqlite_template, path)
    path.chmod(0o600)
    db = Database.open(f"sqlite:///{path}")

    def write(held: Connection) -> None:
        for conversation, peer in ((OURS, PEER), (THEIRS, PEER), (STRANGERS, "FR")):
            ours = conversation != THEIRS
            open_conversation(
                held,
                conversation_id=conversation,
                peer=peer,
                ours=ours,
                procedure=PROCEDURE,
                at=NOW,
            )
            sent = header("consultation.request", conversation_id=conversation)
            digest = LETTER_OF_OURS[conversation]
            entry = JournalEntry(
                direction=Direction.OUT,
                peer=peer,
                header=sent,
                digest=digest,
                envelope=b"x",
                at=NOW,
            )
            append(held, next_position(held), entry, [])

    db.write_sync(write)
    db.close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as held:
        yield held
    engine.dispose()


def header(kind: str, **changes: Any) -> LetterHeader:
    fields: dict[str, Any] = {
        "sender": PEER,
        "recipient": "BE-WAL",
        "conversation_id": OURS,
        "letter_type": LetterType(kind),
        "procedure": PROCEDURE,
    }
    return letter_header(NOW, **fields | changes)


def member(code: str, *roles: Role) -> Member:
    return Member(
        code=code,
        name=code,
        state=code[:2],
        time_zone="Europe/Brussels",
        roles=frozenset(role.value for role in roles),
        address="127.0.0.1:1",
        certificates={},
        keys=(),
    )


def fitting(kind: str) -> LetterHeader:
    """A letter that fits in every way: new, or in the conversation in which it may come."""
    line = TABLE[kind]
    if line.opens == "always":
        return header(kind, conversation_id=new_id(NOW))
    conversation = THEIRS if line.by == "opener" else OURS
    answers = LETTER_OF_OURS[conversation].hex() if line.replies else None
    return header(kind, conversation_id=conversation, in_reply_to=answers)


def refusal(
    conn: Connection,
    letter: LetterHeader,
    *,
    sent_by: str | None = None,
    read_by: str | None = None,
    us: str = "BE-WAL",
    answered_by: frozenset[Role] = frozenset(),
) -> tuple[Reason, str] | None:
    """Why a letter is refused, or None; by default its sender and reader are whoever may be."""
    line = TABLE[letter.letter_type.value]
    sender = member(PEER, ROLES[sent_by or line.senders[0]])
    reader = member(us, ROLES[read_by or line.readers[0]])
    try:
        check_authorised(conn, letter, sender, reader, answered_by=answered_by)
    except IntakeError as exc:
        return (exc.reason, str(exc)) if exc.step == 9 else None
    return None


def refused_as(found: tuple[Reason, str] | None, reason: Reason, words: str) -> bool:
    return found is not None and found[0] is reason and words in found[1]


def test_the_table_here_is_of_every_type_and_role() -> None:
    assert set(TABLE) == {kind.value for kind in LetterType}
    assert set(ROLES.values()) == set(Role)


@every_type
def test_these_can_be_corrected_and_these_only_recalled(kind: str) -> None:
    undone, can_be = TABLE[kind].undone, (kind in CORRECTABLE, kind in RECALLABLE)
    assert can_be == (undone == "corrected", undone != "no")
    assert LetterType("999") not in RECALLABLE


@every_type
def test_only_these_roles_may_send_it_each_of_them_alone(conn: Connection, kind: str) -> None:
    """Found in use: tests G9."""
    allowed = {role for role in ROLES if refusal(conn, fitting(kind), sent_by=role) is None}
    assert allowed == set(TABLE[kind].senders)
    for role in ROLES.keys() - allowed:
        found = refusal(conn, fitting(kind), sent_by=role)
        assert refused_as(found, Reason.NOT_AUTHORISED, f"no role of {PEER} may send")


@every_type
def test_only_these_roles_may_read_it_each_of_them_alone(conn: Connection, kind: str) -> None:
    allowed = {role for role in ROLES if refusal(conn, fitting(kind), read_by=role) is None}
    assert allowed == set(TABLE[kind].readers)
    for role in ROLES.keys() - allowed:
        found = refusal(conn, fitting(kind), read_by=role)
        assert refused_as(found, Reason.NOT_AUTHORISED, "no role of BE-WAL reads")


@every_type
def test_it_is_sent_to_those_only_who_read_it(kind: str) -> None:
    for role, named in ROLES.items():
        if role in TABLE[kind].readers:
            check_recipient(LetterType(kind), member("FR", named))
            continue
        with refuses(PermissionRefusedError, Reason.NOT_AUTHORISED) as refused:
            check_recipient(LetterType(kind), member("FR", named))
        assert refused.value.metadata == {"member": "FR", "letter_type": kind}
        assert refused.value.remedy


BY_THE_COMMISSION = {
    "consultation.request": ("LBTC", "E"),
    "consultation.answer": ("E", "LBTC"),
    "consultation.extension_request": ("LBTCE", "LBTCE"),
    "consultation.extension_reply": ("LBTCE", "LBTCE"),
    "consultation.closing_request": ("LBTC", "E"),
    "consultation.closing_statement": ("E", "LBTC"),
    "consultation.end": ("LBTC", "E"),
}
"""Who sends and who reads a letter of a procedure that the Commission answers by its rulebook."""


@every_type
def test_who_answers_a_procedure_is_the_rulebooks(conn: Connection, kind: str) -> None:
    """The Commission in the place of the States' authorities; all other letters are as ever."""
    senders, readers = BY_THE_COMMISSION.get(kind, TABLE[kind][:2])
    named = frozenset({Role.COMMISSION})

    def taken(role: str, *, sends: bool) -> bool:
        others = (readers if sends else senders)[0]
        sent_by, read_by = (role, others) if sends else (others, role)
        letter = fitting(kind)
        return refusal(conn, letter, sent_by=sent_by, read_by=read_by, answered_by=named) is None

    assert {role for role in ROLES if taken(role, sends=True)} == set(senders)
    assert {role for role in ROLES if taken(role, sends=False)} == set(readers)
    for role, each in ROLES.items():
        if role in readers:
            check_recipient(LetterType(kind), member("FR", each), answered_by=named)
        else:
            with pytest.raises(PermissionRefusedError):
                check_recipient(LetterType(kind), member("FR", each), answered_by=named)


@every_type
def test_it_opens_a_conversation_or_not(conn: Connection, kind: str) -> None:
    found = refusal(conn, header(kind, conversation_id=new_id(NOW)))
    if TABLE[kind].opens == "never":
        assert refused_as(found, Reason.CONVERSATION_UNKNOWN, "no such conversation")
        return
    assert found is None
    answering = header(kind, conversation_id=new_id(NOW), in_reply_to="ab" * 32)
    found = refusal(conn, answering)
    assert refused_as(found, Reason.REPLY_UNRELATED, "an opening letter answers nothing")
    second = header(kind, conversation_id=new_id(NOW), conversation_number=2)
    found = refusal(conn, second)
    assert refused_as(found, Reason.NOT_AUTHORISED, "the first of its conversation")


@every_type
def test_in_a_conversation_it_is_one_sides_to_send(conn: Connection, kind: str) -> None:
    """Found in use: tests G10."""
    line = TABLE[kind]
    for conversation, sender_is in ((OURS, "other"), (THEIRS, "opener")):
        answers = LETTER_OF_OURS[conversation].hex() if line.replies else None
        letter = header(kind, conversation_id=conversation, in_reply_to=answers)
        found = refusal(conn, letter)
        if line.opens == "always":
            assert refused_as(found, Reason.NOT_AUTHORISED, "open already")
        elif line.by in (sender_is, "either"):
            assert found is None
        else:
            assert refused_as(found, Reason.NOT_AUTHORISED, "the other side's to send")


@every_type
def test_what_it_answers_is_a_letter_of_ours_in_this_conversation(
    conn: Connection, kind: str
) -> None:
    """Found in use: tests G10."""
    line, fits = TABLE[kind], fitting(kind)
    if line.opens == "always":
        return  # it answers nothing, as the test above says
    without = refusal(conn, fits.model_copy(update={"in_reply_to": None}))
    if line.replies:
        assert refused_as(without, Reason.REPLY_UNRELATED, "does not say what it answers")
    else:
        assert without is None
    here = LETTER_OF_OURS[fits.conversation_id].hex()
    assert refusal(conn, fits.model_copy(update={"in_reply_to": here})) is None
    for other in ("cd" * 32, LETTER_OF_OURS[STRANGERS].hex()):
        found = refusal(conn, fits.model_copy(update={"in_reply_to": other}))
        assert refused_as(found, Reason.REPLY_UNRELATED, "that we did not send")


@every_type
def test_a_conversation_is_with_one_member_under_one_procedure(conn: Connection, kind: str) -> None:
    found = refusal(conn, fitting(kind).model_copy(update={"conversation_id": STRANGERS}))
    assert refused_as(found, Reason.NOT_AUTHORISED, "not one with this sender")
    if TABLE[kind].opens != "always":
        found = refusal(conn, fitting(kind).model_copy(update={"procedure": "16(5)"}))
        assert refused_as(found, Reason.NOT_AUTHORISED, "under another procedure")


@every_type
def test_only_a_part_of_the_annual_report_stays_inside_a_state(conn: Connection, kind: str) -> None:
    abroad = refusal(conn, fitting(kind), us="FR")
    if kind in WITHIN_A_STATE:
        assert refused_as(abroad, Reason.NOT_AUTHORISED, "stays inside a Member State")
        with refuses(PermissionRefusedError, Reason.NOT_AUTHORISED, match="stays in one"):
            check_own_state(LetterType(kind), "BE-WAL", "FR")
    else:
        assert abroad is None
        check_own_state(LetterType(kind), "BE-WAL", "FR")
    check_own_state(LetterType(kind), "BE-WAL", PEER)


def test_a_type_of_a_newer_version_is_refused_as_such(conn: Connection) -> None:
    letter = fitting("supplement").model_copy(update={"letter_type": "supplement.signed"})
    sender, reader = member(PEER, Role.LICENSING), member("BE-WAL", Role.LICENSING)
    with refuses(IntakeError, Reason.VERSION_UNKNOWN):
        check_authorised(conn, letter, sender, reader)


def test_the_conversation_is_returned_and_a_new_one_is_none(conn: Connection) -> None:
    def checked(letter: LetterHeader) -> Any:
        kind = TABLE[letter.letter_type.value]
        sender = member(PEER, ROLES[kind.senders[0]])
        return check_authorised(conn, letter, sender, member("BE-WAL", ROLES[kind.readers[0]]))

    held = checked(fitting("supplement"))
    assert (held.conversation_id, held.peer, held.ours) == (OURS, PEER, True)
    assert checked(header("notice", conversation_id=new_id(NOW))) is None
