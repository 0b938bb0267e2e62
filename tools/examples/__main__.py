"""Writes the examples of the contract from what tests sent: `make examples`.

    python -m tools.examples RECORDED [--anew]

RECORDED is the folder that `tests/support/recorded_examples.py` has filled. An example that still
fits the contract is left as it is, so that a change of the contract changes only what it must;
`--anew` chooses all of them again. What is missing afterwards is said.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gateway.api.published.examples_declared import (
    FOLDER,
    PROBLEMS,
    examples,
    operations_of,
    unexampled,
    with_examples,
)
from tests.support.declared_content import DeclaredContent
from tools.examples.exchange import Exchange
from tools.examples.scrubbing import Scrubber
from tools.examples.shortening import shortened, worth
from tools.openapi import made as contract

JSON = "application/json"
OK, REFUSED = range(200, 300), range(400, 600)


def recorded(folder: Path) -> list[Exchange]:
    """Return what tests sent and were answered, what tells most first."""
    found = [
        Exchange.model_validate(each)
        for file in sorted(folder.glob("*.json"))
        for each in json.loads(file.read_text("utf-8"))
    ]
    return sorted(found, key=lambda each: (-worth(each), each.model_dump_json()))


def chosen(operation: dict[str, Any], given: Iterable[Exchange]) -> dict[str, Any]:
    """Return the example of an operation: where it is called, its body, and each answer to it.

    Args:
        operation: The operation of the contract.
        given: What was sent to it, what tells most first.
    """
    taken = [each for each in given if each.status in OK]
    made: dict[str, Any] = {}
    asks = {one["name"] for one in operation.get("parameters", ()) if one.get("required")}
    for each in taken:
        scrubber = Scrubber()
        said = scrubber.scrub({"path": each.path, "query": each.query, "body": told(each.body)})
        query = {name: values[0] for name, values in said["query"].items() if name in asks}
        if "answers" not in made:
            made = {"path": said["path"], "query": query, "body": said["body"], "answers": {}}
        if made["body"] is None:
            made["body"] = said["body"]
        declared = operation["responses"].get(str(each.status), {}).get("content", {})
        if each.content is not None and each.media in declared:
            of_status = made["answers"].setdefault(str(each.status), {})
            of_status.setdefault(each.media, shortened(scrubber.scrub(each.content)))
    return {name: each for name, each in made.items() if each}


def told(body: Any) -> Any:
    """Return a body without its nulls, which say what leaving out says."""
    if isinstance(body, list):
        return [told(each) for each in body]
    if not isinstance(body, dict):
        return body
    return {name: told(each) for name, each in body.items() if each is not None}


def problems(document: dict[str, Any], given: Iterable[Exchange]) -> dict[str, Any]:
    """Return an example of each problem, by its name in the contract."""
    found: dict[str, Any] = {}
    names = {
        int(status): answer["$ref"].rpartition("/")[2]
        for operation in operations_of(document)
        for status, answer in operation["responses"].items()
        if "$ref" in answer
    }
    for each in given:
        if each.status in names and each.content is not None:
            found.setdefault(names[each.status], Scrubber().scrub(each.content))
    return found


def kept(document: dict[str, Any], content: DeclaredContent) -> Iterator[str]:
    """Yield the operations whose example says all, and is valid by the contract.

    Args:
        document: The contract, without examples.
        content: Knows its schemas.
    """
    missing = {place.partition(" ")[0] for place in unexampled(document)}
    for operation in operations_of(document):
        name = operation["operationId"]
        if name in examples() and name not in missing and not faults(operation, content):
            yield name


def faults(operation: dict[str, Any], content: DeclaredContent) -> list[str]:
    """Return what of the examples of an operation its schemas do not allow."""
    said = examples().get(operation["operationId"], {})
    asked = operation.get("requestBody", {}).get("content", {}).get(JSON)
    found = list(content.faults(asked["schema"], said["body"])) if asked and "body" in said else []
    for status, by_media in said.get("answers", {}).items():
        for media, value in by_media.items():
            schema = operation["responses"][status]["content"][media].get("schema", {})
            found += content.faults(schema, value)
    return found


def main() -> int:
    """Write what is missing or fits no longer, and say of what there is none."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("recorded", type=Path)
    asked.add_argument("--anew", action="store_true")
    given = asked.parse_args()
    document = json.loads(contract())
    rows = recorded(given.recorded)
    by_operation: defaultdict[str, list[Exchange]] = defaultdict(list)
    for each in rows:
        by_operation[each.operation].append(each)
    good = set() if given.anew else set(kept(document, DeclaredContent(document)))
    for operation in operations_of(document):
        name = operation["operationId"]
        if name not in good and (made := chosen(operation, by_operation[name])):
            _write(FOLDER / f"{name}.json", made)
    if given.anew or not PROBLEMS.is_file():
        _write(PROBLEMS, problems(document, rows))
    examples.cache_clear()
    with_examples(document)
    for place in unexampled(document):
        print(f"no example: {place}")
    return 0


def _write(file: Path, value: Any) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
