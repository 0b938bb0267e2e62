"""What a letter says as a person reads it, of every type but those of the annual report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.consultation.classification import ClassificationOpinion
from gateway.domain.correspondence import (
    CodedAnswer,
    ContactNote,
    ContactReply,
    Correction,
    Forwarding,
    ForwardingReply,
    InformationReply,
    InformationRequest,
    Recall,
    RecallStatement,
    Settlement,
    StandingAnswer,
    StandingScope,
    Supplement,
)
from gateway.domain.denial import FreeText
from gateway.domain.notice import Comment, Notice
from gateway.domain.rulebook import Procedure
from gateway.domain.rulebook.acts import NoticeRule
from gateway.views.annual_letter_view import ANNUAL_CONTENTS
from gateway.views.answer_view import answer_part, answer_words
from gateway.views.assessment_view import assessment_blocks
from gateway.views.classification_view import closing_blocks, item_blocks
from gateway.views.clock_view import goods_stopped
from gateway.views.frame import (
    Block,
    Cell,
    Piece,
    blocks_of,
    cell,
    facts,
    lines,
    table,
)
from gateway.views.licence_view import licence_asked, statement_blocks
from gateway.views.notice_content_view import notice_blocks
from gateway.views.reader import ViewReader, brief
from gateway.views.transaction_view import (
    document_table,
    party_table,
    reference_facts,
    transaction_blocks,
)

Blocks: TypeAlias = tuple[Block | None, ...]


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What must be known to put into words what a letter says.

    Attributes:
        sender: Who wrote it.
        procedures: The procedures of its rulebook, by their keys; empty where it is not here.
        rule: That of the consultation in which it stands.
        notice_rule: The kind of a notice.
        coded: Standard questions and answers, in our own words.
        answer: The answer that goes with a reply to a forwarded request.
    """

    sender: AuthorityCode
    procedures: Mapping[str, Procedure]
    rule: Procedure | None = None
    notice_rule: NoticeRule | None = None
    coded: tuple[CodedAnswer, ...] = ()
    answer: ConsultationAnswer | None = None


def content_blocks(reader: ViewReader, content: Model, spoken: Spoken) -> Blocks:
    """Return what a letter says.

    Args:
        reader: Who reads.
        content: The model of its type.
        spoken: What must be known to put it into words.
    """
    found: Blocks = CONTENTS[type(content)](reader, content, spoken)
    return found


def _quoted(texts: Iterable[FreeText], heading: str = "") -> Block | None:
    return lines(heading, map(Piece.quoted, texts))


def _theirs(text: str) -> Cell:
    return (Piece.theirs(text),) if text else ()


def _identifier(text: str) -> Cell:
    return (Piece(text=text, digest=True),) if text else ()


def _procedure(reader: ViewReader, code: str, spoken: Spoken) -> Cell:
    rule = spoken.procedures.get(code)
    article = reader.says("Article {code}", code=code)
    return (
        cell(article)
        if rule is None
        else cell(f"{reader.law(rule.article)}: {reader.law(rule.title)}")
    )


# --- question and answer ------------------------------------------------------------------


def _request(reader: ViewReader, asked: ConsultationRequest, spoken: Spoken) -> Blocks:
    rights = asked.transaction.human_rights
    whose = reader.says("Human-rights assessment of {authority}", authority=spoken.sender)
    to_do = ", ".join(reader.within(reader.key(each)) for each in asked.asked_for)
    return (
        facts(
            "",
            (reader.says("Asked under"), _procedure(reader, asked.procedure, spoken)),
            (reader.says("Case there"), _theirs(asked.case_reference)),
            (reader.says("Case or licence here"), _theirs(asked.concerns)),
            (reader.says("Asked to"), cell(to_do)),
            goods_stopped(reader, asked),
            (reader.says("Denials"), cell(", ".join(asked.denials))),
            *reference_facts(reader, asked.references, asked.relations),
        ),
        _quoted(asked.remarks, reader.says("Remarks")),
        lines(reader.says("Why it is asked"), map(Piece.theirs, asked.match_summary), listed=True),
        *transaction_blocks(reader, asked.transaction),
        *(() if rights is None else assessment_blocks(reader, whose, rights)),
        document_table(reader, asked.documents),
    )


