"""An officer's day by commands, on both sides of a consultation; nothing asks for `--json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.cli.output import out
from gateway.domain.case import Case
from tests.support.cases import application, french_denial
from tests.support.federation_case import CaseFederation
from tests.support.officers_desk import said
from tests.support.served import served

DENIAL = french_denial(917).denial_id


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give commands a wide screen, whatever this process has: no name is broken in two."""
    monkeypatch.setattr(out, "_width", 200)


async def asked(two: CaseFederation, *located: str) -> Case:
    """DE asks FR: about its denial, and about goods that lie there where that is said."""
    await two["FR"].deny(french_denial(917))
    await two.sync()
    filed = application()
    changed = filed.transaction.model_copy(update={"goods_located_in": located or ("DE",)})
    case = await two["DE"].file(filed.model_copy(update={"transaction": changed}))
    await two.settle()
    return case


async def test_the_consulted_officer_sees_all_that_is_asked_and_answers(
    two: CaseFederation, tmp_path: Path
) -> None:
    """Found in use: officer B1."""
    case = await asked(two)
    name = f"{case.case_id}/FR"
    async with served(two["FR"]) as node:
        assert name in await said(node, "consultation", "list", "--asked")
        shown = await said(node, "consultation", "show", name)
        for words in (
            "Our answer is due until Mon 16 March 2026, 23:59:59 (Europe/Paris).",
            "Nordlicht Netzwerktechnik GmbH",
            "مديرية الاتصالات الخاصة",
            "ООО «Каспий Телеком Импорт»",
            "5A001.j, Annex I",
            "2 pieces",
            "1,250,000.50 EUR",
            "United Arab Emirates (AE)",
            "Billing and quality measurement in a national network",
            f"Case of DE {case.case_id}",
            DENIAL,
            "Directorate of Special Communications",
            "Refusal of Mon 13 May 2024, by FR",
            "Human rights",
            "“Risque de répression interne.” [fr]",
            "Not essentially identical",
            "This does not bind",
            "does not end the consultation: the period runs on",
            "Without an answer: No reaction was received",
            "10 days counted: Tue 03 Mar",
        ):
            assert words in shown, words
        page = tmp_path / "asked.html"
        await said(node, "consultation", "page", name, "--out", str(page))
        html = page.read_text(encoding="utf-8")
        assert "Directorate of Special Communications" in html
        assert "Billing and quality measurement" in html
        done = await said(
            node, "consultation", "answer", f"{case.case_id}/fr/16(5)",
            "--answer", "identical", "--denial", f"{DENIAL}=identical",
            "--explanation", "Même destinataire.", "--language", "fr",
        )  # fmt: skip
        assert "FR answered: Essentially identical." in done
    await two.settle()
    async with served(two["DE"]) as node:
        answered = await said(node, "consultation", "show", name)
        assert f"{DENIAL} Essentially identical" in answered
        assert "“Même destinataire.” [fr]" in answered
        assert "received before the last instant" in answered


async def test_a_name_that_is_several_or_none_says_what_to_do(two: CaseFederation) -> None:
    """Found in use: officer m6."""
    case = await asked(two, "FR")
    async with served(two["DE"]) as node:
        several = await node.run("consultation", "show", f"{case.case_id}/FR")
        assert several.code == 10
        assert f"{case.case_id}/FR/14(1)" in several.err
        assert f"{case.case_id}/FR/16(5)" in several.err
        one = (await two["DE"].case(case.case_id)).consultations[0]
        shown = await said(node, "consultation", "show", f"{case.case_id}/FR/{one.procedure}")
        begun = await said(node, "consultation", "show", one.conversation_id[:-4])
        assert one.conversation_id in shown
        assert begun == shown
        none = await node.run("consultation", "show", f"{case.case_id}/NL")
        assert none.code != 0
        assert "comity consultation list" in none.err


async def test_m9_a_code_that_its_list_does_not_have_is_said_and_near_ones_are_offered(
    two: CaseFederation, tmp_path: Path
) -> None:
    """Found in use: officer M9."""
    filed = application()
    (item, *_) = filed.transaction.items
    wrong = item.classifications[0].model_copy(update={"code": "5A001.k"})
    items = (item.model_copy(update={"classifications": (wrong,)}),)
    given = filed.model_copy(
        update={"transaction": filed.transaction.model_copy(update={"items": items})}
    )
    paper, page = tmp_path / "application.json", tmp_path / "case.html"
    paper.write_text(given.model_dump_json(), encoding="utf-8")
    warning = (
        "Item 1: 5A001.k is not in 02021R0821-20251115. Near to it: 5A001 (Telecoms: radio, "
        "fibre, interception, jamming), 5A001.j (IP network surveillance)"
    )
    async with served(two["DE"]) as node:
        assert warning in await said(node, "case", "file", str(paper))
        again = await node.run("case", "file", str(paper), "--json")  # the same case
        case = json.loads(again.out)
        assert warning in await said(node, "case", "show", case["case_id"])
        await said(node, "case", "page", case["case_id"], "--out", str(page))
    assert "5A001.k is not in 02021R0821-20251115" in page.read_text(encoding="utf-8")
    (remark,) = case["code_remarks"]
    assert (remark["item"], remark["code"], remark["fault"]) == (1, "5A001.k", "unknown")
    assert {"code": "5A001.j", "label": "IP network surveillance"} in remark["nearest"]
    assert case["application"]["transaction"]["items"][0]["classifications"][0]["code"] == "5A001.k"
