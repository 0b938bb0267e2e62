"""Checks requests for information and their replies: coded by the rulebook, or of a round."""

from __future__ import annotations

from gateway.domain.correspondence import (
    InformationKind,
    InformationReply,
    InformationRequest,
    Supplement,
)
from gateway.domain.rulebook.acts import StandardQuestion
from gateway.domain.rulebook.book import Rulebook
from gateway.errors import InputError, Reason


def check_questions(rulebook: Rulebook, request: InformationRequest) -> None:
    """Check that each standard question is one that the rulebook knows, and asked once.

    Raises:
        InputError: CONTENT_INVALID, naming ``questions``.
    """
    known = _known(rulebook)
    for key in request.questions:
        if key not in known:
            raise InputError(
                f"questions: {key!r} is no standard question of {rulebook.version}",
                reason=Reason.CONTENT_INVALID,
                remedy="Give one of: " + ", ".join(known) + ". Or ask in words.",
                field="questions",
            )
    if len(set(request.questions)) != len(request.questions):
        raise InputError(
            "questions: one of them is asked twice",
            reason=Reason.CONTENT_INVALID,
            field="questions",
        )


def check_coded(rulebook: Rulebook, reply: InformationReply) -> None:
    """Check that each coded answer is one that the rulebook knows for its question.

    Raises:
        InputError: CONTENT_INVALID, naming ``answers``.
    """
    known = _known(rulebook)
    for given in reply.answers:
        question = known.get(given.question)
        options = [] if question is None else [each.code for each in question.answer]
        if given.answer not in options:
            raise InputError(
                f"answers: {given.answer!r} is no answer to {given.question!r} "
                f"in {rulebook.version}",
                reason=Reason.CONTENT_INVALID,
                remedy="Give one of: " + ", ".join(options) if options else "Answer in words.",
                field="answers",
            )


def check_reply(rulebook: Rulebook, request: InformationRequest, reply: InformationReply) -> None:
    """Check that a reply answers what was asked, and all of it.

    Raises:
        InputError: An answer is unknown, was not asked for, or is missing; a question in
            words or about a classification is left without a word; an opinion in a round
            lacks its reason or how sure it is.
    """
    check_coded(rulebook, reply)
    given = [each.question for each in reply.answers]
    if sorted(given) != sorted(request.questions):
        raise InputError(
            "answers: each standard question that was asked needs one answer",
            remedy="Answer: " + (", ".join(request.questions) or "none was asked"),
            field="answers",
        )
    if request.round is not None:
        _check_opinion(reply)
    elif request.kind is InformationKind.CLASSIFICATION:
        if not (reply.codes or reply.not_listed or reply.text):
            raise InputError(
                "codes: an opinion names the codes, says that none applies, or says why not",
                field="codes",
            )
    elif request.text and not reply.text and not reply.documents:
        raise InputError("text: what was asked in words needs an answer", field="text")
    if reply.codes and reply.not_listed:
        raise InputError(
            "not_listed: codes are named, or none applies, not both", field="not_listed"
        )


def _check_opinion(reply: InformationReply) -> None:
    """Check an answer in a round: one code or none, how sure, and why."""
    if len(reply.codes) > 1:
        raise InputError("codes: an item has one control code", field="codes")
    if bool(reply.codes or reply.not_listed) is not (reply.opinion is not None):
        raise InputError(
            "opinion: say how sure the code is, or give neither and say why",
            remedy="Give opinion.confidence with a code or not_listed.",
            field="opinion",
        )
    if not reply.text:
        raise InputError("text: an answer in a round says why", field="text")


def check_asker(sender: str, request: InformationRequest) -> None:
    """Check that a round has a number of who asks in it.

    Raises:
        InputError: CONTENT_INVALID, naming ``round.number``.
    """
    if request.round is not None and not request.round.number.startswith(f"{sender}-K-"):
        raise InputError(
            f"round.number: {request.round.number} is no number of {sender}",
            reason=Reason.CONTENT_INVALID,
            remedy="A round is numbered by who asks in it.",
            field="round.number",
        )


def check_unchanged(before: object, after: object) -> None:
    """Check that a correction leaves a round's question and closing alone.

    Raises:
        InputError: It is another one.
    """
    if (
        isinstance(before, InformationRequest)
        and isinstance(after, InformationRequest)
        and before.round != after.round
    ):
        raise InputError(
            "round: the question is the same for all who are asked",
            remedy="Recall it everywhere, or close the round; then ask a new one.",
            field="corrected.round",
        )
    if (
        isinstance(before, Supplement)
        and isinstance(after, Supplement)
        and before.closing != after.closing
    ):
        raise InputError(
            "closing: an outcome is not changed by a correction",
            remedy="Close the round again with comity classification close.",
            field="corrected.closing",
        )


def _known(rulebook: Rulebook) -> dict[str, StandardQuestion]:
    return {each.code: each for each in rulebook.correspondence.question}
