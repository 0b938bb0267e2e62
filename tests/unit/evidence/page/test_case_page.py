import itertools
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.case import Case
from gateway.domain.consultation import ConsultationState, LateOrInTime
from gateway.domain.letter import LetterTrace
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.transaction import Party
from gateway.evidence.letters import letters_of
from gateway.evidence.page.view_page import Letterhead, view_page
from gateway.views.case_page.parts import AroundCase
from gateway.views.case_view import case_view
from gateway.views.reader import ViewReader
from tests.support.case_world import CaseWorld

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Reads a page as strictly as this test needs: every tag closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words)).replace(" .", ".").replace(" ,", ",")


def shown(world: CaseWorld, case: Case | None = None, **changes: Any) -> str:
    told = case or world.case()
    given: dict[str, Any] = {"denials": world.denials(), "letters": letters(world)}
    given |= {"now": world.clock.now(), "not_yet_received": ("EU",), "rehearsal": True} | changes
    rehearsal = given.pop("rehearsal")
    rulebook = shipped_rulebooks().get(told.rulebook)
    around = AroundCase(us="DE", rulebook=rulebook, **given)
    view = case_view(ViewReader(ZoneInfo("Europe/Berlin")), told, around)
    head = Letterhead("Authority DE", "DE", rehearsal, rulebook.version, given["now"])
    return view_page(view, head)


def letters(world: CaseWorld) -> tuple[LetterTrace, ...]:
    ids = [c.conversation_id for c in world.case().consultations]
    return world.nodes["DE"].db.read_sync(lambda conn: letters_of(conn, ids))


def with_consultation(world: CaseWorld, consulted: str, **changes: Any) -> Case:
    case = world.case()
    return case.model_copy(
        update={
            "consultations": tuple(
                c.model_copy(update=changes) if c.consulted == consulted else c
                for c in case.consultations
            )
        }
    )


def test_page_needs_nothing_from_elsewhere(world: CaseWorld) -> None:
    html = shown(world)
    page = Page(html)
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [attrs for _, attrs in page.tags if {"src", "href"} & attrs.keys()]
    assert "url(" not in html
    assert "@import" not in html


def test_page_can_be_read_without_seeing_it(world: CaseWorld) -> None:
    page = Page(shown(world))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.tags}
    languages = {attrs["lang"] for _, attrs in page.tags if "lang" in attrs}
    assert {"en", "de", "fr"} <= languages
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    labels = {attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs}
    assert len(ids) == len(set(ids))
    assert labels <= set(ids)


def test_page_tells_the_whole_case(world: CaseWorld) -> None:
    text = Page(shown(world)).text
    for words in (
        "REHEARSAL",
        "FR, asked under Article 16(5), answered: Essentially identical.",
        "NL, asked under Article 14(1), did not answer.",
        "Closed by both gateways",
        "مديرية الاتصالات الخاصة",
        "ООО «Каспий Телеком Импорт»",
        "北辰通信设备贸易有限公司",
        "Mon 5 January 2026, 23:59:59",
        "Tue 6 January 2026, 23:59:59",
        "Fri 26 Dec: Second Day of Christmas",
        "No objection was received within the period.",
        "withheld (security)",
        "same control code 5A001.j",
        "Switzerland (CH), not a member",
        "A. Brandt",
        "B. Yılmaz",
        "Not yet confirmed by EU.",
        "Der Endverwender untersteht dem Innenministerium",
    ):
        assert words in text, words


def test_days_are_told_apart_in_words_too(world: CaseWorld) -> None:
    text = Page(shown(world)).text
    assert "does not count: Christmas Day" in text
    assert "10 counts" in text


@pytest.mark.parametrize(
    ("consulted", "changes", "words"),
    [
        (
            "FR",
            {"answer_timing": LateOrInTime.SEALED_IN_TIME},
            "sealed by the consulted gateway before it; it counts",
        ),
        ("FR", {"answer_timing": LateOrInTime.LATE}, "it does not count"),
        (
            "NL",
            {"state": ConsultationState.UNCONFIRMED, "silence_meaning": "", "closed_by": ""},
            "No answer, unconfirmed",
        ),
        ("NL", {"closed_by": "officer:B. Yılmaz"}, "B. Yılmaz went on without it, on record"),
        ("NL", {"oral_objection": True}, "An oral objection is noted"),
        (
            "NL",
            {"peer_last_instant": datetime(2026, 1, 7, 23, tzinfo=UTC)},
            "Last instant by the other side",
        ),
    ],
    ids=["sealed", "late", "unconfirmed", "officer", "oral", "differs"],
)
def test_how_a_consultation_stands(
    world: CaseWorld, consulted: str, changes: dict[str, Any], words: str
) -> None:
    assert words in Page(shown(world, with_consultation(world, consulted, **changes))).text


def test_running_period_says_how_far_it_is(world: CaseWorld) -> None:
    case = with_consultation(
        world, "NL", state=ConsultationState.RUNNING, silence_meaning="", closed_by=""
    ).model_copy(update={"decision": None, "proposal": None})
    at = datetime(2025, 12, 23, 12, tzinfo=UTC)
    text = Page(shown(world, case, now=at, not_yet_received=None)).text
    assert "2 of 10 working days are over; 8 are left." in text
    assert "There is no decision yet." in text
    assert "Who has received" not in text


def test_case_that_was_just_filed_has_a_page(world: CaseWorld) -> None:
    case = world.case()
    filed = Case(
        case_id=case.case_id,
        state=case.state,
        application=case.application,
        rulebook=case.rulebook,
        filed_at=case.filed_at,
    )
    text = Page(
        shown(world, filed, denials={}, letters=(), not_yet_received=None, rehearsal=False)
    ).text
    assert "REHEARSAL" not in text
    assert "Not examined yet." in text
    assert "Nobody is consulted." in text


def test_names_never_become_markup(world: CaseWorld) -> None:
    case = world.case()
    evil = Party(names=("<script>alert(1)</script>", "\"onload='x'&amp;"))
    asked = case.application.transaction
    transaction = asked.model_copy(
        update={"end_user": type(asked.end_user).given(evil), "consignee": asked.consignee}
    )
    application = case.application.model_copy(update={"transaction": transaction})
    page = Page(shown(world, case.model_copy(update={"application": application})))
    assert "script" not in {tag for tag, _ in page.tags}
    assert "<script>alert(1)</script>" in page.text


def test_what_was_taken_before_it_was_refused_is_shown_and_acts_on_nothing(
    world: CaseWorld,
) -> None:
    case = world.case()
    application = case.application.model_copy(update={"reference": "AG\x1b[2J\u202e<b>\x00"})
    written = shown(world, case.model_copy(update={"application": application}))
    assert not set("\x1b\u202e\x00") & set(written)
    assert "AG<U+001B>[2J<U+202E><b><U+0000>" in Page(written).text


def test_denial_that_is_not_held_is_shown_by_its_hit(world: CaseWorld) -> None:
    assert "The content of this denial is not held here" in Page(shown(world, denials={})).text


def test_letters_are_traced_with_their_receipts(world: CaseWorld) -> None:
    found = letters(world)
    request = next(item for item in found if item.outgoing and item.peer == "FR")
    assert request.receipt_by == "FR"
    assert request.received is not None
    assert request.last_instant == datetime(2026, 1, 5, 23, tzinfo=UTC)
    answer = next(item for item in found if item.letter_type == "consultation.answer")
    assert (answer.outgoing, answer.receipt_by) == (False, "DE")
    assert answer.received is not None
    assert answer.received - request.received > timedelta(days=4)
