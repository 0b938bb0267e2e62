"""Makes the files that nodes of a release leave behind, for later versions to open.

    python -m tests.support.release_story tests/assets/VERSION

It is run once for a release, with the code of that release. What it makes is described in
`tests/assets/0.2/README.md`; `tests/federation/test_release_files.py` opens it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from sqlalchemy import Connection, make_url, select

from gateway.casework.accounts.officers import make_officer
from gateway.casework.annual.editions import get_edition
from gateway.casework.annual.questions import QuestionDraft
from gateway.casework.annual.questions import ask as ask_state
from gateway.casework.cases.records import evidence_of, evidence_of_consultation
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.denials.denials import review_denial
from gateway.casework.denials.register_entries import prove_denial
from gateway.casework.handlers.workflow_steps import sweep as sweep_dates
from gateway.casework.imports import ImportReport, Way, import_denials
from gateway.casework.letters.correction import correct
from gateway.casework.letters.information_request import (
    ask_information,
    reply_information,
    supplement,
)
from gateway.casework.letters.recall import recall
from gateway.casework.letters.standing_answers import give_standing
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import Application, Case, DecisionProposal, Outcome
from gateway.domain.consultation import ConsultationAnswer, DenialAnswer
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    StandardAnswer,
    StandingAnswer,
    StandingScope,
    Supplement,
)
from gateway.domain.denial import Ground, ReviewOutcome
from gateway.domain.letter import LetterType
from gateway.domain.notice import DenialReview
from gateway.domain.transaction import Party
from gateway.evidence.verify.verification import verify_file
from gateway.nouns.case import CASE
from gateway.release import release
from gateway.reports.publication import publish as publish_report
from gateway.settings import Settings
from gateway.store.tables_exchange import outbox
from tests.support import annual_year, federation_case
from tests.support.annual_federation import PLAIN, YEAR, blocks, ref
from tests.support.annual_release import ReleaseYear
from tests.support.cases import application, french_denial, transaction
from tests.support.federation_case import (
    ANNA,
    BERT,
    GRACE,
    CaseFederation,
    Desk,
    case_federation,
    make_files,
    text,
)
from tests.support.morning import content, the_letter
from tests.support.notices import exchange
from tests.support.notices import publish as notify
from tests.support.postgres import fresh_database, running_postgres
from tests.support.stations import StepClock

CODES = ("DE", "FR", "NL", "EU")
EXAMPLES = Path("examples")
TICK = timedelta(microseconds=137)


class TickingClock(StepClock):
    """No two readings are the same instant, as in life."""

    def now(self) -> datetime:
        self.at += TICK
        return self.at


def wanted(reference: str, *goods_in: str, known: bool) -> Application:
    """An application; FR has denied the end-user, or nobody has denied anything like it."""
    changes: dict[str, Any] = {"goods_located_in": goods_in or ("DE",)}
    if not known:
        party = Party(names=(f"Solaris Water Works {reference}",), country="AE")
        given = Stated[Party].given(party)
        changes |= {"end_user": given, "consignee": given, "intermediaries": ()}
    changed = transaction().model_copy(update=changes)
    return application().model_copy(update={"reference": reference, "transaction": changed})


class Story:
    """What the authorities of a federation do from Monday 2 March 2026 on."""

    def __init__(self, federation: CaseFederation, *, with_edition: bool) -> None:
        self.federation = federation
        self.with_edition = with_edition
        self.ids: dict[str, Any] = {}

    def desk(self, code: str) -> Desk:
        return self.federation[code]

    async def settle(self) -> None:
        await self.federation.settle()

    async def later(self, **by: float) -> None:
        await self.federation.at(self.federation.clock.at + timedelta(**by))

    async def file(self, code: str, filed: Application) -> Case:
        case = await self.desk(code).file(filed)
        await self.settle()
        return await self.desk(code).case(case.case_id)

    async def talk(self, case: Case, code: str, owner: str = "DE") -> str:
        fresh = await self.desk(owner).case(case.case_id)
        return next(c.conversation_id for c in fresh.consultations if c.consulted == code)

    async def answer(self, code: str, talk: str, answer: str, *, settle: bool = True) -> None:
        desk = self.desk(code)
        asked = await desk.consultation(talk)
        by_denial = tuple(
            DenialAnswer(denial_id=each, answer=answer) for each in asked.request.denials
        )
        words = ConsultationAnswer(
            answer=answer, by_denial=by_denial, explanation=(text("We looked into it."),)
        )
        await answer_consultation(desk.node.office, ANNA, talk, words)
        if settle:
            await self.settle()

    # --- chapters --------------------------------------------------------------------------

    async def accounts(self) -> None:
        self.ids["tokens"] = {}
        for code in CODES:
            db = self.desk(code).node.db
            tokens = self.ids["tokens"][code] = {}
            for name, role in (
                ("administrator", OfficerRole.ADMINISTRATOR),
                ("vogel", OfficerRole.DECIDER),
                ("licensing system", OfficerRole.SYSTEM),
            ):
                made = await db.write(
                    partial(make_officer, name=name, role=role, at=self.federation.clock.now())
                )
                tokens[name] = made.token

    async def registers(self) -> None:
        """Denials are loaded, imported, relayed, notified, reviewed and revoked."""
        fr, de = self.desk("FR"), self.desk("DE")
        for desk, name, way in (
            (fr, "fr-initial-load.csv", Way.INITIAL),
            (fr, "fr-own.csv", Way.OWN),
            (de, "de-relayed.csv", Way.RELAYED),
        ):
            raw = (EXAMPLES / name).read_bytes()
            report = await import_denials(desk.node.office, ANNA, raw, way=way, filename=name)
            assert isinstance(report, ImportReport)
            self.ids.setdefault("imported", {})[name] = report.written
            if way is Way.OWN:
                maintained, revoked = report.first_id, report.last_id
        for number in (917, 918):
            await fr.deny(french_denial(number))
        await self.federation.sync()
        day = self.federation.clock.at.date()
        for denial_id, outcome in (
            (maintained, ReviewOutcome.RENEWED),
            (revoked, ReviewOutcome.REVOKED),
        ):
            why = (text("Reviewed."),)
            review = DenialReview(denial_id=denial_id, outcome=outcome, at=day, grounds=why)
            await review_denial(fr.node.office, ANNA, denial_id, review)
        self.ids |= {"maintained": maintained, "revoked": revoked}
        await self.federation.sync()
        await self.settle()

    async def closed_cases(self) -> None:
        """One is granted after an answer and a silence, one refused."""
        de = self.desk("DE")
        granted = await self.file("DE", wanted("R-GRANTED", "NL", "FR", known=False))
        refused = await self.file("DE", wanted("R-REFUSED", "NL", known=True))
        await self.later(hours=5)
        await self.answer("FR", await self.talk(granted, "FR"), "no_objection")
        await self.answer("NL", await self.talk(refused, "NL"), "objection")
        await self.answer("FR", await self.talk(refused, "FR"), "identical")
        due = await self.federation.due(granted, "NL")
        await self.later(days=1)
        no = DecisionProposal(
            outcome=Outcome.REFUSED,
            grounds=(Ground.HUMAN_RIGHTS, Ground.END_USE_DIVERSION),
            explanation=(text("Hohes Risiko der Verwendung zur inneren Repression.", "de"),),
        )
        await de.propose(refused.case_id, no)
        await self.later(hours=1)
        decided = await de.decide(refused.case_id)
        await self.settle()
        await self.federation.sync()
        await self.federation.at(due + GRACE)
        await self.federation.sweep()
        await self.later(hours=10)  # the next morning
        yes = DecisionProposal(outcome=Outcome.GRANTED, explanation=(text("Unbedenklich.", "de"),))
        await de.propose(granted.case_id, yes)
        await de.decide(granted.case_id, BERT)
        await self.settle()
        assert decided.decision is not None
        self.ids |= {
            "granted": granted.case_id,
            "refused": refused.case_id,
            "denial": decided.decision.denial_id,
            "silent": await self.talk(granted, "NL"),
            "answered": await self.talk(granted, "FR"),
        }

    async def letters(self) -> None:
        """Everything beside a question and its answer."""
        de, fr, nl = (self.desk(code).node.office for code in ("DE", "FR", "NL"))
        until = (self.federation.clock.at + timedelta(days=200)).date()
        standing = StandingAnswer(
            procedure="14(1)",
            answer="no_objection",
            scope=StandingScope(destinations=("AE",)),
            until=until,
        )
        given = await give_standing(nl, ANNA, "DE", standing)
        asked = InformationRequest(
            questions=("end_user_known", "end_user_delivered_before"),
            wanted_by=(self.federation.clock.at + timedelta(days=30)).date(),
        )
        first = await ask_information(de, ANNA, asked, peer="FR")
        open_one = await ask_information(fr, ANNA, asked, peer="DE")
        await self.settle()
        came = await the_letter(
            self.desk("FR"), first.conversation_id, LetterType.INFORMATION_REQUEST
        )
        reply = InformationReply(
            answers=(
                StandardAnswer(question="end_user_known", answer="other_name"),
                StandardAnswer(question="end_user_delivered_before", answer="refused_before"),
            )
        )
        await reply_information(fr, ANNA, came.message_id, reply)
        await self.settle()
        self.ids |= {
            "standing": given.standing_id,
            "information_answered": first.conversation_id,
            "information_open": open_one.conversation_id,
        }
        register = await notify(self.desk("DE"), "12(6)")
        letter = await notify(self.desk("DE"), "23(2)(e)", recipients=("FR",), expires=until)
        review = await notify(self.desk("FR"), "5(4)", about="")
        await exchange(self.federation)
        self.ids["notices"] = [register.number, letter.number, review.number]

    async def open_cases(self) -> None:
        """One has been answered by one of two, one runs with letters around it."""
        part = await self.file("DE", wanted("R-PART", "NL", known=True))
        await self.later(hours=2)
        await self.answer("FR", await self.talk(part, "FR"), "not_identical")
        running = await self.file("FR", wanted("R-RUNNING", "DE", "NL", known=False))
        inside = await self.talk(running, "DE", owner="FR")
        fr = self.desk("FR").node.office
        added = await supplement(fr, ANNA, inside, Supplement(text=(text("The price list."),)))
        await self.settle()
        await recall(fr, ANNA, added.message_id, (text("It was meant for another."),))
        await supplement(fr, ANNA, inside, Supplement(text=(text("The data sheet."),)))
        await self.settle()
        request = await the_letter(self.desk("FR"), inside, LetterType.REQUEST)
        remark = {"language": "en", "text": "The goods are in Hamburg, not in Bremen."}
        after = {**content(request), "remarks": [remark]}
        await correct(fr, ANNA, request.message_id, after, (text("A slip of the pen."),))
        await self.settle()
        assessed = await self.file("DE", wanted("R-ASSESSED", known=False))
        self.ids |= {
            "part": part.case_id,
            "running": running.case_id,
            "running_talk": inside,
            "running_talk_nl": await self.talk(running, "NL", owner="FR"),
            "part_talk": await self.talk(part, "NL"),
            "assessed": assessed.case_id,
        }

    async def report(self) -> None:
        """A year's data are collected, cleared, frozen and published; a correction is late."""
        year = ReleaseYear(self.federation)
        await year.collected()
        why = QuestionDraft(
            state="DE", about=ref("5EC2", "TR", origin="DE"), text=(text("Why so few?"),)
        )
        await ask_state(self.desk("EU").node.office, ANNA, YEAR, why)
        await self.settle()
        await year.answer("DE", "They were few.", "confirmed")
        await year.cleared()
        await year.frozen()
        await year.released()
        await year.submit("FR", blocks({**PLAIN["FR"], ("2EC1", "KR"): 555}))
        self.ids["collection"] = YEAR

    async def records(self) -> None:
        """A year's data are called for; Germany's go as records by two officers' hands."""
        await annual_year.call(self.desk("EU"), "DE", "FR")
        await self.settle()
        await annual_year.import_rows(self.desk("DE"))
        line = await annual_year.sent(self.desk("DE"))
        await self.settle()
        self.ids |= {"submission": line.digest, "collection": annual_year.COLLECTION}

    async def files(self, out: Path) -> None:
        """What people carry away: evidence, a proof, the edition."""
        de, fr, nl = (self.desk(code).node.office for code in ("DE", "FR", "NL"))
        for name in ("granted", "refused", "part"):
            (out / f"case-{name}.zip").write_bytes(await evidence_of(de, ANNA, self.ids[name]))
        for name, office in (("silent", de), ("answered", de), ("running_talk", fr)):
            raw = await evidence_of_consultation(office, ANNA, self.ids[name])
            (out / f"consultation-{name}.zip").write_bytes(raw)
        raw = await evidence_of_consultation(nl, ANNA, self.ids["silent"])
        (out / "consultation-silent-at-nl.zip").write_bytes(raw)
        raw = await evidence_of_consultation(fr, ANNA, self.ids["answered"])
        (out / "consultation-answered-at-fr.zip").write_bytes(raw)
        (out / "denial.tlog-proof").write_bytes(await prove_denial(fr, ANNA, self.ids["denial"]))
        (out / "case-refused.html").write_text(await CASE.printed(de, ANNA, self.ids["refused"]))
        if self.with_edition:
            edition = await get_edition(self.desk("EU").node.office, ANNA, YEAR)
            (out / "edition.json").write_text(edition.model_dump_json())
            publish_report(edition, out / "publication", address="https://example.invalid/")
        home = self.desk("DE").settings.home
        for name in ("anchor.json", "directory.bin"):
            (out / name).write_bytes((home / name).read_bytes())

    async def last_letters(self) -> None:
        """The line to the Netherlands is dead; both sides have written since."""
        await self.federation.cut_off("NL")
        await self.answer("NL", self.ids["part_talk"], "no_objection", settle=False)
        note = Supplement(text=(text("Written while the line was dead."),))
        fr = self.desk("FR").node.office
        await supplement(fr, ANNA, self.ids["running_talk_nl"], note)
        await self.settle()

    async def tell(self, out: Path) -> None:
        await self.accounts()
        await self.registers()
        await self.closed_cases()
        await self.letters()
        await (self.report() if self.with_edition else self.records())
        await self.open_cases()
        await self.federation.sync()
        for code in CODES:
            await sweep_dates(self.desk(code).node.office)
            await self.desk(code).node.search.follow()
        await self.settle()
        await self.files(out)
        await self.last_letters()
        self.ids["now"] = self.federation.clock.at.isoformat()
        self.ids["held"] = {
            code: {
                origin: each.size for origin, each in (await self.desk(code).registers()).items()
            }
            for code in CODES
        }
        self.ids["tasks"] = {code: await self.desk(code).task_kinds() for code in CODES}
        for code in CODES:
            rows = await self.desk(code).node.db.read(_queued)
            self.ids.setdefault("queued", {})[code] = rows