def _answer(reader: ViewReader, given: ConsultationAnswer, spoken: Spoken) -> Blocks:
    return tuple(blocks_of((answer_part(reader, spoken.rule, "", given, by=spoken.sender),)))


def _wish(reader: ViewReader, wish: ExtensionRequest, _: Spoken) -> Blocks:
    said = reader.strong("Wants {days} working days more.", days=wish.working_days)
    return (lines("", (said, Piece.quoted(wish.reason))),)


def _reply_on_time(reader: ViewReader, reply: ExtensionReply, _: Spoken) -> Blocks:
    said = (
        reader.strong("Agreed: {days} working days more.", days=reply.working_days)
        if reply.accepted
        else reader.strong("Refused ({days} working days more).", days=reply.working_days)
    )
    return (lines("", (said, *map(Piece.quoted, reply.reason))),)


def _closing_request(reader: ViewReader, asked: ClosingRequest, _: Spoken) -> Blocks:
    return (
        lines("", (reader.piece("No letter that counts has come; is one under way?"),)),
        facts(
            "",
            (reader.says("The period ended"), (reader.end_of(asked.last_instant),)),
            (reader.says("Asked"), (reader.instant(asked.asked_at),)),
        ),
    )


def _closing_statement(reader: ViewReader, stated: ClosingStatement, _: Spoken) -> Blocks:
    said = (
        reader.strong("Nothing is under way.")
        if stated.nothing_under_way
        else reader.strong("A letter is under way.")
    )
    return (
        lines("", (said,)),
        facts(
            "",
            (reader.says("The period ended"), (reader.end_of(stated.last_instant),)),
            (reader.says("Stated"), (reader.instant(stated.stated_at),)),
        ),
    )


def _end(reader: ViewReader, end: ConsultationEnd, _: Spoken) -> Blocks:
    why = reader.strong("No answer is needed any more: {why}.", why=reader.word(end.reason))
    return (
        lines("", (why, *map(Piece.quoted, end.text))),
        facts(
            "",
            (reader.says("Of denials"), cell(", ".join(end.denials))),
            (reader.says("Ended"), (reader.instant(end.at),)),
        ),
    )


# --- what is said beside ------------------------------------------------------------------


def _supplement(reader: ViewReader, added: Supplement, spoken: Spoken) -> Blocks:
    again = added.transaction
    whose = reader.says("Human-rights assessment of {authority}", authority=spoken.sender)
    forwarded = reader.says("Forwarded to"), cell(added.forwarded_to or "")
    assessed = (added.human_rights, None if again is None else again.human_rights)
    return (
        _quoted(added.text),
        facts("", *reference_facts(reader, added.references, ()), forwarded),
        *(() if again is None else transaction_blocks(reader, again)),
        *(
            block
            for rights in assessed
            if rights is not None
            for block in assessment_blocks(reader, whose, rights)
        ),
        document_table(reader, added.documents),
        *closing_blocks(reader, added.closing),
    )


def _correction(reader: ViewReader, correction: Correction, _: Spoken) -> Blocks:
    return (
        _quoted(correction.reason, reader.says("Why")),
        lines(reader.says("What changed"), map(changed_field, correction.fields), listed=True),
        facts("", *_of_letter(reader, correction.message_id, correction.message_digest)),
    )


def changed_field(path: str) -> Piece:
    """Return the path of a field in words: ``transaction.items.0``, transaction, items, 0."""
    return Piece(
        text=", ".join(path.replace("[", ".").replace("]", "").split(".")).replace("_", " ")
    )


def _of_letter(reader: ViewReader, message_id: str, digest: str) -> Iterator[tuple[str, Cell]]:
    yield reader.says("About letter"), (*_identifier(message_id), brief(digest))


def _recall(reader: ViewReader, recall: Recall, _: Spoken) -> Blocks:
    said = reader.strong("A letter was sent in error: it is sealed.")
    return (
        lines("", (said, *map(Piece.quoted, recall.reason))),
        facts("", *_of_letter(reader, recall.message_id, recall.message_digest)),
    )


