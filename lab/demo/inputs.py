"""What the officers of the demo write and bring, and how it is named and ranked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

IMPORTS = (
    ("FR", "Moreau", "fr-own.csv", "own", "own and new, notified to all"),
    ("FR", "Moreau", "fr-initial-load.csv", "initial", "notified elsewhere before"),
    ("DE", "Brandt", "de-relayed.csv", "relayed", "relayed, of a State that is no member here"),
)
GRANT = {
    "outcome": "granted",
    "explanation": [{"language": "en", "text": "Tried before the Dutch answer is known."}],
}
REFUSAL = {
    "outcome": "refused",
    "grounds": ["human_rights"],
    "explanation": [
        {
            "language": "de",
            "text": "Auf Grund der menschenrechtlichen Bewertung und der französischen "
            "Ablehnung besteht ein hohes Risiko der Verwendung zu interner Repression.",
        },
        {
            "language": "en",
            "text": "By the human-rights assessment and the French denial there is a high risk "
            "of use in connection with internal repression.",
        },
    ],
}


def most(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return counts with the largest first, equal ones by name."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def near(path: Path | str) -> str:
    """Return a path from here where it is below, as a person would type it."""
    path = Path(path).absolute()
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def identical_to(same: str, denials: Iterable[str]) -> dict[str, Any]:
    """Return France's answer: one denial is essentially identical, the others are not."""
    return {
        "answer": "identical",
        "by_denial": [
            {"denial_id": each, "answer": "identical" if each == same else "not_identical"}
            for each in denials
        ],
        "explanation": [
            {
                "language": "fr",
                "text": "Même utilisateur final et équipement de même fonction ; les motifs "
                "de notre refus valent toujours.",
            }
        ],
    }
