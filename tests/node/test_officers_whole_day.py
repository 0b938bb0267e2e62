"""An officer's whole day by commands, from the form to the file; nothing asks for `--json`."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.cli.output import out
from tests.support.cases import application, french_denial
from tests.support.federation_case import GRACE, SECOND, CaseFederation
from tests.support.forked import ROOT
from tests.support.officers_desk import filled, refused, said, second_officer, shows
from tests.support.reforms import asking_agrees
from tests.support.served import Served, served

DENIAL = french_denial(917).denial_id
CASE = re.compile(r"DE-C-2026-\d{5}")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give commands a wide screen, whatever this process has: no name is broken in two."""
    monkeypatch.setattr(out, "_width", 200)


@dataclass
class Day:
    """Two authorities whose officers work by commands alone."""

    two: CaseFederation
    de: Served
    fr: Served
    folder: Path

    async def file(self, reference: str, *, located: str) -> str:
        """File an application by its form at DE, and return the number of its case."""
        made = application().model_dump(mode="json")["transaction"]
        names = ("activity", "items", "exporter", "consignee", "end_user", "destination")
        told = {f"transaction.{each}": made[each] for each in (*names, "human_rights")}
        fields = {"reference": reference, "transaction.goods_located_in": [located], **told}
        form = await filled(self.de, self.folder / "application.json", ("application",), fields)
        done = await said(self.de, "case", "file", form)
        await self.two.settle()
        return CASE.findall(done)[0]

    async def decided(self, case: str, *proposal: str) -> None:
        """Propose at DE, and decide by a second officer, since the first may not."""
        await said(self.de, "case", "propose", case, *proposal)
        shows(await refused(self.de, "case", "decide", case), "second officer")
        other = second_officer(self.de, "brandt")
        await said(self.de, "case", "decide", case, "--token", other)
        await self.two.settle()
        await self.two.sync()


@pytest.fixture
async def day(two: CaseFederation, tmp_path: Path) -> AsyncIterator[Day]:
    await two["FR"].deny(french_denial(917))
    await two.sync()
    async with AsyncExitStack() as stack:
        de, fr = [await stack.enter_async_context(served(two[code])) for code in ("DE", "FR")]
        yield Day(two, de, fr, tmp_path)


async def test_from_the_form_to_the_answers(day: Day) -> None:
    """A hit is judged; information, more time and a call pass; what binds is read.

    Found in use: officer B2, officer M8, officer M11.
    """
    de, fr, two = day.de, day.fr, asking_agrees(day.two)
    case = await day.file("AG-1", located="FR")
    goods, denial = f"{case}/FR/14(1)", f"{case}/FR/16(5)"
    shows(await said(de, "case", "list"), case, "AG-1")
    shows(await said(de, "case", "show", case), DENIAL, "Not yet looked at.")
    await said(de, "case", "judge", case, DENIAL, "--confirm", "--reason", "The same directorate.")
    shows(await said(de, "case", "show", case), "The same directorate.")
    need = ("--answer", "more_information", "--information-needed", "The data sheet")
    await said(
        fr, "consultation", "answer", denial, *need, "--denial", f"{DENIAL}=more_information"
    )
    await two.settle()
    shows(await said(de, "consultation", "show", denial), "“The data sheet” [en]")
    shows(await said(de, "task", "list"), "The data sheet")
    await said(de, "letter", "supplement", denial, "--text", "4,000 lines at most.")
    await two.settle()
    shows(await said(fr, "consultation", "show", denial), "4,000 lines at most.")
    await said(fr, "consultation", "extend", goods, "--days", "4", "--reason", "Two desks.")
    await two.settle()
    shows(
        await said(de, "consultation", "show", goods),
        "FR asks for 4 working days more, and has no reply yet.",
        "“Two desks.” [en]",
    )
    reply = ("--accept", "--days", "3", "--reason", "Three are enough.")
    await said(de, "consultation", "reply", goods, *reply)
    await two.settle()
    shows(
        await said(fr, "consultation", "show", goods),
        "3 working days more were granted. “Three are enough.” [en]",
        "Our answer is due until Thu 19 March 2026, 23:59:59 (Europe/Paris).",
    )
    when = ("--at", "2026-03-02T09:30+01:00", "--conversation", goods)
    await said(fr, "letter", "note", "Paris wants no re-export.", *when)
    await two.settle()
    letters = await said(de, "letter", "list", "--conversation", goods)
    note = next(ID.finditer(letters[letters.rindex("from FR") - 80 :])).group()
    shows(await said(de, "letter", "show", note), "Paris wants no re-export.")
    await said(de, "letter", "confirm", note)
    bind = ("--answer", "no_objection_if", "--condition", "No re-export")
    await said(fr, "consultation", "answer", goods, *bind)
    other = ("--answer", "not_identical", "--denial", f"{DENIAL}=not_identical")
    await said(fr, "consultation", "answer", denial, *other)
    await two.settle()
    shows(
        await said(de, "consultation", "show", goods),
        "Conditions “No re-export” [en]",
        "No objection if",
    )
    shows(
        await said(de, "case", "show", case),
        "Nordlicht Netzwerktechnik GmbH",
        "ООО «Каспий Телеком Импорт»",
        "5A001.j, Annex I",
        "2 pieces",
        "1,250,000.50 EUR",
        "“No re-export” [en]",
        "“Three are enough.” [en]",
    )


