"""What a fake gateway answers: the operations it plays, and problems as a node gives them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from pydantic import BaseModel, ValidationError

from comity_sdk import models
from comity_sdk.calls import IF_MATCH, JSON_TYPE, PREFIX
from comity_sdk.exchange import KEY
from comity_sdk.fake.world import Json, World, stamp
from comity_sdk.feed import CURSOR

MAX_WAIT_S: Final = 30.0
EVENTS_TYPE: Final = "application/cloudevents-batch+json"
PROBLEM_TYPE: Final = "application/problem+json"
_STATED: Final = ("exporter", "consignee", "end_user", "stated_end_use")
_ACTING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FAMILY_OF: Final = {
    401: "permission",
    403: "permission",
    404: "not_found",
    405: "input",
    409: "state",
    410: "state",
    412: "state",
    416: "input",
    422: "input",
}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, as the server has read it; names of headers are in small letters."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        """Return a query parameter of one value."""
        return self.query.get(name, [default])[-1]

    def digest(self) -> str:
        """Return a digest by which the same request is known again."""
        said = json.dumps([self.method, self.path, sorted(self.query.items())]).encode()
        return hashlib.sha256(said + self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - it is an answer
    """A problem, as a node answers with one."""

    def __init__(self, status: int, reason: str, message: str, remedy: str, **data: str) -> None:
        super().__init__(message)
        self.status, self.reason = status, reason
        self.remedy, self.metadata = remedy, data

    def said(self, path: str) -> Said:
        """Return the answer."""
        problem = {
            "type": f"urn:problem-type:comity:{self.reason}",
            "title": self.reason.replace("_", " ").capitalize(),
            "status": self.status,
            "detail": str(self),
            "instance": path,
            "family": _FAMILY_OF.get(self.status, "unavailable"),
            "reason": self.reason,
            "message": str(self),
            "remedy": self.remedy,
            "metadata": self.metadata,
        }
        headers = {"Content-Type": PROBLEM_TYPE}
        if wait_s := self.metadata.get("retry_after_s"):
            headers["Retry-After"] = wait_s
        if self.status == 401:  # noqa: PLR2004
            headers["WWW-Authenticate"] = "Bearer"
        return Said(self.status, json.dumps(problem).encode(), headers)


Played = Callable[..., Said]
_ROUTES: list[tuple[str, re.Pattern[str], Played]] = []


def plays(method: str, path: str) -> Callable[[Played], Played]:
    """Have a function play what is called at an address."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    def keep(play: Played) -> Played:
        _ROUTES.append((method, pattern, play))
        return play

    return keep