def _recall_statement(reader: ViewReader, stated: RecallStatement, _: Spoken) -> Blocks:
    answered = reader.yes_no(so=stated.answered)
    return (
        facts(
            "",
            (reader.says("About letter"), _identifier(stated.message_id)),
            (reader.says("Sealed since"), (reader.instant(stated.sealed_at),)),
            (reader.says("An answer had been sealed on it"), cell(answered)),
        ),
        table(
            reader.says("Read before by"),
            (reader.says("Role"), reader.when("When")),
            ((cell(reader.key(each.role)), (reader.moment(each.at),)) for each in stated.opened),
        )
        or lines("", (reader.piece("Nobody had read it before."),)),
    )


def _contact_note(reader: ViewReader, note: ContactNote, _: Spoken) -> Blocks:
    alarm = (reader.strong("An objection was announced."),) if note.objection else ()
    return (
        lines("", (*alarm, *map(Piece.quoted, note.text))),
        facts(
            "",
            (reader.says("Said"), (reader.instant(note.at),)),
            (reader.says("How"), cell(reader.key(note.channel))),
        ),
    )


def _contact_reply(reader: ViewReader, reply: ContactReply, _: Spoken) -> Blocks:
    said = (
        reader.strong("The note is confirmed.")
        if reply.confirmed
        else reader.strong("The note is not confirmed. What was said instead:")
    )
    return (lines("", (said, *map(Piece.quoted, reply.text))),)


def _information_request(reader: ViewReader, asked: InformationRequest, spoken: Spoken) -> Blocks:
    known = {each.question: each.text for each in spoken.coded}
    questions = [known.get(key) or reader.key(key) for key in asked.questions]
    until = "" if asked.wanted_by is None else reader.day(asked.wanted_by)
    whose = reader.says("Human-rights assessment of {authority}", authority=spoken.sender)
    about, licence = asked.transaction, asked.licence
    rights = None if about is None else about.human_rights
    return (
        facts(
            "",
            (reader.says("Wanted"), cell(reader.word(asked.kind))),
            (reader.says("Wanted by"), cell(until)),
            (reader.says("Round"), cell("" if asked.round is None else asked.round.number)),
            (reader.says("Case there"), _theirs(asked.case_reference)),
            *(() if licence is None else licence_asked(reader, licence)),
        ),
        lines(reader.says("Standard questions"), questions, listed=True),
        _quoted(asked.text, reader.says("In words")),
        *(() if asked.round is None else item_blocks(reader, asked.round.item)),
        *(() if about is None else transaction_blocks(reader, about)),
        *(() if rights is None else assessment_blocks(reader, whose, rights)),
    )


def _information_reply(reader: ViewReader, reply: InformationReply, spoken: Spoken) -> Blocks:
    known = {each.question: each for each in spoken.coded}
    none = (reader.strong("No control code applies."),) if reply.not_listed else ()

    def said(question: str, answer: str) -> tuple[Cell, Cell]:
        coded = known.get(question)
        if coded is None:
            return cell(reader.key(question)), cell(reader.key(answer))
        return cell(coded.text), cell(coded.label or reader.key(answer))

    return (
        table(
            reader.says("Standard questions"),
            reader.each("Question", "Answer"),
            (said(each.question, each.answer) for each in reply.answers),
        ),
        facts(
            "",
            (reader.says("Control codes held for right"), cell(", ".join(reply.codes))),
            *_how_sure(reader, reply.opinion),
        ),
        lines("", (*none, *map(Piece.quoted, reply.text))),
        document_table(reader, reply.documents),
        *(() if reply.licence is None else statement_blocks(reader, reply.licence)),
    )


def _how_sure(
    reader: ViewReader, opinion: ClassificationOpinion | None
) -> Iterator[tuple[str, Cell]]:
    if opinion is not None:
        yield reader.says("How sure"), cell(reader.word(opinion.confidence))
        yield reader.says("Precedents"), tuple(map(Piece.theirs, opinion.precedents))


def _forwarding(reader: ViewReader, onward: Forwarding, spoken: Spoken) -> Blocks:
    asking = Spoken(sender=onward.asking, procedures=spoken.procedures)
    return (
        _quoted(onward.text),
        facts(
            "",
            (reader.says("Asked by"), cell(onward.asking)),
            (reader.says("Received by our State"), (reader.instant(onward.received),)),
            (reader.says("The period ends"), (reader.end_of(onward.last_instant),)),
            (reader.says("Conversation"), _identifier(onward.conversation_id)),
            (
                reader.says("Law"),
                cell(reader.says("rulebook {version}", version=onward.rulebook)),
            ),
        ),
        *_request(reader, onward.request, asking),
    )