async def test_a_licence_its_file_and_what_changes(day: Day) -> None:
    """A grant by two, its page and evidence; an application is amended, another withdrawn.

    Found in use: officer M11.
    """
    de, two = day.de, day.two
    case = await day.file("AG-2", located="DE")
    form = ("amendment", "--of", case)
    changed = {"transaction.items.0.quantity": "3", "reference": "AG-2"}
    amended = await filled(de, day.folder / "amended.json", form, changed)
    await said(de, "case", "amend", case, amended, "--reason", "One piece more.")
    await two.settle()
    shows(await said(de, "case", "show", case), "One piece more.", "3 pieces")
    shows(await said(de, "consultation", "list", "--asking"), f"{case}/FR")
    other = ("--answer", "not_identical", "--denial", f"{DENIAL}=not_identical")
    await said(day.fr, "consultation", "answer", f"{case}/FR", *other)  # the one that runs
    await two.settle()
    await said(de, "case", "judge", case, DENIAL, "--dismiss", "--reason", "Another directorate.")
    why = ("--explanation", "Known user.", "--condition", "No re-export")
    wrong = await refused(de, "case", "propose", case, "--outcome", "granted", *why)
    shows(wrong, "comity rulebook show")
    rights = application().model_dump(mode="json")["transaction"]["human_rights"]
    judged = await filled(de, day.folder / "assessment.json", ("assessment",), rights)
    await said(de, "case", "assess", case, judged)
    await day.decided(case, "--outcome", "granted_with_conditions", *why)
    shows(await said(de, "case", "show", case), "Granted", "“No re-export” [en]", "brandt")
    page, evidence = day.folder / "case.html", day.folder / "evidence.zip"
    await said(de, "case", "page", case, "--out", str(page))
    assert "No re-export" in page.read_text("utf-8")
    await said(de, "evidence", "export", case, "--out", str(evidence))
    shows(
        await said(
            de, "evidence", "verify", str(evidence), "--anchor", str(de.home / "anchor.json")
        ),
        "everything holds",
    )
    left = await day.file("AG-3", located="DE")
    await said(de, "case", "withdraw", left, "--reason", "Auftrag storniert.", "--language", "de")
    await two.settle()
    shows(await said(de, "case", "show", left), "Withdrawn", "“Auftrag storniert.” [de]")


