"""A letter as a person reads it: between whom, what it says, what became of it, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.authority import AuthorityCode
from gateway.domain.correspondence import LetterState, LetterView
from gateway.domain.letter import LetterTrace, LetterType, OutboxState
from gateway.domain.letter_rule import Reversal
from gateway.domain.letter_types import LETTER_RULES
from gateway.views.frame import (
    Cell,
    NounView,
    Piece,
    ViewSection,
    cell,
    digest,
    facts,
    kept,
    section,
)
from gateway.views.letter_content_view import Spoken, content_blocks
from gateway.views.reader import ViewReader, brief
from gateway.views.task_view import next_section


@dataclass(frozen=True, kw_only=True)
class AroundLetter:
    """What stands around a letter when it is shown.

    Attributes:
        us: Whose node shows it.
        spoken: What must be known to put into words what it says.
        trace: Its receipt, and its place in the journal of who received it.
        delivery: How a letter of ours stands; None for one that came.
        may_write: Whether the reader may write to others.
        tasks: What is open about its conversation: number and sentence.
    """

    us: AuthorityCode
    spoken: Spoken
    trace: LetterTrace | None = None
    delivery: OutboxState | None = None
    may_write: bool = False
    tasks: tuple[tuple[int, str], ...] = ()


def letter_view(reader: ViewReader, letter: LetterView, around: AroundLetter) -> NounView:
    """Return a letter as a view.

    Args:
        reader: Who reads.
        letter: One that was sent, or that came.
        around: What stands around it.
    """
    kind = _kind(reader, letter.letter_type)
    sender, recipient = (around.us, letter.peer) if letter.ours else (letter.peer, around.us)
    return NounView(
        noun="letter",
        name=letter.message_id,
        heading=reader.says(
            "{kind}, {sender} to {recipient}", kind=kind, sender=sender, recipient=recipient
        ),
        state=reader.word(letter.state),
        lead=(
            reader.piece(
                "{kind} of {sender} to {recipient}, {at}.",
                kind=kind,
                sender=sender,
                recipient=recipient,
                at=reader.instant(letter.at).text,
            ),
        ),
        warnings=tuple(_warnings(reader, letter, around)),
        sections=kept(*_sections(reader, letter, around)),
        zone=reader.zone.key,
    )


def _kind(reader: ViewReader, letter_type: LetterType) -> str:
    if letter_type.known:
        return reader.word(letter_type)
    return reader.says("Letter of an unknown type ({number})", number=letter_type.value)


def _warnings(reader: ViewReader, letter: LetterView, around: AroundLetter) -> Iterator[Piece]:
    if letter.sealed:
        yield reader.piece("Recalled by its sender: its contents are sealed.")
    for each in letter.corrected_by:
        yield reader.piece("Corrected by letter {letter}.", letter=each)
    if around.delivery in {OutboxState.REFUSED, OutboxState.GIVEN_UP}:
        yield reader.piece("{state}.", state=reader.word(around.delivery))


def _sections(
    reader: ViewReader, letter: LetterView, around: AroundLetter
) -> Iterator[ViewSection | None]:
    said = letter.content
    if said is not None:
        yield section(reader.says("What it says"), *content_blocks(reader, said, around.spoken))
    elif not letter.sealed:
        absent = reader.soft("What it says cannot be read here.")
        yield section(reader.says("What it says"), facts("", (reader.says("Content"), (absent,))))
    if letter.corrected is not None:
        yield section(
            reader.says("As it should have been"),
            *content_blocks(reader, letter.corrected, around.spoken),
        )
    yield next_section(reader, _steps(reader, letter, around), around.tasks)
    yield section(reader.says("Sent and received"), facts("", *_way(reader, letter, around)))


def _way(
    reader: ViewReader, letter: LetterView, around: AroundLetter
) -> Iterator[tuple[str, Cell]]:
    trace = around.trace
    yield (
        reader.says("Sealed here") if letter.ours else reader.says("Came"),
        (reader.instant(letter.at),),
    )
    if around.delivery is not None:
        yield reader.says("Delivery"), cell(reader.word(around.delivery))
    if trace is not None:
        yield from _receipt(reader, trace)
    yield reader.says("Case"), cell(letter.case_id or "")
    for name, named in (
        (reader.says("Letter"), letter.message_id),
        (reader.says("Conversation"), letter.conversation_id),
        (reader.says("Answers letter"), letter.replies_to or ""),
    ):
        yield name, digest(named)


def _receipt(reader: ViewReader, trace: LetterTrace) -> Iterator[tuple[str, Cell]]:
    way = f"{trace.peer}" if trace.outgoing else reader.says("from {peer}", peer=trace.peer)
    received = trace.received
    yield reader.says("Signed"), (reader.instant(trace.sealed), reader.soft("{way}", way=way))
    yield (
        reader.says("Received, by signed receipt"),
        (reader.soft("no receipt yet"),) if received is None else (reader.instant(received),),
    )
    if trace.journal_position is not None:
        yield (
            reader.says("Place in the journal"),
            (
                reader.piece(
                    "{position} at {authority}",
                    position=trace.journal_position,
                    authority=trace.receipt_by,
                ),
            ),
        )
    if trace.last_instant is not None:
        yield reader.says("The period ends there"), (reader.end_of(trace.last_instant),)
    if trace.refused:
        yield reader.says("Refused because of"), cell(reader.key(trace.refused.lower()))
    yield (
        reader.says("Digests of letter and receipt"),
        tuple(brief(each) for each in (trace.letter_digest, trace.receipt_digest) if each),
    )


# --- what follows -------------------------------------------------------------------------

_CONSULTING = "consultation."


def _steps(
    reader: ViewReader, letter: LetterView, around: AroundLetter
) -> Iterator[tuple[str, str]]:
    """Yield what the reader may do of it now, with the command that does it."""
    kind = letter.letter_type
    if kind.value.startswith(_CONSULTING):
        yield (
            reader.says("See the consultation"),
            f"comity consultation show {letter.conversation_id}",
        )
    yield (
        reader.says("See all that was written in this conversation"),
        f"comity letter list --conversation {letter.conversation_id}",
    )
    if around.may_write:
        yield from _acts(reader, letter)


def _acts(reader: ViewReader, letter: LetterView) -> Iterator[tuple[str, str]]:
    kind, named = letter.letter_type, letter.message_id
    wanted = letter.state is LetterState.OPEN and not letter.ours
    if wanted and kind is LetterType.INFORMATION_REQUEST:
        yield reader.says("Answer it"), f"comity letter reply {named} --text WORDS"
    if wanted and kind is LetterType.CONTACT_NOTE:
        yield reader.says("Confirm the note"), f"comity letter confirm {named}"
        yield (
            reader.says("Say what was said instead"),
            f"comity letter confirm {named} --instead WORDS",
        )
    if wanted and kind is LetterType.FORWARDING:
        yield (
            reader.says("Answer for our State"),
            f"comity letter forward-reply {named} --answer ANSWER",
        )
        yield reader.says("Hand it back"), f"comity letter forward-reply {named} --back WHY"
    undone = LETTER_RULES[kind].undone if kind.known and letter.ours else Reversal.NO
    if undone is Reversal.NO or letter.sealed:
        return
    if undone is Reversal.CORRECTED:
        yield reader.says("Correct it"), f"comity letter correct {named} FILE --reason WHY"
    yield reader.says("Recall it"), f"comity letter recall {named} --reason WHY"
