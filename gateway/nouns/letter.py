"""What passes by letter: letters, rounds on a classification, catch-all letters, waiting acts."""

from __future__ import annotations

from typing import Final

from gateway.casework.cases import catch_all_letters
from gateway.casework.handlers import second_officer
from gateway.casework.letters import classification_rounds, letters
from gateway.casework.permissions import Permission
from gateway.casework.records.markings import marking_of_letter
from gateway.nouns.declared import Noun, NounList, Paper

LETTER: Final = Noun(
    name="letter",
    address="/letters",
    key="message_id",
    tag="letters",
    reads=Permission.READ_LETTERS,
    listed=NounList(
        read=letters.list_letters,
    ),
    find=letters.get_letter,
    view=letters.view_of_letter,
    paper=Paper(),
    marking=marking_of_letter,
)

ROUND: Final = Noun(
    name="classification round",
    address="/classifications",
    key="number",
    tag="classifications",
    reads=Permission.READ_LETTERS,
    listed=NounList(
        told="List rounds on a classification, newest first: of ours, and those in which others "
        "ask.",
        read=classification_rounds.list_rounds,
    ),
    find=classification_rounds.get_round,
    view=classification_rounds.view_of_round,
)

INFORMED: Final = Noun(
    name="catch-all letter",
    address="/informed",
    key="number",
    tag="licences",
    reads=Permission.READ_CASES,
    listed=NounList(
        told="List letters by which somebody was informed of a requirement, newest first.",
        read=catch_all_letters.list_informed,
    ),
    find=catch_all_letters.get_informed,
    view=catch_all_letters.view_of_informed,
)

WAITING_ACT: Final = Noun(
    name="waiting act",
    address="/waiting-acts",
    key="number",
    tag="waiting acts",
    reads=Permission.READ_WAITING,
    listed=NounList(
        told="List what waits for a second officer, the newest first; what was decided, if asked "
        "for.",
        read=second_officer.list_acts,
    ),
    find=second_officer.show_act,
    view=second_officer.view_of_act,
    paper=Paper(),
)
