"""What a PDF says, page by page, read by the typefaces' own tables of characters."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pikepdf

_SINGLE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without its spaces, in the order in which it is drawn."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [_page(each) for each in opened.pages]


def _page(page: pikepdf.Page) -> str:
    fonts = {name: _characters(font) for name, font in page.resources.get("/Font", {}).items()}
    said, known = list[str](), dict[int, str]()
    for each in pikepdf.parse_content_stream(page):
        operands, operator = each.operands, each.operator
        if str(operator) == "Tf":
            known = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            said += [_text(shown, known) for shown in _strings(operands[0])]
    return re.sub(r"\s+", "", "".join(said))


def _strings(shown: Any) -> list[pikepdf.String]:
    return (
        [each for each in shown if isinstance(each, pikepdf.String)]
        if isinstance(shown, pikepdf.Array)
        else [shown]
    )


def _text(shown: pikepdf.String, known: dict[int, str]) -> str:
    octets = bytes(shown)
    pairs = (octets[at : at + 2] for at in range(0, len(octets), 2))
    return "".join(known.get(int.from_bytes(each), "") for each in pairs)


def _characters(font: Any) -> dict[int, str]:
    """What each code of a typeface stands for (ISO 32000-1, 9.10.3)."""
    found = dict[int, str]()
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, said in _SINGLE.findall(block):
            found[int(code, 16)] = bytes.fromhex(said).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, said in _RANGE.findall(block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(int(said, 16) + offset)
    return found
