"""Who may send what: intake, step 9, by the table in `gateway.domain.letter_types`.

A member's role in the directory says what it may send at all (Art 23(1) leaves the
competences to each State), and the rulebook says which roles answer under a procedure; the
conversation says which letter comes now. A reply must name a letter of the same conversation
that we sent to that same member.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.domain.authority import Role, member_state
from gateway.domain.letter import LetterHeader, LetterType
from gateway.domain.letter_types import LETTER_RULES, By, LetterRule, Opens
from gateway.errors import IntakeError, PermissionRefusedError, Reason
from gateway.exchange.conversations import Conversation, find_conversation
from gateway.exchange.journal import is_ours
from gateway.trust.members import Member

_STEP = 9

_USUAL: frozenset[Role] = frozenset()
"""Of a procedure that the competent authorities answer, and of a letter under none."""


def check_recipient(
    letter_type: LetterType, recipient: Member, *, answered_by: frozenset[Role] = _USUAL
) -> None:
    """Check that a member is one to whom a type of letter goes.

    Args:
        letter_type: The type.
        recipient: The member.
        answered_by: Roles that answer under the letter's procedure, where its rulebook names
            others than the competent authorities.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; it has no role that reads such letters.
    """
    if not _has_one(recipient, LETTER_RULES[letter_type].read_by(answered_by)):
        raise PermissionRefusedError(
            f"{recipient.code} has no role that reads a {letter_type}",
            reason=Reason.NOT_AUTHORISED,
            remedy="Send it to a competent authority of a Member State.",
            member=recipient.code,
            letter_type=letter_type.value,
        )


def check_own_state(letter_type: LetterType, sender: str, recipient: str) -> None:
    """Check that what stays inside a Member State stays there.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; the two are of different States.
    """
    if LETTER_RULES[letter_type].own_state and member_state(sender) != member_state(recipient):
        raise PermissionRefusedError(
            f"{recipient} is of another Member State; a {letter_type} stays in one",
            reason=Reason.NOT_AUTHORISED,
            remedy="Send it to the authority that coordinates your State's.",
            member=recipient,
            letter_type=letter_type.value,
        )


def _has_one(member: Member, roles: frozenset[Role]) -> bool:
    return bool(member.roles & {role.value for role in roles})


def check_authorised(
    conn: Connection,
    header: LetterHeader,
    sender: Member,
    recipient: Member,
    *,
    answered_by: frozenset[Role] = _USUAL,
) -> Conversation | None:
    """Check that the sender may send this letter here and now.

    Args:
        conn: Of the transaction that will journal the letter.
        header: Its verified header.
        sender: The member that signed it.
        recipient: This member.
        answered_by: As in `check_recipient`.

    Returns:
        The conversation it belongs to, None when it opens a new one.

    Raises:
        IntakeError: VERSION_UNKNOWN for a type that a newer version has; NOT_AUTHORISED,
            CONVERSATION_UNKNOWN or REPLY_UNRELATED.
    """
    rule = LETTER_RULES.get(header.letter_type)
    if rule is None:
        raise _refused(
            f"a letter of type {header.letter_type} is not known to this version",
            Reason.VERSION_UNKNOWN,
        )
    _check_roles(rule, sender, recipient, answered_by)
    held = find_conversation(conn, header.conversation_id)
    # (9b) The conversation is new and bound to (sender, recipient), or is one with it.
    if held is None:
        _check_opening(header, rule)
        return None
    if held.peer != header.sender:
        # Which of the two conversations is the real one is nobody's business but its peer's.
        raise _refused("the conversation is not one with this sender", Reason.NOT_AUTHORISED)
    if rule.opens is Opens.ALWAYS:
        raise _refused("the conversation is open already", Reason.NOT_AUTHORISED)
    if rule.by is (By.OPENER if held.ours else By.OTHER):
        raise _refused("that letter is the other side's to send", Reason.NOT_AUTHORISED)
    if header.procedure != held.procedure:
        raise _refused("the conversation runs under another procedure", Reason.NOT_AUTHORISED)
    # (9c) In-reply-to names a letter of this conversation that we sent to this sender.
    if header.in_reply_to is None:
        if rule.replies:
            raise _refused("the letter does not say what it answers", Reason.REPLY_UNRELATED)
    elif not is_ours(
        conn,
        conversation_id=header.conversation_id,
        peer=header.sender,
        digest=bytes.fromhex(header.in_reply_to),
    ):
        raise _refused(
            "the letter answers one that we did not send to its sender in this conversation",
            Reason.REPLY_UNRELATED,
        )
    return held


def _check_roles(
    rule: LetterRule, sender: Member, recipient: Member, answered_by: frozenset[Role]
) -> None:
    # (9a) The sender's role may send this type at all, and it is one that we may read.
    if not _has_one(sender, rule.sent_by(answered_by)):
        raise _refused(
            f"no role of {sender.code} may send this type of letter", Reason.NOT_AUTHORISED
        )
    if not _has_one(recipient, rule.read_by(answered_by)):
        raise _refused(
            f"no role of {recipient.code} reads this type of letter", Reason.NOT_AUTHORISED
        )
    if rule.own_state and member_state(sender.code) != member_state(recipient.code):
        raise _refused("this type of letter stays inside a Member State", Reason.NOT_AUTHORISED)


def _check_opening(header: LetterHeader, rule: LetterRule) -> None:
    if rule.opens is Opens.NEVER:
        raise _refused("no such conversation is known here", Reason.CONVERSATION_UNKNOWN)
    if header.in_reply_to is not None:
        raise _refused("an opening letter answers nothing", Reason.REPLY_UNRELATED)
    if header.conversation_number != 1:
        raise _refused("an opening letter is the first of its conversation", Reason.NOT_AUTHORISED)


def _refused(message: str, reason: Reason) -> IntakeError:
    return IntakeError(message, step=_STEP, reason=reason)
