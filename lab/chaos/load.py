"""Who works meanwhile: systems that file, officers that answer, each until it has an answer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.cli.client import NodeClient, path_of
from gateway.errors import ComityError, UnavailableError
from lab.chaos.plan import CONSULTING
from lab.sandbox.supervisor import Sandbox

_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "application.json"
_AGAIN_S = 0.25
ANSWER = {"answer": "no_objection", "explanation": [{"language": "en", "text": "None."}]}


@dataclass
class Kept:
    """What was acknowledged: a node may not forget it, but for what a restore takes back.

    Attributes:
        cases: Member, reference and number of each application.
        answers: Consulted member and conversation.
        refused: How often each reason was met.
    """

    cases: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)


class Workload:
    """Files and answers at every consulting member, from threads of this process.

    Args:
        sandbox: The federation.
        per_s: Applications a second, over all members.
        members: Who consults whom.
    """

    def __init__(
        self, sandbox: Sandbox, *, per_s: float, members: Sequence[str] = CONSULTING
    ) -> None:
        self._sandbox = sandbox
        self._members = members
        self._between_s = len(members) / per_s
        self._tokens: dict[str, dict[str, str]] = {}
        self._filing, self._answering = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.kept = Kept()

    def start(self) -> None:
        """Make the accounts, and begin."""
        for code in self._members:
            with self._sandbox.client(code) as administrator:
                self._tokens[code] = {
                    role: administrator.post("/officers", {"name": f"{role} {code}", "role": role})[
                        "token"
                    ]
                    for role in ("system", "decider")
                }
        self._filing.set()
        self._answering.set()
        for code in self._members:
            for work in (self._file, self._answer):
                thread = threading.Thread(target=work, args=(code,), daemon=True)
                thread.start()
                self._threads.append(thread)

    def stop_filing(self) -> None:
        """File no more; what was asked is answered still."""
        self._filing.clear()

    def stop(self) -> None:
        """End all of it."""
        self._filing.clear()
        self._answering.clear()
        for thread in self._threads:
            thread.join(timeout=60)

    def token(self, code: str, role: str) -> str:
        """Return the token of a member's account."""
        return self._tokens[code][role]

    def client(self, code: str, role: str) -> NodeClient:
        """Return a client of a member's account."""
        return self._sandbox.client(code, self._tokens[code][role])

    # --- what each thread does ---------------------------------------------------------

    def _file(self, code: str) -> None:
        body = json.loads(_EXAMPLE.read_text("utf-8"))
        others = [each for each in self._members if each != code]
        number = 0
        while self._filing.is_set():
            began, number = time.monotonic(), number + 1
            body["reference"] = f"{code}-{number}"
            body["transaction"]["goods_located_in"] = others
            body["transaction"]["items"][0]["classifications"][0]["authority"] = code
            made = self._until(
                self._filing, lambda: self._call(code, "system", "/applications", body)
            )
            if made is not None:
                with self._lock:
                    self.kept.cases.append((code, body["reference"], made["case_id"]))
            time.sleep(max(0.0, began + self._between_s - time.monotonic()))

    def _answer(self, code: str) -> None:
        answered: set[str] = set()
        while self._answering.is_set():
            found = self._until(self._answering, lambda: self._asked(code)) or []
            fresh = [each for each in found if each not in answered]
            for conversation in fresh:
                path = path_of("consultations", conversation, "answer")
                if self._until(
                    self._answering,
                    lambda path=path: self._call(code, "decider", path, ANSWER),  # type: ignore[misc]
                ):
                    with self._lock:
                        self.kept.answers.append((code, conversation))
                answered.add(conversation)
            time.sleep(_AGAIN_S if fresh else 4 * _AGAIN_S)

    def _asked(self, code: str) -> list[str]:
        with self.client(code, "decider") as officer:
            found = officer.walk("/consultations", asked_of_us=True, state="running")
            return [each["conversation_id"] for each in found]

    def _call(self, code: str, role: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        with self.client(code, role) as caller:
            found: dict[str, Any] = caller.post(path, body)
            return found

    def _until(self, going: threading.Event, call: Callable[[], Any]) -> Any:
        """Call until there is an answer; what the law refuses is one, a fault is none."""
        while going.is_set():
            try:
                return call()
            except UnavailableError:
                time.sleep(_AGAIN_S)
            except ComityError as refused:
                reason = getattr(refused, "problem_reason", str(refused.reason))
                with self._lock:
                    self.kept.refused[reason] = self.kept.refused.get(reason, 0) + 1
                if refused.family not in ("unavailable", "comity"):
                    return None
                time.sleep(_AGAIN_S)
        return None
