"""Verifies a consultation that officers carried by hand, from what two of them attest of it.

Nothing of it is signed by the authority that was asked: all is the word of the exporting
authority, and every line says so. What is verified is that each record was made by one officer
and confirmed by another, on record and unchanged, that none was left out, and that clock,
outcome and silence are what the rulebook makes of the records.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.domain.acts import Verb
from gateway.domain.consultation import (
    OPEN_STATES,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    DeadlineDerivation,
    EndReason,
    HandKind,
    HandRecord,
    digest_of_request,
)
from gateway.domain.deadline import derive_deadline, printed_last_instant
from gateway.evidence.report import fault, one_sided
from gateway.evidence.verify.consultation_evidence import Talk
from gateway.evidence.verify.folded_answers import FoldedAnswers

_State = ConsultationState
_Kind = HandKind


def check_records(talk: Talk) -> str:
    """Check that each record has its acts, by two officers, and that none is left out.

    Raises:
        RegisterError: EVIDENCE_INVALID; a record is not what its acts say.
    """
    model = talk.model
    for number, record in enumerate(model.records, start=1):
        if record.number != number:
            raise fault("the records are not numbered in their order")
        _act(talk, record, Verb.RECORD_MADE, record.by, record.recorded)
        if record.confirmed is None:
            continue
        verb = Verb.RECORD_REFUSED if record.refused else Verb.RECORD_CONFIRMED
        _act(talk, record, verb, record.confirmed_by, record.confirmed)
        if record.counts and record.by == record.confirmed_by:
            raise fault("record {number} was made and confirmed by one officer", number=number)
        if record.confirmed < record.recorded:
            raise fault("record {number} was confirmed before it was made", number=number)
    made = [act for act in talk.acts if act.verb == Verb.RECORD_MADE]
    if len([act for act in made if act.reference == model.conversation_id]) != len(model.records):
        raise fault("there are other records than the acts name")
    said = [f"{each.number} {each.kind}: {each.attested}" for each in model.records if each.counts]
    return "; ".join(said) or "nothing was confirmed yet"


def _act(talk: Talk, record: HandRecord, verb: Verb, actor: str, at: datetime) -> None:
    wanted = (verb, actor, at, talk.model.conversation_id)
    for act in talk.acts:
        if (act.verb, act.actor, act.at, act.reference) == wanted:
            said = (act.data.get("number"), act.data.get("digest"))
            if said == (record.number, record.digest_of_content):
                return
    raise fault(
        "record {number} is not what its act {verb} by {actor} says",
        number=record.number,
        verb=verb,
        actor=actor,
    )


def attested_request(talk: Talk) -> str:
    """Check that what was asked is what the record of it names, and of this case."""
    model = talk.model
    asked = talk.attested(_Kind.ASKED)
    if talk.case is not None and model.case_id != talk.case.case_id:
        raise fault("the question is about another case")
    if any(each.request != digest_of_request(model.request) for each in asked):
        raise fault("what was asked is not what its record says")
    for _, request in talk.contents(ConsultationRequest, outgoing=talk.ours):
        if request != model.request:
            raise fault("the request that was signed is not the one in the case")
    if not asked:
        if model.state is not _State.SUPERSEDED and any(each.counts for each in model.records):
            raise fault("no record says that it was asked")
        return "no record says that it was asked; nothing follows from it"
    return f"asked on {asked[0].at.isoformat()} ({asked[0].means}), {asked[0].attested}"


def attested_deadline(talk: Talk) -> str:
    """Derive the last instant again from when the question is attested to have been received."""
    model = talk.model
    derived = _derived(talk)
    if derived != model.deadline:
        raise fault("the last instant is not the one that follows from the records")
    if derived is None:
        return "no period runs: when it was received is not on record"
    return f"{counted(derived)}, as attested"


def counted(derived: DeadlineDerivation) -> str:
    """Say how a period was counted, and when it ends."""
    return (
        f"{derived.working_days} working days from {derived.event_day.isoformat()}: "
        f"{printed_last_instant(derived)} ({derived.time_zone})"
    )


def _derived(talk: Talk) -> DeadlineDerivation | None:
    model = talk.model
    recalled = model.ended_because is EndReason.RECALLED
    received = [each.at for each in talk.attested(_Kind.RECEIVED)]
    if not received and talk.start is not None:
        received = [talk.start.received]  # a letter had begun it
    if recalled or not received:
        return None
    recorded = [each.reply for each in talk.attested(_Kind.MORE_TIME_REPLIED)]
    given = [each for each in model.extensions if each.accepted]
    unsaid = [each for each in given if each not in recorded]
    if len(unsaid) > len(talk.attested(_Kind.MORE_TIME_ASKED)) and talk.start is None:
        raise fault("more time was given than the records say")
    return derive_deadline(
        model.procedure,
        model.consulted,
        received[0],
        talk.calendar,
        talk.rulebook,
        sum(each.working_days for each in given),
    )


def attested_outcome(talk: Talk) -> str:
    """Check how it ended against the records.

    Raises:
        RegisterError: EVIDENCE_INVALID; what is said does not follow from the records.
    """
    model = talk.model
    if model.state is _State.SUPERSEDED:
        return _ended(talk)
    folded = FoldedAnswers.of(talk, _last(talk))
    held, counting = folded.model, folded.model.answer is not None
    if model.answer is not None and model.answer in held.late_answers:
        raise fault("another answer had counted before the one in the case")
    if any(each not in model.late_answers for each in held.late_answers):
        raise fault("a late answer that is on record is not in the case")
    if model.state is _State.SILENT:
        return _silent(talk, counting=counting)
    if model.answer is not None:
        return _answered(talk, model.answer, folded)
    if counting or model.state is _State.ANSWERED:
        raise fault(
            "an answer that counts is on record, and the case says {state}", state=model.state
        )
    if talk.case is not None and talk.case.decision is not None and model.state in OPEN_STATES:
        raise fault("the case was decided while it was {state}", state=model.state)
    return f"{model.state}: no answer that counts is on record"


def _answered(talk: Talk, answer: ConsultationAnswer, folded: FoldedAnswers) -> str:
    model, held = talk.model, folded.model
    timing, at, source = held.answer_timing, held.answered_at, folded.source
    said = (answer, model.answer_timing, model.answered_at)
    if (held.answer, timing, at) != said or timing is None or at is None:
        raise fault("the answer in the case is on no record that counts")
    option = talk.rulebook.procedure(model.procedure).option(answer.answer)
    if model.state is _State.ANSWERED and not option.settles:
        _closed_by_officers(talk)
    by = source.attested if isinstance(source, HandRecord) else f"signed by {model.consulted}"
    return f"{option.label}; came {at.isoformat()}: {timing.value.replace('_', ' ')}; {by}"


def _silent(talk: Talk, *, counting: bool) -> str:
    model = talk.model
    if counting:
        raise fault("the case says silence, and an answer that counts is on record")
    rule = talk.rulebook.procedure(model.procedure).silence
    if model.silence_meaning != rule.sentence:
        raise fault("what the case says that silence means is not what the rulebook says")
    record = _closed_by_officers(talk)
    if model.closed_by != f"officer:{record.confirmed_by}":
        raise fault("another officer closed it than the record says")
    raise one_sided(
        "that no answer came is the word of {asking} alone, {attested}: {consulted} has stated "
        "nothing. {article}: {means}",
        asking=model.asking,
        attested=record.attested,
        consulted=model.consulted,
        article=rule.article,
        means=rule.means,
    )


def _closed_by_officers(talk: Talk) -> HandRecord:
    """Return the record by which officers closed it, after the period and its grace."""
    found = talk.attested(_Kind.NO_ANSWER)
    last = _last(talk)
    if not found or last is None:
        raise fault("no record says that officers closed it")
    grace = timedelta(seconds=talk.rulebook.closing.grace_s)
    if found[-1].confirmed is None or found[-1].confirmed < last + grace:
        raise fault("officers closed it before its period was over")
    return found[-1]


def _ended(talk: Talk) -> str:
    model = talk.model
    if model.ended_because is None:
        raise fault("it is superseded, and nothing says why")
    ends = (Verb.CONSULTATION_SUPERSEDED, Verb.CONSULTATION_RECALLED, Verb.RECORD_REFUSED)
    if not any(a.verb in ends and a.reference == model.conversation_id for a in talk.acts):
        raise fault("no act says that it has ended")
    return f"ended by {model.asking}, by hand: {model.ended_text}"


def _last(talk: Talk) -> datetime | None:
    derived = _derived(talk)
    return None if derived is None else derived.last_instant
