"""The words of a trade description that say something, in one language and one form.

Article 2(22) compares characteristics, and for a non-listed item a description is often all
there is of them; two authorities write it in two languages. So words are brought to Latin
letters, trade words of other languages to the English ones of a small table (`item_words.toml`),
German compounds are parted where both parts are known, and English endings taken off. A word
that the table does not know stays as it is: a brand, a type number, a chemical name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from gateway.matching.items.measures import without_measures
from gateway.matching.parties.names import latin
from gateway.matching.tables import table_of

GENERIC_WEIGHT = 0.35  # "system", "component": nearly every description has them
TYPE_WEIGHT = 1.5  # a type number such as "rdm4000" is seldom shared by chance
USUAL_LENGTH, LEAST_WEIGHT, MOST_WEIGHT = 7, 0.6, 1.3  # letters of a word that counts 1
MOST_WORDS = 250  # of one description

_read = partial(table_of, __file__)
_CACHED_TEXTS = 8_192
_MOST_CHARACTERS = 4000
_ENGLISH = "en"
_CAS = re.compile(r"\b\d{2,7}-\d{2}-\d\b")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # scripts without spaces between words
_ELIDED = re.compile(
    r"(?<!\w)(?:[dlnsjmtc]|qu|del+|dal+|al+|nel+|sul+|un)['’](?=\w)", re.IGNORECASE
)
_NONE: frozenset[str] = frozenset()
_SCRIPTS = (
    (re.compile(r"[\u0400-\u04ff]"), frozenset({"ru", "bg", "uk"})),
    (re.compile(r"[\u0370-\u03ff]{3}"), frozenset({"el"})),
    (re.compile(r"[\u3400-\u9fff]"), frozenset({"zh"})),
    (re.compile(r"[\u0600-\u06ff]"), frozenset({"ar", "fa"})),
    (re.compile(r"[\u0590-\u05ff]"), frozenset({"he"})),
    (re.compile(r"[\uac00-\ud7af]"), frozenset({"ko"})),
)
_MODEL = re.compile(r"(?=.*[a-z])(?=.*[0-9])")
_SHORT = 3  # letters up to which a foreign word is only read in a text of its language
_LEAST_PART = 4  # letters of a part of a compound
_LEAST_COMPOUND = 8
_MOST_LETTERS = 60  # of a word
_LEAST_LAST = 6  # letters of a last part that is known where the first is not
_LINKS = ("", "s", "n", "es", "en", "o")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text.

    Attributes:
        weights: Each word, without its ending, and how much it says.
        shown: The same words as an officer reads them.
        languages: Languages that the text may be in; empty if nothing tells.
        translated: Whether a word of another language was brought to English.
        known: Those of the words whose meaning the table has.
        silent: Whether no word says what the thing is: "software", "see annex".
        latin: Whether it is written in Latin letters.
    """

    weights: dict[str, float]
    shown: dict[str, str]
    languages: frozenset[str]
    translated: bool = False
    known: frozenset[str] = frozenset()
    silent: bool = False
    latin: bool = True

    @property
    def total(self) -> float:
        """How much all words together say."""
        return sum(self.weights.values())

    @property
    def spoken(self) -> frozenset[str]:
        """The languages, or English where known words are English and nothing tells otherwise."""
        if self.languages or self.translated or not self.known:
            return self.languages
        return frozenset({_ENGLISH})

    @property
    def telling(self) -> frozenset[str]:
        """The words that not nearly every description has."""
        return frozenset(w for w, weight in self.weights.items() if weight > GENERIC_WEIGHT)


@lru_cache(maxsize=_CACHED_TEXTS)
def read_words(text: str) -> Words:
    """Return the words of a description that say something."""
    plain = _ELIDED.sub(" ", _CAS.sub(" ", without_measures(text[:_MOST_CHARACTERS])))
    native = _unspaced(plain)
    tokens = [t[:_MOST_LETTERS] for t in latin(native).split() if not t.isdigit()]
    functions, generic = _functions(), _generic()
    script = _script_languages(plain)
    languages = script or _spoken(plain, tokens)
    spoken = (functions.get(each, _NONE) for each in languages)
    stops = functions[_ENGLISH].union(*spoken)
    found: dict[str, float] = {}
    shown: dict[str, str] = {}
    known: set[str] = set()
    phrases, silent = _silent()
    at, translated, says = 0, False, False
    while at < len(tokens) and len(found) < MOST_WORDS:
        size, concepts, foreign = _concepts(tokens, at, languages)
        translated = translated or foreign
        for concept in concepts if size else (tokens[at],):
            for part in concept.split():
                word = stem(part)
                if len(word) > 1 and word not in stops:
                    found[word] = _weight(word, generic)
                    shown.setdefault(word, part)
                    known |= {word} if size else set()
                    says = says or not (word in generic or tokens[at] in silent)
        at += max(size, 1)
    return Words(
        {w: found[w] for w in sorted(found)},
        shown,
        languages,
        translated,
        known=frozenset(known),
        silent=not says or " ".join(tokens) in phrases,
        latin=not script,
    )


