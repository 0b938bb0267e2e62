"""Which part of an application cannot be searched, and what a rulebook may say of it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Application, AuthorisationKind
from gateway.domain.rulebook import read_rulebook, shipped_rulebooks
from gateway.domain.rulebook.general_words import general_in_words
from gateway.domain.rulebook.words import case_in_words
from gateway.domain.transaction import Party
from gateway.errors import LawError, Reason
from tests.support.cases import application
from tests.support.raising import refuses

BOOK = shipped_rulebooks().get("EU-2021-821/2026-3")
SHIPPED = files("gateway.domain.rulebook") / "2026-3.toml"


def of(kind: AuthorisationKind, end_user: Stated[Party]) -> Application:
    filed = application()
    transaction = filed.transaction.model_copy(update={"end_user": end_user})
    return filed.model_copy(update={"kind": kind, "transaction": transaction})


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        (AuthorisationKind.INDIVIDUAL, "Article 2(12)"),
        (AuthorisationKind.GLOBAL, "Article 2(13)"),
        (AuthorisationKind.LARGE_PROJECT, "Article 2(14)"),
    ],
)
@pytest.mark.parametrize(
    "absent", [Stated[Party](), Stated[Party].withheld(Withholding.COMMERCIAL)]
)
def test_without_an_end_user_the_gap_has_its_article(
    kind: AuthorisationKind, article: str, absent: Stated[Party]
) -> None:
    (gap,) = BOOK.examination.gaps(of(kind, absent))
    assert (gap.field, gap.article) == ("transaction.end_user", article)
    assert BOOK.examination.gaps(of(kind, application().transaction.end_user)) == ()


def test_it_is_said_in_words() -> None:
    said = next(line.says for line in general_in_words(BOOK) if line.about == "Denials")
    assert "without a named end user (global; Article 2(13))" in said
    lines = case_in_words(BOOK.case("end_user_added"))
    about = next(line.says for line in lines if line.about == "About")
    assert about.endswith("it adds: end user")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('party = "end_user"', 'party = "exporter"', "end-user and the consignee only"),
        ('kinds = ["global"]', 'kinds = ["individual"]', "twice"),
        ('adds = ["end_user"]', 'adds = ["intermediary"]', "adds"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "altered.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with refuses(LawError, Reason.RULEBOOK_INVALID) as refused:
        read_rulebook(path)
    assert said in str(refused.value)
