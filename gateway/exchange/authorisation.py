"""Who may send what: intake, step 9, as data and one check.

A member's role in the directory says what it may send at all (Art 23(1) leaves the
competences to each State); the conversation says which of it now. A reply must name a
letter of the same conversation that we sent to that same member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from gateway.domain.authority import Role, member_state
from gateway.domain.letter import LetterHeader, LetterType
from gateway.errors import IntakeError, PermissionRefusedError, Reason
from gateway.exchange.conversations import Conversation, find_conversation
from gateway.exchange.journal import is_ours
from gateway.trust.members import Member

_STEP = 9

_COMPETENT = frozenset({Role.LICENSING, Role.BROKERING, Role.TRANSIT})
"""Authorities that decide on exports, brokering and transit, and so consult each other."""

_OF_A_STATE = _COMPETENT | {Role.CUSTOMS}
"""Authorities of a Member State; customs stop goods and consult (Article 21(3) and (4))."""

_UNION = frozenset({Role.COMMISSION})
"""The Commission services, which collect the annual report (Article 26(2))."""

_ANY = _OF_A_STATE | _UNION
"""Members that may ask for information, and be told and comment (Article 23)."""


class Opens(StrEnum):
    """Whether a type of letter opens a conversation."""

    ALWAYS = "always"
    MAY = "may"  # in one of its own, or in one that exists
    NEVER = "never"


class By(StrEnum):
    """Whose it is to send in a conversation that exists."""

    OPENER = "opener"
    OTHER = "other"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may send a type of letter, and where in a conversation.

    Attributes:
        roles: One of these the sender must have.
        to: One of these the recipient must have: what the Commission does not read under
            docs/domain.md 3.6 cannot be sent to it.
        opens: Whether it opens a conversation.
        by: Whose it is to send in one that exists.
        replies: Whether it must name a letter that it answers.
        own_state: Whether it passes only between authorities of one Member State.
    """

    roles: frozenset[Role]
    to: frozenset[Role] = _OF_A_STATE
    opens: Opens = Opens.NEVER
    by: By = By.EITHER
    replies: bool = False
    own_state: bool = False


RULES: Mapping[LetterType, Rule] = {
    # Only who may answer is asked.
    LetterType.REQUEST: Rule(_OF_A_STATE, to=_COMPETENT, opens=Opens.ALWAYS, by=By.OPENER),
    LetterType.ANSWER: Rule(_COMPETENT, by=By.OTHER, replies=True),
    # Whose it is to ask for more time, and whose to agree, is the rulebook's (step 10 and the
    # effect); what the rulebook accepts of itself answers no letter.
    LetterType.EXTENSION_REQUEST: Rule(_OF_A_STATE),
    LetterType.EXTENSION_REPLY: Rule(_OF_A_STATE),
    LetterType.CLOSING_REQUEST: Rule(_OF_A_STATE, by=By.OPENER),
    LetterType.CLOSING_STATEMENT: Rule(_COMPETENT, by=By.OTHER, replies=True),
    LetterType.END: Rule(_OF_A_STATE, by=By.OPENER),
    LetterType.SUPPLEMENT: Rule(_ANY, to=_ANY),
    LetterType.CORRECTION: Rule(_ANY, to=_ANY),
    LetterType.RECALL: Rule(_ANY, to=_ANY),
    LetterType.RECALL_STATEMENT: Rule(_ANY, to=_ANY, replies=True),
    LetterType.CONTACT_NOTE: Rule(_ANY, to=_ANY, opens=Opens.MAY),
    LetterType.CONTACT_REPLY: Rule(_ANY, to=_ANY, replies=True),
    LetterType.INFORMATION_REQUEST: Rule(_ANY, to=_ANY, opens=Opens.MAY),
    LetterType.INFORMATION_REPLY: Rule(_ANY, to=_ANY, replies=True),
    LetterType.FORWARDING: Rule(_COMPETENT, opens=Opens.ALWAYS, by=By.OPENER),
    LetterType.FORWARDING_REPLY: Rule(_COMPETENT, by=By.OTHER, replies=True),
    LetterType.STANDING_ANSWER: Rule(_COMPETENT, opens=Opens.MAY, by=By.OPENER),
    LetterType.SETTLEMENT: Rule(_COMPETENT, opens=Opens.ALWAYS, by=By.OPENER),
    LetterType.NOTICE: Rule(_ANY, to=_ANY, opens=Opens.MAY, by=By.OPENER),
    LetterType.COMMENT: Rule(_ANY, to=_ANY, opens=Opens.MAY),
    # Figures of a State go to its own coordinator and to the Commission, to no other State.
    LetterType.ANNUAL_CALL: Rule(_UNION, to=_COMPETENT, opens=Opens.ALWAYS, by=By.OPENER),
    LetterType.ANNUAL_SUBMISSION: Rule(_COMPETENT, to=_UNION, by=By.OTHER),
    LetterType.ANNUAL_PART: Rule(
        _COMPETENT, to=_COMPETENT, opens=Opens.MAY, by=By.OPENER, own_state=True
    ),
    LetterType.ANNUAL_OUTCOME: Rule(_COMPETENT | _UNION, to=_COMPETENT, replies=True),
    LetterType.ANNUAL_QUESTION: Rule(_COMPETENT | _UNION, to=_COMPETENT | _UNION),
    LetterType.ANNUAL_ANSWER: Rule(_COMPETENT | _UNION, to=_COMPETENT | _UNION, replies=True),
    LetterType.ANNUAL_TABLES: Rule(_UNION, to=_COMPETENT, by=By.OPENER),
    LetterType.ANNUAL_CLEARANCE: Rule(_COMPETENT, to=_UNION, by=By.OTHER, replies=True),
}
"""One rule a type; a test proves that none is missing. Which procedure and which kind of
notice a role may open is the rulebook's, checked with the content (step 10)."""


