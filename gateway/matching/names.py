"""One name, analysed once: what is compared, what is indexed, what may be said about it.

A name is brought to Latin letters with `rigour.maybe_ascii` (which spells Cyrillic as the
lists do: Shchyolkovsky) and then `anyascii` for the scripts which that leaves alone. Company
forms are recognised by rigour's table and by a short one here for scripts without spaces.

Stripping can leave nothing ("LLC", a name of symbols). Two empty forms would compare as
equal, so the core of a name is never empty unless the name has no letter and no digit
(matching.md section 7, point 3).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from rigour.names import (
    Name,
    NamePart,
    NamePartTag,
    NameTypeTag,
    Symbol,
    SymbolCategory,
    analyze_names,
)
from rigour.text import metaphone
from rigour.text.scripts import text_scripts
from rigour.text.translit import maybe_ascii

from gateway.domain.transaction import PartyKind

NAME_TAGS: dict[PartyKind, NameTypeTag] = {
    PartyKind.PERSON: NameTypeTag.PER,
    PartyKind.ORGANISATION: NameTypeTag.ORG,
    PartyKind.UNKNOWN: NameTypeTag.ENT,
}

# Names are analysed once and kept: a register of 100,000 names takes about 200 MiB.
_CACHED_NAMES = 65_536

# Company forms that are written without a space before them, longest first.
_ATTACHED_FORMS: tuple[tuple[str, str], ...] = (
    ("股份有限公司", "JSC"),
    ("有限責任公司", "LLC"),
    ("有限责任公司", "LLC"),
    ("有限公司", "LLC"),
    ("株式会社", "JSC"),
    ("有限会社", "LLC"),
    ("合同会社", "LLC"),
    ("주식회사", "JSC"),
    ("유한회사", "LLC"),
)

_ARABIC_ARTICLES = ("وال", "بال", "لل", "ال")  # "and the", "with the", "for the", "the"
_LATIN_ARTICLES = frozenset({"al", "el", "ul", "il", "the", "of", "for", "and"})
_SEPARATORS = re.compile(r"[^\w]+|_+")
_DIGITS = re.compile(r"\d+")

# Letters that transcriptions of one sound share (Arabic has no p, v or g; q, k and c vary).
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("sch", "s"), ("shch", "s"), ("ch", "s"), ("sh", "s"), ("kh", "k"), ("gh", "g"),
    ("dh", "d"), ("th", "t"), ("ph", "f"), ("ts", "s"), ("zh", "s"), ("ck", "k"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"), ("p", "b"), ("v", "f"), ("j", "g"),
)  # fmt: skip
_SKELETON_DROPS = str.maketrans("", "", "aeiouwyh'`")

_VOWELLESS = frozenset({"Arabic", "Hebrew", "Syriac"})

_INDEXED_SYMBOLS = frozenset(
    {
        SymbolCategory.NAME,
        SymbolCategory.NICK,
        SymbolCategory.NUMERIC,
        SymbolCategory.LOCATION,
        SymbolCategory.SYMBOL,
        SymbolCategory.DOMAIN,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class NameForm:
    """A name as it is compared.

    Attributes:
        original: The name as it was written.
        name: rigour's analysis: parts, symbols, company forms.
        tokens: Words in Latin letters without company forms; never empty if the name has any
            letter or digit.
        core: The tokens, joined by spaces.
        joined: The tokens, joined by nothing ("concatenation").
        skeleton: Consonants of the tokens, for scripts that write no vowels.
        forms: Company forms as rigour's classes ("LLC" for GmbH, ООО, Ltd), sorted.
        native: The name's own letters where they are not Latin, or "".
        vowelless: Whether the name is in a script that writes few vowels.
        numbers: Numbers in the name: "Plant 1" is not "Plant 2".
    """

    original: str
    name: Name | None
    tokens: tuple[str, ...]
    core: str
    joined: str
    skeleton: str
    forms: tuple[str, ...]
    native: str
    vowelless: bool
    numbers: frozenset[str]

    @property
    def parts(self) -> tuple[NamePart, ...]:
        """The words as rigour sees them, company forms included."""
        return self.name.parts if self.name is not None else ()

    @property
    def is_person(self) -> bool:
        """Whether the name was analysed as a person's."""
        return self.name is not None and self.name.tag == NameTypeTag.PER

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the name can be compared."""
        return not self.core


def latin(text: str) -> str:
    """Write a text in lower-case Latin letters and digits, words separated by one space."""
    if text.isascii() and text.isalnum():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    ascii_ = maybe_ascii(folded)
    if not ascii_.isascii():
        ascii_ = anyascii(ascii_)
    return " ".join(_SEPARATORS.sub(" ", ascii_.replace("'", "").replace("`", "").lower()).split())


def skeleton(token: str) -> str:
    """Reduce a Latin token to its consonants, one letter for each family of sounds."""
    for written, sound in _SOUNDS:
        token = token.replace(written, sound)
    out: list[str] = []
    for letter in token.translate(_SKELETON_DROPS):
        if not out or out[-1] != letter:
            out.append(letter)
    return "".join(out)


@lru_cache(maxsize=_CACHED_NAMES)
def name_form(text: str, kind: PartyKind = PartyKind.UNKNOWN) -> NameForm:
    """Analyse a name; repeated names cost nothing.

    Args:
        text: The name as written, in any script.
        kind: Whether it is a person's or an organisation's, where known.
    """
    written = unicodedata.normalize("NFKC", text)
    bare, attached = _split_attached(written) if kind is not PartyKind.PERSON else (written, ())
    analysed = analyze_names(NAME_TAGS[kind], [bare], consolidate=False)
    # One string gives one name or, if nothing of it is a word, none.
    name = next(iter(analysed), None)
    tokens = _tokens(name, legal=False) or _tokens(name, legal=True) or tuple(latin(text).split())
    forms = {*attached, *_company_forms(name)}
    sounds = [skeleton(_without_article(token)) for token in tokens]
    native = "" if written.isascii() else _native(bare)
    return NameForm(
        original=text,
        name=name,
        tokens=tokens,
        core=" ".join(tokens),
        joined="".join(tokens),
        skeleton=" ".join(s for s, t in zip(sounds, tokens, strict=True) if s and not _article(t)),
        forms=tuple(sorted(forms)),
        native=native,
        vowelless=bool(_VOWELLESS & text_scripts(native)),
        numbers=frozenset(_DIGITS.findall(" ".join(tokens))),
    )


def warm_up() -> None:
    """Load rigour's tables, which takes some seconds once in a process."""
    for kind in PartyKind:
        name_form("Comity", kind)


