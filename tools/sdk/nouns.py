"""The nouns of the interface, and in the module of which of them a schema stands.

A noun is a tag of the contract, or, where tags hold many operations, one kind of their addresses.
What the operations of one noun alone take or answer, directly or through other schemas, stands
with that noun. What several of them do stands with the lowest
of these, and what many do stands in `parts`. So a module imports from lower ones only: whoever
reaches a schema reaches what it refers to as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tools.sdk.contract import PREFIX, Contract, referred

MANY = 6  # nouns whose operations take or answer the same


@dataclass(frozen=True)
class Noun:
    """One noun.

    Attributes:
        tag: Of the contract; empty: of any, by the address alone.
        one: One of them, as the names of classes and modules hold it.
        said: What it is about, for readers.
        address: A word that stands in its addresses alone, where it is not the whole tag.
    """

    tag: str
    one: str
    said: str
    address: str = ""

    @property
    def name(self) -> str:
        """Its name in a text."""
        return self.address.replace("-", " ") or self.tag

    @property
    def module(self) -> str:
        """Name of its module."""
        return self.name.replace(" ", "_")


PROBLEMS = Noun("problems", "Problem", "what a node answers where it refuses a call")
PARTS = Noun(
    "parts",
    "Part",
    "what things of many nouns are made of: parties, items, texts, documents, views",
)
NOUNS = (  # of the contract; from the lowest, which knows none of the others
    Noun("jobs", "Job", "long work that goes on behind its answer"),
    Noun("waiting acts", "WaitingAct", "acts that wait for a second officer"),
    Noun("rulebooks", "Rulebook", "the rules that nodes work by, and what an authority adds"),
    Noun(
        "classifications",
        "Classification",
        "questions which control code an item has, and what was classified before",
    ),
    Noun("denials", "Denial", "denials, the search among them, and what examinations find"),
    Noun("notices", "Notice", "notices to Member States, and comments on them"),
    Noun("", "Document", "documents of cases, consultations and letters", "documents"),
    Noun(
        "consultations",
        "PastConsultation",
        "consultations that were held before there was this interface",
        "past-consultations",
    ),
    Noun(
        "consultations",
        "Consultation",
        "questions to other authorities before a decision, and their answers",
    ),
    Noun("letters", "Letter", "letters between authorities, and standing answers"),
    Noun("cases", "Case", "applications, examinations, decisions and acts"),
    Noun("cases", "Task", "what an officer is to do", "tasks"),
    Noun("cases", "Restriction", "who sees a restricted case or consultation", "restrictions"),
    Noun("licences", "Licence", "licences and their use, and who was informed of a requirement"),
    Noun("reviews", "Review", "what every Member State reviews, and what comes of it"),
    Noun("registers", "Register", "the logs of denials: followed, verified and repaired"),
    Noun("openness", "Openness", "what the public and customs are shown of licences"),
    Noun("sensitive parties", "SensitiveParty", "pending cases with sensitive parties"),
    Noun("tables", "Table", "lists in words, and whole as files"),
    Noun("inbox", "Inbox", "the open work of officers, their queues and substitutes"),
    Noun("events", "Event", "the feeds of events and of changes, and webhooks"),
    Noun("node", "Node", "the node itself: its state, its officers, what it keeps"),
    Noun("report", "Collection", "what an authority collects for the report", "collections"),
    Noun("report", "Report", "the annual report, at an authority and at the Commission"),
)


def noun_of(tag: str, path: str) -> Noun:
    """Return the noun of an operation, by its tag and the words of its address.

    Raises:
        ValueError: The tag has none yet.
    """
    words = path.removeprefix(f"{PREFIX}/").split("/")
    found = [each for each in NOUNS if each.tag in {tag, ""} and each.address in {"", *words}]
    if not found:
        raise ValueError(f"the tag {tag!r} has no noun: write one into tools/sdk/nouns.py")
    return max(found, key=lambda each: bool(each.address))


def placed(contract: Contract) -> dict[str, Noun]:
    """Return with which noun each schema stands.

    Raises:
        ValueError: Nothing takes or answers one, or a tag has no noun.
    """
    takers = defaultdict[str, set[Noun]](set)
    for path, _, operation in contract.operations():
        noun = noun_of(operation["tags"][0], path)
        for name in contract.reached(referred(operation)):
            takers[name].add(noun)
    of_problems = contract.reached(referred(contract.problems))
    return {
        name: PROBLEMS if name in of_problems else _lowest(name, takers[name])
        for name in contract.schemas
    }


def _lowest(name: str, takers: set[Noun]) -> Noun:
    if not takers:
        raise ValueError(f"{name}: no operation takes or answers it")
    return PARTS if len(takers) >= MANY else min(takers, key=NOUNS.index)