def description_words(text: str) -> tuple[str, ...]:
    """Return the words of a description that say something, sorted, for the index."""
    return tuple(read_words(text).weights)


def stem(word: str) -> str:
    """Take the usual endings off an English word; British and American become one."""
    if len(word) <= 3 or not word.isalpha():  # noqa: PLR2004
        return word
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        word = f"{word[:-3]}y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:  # noqa: PLR2004
            word = word[: -len(ending)]
            break
    word = word.replace("iz", "is").replace("yz", "ys")
    if len(word) > 4:  # noqa: PLR2004
        word = word.removesuffix("e")
        if word[-1] == word[-2] and word[-1] in "lmnprt":
            word = word[:-1]
    return word


def _weight(word: str, generic: frozenset[str]) -> float:
    if word in generic:
        return GENERIC_WEIGHT
    if _MODEL.match(word):
        return TYPE_WEIGHT
    # Long words are rarer than short ones; no list of how often words stand is needed for that.
    return min(max(len(word) / USUAL_LENGTH, LEAST_WEIGHT), MOST_WEIGHT)


def _languages(tokens: list[str]) -> frozenset[str]:
    """Return the languages whose function words the text has most of."""
    counts = Counter(
        language for token in tokens for language, known in _functions().items() if token in known
    )
    most = max(counts.values(), default=0)
    return frozenset(language for language, count in counts.items() if count == most)


def _spoken(text: str, tokens: list[str]) -> frozenset[str]:
    """Return the languages that a text in Latin letters may be in; letters are surest."""
    by_words = _languages(tokens)
    if text.isascii():
        return by_words
    own = frozenset(c for c in text.casefold() if c.isalpha() and not c.isascii()) & _any_letter()
    by_letters = frozenset(each for each, has in _letters().items() if own and own <= has)
    return by_letters & by_words or by_letters or by_words


def _script_languages(text: str) -> frozenset[str]:
    """Return the languages that a script other than Latin stands for; empty for Latin."""
    if text.isascii():
        return frozenset()
    return next((languages for letters, languages in _SCRIPTS if letters.search(text)), _NONE)


def _concepts(
    tokens: list[str], at: int, languages: frozenset[str]
) -> tuple[int, tuple[str, ...], bool]:
    """Return how many words from here are a known phrase, its concepts, and if translated."""
    longest = _longest_from(light(tokens[at]))
    for size in range(min(longest, len(tokens) - at), 1, -1):
        phrase = tokens[at : at + size]
        if (found := _known(" ".join(light(token) for token in phrase), languages)) is not None:
            return size, (found[0],), found[1] != _ENGLISH
    return _concept(tokens[at], languages)


@lru_cache(maxsize=_CACHED_TEXTS)
def _concept(token: str, languages: frozenset[str]) -> tuple[int, tuple[str, ...], bool]:
    """Return whether one word is known, its concepts, and whether it was translated."""
    # As it is before without its ending: "vidéo" is no form of "vide", a vacuum.
    if (known := _known(token, languages) or _known(light(token), languages)) is not None:
        return 1, (known[0],), known[1] != _ENGLISH
    for length in range(len(token) - 1, _LEAST_PART, -1):
        # Endings that `light` does not know: at most three letters more.
        if len(token) - length > 3:  # noqa: PLR2004
            break
        if (found := _known(token[:length], languages, whole=False)) is not None:
            return 1, (found[0],), True
    parts = _parted(token, languages)
    return (1, parts, True) if parts else (0, (), False)