def index_keys(form: NameForm) -> tuple[str, ...]:
    """Return the keys under which a name is found, each with a prefix for its sort.

    Tokens, metaphone, consonant skeleton, prefix of four letters, joined prefix, rigour's
    symbols, pairs of native letters (matching.md section 0, point 2).
    """
    keys: set[str] = set()
    for token in form.tokens:
        keys.add(f"t:{token}")
        if len(token) >= 3:  # noqa: PLR2004 - below that, prefix and sound say no more than the token
            keys.add(f"p:{token[:4]}")
            if sound := metaphone(token):
                keys.add(f"m:{sound}")
    keys.update(f"s:{part}" for part in form.skeleton.split() if len(part) > 1)
    if form.joined:
        keys.add(f"j:{form.joined[:8]}")
    keys.update(f"n:{pair}" for pair in _native_pairs(form.native))
    if form.name is not None:
        keys.update(
            f"y:{symbol.category.value}:{symbol.id}".replace(" ", "_")
            for symbol in form.name.symbols
            if symbol.category in _INDEXED_SYMBOLS
        )
    return tuple(sorted(keys))


def _tokens(name: Name | None, *, legal: bool) -> tuple[str, ...]:
    if name is None:
        return ()
    words: list[str] = []
    for part in name.parts:
        if part.tag == NamePartTag.LEGAL and not legal:
            continue
        for piece in _pieces(part.comparable):
            words.extend(latin(piece).split())
    return tuple(words)


def _pieces(word: str) -> tuple[str, ...]:
    """Part the Arabic article from its word: it is written apart in Latin letters."""
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) > len(article) + 2:
            return ("al", word[len(article) :]) if article.endswith("ال") else (word[2:],)
    return (word,)


def _company_forms(name: Name | None) -> set[str]:
    symbols: set[Symbol] = name.symbols if name is not None else set()
    return {symbol.id for symbol in symbols if symbol.category == SymbolCategory.ORG_CLASS}


def _split_attached(text: str) -> tuple[str, tuple[str, ...]]:
    for form, symbol in _ATTACHED_FORMS:
        if form in text and (rest := text.replace(form, " ").strip()):
            return rest, (symbol,)
    return text, ()


def _without_article(token: str) -> str:
    return token[2:] if token.startswith("al") and len(token) > 6 else token  # noqa: PLR2004


def _article(token: str) -> bool:
    return token in _LATIN_ARTICLES


def _native(text: str) -> str:
    letters = "".join(c for c in text.casefold() if c.isalnum() or c.isspace())
    return "" if text_scripts(letters) <= {"Latin"} else " ".join(letters.split())


def _native_pairs(native: str) -> set[str]:
    pairs: set[str] = set()
    for word in native.split():
        pairs.update(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
    return pairs
