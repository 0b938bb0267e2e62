"""`comity sandbox simulate`: months or years pass in a federation, and a checker looks at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.output import JsonFlag, err, out, print_json, print_table

if TYPE_CHECKING:
    from lab.simulation.checking.violations import Violation
    from lab.simulation.plan import SimulationPlan
    from lab.simulation.run import Comparison, SimulationReport

_SHOWN = 30
_StartOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="First day, a working day; 2026-01-05 for a year whose second half is under the law "
        "of 1 June 2026. Absent: 2027-01-04.",
    ),
]


def _show_report(report: SimulationReport) -> None:
    """Show what came of a simulation."""
    out.print(
        f"{report.cases} cases of {len(report.members)} members over {report.days} days in "
        f"{report.seconds} s (seed {report.seed}; {', '.join(report.rulebooks)})"
    )
    print_table("Cases", ("Outcome", "Cases"), sorted(report.outcomes.items()))
    rows = [(k, o, n) for k, each in report.kinds.items() for o, n in sorted(each.items())]
    print_table("Kinds", ("Kind", "Outcome", "Cases"), rows)
    print_table("Dealt", ("What", "How often"), report.dealt.items())
    print_table("Law", ("Rulebook", "Cases"), sorted(report.laws.items()))
    print_table("Deadlines", ("What came of them", "Periods"), sorted(report.kept.items()))
    if report.refused:
        print_table("Refused to officers", ("Act: reason", ""), sorted(report.refused.items()))
    print_table("Seconds", ("Part", "s"), sorted(report.spent_s.items()))
    if not report.violations:
        out.print("The independent checker found nothing.")
        return
    print_table(
        f"{len(report.violations)} violations",
        ("Kind", "Member", "Subject", ""),
        ((v.kind, v.member, v.subject, v.text) for v in report.violations[:_SHOWN]),
    )


def _show_comparison(both: Comparison) -> None:
    """Show two simulations, and what differs between them."""
    _show_report(both.before)
    _show_report(both.after)
    references = {each.reference for each in both.differences}
    print_table(
        f"{len(references)} cases differ (the first {_SHOWN} lines)",
        ("Case", "What", "Before", "After"),
        ((d.reference, d.field, d.before, d.after) for d in both.differences[:_SHOWN]),
    )


def simulate(
    members: Annotated[
        str, typer.Option(help="all (27 States, one authority each, and EU), or e.g. DE,FR,NL.")
    ] = "all",
    cases: Annotated[int, typer.Option(min=1, help="Applications over the whole time.")] = 100,
    days: Annotated[int, typer.Option(min=5, help="Days that pass.")] = 90,
    seed: Annotated[int, typer.Option(help="Decides all that chance decides.")] = 1,
    start: _StartOption = None,
    suite: Annotated[str, typer.Option(help="classic or hybrid signatures.")] = "classic",
    rulebook: Annotated[
        list[Path] | None, typer.Option(help="One more rulebook file; may be repeated.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Run again with this rulebook too, and show what differs.")
    ] = None,
    shares: Annotated[
        Path | None,
        typer.Option(help="How much of what is dealt: a file like lab/simulation/shares.toml."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Let months or years pass in a federation, and check what came of every case.

    Exit 1 when the independent checker finds something.
    """
    import logging

    import structlog

    from lab.simulation.plan import SimulationPlan, first_instant, members_named
    from lab.simulation.shares import read_shares, shipped_shares

    # What 28 nodes have to say of simulated outages is for their logs, of which there are none.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    plan = SimulationPlan(
        members=members_named(members),
        cases=cases,
        days=days,
        seed=seed,
        start=first_instant(start),
        suite=suite,
        rulebooks=tuple(rulebook or ()),
        shares=shipped_shares() if shares is None else read_shares(shares),
    )
    if _told(plan, compare, as_json=as_json):
        raise typer.Exit(1)


def _told(plan: SimulationPlan, compare: Path | None, *, as_json: bool) -> tuple[Violation, ...]:
    """Run a plan, or the plan under two laws, show what came of it, return what was found."""
    from lab.simulation.run import rehearse, simulate

    def say(line: str) -> None:
        if not as_json:
            err.print(f"[dim]{line}[/]", soft_wrap=True)

    if compare is not None:
        both = rehearse(plan, compare, say=say)
        if as_json:
            print_json(both.model_dump(mode="json"))
        else:
            _show_comparison(both)
        return (*both.before.violations, *both.after.violations)
    report = simulate(plan, say=say)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        _show_report(report)
    return report.violations
