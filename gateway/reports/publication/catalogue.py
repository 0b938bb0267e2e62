"""The description by which data portals harvest the report: DCAT-AP, as Turtle and JSON-LD.

One list of statements gives both forms. Addresses are relative to the site's own unless the
place where it will stand is known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gateway.domain.annual.edition import Edition

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
PUBLISHER = f"{_AUTHORITY}corporate-body/COM"
LICENCE = f"{_AUTHORITY}licence/CC_BY_4_0"
_FORMATS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDFA2A", "application/pdf"),
}
_MEDIA = "http://www.iana.org/assignments/media-types/"


class Resource(NamedTuple):
    """Something that has an address; of one in the site it is relative."""

    address: str


class Literal(NamedTuple):
    """A text, with its datatype or language."""

    text: str
    datatype: str = ""
    language: str = ""


class Triple(NamedTuple):
    """Subject, property (with a prefix) and object."""

    subject: Resource
    name: str
    value: Resource | Literal


def statements(edition: Edition, files: Mapping[str, bytes], address: str) -> list[Triple]:
    """Say what the catalogue, the dataset of each table and its files are.

    Args:
        edition: What is published.
        files: The files that are described, by path in the site.
        address: Where the site will stand, with a slash at its end; empty: not known.
    """
    return list(_statements(edition, files, address))


def _statements(edition: Edition, files: Mapping[str, bytes], address: str) -> Iterator[Triple]:
    issued = Literal(
        (edition.published_on or edition.frozen_at.date()).isoformat(), datatype="xsd:date"
    )
    catalogue, publisher = Resource(f"{address}#catalogue"), Resource(PUBLISHER)
    yield Triple(publisher, "rdf:type", Resource(f"{PREFIXES['foaf']}Agent"))
    yield Triple(publisher, "foaf:name", _english("European Commission"))
    yield from _kind(catalogue, "dcat:Catalog")
    yield from _described(catalogue, edition.title, _summary(edition))
    yield Triple(catalogue, "dct:publisher", publisher)
    yield Triple(catalogue, "dct:issued", issued)
    yield Triple(catalogue, "dct:license", Resource(LICENCE))
    yield Triple(catalogue, "foaf:homepage", Resource(f"{address}index.html"))
    for path, title, text, paths in _datasets(edition):
        dataset = Resource(f"{address}{path}")
        yield Triple(catalogue, "dcat:dataset", dataset)
        yield from _kind(dataset, "dcat:Dataset")
        yield from _described(dataset, title, text)
        yield Triple(dataset, "dct:publisher", publisher)
        yield Triple(dataset, "dct:issued", issued)
        yield Triple(dataset, "adms:versionNotes", _english(_version(edition)))
        yield Triple(dataset, "dct:accrualPeriodicity", Resource(f"{_AUTHORITY}frequency/ANNUAL"))
        yield Triple(dataset, "dcat:theme", Resource(f"{_AUTHORITY}data-theme/ECON"))
        yield Triple(dataset, "dct:language", Resource(f"{_AUTHORITY}language/ENG"))
        for word in ("dual-use items", "export control", "Regulation (EU) 2021/821"):
            yield Triple(dataset, "dcat:keyword", _english(word))
        yield Triple(dataset, "dcat:landingPage", Resource(f"{address}{path.partition('#')[0]}"))
        period = Resource(f"{address}#year-{edition.year}")
        yield Triple(dataset, "dct:temporal", period)
        for file in (each for each in paths if each in files):
            distribution = Resource(f"{address}{file}#distribution")
            yield Triple(dataset, "dcat:distribution", distribution)
            yield from _distribution(distribution, file, files[file], address)
    yield from _kind(period, "dct:PeriodOfTime")
    for name, day in (("startDate", f"{edition.year}-01-01"), ("endDate", f"{edition.year}-12-31")):
        yield Triple(period, f"dcat:{name}", Literal(day, datatype="xsd:date"))


def _datasets(edition: Edition) -> Iterator[tuple[str, str, str, list[str]]]:
    yield (
        "data.html#dataset",
        edition.title,
        _summary(edition),
        ["data/tables.xlsx", "data/edition.json", "report.pdf", "tables.docx"],
    )
    for table in edition.tables:
        yield (
            f"table-{table.number.replace('.', '-')}.html#dataset",
            f"Table {table.number}: {table.title}",
            f"{table.title}, data of {edition.year}. {_version(edition)}",
            [f"data/{table.key}.{kind}" for kind in ("csv", "xlsx", "json")],
        )


def _summary(edition: Edition) -> str:
    return (
        f"Annual report under Article 26(2) of Regulation (EU) 2021/821: authorisations, denials "
        f"and cyber-surveillance items, data of {edition.year} of {len(edition.states)} Member "
        "States."
    )


def _version(edition: Edition) -> str:
    return f"Edition {edition.number}, frozen on {edition.frozen_at:%Y-%m-%d}."


def _english(text: str) -> Literal:
    return Literal(text, language="en")


def _kind(subject: Resource, kind: str) -> Iterator[Triple]:
    prefix, _, name = kind.partition(":")
    yield Triple(subject, "rdf:type", Resource(PREFIXES[prefix] + name))


def _described(subject: Resource, title: str, text: str) -> Iterator[Triple]:
    yield Triple(subject, "dct:title", _english(title))
    yield Triple(subject, "dct:description", _english(text))


def _distribution(subject: Resource, path: str, content: bytes, address: str) -> Iterator[Triple]:
    format_name, media = _FORMATS[path.rpartition(".")[2]]
    checksum = Resource(f"{address}{path}#checksum")
    yield from _kind(subject, "dcat:Distribution")
    yield Triple(subject, "dct:title", _english(path.rpartition("/")[2]))
    yield Triple(subject, "dcat:accessURL", Resource(f"{address}{path}"))
    yield Triple(subject, "dcat:downloadURL", Resource(f"{address}{path}"))
    yield Triple(subject, "dct:format", Resource(f"{_AUTHORITY}file-type/{format_name}"))
    yield Triple(subject, "dcat:mediaType", Resource(_MEDIA + media))
    yield Triple(subject, "dct:license", Resource(LICENCE))
    size = Literal(str(len(content)), datatype="xsd:nonNegativeInteger")
    yield Triple(subject, "dcat:byteSize", size)
    yield Triple(subject, "spdx:checksum", checksum)
    yield from _kind(checksum, "spdx:Checksum")
    algorithm = Resource(f"{PREFIXES['spdx']}checksumAlgorithm_sha256")
    yield Triple(checksum, "spdx:algorithm", algorithm)
    digest = Literal(hashlib.sha256(content).hexdigest(), datatype="xsd:hexBinary")
    yield Triple(checksum, "spdx:checksumValue", digest)


def turtle(found: list[Triple]) -> bytes:
    """Write statements as Turtle."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for subject, named in _by_subject(found).items():
        lines.append("")
        lines.append(f"<{subject}>")
        parts = [f"    {name} {_in_turtle(value)}" for name, value in named]
        lines.append(" ;\n".join(parts) + " .")
    return ("\n".join(lines) + "\n").encode()


