"""The demo's story, step by step, each over the interface that officers and systems use."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gateway.cli.client import path_of
from gateway.domain.rulebook import load_rulebook
from gateway.errors import ComityError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from lab.demo.inputs import GRANT, IMPORTS, REFUSAL, identical_to, most, near
from lab.demo.offices import LICENSING_SYSTEM, Offices, consultation_of, told
from lab.demo.papers import Papers
from lab.demo.tampering import alter_one_letter
from lab.demo.telling import Narrator, derivation_of
from lab.sandbox.supervisor import Sandbox, wait_for

MEMBERS = ("DE", "FR", "NL", "EU")
_WITHIN_S = 60.0  # a step of the machines takes a second or two; two cores may be busy


class Story:
    """One run of the demo.

    Args:
        sandbox: A sandbox that does not exist yet.
        teller: Tells what happens.
        examples: Folder with the input files.
        out: Folder for page and evidence.
    """

    def __init__(self, sandbox: Sandbox, teller: Narrator, *, examples: Path, out: Path) -> None:
        self._sandbox = sandbox
        self._teller = teller
        self._examples = examples
        self._out = out
        self._header = out / "licensing-system.header"
        self._offices = Offices(sandbox)
        self._papers = Papers(self._offices, examples)
        self.page = out.absolute() / "case.html"
        self.result: dict[str, Any] = {"members": list(MEMBERS)}

    def tell(self) -> None:
        """Tell all of it.

        Raises:
            StepFailedError: A step failed; names it.
        """
        try:
            for title, happens in (
                ("Four authorities set up their gateways", self._set_up),
                ("France and Germany bring their denials", self._import),
                ("Everybody pulls everybody's register and proves it", self._synchronise),
                ("Germany's licensing system files an application", self._file),
                ("All valid denials are examined; France and the Netherlands asked", self._examine),
                ("France answers", self._answer),
                ("The Dutch gateway is cut off, and the period passes", self._cut_off),
                ("The Netherlands are back: both gateways close", self._close),
                ("Two German officers refuse the licence", self._decide),
                ("Every register shows the German denial", self._spread),
                ("Somebody alters one letter of it in France's copy", self._tamper),
                ("The evidence is exported and verified offline", self._evidence),
                ("The Commission counts", self._count),
            ):
                with self._teller.step(title):
                    happens()
        finally:
            self._offices.close()

    # --- the steps -------------------------------------------------------------------------

    def _set_up(self) -> None:
        self._sandbox.up(MEMBERS)
        self._offices.open(self._header)
        status = self._sandbox.status()
        self._teller.table(
            ("Member", "Peers reach it at", "Own database, keys and accounts in"),
            [(m.code, m.listen, near(m.home)) for m in status.members],
        )
        self._teller.say(
            "The directory names them, signed by two of three operators, and is marked as a "
            "rehearsal: one clock for all, which may be moved. Rulebook, calendars and "
            "deadlines are the ordinary ones."
        )
        self.result["federation"] = self._offices.of("Brandt").get("/status")

    def _import(self) -> None:
        reports = []
        for code, officer, file, way, words in IMPORTS:
            content = (self._examples / file).read_bytes()
            report = self._offices.of(officer).upload("/denials/import", file, content, way=way)
            if "draft" in report:  # from 2027 on what tells all waits for a second officer
                agreement = path_of("waiting-acts", report["number"], "agreement")
                self._offices.of("Lambert").post(agreement)
                report = report["draft"] | {"written": report["draft"]["new"]}
            reports.append({"member": code, **report})
            self._teller.say(
                f"[bold]{code}[/] {file}: {report['written']} denials written ({words}), "
                f"{report['refused']} refused"
            )
            for error in report["errors"]:
                self._teller.say(f"  {refused_row(error)}")
        self.result["imports"] = reports
        self.result["denials_imported"] = sum(each["written"] for each in reports)
        self.result["rows_refused"] = sum(each["rows_refused"] for each in reports)
        if not self.result["denials_imported"]:
            raise StateError("no denial was imported")

    def _synchronise(self) -> None:
        self._offices.synchronise()
        registers = wait_for(
            lambda: self._offices.agreed("FR"),
            what="the same registers everywhere",
            within_s=_WITHIN_S,
        )
        self._show_registers(registers)

    def _file(self) -> None:
        settings = self._sandbox.settings("DE")
        command = [
            "curl", "--silent", "--show-error", "--fail-with-body",
            "--unix-socket", near(settings.path(settings.api_socket)),
            "-H", f"@{near(self._header)}",
            "-H", "Content-Type: application/json",
            "--data-binary", f"@{near(self._examples / 'application.json')}",
            "http://node/api/v1/applications",
        ]  # fmt: skip
        self._teller.command(shlex.join(command))
        if (curl := shutil.which("curl")) is not None:
            done = subprocess.run([curl, *command[1:]], capture_output=True, text=True, check=False)
            if done.returncode:
                raise StateError(f"curl ended with {done.returncode}: {done.stdout or done.stderr}")
        else:
            self._teller.say("curl is not installed here; the same request goes out by itself")
            body = (self._examples / "application.json").read_bytes()
            self._offices.of(LICENSING_SYSTEM).call(
                "POST",
                "/applications",
                content=body,
                headers={"Content-Type": "application/json"},
            )
        case = self._offices.of(LICENSING_SYSTEM).get("/cases", limit=1)["items"][0]
        self._offices.case_id = case["case_id"]
        self.result["case"] = self._offices.case_id
        transaction = self._offices.case()["application"]["transaction"]
        item = transaction["items"][0]
        self._teller.say(
            f"It is case [bold]{self._offices.case_id}[/]: {item['description']} "
            f"({item['classifications'][0]['code']}) for "
            f"{transaction['end_user']['value']['names'][0]}, "
            f"to {transaction['destination']}; the goods lie in "
            f"{', '.join(transaction['goods_located_in'])}."
        )
        for document in self._offices.case()["application"]["documents"]:
            file = near(self._papers.file_of(document))
            self._teller.command(f"comity document put {file} --case {self._offices.case_id}")
            self._papers.put(LICENSING_SYSTEM, "cases", self._offices.case_id, document)

    def _examine(self) -> None:
        case = wait_for(
            self._offices.all_running, what="both consultations running", within_s=_WITHIN_S
        )
        best = case["examination"]["hits"][0]
        self.result["match"] = {
            "denial": best["denial_id"],
            "class": best["match_class"],
            "score": best["score"],
            "ours": best["ours"],
            "theirs": best["theirs"],
            "party_reasons": best["party"]["reasons"],
            "item_reasons": best["item"]["reasons"],
            "denials_in_scope": case["examination"]["denials_in_scope"],
            "hits": len(case["examination"]["hits"]),
        }
        self._teller.say(
            f"{case['examination']['denials_in_scope']} valid denials were examined. "
            f"[bold]{best['denial_id']}[/] is {best['match_class']} ({best['score']:.2f}): "
            f"«{best['theirs']}» there, «{best['ours']}» here."
        )
        for side in ("party", "item"):
            for reason in best[side]["reasons"]:
                self._teller.say(f"  {side}: {reason}")
        for consultation in case["consultations"]:
            self._teller.clock(consultation)

    def _answer(self) -> None:
        found = wait_for(
            lambda: list(self._offices.of("Moreau").walk("/consultations", asked_of_us=True)),
            what="France having the request",
            within_s=_WITHIN_S,
        )[0]
        talk = found["conversation_id"]
        for document in found["request"]["documents"]:
            self._papers.read("Moreau", "FR", talk, document)
        same, opinion = self.result["match"]["denial"], self._papers.opinion()
        answer = identical_to(same, found["request"]["denials"]) | {"documents": [opinion]}
        self._offices.of("Moreau").post(path_of("consultations", talk, "answer"), answer)
        self._papers.put("Moreau", "consultations", talk, opinion)
        case = wait_for(
            lambda: self._offices.when("FR", "answered"), what="France's answer", within_s=_WITHIN_S
        )
        french = consultation_of(case, "FR")
        self._teller.say(
            f"Ms Moreau answers [bold]{french['answer']['answer']}[/] for {same}: sealed, signed, "
            f"received in time ({french['answer_timing']}). It does not bind; it must be weighed."
        )
        self._papers.read("Brandt", "DE", talk, opinion)
        for each in self._papers.carried:
            self._teller.say(
                f"  «{each['title']}»: {each['octets']} octets came from {each['from']} to "
                f"{each['to']}, encrypted to it, and have the digest that the letter names"
            )
        self.result["documents"] = self._papers.carried

    def _cut_off(self) -> None:
        self._sandbox.stop("NL")
        dutch = derivation_of(consultation_of(self._offices.case(), "NL"))
        if dutch is None:
            raise StateError("the Dutch period does not run")
        closing = load_rulebook(dutch.rulebook).closing
        over = dutch.last_instant + timedelta(seconds=closing.grace_s + 1)
        self._teller.command(f"comity sandbox advance --to {over.isoformat()}")
        now = self._advance_to(over)
        wait_for(
            lambda: self._offices.when("NL", "closing", "unconfirmed"),
            what="the attempt to close",
            within_s=_WITHIN_S,
        )
        # The other gateway states at once, without a person; none comes.
        now = self._advance_to(now + timedelta(seconds=closing.unconfirmed_after_s + 1))
        case = wait_for(
            lambda: self._offices.when("NL", "unconfirmed"),
            what="no answer, unconfirmed",
            within_s=_WITHIN_S,
        )
        self._teller.say(
            f"It is {now.isoformat(timespec='seconds')}, past the Dutch last instant and the "
            "grace. The Dutch gateway does not answer: [bold]no answer, unconfirmed[/]. "
            "An outage is no consent, and no grant is possible:"
        )
        refused = self._refused_proposal()
        self._teller.say(f"  a grant now is refused: {refused} [dim]({refused.reason})[/]")
        self.result["unconfirmed"] = {
            "at": now.isoformat(),
            "state": consultation_of(case, "NL")["state"],
            "proposal_refused": str(refused.reason),
            "attention": case["attention"],
        }

    def _close(self) -> None:
        self._sandbox.start("NL")
        case = wait_for(
            lambda: self._offices.when("NL", "silent"), what="both closing", within_s=_WITHIN_S
        )
        dutch = consultation_of(case, "NL")
        self._teller.say(
            f"The Dutch gateway states, signed, that nothing is under way; closed by "
            f"[bold]{dutch['closed_by']}[/]. {dutch['silence_meaning']}"
        )
        self.result["silence_closed_by"] = dutch["closed_by"]
        self.result["consultations"] = [told(each) for each in case["consultations"]]

    def _decide(self) -> None:
        self._offices.synchronise()
        self._say_of_hits()
        self._offices.of("Brandt").post(
            path_of("cases", self._offices.case_id, "proposal"), REFUSAL
        )
        alone = self._refusal(
            lambda: self._offices.of("Brandt").post(
                path_of("cases", self._offices.case_id, "decision")
            )
        )
        self._teller.say(f"Mr Brandt proposes a refusal. Alone he cannot decide: {alone}")
        decided = self._offices.of("Vogel").post(
            path_of("cases", self._offices.case_id, "decision")
        )
        decision = decided["decision"]
        self._teller.say(
            f"Ms Vogel decides: [bold]{decision['proposal']['outcome']}[/]. All denials were "
            f"examined again at that moment. The denial is [bold]{decision['denial_id']}[/]."
        )
        self.result["decision"] = {
            "outcome": decision["proposal"]["outcome"],
            "proposed_by": decision["proposed_by"],
            "decided_by": decision["decided_by"],
            "four_eyes": decision["four_eyes"],
            "decided_at": decision["decided_at"],
            "denial": decision["denial_id"],
        }

    def _say_of_hits(self) -> None:
        """Mr Brandt confirms each denial whose authority was asked, and dismisses the others."""
        for hit in self._offices.case()["examination"]["hits"]:
            verdict = "confirmed" if hit["consult"] else "dismissed"
            about = path_of("cases", self._offices.case_id, "hits", hit["denial_id"], "judgement")
            reasons = "; ".join([*hit["party"]["reasons"], *hit["item"]["reasons"]])
            word = {"language": "en", "text": reasons[:400], "verdict": verdict}
            self._offices.of("Brandt").post(about, word)
            self._teller.say(f"Mr Brandt has compared {hit['denial_id']}: [bold]{verdict}[/].")

    def _spread(self) -> None:
        self._offices.synchronise()
        registers = wait_for(
            lambda: self._offices.agreed("DE", "FR"),
            what="the German denial in every register",
            within_s=_WITHIN_S,
        )
        self._show_registers(registers)
        denial = self.result["decision"]["denial"]
        for name in ("Brandt", "Moreau", "Commission desk"):
            self._offices.of(name).get(path_of("denials", denial))
        shown = wait_for(
            lambda: self._offices.received_by_all(denial), what="every receipt", within_s=_WITHIN_S
        )
        self._teller.say(
            f"{denial} is {shown['status']['state']} everywhere, its next review is due "
            f"{shown['status']['review_due']}; every member has cosigned that it holds it."
        )
        self.result["registers"] = registers

    def _tamper(self) -> None:
        denial = self.result["decision"]["denial"]
        settings = self._sandbox.settings("FR")
        index = alter_one_letter(settings.path("node.db"), "DE", denial)
        report = self._offices.of("Moreau").post("/registers/DE/verify")
        found = [each for each in report["findings"] if each["index"] == index]
        if not found:
            raise StateError(f"the altered entry {index} was not found")
        first = found[0]
        self._teller.say(
            f"The check of France's copy names it: log [bold]{first['origin']}[/], entry "
            f"[bold]{first['index']}[/], {first['detail']}."
        )
        self._teller.say(f"  proof: {first['proof']}")
        mended = self._offices.of("Moreau").post("/registers/DE/repair")
        if mended["after"]["findings"]:
            raise StateError("the altered entry was not restored")
        source = mended["restored"][0]["source"]
        self._teller.say(f"It is restored from {source}, by its proof; the log holds again.")
        self.result["tamper_found"] = True
        self.result["tamper"] = {
            "log": first["origin"],
            "entry": first["index"],
            "what": first["what"],
            "proof": first["proof"],
            "restored_from": source,
        }

    def _evidence(self) -> None:
        evidence = self._out / "evidence.zip"
        evidence.write_bytes(
            self._offices.of("Vogel").get(path_of("cases", self._offices.case_id, "evidence"))
        )
        self.page.write_bytes(
            self._offices.of("Vogel").get(path_of("cases", self._offices.case_id, "page"))
        )
        anchor = self._out / "anchor.json"
        anchor.write_bytes(self._sandbox.anchor.read_bytes())
        command = ["comity", "evidence", "verify", near(evidence), "--anchor", near(anchor)]
        self._teller.command(shlex.join(command))
        report = verify_file(evidence, anchor=anchor)
        failed = [check for check in report.checks if not check.ok]
        if failed or not report.ok:
            named = "; ".join(f"{check.name}: {check.detail}" for check in failed)
            raise StateError(f"the evidence does not hold: {named}")
        self._teller.say(f"{len(report.checks)} checks without a node or network, all hold:")
        for line in report.summary:
            self._teller.say(f"  {line}")
        self.result["evidence"] = str(evidence.absolute())
        self.result["evidence_verified"] = report.ok
        self.result["evidence_checks"] = len(report.checks)
        self.result["receipts"] = [
            check.model_dump() for check in report.checks if check.name.endswith(": receipt")
        ]
        self.result["case_page"] = str(self.page)

    def _count(self) -> None:
        counts = list(self._offices.of("Commission desk").walk("/statistics/denials"))
        if not counts:
            raise StateError("the Commission counts no denial")
        groups: dict[str, int] = {}
        countries: dict[str, int] = {}
        for each in counts:
            groups[each["item_group"]] = groups.get(each["item_group"], 0) + each["denials"]
            countries[each["destination"]] = countries.get(each["destination"], 0) + each["denials"]
        self._teller.counts("Valid denials by item group", most(groups))
        self._teller.counts("by destination (the first ten)", most(countries)[:10])
        self.result["statistics"] = counts

    # --- small things ----------------------------------------------------------------------

    def _show_registers(self, registers: dict[str, Any]) -> None:
        rows = [
            (origin, log["size"], log["root"][:24] + "…", ", ".join(registers))
            for origin, log in registers["DE"].items()
        ]
        self._teller.table(("Log", "Entries", "Root", "The same at"), rows)

    def _advance_to(self, at: datetime) -> datetime:
        """Move the clock, once Germany has committed to what it sent: in life an hour passes."""
        self._offices.of("Brandt").post("/registers/sync")
        return self._sandbox.advance(to=max(at, self._sandbox.clock.now()))

    def _refused_proposal(self) -> ComityError:
        refused = self._refusal(
            lambda: self._offices.of("Brandt").post(
                path_of("cases", self._offices.case_id, "proposal"), GRANT
            )
        )
        if refused.reason is not Reason.SILENCE_UNCONFIRMED:
            raise refused
        return refused

    def _refusal(self, act: Any) -> ComityError:
        try:
            act()
        except ComityError as refused:
            return refused
        raise StateError("the case moved although it must not")


__all__ = ["MEMBERS", "Story"]


def refused_row(error: dict[str, Any]) -> str:
    """Return what is wrong with a row of an import, and what a person can do, as two clauses."""
    place = f"row {error['row']}, column {error['column'] or '-'}"
    return f"{place}: {error['message']}; [dim]remedy: {error['remedy']}[/]"
