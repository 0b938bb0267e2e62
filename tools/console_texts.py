"""Check that every text of the console goes through gettext, and that catalogues are whole.

1. No template has words outside `_(...)`, neither in its text nor in an attribute that is read.
2. No page's code gives a template a sentence that was not said by the reader's language, and no
   view makes a sentence of its own.
3. Every language has each message that the source has (`tools/console_messages.py`), in one of its
   parts, and none besides; none is fuzzy, and none empty but of errors, which come later.
4. A message and its translation have the same placeholders, in each form of a plural.

`tests/unit/tools/test_console_texts.py` checks; with `--write` it adds what is missing to each
catalogue, empty, and takes out what is gone; then translate.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.console_messages import (
    CONSOLE,
    ROOT,
    Wanted,
    literal,
    messages,
    parts,
)

LOCALE = CONSOLE / "locale"

READ_ATTRIBUTES = {"aria-label", "alt", "title", "placeholder", "content", "label", "data-label"}
NOT_WORDS = {"Comity"}
_WORD = re.compile(r"[^\W\d_]{2,}")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


class _Words(HTMLParser):
    """Collects what a reader of a template's HTML would read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in {"script", "style", "code"}
        named = dict(attrs)
        for name, value in attrs:
            if name in READ_ATTRIBUTES and value and not (tag == "meta" and named.get("name")):
                self.read.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.read.append(data)


def bare_words(source: str) -> Iterator[str]:
    """Yield the words of a template that no reader gets in her language."""
    parser = _Words()
    parser.feed(_JINJA.sub(" ", source))
    for text in parser.read:
        yield from (word for word in _WORD.findall(text) if word not in NOT_WORDS)


def bare_sentences(source: str) -> Iterator[str]:
    """Yield the sentences that a page's code hands to a template as they are."""
    for call in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"page", "wrong"}:
            for keyword in call.keywords:
                said = literal(keyword.value)
                if said and len(_WORD.findall(said)) > 1:
                    yield said


def faults_of(catalogue: Catalog, wanted: Wanted, later: Collection[str] = ()) -> Iterator[str]:
    """Yield what is wrong with a catalogue.

    Args:
        catalogue: Of a language.
        wanted: What it must hold.
        later: What may still be empty in it.
    """
    held = {identity(message): message for message in catalogue if message.id}
    yield from (f"not in the source any more: {each!r}" for each in held.keys() - wanted.keys())
    for each, plural in wanted.items():
        said = forms(held[each]) if each in held else ()
        if each in held and each in later and not any(said):
            continue  # it is read in English until then
        if not said or not all(said):
            yield f"not translated: {each!r}"
        elif held[each].fuzzy:
            yield f"fuzzy: {each!r}"
        else:
            places = places_of(each) | places_of(plural or "")
            for form in said:
                if (places_of(form) | ({"number"} & places)) != places:
                    yield f"other placeholders: {each!r}: {form!r}"


def identity(message: Message) -> str:
    """Return what a message is called; of a plural, its first form."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation of a message, each form of it."""
    said = message.string
    return (said,) if isinstance(said, str) else tuple(each or "" for each in said or ())


def places_of(text: str) -> set[str]:
    """Return the names of a message's placeholders."""
    return {one or two for one, two in _PLACES.findall(text)}


def catalogues(folder: Path = LOCALE) -> Iterator[tuple[Path, Catalog]]:
    """Yield each catalogue with its file."""
    for path in sorted(folder.glob("*/*.po")):
        with path.open("rb") as opened:
            yield path, read_po(opened, locale=path.parent.name.replace("-", "_"))


def languages(folder: Path = LOCALE) -> Mapping[Path, dict[str, Catalog]]:
    """Return the parts of the catalogue of each language, by their names."""
    found: dict[Path, dict[str, Catalog]] = {}
    for path, catalogue in catalogues(folder):
        found.setdefault(path.parent, {})[path.stem] = catalogue
    return found


def whole(catalogue: Mapping[str, Catalog]) -> Catalog:
    """Return the parts of a language as one; of what stands in two, the first part's counts."""
    made = Catalog()
    for part in catalogue.values():
        for message in part:
            if message.id and identity(message) not in made:
                made[message.id] = message
    return made


def check() -> Iterator[str]:
    """Yield every fault."""
    for path in sorted(CONSOLE.rglob("*.html")):
        for word in bare_words(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}: {word!r} goes through no gettext"
    for path in sorted(CONSOLE.rglob("*.py")):
        for sentence in bare_sentences(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}: {sentence!r} goes through no gettext"
    wanted, later = messages(), parts()["errors"].keys()
    for folder, catalogue in languages().items():
        for fault in faults_of(whole(catalogue), wanted, later):
            yield f"{folder.relative_to(ROOT)}: {fault}"


def update() -> None:
    """Make each catalogue hold the messages of the source.

    What is translated stays where it stands, in the first part of two; what is new goes behind the
    part where it belongs.
    """
    wanted, every = parts(), messages()
    for folder, held in languages().items():
        placed = {
            identity(each): n for n, part in reversed(held.items()) for each in part if each.id
        }
        for name in wanted:
            before = held.get(name, Catalog(folder.name))
            made = Catalog(folder.name, project="Comity", version="1", charset="utf-8", fuzzy=False)
            made.header_comment = next(iter(held.values())).header_comment
            made.creation_date = made.revision_date = next(iter(held.values())).creation_date
            made.last_translator = made.language_team = made.msgid_bugs_address = "Comity"
            for message in dict.fromkeys((*map(identity, before), *every)):
                new = name if message in wanted[name] else ""
                if message in every and placed.get(message, new) == name:
                    known, plural = before.get(message), every[message]
                    said = known.string if known is not None else ("", "") if plural else ""
                    made.add((message, plural) if plural else message, said)
            with (folder / f"{name}.po").open("wb") as file:
                write_po(file, made, width=100, no_location=True)
