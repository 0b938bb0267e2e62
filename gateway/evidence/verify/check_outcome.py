"""Verifies how a consultation ended: by an answer, by silence, by an end, by a settlement."""

from __future__ import annotations

from datetime import datetime

from gateway.domain.acts import Verb
from gateway.domain.authority import member_state
from gateway.domain.consultation import (
    OPEN_STATES,
    ClosingStatement,
    Consultation,
    ConsultationEnd,
    ConsultationState,
    EndReason,
    HandRecord,
)
from gateway.domain.correspondence import Correction, Recall, Settlement, StandingAnswer
from gateway.evidence.report import fault, one_sided
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.consultation_evidence import (
    Talk,
    closing_requests,
    closing_statement,
    due,
)
from gateway.evidence.verify.folded_answers import FoldedAnswers
from gateway.wire.content import content_from_bytes

_State = ConsultationState


def check_outcome(talk: Talk) -> str:
    """Check how the consultation ended against the letters that are here.

    Raises:
        RegisterError: EVIDENCE_INVALID; what is said is not what was signed.
    """
    model = talk.model
    settled = f"; {_settlement(talk)}" if model.settled_answer is not None else ""
    if model.state is _State.SUPERSEDED:
        return _ended(talk) + settled
    if model.sealed and talk.contents(Recall, outgoing=not talk.ours):
        return "its answer was recalled after the decision; its contents are sealed"
    if model.ended_denials:
        _narrowed(talk)
    last = due(talk)
    if last is None:
        if model.state is not _State.REQUESTED:
            raise fault("it is {state} without a receipt", state=model.state)
        return "the request has no receipt yet"
    return _over(talk, last) + settled


def _over(talk: Talk, last: datetime) -> str:
    model, folded = talk.model, FoldedAnswers.of(talk, last)
    held, counting = folded.model, folded.model.answer is not None
    # The consulted authority keeps its own late answer as its answer; the asker says so.
    kept = held.late_answers == model.late_answers
    if talk.ours and not kept:
        raise fault("the late answers in the case are not those that were signed")
    if model.state is _State.SILENT:
        return _silence(talk, last, counting=counting)
    if model.state is _State.ANSWERED or (model.answer is not None and counting):
        return _answer(talk, held, folded.source)
    if model.answer is not None and talk.ours:
        raise fault("the case has an answer, and none that counts was signed")
    if counting:
        raise fault("an answer that counts is here, and the case says {state}", state=model.state)
    if talk.case is not None and talk.case.decision is not None and model.state in OPEN_STATES:
        raise fault("the case was decided while it was {state}", state=model.state)
    return f"{model.state}: no answer that counts is in the journal"


def _answer(talk: Talk, held: Consultation, letter: VerifiedLetter | HandRecord | None) -> str:
    model, content, timing = talk.model, held.answer, held.answer_timing
    if content is None or timing is None or not isinstance(letter, VerifiedLetter):
        raise fault("the case has an answer, and none that counts was signed")
    if content != model.answer:
        raise fault("the answer that was signed is not the one in the case")
    if (timing, held.answered_at) != (model.answer_timing, model.answered_at):
        raise fault("the answer came at another time than the case says")
    option = talk.rulebook.procedure(model.procedure).option(content.answer)
    given = ""
    if content.given_by is not None:
        if member_state(content.given_by) != member_state(model.consulted):
            raise fault("{given_by} answered for another State", given_by=content.given_by)
        given = f", given by {content.given_by}"
        if content.given_at is not None:
            given += f" on {content.given_at.isoformat()} in the letter {content.given_in}"
    last_word = talk.ours and model.state is _State.ANSWERED and model.settled_answer is None
    if last_word and not option.settles:
        _nothing_followed(talk)
    return (
        f"{option.label}; sealed {letter.header.created.isoformat()}{given}, received "
        f"{letter.record.at.isoformat()}: {timing.value.replace('_', ' ')}"
    )


def _nothing_followed(talk: Talk) -> None:
    """Ask for the consulted's closing statement where a reaction that settles nothing is last.

    Its number follows on all that was sent before: an answer that was left out shows as a gap.
    """
    last = due(talk)
    stated = talk.contents(ClosingStatement, outgoing=False)
    if not any(last is not None and content.stated_at >= last for _, content in stated):
        raise one_sided(
            "that nothing followed the reaction is the word of {asking} alone: {consulted} has "
            "made no statement after the period",
            asking=talk.model.asking,
            consulted=talk.model.consulted,
        )


