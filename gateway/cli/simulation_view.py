"""What a person sees of a simulation and of a comparison of two."""

from __future__ import annotations

from gateway.cli.output import out, print_table
from gateway.sandbox.simulation.run import Comparison, SimulationReport

_SHOWN = 30


def show_report(report: SimulationReport) -> None:
    """Show what came of a simulation."""
    out.print(
        f"{report.cases} cases of {len(report.members)} members over {report.days} days in "
        f"{report.seconds} s (seed {report.seed}; {', '.join(report.rulebooks)})"
    )
    print_table("Cases", ("Outcome", "Cases"), sorted(report.outcomes.items()))
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


def show_comparison(both: Comparison) -> None:
    """Show two simulations, and what differs between them."""
    show_report(both.before)
    show_report(both.after)
    references = {each.reference for each in both.differences}
    print_table(
        f"{len(references)} cases differ (the first {_SHOWN} lines)",
        ("Case", "What", "Before", "After"),
        ((d.reference, d.field, d.before, d.after) for d in both.differences[:_SHOWN]),
    )