def json_ld(found: list[Triple]) -> bytes:
    """Write statements as JSON-LD; its context is in it and nothing need be fetched."""
    graph = []
    for subject, named in _by_subject(found).items():
        node: dict[str, Any] = {"@id": subject}
        for name, value in named:
            if name == "rdf:type":
                node.setdefault("@type", []).append(value[0])
            else:
                node.setdefault(name, []).append(_in_json(value))
        graph.append(node)
    document = {"@context": PREFIXES, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _by_subject(found: list[Triple]) -> dict[str, list[tuple[str, Resource | Literal]]]:
    subjects: dict[str, list[tuple[str, Resource | Literal]]] = {}
    for subject, name, value in found:
        subjects.setdefault(subject.address, []).append((name, value))
    return subjects


def _in_turtle(value: Resource | Literal) -> str:
    if isinstance(value, Resource):
        return f"<{value.address}>"
    # A JSON string is a Turtle string: the same escapes, and no line break within.
    text = json.dumps(value.text, ensure_ascii=False)
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def _in_json(value: Resource | Literal) -> dict[str, str]:
    if isinstance(value, Resource):
        return {"@id": value.address}
    found = {"@value": value.text}
    if value.language:
        found["@language"] = value.language
    if value.datatype:
        found["@type"] = value.datatype
    return found
