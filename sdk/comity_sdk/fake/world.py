"""What a fake gateway knows: cases, consultations, events, and a clock that is told the time.

Everything is kept as the contract has it, in plain JSON. Who is asked, what is answered and when
time passes is said by the test; nothing is derived from the law here.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity_sdk.errors import SdkError

Json = dict[str, Any]

START: Final = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)  # a Monday
RULEBOOK: Final = "EU-2021-821/2026-3"
TAG: Final = "urn:comity:"
_SATURDAY: Final = 5
_IDS: Final = ("case_id", "conversation_id", "message_id", "task")  # null where there is none


class NotPlayed(SdkError):  # noqa: N818 - said of a command
    """A command does not fit what the fake gateway knows."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a fake gateway knows of a procedure; the rulebooks have the rest.

    Attributes:
        article: Of Regulation (EU) 2021/821.
        answers: Words of an answer.
        silence: What silence means, by its code.
        working_days: Length of the period.
        unsettled: The answers after which the question stays open.
        binding: The answers that bind; the other questions of the case end with one.
    """

    article: str
    answers: tuple[str, ...]
    silence: str
    working_days: int = 10
    unsettled: tuple[str, ...] = ()
    binding: tuple[str, ...] = ()


PROCEDURES: Final[dict[str, Procedure]] = {
    "14(1)": Procedure(
        "Article 14(1)",
        ("no_objection", "no_objection_if", "objection"),
        "no_objection",
        binding=("objection",),
    ),
    "16(5)": Procedure(
        "Article 16(5)",
        ("not_identical", "more_information", "identical"),
        "not_identical",
        unsettled=("more_information",),
    ),
}


def stamp(at: dt.datetime) -> str:
    """Return an instant as the interface writes it."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


