"""The examination of all valid denials as a person reads it: what was searched, what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from gateway.domain.denial import Denial
from gateway.domain.examination import (
    Examination,
    Hit,
    Judgement,
    RegisterPosition,
    RequirementHit,
)
from gateway.domain.meanings import MeaningsRead
from gateway.domain.transaction import Transaction
from gateway.views.beside_view import beside_part
from gateway.views.frame import (
    Block,
    Cell,
    Piece,
    ViewPart,
    cell,
    facts,
    lines,
    listed,
    part,
    theirs,
)
from gateway.views.reader import ViewReader, brief, percent


def examination_parts(
    reader: ViewReader,
    found: Examination,
    asked: Transaction,
    *,
    count: int,
    denials: Mapping[str, Denial],
    decided: tuple[Cell, Cell],
) -> Iterator[ViewPart | None]:
    """Yield what was covered, then each denial that was found beside the transaction.

    Args:
        reader: Who reads.
        found: The newest examination.
        asked: What it was made for.
        count: How many examinations there were.
        denials: Those found whose content the reader may see, by number.
        decided: Decision and grounds in the case, where there are any.
    """
    yield part(
        "",
        lines("", _covered(reader, found, count)),
        _registers(reader, found.registers),
    )
    for hit in (*found.matches, *found.of_party, *found.of_goods):
        yield _hit(reader, hit, asked, denials.get(hit.denial_id), decided)
    yield part("", lines("", _not_shown(reader, found)))
    for met in found.requirements:
        yield _requirement(reader, met)


def _covered(reader: ViewReader, found: Examination, count: int) -> Iterator[Piece]:
    yield reader.piece(
        "{scope} valid denials were examined {at}: examination {count} of this case. {matches} "
        "are near enough to be judged; {others} more are of the same or likely same party.",
        scope=reader.number(found.denials_in_scope),
        at=reader.instant(found.examined_at).text,
        count=count,
        matches=len(found.matches),
        others=len(found.of_party),
    )
    if found.of_goods:
        yield reader.piece(
            "{count} are of the same goods for the same destination, and their party is alike only "
            "from afar.",
            count=len(found.of_goods),
        )
    if found.requirements:
        yield reader.strong(
            "{count} requirements that others have notified are near, and are to be given due "
            "consideration.",
            count=len(found.requirements),
        )
    for gap in found.gaps:
        yield reader.strong(
            "Not searched ({field}): {text} ({article})",
            field=reader.key(gap.field),
            text=gap.text,
            article=reader.law(gap.article),
        )
    if found.stale:
        yield reader.strong("Not fresh: {registers}.", registers=found.stale)
    yield reader.soft(
        "Matcher {matcher}, {mode}; the index had come to {index} of {register} changes.",
        matcher=found.matcher_version,
        mode=reader.word(found.mode),
        index=found.index_position,
        register=found.register_position,
    )
    if found.meanings is not None:
        yield from _meanings(reader, found.meanings)


def _meanings(reader: ViewReader, read: MeaningsRead) -> Iterator[Piece]:
    if read.absence is not None:
        yield reader.strong(
            "No meaning of goods was read, for want of the model ({why}): what the same party was "
            "denied in other words may stand among other goods.",
            why=reader.word(read.absence),
        )
        return
    yield reader.soft(
        "The meaning of {count} descriptions was read by {model}.",
        count=len(read.read),
        model=read.model,
    )
    if read.beyond:
        yield reader.strong(
            "Of {count} farther denials of the same party no meaning was read.", count=read.beyond
        )


def _registers(reader: ViewReader, positions: Iterable[RegisterPosition]) -> Block | None:
    return listed(
        reader.says("Registers that were covered"),
        positions,
        (reader.says("Log of"), lambda each: cell(each.origin)),
        (reader.says("Entries"), lambda each: tuple(_entries(reader, each))),
        (reader.says("Root"), lambda each: (brief(each.root),)),
        (reader.when("Last found complete"), lambda each: _complete(reader, each.synced_at)),
        (reader.says("State"), lambda each: tuple(_freshness(reader, each))),
        (reader.says("Relayed"), lambda each: tuple(_relayed(reader, each))),
    )


def _complete(reader: ViewReader, at: datetime | None) -> Cell:
    return cell(reader.says("never")) if at is None else (reader.moment(at),)


def _entries(reader: ViewReader, position: RegisterPosition) -> Iterator[Piece]:
    yield Piece(text=reader.number(position.size))
    if position.known > position.size:
        yield reader.soft("of {known} that are known", known=reader.number(position.known))


def _freshness(reader: ViewReader, position: RegisterPosition) -> Iterator[Piece]:
    if position.stopped:
        yield reader.strong("stopped after a fraud proof")
    yield reader.piece("fresh") if position.fresh else reader.strong("not fresh")


def _relayed(reader: ViewReader, position: RegisterPosition) -> Iterator[Piece]:
    yield Piece(text=reader.number(position.relayed))
    if position.relayed_at is not None:
        yield reader.soft("newest {at}", at=reader.moment(position.relayed_at).text)


def _hit(
    reader: ViewReader,
    hit: Hit,
    asked: Transaction,
    denial: Denial | None,
    decided: tuple[Cell, Cell],
) -> ViewPart | None:
    party, item = hit.decisive
    consulted = reader.says("consulted") if hit.consult else reader.says("shown only")
    known = (
        (reader.says("Denial of"), tuple(_whose(reader, hit))),
        (reader.says("Under"), cell(reader.word(hit.legal_base) if hit.legal_base else "")),
        (reader.says("Party"), (percent(hit.party.score),)),
        (reader.says("Item"), (percent(hit.item.score),)),
        (reader.says("Together"), (percent(hit.score),)),
        (reader.says("Name here"), theirs(hit.ours)),
        (reader.says("Name there"), theirs(hit.theirs)),
        (reader.says("Note"), cell(hit.note)),
    )
    return beside_part(
        reader,
        hit.denial_id,
        asked,
        denial,
        mine=reader.says("This application"),
        tag=f"{reader.word(hit.match_class)}, {consulted}",
        decided=decided,
        more=(
            facts(reader.says("How near it is"), *known),
            lines(reader.says("Why: party"), map(Piece.kept, party), listed=True),
            lines(reader.says("Why: item"), map(Piece.kept, item), listed=True),
            lines(reader.says("What officers say"), _judged(reader, hit)),
        ),
    )


def _requirement(reader: ViewReader, met: RequirementHit) -> ViewPart | None:
    known = (
        (reader.says("Requirement of"), cell(met.origin)),
        (reader.says("Notified under"), cell(met.kind)),
        (reader.says("To be considered under"), cell(reader.law(met.article))),
        (reader.says("It stood so since"), (reader.moment(met.at),)),
        (reader.says("Entry in its log"), cell(reader.number(met.index))),
        (reader.says("Party"), (percent(met.party.score),)),
        (reader.says("Item"), (percent(met.item.score),) if met.item is not None else ()),
        (reader.says("Name here"), theirs(met.ours)),
        (reader.says("Name there"), theirs(met.theirs)),
    )
    item = () if met.item is None else met.item.reasons
    return part(
        reader.says("Requirement {number}", number=met.number),
        facts(reader.says("How near it is"), *known),
        lines(reader.says("Why: party"), map(Piece.kept, met.party.reasons), listed=True),
        lines(reader.says("Why: item"), map(Piece.kept, item), listed=True),
        tag=f"{reader.word(met.match_class)}, {reader.word(met.state)}",
    )


def _whose(reader: ViewReader, hit: Hit) -> Iterator[Piece]:
    if not hit.relayed_from:
        yield Piece(text=hit.authority)
        return
    yield reader.piece("{state}, not a member", state=reader.country(hit.relayed_from))
    yield reader.soft("transcribed by {by}", by=hit.transcribed_by or hit.authority)


def _judged(reader: ViewReader, hit: Hit) -> Iterator[Piece]:
    if hit.judgement is None:
        yield reader.strong("Not yet looked at.")
    else:
        yield from _judgement(reader, hit.judgement)
    for each in hit.earlier:
        yield reader.soft("In case {case}:", case=each.case_id)
        yield from _judgement(reader, each)


def _judgement(reader: ViewReader, said: Judgement) -> Iterator[Piece]:
    yield reader.piece(
        "{verdict} by {by}, {at}:",
        verdict=reader.word(said.verdict),
        by=said.by,
        at=reader.instant(said.at).text,
    )
    yield Piece.quoted(said)
    if said.examination is not None:
        yield reader.soft("on examination {number}", number=said.examination)
    if said.version:
        yield reader.soft("version of the denial: {digest}", digest=said.version)


def _not_shown(reader: ViewReader, found: Examination) -> Iterator[Piece]:
    for each in found.more_of_party:
        yield reader.piece(
            "{count} more denials of this party by {whose} are not shown.",
            count=each.count,
            whose=f"{reader.country(each.relayed_from)}, {each.authority}"
            if each.relayed_from
            else each.authority,
        )
