"""Changes that know the grammar: what comes out still looks like what it was.

Octets that are flipped anywhere are refused at the first length. So each form is taken apart,
changed as a tree or a table, and put together again; now and then octets are flipped as well.
"""

from __future__ import annotations

import csv
import io
import json
import random
import tomllib
import warnings
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

MOST_OCTETS = 4 * 2**20
"""No input grows beyond what a door takes in at all: 4 MiB of a letter."""

Change = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

_NUMBERS = (0, 1, 2, 127, 128, 255, 2**31 - 1, 2**31, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1)
_TEXTS = (
    "", " ", "\x00", "\x1b[2J", "\u202e", "\xed\xa0\x80", "9" * 5000, "-0", "1e400", "NaN",
    "Infinity", "0x10", "2026-02-31", "9999-12-31T23:59:59-14:00", "0001-01-01", "XX", "3A001.z",
    "=1+1", "a" * 100_000, "ß" * 4001, "../../etc/passwd", "\u0345" * 50,
)  # fmt: skip
_DEEP = 5000


def octets(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Flip, drop, double, cut or splice octets."""
    data = bytearray(raw)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) + 1)
        length = min(dice.choice((1, 2, 4, 8, 64, 1024)), len(data) - at)
        match dice.randrange(6):
            case 0 if at < len(data):
                data[at] ^= 1 << dice.randrange(8)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * dice.choice((1, 2, 50))
            case 3:
                del data[at:]
            case 4 if others:
                other = dice.choice(others)
                begin = dice.randrange(len(other) + 1)
                data[at:at] = other[begin : begin + dice.choice((4, 64, 4096))]
            case _:
                data[at : at + length] = dice.randbytes(length)
        if len(data) > MOST_OCTETS:
            del data[MOST_OCTETS:]
    return bytes(data)


# --- protobuf -----------------------------------------------------------------------------

Field = tuple[int, int, int | bytes]  # number, wire type, value


def fields_of(raw: bytes) -> list[Field] | None:
    """Take a message apart without knowing it; None where it is no message."""
    found: list[Field] = []
    at = 0
    try:
        while at < len(raw):
            tag, at = _varint(raw, at)
            number, wire = tag >> 3, tag & 7
            value: int | bytes
            if number == 0:
                return None
            if wire == 0:
                value, at = _varint(raw, at)
            elif wire in (1, 5):
                size = 8 if wire == 1 else 4
                value, at = raw[at : at + size], at + size
            elif wire == 2:  # noqa: PLR2004 - a length, then octets
                size, at = _varint(raw, at)
                value, at = raw[at : at + size], at + size
                if len(value) != size:
                    return None
            else:
                return None
            found.append((number, wire, value))
    except IndexError:
        return None
    return found if at == len(raw) else None


def message_of(fields: Sequence[Field]) -> bytes:
    """Put a message together."""
    out = bytearray()
    for number, wire, value in fields:
        if len(out) >= MOST_OCTETS:  # a field five thousand times, within another that is so too
            break
        out += _as_varint(number << 3 | wire)
        if isinstance(value, int):
            out += _as_varint(value)
        elif wire == 2:  # noqa: PLR2004 - as above
            out += _as_varint(len(value)) + value
        else:
            out += value
    return bytes(out[:MOST_OCTETS])


def message(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change a protobuf message as a tree of fields, at any depth."""
    fields = fields_of(raw)
    if not fields or dice.random() < 0.05:  # noqa: PLR2004 - now and then no message at all
        return octets(dice, raw, others)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        _change_fields(dice, fields, others, depth=0)
    return message_of(fields)


def _change_fields(
    dice: random.Random, fields: list[Field], others: Sequence[bytes], depth: int
) -> None:
    if not fields:
        fields.append((dice.randint(1, 40), 0, dice.choice(_NUMBERS)))
        return
    at = dice.randrange(len(fields))
    number, wire, value = fields[at]
    inner = fields_of(value) if isinstance(value, bytes) and wire == 2 else None  # noqa: PLR2004
    if inner and depth < 8 and dice.random() < 0.7:  # noqa: PLR2004 - mostly go deeper
        _change_fields(dice, inner, others, depth + 1)
        fields[at] = (number, wire, message_of(inner))
        return
    match dice.randrange(9):
        case 0:
            del fields[at]
        case 1:
            fields[at:at] = [fields[at]] * dice.choice((1, 2, 40, 300, 5000))
        case 2:
            fields[at] = (dice.choice((number + 1, dice.randint(1, 60), 2**29 - 1)), wire, value)
        case 3:
            fields[at] = (number, 0, dice.choice(_NUMBERS))
        case 4:
            fields[at] = (number, 2, dice.choice(_TEXTS).encode("utf-8", "surrogatepass"))
        case 5:
            fields[at] = (number, 2, nested(dice, number))
        case 6 if others:
            other = fields_of(dice.choice(others))
            if other:
                fields[at] = dice.choice(other)
        case 7 if isinstance(value, bytes):
            fields[at] = (number, wire, octets(dice, value, others))
        case _:
            dice.shuffle(fields)


def nested(dice: random.Random, number: int) -> bytes:
    """Return one message within the other, many times."""
    raw = b""
    for _ in range(dice.choice((10, 99, 101, 1000))):
        raw = _as_varint(number << 3 | 2) + _as_varint(len(raw)) + raw
    return raw


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        octet = raw[at]
        value |= (octet & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if octet < 0x80:  # noqa: PLR2004 - the last one
            return value, at
        if shift > 63:  # noqa: PLR2004 - ten octets
            raise IndexError


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:  # noqa: PLR2004
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


# --- JSON and TOML ------------------------------------------------------------------------


def json_text(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change JSON as a tree; sometimes nest it out of measure or write a key twice."""
    if dice.random() < 0.1:  # noqa: PLR2004 - the text itself
        return _broken_text(dice, raw, others, b"[" * _DEEP, b'{"a":' * _DEEP, b"9" * 5000)
    try:
        tree = json.loads(raw)
    except ValueError:
        return octets(dice, raw, others)
    for _ in range(dice.choice((1, 1, 2, 4))):
        tree = _change_tree(dice, tree)
    return json.dumps(tree).encode()[:MOST_OCTETS]


def toml_text(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change TOML line by line: keys, values, tables; there is no writer in the library."""
    if dice.random() < 0.1:  # noqa: PLR2004 - the text itself
        return _broken_text(dice, raw, others, b"a = " + b"[" * _DEEP, b"[" + b"a." * _DEEP + b"a]")
    lines = raw.decode("utf-8", "replace").split("\n")
    for _ in range(dice.choice((1, 1, 2, 4))):
        at = dice.randrange(len(lines))
        key, sign, value = lines[at].partition("=")
        match dice.randrange(6):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(at, dice.choice(lines))
            case 2 if sign:
                lines[at] = f"{key}= {_toml_value(dice)}"
            case 3 if sign:
                lines[at] = f"{key.strip()}_x = {value}"
            case 4:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines[at] = lines[at].replace('"', "", 1)
    changed = "\n".join(lines).encode("utf-8", "replace")
    try:
        tomllib.loads(changed.decode())
    except (ValueError, RecursionError):
        return changed if dice.random() < 0.2 else raw  # noqa: PLR2004 - mostly what can be read
    return changed


def _toml_value(dice: random.Random) -> str:
    return dice.choice(
        (
            "[]", "{}", "-1", "0", str(2**70), "1e400", "nan", "true", '""', "1979-05-27",
            "[[[]]]", '["a", "a"]', json.dumps(dice.choice(_TEXTS[:8])), "{ a = 1 }",
            "9" * 400,
        )
    )  # fmt: skip


def _broken_text(dice: random.Random, raw: bytes, others: Sequence[bytes], *odd: bytes) -> bytes:
    choice = dice.randrange(len(odd) + 3)
    if choice < len(odd):
        return odd[choice]
    return (
        octets(dice, raw, others),
        raw.decode("latin1").encode("utf-16"),
        b"\xef\xbb\xbf" + raw,
    )[choice - len(odd)]


def _change_tree(dice: random.Random, tree: Any) -> Any:
    if isinstance(tree, dict) and tree:
        key = dice.choice(list(tree))
        match dice.randrange(6):
            case 0:
                del tree[key]
            case 1:
                tree[dice.choice(_TEXTS[:12])] = tree[key]
            case _:
                tree[key] = _change_tree(dice, tree[key])
        return tree
    if isinstance(tree, list) and tree:
        at = dice.randrange(len(tree))
        match dice.randrange(6):
            case 0:
                del tree[at]
            case 1:
                tree[at:at] = [tree[at]] * dice.choice((1, 2, 300))
            case _:
                tree[at] = _change_tree(dice, tree[at])
        return tree
    return dice.choice(
        (
            None,
            True,
            [],
            {},
            "",
            -1,
            1.5,
            1e308,
            *_NUMBERS,
            *_TEXTS,
            [[[[]]]],
            {"state": "withheld"},
        )
    )


# --- tables -------------------------------------------------------------------------------


def csv_text(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change a table cell by cell, row by row, column by column."""
    if dice.random() < 0.1:  # noqa: PLR2004 - the text itself
        return _broken_text(dice, raw, others, b'"' * 10_000, b"a," * 200_000, b"\n" * 200_000)
    text = raw.decode("utf-8-sig", "replace")
    mark = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=mark)) or [[""]]
    for _ in range(dice.choice((1, 1, 2, 6))):
        at = dice.randrange(len(rows))
        row = rows[at] = rows[at] or [""]
        cell = dice.randrange(len(row))
        match dice.randrange(7):
            case 0:
                row[cell] = dice.choice(_TEXTS)
            case 1:
                del row[cell]
            case 2:
                row.insert(cell, row[cell])
            case 3:
                rows[at:at] = [list(row)] * dice.choice((1, 2, 200))
            case 4:
                rows[0] = dice.sample(rows[0], len(rows[0]))
            case 5:
                row[cell] = dice.choice(dice.choice(rows) or [""])
            case _:
                row[cell] = row[cell][: len(row[cell]) // 2]
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")[:MOST_OCTETS]


# --- archives -----------------------------------------------------------------------------


def archive(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change the files in a ZIP, each by its own form, or the container itself."""
    if dice.random() < 0.3:  # noqa: PLR2004 - the container
        return octets(dice, raw, others)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as opened:
            files = [(each, opened.read(each)) for each in opened.infolist()]
    except Exception:  # noqa: BLE001 - what was broken before is broken further
        return octets(dice, raw, others)
    if not files:
        return octets(dice, raw, others)
    at = dice.randrange(len(files))
    each, body = files[at]
    match dice.randrange(8):
        case 0:
            del files[at]
        case 1:
            files.append((each, body))
        case 2:
            each.filename = dice.choice(("../x", "/x", each.filename + "x", "a" * 60_000, "\x00"))
        case 3:
            files[at] = (each, dice.choice(files)[1])
        case _:
            files[at] = (each, form_of(each.filename, body)(dice, body, others))
    out = io.BytesIO()
    packing = dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", packing) as made:
        warnings.simplefilter("ignore", UserWarning)  # of a name that is there twice
        for info, content in files:
            copy = zipfile.ZipInfo(info.filename, info.date_time)
            copy.compress_type = info.compress_type
            made.writestr(copy, content)
    return out.getvalue()


def xml_text(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change XML: encodings, entities, references, depth, attributes."""
    text = raw
    match dice.randrange(7):
        case 0:
            text = raw.replace(b"UTF-8", dice.choice((b"t", b"utf-16", b"cp037", b"rot13")), 1)
        case 1:
            bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 1000 + b'">]>'
            text = raw.replace(b"?>", b"?>" + bomb, 1)
        case 2:
            text = raw.replace(b">", b">" + b"<a>" * _DEEP, 1)
        case 3:
            text = raw.replace(b'"', b"", 1)
        case 4:
            number = dice.choice((b"-1", b"99999999999999999999", b"1048577", b"XFE1", b"A0"))
            text = raw.replace(b'r="', b'r="' + number, 1)
        case 5:
            text = raw.replace(b"<v>", b"<v>" + dice.choice(_TEXTS).encode("utf-8", "replace"), 1)
        case _:
            text = octets(dice, raw, others)
    return text[:MOST_OCTETS]


def note_text(dice: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Change a signed note or a proof file line by line."""
    lines = raw.split(b"\n")
    for _ in range(dice.choice((1, 1, 2))):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                del lines[at]
                lines = lines or [b""]
            case 1:
                lines[at:at] = [lines[at]] * dice.choice((1, 64, 70_000))
            case 2:
                lines[at] = dice.choice(
                    (b"9" * 5000, b"-1", b"", b"\xff", b"0", b"18446744073709551616")
                )
            case 3 if others:
                lines[at] = dice.choice(dice.choice(others).split(b"\n"))
            case 4:
                lines[at] += b"=" * dice.randint(1, 3)
            case _:
                lines[at] = octets(dice, lines[at], others)
    return b"\n".join(lines)[:MOST_OCTETS]


def form_of(name: str, body: bytes) -> Change:
    """Return the change for a file of an archive, by its name or what it begins with."""
    if name.endswith((".xml", ".rels")):
        return xml_text
    if name.endswith(".json") or body[:1] in (b"{", b"["):
        return json_text
    if name.endswith(".toml"):
        return toml_text
    if name.endswith((".note", ".txt")):
        return note_text
    return message