class World:
    """All that the fake gateway of an authority knows; one caller at a time holds `lock`.

    Args:
        authority: Its code.
        now: What its clock says first.
    """

    def __init__(self, authority: str, now: dt.datetime = START) -> None:
        self.authority, self.now = authority, now
        self.lock = threading.Condition()
        self.cases: dict[str, Json] = {}
        self.consultations: dict[str, Json] = {}
        self.jobs: dict[str, Json] = {}
        self.events: list[Json] = []
        self.contents: dict[tuple[str, str], bytearray] = {}
        self.whole: set[tuple[str, str]] = set()

    # --- from an application to its decision -------------------------------------------------

    def file(self, application: Json) -> Json:
        """Keep an application as a new case."""
        number = f"{self.authority}-C-{self.now.year}-{len(self.cases) + 1:05d}"
        case = {
            "case_id": number,
            "state": "filed",
            "application": application,
            "rulebook": RULEBOOK,
            "filed_at": stamp(self.now),
            "consultations": [],
            "triggers": [],
            "attention": [],
            "acts": [],
            "version": "1",
        }
        self.cases[number] = case
        self.acted(case, "case.filed", "system", f"Application {application['reference']}")
        return case

    def ask(self, case_id: str, consulted: str, procedure: str) -> Json:
        """Ask an authority about a case; its period begins.

        Raises:
            NotPlayed: There is no such case or procedure, or it is asked already.
        """
        case = self.case(case_id)
        rule = PROCEDURES.get(procedure)
        if rule is None:
            raise NotPlayed(f"procedure {procedure} is not played", f"One of {[*PROCEDURES]}.")
        if any(one["consulted"] == consulted for one in self.of(case_id)):
            raise NotPlayed(f"{consulted} is asked about {case_id} already")
        number = f"{len(self.consultations) + 1:032x}"
        application = case["application"]
        asked = {
            "conversation_id": number,
            "case_id": case_id,
            "procedure": procedure,
            "asking": self.authority,
            "consulted": consulted,
            "state": "running",
            "request": {
                "procedure": procedure,
                "case_reference": application["reference"],
                "transaction": application["transaction"],
            },
            "deadline": self._deadline(procedure, consulted, rule.working_days),
            "extensions": [],
            "rulebook": RULEBOOK,
            "channel": "wire",
            "version": "1",
        }
        self.consultations[number] = asked
        self._state(case, "consulting")
        self._told("consultation.requested", asked, "gateway", ["state"])
        self._told("consultation.received", asked, "authority", ["clock", "state"])
        return asked

    def answer(self, asked: Json, answer: str, explanation: str = "") -> None:
        """Have the authority that was asked answer.

        Raises:
            NotPlayed: The procedure has no such answer, or none is waited for.
        """
        rule = PROCEDURES[asked["procedure"]]
        if answer not in rule.answers:
            raise NotPlayed(
                f"{answer} is no answer under {asked['procedure']}", f"One of {list(rule.answers)}."
            )
        self._open(asked)
        said: Json = {"answer": answer, "given_at": stamp(self.now)}
        if explanation:
            said["explanation"] = [{"language": "en", "text": explanation}]
        if answer == "more_information":
            said["information_needed"] = [
                {"language": "en", "text": explanation or "Please tell us more."}
            ]
            asked["information"] = "wanted"
        asked |= {"answer": said, "answered_at": stamp(self.now)}
        asked["answer_timing"] = "received_in_time"
        if answer not in rule.unsettled:
            asked["state"] = "answered"
        self._told("consultation.answered", asked, "authority", ["answer", "state"])
        if answer in rule.binding:
            self._end_others(asked["case_id"], "binding_objection")
        self._settle(asked)

    def silent(self, asked: Json) -> None:
        """Let the period end without an answer; both gateways close.

        Raises:
            NotPlayed: None is waited for.
        """
        self._open(asked)
        last = dt.datetime.fromisoformat(asked["deadline"]["last_instant"])
        self.now = max(self.now, last + dt.timedelta(minutes=16))
        self._told("consultation.silent", asked, "gateway", ["state"])
        asked |= {
            "state": "silent",
            "closed_by": "both",
            "silence_meaning": PROCEDURES[asked["procedure"]].silence,
        }
        self._told("consultation.closed", asked, "gateway", ["answer", "state"])
        self._settle(asked)

    def extend(self, asked: Json, working_days: int) -> None:
        """Have the authority ask for more time, and get it.

        Raises:
            NotPlayed: None is waited for.
        """
        self._open(asked)
        self._told("consultation.extension_request.received", asked, "authority", ["letters"])
        asked["extensions"].append({"accepted": True, "working_days": working_days})
        days = len(asked["deadline"]["counted"]) + working_days
        received = dt.datetime.fromisoformat(asked["deadline"]["received"])
        asked["deadline"] = self._deadline(
            asked["procedure"], asked["consulted"], days, received=received
        )
        self._told("consultation.extension_reply.sent", asked, "person", ["letters", "clock"])

    def decide(self, case_id: str, outcome: str, explanation: str, by: Sequence[str]) -> Json:
        """Have two officers decide a case.

        Raises:
            NotPlayed: It is decided, or an answer is waited for.
        """
        case = self.case(case_id)
        if case["state"] not in {"filed", "assessment"}:
            raise NotPlayed(f"the case is {case['state']}", "Have the consultations end first.")
        proposal = {
            "outcome": outcome,
            "grounds": ["foreign_security_policy"] if outcome == "refused" else [],
            "explanation": [{"language": "en", "text": explanation}],
        }
        proposed = {"proposal": proposal, "proposed_by": by[0], "proposed_at": stamp(self.now)}
        case |= proposed
        self.acted(case, "decision.proposed", by[0], outcome)
        case["decision"] = {
            **proposed,
            "decided_by": by[1],
            "decided_at": stamp(self.now),
            "four_eyes": by[0] != by[1],
        }
        self._state(case, "decided")
        self.acted(case, "decision.made", by[1], outcome)
        return case

    def withdraw(self, case: Json, withdrawal: Json) -> Json:
        """Note that the applicant withdraws."""
        case["withdrawal"] = withdrawal
        self._state(case, "withdrawn")
        self._end_others(case["case_id"], "withdrawn")
        self.acted(case, "case.withdrawn", "system", "The applicant withdraws")
        return case

    # --- what there is -----------------------------------------------------------------------

    def case(self, case_id: str) -> Json:
        """Return a case.

        Raises:
            NotPlayed: There is none.
        """
        if case_id not in self.cases:
            raise NotPlayed(f"there is no case {case_id}", f"Known: {[*self.cases]}.")
        return self.cases[case_id]

    def of(self, case_id: str) -> list[Json]:
        """Return the consultations of a case."""
        return [one for one in self.consultations.values() if one["case_id"] == case_id]

    def asked(self, consulted: str, case_id: str | None) -> Json:
        """Return the consultation of an authority: of a case, or the newest that is open.

        Raises:
            NotPlayed: There is none.
        """
        found = [
            one
            for one in self.consultations.values()
            if one["consulted"] == consulted and case_id in {None, one["case_id"]}
        ]
        still_open = [one for one in found if one["state"] == "running"]
        if not found:
            raise NotPlayed(f"{consulted} is not asked", "Let it be asked first: asks(...).")
        return (still_open or found)[-1]

    def shown(self, case: Json) -> Json:
        """Return a case as it is shown, with its consultations."""
        return {**case, "consultations": self.of(case["case_id"])}

    # --- events ------------------------------------------------------------------------------

    def acted(self, case: Json, kind: str, actor: str, text: str) -> None:
        """Write an act of a case, and tell of it."""
        case["acts"].append({"at": stamp(self.now), "actor": actor, "verb": kind, "text": text})
        self._changed(case)
        changed = {"case.filed": ["application", "state"]}.get(kind, ["decision", "state"])
        who = "system" if actor == "system" else "person"
        self.tell(kind, case["case_id"], "case", changed, who, case_id=case["case_id"])

    def tell(
        self, kind: str, subject: str, noun: str, changed: list[str], actor: str, **ids: str
    ) -> None:
        """Add an event to the feed; who waits for one is woken."""
        self.events.append(
            {
                "specversion": "1.0",
                "id": self.cursor(len(self.events) + 1),
                "source": f"{TAG}{self.authority}",
                "type": f"comity.{kind}",
                "subject": subject,
                "time": stamp(self.now),
                "datacontenttype": "application/json",
                "data": {
                    "noun": noun,
                    "changed": changed,
                    "actor": actor,
                    **dict.fromkeys(_IDS),
                    **ids,
                },
            }
        )
        self.lock.notify_all()

    def cursor(self, number: int) -> str:
        """Return the cursor behind so many events."""
        return f"fake-{self.authority}-{number}"

    def _told(self, kind: str, asked: Json, actor: str, changed: list[str]) -> None:
        self._changed(asked)
        conversation = asked["conversation_id"]
        case_id = asked["case_id"]
        self.tell(
            kind, conversation, "consultation", changed, actor,
            case_id=case_id, conversation_id=conversation,
        )  # fmt: skip
        self._changed(self.cases[case_id])

    def _changed(self, thing: Json) -> None:
        thing["version"] = str(int(thing["version"]) + 1)

    def _state(self, case: Json, state: str) -> None:
        case["state"] = state
        self._changed(case)

    def _settle(self, asked: Json) -> None:
        case = self.cases[asked["case_id"]]
        if all(one["state"] != "running" for one in self.of(case["case_id"])):
            self._state(case, "assessment")
            self.tell(
                "case.ready", case["case_id"], "case", ["state"], "gateway",
                case_id=case["case_id"],
            )  # fmt: skip

    def _end_others(self, case_id: str, because: str) -> None:
        for asked in self.of(case_id):
            if asked["state"] == "running":
                asked |= {"state": "superseded", "ended_because": because}
                self._told("consultation.ended", asked, "gateway", ["state"])

    def _open(self, asked: Json) -> None:
        if asked["state"] != "running":
            raise NotPlayed(f"{asked['consulted']} has no question open: {asked['state']}")

    def _deadline(
        self, procedure: str, consulted: str, days: int, received: dt.datetime | None = None
    ) -> Json:
        """Count working days from Monday to Friday; the holidays are for a real node."""
        begins = received or self.now
        day, counted, skipped = begins.date(), list[str](), list[Json]()
        while len(counted) < days:
            day += dt.timedelta(days=1)
            if day.weekday() >= _SATURDAY:
                skipped.append({"date": day.isoformat(), "reason": "weekend"})
            else:
                counted.append(day.isoformat())
        last = dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=dt.UTC)
        return {
            "procedure": procedure,
            "article": PROCEDURES[procedure].article,
            "authority": consulted,
            "received": stamp(begins),
            "event_day": begins.date().isoformat(),
            "working_days": days,
            "counted": counted,
            "skipped": skipped,
            "last_day": day.isoformat(),
            "last_instant": stamp(last),
            "time_zone": "UTC",
            "calendar": "fake",
            "calendar_digest": "0" * 64,
            "rulebook": RULEBOOK,
        }
