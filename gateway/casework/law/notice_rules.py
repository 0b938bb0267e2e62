"""What the rulebook asks of a notice: who may send it, what it holds, who reads it.

Nothing here knows an article. A kind of notice is a `[[notice]]` block of a rulebook that
is held, of whichever law; a new duty to notify is a block in a file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from gateway.casework.law.law import Law
from gateway.domain.base import Model, Statement
from gateway.domain.letter import ALL_MEMBERS, MEMBER_STATES
from gateway.domain.notice import Notice
from gateway.domain.rulebook.acts import Audience, NoticeRule
from gateway.domain.rulebook.shelf import day_of
from gateway.errors import ComityError, InputError, LawError, Reason
from gateway.register.release_sets import tokens_of
from gateway.trust.members import Member

ABOUT_DENIAL = "denial"
"""In a rule's `about`: the notice refers to a denial, not to another notice."""

_TOKENS = {Audience.ALL_MEMBERS: ALL_MEMBERS, Audience.MEMBER_STATES: MEMBER_STATES}


class NoticeKind(Model):
    """One kind of notice of a rulebook that is in force."""

    law: str
    rule: NoticeRule


def kinds_in_force(law: Law, at: datetime) -> tuple[NoticeKind, ...]:
    """List every kind of notice of every law that is in force at an instant."""
    return tuple(
        NoticeKind(law=book.version, rule=rule)
        for book in law.shelf.all_in_force(at)
        for rule in book.notices
    )


def find_kind(law: Law, kind: str, at: datetime, *, version: str = "") -> NoticeKind:
    """Return a kind of notice.

    Args:
        law: The rulebooks that are held.
        kind: Its key.
        at: Instant at which it is in force.
        version: Version of the rulebook; absent: that in force which knows the kind.

    Raises:
        InputError: PROCEDURE_UNKNOWN; the remedy names the kinds that are known.
        LawError: VERSION_UNKNOWN.
    """
    if version:
        return NoticeKind(law=version, rule=law.book(version).on(day_of(at)).notice(kind))
    found = law.shelf.notice_rule(kind, at)
    return NoticeKind(law=found.version, rule=found.rule)


def check_sender(rule: NoticeRule, sender: Member) -> None:
    """Check that an authority's role lets it send this kind.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED.
    """
    if not sender.roles & {role.value for role in rule.sent_by}:
        raise Reason.NOT_AUTHORISED.error(
            "no role of {member} may send a notice under {kind}",
            remedy="It is sent by: {sent_by}.",
            member=sender.code,
            kind=rule.code,
            sent_by=sorted(role.value for role in rule.sent_by),
        )


def check_content(rule: NoticeRule, notice: Notice) -> None:
    """Check that a notice holds what its kind asks for, and withholds only what it may.

    Raises:
        InputError: Names the first field that does not hold.
    """
    withheld = {each.field: each.reason for each in notice.withheld}
    for field in sorted(withheld):
        if field not in rule.may_withhold:
            raise _wrong(field, "may not be withheld under {code}", rule, code=rule.code)
        if withheld[field] not in rule.withholding:
            classes = ", ".join(each.value for each in rule.withholding)
            raise _wrong(field, "is withheld for one of: {classes}", rule, classes=classes)
    for field in (*rule.required, *_required_by(rule, notice.outcome)):
        if field not in withheld and not _given(notice, field):
            may = ", or withheld with its reason class" if field in rule.may_withhold else ""
            raise _wrong(field, "must be given{may}", rule, may=may)
    codes = {each.code for each in rule.outcome}
    if notice.outcome not in (codes or {""}):
        raise _wrong(
            "outcome", "is one of: {codes}", rule, codes=", ".join(sorted(codes)) or "none"
        )
    if rule.expires and notice.expires is None:
        raise _wrong("expires", "must name the day on which the information ends", rule)
    if rule.comments and notice.reply_until is None:
        raise _wrong("reply_until", "must name the day until which comments are wanted", rule)


def _required_by(rule: NoticeRule, outcome: str) -> tuple[str, ...]:
    return next((each.required for each in rule.outcome if each.code == outcome), ())