def played() -> list[tuple[str, str]]:
    """Return method and path of what is played."""
    return [
        (method, re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", one.pattern)) for method, one, _ in _ROUTES
    ]


class Answering:
    """Answers requests out of a world.

    Args:
        world: What there is.
        token: The one token that is known.
        filed: Called with each case that was filed, e.g. to have authorities asked.
    """

    def __init__(self, world: World, token: str, filed: Callable[[str], None]) -> None:
        self.world, self.token, self.filed = world, token, filed
        self.faults: list[Refused] = []
        self._kept: dict[str, tuple[str, Said]] = {}

    def answer(self, call: Call) -> Said:
        """Return the answer to a request."""
        with self.world.lock:
            try:
                return self._answer(call)
            except Refused as exc:
                return exc.said(call.path)

    def _answer(self, call: Call) -> Said:
        if call.path != f"{PREFIX}/status":
            self._admit(call)
        if self.faults:
            raise self.faults.pop(0)
        key = call.headers.get(KEY.lower())
        if key is None or call.method not in _ACTING:
            return self._play(call)
        earlier = self._kept.get(key)
        if earlier is None:
            said = self._play(call)
            self._kept[key] = (call.digest(), said)
            return said
        if earlier[0] != call.digest():
            raise Refused(
                422, "IDEMPOTENCY_KEY_REUSED", f"{KEY}: another request was sent under it",
                "Use a new key for each act.", field=KEY,
            )  # fmt: skip
        again = earlier[1]
        return Said(again.status, again.body, {**again.headers, "Idempotency-Replayed": "true"})

    def _admit(self, call: Call) -> None:
        if call.headers.get("authorization") != f"Bearer {self.token}":
            raise Refused(
                401, "TOKEN_INVALID", "the token is not known here",
                "Send the fake gateway's token.",
            )  # fmt: skip

    def _play(self, call: Call) -> Said:
        path = call.path.removeprefix(PREFIX)
        known = False
        for method, pattern, play in _ROUTES:
            if (found := pattern.fullmatch(path)) is not None:
                known = True
                if method == call.method:
                    places = {name: unquote(value) for name, value in found.groupdict().items()}
                    return play(self, call, **places)
        if known:
            raise Refused(405, "INPUT_INVALID", "this address is not called by this method",
                          "Look at docs/openapi.json.", field="method")  # fmt: skip
        raise Refused(
            404, "NOT_FOUND", f"the fake gateway plays nothing at {call.method} {path}",
            "See sdk/README.md for what it plays; a sandbox of Comity has all of it.",
        )  # fmt: skip

    # --- what is played ----------------------------------------------------------------------

    @plays("GET", "/status")
    def _status(self, call: Call) -> Said:
        now = self.world.now
        return json_said({
            "authority": self.world.authority, "now": stamp(now), "today": now.date().isoformat(),
            "federation": "Fake federation", "federation_id": "0" * 64, "rehearsal": True,
            "directory_version": 1, "directory_expires": stamp(now.replace(year=now.year + 1)),
            "directory_confirmed_until": None,
            "members": sorted({self.world.authority, *self._asked()}),
            "rulebook": "EU-2021-821/2026-3", "calendar": "fake",
        })  # fmt: skip

    def _asked(self) -> set[str]:
        return {one["consulted"] for one in self.world.consultations.values()}

    @plays("POST", "/applications")
    def _file(self, call: Call) -> Said:
        application = _body(call, models.ApplicationInput, stated=_STATED)
        for case in self.world.cases.values():
            if case["application"] == application:
                return self._made(case)
            if case["application"]["reference"] == application["reference"]:
                raise Refused(
                    409, "STATE_CONFLICT",
                    f"another application was filed under {application['reference']}",
                    "Use a new reference, or amend it.", reference=application["reference"],
                )  # fmt: skip
        said = self._made(self.world.file(application))
        self.filed([*self.world.cases][-1])
        return said

    def _made(self, case: Json) -> Said:
        said = json_said(whole(models.Case, self.world.shown(case)), 201, case["version"])
        place = f"{PREFIX}/cases/{case['case_id']}"
        return Said(201, said.body, {**said.headers, "Location": place})

    @plays("GET", "/cases")
    def _cases(self, call: Call) -> Said:
        wanted = call.one("state")
        rows = [
            {
                "case_id": case["case_id"],
                "reference": case["application"]["reference"],
                "procedure": case["application"].get("procedure", "application"),
                "state": case["state"],
                "destination": case["application"]["transaction"]["destination"],
                "filed_at": case["filed_at"],
                "version": case["version"],
            }
            for case in reversed(self.world.cases.values())
            if wanted in {"", case["state"]}
        ]
        return page_said(call, rows, models.CaseSummary)

    @plays("GET", "/cases/{case_id}")
    def _case(self, call: Call, case_id: str) -> Said:
        case = self._held(case_id)
        return json_said(whole(models.Case, self.world.shown(case)), 200, case["version"])

    @plays("POST", "/cases/{case_id}/withdrawal")
    def _withdraw(self, call: Call, case_id: str) -> Said:
        case = self._held(case_id)
        self._unchanged(call, case)
        if case["state"] in {"decided", "withdrawn"}:
            raise Refused(
                409, "STATE_CONFLICT", f"the case is {case['state']}; nothing more changes it",
                "Look at the case.",
            )  # fmt: skip
        case = self.world.withdraw(case, _body(call, models.WithdrawalInput))
        return json_said(whole(models.Case, self.world.shown(case)), 200, case["version"])

    @plays("GET", "/consultations")
    def _consultations(self, call: Call) -> Said:
        if call.one("asked_of_us") == "true":
            return page_said(call, [], models.Consultation)
        rows = [*reversed(self.world.consultations.values())]
        return page_said(call, rows, models.Consultation)

    @plays("GET", "/consultations/{conversation_id}")
    def _consultation(self, call: Call, conversation_id: str) -> Said:
        asked = self.world.consultations.get(conversation_id)
        if asked is None:
            raise _nothing(f"there is no consultation {conversation_id}")
        return json_said(whole(models.Consultation, asked), 200, asked["version"])

    @plays("GET", "/events")
    def _events(self, call: Call) -> Said:
        after, wanted = self._place(call.one("after")), call.query.get("type", [])
        limit = _number(call, "limit", 100, 1000)
        wait_s = _number(call, "wait", 0, int(MAX_WAIT_S))
        world = self.world

        def found() -> list[Json]:
            return [one for one in world.events[after:] if not wanted or one["type"] in wanted]

        if wait_s:
            world.lock.wait_for(found, timeout=wait_s)
        events = found()
        page = events[:limit]
        cursor = page[-1]["id"] if len(events) > limit else world.cursor(len(world.events))
        return Said(200, json.dumps(page).encode(), {"Content-Type": EVENTS_TYPE, CURSOR: cursor})

    def _place(self, after: str) -> int:
        if after in {"", "now"}:
            return len(self.world.events) if after else 0
        begins = self.world.cursor(0)[:-1]
        number = after.removeprefix(begins)
        if not after.startswith(begins) or not number.isdigit():
            raise Refused(
                422, "INPUT_INVALID", "after: it is no cursor of this feed",
                "Send the cursor as an answer of this node gave it.", field="after",
            )  # fmt: skip
        if int(number) > len(self.world.events):
            raise Refused(
                410, "CURSOR_GONE", "after: it lies behind the newest event",
                "Begin anew, and read each thing again.", field="after",
            )  # fmt: skip
        return int(number)

    # --- contents of documents ---------------------------------------------------------------

    @plays("GET", "/{noun}/{thing_id}/documents")
    def _documents(self, call: Call, noun: str, thing_id: str) -> Said:
        rows = [self._document(thing_id, one) for one in self._named(noun, thing_id).values()]
        return page_said(call, rows, models.HeldDocument)

    @plays("HEAD", "/{noun}/{thing_id}/documents/{sha256}/upload")
    def _offset(self, call: Call, noun: str, thing_id: str, sha256: str) -> Said:
        document = self._one_document(noun, thing_id, sha256)
        return Said(204, b"", _progress(document))

    @plays("PATCH", "/{noun}/{thing_id}/documents/{sha256}/upload")
    def _add(self, call: Call, noun: str, thing_id: str, sha256: str) -> Said:
        document = self._one_document(noun, thing_id, sha256)
        held = self.world.contents.setdefault((thing_id, sha256), bytearray())
        if call.headers.get("upload-offset") != str(document["received"]):
            raise Refused(
                409, "STATE_CONFLICT", f"{len(held)} octets have come",
                "Go on from there.", offset=str(len(held)),
            )  # fmt: skip
        held += call.body
        if call.headers.get("upload-complete") == "?1":
            if hashlib.sha256(held).hexdigest() != sha256:
                del self.world.contents[thing_id, sha256]
                raise Refused(422, "CONTENT_INVALID", "the contents have another digest",
                              "Send the document that the application names.")  # fmt: skip
            self.world.whole.add((thing_id, sha256))
        document = self._one_document(noun, thing_id, sha256)
        said = json_said(whole(models.HeldDocument, document))
        return Said(200, said.body, {**said.headers, **_progress(document)})

    @plays("GET", "/{noun}/{thing_id}/documents/{sha256}/contents")
    def _contents(self, call: Call, noun: str, thing_id: str, sha256: str) -> Said:
        self._one_document(noun, thing_id, sha256)
        if (thing_id, sha256) not in self.world.whole:
            raise _nothing("its contents are not here")
        octets = bytes(self.world.contents[thing_id, sha256])
        headers = {"Content-Type": "application/octet-stream", "ETag": f'"{sha256}"'}
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", call.headers.get("range", ""))
        if found is None:
            return Said(200, octets, headers)
        first, last = int(found[1]), int(found[2] or len(octets) - 1)
        if first >= len(octets):
            raise Refused(416, "INPUT_INVALID", "the range lies behind the end",
                          "Ask for octets that there are.", field="Range")  # fmt: skip
        part = octets[first : last + 1]
        headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(octets)}"
        return Said(206, part, headers)

    # --- what these need ---------------------------------------------------------------------

    def _held(self, case_id: str) -> Json:
        case = self.world.cases.get(case_id)
        if case is None:
            raise _nothing(f"there is no case {case_id}")
        return case

    def _unchanged(self, call: Call, case: Json) -> None:
        version = call.headers.get(IF_MATCH.lower())
        if version is not None and version != f'"{case["version"]}"':
            raise Refused(
                412, "CHANGED_MEANWHILE", f"{IF_MATCH}: the case was changed since you read it",
                "Read it again, see whether what you send still fits, and send it with the "
                "version that you have read then.", field=IF_MATCH, etag=case["version"],
            )  # fmt: skip

    def _named(self, noun: str, thing_id: str) -> dict[str, Json]:
        if noun != "cases":
            raise _nothing(f"there is nothing of {noun} {thing_id} here")
        documents = self._held(thing_id)["application"].get("documents", [])
        return {one["sha256"]: one for one in documents}

    def _one_document(self, noun: str, thing_id: str, sha256: str) -> Json:
        document = self._named(noun, thing_id).get(sha256)
        if document is None:
            raise _nothing(f"{thing_id} names no document {sha256}")
        return self._document(thing_id, document)

    def _document(self, case_id: str, document: Json) -> Json:
        place = (case_id, document["sha256"])
        received = len(self.world.contents.get(place, b""))
        return {
            "document": document,
            "named_by": self.world.authority,
            "held": place in self.world.whole,
            "received": received,
        }


