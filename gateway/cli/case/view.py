"""A case and a consultation as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.panel import Panel

from gateway.cli.case.judge import judgement_lines
from gateway.cli.examination_view import show_scope
from gateway.cli.output import out, print_table


def show_case(case: dict[str, Any]) -> None:
    """Print a case: who wants what, what was found, who was asked, what was decided."""
    application = case["application"]
    transaction = application["transaction"]
    items = "; ".join(item["description"] for item in transaction["items"])
    lines = [
        f"[bold]{case['case_id']}[/]  {case['state']}   application {application['reference']}",
        f"{escape(items)} to {transaction['destination']}",
        f"end-user: {escape(party_name(transaction['end_user']))}",
        f"{application['procedure']}, filed {case['filed_at']}, rulebook {case['rulebook']}",
        *_relations(case),
    ]
    if case["assessment"]:
        lines += assessment_lines(case["assessment"], case["assessment_release"])
    elif case["assessment_required"]:
        lines.append("[bold yellow]the human-rights assessment is still missing[/]")
    out.print(Panel("\n".join(lines), title="Case", title_align="left"))
    for text in case["attention"]:
        out.print(f"[bold yellow]look at[/] {escape(text)}")
    _show_amendments(case)
    for trigger in case["triggers"]:
        word = "applies" if trigger["applies"] else "does not apply"
        out.print(f"Article {trigger['procedure']} {word}: {escape('; '.join(trigger['reasons']))}")
    if case["examination"]:
        out.print(f"Examination {case['examinations']}, the newest:")
        show_examination(case["examination"])
    for consultation in case["consultations"]:
        show_consultation(consultation)
    _show_decision(case)
    print_table(
        "What happened",
        ("When", "Who", "What", ""),
        ((act["at"], act["actor"], act["verb"], act["text"]) for act in case["acts"]),
    )


def show_examination(examination: dict[str, Any]) -> None:
    """Print the denials that were found, with the reasons for party and item."""
    show_scope(examination)
    hits = examination["hits"]
    _show_hits(
        f"Denials found among {examination['denials_in_scope']} that are valid",
        [hit for hit in hits if hit["match_class"] != _SAME_PARTY],
    )
    of_party = [hit for hit in hits if hit["match_class"] == _SAME_PARTY]
    if of_party:
        _show_hits("Same or likely same party, other goods as it seems", of_party)
    for each in examination["more_of_party"]:
        whose = each["relayed_from"] or each["authority"]
        out.print(f"and {each['count']} more denials of this party by {escape(whose)}, not shown")


_SAME_PARTY = "same_party"


def _show_hits(title: str, hits: list[dict[str, Any]]) -> None:
    print_table(
        title,
        ("Denial", "Class", "Score", "Party", "Item", "Consult", "Officers"),
        (
            (
                hit["denial_id"] + (f" ({hit['relayed_from']})" if hit["relayed_from"] else ""),
                hit["match_class"].replace("_", " "),
                f"{hit['score']:.2f}",
                _reasoned(hit["party"]),
                _reasoned(hit["item"]),
                "yes" if hit["consult"] else "",
                "\n".join(judgement_lines(hit)),
            )
            for hit in hits
        ),
    )


def _reasoned(side: dict[str, Any]) -> str:
    return "\n".join([f"{side['score']:.2f}", *side["reasons"]])


def show_consultation(consultation: dict[str, Any]) -> None:
    """Print one consultation with its clock and answer."""
    lines = [
        (
            f"{consultation['asking']} asks {consultation['consulted']} under Article "
            f"{consultation['procedure']}: [bold]{consultation['state']}[/]"
        ),
        *_clock(consultation.get("deadline")),
    ]
    lines += _assessments(consultation)
    if answer := consultation["answer"]:
        lines.append(f"answer: [bold]{answer['answer']}[/] ({consultation['answer_timing'] or ''})")
        lines += [escape(text["text"]) for text in answer["explanation"]]
    lines += _standing(consultation)
    if consultation["silence_meaning"]:
        lines.append(escape(consultation["silence_meaning"]))
    if consultation["closed_by"]:
        lines.append(f"closed by {consultation['closed_by']}")
    if consultation["oral_objection"]:
        lines.append("[bold yellow]an oral objection is noted; silence has no effect[/]")
    if wish := consultation["extension_pending"]:
        who = consultation.get("extension_by") or consultation["consulted"]
        lines.append(f"{who} asks for {wish['working_days']} working days more")
    out.print(
        Panel(
            "\n".join(lines),
            title=f"Consultation {consultation['conversation_id']}",
            title_align="left",
        )
    )


def _beside(consultation: dict[str, Any]) -> Iterator[str]:
    """Say what passed beside the question and its answer, and what stands beside it."""
    if consultation.get("sealed"):
        yield "[bold yellow]recalled by its sender: its contents are sealed[/]"
    if consultation.get("forwarded_to"):
        yield f"with {consultation['forwarded_to']} now; the period runs on"
    if given_by := (consultation["answer"] or {}).get("given_by"):
        yield f"given by {given_by} for its State"
    for each in consultation.get("corrections", ()):
        yield f"corrected by letter {each}"
    for each in consultation.get("same_transaction", ()):
        yield f"another State asks about the same transaction, as it seems: {each}"
    for each in consultation["request"].get("relations", ()):
        kind = each["kind"].replace("_", " ")
        yield f"{kind}: {escape(each['system'])} {escape(each['reference'])}"


def _standing(consultation: dict[str, Any]) -> Iterator[str]:
    """Say what stands beside the answer: a proposal, a settlement, stopped goods, an end."""
    if proposed := consultation.get("answer_proposed"):
        who = escape(consultation["answer_proposed_by"])
        yield f"proposed by {who}: [bold]{proposed['answer']}[/]; a second officer confirms"
    if settled := consultation.get("settled_answer"):
        yield (
            f"settled by {consultation['settled_by']} for its State: [bold]{settled['answer']}[/]"
        )
    if stop := consultation.get("stop"):
        words = stop["state"].replace("_", " ")
        when = _stopped(stop, consultation.get("deadline"))
        yield f"goods: [bold]{words}[/]{when}. {escape(stop['sentence'])}"
    if consultation.get("information"):
        words = {"wanted": "more information is wanted", "supplied": "information supplied"}
        yield f"{words[consultation['information']]}; an answer is due, the period runs on"
    if consultation.get("ended_denials"):
        yield f"no longer about: {', '.join(consultation['ended_denials'])}"
    if consultation.get("ended_because"):
        yield f"ended: {escape(consultation['ended_text'])}"
    yield from _beside(consultation)


def _stopped(stop: dict[str, Any], deadline: dict[str, Any] | None) -> str:
    """Say since or until when; the end of a period is the last hour of its last day."""
    if not stop["at"]:
        return ""
    if deadline is None or stop["at"] != deadline["last_instant"]:
        return f" ({stop['at']})"
    until = "until " if stop["state"] == "held" else ""
    return f" ({until}{deadline['last_day']} 23:59:59 {deadline['time_zone']})"


def _clock(deadline: dict[str, Any] | None) -> Iterator[str]:
    if deadline is None:
        yield "not yet received there; no period runs"
        return
    yield (
        f"last instant [bold]{deadline['last_day']} 23:59:59[/] {deadline['time_zone']}: "
        f"{deadline['working_days']} working days from the receipt {deadline['received']}"
    )
    free = [skip for skip in deadline["skipped"] if skip["reason"] not in ("Saturday", "Sunday")]
    if free:
        named = "; ".join(f"{skip['date']} {skip['reason']}" for skip in free)
        yield f"not counted besides weekends: {escape(named)}"


def _relations(case: dict[str, Any]) -> Iterator[str]:
    """Say how a case stands to others, from either side, and how its licence stands."""
    application = case["application"]
    if application["concerns"]:
        yield f"about the licence of {application['concerns']}"
    for each in application["relations"]:
        kind = each["kind"].replace("_", " ")
        yield f"{kind}: {escape(each['system'])} {escape(each['reference'])}"
    for each in case["related"]:
        yield f"{each['case_id']} {each['kind'].replace('_', ' ')} this one"
    for each in case["relied_on"]:
        yield (
            f"relies on our answer to {each['asking']} in {escape(each['case_reference'])}: "
            f"{each['answer']}; {escape(each['circumstances']['text'])}"
        )
    for each in case["licence"]:
        state = each["state"].replace("_", " ")
        yield f"licence [bold]{state}[/] since {each['at']} by {each['by_case']}"


def _show_amendments(case: dict[str, Any]) -> None:
    if not case["amendments"]:
        return
    print_table(
        "Amendments",
        ("When", "Who", "What", "Why"),
        (
            (
                each["at"],
                each["by"],
                "\n".join(
                    ("material: " if change["material"] else "") + change["reason"]
                    for change in each["changes"]
                ),
                each["reason"]["text"],
            )
            for each in case["amendments"]
        ),
    )


def _show_decision(case: dict[str, Any]) -> None:
    if decision := case["decision"]:
        proposal = decision["proposal"]
        text = (
            f"[bold]{proposal['outcome']}[/], proposed by {escape(decision['proposed_by'])}, "
            f"decided by {escape(decision['decided_by'])} at {decision['decided_at']}"
        )
        if decision["denial_id"]:
            text += f"\ndenial {decision['denial_id']} is in the register"
        out.print(Panel(text, title="Decision", title_align="left"))
    elif proposal := case["proposal"]:
        out.print(
            f"proposed: [bold]{proposal['outcome']}[/] by {escape(case['proposed_by'])}; "
            "a second officer decides"
        )


def party_name(stated: dict[str, Any]) -> str:
    """Return the principal name of a stated party, or in what state it is."""
    if stated.get("value"):
        return str(stated["value"]["names"][0])
    reason = f" ({stated['reason']})" if stated.get("reason") else ""
    return f"{stated['state']}{reason}"


def _assessments(consultation: dict[str, Any]) -> list[str]:
    """Return the assessment of each side, each under its authority's name."""
    asked = consultation["request"]["transaction"].get("human_rights")
    own = (consultation["answer"] or {}).get("human_rights")
    lines = []
    for who, assessed in ((consultation["asking"], asked), (consultation["consulted"], own)):
        if assessed:
            lines += [f"{who} has assessed:", *assessment_lines(assessed)]
    return lines


_HARMS = {
    "internal_repression": "internal repression",
    "human_rights_violations": "serious violations of human rights",
    "humanitarian_law_violations": "serious violations of international humanitarian law",
}


def assessment_lines(assessment: dict[str, Any], release: str = "") -> list[str]:
    """Return a human-rights assessment as lines of a page.

    Args:
        assessment: As the node shows it.
        release: What the others see of it, where it is our own.
    """
    feared = [words for field, words in _HARMS.items() if assessment[field]]
    if assessment["serious_violations"] and not any(
        assessment[field] for field in ("human_rights_violations", "humanitarian_law_violations")
    ):
        feared.append("serious violations of human rights or humanitarian law")
    lines = [
        f"human-rights risk: {assessment['risk']}"
        + (f" ({', '.join(feared)} to be feared)" if feared else "")
        + (", summary only" if assessment["summary_only"] else "")
    ]
    if assessment["follows"]:
        words = escape(assessment["follows_text"])
        lines.append(f"  follows: {', '.join(assessment['follows'])} {words}".rstrip())
    if assessment["due_diligence"]:
        lines.append(f"  the exporter's due diligence: {escape(assessment['due_diligence'])}")
    if release == "summary":
        lines.append("  others see the summary only")
    return lines