def check_about(rule: NoticeRule, about: str, kind_of: str | None) -> None:
    """Check what a notice refers to.

    Args:
        rule: Its kind.
        about: Number of a notice or id of a denial, or empty.
        kind_of: Kind of what has that number here, `ABOUT_DENIAL` for a denial, or None.

    Raises:
        InputError: It refers to nothing although it must, to something that is not here, or
            to something of another kind.
    """
    if not rule.about:
        if about:
            raise _wrong("about", "stays empty: such a notice refers to nothing", rule)
        return
    kinds = ", ".join(rule.about)
    if not about:
        if "about" in rule.required or rule.outcome:
            raise _wrong(
                "about", "names what it refers to, one of kind: {kinds}", rule, kinds=kinds
            )
        return
    if kind_of not in rule.about:
        raise _wrong("about", "names one that is held here, of kind: {kinds}", rule, kinds=kinds)


def release_of(
    rule: NoticeRule, recipients: Collection[str], members: Mapping[str, Member]
) -> tuple[str, ...]:
    """Return the release set of a notice that goes into the log.

    Args:
        rule: Its kind, whose audience is not `CHOSEN`.
        recipients: Readers that the sender has chosen, or none for the whole audience.
        members: The members of the federation by code, the recipients among them.

    Raises:
        InputError: The sender may not choose, or has chosen one outside the audience.
    """
    if not recipients:
        return (_TOKENS[rule.audience],)
    if not rule.narrowed:
        raise _wrong("recipients", "are not the sender's to choose under this kind", rule)
    outside = [c for c in recipients if _TOKENS[rule.audience] not in tokens_of(members[c])]
    if outside:
        raise _wrong(
            "recipients",
            "lie within the audience, and {outside} does not",
            rule,
            outside=outside[0],
        )
    return tuple(dict.fromkeys(recipients))


def chosen_of(
    rule: NoticeRule,
    recipients: Collection[str],
    members: Mapping[str, Member],
    *,
    whole: bool,
) -> tuple[str, ...]:
    """Return who is to read a notice whose readers the sender chooses.

    Args:
        rule: Its kind, whose audience is `CHOSEN`.
        recipients: Those that he names.
        members: The other members of the federation by code, the recipients among them.
        whole: Whether he chooses all among whom the kind lets him choose.

    Raises:
        InputError: He chooses all where each is to be named, or names some besides; or one is
            outside of those among whom the kind lets him choose.
    """
    among = None if rule.chosen_from is None else _TOKENS[rule.chosen_from]
    if not whole:
        for code in recipients:
            if among is not None and among not in tokens_of(members[code]):
                raise _wrong(
                    "recipients",
                    "are chosen among the {group}, and {code} is none",
                    rule,
                    group=str(rule.chosen_from).replace("_", " "),
                    code=code,
                )
        return tuple(recipients)
    if among is None:
        raise _wrong("to_all", "under this kind each reader is named, or none is chosen", rule)
    if recipients:
        raise _wrong("recipients", "stay empty where the notice goes to all", rule)
    return tuple(sorted(code for code, member in members.items() if among in tokens_of(member)))


def objections(
    law: Law, rule: NoticeRule, sender: Member, notice: Notice, *, sent: datetime
) -> str:
    """Say why a notice that came is not one of its kind, in words; empty where it is."""
    if law.before_accession(sender.code, sent):
        return f"{sender.code} sent it before the accession of its State"
    try:
        check_sender(rule, sender)
        check_content(rule, notice)
    except ComityError as exc:
        return str(exc)
    return ""


def rule_of(law: Law, notice: Notice) -> NoticeRule | None:
    """Return the rule of a notice under the version that it names, None where unknown here."""
    try:
        return law.book(notice.law).notice(notice.kind)
    except LawError:
        return None


def title_of(rule: NoticeRule | None) -> str:
    """Return what a kind of notice is called; its law is not held here where there is no rule."""
    return "of a kind that is not known here" if rule is None else rule.title


def _given(notice: Notice, field: str) -> bool:
    value = getattr(notice, field, None)
    state = getattr(value, "state", None)
    if isinstance(state, Statement):
        return state is not Statement.UNKNOWN
    return value not in (None, "", ())


def _wrong(field: str, what: str, rule: NoticeRule, **values: Any) -> InputError:
    return InputError(
        "{field}: ",
        what,
        remedy="{article}: {rule}",
        field=field,
        kind=rule.code,
        **values,
        article=rule.article,
        rule=rule.reason,
    )
