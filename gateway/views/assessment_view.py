"""A human-rights assessment as a person reads it, under the name of who made it."""

from __future__ import annotations

from gateway.domain.transaction import AssessmentRelease, HumanRightsAssessment
from gateway.views.frame import Block, Cell, Piece, cell, facts, lines
from gateway.views.reader import ViewReader


def assessment_blocks(
    reader: ViewReader,
    heading: str,
    found: HumanRightsAssessment,
    release: AssessmentRelease | None = None,
) -> tuple[Block | None, ...]:
    """Return an assessment: risk, the three harms, sources, reasoning and what follows.

    Args:
        reader: Who reads.
        heading: Whose it is.
        found: The assessment, whole or as it was released.
        release: What others see of it, where it is our own.
    """
    words = (
        (reader.says("Due diligence of the exporter"), found.due_diligence),
        (reader.says("What follows, in words"), found.follows_text),
        (reader.says("Summary that may be released"), found.summary),
    )
    return (
        facts(
            heading,
            (reader.says("Risk"), (Piece(text=reader.key(found.risk), strong=True),)),
            (
                reader.says("Internal repression"),
                _harm(reader, feared=found.internal_repression),
            ),
            (
                reader.says("Serious violations of human rights or humanitarian law"),
                _harm(reader, feared=found.serious_violations),
            ),
            (
                reader.says("Of human rights"),
                _harm(reader, feared=found.human_rights_violations),
            ),
            (
                reader.says("Of international humanitarian law"),
                _harm(reader, feared=found.humanitarian_law_violations),
            ),
            (reader.says("Sources"), _sources(reader, found)),
            (reader.says("What follows"), reader.words(found.follows)),
            (
                reader.says("Shown to others"),
                cell(reader.word(release)),
            ),
        ),
        lines(reader.says("Reasoning"), (_said(found, found.reasoning),)),
        *(lines(name, (_said(found, text),)) for name, text in words if text),
    )


def _said(found: HumanRightsAssessment, text: str) -> Piece:
    return Piece(text=text, foreign=True, language=found.language)


def _harm(reader: ViewReader, *, feared: bool | None) -> Cell:
    if feared is None:
        return (reader.soft("not looked at apart"),)
    return cell(reader.says("a risk was found") if feared else reader.says("no risk was found"))


def _sources(reader: ViewReader, found: HumanRightsAssessment) -> Cell:
    if found.summary_only:
        return (reader.soft("only the summary was released"),)
    return tuple(Piece.theirs(each) for each in found.sources)
