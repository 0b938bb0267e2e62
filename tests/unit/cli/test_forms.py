"""The forms of commands that README, guides and pages show: they stay, whatever makes a command.

Each is a form as somebody has learned it: its words, its arguments by place, its options.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.commands import check_command

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FORMS = """
case add-end-user CASE FILE --reference R
case amend CASE FILE --reason WHY
case assess CASE FILE
case examination rerun CASE 1
case examination show CASE 1
case examinations CASE
case final-assessment DENIAL --outcome OUTCOME --on DAY --ground GROUND
case judge CASE DENIAL --confirm --reason WHY
case judge CASE DENIAL --dismiss --again --reason WHY
case let-in CASE --reason WHY --to NAME --out NAME
case list --state consulting --xlsx cases.xlsx
case looked CASE 1 --note NOTE
case open-restricted CASE --reason WHY
case propose CASE --outcome OUTCOME --considered PROCEDURE/AUTHORITY=TEXT --explanation E
case propose CASE --outcome OUTCOME --examination 1 --stale-register FR --explanation E
case propose CASE --outcome O --licence-number L --valid-from DAY --valid-until DAY --explanation E
case propose CASE --outcome O --grant-lines 1,2=40 --refuse-lines 2=60,3 --explanation E
case rely CASE CONVERSATION --circumstances WORDS
case restrict CASE --reason-class source_protection --reason WHY --to Brandt
case restricted
case sensitive CASE
case unrestrict CASE --reason WHY
case watch
case watch-seen CASE DENIAL --reason WHY
case withdraw CASE --determined --reason WHY
consultation confirm-silence CONSULTATION --note NOTE
consultation export --out FILE --mapping portal-consultations
consultation import FILE --mapping portal-consultations
consultation past
consultation record received CONSULTATION --at INSTANT --means post
consultation refuse-record CONSULTATION 1 --reason WHY
denial amend DENIAL FILE
denial due --own
denial import FILE --way own --marked COPY.xlsx
denial import FILE --way own --mapping nsg
denial import denials.xlsx --way initial --mapping ours.toml --dry-run
denial mapping check ours.toml
denial mapping list
denial mapping show portal --out ours.toml
denial review DENIAL --outcome renewed
denial search --name NAME --exhaustive
denial set-aside DENIAL --way WAY --body COURT --reference NUMBER --on DAY
denial show DENIAL --json
document add FILE --title TITLE --language en --case CASE
document fetch SHA256 --consultation CONSULTATION
document get SHA256 --case CASE --out FILE
document put FILE --consultation CONSULTATION
document put certificate.pdf --case CASE
informed answers CASE
informed ask CASE --of FR --of NL
informed list
informed withdraw NUMBER WORDS
job show ID
job stop ID
licence ask DE-L-2026-00001 --of DE --on 2026-12-12
licence list
licence renewal NUMBER --reference REF --out FILE
licence reverse NUMBER MRN --reason WHY
licence show NUMBER
licence use NUMBER MRN --at INSTANT --quantity 1=40 --value 1=12000
notice confirm-left-out CASE
notice kinds
notice kinds '25(2)' --token @token
notice leave-out CASE '4(4)' WORDS --reason security
notice publish detection.json --to FR --to NL
notice publish detection.json --to all
notice publish front.json
notice recall NUMBER MEMBER WORDS
officer add NAME --role enforcement --save elan.token
officer certificate bind elan elan.pem
officer certificate withdraw elan ID
officer console-link Vogel --at https://desk.example
officer token new NAME --days 90
officer token withdraw NAME ID
register entries FR
register export --mapping nsg --out FILE
register follow DE --write-again 12 --reason WHY
register follow ORIGIN --set-aside --from MEMBER --reason WHY
register prove --origin FR --index 12 --without-contents --out FR-12.tlog-proof
register prove FR-2026-00017 --out FR-2026-00017.tlog-proof
register reconcile denials.xlsx --mapping ours.toml --out differences.xlsx
register status
register sync
register troubles
register verify ORIGIN
report accountability YEAR
report call
report call 2024/214/2025-3
report collection COLLECTION
report corrigendum COLLECTION WORDS --title TITLE --publish-on DAY
report customs REFERENCE
report data behind 2025 TABLE 'refuse|*|*'
report data clear LETTER --all-else
report data form 2025 FILE.xlsx
report data propose 2025 --reason WHY
report data questions
report data reply LETTER WORDS --with confirmed
report data sign 2025 DIGEST
report data tables
report draft COLLECTION --whole
report edition COLLECTION --number 1 --embargoed --write edition.json
report freeze COLLECTION --title TITLE --publish-on DAY --earlier FILE
report late COLLECTION
report open classify CASE CLASS
report open prepare
report open release NUMBER
report open write FOLDER --address URL
report provenance COLLECTION TABLE --at CODE --edition 1
report question COLLECTION WORDS --state DE --table TABLE --at CODE
report release COLLECTION --consulted DAY
report round COLLECTION --until DAY
report set-aside COLLECTION WHY
report submissions COLLECTION --state DE
retention hold CASE --reason-class audit --reason WHY
retention run --dry-run
retention show
review extend NUMBER --days 10 --reason WHY
review find NUMBER --outcome requirement
review publish NUMBER
review record NUMBER AT --outcome requirement --on DAY --by WHO --means post --proof letter.pdf
review tally NUMBER
task close 1 --note NOTE
task list
waiting agree NUMBER
waiting list
waiting refuse NUMBER --reason WHY
waiting show NUMBER
webhook add https://x.example/comity --type comity.consultation.answered --save secret
webhook end ID
webhook list
webhook replay ID --begin CURSOR
webhook secret ID --save secret
webhook show ID
""".strip().splitlines()
NOUNS = {each.split()[0] for each in FORMS}
SHOWN = re.compile(r"(?<![\w./-])comity ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)+)")
LOCAL = {"register verify-proof", "register verify-fraud", "report demo", "report docx",
         "report publish"}  # fmt: skip
"""Which need no node: tests of their own hold them."""


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_a_page_shows_stays(form: str) -> None:
    check_command(f"comity {form}")


def test_each_form_that_a_page_shows_is_listed() -> None:
    known = {tuple(each.split()) for each in FORMS}
    missing = set()
    for path in PAGES:
        if path.name == "cli.md" or path.parent.name == "adr":
            continue
        for words in SHOWN.findall(path.read_text("utf-8")):
            said = words.split()
            if said[0] not in NOUNS or any(words.startswith(each) for each in LOCAL):
                continue
            if not any(form[:2] == tuple(said[:2]) for form in known):
                missing.add(f"{path.name}: {words}")
    assert missing == set()
