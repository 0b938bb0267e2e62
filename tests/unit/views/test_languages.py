"""A view in another language: days, numbers, countries as it writes them, no English left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from gateway.console.languages import Languages
from gateway.domain.acts import Task, TaskKind
from gateway.domain.case import Case, StandingLicence
from gateway.domain.case.catch_all_letter import StandingInformed
from gateway.domain.consultation import Consultation
from gateway.domain.consultation.classification import ClassificationRound
from gateway.domain.consultation.past import HeldPastConsultation
from gateway.domain.page import Page
from gateway.domain.transaction import Reference
from gateway.views.case_page.parts import AroundCase
from gateway.views.case_view import case_view
from gateway.views.classification_view import round_view
from gateway.views.consultation_view import Around, consultation_view, past_view
from gateway.views.frame import NounView
from gateway.views.informed_view import informed_view
from gateway.views.licence_view import licence_view
from gateway.views.reader import ViewReader
from gateway.views.task_view import AroundTask, task_view
from gateway.views.wording.wording import Wording
from tests.support.totality import NOON, filled
from tests.support.view_texts import own_words
from tests.unit.views.test_totality import CASE_GIVEN, GIVEN, LAW

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN = Languages().all["de"].wording
NOT_OURS = re.compile(r"(another )?\w+ in words|[\w.-]+/[\w.-]+|\b[A-Z][A-Z0-9-]*\b|SHA-256")
"""What `filled` gives as somebody's text, zones and references, codes."""


def _silent(message: str) -> str:
    """Return of a message its placeholders alone: what is read besides came past the reader."""
    return " ".join(re.findall(r"\{\w+\}", message))


SILENT = ViewReader(BERLIN, Wording(Locale("ja"), _silent), label=lambda _: "")
"""Reads a language that writes days and countries without a Latin letter."""


def case(reader: ViewReader) -> NounView:
    around = AroundCase(us="DE", rulebook=LAW, now=NOON)
    return case_view(reader, filled(Case, CASE_GIVEN), around)


def consultation(reader: ViewReader) -> NounView:
    around = Around(us="FR", rule=LAW.procedure("16(5)"), now=NOON)
    return consultation_view(reader, filled(Consultation, GIVEN), around)


def licence(reader: ViewReader) -> NounView:
    held = filled(StandingLicence, {**GIVEN, "replaced_from": NOON.date()})
    return licence_view(reader, held, Page(items=()))


def informed(reader: ViewReader) -> NounView:
    return informed_view(reader, filled(StandingInformed, {**GIVEN, "replaced_from": NOON.date()}))


def past(reader: ViewReader) -> NounView:
    given = {**GIVEN, "denials": (Reference(system="DUeS", value="1"),)}
    return past_view(reader, filled(HeldPastConsultation, given))


def classification(reader: ViewReader) -> NounView:
    return round_view(reader, filled(ClassificationRound, GIVEN))


def task(reader: ViewReader) -> NounView:
    given = {"kind": TaskKind.DENIAL_UNSEEN, "subject": "DE-C-2026-00001", "closed": None}
    return task_view(reader, filled(Task, {**given, "data": {"peer": "FR"}}), AroundTask())


@pytest.mark.parametrize(
    "view", [case, consultation, licence, informed, past, classification, task]
)
def test_no_word_of_a_view_comes_past_its_reader(view: Callable[[ViewReader], NounView]) -> None:
    left = [NOT_OURS.sub("", text) for text in own_words(view(SILENT))]
    assert [each for each in left if re.search(r"[A-Za-z]{2,}", each)] == []
    assert len(left) > 5


def test_german_writes_days_numbers_and_countries_as_german_does() -> None:
    reader = ViewReader(BERLIN, GERMAN)
    assert reader.day(date(2026, 12, 11)) == "Fr. 11. Dezember 2026"
    assert reader.short_date(date(2026, 3, 16)) == "16.03.2026"
    assert reader.number(Decimal("4000.500")) == "4.000,5"
    assert reader.money(Decimal("1250000.5")) == "1.250.000,50"
    assert reader.money(Decimal(12)) == "12"
    assert (reader.country("TR"), reader.country("QQ")) == ("Türkei (TR)", "QQ")
    assert reader.within("Einzelausfuhrgenehmigung") == "Einzelausfuhrgenehmigung"
    assert ViewReader(BERLIN).within("Individual authorisation") == "individual authorisation"


def test_a_case_reads_in_german() -> None:
    view = case(ViewReader(BERLIN, GERMAN))
    assert view.heading.startswith("Fall ")
    headings = [each.heading for each in view.sections]
    assert "Prüfung aller gültigen Verweigerungen" in headings
    assert "Menschenrechtsbewertung" in headings