def _silence(talk: Talk, last: datetime, *, counting: bool) -> str:
    """Check what silence rests on: no answer, and two signatures or an officer on record."""
    model, closing = talk.model, talk.rulebook.closing
    if counting:
        raise fault("the case says silence, and an answer that counts was received")
    rule = talk.rulebook.procedure(model.procedure).silence
    if model.silence_meaning != rule.sentence:
        raise fault("what the case says that silence means is not what the rulebook says")
    if model.closed_by.startswith("officer:"):
        name = model.closed_by.removeprefix("officer:")
        wanted = (Verb.SILENCE_CONFIRMED, name, model.conversation_id)
        if not any((act.verb, act.actor, act.reference) == wanted for act in talk.acts):
            raise fault("an officer is said to have closed it, and no act of hers is recorded")
        # The act is in the exporter's own file, where an answer could have been left out.
        found = (
            f"no answer is here; that none came is the word of {model.asking} alone: its officer "
            f"{name} closed it, and {model.consulted} has not stated that nothing was under way"
        )
        if model.settled_answer is None:
            raise one_sided("{found}", found=found)
        return found
    if model.closed_by != closing.closed_by.value:
        raise fault("nobody who may has closed it")
    if not closing_requests(talk, last):
        raise fault("no closing request was sealed after the last instant and the grace")
    letter = closing_statement(talk, last)
    if letter is not None and isinstance(letter.content, ClosingStatement):
        return (
            f"no answer that counts; {model.consulted} stated on "
            f"{letter.content.stated_at.isoformat()}, signed, that nothing is under way. "
            f"{rule.article}: {rule.means}"
        )
    raise fault(
        "{consulted} has not stated, signed, that nothing is under way", consulted=model.consulted
    )


def _ended(talk: Talk) -> str:
    """Check that whoever asked has said, signed, why nothing more is asked."""
    model = talk.model
    if model.ended_because is None:
        if talk.was_refused:
            return f"{model.consulted} refused the request; it is consulted by hand"
        raise fault("it is superseded, and nothing says why")
    if model.ended_because is EndReason.RECALLED and talk.contents(Recall, outgoing=talk.ours):
        return "the request was recalled; the period never ran"
    ends = talk.contents(ConsultationEnd, outgoing=talk.ours)
    if not ends:
        raise fault("whoever asked has not said, signed, that it has ended")
    letter, content = ends[-1]
    if content.reason is not model.ended_because:
        raise fault("it has ended for another reason than the one that was signed")
    if any(text.text not in model.ended_text for text in content.text):
        raise fault("it has ended with other words than those that were signed")
    if content.reason is EndReason.STANDING_ANSWER and talk.ours:
        _standing(talk, letter.header.created)
    if content.reason is EndReason.DENIAL_ENDED:
        _narrowed(talk)
        if model.denials_left:
            raise fault("it has ended, and a denial is left that it is about")
    return f"ended by {model.asking} on {letter.header.created.isoformat()}: {model.ended_text}"


def _standing(talk: Talk, relied_at: datetime) -> None:
    """Check that the consulted authority gave the answer that was relied on, and let it stand."""
    model = talk.model
    if model.answer is None and _taken_back(talk, model.standing_answer):
        return  # it counts no more, and nothing is said to rest on it
    given = {
        letter.header.message_id: (letter, content)
        for letter, content in talk.contents(StandingAnswer, outgoing=False)
        if letter.header.conversation_id == model.standing_in
    }
    found = given.pop(model.standing_answer, None)
    if found is None or found[0].header.sender != model.consulted:
        raise fault("the standing answer that is relied on was not signed by the consulted")
    if any(
        content.withdrawn and letter.record.at <= relied_at for letter, content in given.values()
    ):
        raise fault("the standing answer had been withdrawn before it was relied on")
    content, answer = _as_corrected(talk, *found, relied_at), model.answer
    said = None if answer is None else (answer.answer, answer.conditions)
    if (content.answer, content.conditions) != said or content.procedure != model.procedure:
        raise fault("the standing answer that was signed is not the one that is relied on")


def _as_corrected(
    talk: Talk, letter: VerifiedLetter, content: StandingAnswer, relied_at: datetime
) -> StandingAnswer:
    """Return a standing answer as it stood when it was relied on."""
    for correction, named in talk.contents(Correction, outgoing=False):
        mine = named.message_digest == letter.digest.hex() and 1 in correction.bodies
        if mine and correction.record.at <= relied_at:
            content = content_from_bytes(StandingAnswer, correction.bodies[1])
    return content


def _taken_back(talk: Talk, message_id: str) -> bool:
    """Say whether whoever sent a letter has recalled or corrected it since, signed."""
    recalled = {content.message_id for _, content in talk.contents(Recall, outgoing=False)}
    corrected = {content.message_id for _, content in talk.contents(Correction, outgoing=False)}
    return message_id in recalled | corrected


def _narrowed(talk: Talk) -> None:
    """Check that the denials that were taken out are those that the asker named."""
    told = {
        denial
        for _, content in talk.contents(ConsultationEnd, outgoing=talk.ours)
        for denial in content.denials
    }
    if told != set(talk.model.ended_denials):
        raise fault("other denials were taken out than whoever asked has named, signed")


def _settlement(talk: Talk) -> str:
    """Check that the State's coordinator has given the one answer, in a letter of its own."""
    model = talk.model
    for letter, content in talk.contents(Settlement, outgoing=not talk.ours):
        sender = letter.header.sender
        fits = (
            letter.header.conversation_id == model.settled_in
            and model.conversation_id in content.conversations
            and content.procedure == model.procedure
        )
        answer = model.settled_answer
        if not fits or answer is None or sender != model.settled_by:
            continue
        if (content.answer, content.conditions) != (answer.answer, answer.conditions):
            raise fault("the State's answer is not the one that was signed")
        if not talk.directory.member(sender).coordinates:
            raise fault("the directory does not name {sender} as a coordinator", sender=sender)
        if member_state(sender) != member_state(model.consulted):
            raise fault("{sender} settles for another State", sender=sender)
        return f"settled by {sender} for its State: {content.answer}"
    raise fault("the State's answer was not signed by its coordinator")