def _nothing(message: str) -> Refused:
    return Refused(404, "NOT_FOUND", message, "Look at the list.")


def json_said(body: object, status: int = 200, version: str = "") -> Said:
    """Return an answer in JSON."""
    headers = {"Content-Type": JSON_TYPE}
    if version:
        headers["ETag"] = f'"{version}"'
    return Said(status, json.dumps(body).encode(), headers)


def whole(kind: type[BaseModel], said: Json) -> Json:
    """Return an answer with everything that the contract says of it, preset where nothing is."""
    found: Json = kind.model_validate(said).model_dump(mode="json", by_alias=True)
    return found


def page_said(call: Call, rows: list[Json], kind: type[BaseModel]) -> Said:
    """Return the page of a list that is asked for."""
    limit, first = _number(call, "limit", 100, 1000), _number(call, "after", 0, 10**9)
    more = len(rows) > first + limit
    shown = [whole(kind, row) for row in rows[first : first + limit]]
    return json_said({"items": shown, "next": str(first + limit) if more else None})


def _number(call: Call, name: str, default: int, most: int) -> int:
    said = call.one(name, str(default))
    if not said.isdigit() or int(said) > most:
        raise Refused(422, "INPUT_INVALID", f"{name}: it is no number up to {most}",
                      f"Give {name} as a number.", field=name)  # fmt: skip
    return int(said)


