"""The independent checker: what came of every case, worked out again from the journals.

It imports nothing of the casework. It counts working days one by one, reads from both
sides' journals what was asked, answered, asked to close and stated, and says what must
have come of it by the rulebook. What a node shows and this does not come to is a violation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from gateway.domain.base import Model
from gateway.domain.case import Case, CaseState, DecisionProposal
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationState,
    ExtensionReply,
)
from gateway.domain.letter import EntryType, LetterType, ReceiptOutcome
from gateway.domain.rulebook import Procedure, Rulebook
from gateway.domain.rulebook.procedure import CalendarRule
from gateway.wire.content import content_from_bytes
from lab.simulation.checking import statement
from lab.simulation.checking.asking_checks import check_asked
from lab.simulation.checking.books import Books, Letter
from lab.simulation.checking.denials import check_denials, logged_denials
from lab.simulation.checking.licence_checks import check_licences
from lab.simulation.checking.notice_checks import check_law, check_reviews, sent_notices
from lab.simulation.checking.silences import check_silence
from lab.simulation.checking.statement import slow_last_instant
from lab.simulation.checking.stop_checks import check_stops
from lab.simulation.checking.telling_checks import check_told
from lab.simulation.checking.violations import Deadline, Finding, Violation

_OPEN = ("requested", "running", "closing", "unconfirmed")
_SETTLING = timedelta(hours=2)
"""A period that ended longer ago than the grace and this must have been asked about."""


class Checked(Model):
    """What the checker found."""

    violations: tuple[Violation, ...]
    deadlines: tuple[Deadline, ...]


class Checker:
    """Checks a federation's books.

    Args:
        books: Of every member.
        rulebook: Gives a rulebook by its version.
        until: The instant at which the books were closed.
    """

    def __init__(
        self, books: Mapping[str, Books], rulebook: Callable[[str], Rulebook], until: datetime
    ) -> None:
        self._books = books
        self._rulebook = rulebook
        self._until = until
        self._denials = {each.denial.denial_id: each for each in logged_denials(books)}
        self._sent = sent_notices(books)
        self._found: list[Violation] = []
        self._deadlines: list[Deadline] = []

    def check(self) -> Checked:
        """Check everything."""
        for books in self._books.values():
            self._letters(books)
            for case in books.cases.values():
                asked = [
                    m for m, ours, _ in books.rows.values() if ours and m.case_id == case.case_id
                ]
                for each in asked:
                    self._consultation(books, case, each)
                self._case(books, case, asked)
            for kind, subject, text in self._by_article(books):
                self._say(kind, books.code, subject, text)
        self._registers()
        for kind, subject, text in check_reviews(self._books, self._sent):
            self._say(kind, "EU", subject, text)
        return Checked(violations=tuple(self._found), deadlines=tuple(self._deadlines))

    def _by_article(self, books: Books) -> Iterator[Finding]:
        """Yield what the checks of single articles find at one member."""
        every, denials = self._books, self._denials
        yield from check_licences(books)
        yield from check_law(every, books)
        yield from check_asked(every, books, denials.values())
        yield from check_told(every, books, denials)
        yield from check_stops(every, books, self._until)
        yield from check_denials(books, denials)

    def _say(self, kind: str, member: str, subject: str, text: str) -> None:
        self._found.append(Violation(kind=kind, member=member, subject=subject, text=text))

    # --- one consultation ------------------------------------------------------------------

    def _letters(self, books: Books) -> None:
        for letters in books.letters.values():
            for letter in letters:
                if not letter.sound:
                    subject = letter.header.conversation_id
                    self._say("letter.altered", books.code, subject, f"{letter.type}")

    def _consultation(self, books: Books, case: Case, shown: Consultation) -> None:
        rule = self._rulebook(case.rulebook).procedure(shown.procedure)
        if shown.rulebook != case.rulebook:
            self._say("law.changed", books.code, shown.conversation_id, "not the case's rulebook")
        received = self._received(books, shown)
        if received is None:
            if shown.state not in (ConsultationState.REQUESTED, ConsultationState.SUPERSEDED):
                text = f"is {shown.state} without a receipt of the request"
                self._say("receipt.missing", books.code, shown.conversation_id, text)
            return
        more = sum(reply.working_days for reply in self._replies(books, shown) if reply.accepted)
        last = self._last_instant(shown, rule, received, more)
        self._due(books, shown, last)
        answer, late = self._answer(books, shown, rule, last)
        self._outcome(books, case, shown, rule, last, answer)
        kept = "late" if late and answer is None else str(shown.state)
        self._deadlines.append(
            Deadline(
                reference=case.application.reference,
                asking=books.code,
                consulted=shown.consulted,
                procedure=shown.procedure,
                rulebook=case.rulebook,
                received=received,
                last_instant=last,
                extended_by=more,
                outcome=kept,
                answer=shown.answer.answer if shown.answer is not None else "",
                closed_by=shown.closed_by,
            )
        )

    def _received(self, books: Books, shown: Consultation) -> datetime | None:
        """Return the instant of receipt, as both sides' journals have it."""
        here, subject = books.sent(shown.conversation_id, LetterType.REQUEST), shown.conversation_id
        if len(here) != 1:
            self._say(
                "request.missing", books.code, subject, f"{len(here)} requests in the journal"
            )
            return None
        receipt = here[0].receipt
        there = self._books[shown.consulted].came(subject, LetterType.REQUEST)
        if receipt is None or receipt.outcome is not ReceiptOutcome.ACCEPTED:
            return None
        if [(e.digest, e.at) for e in there] != [(here[0].digest, receipt.received)]:
            self._say("receipt.differs", books.code, subject, "the consulted one has another")
        return receipt.received

    def _replies(self, books: Books, shown: Consultation) -> Iterable[ExtensionReply]:
        for letter in books.sent(shown.conversation_id, LetterType.EXTENSION_REPLY):
            yield content_from_bytes(ExtensionReply, letter.body)

    def _last_instant(
        self, shown: Consultation, rule: Procedure, received: datetime, more: int
    ) -> datetime:
        period = statement.PERIODS.get(rule.code)
        if period is None or not statement.stated(shown.rulebook):  # a law of the plan's own
            of_asking = rule.period.calendar is CalendarRule.ASKING
            period = statement.AnswerPeriod(rule.period.working_days, of_asking)
        elif more > statement.MOST_DAYS_MORE[rule.code]:
            text = f"{more} working days more under {rule.code}"
            self._say("extension.too_long", shown.asking, shown.conversation_id, text)
        authority = shown.asking if period.of_asking else shown.consulted
        return slow_last_instant(authority, received, period.days + more)

    def _due(self, books: Books, shown: Consultation, last: datetime) -> None:
        there = self._books[shown.consulted].rows.get(shown.conversation_id)
        sides = [(books.code, books.rows[shown.conversation_id][2])]
        if there is not None:
            sides.append((shown.consulted, there[2]))
        for code, due in sides:
            if due != last:
                text = f"{due} and not {last}"
                self._say("deadline.wrong", code, shown.conversation_id, text)

    def _answer(
        self, books: Books, shown: Consultation, rule: Procedure, last: datetime
    ) -> tuple[ConsultationAnswer | None, bool]:
        """Return the answer that counts (the first that settles, else a reaction in time)."""
        counts: ConsultationAnswer | None = None
        late = False
        for letter in books.came(shown.conversation_id, LetterType.ANSWER):
            said = content_from_bytes(ConsultationAnswer, letter.body)
            settled = counts is not None and rule.option(counts.answer).settles
            if not in_time(letter, last):
                late = True
            elif not settled:
                counts = said
        return counts, late

    def _outcome(
        self,
        books: Books,
        case: Case,
        shown: Consultation,
        rule: Procedure,
        last: datetime,
        answer: ConsultationAnswer | None,
    ) -> None:
        state, subject = shown.state, shown.conversation_id
        silent = state is ConsultationState.SILENT
        given = shown.answer.answer if shown.answer is not None else ""
        if answer is not None and not silent:
            if given != answer.answer and state is not ConsultationState.SUPERSEDED:
                text = f"shows {given or 'nothing'}, the answer was {answer.answer}"
                self._say("outcome.differs", books.code, subject, text)
            elif rule.option(answer.answer).settles and state in ("running", "closing"):
                self._say("outcome.differs", books.code, subject, f"answered, and is {state}")
        elif state is ConsultationState.ANSWERED:
            self._say("outcome.differs", books.code, subject, "answered, without an answer in time")
        if silent:
            there = self._books[shown.consulted]
            decided = case.decision.decided_at if case.decision is not None else self._until
            for kind, text in check_silence(books, there, shown, last, decided):
                self._say(kind, books.code, subject, text)
            meant = statement.SILENT.get(shown.procedure, "")
            if statement.stated(shown.rulebook) and meant not in shown.silence_meaning.lower():
                self._say("silence.means", books.code, subject, shown.silence_meaning)
        grace = timedelta(seconds=self._rulebook(case.rulebook).closing.grace_s)
        if state is ConsultationState.RUNNING and last + grace + _SETTLING < self._until:
            self._say("deadline.unasked", books.code, subject, f"runs on since {last}")

    # --- one case ----------------------------------------------------------------------------

    def _case(self, books: Books, case: Case, asked: list[Consultation]) -> None:
        if case.state is not CaseState.DECIDED or case.decision is None:
            return
        decision, book = case.decision, self._rulebook(case.rulebook)
        acts = books.acts.get(case.case_id, [])
        examined = [act.at for act in acts if act.verb == "case.examined"]
        outcome = book.case(case.application.procedure).rule(decision.proposal.outcome)
        if outcome is None:
            text = f"a case of the kind {case.application.procedure} does not end so"
            self._say("outcome.unlawful", books.code, case.case_id, text)
            return
        if case.application.procedure in statement.NOT_EXAMINED:
            pass
        elif case.examination is None or not examined or examined[0] > decision.decided_at:
            self._say("case.unexamined", books.code, case.case_id, "decided without examination")
        else:
            seen = {each.origin for each in case.examination.registers}
            missing = {c for c in self._books if c != "EU"} - seen - {books.code}
            if missing:
                self._say("case.unexamined", books.code, case.case_id, f"not seen: {missing}")
        for each in asked:
            if each.state in _OPEN:
                text = f"decided while {each.consulted} is {each.state}"
                self._say("case.early", books.code, case.case_id, text)
        if book.four_eyes.required and decision.decided_by == decision.proposed_by:
            self._say("case.one_officer", books.code, case.case_id, decision.decided_by)
        decided = str(decision.proposal.outcome)
        if decided in statement.LETS_GO:
            self._grant(books, case, asked)
        if decided == "granted_in_part":
            self._parts(books, case, decision.proposal)
        if decided in statement.DENIALS:
            wanted = (str(EntryType.DENIAL_NOTIFIED), decision.denial_id or "")
            self._in_log(books, case, wanted)

    def _grant(self, books: Books, case: Case, asked: list[Consultation]) -> None:
        book = self._rulebook(case.rulebook)
        decision = case.decision
        if decision is None:
            return
        granted = {text.text for text in decision.proposal.conditions}
        decided = str(decision.proposal.outcome)
        for each in asked:
            rule = book.procedure(each.procedure)
            received = self._received(books, each)
            # What an amendment superseded was another question; its answer binds nobody.
            if received is None or each.state is ConsultationState.SUPERSEDED:
                continue
            more = sum(r.working_days for r in self._replies(books, each) if r.accepted)
            last = self._last_instant(each, rule, received, more)
            answer, _ = self._answer(books, each, rule, last)
            if answer is not None and each.state is not ConsultationState.SILENT:
                wanted = {text.text for text in answer.conditions}
                blocks = answer.answer in statement.BLOCKS.get(rule.code, ())
                binds = answer.answer in statement.CONDITIONS_BIND.get(rule.code, ())
                if blocks or (binds and not wanted <= granted):
                    text = f"{each.consulted} said {answer.answer}, which binds"
                    self._say("grant.over_objection", books.code, case.case_id, text)
            if decided in statement.EXPLAINED and rule.code in statement.GRANT_TOLD:
                self._in_log(books, case, (str(EntryType.GRANT_AFTER_CONSULTATION), case.case_id))

    def _parts(self, books: Books, case: Case, proposal: DecisionProposal) -> None:
        """Add up both parts, line by line, without the code that divided them."""
        divided = proposal.parts
        if divided is None:
            self._say("part.left_out", books.code, case.case_id, "granted in part, without parts")
            return
        for line, item in enumerate(case.application.transaction.items, start=1):
            found = [each for each in (*divided.granted, *divided.refused) if each.line == line]
            whole = [each for each in found if each.quantity is None and each.value is None]
            if len(whole) == len(found) == 1 or (divided.beside_lines and len(whole) == 2):  # noqa: PLR2004 - granted, and refused
                continue
            pieces = [each.quantity for each in found if each.quantity is not None]
            values = [each.value for each in found if each.value is not None]
            wrong = [
                name
                for name, parts, asked in (
                    ("quantity", pieces, item.quantity),
                    ("value", values, item.value),
                )
                if parts and sum(parts) != asked
            ]
            if wrong or whole or not (pieces or values):
                text = f"line {line}: {', '.join(wrong) or 'no amounts'}"
                self._say("part.left_out", books.code, case.case_id, text)

    def _in_log(self, books: Books, case: Case, wanted: tuple[str, str]) -> None:
        held = books.logs.get(books.code)
        if held is None or wanted not in held.subjects:
            self._say("act.missing", books.code, case.case_id, f"no {wanted[0]} in the own log")

    # --- registers ---------------------------------------------------------------------------

    def _registers(self) -> None:
        for origin, owner in self._books.items():
            own = owner.logs.get(origin)
            for code, books in self._books.items():
                held = books.logs.get(origin)
                if held is not None and slow_root(held.leaves) != held.root:
                    self._say("register.altered", code, origin, "the root is not its leaves'")
                if (held and (held.size, held.root)) != (own and (own.size, own.root)):
                    self._say("register.differs", code, origin, "not what its owner holds")


def in_time(letter: Letter, last: datetime) -> bool:
    """Say whether a letter was received, or sealed, before the last instant."""
    return letter.at < last or letter.header.created < last


def slow_root(leaves: tuple[bytes, ...]) -> bytes:
    """Compute a Merkle root from leaf hashes as RFC 9162, 2.1.1 writes it."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    pair = slow_root(leaves[:split]) + slow_root(leaves[split:])
    return hashlib.sha256(b"\x01" + pair).digest()
