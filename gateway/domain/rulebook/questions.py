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
            raise Reason.CONTENT_INVALID.error(
                "questions: {key} is no standard question of {version}",
                remedy="Give one of: {known}. Or ask in words.",
                key=repr(key),
                version=rulebook.version,
                known=known,
            )
    if len(set(request.questions)) != len(request.questions):
        raise Reason.CONTENT_INVALID.error("questions: one of them is asked twice")


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
            raise Reason.CONTENT_INVALID.error(
                "answers: {answer} is no answer to {question} in {version}",
                remedy="Give one of: {options}" if options else "Answer in words.",
                answer=repr(given.answer),
                question=repr(given.question),
                version=rulebook.version,
                options=options,
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
            remedy="Answer: {questions}",
            questions=", ".join(request.questions) or "none was asked",
        )
    if request.round is not None:
        _check_opinion(reply)
    elif request.kind is InformationKind.CLASSIFICATION:
        if not (reply.codes or reply.not_listed or reply.text):
            raise InputError(
                "codes: an opinion names the codes, says that none applies, or says why not"
            )
    elif request.text and not reply.text and not reply.documents:
        raise InputError("text: what was asked in words needs an answer")
    if reply.codes and reply.not_listed:
        raise InputError("not_listed: codes are named, or none applies, not both")


def _check_opinion(reply: InformationReply) -> None:
    """Check an answer in a round: one code or none, how sure, and why."""
    if len(reply.codes) > 1:
        raise InputError("codes: an item has one control code")
    if bool(reply.codes or reply.not_listed) is not (reply.opinion is not None):
        raise InputError(
            "opinion: say how sure the code is, or give neither and say why",
            remedy="Give opinion.confidence with a code or not_listed.",
        )
    if not reply.text:
        raise InputError("text: an answer in a round says why")


def check_asker(sender: str, request: InformationRequest) -> None:
    """Check that a round has a number of who asks in it.

    Raises:
        InputError: CONTENT_INVALID, naming ``round.number``.
    """
    if request.round is not None and not request.round.number.startswith(f"{sender}-K-"):
        raise Reason.CONTENT_INVALID.error(
            "round.number: {number} is no number of {sender}",
            remedy="A round is numbered by who asks in it.",
            number=request.round.number,
            sender=sender,
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
            remedy="Close the round again with {closeClassification}.",
            field="corrected.closing",
        )


def _known(rulebook: Rulebook) -> dict[str, StandardQuestion]:
    return {each.code: each for each in rulebook.correspondence.question}
