"""Honest books of a quarter in which everything happens often, and what breaks one rule in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from gateway.domain.case import Case, CaseState, DecisionParts, LinePart, Outcome
from gateway.domain.consultation import Consultation, ConsultationState
from gateway.domain.denial import DecisionType, LegalBase
from gateway.domain.letter import EntryType, LetterType
from gateway.domain.notice import Notice
from gateway.wire.content import content_from_bytes, content_to_bytes
from gateway.wire.denials import denial_from_parts, denial_to_parts
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books, EntryRow, TaskRow

# --- what is in the books ------------------------------------------------------------------


def cases(books: Mapping[str, Books], **wanted: str) -> Iterator[tuple[Books, Case]]:
    """Yield the decided cases of a kind, or of an outcome."""
    for each in books.values():
        for case in each.cases.values():
            if case.decision is None or case.withdrawal is not None:
                continue
            outcome = str(case.decision.proposal.outcome)
            if wanted.get("kind", case.application.procedure) != case.application.procedure:
                continue
            if wanted.get("outcome", outcome) == outcome:
                yield each, case


def asked(books: Mapping[str, Books], procedure: str) -> Iterator[tuple[Books, Consultation]]:
    """Yield the consultations under a procedure, where they are asked."""
    for each in books.values():
        for model, ours, _ in each.rows.values():
            if ours and model.procedure == procedure:
                yield each, model


def rewrite(books: Books, model: Consultation, **changes: Any) -> None:
    _, ours, due = books.rows[model.conversation_id]
    books.rows[model.conversation_id] = (model.model_copy(update=changes), ours, due)


def redone(books: Books, case: Case, **changes: Any) -> None:
    books.cases[case.case_id] = case.model_copy(update=changes)


def entries(books: Books, *kinds: str) -> Iterator[tuple[int, EntryRow]]:
    found = enumerate(books.entries)
    return ((place, entry) for place, entry in found if entry.type in kinds)


def told(books: Books, entry: EntryRow) -> Notice:
    return content_from_bytes(Notice, entry.bodies[0])


def a_denial(books: Mapping[str, Books]) -> tuple[Books, int, EntryRow]:
    """A denial of a decision that refused an application whole."""
    return next(
        (each, place, entry)
        for each, case in cases(books, kind="application", outcome="refused")
        for place, entry in entries(each, EntryType.DENIAL_NOTIFIED)
        if case.decision is not None and entry.subject == case.decision.denial_id
    )


def rewritten(entry: EntryRow, **changes: Any) -> EntryRow:
    denial = denial_from_parts(entry.bodies).model_copy(update=changes)
    bodies = {place: body for place, (_, body) in enumerate(denial_to_parts(denial))}
    return replace(entry, bodies=bodies)


def a_notice(books: Mapping[str, Books], kind: str) -> tuple[Books, EntryRow]:
    return next(
        (each, entry)
        for each in books.values()
        for _, entry in entries(each, EntryType.NOTICE)
        if told(each, entry).kind == kind
    )


def a_letter(books: Mapping[str, Books]) -> tuple[Books, dict[str, Any]]:
    return next((each, letter) for each in books.values() for letter in each.informed)


# --- under which law -----------------------------------------------------------------------


def a_case_stands_under_another_law(books: dict[str, Books]) -> None:
    each, case = next(cases(books, kind="application"))
    redone(each, case, rulebook="EU-833-2014/2026-3")


def a_question_runs_under_another_law(books: dict[str, Books]) -> None:
    each, model = next(asked(books, "21(4)"))
    rewrite(each, model, rulebook="EU-833-2014/2026-3")


# --- who is asked --------------------------------------------------------------------------


def the_state_of_the_goods_is_not_asked(books: dict[str, Books]) -> None:
    """Every question under 14(1) is taken out of one granted case."""
    each, case = next(
        (each, each.cases[model.case_id or ""])
        for each, model in asked(books, "14(1)")
        if model.case_id in {c.case_id for _, c in cases(books, outcome="granted")}
        and model.state in ("answered", "silent")
    )
    each.rows = {
        key: row
        for key, row in each.rows.items()
        if (row[0].case_id, row[0].procedure) != (case.case_id, "14(1)")
    }


def who_denied_the_same_is_not_asked(books: dict[str, Books]) -> None:
    for each, model in [*asked(books, "16(5)")]:
        case = each.cases[model.case_id or ""]
        if case.decision is not None and case.withdrawal is None:
            del each.rows[model.conversation_id]


def who_denied_under_the_sanctions_law_is_asked_under_the_other(books: dict[str, Books]) -> None:
    each, model = next(
        (each, model)
        for each, model in (*asked(books, "2d(3)"), *asked(books, "1fc(3)"))
        if model.case_id
        and (decision := each.cases[model.case_id].decision) is not None
        and str(decision.proposal.outcome) in statement.GRANTS
    )
    rewrite(each, model, procedure="16(5)")


def another_is_asked_about_goods_that_are_not_there(books: dict[str, Books]) -> None:
    each, model = next(asked(books, "14(1)"))
    asking = model.request.transaction.model_copy(update={"goods_located_in": ("SE",)})
    rewrite(each, model, request=model.request.with_transaction(asking))


def others_are_asked_where_nothing_is_applied_for(books: dict[str, Books]) -> None:
    each, case = next(cases(books, kind="own_motion_4_1"))
    model = next(m for m, ours, _ in each.rows.values() if ours and m.case_id)
    rewrite(each, model, case_id=case.case_id)


# --- who is told ---------------------------------------------------------------------------


def a_refusal_without_a_denial(books: dict[str, Books]) -> None:
    each, place, _ = a_denial(books)
    del each.entries[place]


def a_denial_of_another_kind(books: dict[str, Books]) -> None:
    each, place, entry = a_denial(books)
    each.entries[place] = rewritten(entry, decision=DecisionType.REVOKE)


def a_denial_under_another_law(books: dict[str, Books]) -> None:
    each, place, entry = a_denial(books)
    each.entries[place] = rewritten(entry, legal_base=LegalBase.REG_428_2009)


def a_denial_under_another_article(books: dict[str, Books]) -> None:
    each, place, entry = a_denial(books)
    each.entries[place] = rewritten(entry, articles=("9(1)",))


def a_denial_of_more_than_was_refused(books: dict[str, Books]) -> None:
    each, case = next(cases(books, outcome="granted_in_part"))
    assert case.decision is not None
    place, entry = next(
        (place, entry)
        for place, entry in entries(each, EntryType.DENIAL_NOTIFIED)
        if entry.subject == case.decision.denial_id
    )
    denied = denial_from_parts(entry.bodies).transaction
    more = denied.with_items((*denied.items, denied.items[0]))
    each.entries[place] = rewritten(entry, transaction=more)


def a_denial_that_names_the_exporter(books: dict[str, Books]) -> None:
    each, place, entry = a_denial(books)
    case = next(c for _, c in cases(books) if c.decision and c.decision.denial_id == entry.subject)
    shown = denial_from_parts(entry.bodies).transaction.model_copy(
        update={"exporter": case.application.transaction.exporter}
    )
    each.entries[place] = rewritten(entry, transaction=shown)


def a_denial_for_some_only(books: dict[str, Books]) -> None:
    each, place, entry = a_denial(books)
    each.entries[place] = replace(entry, releases=("FR", "*"))


def a_requirement_without_a_letter(books: dict[str, Books]) -> None:
    each, letter = a_letter(books)
    each.informed.remove(letter)


def a_letter_under_another_article(books: dict[str, Books]) -> None:
    _, letter = a_letter(books)
    letter["article"] = "10(1)"


def a_notice_that_is_owed_and_forgotten(books: dict[str, Books]) -> None:
    each, entry = a_notice(books, "4(4)")
    for acts in each.acts.values():
        acts[:] = [act for act in acts if act.reference != entry.subject]


def without_notice(books: Mapping[str, Books]) -> tuple[Books, str]:
    return next(
        (each, subject)
        for each in books.values()
        for subject, acts in each.acts.items()
        if any(act.verb == "notice.not_provided" for act in acts)
    )


def one_officer_gives_no_notice(books: dict[str, Books]) -> None:
    each, subject = without_notice(books)
    each.acts[subject] = [act.model_copy(update={"actor": "first"}) for act in each.acts[subject]]


def without_a_notice_customs_are_forgotten(books: dict[str, Books]) -> None:
    each, subject = without_notice(books)
    each.every_task = [task for task in each.every_task if task.subject != subject]


def a_reader_has_no_word_for_its_customs(books: dict[str, Books]) -> None:
    _, entry = a_notice(books, "4(4)")
    for code in ("FR", "DE", "NL"):
        books[code].every_task = [e for e in books[code].every_task if e.subject != entry.subject]


def nobody_is_reminded(books: dict[str, Books]) -> None:
    first = books["DE"].every_task[0].opened
    books["DE"].every_task.append(TaskRow("notice.due", "DE-C-2027-99999", "4(4)", first))


def the_next_state_is_not_alerted(books: dict[str, Books]) -> None:
    each, number = next(
        (each, told_of.number)
        for each in books.values()
        for letters in each.letters.values()
        for letter in letters
        if letter.out
        and letter.type == "notice"
        and (told_of := content_from_bytes(Notice, letter.body)).kind == "7(2).route"
    )
    for conversation, letters in each.letters.items():
        each.letters[conversation] = [
            e
            for e in letters
            if e.type != "notice" or content_from_bytes(Notice, e.body).number != number
        ]


# --- licences ------------------------------------------------------------------------------


def a_licence_that_stands_though_it_was_suspended(books: dict[str, Books]) -> None:
    each, case = next(
        (each, case)
        for each, case in cases(books)
        if any(change.state == "suspended" for change in case.licence)
    )
    redone(each, case, licence=case.licence[:1])


def a_licence_longer_than_what_was_granted(books: dict[str, Books]) -> None:
    each, case = next(
        (each, case)
        for each, case in cases(books, outcome="granted_in_part")
        if case.decision is not None
        and case.decision.proposal.parts is not None
        and case.decision.proposal.parts.refused_from is not None
    )
    licence = next(one for one in each.licences if one["case_id"] == case.case_id)
    licence["valid_until"] = None


def a_use_of_which_nobody_is_told(books: dict[str, Books]) -> None:
    for each in books.values():
        for use in (one for told_of in each.uses.values() for one in told_of):
            use["stood"] = not use["stood"]


# --- stops ---------------------------------------------------------------------------------


def a_stop_that_is_counted_from_the_question(books: dict[str, Books]) -> None:
    each, model = next((e, m) for e, m in asked(books, "21(4)") if m.stop_clock)
    later = model.stop_clock.model_copy(  # type: ignore[union-attr]
        update={"last_instant": model.stop_clock.last_instant + timedelta(days=1)}  # type: ignore[union-attr]
    )
    rewrite(each, model, stop_clock=later)


def a_stop_whose_end_nobody_learns(books: dict[str, Books]) -> None:
    for each, model in [*asked(books, "21(4)")]:
        each.every_task = [task for task in each.every_task if task.kind != "stop.ended"]
        rewrite(each, model, state="unconfirmed", answered_at=None)


def the_end_of_a_stop_is_told_to_nobody(books: dict[str, Books]) -> None:
    each, entry = a_notice(books, "21(4)")
    for acts in each.acts.values():
        acts[:] = [act for act in acts if act.reference != entry.subject]


# --- reviews and courts --------------------------------------------------------------------


def a_publication_before_all_have_notified(books: dict[str, Books]) -> None:
    _, entry = a_notice(books, "5(4)")
    notice = content_from_bytes(Notice, entry.bodies[0])
    early = notice.model_copy(
        update={"kind": "5(6)", "number": "EU-N-2027-99999", "about": notice.number}
    )
    books["EU"].entries.append(
        replace(entry, idx=999, subject=early.number, bodies={0: content_to_bytes(early)})
    )


def a_period_of_review_that_is_too_short(books: dict[str, Books]) -> None:
    _, entry = a_notice(books, "5(4)")
    books["FR"].dues["collective.review", entry.subject] = "2027-02-01T00:00:00+01:00"


def a_denial_that_stands_though_it_was_set_aside(books: dict[str, Books]) -> None:
    number = next(e.subject for b in books.values() for _, e in entries(b, "denial.revoked"))
    books["NL"].denial_states[number] = "valid"


def who_is_asked_on_about_what_stands_no_more(books: dict[str, Books]) -> None:
    gone = {
        number[:2]: number
        for number, state in books["EU"].denial_states.items()
        if state == "revoked"
    }
    each, model = next(
        (each, model)
        for procedure in ("16(5)", "2d(3)", "1fc(3)")
        for each, model in asked(books, procedure)
        if model.consulted in gone
    )
    about = model.request.model_copy(update={"denials": (gone[model.consulted],)})
    rewrite(each, model, request=about, state="running", ended_denials=())


def a_question_that_did_not_wait_for_the_court(books: dict[str, Books]) -> None:
    standing = {n for n, state in books["DE"].denial_states.items() if state == "valid"}
    each, model = next(
        (each, model)
        for each, model in asked(books, "16(5)")
        if set(model.request.denials) & standing
    )
    rewrite(each, model, ended_denials=model.request.denials)


# --- silence -------------------------------------------------------------------------------


def a_silence_that_means_what_the_article_does_not_say(books: dict[str, Books]) -> None:
    each, model = next(
        (each, model)
        for procedure in statement.SILENT
        for each, model in asked(books, procedure)
        if model.state == "silent"
    )
    rewrite(each, model, silence_meaning="That counts as an objection.")


# --- what both sides hold ------------------------------------------------------------------


def ours(
    books: Mapping[str, Books], wanted: Callable[[Consultation], bool]
) -> tuple[Books, Consultation]:
    """Find a consultation at its asking authority."""
    return next(
        (each, model)
        for each in books.values()
        for model, asking, _ in each.rows.values()
        if asking and wanted(model)
    )


def an_answered(books: Mapping[str, Books]) -> tuple[Books, Consultation]:
    return ours(books, lambda model: model.state is ConsultationState.ANSWERED)


def a_silent(books: Mapping[str, Books]) -> tuple[Books, Consultation]:
    def silent(model: Consultation) -> bool:
        return model.state is ConsultationState.SILENT and model.closed_by == "both"

    return ours(books, silent)


def a_decided(books: Mapping[str, Books]) -> tuple[Books, Case]:
    return next(
        (each, case)
        for each, case in cases(books, kind="application")
        if case.state is CaseState.DECIDED
    )


def decided(books: Books, case: Case, **changes: Any) -> None:
    """Write another decision into a case."""
    assert case.decision is not None
    proposal = case.decision.proposal.model_copy(update=changes)
    redone(books, case, decision=case.decision.model_copy(update={"proposal": proposal}))


def a_deadline_that_was_moved(books: dict[str, Books]) -> None:
    asking, model = an_answered(books)
    _, ours, due = asking.rows[model.conversation_id]
    assert due is not None
    asking.rows[model.conversation_id] = (model, ours, due - timedelta(days=1))


def an_answer_that_is_shown_as_silence(books: dict[str, Books]) -> None:
    asking, model = an_answered(books)
    rewrite(asking, model, state=ConsultationState.SILENT, closed_by="both", answer=None)


def another_answer_than_the_journal_has(books: dict[str, Books]) -> None:
    asking, model = an_answered(books)
    assert model.answer is not None
    rewrite(asking, model, answer=model.answer.model_copy(update={"answer": "objection_not"}))


def a_silence_without_the_other_sides_statement(books: dict[str, Books]) -> None:
    asking, model = a_silent(books)
    letters = asking.letters[model.conversation_id]
    letters[:] = [each for each in letters if each.type is not LetterType.CLOSING_STATEMENT]


def a_silence_that_only_one_side_shows(books: dict[str, Books]) -> None:
    _, model = a_silent(books)
    del books[model.consulted].rows[model.conversation_id]


def a_silence_by_an_officer_whom_no_act_names(books: dict[str, Books]) -> None:
    asking, model = a_silent(books)
    rewrite(asking, model, closed_by="officer:nobody")


def a_grant_over_a_binding_objection(books: dict[str, Books]) -> None:
    """And no licence was made of it."""

    def objects(model: Consultation) -> bool:
        return model.answer is not None and model.answer.answer == "objection"

    asking, model = ours(books, objects)
    decided(asking, asking.cases[model.case_id or ""], outcome=Outcome.GRANTED)


def a_part_that_is_neither_granted_nor_refused(books: dict[str, Books]) -> None:
    asking, case = next(cases(books, kind="application"))
    quantity = case.application.transaction.items[0].quantity
    assert quantity is not None
    left_out = DecisionParts(
        granted=(LinePart(line=1, quantity=quantity),),
        refused=(LinePart(line=1, quantity=Decimal(1)),),
    )
    decided(asking, case, outcome=Outcome.GRANTED_IN_PART, parts=left_out)


def an_outcome_that_the_kind_of_case_does_not_know(books: dict[str, Books]) -> None:
    """And its licence is of no grant."""
    decided(*a_decided(books), outcome=Outcome.TRANSIT_ALLOWED)


def a_decision_without_examination(books: dict[str, Books]) -> None:
    redone(*a_decided(books), examination=None)


def a_letter_whose_bytes_were_altered(books: dict[str, Books]) -> None:
    asking, model = an_answered(books)
    letters = asking.letters[model.conversation_id]
    letters[0] = replace(letters[0], sound=False)


def registers_that_differ(books: dict[str, Books]) -> None:
    held = books["NL"].logs["DE"]
    books["NL"].logs["DE"] = replace(held, size=held.size - 1, leaves=held.leaves[:-1])