async def test_silence_a_late_answer_and_a_refusal_that_others_read(day: Day) -> None:
    """What is due is counted; FR is late; DE refuses; FR reads why, and DE reviews."""
    de, fr, two = day.de, day.fr, day.two
    case = await day.file("AG-4", located="FR")
    goods = f"{case}/FR/14(1)"
    received = ("--procedure", "14(1)", "--authority", "FR", "--received", "2026-03-02T10:00+01:00")
    shows(await said(de, "deadline", *received), "16 March 2026")
    same = ("--answer", "identical", "--denial", f"{DENIAL}=identical")
    await said(fr, "consultation", "answer", f"{case}/FR/16(5)", *same)
    await two.settle()
    ours = (await two["DE"].case(case)).consultations
    due = max(each.deadline.last_instant for each in ours if each.deadline is not None)
    await two.cut_off("DE")
    await two.at(due + SECOND)
    objection = ("--answer", "objection", "--ground", "human_rights")
    await said(fr, "consultation", "answer", goods, *objection)
    await two.at(due + GRACE)
    await two.connect("DE")
    await two.sweep()
    shows(
        await said(de, "consultation", "show", goods),
        "Too late, kept without effect (1)",
        "Objection",
    )
    shows(await said(de, "task", "list"), "FR answered after the last instant")
    shows(await said(de, "task", "close", "1", "--note", "Read; too late."), "Task 1 is closed")
    await said(de, "case", "judge", case, DENIAL, "--confirm", "--reason", "The same directorate.")
    why = ("--ground", "human_rights", "--explanation", "Internal repression is to be feared.")
    await day.decided(case, "--outcome", "refused", *why, "--stale-register", "FR")
    denied = re.findall(r"DE-2026-\d{5}", await said(de, "denial", "list", "--origin", "DE"))[0]
    shows(
        await said(fr, "denial", "show", denied),
        "Internal repression is to be feared.",
        "Human rights",
        "Refusal",
        "by DE",
    )
    shows(await said(fr, "denial", "search", "--name", "al-Ittisalat"), denied)
    erratum = await filled(
        de,
        day.folder / "erratum.json",
        ("denial", "--of", denied),
        {"explanation": [{"language": "en", "text": "Repression is to be feared."}]},
    )
    await said(de, "denial", "amend", denied, erratum)
    await said(de, "denial", "due", "--own")
    await said(de, "denial", "review", denied, "--outcome", "renewed", "--ground", "As before.")
    await two.sync()
    shows(
        await said(fr, "denial", "show", denied),
        "Repression is to be feared.",
        "Reviewed, and kept",
    )
    shows(await said(fr, "denial", "page", denied, "--out", str(day.folder / "d.html")), denied)


async def test_customs_a_notice_and_denials_from_a_file(day: Day) -> None:
    """French customs stop goods; DE tells of a requirement; FR imports what it denied before."""
    de, fr, two = day.de, day.fr, day.two
    made = application().model_dump(mode="json")["transaction"]
    names = ("activity", "items", "exporter", "consignee", "end_user", "destination")
    stop = await filled(
        fr, day.folder / "stop.json", ("transaction",), {each: made[each] for each in names}
    )
    ask = ("--procedure", "21(4)", "--transaction", stop, "--reference", "ROISSY-7")
    since = ("--stopped-at", "2026-03-02T09:00:00+01:00")
    more = ("--ask", "review_licence", "--remark", "Container 123, Roissy")
    await said(fr, "consultation", "open", "DE", *ask, *since, *more)
    await two.settle()
    listed = await said(de, "consultation", "list", "--asked")
    talk = ID.findall(listed)[0]
    shows(await said(de, "consultation", "show", talk), "Container 123, Roissy", "2 pieces")
    await said(fr, "consultation", "end", talk, "--reason", "The papers were found.")
    await two.settle()
    shows(await said(de, "consultation", "show", talk), "The papers were found.")
    shows(await said(de, "notice", "kinds"), "4(4)")
    shows(await said(de, "notice", "kinds", "4(4)"), "Article 4(4)")
    told = {
        "kind": "4(4)",
        "at": "2026-03-02",
        "items": made["items"],
        "parties": [made["end_user"]["value"]],
        "destinations": ["AE"],
        "text": [{"language": "en", "text": "A requirement is imposed."}],
    }
    notice = await filled(de, day.folder / "notice.json", ("notice",), told)
    sent = await said(de, "notice", "publish", notice)
    await two.sync()
    number = re.findall(r"DE-N-2026-\d{5}", sent)[0]
    shows(await said(fr, "notice", "show", number), "A requirement is imposed.")
    shows(await said(fr, "notice", "list"), number)
    file = str(ROOT / "examples" / "fr-initial-load.csv")
    shows(await said(fr, "denial", "import", file, "--way", "initial", "--dry-run"), "24 denials")
    wrong = str(ROOT / "examples" / "fr-own.csv")
    shows(await said(fr, "denial", "import", wrong, "--way", "own", "--dry-run"), "Remedy")
    await said(fr, "denial", "import", file, "--way", "initial")
    await two.sync()
    shows(await said(de, "denial", "list", "--destination", "SY"), "1C350.1")
    shows(await said(de, "denial", "search", "--name", "Orontes"), "FR-2013-00001", "Orontes")