def _queued(conn: Connection) -> list[list[str]]:
    waiting = select(outbox.c.letter_type, outbox.c.recipient).where(outbox.c.state == "queued")
    return [list(row) for row in conn.execute(waiting)]


async def tell(folder: Path, out: Path, suite: str, urls: dict[str, str]) -> dict[str, Any]:
    """Tell the story in a folder, in databases at `urls` or in the nodes' own files."""
    made = make_files(folder / "federation", CODES)

    def database(code: str) -> str:
        return urls.get(code, f"sqlite:///{folder / 'nodes' / code / 'node.db'}")

    signed = patch.object(federation_case, "Settings", partial(Settings, suite=suite))
    ticking = patch.object(federation_case, "StepClock", TickingClock)
    with signed, ticking:
        async with case_federation(made, folder / "nodes", database) as federation:
            for code in CODES:
                # Where the folder lies is where the database lies.
                settings = federation[code].settings.model_copy(update={"database": ""})
                settings.save()
            story = Story(federation, with_edition=not urls)
            await story.tell(out)
    return story.ids


# --- archives ----------------------------------------------------------------------------------


def pack(folder: Path, archive: Path) -> None:
    """Pack a folder; owners, times and the search index, which is made anew, stay out."""

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo | None:
        if "index" in info.name.split("/") or info.name.endswith(
            (".sock", "-shm", "-wal", ".lock")
        ):
            return None
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mtime = 0
        return info

    with tarfile.open(archive, "w:xz", preset=9) as packed:
        for path in sorted(folder.iterdir()):
            packed.add(path, path.name, filter=plain)