def check_recipient(letter_type: LetterType, recipient: Member) -> None:
    """Check that a member is one to whom a type of letter goes.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; it has no role that reads such letters.
    """
    if not _goes_to(RULES[letter_type], recipient):
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
    if RULES[letter_type].own_state and member_state(sender) != member_state(recipient):
        raise PermissionRefusedError(
            f"{recipient} is of another Member State; a {letter_type} stays in one",
            reason=Reason.NOT_AUTHORISED,
            remedy="Send it to the authority that coordinates your State's.",
            member=recipient,
            letter_type=letter_type.value,
        )


def _goes_to(rule: Rule, recipient: Member) -> bool:
    return bool(recipient.roles & {role.value for role in rule.to})


def check_authorised(
    conn: Connection, header: LetterHeader, sender: Member, recipient: Member
) -> Conversation | None:
    """Check that the sender may send this letter here and now.

    Args:
        conn: Of the transaction that will journal the letter.
        header: Its verified header.
        sender: The member that signed it.
        recipient: This member.

    Returns:
        The conversation it belongs to, None when it opens a new one.

    Raises:
        IntakeError: VERSION_UNKNOWN for a type that a newer version has; NOT_AUTHORISED,
            CONVERSATION_UNKNOWN or REPLY_UNRELATED.
    """
    rule = RULES.get(header.letter_type)
    if rule is None:
        raise _refused(
            f"a letter of type {header.letter_type} is not known to this version",
            Reason.VERSION_UNKNOWN,
        )
    _check_roles(rule, sender, recipient)
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


def _check_roles(rule: Rule, sender: Member, recipient: Member) -> None:
    # (9a) The sender's role may send this type at all, and it is one that we may read.
    if not sender.roles & {role.value for role in rule.roles}:
        raise _refused(
            f"no role of {sender.code} may send this type of letter", Reason.NOT_AUTHORISED
        )
    if not _goes_to(rule, recipient):
        raise _refused(
            f"no role of {recipient.code} reads this type of letter", Reason.NOT_AUTHORISED
        )
    if rule.own_state and member_state(sender.code) != member_state(recipient.code):
        raise _refused("this type of letter stays inside a Member State", Reason.NOT_AUTHORISED)


def _check_opening(header: LetterHeader, rule: Rule) -> None:
    if rule.opens is Opens.NEVER:
        raise _refused("no such conversation is known here", Reason.CONVERSATION_UNKNOWN)
    if header.in_reply_to is not None:
        raise _refused("an opening letter answers nothing", Reason.REPLY_UNRELATED)
    if header.conversation_number != 1:
        raise _refused("an opening letter is the first of its conversation", Reason.NOT_AUTHORISED)


def _refused(message: str, reason: Reason) -> IntakeError:
    return IntakeError(message, step=_STEP, reason=reason)