def _known(phrase: str, languages: frozenset[str], *, whole: bool = True) -> tuple[str, str] | None:
    """Return the concept that a phrase stands for, and the language that calls it so."""
    best: tuple[str, str] | None = None
    for language, concept in _glossary().get(phrase, ()):
        if language == _ENGLISH and not whole:
            continue
        own = language in languages
        # "four" is a furnace in a French text, or where nothing tells the language.
        foreign = not own and language != _ENGLISH
        if foreign and (len(phrase) <= _SHORT or _ENGLISH in languages):
            continue
        if own or best is None:
            best = (concept, language)
            if own:
                break
    return best


def _parted(token: str, languages: frozenset[str]) -> tuple[str, ...]:
    """Part a compound such as Gasturbinenschaufel into its known parts.

    Where only its last part is known, which says what the thing is, the rest is a word.
    """
    if len(token) < _LEAST_COMPOUND or languages == {_ENGLISH}:
        return ()
    for cut in range(len(token) - _LEAST_PART, _LEAST_PART - 1, -1):
        head = _known(token[:cut], languages) or _known(light(token[:cut]), languages)
        if head is None:
            continue
        for link in _LINKS:
            tail = token[cut + len(link) :]
            if not token[cut:].startswith(link) or len(tail) < _LEAST_PART:
                continue
            found = _known(tail, languages) or _known(light(tail), languages)
            if parts := (found[0],) if found is not None else _parted(tail, languages):
                return (head[0], *parts)
    for cut in range(_LEAST_PART, len(token) - _LEAST_LAST + 1):
        last = _known(token[cut:], languages) or _known(light(token[cut:]), languages)
        if last is not None and last[1] != _ENGLISH:
            return (token[:cut], last[0])
    return ()


@lru_cache(maxsize=_CACHED_TEXTS)
def light(word: str) -> str:
    """Take the endings of many languages off a word, to look it up."""
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= 4:  # noqa: PLR2004
            return word[: -len(ending)]
    return word


def _unspaced(text: str) -> str:
    """Set the known words of a script without spaces apart, in English."""
    if not _UNSPACED.search(text):
        return text
    for spelling, concept in _unspaced_words():
        text = text.replace(spelling, f" {concept} ")
    return text


@cache
def _functions() -> dict[str, frozenset[str]]:
    table: dict[str, str] = _read()["function"]
    return {language: frozenset(latin(words).split()) for language, words in table.items()}


@cache
def _endings() -> tuple[str, ...]:
    endings: str = _read()["endings"]["words"]
    return tuple(endings.split())


@cache
def _generic() -> frozenset[str]:
    return frozenset(stem(word) for word in _read()["generic"]["words"].split())


@cache
def _letters() -> dict[str, frozenset[str]]:
    table: dict[str, str] = _read()["letters"]
    return {language: frozenset(letters) for language, letters in table.items()}


@cache
def _any_letter() -> frozenset[str]:
    return frozenset().union(*_letters().values())


@cache
def _silent() -> tuple[frozenset[str], frozenset[str]]:
    """Return the phrases, and the words, that say nothing of a thing."""
    table: dict[str, str] = _read()["silent"]
    said = [latin(phrase).split() for line in table.values() for phrase in line.split("|")]
    words = frozenset(word for phrase in said for word in phrase)
    return frozenset(" ".join(phrase) for phrase in said), words


@cache
def _glossary() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, by phrase without endings, each language that has it and the concept."""
    found: dict[str, list[tuple[str, str]]] = {}
    for concept, spellings in _read()["concept"].items():
        said = {_ENGLISH: f"{concept} | {spellings.get(_ENGLISH, concept)}"}
        for language, words in {**spellings, **said}.items():
            for word in words.split("|"):
                tokens = latin(word).split()
                pair = (language, latin(concept))
                for phrase in {" ".join(tokens), " ".join(light(token) for token in tokens)}:
                    if phrase and pair not in found.setdefault(phrase, []):
                        found[phrase].append(pair)
    return {phrase: tuple(pairs) for phrase, pairs in found.items()}


@cache
def _longest() -> dict[str, int]:
    """Return, by the first word of a phrase, how many words the longest one has."""
    found: dict[str, int] = {}
    for phrase in _glossary():
        first, *rest = phrase.split()
        found[first] = max(found.get(first, 1), 1 + len(rest))
    return found


def _longest_from(first: str) -> int:
    return _longest().get(first, 1)


@cache
def _unspaced_words() -> tuple[tuple[str, str], ...]:
    pairs = [
        (word.strip(), concept)
        for concept, spellings in _read()["concept"].items()
        for word in spellings.get("zh", "").split("|")
        if word.strip()
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))
