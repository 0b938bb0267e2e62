"""A newer document reaches who was asked; what was said on the older one says so, and is proved."""

from __future__ import annotations

import json

import pytest

from gateway.casework.cases.records import evidence_of, view_of, view_of_consultation
from gateway.casework.documents.held import DocumentNoun, HeldDocument, list_documents
from gateway.casework.documents.naming import add_document
from gateway.domain.case import Outcome
from gateway.domain.page import FIRST_PAGE
from gateway.domain.transaction import (
    Document,
    DocumentReplacement,
    DocumentTranslation,
    TranslationKind,
)
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CASE, MANIFEST, MANIFEST_SIGNED
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify.verification import verify_bundle
from tests.support.federation_case import ANNA, CaseFederation, Desk
from tests.support.kinds import negative
from tests.support.travelling import (
    PDF,
    asked_with,
    contents,
    fetch,
    named,
    put,
)

REASON = "The first one bore no stamp."
NEWER = named(
    PDF + b"stamp",
    replaces=DocumentReplacement(of=named().sha256, reason=REASON),
)
GERMAN = named(
    PDF + b"de",
    title="Endverbleibserklärung",
    language="de",
    translates=DocumentTranslation(
        of=named().sha256, kind=TranslationKind.CERTIFIED, translator="A. Meier"
    ),
)


async def listed(desk: Desk, talk: str) -> tuple[HeldDocument, ...]:
    found = await list_documents(
        desk.node.office, ANNA, DocumentNoun.CONSULTATION, talk, FIRST_PAGE
    )
    return found.items


async def add(federation: CaseFederation, talk: str, document: Document) -> str:
    """DE names a document in its case, and FR has the letter that says so."""
    de = federation["DE"]
    case_id = (await de.consultation(talk)).case_id or ""
    await add_document(de.node.office, ANNA, DocumentNoun.CASE, case_id, document)
    await federation.settle()
    return case_id


async def words(desk: Desk, talk: str) -> str:
    view = await view_of_consultation(desk.node.office, ANNA, talk)
    return view.model_dump_json()


async def test_who_was_asked_has_the_newer_one_and_keeps_the_older(three: CaseFederation) -> None:
    talk = await asked_with(three, named())
    await fetch(three, talk, named())
    case_id = await add(three, talk, NEWER)
    await put(three["DE"], case_id, NEWER, PDF + b"stamp")
    fr = three["FR"]
    older, later = await listed(fr, talk)
    assert (older.document.sha256, older.held) == (named().sha256, True)
    assert older.replaced is not None
    assert (older.replaced.newer, older.replaced.by) == (NEWER.sha256, "DE")
    assert older.replaced.reason == REASON
    assert (later.document, later.replaced) == (NEWER, None)
    assert (await fetch(three, talk, NEWER)).held
    assert await contents(fr, talk, NEWER) == PDF + b"stamp"
    assert await contents(fr, talk, named()) == PDF
    assert "rests on the older" not in await words(fr, talk)  # nobody has answered yet

    # Who is asked from now on is sent what stands, and nothing else.
    case = await three["DE"].case(case_id)
    assert case.application.documents == (NEWER,)


async def test_an_answer_says_that_it_rests_on_the_older_one(three: CaseFederation) -> None:
    talk = await asked_with(three, named())
    de, fr = three["DE"], three["FR"]
    await fr.answer("identical")
    await three.settle()
    case_id = await add(three, talk, NEWER)
    for desk in (de, fr):
        said = await words(desk, talk)
        assert "The answer of FR rests on the older End-use certificate 7/2026" in said
    shown = (await view_of(de.node.office, ANNA, case_id)).model_dump_json()
    assert "The answer of FR rests on the older" in shown


async def test_a_translation_travels_and_stands_beside_its_original(three: CaseFederation) -> None:
    other = named(PDF + b"sheet", title="Data sheet")
    talk = await asked_with(three, named(), other, octets=None)
    case_id = await add(three, talk, GERMAN)
    await put(three["DE"], case_id, GERMAN, PDF + b"de")
    fr = three["FR"]
    order = [each.document.sha256 for each in await listed(fr, talk)]
    assert order == [named().sha256, GERMAN.sha256, other.sha256]
    assert (await fetch(three, talk, GERMAN)).held
    assert "translation of" in await words(fr, talk)
    of_case = await list_documents(
        three["DE"].node.office, ANNA, DocumentNoun.CASE, case_id, FIRST_PAGE
    )
    assert [each.document.sha256 for each in of_case.items] == order


async def verified(federation: CaseFederation, case_id: str, **forged: object) -> EvidenceReport:
    """Verify DE's evidence of a case, forged or not."""
    office = federation["DE"].node.office
    raw = await evidence_of(office, ANNA, case_id)
    if forged:
        files = dict(bundle_from_bytes(raw).files)
        del files[MANIFEST], files[MANIFEST_SIGNED]
        case = json.loads(files[CASE])
        case["replaced_documents"][0]["replaced"] |= forged
        files[CASE] = json.dumps(case).encode()
        raw = seal_files(office.me, files, case_id=case_id, at=federation.clock.now())
    return verify_bundle(bundle_from_bytes(raw), anchor=None).report


@pytest.mark.parametrize("decided", [False, True])
async def test_evidence_proves_both(three: CaseFederation, decided: bool) -> None:
    talk = await asked_with(three, named())
    await three.answers("FR", "identical")
    case_id = (await three["DE"].consultation(talk)).case_id or ""
    if decided:
        await three["DE"].decided(case_id, negative(Outcome.REFUSED))
    await add(three, talk, NEWER)
    report = await verified(three, case_id)
    (check,) = [each for each in report.checks if each.name == "document 01: replaced"]
    assert check.ok, check.detail
    assert "named to FR" in check.detail
    assert not report.failed, report.failed
    summary = " ".join(report.summary)
    assert "The answer of FR rests on End-use certificate 7/2026" in summary
    assert ("The decision rests on End-use certificate 7/2026" in summary) is decided
    view = (await view_of(three["DE"].node.office, ANNA, case_id)).model_dump_json()
    assert ("The decision rests on the older" in view) is decided

    for said in ({"newer": "0" * 64}, {"at": "2020-01-01T00:00:00Z"}):
        forged = await verified(three, case_id, **said)
        assert "document 01: replaced" in [each.name for each in forged.failed]
