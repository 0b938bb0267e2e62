"""Closed lists of words in the contract: what a field that is plain text in our models may say.

A word that the law gives (an answer, an outcome, a standard question) is data of a rulebook, and
our models take any that is spelt so; the use case asks the rulebook. Who generates a client wants
a list. It is read here from every rulebook that is shipped, so that a client knows the words of
each version. A word of a rulebook that is announced later comes into the list with the next
release, as a change of the contract (docs/versions.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation.past import PastOutcome
from gateway.domain.letter import OutboxState
from gateway.domain.rulebook import Rulebook, shipped_rulebooks
from gateway.domain.rulebook.general import Risk
from gateway.errors import Family, Reason
from gateway.register.log.log_store import LogState

REFERENCE: Final = "#/components/schemas/"


class WordList(NamedTuple):
    """A closed list of words.

    Attributes:
        said: What they are, as the contract says it.
        words: All of them.
        fields: Where they stand, as ``Schema.field``; both in what is sent and in what comes.
    """

    said: str
    words: tuple[str, ...]
    fields: tuple[str, ...]


_OF_LAW: Final = " The rulebook that a matter runs under says which of them it takes."


_CODED: Final[Mapping[str, WordList]] = {
    "ActVerb": WordList("What an act did.", tuple(sorted(Verb)), ("Act.verb",)),
    "TaskKind": WordList("What a task asks for.", tuple(TaskKind), ("Task.kind",)),
    "Reason": WordList(
        "Why something was refused; docs/protocol/errors.md says what each means.",
        tuple(Reason),
        ("Problem.reason",),
    ),
    "Family": WordList("Where a fault lies.", tuple(Family), ("Problem.family",)),
    "Risk": WordList(
        "How large the risk to human rights is.", tuple(Risk), ("HumanRightsAssessment.risk",)
    ),
    "DeliveryState": WordList(
        "What has become of a letter.", tuple(OutboxState), ("NoticeReceipt.state",)
    ),
    "RegisterState": WordList(
        "Whether a register is followed.", tuple(LogState), ("RegisterStatus.state",)
    ),
}
"""What no law decides."""


@cache
def word_lists() -> Mapping[str, WordList]:
    """Return the closed lists by the name that the contract gives them."""
    return {**_CODED, **_answers(), **_questions()}


def _answers() -> dict[str, WordList]:
    """Return what the procedures of the rulebooks know."""
    books = [book for book in _rulebooks() if isinstance(book, Rulebook)]
    procedures = [each for book in books for each in book.procedures]
    answers = _words(option.code for each in procedures for option in each.answer)
    silence = _words(each.silence.means for each in procedures)
    return {
        "AnswerWord": WordList(
            f"An answer of a procedure.{_OF_LAW}",
            answers,
            (
                "AnswerOption.code",
                "ConsultationAnswer.answer",
                "DenialAnswer.answer",
                "ReliedAnswer.answer",
            ),
        ),
        "SilenceWord": WordList(
            f"What no answer within the period means; `nothing`: nothing follows.{_OF_LAW}",
            silence,
            ("SilenceRule.means",),
        ),
        "PastOutcomeWord": WordList(
            "How a consultation of another system ended: an answer, or a word for what was none.",
            _words((*answers, *PastOutcome)),
            ("PastConsultation.outcome",),
        ),
        "RequestedAct": WordList(
            f"What a consulted authority is asked to do.{_OF_LAW}",
            _words(key for each in procedures for key in each.asked_for),
            ("ConsultationRequest.asked_for", "Procedure.asked_for"),
        ),
    }


def _questions() -> dict[str, WordList]:
    """Return what the rulebooks ask in code, and what notices end with."""
    books = [book for book in _rulebooks() if isinstance(book, Rulebook)]
    questions = [each for book in books for each in book.correspondence.question]
    return {
        "StandardQuestionCode": WordList(
            f"A standard question, which needs no translation.{_OF_LAW}",
            _words(each.code for each in questions),
            (
                "CodedAnswer.question",
                "InformationRequest.questions",
                "StandardAnswer.question",
                "StandardQuestion.code",
            ),
        ),
        "StandardAnswerCode": WordList(
            f"An answer to a standard question.{_OF_LAW}",
            _words(answer.code for each in questions for answer in each.answer),
            ("CodedAnswer.answer", "InformedElsewhere.answer", "StandardAnswer.answer"),
        ),
        "NoticeOutcomeWord": WordList(
            f"What came of what a notice is about, e.g. of a review.{_OF_LAW}",
            _words(
                each.code for book in _rulebooks() for rule in book.notices for each in rule.outcome
            ),
            (
                "CollectiveReview.implied",
                "CollectiveReview.or_unanimous",
                "CollectiveReview.unanimous",
                "FindingDraft.outcome",
                "Notice.outcome",
                "NoticeDraft.outcome",
                "NoticeLine.outcome",
                "NoticeOutcome.code",
                "OutcomeWord.code",
                "ReviewLine.found",
                "ShownNotice.outcome",
                "ShownReview.found",
                "StateFinding.outcome",
                "Tally.unanimous",
            ),
        ),
    }


def _rulebooks() -> Iterator[Any]:
    shelf = shipped_rulebooks()
    for book in shelf.books:
        yield shelf.book(book.version)


def _words(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({str(each) for each in found}))


def with_closed_words(document: dict[str, Any], sent: str) -> None:
    """Write the closed lists into an OpenAPI document, each as a schema, and who has them.

    Args:
        document: Its schemas have their pinned names.
        sent: The end of the names of schemas that are sent to us, where another comes from us.
    """
    schemas = document["components"]["schemas"]
    for name, listed in word_lists().items():
        used = False
        for at in listed.fields:
            of, _, field = at.partition(".")
            for schema in (schemas.get(of), schemas.get(f"{of}{sent}")):
                if schema is not None and field in schema["properties"]:
                    said = schema["properties"][field]
                    schema["properties"][field] = _closed(said, name, said.get("default"))
                    used = True
        if used and name not in schemas:  # else an enumeration of ours stands elsewhere too
            values = [str(each) for each in listed.words]
            schemas[name] = {
                "type": "string",
                "enum": values,
                "title": name,
                "description": listed.said,
            }


_OF_TEXT: Final = frozenset({"type", "pattern", "minLength", "maxLength"})


def _closed(said: dict[str, Any], name: str, default: Any) -> dict[str, Any]:
    """Return what is said of a field, with a list in place of each plain text in it."""
    if said.get("type") == "string":
        rest = {key: each for key, each in said.items() if key not in _OF_TEXT}
        word = {"$ref": f"{REFERENCE}{name}"}
        # Where there is none yet, our models say so by an empty text.
        return rest | (
            {"anyOf": [word, {"type": "string", "const": ""}]} if default == "" else word
        )
    if "anyOf" in said:
        return said | {"anyOf": [_closed(each, name, None) for each in said["anyOf"]]}
    if "items" in said:
        return said | {"items": _closed(said["items"], name, None)}
    return said
