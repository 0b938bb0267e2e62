"""What was judged once stays in the record; what stands in its place says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.domain.consultation.document_record import DocumentRecord
from gateway.domain.transaction import (
    Document,
    DocumentKind,
    DocumentReplacement,
    DocumentTranslation,
    TranslationKind,
)
from gateway.errors import ComityError, InputError, NotFoundError, Reason, StateError
from tests.support.raising import refuses

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def paper(digit: str, language: str = "de", **said: Any) -> Document:
    values: dict[str, Any] = {
        "kind": DocumentKind.OTHER,
        "size_bytes": 1,
        "title": f"Paper {digit}",
    }
    return Document(**(values | {"sha256": digit * 64, "language": language} | said))


def instead(of: str) -> DocumentReplacement:
    return DocumentReplacement(of=of * 64, reason="The stamp was missing.")


def translation(of: str) -> DocumentTranslation:
    return DocumentTranslation(of=of * 64, kind=TranslationKind.CERTIFIED, translator="A. Meier")


def digits(record: DocumentRecord) -> str:
    return "".join(each.sha256[0] for each in record.standing)


def record(*documents: Document) -> DocumentRecord:
    found = DocumentRecord()
    for each in documents:
        found = found.with_document(each, by="anna", at=AT)
    return found


def test_a_newer_one_stands_where_the_older_one_stood() -> None:
    before = record(paper("1"), paper("2"), paper("3"))
    after = before.with_document(paper("4", replaces=instead("2")), by="bert", at=AT)
    assert digits(after) == "143"
    (only,) = after.replaced
    assert only.document == paper("2")
    assert (only.replaced.newer, only.replaced.by, only.replaced.at) == ("4" * 64, "bert", AT)
    assert only.replaced.reason == "The stamp was missing."
    assert after.find("2" * 64) == paper("2")


def test_translations_stand_behind_their_original_and_go_with_it() -> None:
    found = record(paper("1"), paper("2"), paper("5", "en", translates=translation("1")))
    assert digits(found) == "152"
    found = found.with_document(paper("4", replaces=instead("1")), by="bert", at=AT)
    assert digits(found) == "42"
    assert [each.document.sha256[0] for each in found.replaced] == ["1", "5"]
    assert {each.replaced.newer[0] for each in found.replaced} == {"4"}


def test_the_same_document_again_changes_nothing() -> None:
    found = record(paper("1"))
    assert found.with_document(paper("1"), by="bert", at=AT + timedelta(days=1)) is found


def test_of_two_that_replace_one_document_the_second_is_refused() -> None:
    found = record(paper("1"), paper("2", replaces=instead("1")))
    with refuses(StateError, Reason.DOCUMENT_REPLACED) as refused:
        found.with_document(paper("3", replaces=instead("1")), by="bert", at=AT)
    assert refused.value.metadata["newer"] == "2" * 64
    assert "2" * 64 in str(refused.value.remedy)
    with pytest.raises(StateError, match="this document was replaced by anna at"):
        found.with_document(paper("1"), by="bert", at=AT)


@pytest.mark.parametrize(
    ("new", "kind", "field"),
    [
        (paper("1", title="Another name"), InputError, "sha256"),
        (paper("4", title="PAPER 1"), InputError, "title"),
        (paper("4", replaces=instead("9")), NotFoundError, "replaces.of"),
        (paper("4", "en", translates=translation("9")), NotFoundError, "translates.of"),
        (paper("4", "fr", translates=translation("5")), InputError, "translates.of"),
        (paper("4", "de", translates=translation("1")), InputError, "language"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(
    new: Document, kind: type[ComityError], field: str
) -> None:
    found = record(paper("1"), paper("5", "en", translates=translation("1")))
    with pytest.raises(kind) as refused:
        found.with_document(new, by="bert", at=AT)
    assert refused.value.metadata["field"] == field


def test_a_document_of_the_same_title_in_another_language_stands_beside() -> None:
    assert digits(record(paper("1"), paper("2", "en", title="Paper 1"))) == "12"


@pytest.mark.parametrize("said", [{"replaces": instead("1")}, {"translates": translation("1")}])
def test_a_document_does_not_stand_for_itself(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="does not stand for itself"):
        paper("1", **said)


def test_what_is_named_together_holds_together() -> None:
    named = (paper("1"), paper("2", "en", translates=translation("1")))
    assert DocumentRecord(standing=named).standing == named
    again = paper("3", "fr", translates=translation("2"))
    with pytest.raises(ValidationError, match="that is a translation itself"):
        DocumentRecord(standing=(*named, again))
    same = paper("3", "de", translates=translation("1"))
    with pytest.raises(ValidationError, match="the original is in de already"):
        DocumentRecord(standing=(*named, same))


def test_a_letter_is_taken_as_it_is() -> None:
    """What another authority signed stands, though it replaces what it never named."""
    found = DocumentRecord().taking(paper("2", replaces=instead("1")), by="FR", at=AT)
    assert digits(found) == "2"
    assert found.replaced == ()
    assert found.taking(paper("2"), by="FR", at=AT) is found
