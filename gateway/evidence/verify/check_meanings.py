"""Verifies what an examination says of the meaning of goods: read where it was to be, and as it is.

Who has the same model reads the descriptions again. Who has none compares with what was recorded,
and says that this is the examining authority's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gateway.domain.meanings import MeaningAbsence, MeaningsRead, digest_of_description
from gateway.evidence.report import Findings, fault
from gateway.matching.by_meaning import not_read
from gateway.matching.meaning.comparison import SHARED_READER, MeaningReader
from gateway.matching.meaning.encoder import ABSENCE_WORDS
from gateway.matching.meaning.recorded import recorded


def check_meanings(
    meanings: MeaningsRead | None,
    texts: Sequence[str],
    findings: Findings,
    prefix: str = "",
    *,
    reader: MeaningReader = SHARED_READER,
) -> None:
    """Check that each description which was to be read was, and came to what was recorded.

    Args:
        meanings: What was recorded.
        texts: Descriptions that are to be read, as far as they are held here.
        findings: Where what is found is noted.
        prefix: Before the name of each finding.
        reader: Reads them again.
    """
    if meanings is None and not texts:
        return
    findings.attempt(f"{prefix}meanings were read", partial(_were_read, meanings, texts))
    if meanings is None or meanings.absence is not None:
        return
    name, model = f"{prefix}meanings read again", reader.model()
    if isinstance(model, MeaningAbsence):
        findings.not_made(name, f"recorded by {meanings.model}; {ABSENCE_WORDS[model]}")
    elif model.model_id != meanings.model:
        findings.not_made(name, f"recorded by {meanings.model}; here is {model.model_id}")
    else:
        findings.attempt(name, partial(_again, meanings, texts, reader))


def _were_read(meanings: MeaningsRead | None, texts: Sequence[str]) -> str:
    if why := not_read(texts, meanings):
        raise fault("{why}", why=why)
    if meanings is None or meanings.absence is not None:
        return "none: the record says that there was no model of meaning"
    beyond = f"; {meanings.beyond} farther denials of the party were not" if meanings.beyond else ""
    return f"{len(meanings.read)} descriptions were read{beyond}"


def _again(meanings: MeaningsRead, texts: Sequence[str], reader: MeaningReader) -> str:
    kept = {each.text: each for each in meanings.read}
    here = [text for text in texts if digest_of_description(text) in kept]
    other = 0
    for text in here:
        before, now = kept[digest_of_description(text)], recorded(text, reader)
        # An engine that was ended then, or is now, contradicts nothing.
        crashed = MeaningAbsence.NOT_READ in (before.absence, now.absence)
        other += not crashed and before != now
    if other:
        raise fault("{other} descriptions have another meaning than was recorded", other=other)
    return f"{len(here)} descriptions come out the same by {meanings.model}"