def _forwarding_reply(reader: ViewReader, reply: ForwardingReply, spoken: Spoken) -> Blocks:
    said = (
        reader.strong("The competent authority answers for its State.")
        if reply.accepted
        else reader.strong("Handed back without an answer.")
    )
    answer = () if spoken.answer is None else _answer(reader, spoken.answer, spoken)
    return (lines("", (said, *map(Piece.quoted, reply.text))), *answer)


def scope_facts(reader: ViewReader, scope: StandingScope) -> Iterator[tuple[str, Cell]]:
    """Yield for what a standing answer holds."""
    if scope.everything:
        yield reader.says("For what"), (reader.strong("everything, without limit"),)
    yield reader.says("Control codes"), cell(", ".join(scope.codes))
    yield reader.says("Destinations"), cell(reader.countries(scope.destinations))
    yield reader.says("Denials"), cell(", ".join(scope.denials))


def _standing_answer(reader: ViewReader, given: StandingAnswer, spoken: Spoken) -> Blocks:
    rule = spoken.procedures.get(given.procedure)
    gone = (reader.strong("It no longer holds."),) if given.withdrawn else ()
    return (
        lines("", (*gone, *map(Piece.quoted, given.text))),
        facts(
            "",
            (reader.says("Under"), _procedure(reader, given.procedure, spoken)),
            (reader.says("Answer"), cell(answer_words(rule, given.answer, reader))),
            (reader.says("Until"), cell(reader.day(given.until))),
            *scope_facts(reader, given.scope),
        ),
        party_table(reader, reader.says("End-users"), given.scope.end_users),
        _quoted(given.conditions, reader.says("Conditions")),
    )


def _settlement(reader: ViewReader, settled: Settlement, spoken: Spoken) -> Blocks:
    rule = spoken.procedures.get(settled.procedure)
    return (
        facts(
            "",
            (reader.says("Under"), _procedure(reader, settled.procedure, spoken)),
            (
                reader.says("The State's one answer"),
                cell(answer_words(rule, settled.answer, reader)),
            ),
            (reader.says("Case there"), _theirs(settled.case_reference)),
            (
                reader.says("Settles the consultations"),
                tuple(piece for each in settled.conversations for piece in _identifier(each)),
            ),
        ),
        _quoted(settled.conditions, reader.says("Conditions")),
        _quoted(settled.text, reader.says("In words")),
    )


def _notice(reader: ViewReader, notice: Notice, spoken: Spoken) -> Blocks:
    named = (
        (reader.says("Notice"), cell(notice.number)),
        (reader.says("What it does"), cell(reader.word(notice.action))),
    )
    return facts("", *named), *notice_blocks(reader, notice, spoken.notice_rule)


def _comment(reader: ViewReader, comment: Comment, _: Spoken) -> Blocks:
    return (
        facts("", (reader.says("On notice"), cell(comment.about))),
        _quoted(comment.text),
        document_table(reader, comment.documents),
    )


def _annual(
    show: Callable[[ViewReader, Any], Blocks],
) -> Callable[[ViewReader, Any, Spoken], Blocks]:
    return lambda reader, said, _: show(reader, said)


CONTENTS: Mapping[type[Model], Callable[[ViewReader, Any, Spoken], Blocks]] = {
    ConsultationRequest: _request,
    ConsultationAnswer: _answer,
    ExtensionRequest: _wish,
    ExtensionReply: _reply_on_time,
    ClosingRequest: _closing_request,
    ClosingStatement: _closing_statement,
    ConsultationEnd: _end,
    Supplement: _supplement,
    Correction: _correction,
    Recall: _recall,
    RecallStatement: _recall_statement,
    ContactNote: _contact_note,
    ContactReply: _contact_reply,
    InformationRequest: _information_request,
    InformationReply: _information_reply,
    Forwarding: _forwarding,
    ForwardingReply: _forwarding_reply,
    StandingAnswer: _standing_answer,
    Settlement: _settlement,
    Notice: _notice,
    Comment: _comment,
    **{kind: _annual(show) for kind, show in ANNUAL_CONTENTS.items()},
}
"""For each content of a letter what shows it; a test says that none is left out."""