def _progress(document: Json) -> dict[str, str]:
    return {
        "Upload-Offset": str(document["received"]),
        "Upload-Complete": f"?{int(document['held'])}",
    }


def _body(call: Call, kind: type[BaseModel], stated: tuple[str, ...] = ()) -> Json:
    """Read a body as the contract has it; of a transaction a bare value counts as given.

    Raises:
        Refused: A field is missing, unknown or of another kind.
    """
    try:
        found: Any = json.loads(call.body)
    except ValueError:
        raise Refused(422, "INPUT_INVALID", "body: it is no JSON", "Send JSON.",
                      field="body") from None  # fmt: skip
    transaction: Any = found.get("transaction") if isinstance(found, dict) else None
    for name in stated if isinstance(transaction, dict) else ():
        value = transaction.get(name)
        if value is not None and not (isinstance(value, dict) and "state" in value):
            transaction[name] = {"state": "given", "value": value}
    try:
        body = kind.model_validate(found)
    except ValidationError as exc:
        fault = exc.errors(include_input=False, include_url=False)[0]
        field_path = ".".join(str(part) for part in fault["loc"]) or "body"
        raise Refused(
            422, "INPUT_INVALID", f"{field_path}: {fault['msg']}", f"Give {field_path} as the "
            "contract has it.", field=field_path,
        ) from None  # fmt: skip
    if body.model_extra:
        unknown = next(iter(body.model_extra))
        raise Refused(422, "INPUT_INVALID", f"{unknown}: there is no such field",
                      "Leave it out.", field=unknown)  # fmt: skip
    # With what is preset, as the node keeps it.
    kept: Json = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    return kept
