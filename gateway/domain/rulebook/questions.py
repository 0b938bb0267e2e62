"""Checks coded questions and answers of a request for information against the rulebook."""

from __future__ import annotations

from gateway.domain.correspondence import (
    InformationKind,
    InformationReply,
    InformationRequest,
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
            words or about a classification is left without a word.
    """
    check_coded(rulebook, reply)
    given = [each.question for each in reply.answers]
    if sorted(given) != sorted(request.questions):
        raise InputError(
            "answers: each standard question that was asked needs one answer",
            remedy="Answer: " + (", ".join(request.questions) or "none was asked"),
            field="answers",
        )
    if request.kind is InformationKind.CLASSIFICATION:
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


def _known(rulebook: Rulebook) -> dict[str, StandardQuestion]:
    return {each.code: each for each in rulebook.correspondence.question}