def checkpointed(nodes: Path) -> None:
    """Bring each SQLite file to rest: one file, nothing beside it."""
    for path in nodes.glob("*/node.db"):
        with closing(sqlite3.connect(path)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            conn.execute("PRAGMA journal_mode=DELETE")
            conn.execute("VACUUM")


def dump(url: str, path: Path) -> None:
    """Dump a PostgreSQL database as statements that any client can send."""
    place = make_url(url)
    command = ["pg_dump", "--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges"]
    command += ["-h", unquote(str(place.query["host"])), "-U", "comity", str(place.database)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("\\")]
    path.write_text("\n".join(lines) + "\n")


def main() -> None:
    to = Path(sys.argv[1])
    about = {"release": release(), "made": datetime.now(UTC).date().isoformat()}
    with tempfile.TemporaryDirectory(dir="/tmp") as scratch, running_postgres() as server:
        for name, suite in (("sqlite", "hybrid"), ("postgresql", "classic")):
            folder = Path(scratch) / name
            folder.mkdir()
            urls = {} if name == "sqlite" else {code: fresh_database(server) for code in CODES}
            (folder / "files").mkdir()
            story = asyncio.run(tell(folder, folder / "files", suite, urls))
            if urls:
                (folder / "dumps").mkdir()
                for code, url in urls.items():
                    dump(url, folder / "dumps" / f"{code}.sql")
            else:
                checkpointed(folder / "nodes")
            report = {**about, "suite": suite, **story}
            (folder / "story.json").write_text(json.dumps(report, indent=1, sort_keys=True))
            for each in (folder / "files").glob("*.zip"):
                found = verify_file(each, anchor=folder / "files" / "anchor.json")
                failed = [f"{check.name}: {check.detail}" for check in found.failed]
                print(name, each.name, len(found.checks), failed)
            pack(folder, to / f"{name}.tar.xz")
            print(name, (to / f"{name}.tar.xz").stat().st_size)


if __name__ == "__main__":
    main()
