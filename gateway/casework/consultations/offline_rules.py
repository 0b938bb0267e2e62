"""What a record of a consultation by hand must say, before it is made and before it counts.

Each kind has what it needs and nothing else; what is missing or does not fit is named by its
field. An answer is checked by the rules by which a letter's is (`answer_rules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office
from gateway.domain.authority import member_state
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationAnswer,
    ConsultationState,
    ExtensionRequest,
    HandKind,
    HandRecord,
    Recording,
    standing_records,
)
from gateway.domain.consultation.answer_rules import check_answer
from gateway.domain.deadline import check_extension
from gateway.errors import InputError, StateError

_Kind = HandKind
_State = ConsultationState


class _Content(NamedTuple):
    """What a kind of record must and may say, and whether it needs a proof."""

    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    proof: bool = False


_FIELDS = ("given", "about", "answer", "wanted", "reply", "text")
_SAYS: Mapping[HandKind, _Content] = {
    _Kind.ASKED: _Content(frozenset(), frozenset({"text"})),
    _Kind.RECEIVED: _Content(frozenset(), frozenset({"text"}), proof=True),
    _Kind.ANSWERED: _Content(frozenset({"answer"}), frozenset({"given", "text"}), proof=True),
    _Kind.MORE_TIME_ASKED: _Content(
        frozenset({"wanted"}), frozenset({"given", "text"}), proof=True
    ),
    _Kind.MORE_TIME_REPLIED: _Content(frozenset({"reply"}), frozenset({"text"})),
    _Kind.NO_ANSWER: _Content(frozenset({"text"})),
    _Kind.CORRECTED: _Content(frozenset({"about", "text"}), frozenset({"given", "answer"})),
    _Kind.RECALLED: _Content(frozenset({"about", "text"})),
}
_CORRECTED = frozenset({_Kind.ASKED, _Kind.RECEIVED, _Kind.ANSWERED})
_RECALLED = frozenset({_Kind.ASKED, _Kind.ANSWERED, _Kind.MORE_TIME_ASKED})


def check_recording(
    office: Office, row: rows.Row, recording: Recording, *, before: str = ""
) -> None:
    """Check that something can be recorded of a consultation as it stands now.

    Args:
        office: This authority.
        row: The consultation, which we asked.
        recording: What is recorded, or waits to be confirmed.
        before: What stands before the names of fields in errors.

    Raises:
        InputError: A field is missing, does not belong to the kind, or cannot be so.
        StateError: The consultation is not in a state in which that can happen.
    """
    _check_fields(recording, before)
    _check_instants(recording, row.consultation.records, office.clock.now(), before)
    if recording.answer is not None:
        _check_answer(office, row.consultation, recording.answer)
    if recording.wanted is not None:
        _check_wish(office, row.consultation, recording.wanted)
    _check_state(row.consultation, recording)


def _check_fields(recording: Recording, before: str) -> None:
    says = _SAYS[recording.kind]
    for name in _FIELDS:
        given = getattr(recording, name) not in (None, ())
        if given and name not in says.needs | says.may:
            raise InputError(
                "{name}: a record that an authority {words} has none",
                remedy="Leave it out, or record another kind.",
                field=f"{before}{name}",
                name=name,
                words=recording.kind.words,
            )
        if not given and name in says.needs:
            raise InputError(
                "{name}: a record that an authority {words} needs it",
                remedy="Give {name}.",
                field=f"{before}{name}",
                name=name,
                words=recording.kind.words,
            )
    if says.proof and not (recording.reference or recording.digest):
        raise InputError(
            "reference: say where the proof lies, or give the digest of the scanned document",
            remedy="Give reference, digest, or both.",
            field=f"{before}reference",
        )


def _check_instants(
    recording: Recording, records: tuple[HandRecord, ...], now: datetime, before: str
) -> None:
    if recording.at > now:
        raise InputError(
            "at: it lies in the future",
            remedy="Record what has happened; give when it did.",
            field=f"{before}at",
        )
    if recording.given is not None and recording.given > recording.at:
        raise InputError(
            "given: it lies after the day on which it came",
            remedy="Give the day on the authority's own letter, or leave it out.",
            field=f"{before}given",
        )
    asked = [each for each in standing_records(records) if each.kind is _Kind.ASKED]
    after_asking = recording.kind not in (_Kind.ASKED, _Kind.CORRECTED)
    if asked and after_asking and recording.sealed < asked[0].at:
        raise InputError(
            "at: the authority was asked on {at} only",
            remedy="Correct the record of the question first, if that is wrong.",
            field=f"{before}at",
            at=asked[0].at.isoformat(),
        )


def _check_answer(office: Office, model: Consultation, answer: ConsultationAnswer) -> None:
    rule = office.law.rule_of(model)
    check_answer(rule, model.request, answer, ended=model.ended_denials)
    by = answer.given_by
    if by is not None and member_state(by) != member_state(model.consulted):
        raise InputError(
            "given_by: {by} is no authority of the State of {consulted}",
            remedy="Leave it out, or name the authority of the same State that answered.",
            field="answer.given_by",
            by=by,
            consulted=model.consulted,
        )


def _check_wish(office: Office, model: Consultation, wanted: ExtensionRequest) -> None:
    rule = office.law.rule_of(model)
    if rule.extension is None:
        raise InputError(
            "wanted: under {code} nobody asks for more time",
            remedy="Record it as a call: {recordPhoneCall}.",
            code=rule.code,
        )
    check_extension(rule, model.days_extended + wanted.working_days)


def _check_state(model: Consultation, recording: Recording) -> None:
    kind, state = recording.kind, model.state
    standing = standing_records(model.records)
    if kind is _Kind.ASKED:
        if model.by_hand and standing:
            raise StateError(
                "that it was asked is on record already",
                remedy="Correct that record: kind corrected, with its number as about.",
            )
        if state not in OPEN_STATES:
            raise StateError(
                "the consultation is {state}; nothing is asked any more",
                remedy="{getConsultation} says how it ended.",
                state=state,
            )
        return
    if not model.by_hand:
        raise StateError(
            "letters carry this consultation; what came by another way is not recorded here",
            remedy="If its gateway is away for good, record first that it was asked by hand: "
            "{recordOfflineRequest}.",
            conversation_id=model.conversation_id,
        )
    if kind is _Kind.RECEIVED and (state is not _State.REQUESTED or model.deadline is not None):
        raise StateError(
            "the consultation is {state}; when it was received is known, or nothing more runs",
            remedy="Correct the record: kind corrected, with its number as about.",
            state=state,
        )
    if kind is _Kind.NO_ANSWER and state is not _State.UNCONFIRMED:
        raise StateError(
            "the consultation is {state}; officers close it when its period is over",
            remedy="Record when it was received; wait for the end of the period.",
            state=state,
        )
    if kind in (_Kind.CORRECTED, _Kind.RECALLED):
        _check_about(model, recording, standing)


def _check_about(
    model: Consultation, recording: Recording, standing: tuple[HandRecord, ...]
) -> None:
    found = {each.number: each for each in standing}.get(recording.about or 0)
    may = _CORRECTED if recording.kind is _Kind.CORRECTED else _RECALLED
    if found is None or found.kind not in may:
        raise InputError(
            "about: no record {about} stands that can be {kind}",
            remedy="See the records: {getConsultation}.",
            about=recording.about,
            kind=recording.kind,
            conversation_id=model.conversation_id,
        )
    if recording.answer is not None and found.kind is not _Kind.ANSWERED:
        raise InputError(
            "answer: record {number} says that the authority {words}",
            remedy="Leave the answer out.",
            number=found.number,
            words=found.kind.words,
        )
    runs = model.state in OPEN_STATES
    if recording.kind is _Kind.CORRECTED and found.kind is _Kind.RECEIVED and not runs:
        raise StateError(
            "the consultation is {state}; its period is not counted again",
            remedy="Recall the answer first, where there is one.",
            state=model.state,
        )
