"""What the judge of a run of faults finds in the members' books, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from lab.chaos.books import Book, KeptLetter, judge, read_books

DIGEST, OTHER = b"d" * 32, b"o" * 32
LETTER = KeptLetter("DE", "FR", "m1", "c1", DIGEST, "accepted", receipt=True)


def books(letter: KeptLetter = LETTER, *, came: int = 1, digest: bytes = DIGEST) -> dict[str, Book]:
    """DE has sent a letter, FR has it so often."""
    sender, recipient = Book("DE"), Book("FR")
    sender.sent[letter.message_id] = letter
    if came:
        recipient.came["DE", "m1"] = came
        recipient.digests["DE", "m1"] = digest
    for book in (sender, recipient):
        book.logs = {"DE": (3, b"r" * 32)}
    return {"DE": sender, "FR": recipient}


def test_a_letter_that_is_there_is_neither_lost_nor_doubled() -> None:
    found = judge(books())

    assert (found.letters, found.lost, found.doubled, found.silent) == (1, (), (), ())
    assert found.registers_equal


def test_a_receipt_without_its_letter_is_a_loss() -> None:
    assert judge(books(came=0)).lost == ("DE to FR: m1",)


@pytest.mark.parametrize("whose", ["DE", "FR"])
@pytest.mark.parametrize("named", ["m1", "c1"])
def test_a_loss_that_a_person_was_told_of_is_none(whose: str, named: str) -> None:
    kept = books(came=0)
    kept[whose].tasks.append(f"7 letter.missing {named}")

    assert judge(kept).lost == ()
    assert judge(kept).waiting_with_task == ("DE to FR: m1",)


@pytest.mark.parametrize(
    "letter", [replace(LETTER, receipt=False), replace(LETTER, state="refused")]
)
def test_without_an_accepting_receipt_nothing_is_lost(letter: KeptLetter) -> None:
    assert judge(books(letter, came=0)).lost == ()


@pytest.mark.parametrize(("came", "digest"), [(2, DIGEST), (1, OTHER)])
def test_a_letter_twice_or_another_one_is_doubled(came: int, digest: bytes) -> None:
    assert judge(books(came=came, digest=digest)).doubled == ("DE to FR: m1",)


def test_what_waits_is_silent_until_a_person_is_told() -> None:
    kept = books()
    kept["FR"].waiting.append(("effect", "m1 c1"))
    assert judge(kept).silent == ("FR: effect m1 c1",)

    kept["FR"].tasks.append("7 letter.parked c1")
    assert judge(kept).silent == ()
    assert judge(kept).waiting_with_task == ("FR: effect m1 c1",)


@pytest.mark.parametrize("held", [{}, {"DE": (2, b"r" * 32)}, {"DE": (3, OTHER)}])
def test_registers_differ(held: dict[str, tuple[int, bytes]]) -> None:
    kept = books()
    kept["FR"].logs = held

    assert not judge(kept).registers_equal


def test_a_letter_that_comes_between_two_readings_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The recipient is read first, has it a moment later, and the sender is read then."""
    came = (books(came=int(number > 0)) for number in count())
    monkeypatch.setattr("lab.chaos.books.read_book", lambda code, *_: next(came)[code])
    assert judge(read_books({code: (Path(), "") for code in ("FR", "DE")})).lost == ()
