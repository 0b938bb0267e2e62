"""Changes of the law that may come: files that extend the rulebook of the day.

Their blocks lie in `tests/assets/reforms`; what is made of them is a version of its own, in force
from the first of February 2027 on. `decided_otherwise` is a reading of today decided the other way.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gateway.domain.rulebook import Shelf, load_rulebook, parse_rulebook, shipped_rulebooks
from gateway.domain.rulebook.doubts import otherwise
from tests.support.federation_case import CaseFederation

REFORMS = Path(__file__).parents[1] / "assets" / "reforms"
VERSION = "EU-2021-821/2027-1"

_HEAD = f'version = "{VERSION}"\nextends = "2026-3"\nin_force_from = 2027-02-01\n'


def majority_5_6(folder: Path) -> Path:
    """Write the file in which Article 5(6) asks a qualified majority."""
    block = _block("majority-5-6")
    reviews = (f'[[collective_review]]\ncode = "{code}"\n{block}' for code in ("5(5)", "5(7)"))
    file = folder / "majority.toml"
    file.write_text("\n".join((_HEAD, *reviews)), encoding="utf-8")
    return file


def opinion(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the file in which the Commission gives an opinion beside Article 14(1).

    Args:
        folder: Where.
        changes: What stands otherwise in the block, old and new.
    """
    block = _block("opinion")
    for old, new in changes:
        assert old in block, old
        block = block.replace(old, new, 1)
    called = 'procedures = ["14(1)", "16(5)", "14a"]\n'
    kinds = (f'[[case]]\ncode = "{code}"\n{called}' for code in ("application", "licence_widened"))
    file = folder / "opinion.toml"
    file.write_text("\n".join((_HEAD, block, *kinds)), encoding="utf-8")
    return file


def asking_agrees(federation: CaseFederation) -> CaseFederation:
    """Let the asking authority agree to more time under 14(1), or refuse it: doubt D2."""
    return decided_otherwise(federation, "D2")


def decided_otherwise(federation: CaseFederation, doubt: str) -> CaseFederation:
    """Decide a doubt the other way, for all cases of a federation."""
    today = load_rulebook("EU-2021-821/2026-3")
    text = otherwise(today, doubt, version="EU-2021-821/2026-902", begins=date(2026, 1, 1))
    return _under(federation, text)


def members_count(federation: CaseFederation, *, implied: bool = True) -> CaseFederation:
    """Let 5(5) to 5(7) count the States that are here, and the imposing one by its notice."""
    finding = 'implied = "requirement"\n' if implied else ""
    gone = ", ".join(f'"collective_review {code} / by_hand_notice"' for code in ("5(5)", "5(7)"))
    text = (
        'version = "EU-2021-821/2026-905"\nextends = "2026-3"\nin_force_from = 2026-01-01\n'
        f"remove = [{gone}]\n"
        f'[[collective_review]]\ncode = "5(5)"\n{finding}counts = "members_here"\n'
        '[[collective_review]]\ncode = "5(7)"\ncounts = "members_here"\n'
    )
    return _under(federation, text)


def _under(federation: CaseFederation, text: str) -> CaseFederation:
    """Let every node of a federation begin its cases under a file that extends the law."""
    shelf = Shelf((*shipped_rulebooks().books, parse_rulebook("reform.toml", text.encode())))
    for desk in federation.desks.values():
        desk.node.office.law.shelf = shelf
    return federation


def _block(name: str) -> str:
    return (REFORMS / f"{name}.toml").read_text(encoding="utf-8")
