"""Authorities of one State answer differently: a person is told at once, and nothing is granted.

The law consults the Member State (Articles 14(1), 16(5)), so its authorities have one answer.
While they contradict each other there is none, whoever else has yet to answer. The authority
that the directory names as the State's coordinator says which it is
(`gateway.casework.letters.settlement`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of, open_tasks
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.authority import member_state
from gateway.domain.case import ENDED_STATES
from gateway.domain.consultation import Consultation
from gateway.domain.consultation.answer_rules import contradictions
from gateway.domain.saying import says
from gateway.errors import Reason


class _Contradiction(NamedTuple):
    """Two authorities of a State, in order, and under which procedure they differ.

    Attributes:
        regions: Those of the State in which the goods lie, as far as it was stated. Whose word
            counts is the State's to say: all its authorities are asked all the same.
    """

    procedure: str
    first: str
    second: str
    regions: tuple[str, ...]

    @property
    def where(self) -> str:
        """Where in the State the goods lie, as far as the application says it."""
        if self.regions:
            return f"the goods lie in {', '.join(self.regions)}"
        return f"the application does not say in which region of {self.state} the goods lie"

    @property
    def state(self) -> str:
        return member_state(self.first)

    @property
    def key(self) -> str:
        return f"{self.procedure} {self.first} {self.second}"


def standing_answers(conn: Connection, case_id: str) -> list[Consultation]:
    """Return the consultations of a case whose answers count, or may yet."""
    held = (row.consultation for row in rows.of_case(conn, case_id))
    return [each for each in held if each.stands]


def note_contradictions(work: Work, case_id: str) -> None:
    """Make each contradiction of a case that is open a person's task, and close what is none.

    To be called wherever an answer that counts is given, changed or taken away.
    """
    kind = TaskKind.ANSWERS_CONTRADICT
    case = case_rows.get(work.conn, case_id)
    found: dict[str, _Contradiction] = {}
    if case.state not in ENDED_STATES:
        answers = standing_answers(work.conn, case_id)
        found = {each.key: each for each in _found(work.office, case.rulebook, answers)}
    for task in open_tasks(work.conn, subject=case_id, kind=kind):
        if task.key not in found:
            journal_of(work).close_tasks(kind, case_id, key=task.key)
    for key, each in found.items():
        said = says(
            "{first} and {second} answered differently under {procedure}: the answer is that of "
            "{state}, and there is none until {coordinator} settles it; {where}",
            first=each.first,
            second=each.second,
            procedure=each.procedure,
            state=each.state,
            where=each.where,
            regions=each.regions,
            coordinator=coordinator_of(work.office, each.state) or "a coordinator (none is named)",
        )
        journal_of(work).open_task(kind, case_id, said, key=key)


def coordinator_of(office: Office, state: str) -> str:
    """Return the authority that the directory names as a State's coordinator; empty: none."""
    members, now = office.me.directory().members, office.clock.now()
    return next(
        (
            code
            for code, member in members.items()
            if member.coordinates and member_state(code) == state and not member.withdrawn(now)
        ),
        "",
    )


def check_one_answer(office: Office, rulebook: str, found: Sequence[Consultation]) -> None:
    """Refuse to go on while authorities of one State contradict each other.

    Raises:
        StateError: ANSWERS_CONTRADICT, with the authorities.
    """
    for each in _found(office, rulebook, found):
        coordinator = coordinator_of(office, each.state)
        raise Reason.ANSWERS_CONTRADICT.error(
            "{first} and {second} answered differently under {procedure}; the answer is their "
            "State's, and there is none yet; {where}",
            remedy=(
                "Ask the coordinator of {state}, {coordinator}, to settle which is the State's "
                "answer."
                if coordinator
                else "Have the operators name the coordinator of {state} ({nameCoordinator}), and "
                "ask it to settle which is the State's answer."
            ),
            authorities=f"{each.first}, {each.second}",
            regions=", ".join(each.regions),
            first=each.first,
            second=each.second,
            procedure=each.procedure,
            where=each.where,
            state=each.state,
            coordinator=coordinator,
        )


def _found(
    office: Office, rulebook: str, found: Sequence[Consultation]
) -> Iterator[_Contradiction]:
    for code in dict.fromkeys(each.procedure for each in found):
        for one, other in contradictions(office.law.procedure(rulebook, code), found):
            first, second = sorted((one.consulted, other.consulted))
            regions = one.request.transaction.regions_in(member_state(first))
            yield _Contradiction(code, first, second, regions)
