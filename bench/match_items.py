"""Items: labelled pairs, descriptions against control codes, alarms by chance, withheld parties.

`pairs` are those of tests/assets/matching/items.toml, a part of it held back when weights and
thresholds were set. `codes` takes paragraphs of the US list as descriptions and asks for the
same code of Annex I. `chance` compares items that are drawn as
often as practice has them. `withheld` counts what one search shows of a register of 4,000
denials of which one in twenty withholds its end-user.
"""

from __future__ import annotations

import csv
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import tantivy
from rapidfuzz import fuzz, process, utils

from bench.item_pairs import SAME, ItemPair, read_item_pairs
from bench.registers import arguments, report
from gateway.domain.transaction import Classification, Item, ListSource
from gateway.matching.items.item import ITEM_EXACT, ITEM_POSSIBLE, compare_items
from gateway.matching.items.item_words import description_words
from gateway.matching.search import examine_all
from gateway.matching.transaction import ITEM_LIKELY, KnownDenial
from lab.synthetic_denials import (
    draw_item,
    draw_transaction,
    make_denials,
    uninvolved_organisations,
)
from tests.support.needs import SHARED

CONTROLS = SHARED / "data" / "controls"
PAIRS = 20_000
REGISTER, SEARCHES = 4_000, 200
PARAGRAPHS = 1_000
_SEED = 2021_821
_PREFILTER = 50  # codes that the full comparison of items looks at
_LEAST_LETTERS = 25  # of a paragraph that describes anything


def main() -> None:
    """Measure and print."""
    args = arguments(__doc__ or "", entries=PAIRS)
    result: dict[str, Any] = {}
    pairs = list(read_item_pairs())
    for name, chosen in (
        ("tuning", [p for p in pairs if not p.held_back]),
        ("held_back", [p for p in pairs if p.held_back]),
    ):
        result |= {f"pairs_{name}_{key}": value for key, value in quality(chosen).items()}
    result |= {f"chance_{key}": value for key, value in chance(args.entries).items()}
    result |= {f"withheld_{key}": value for key, value in withheld().items()}
    if CONTROLS.exists():
        result |= codes()
    report(result, as_json=args.json)


def quality(pairs: Sequence[ItemPair]) -> dict[str, Any]:
    """Return precision and recall of the item score at the thresholds of the classes.

    Pairs of another kind weigh as much as there are of them; unrelated ones are the most.
    """
    scored = [(compare_items(p.ours, p.theirs).score, p) for p in pairs]
    token = [(fuzz.token_set_ratio(p.ours.description, p.theirs.description) / 100, p)
             for p in pairs]  # fmt: skip
    same = sum(p.kind == SAME for p in pairs)
    found: dict[str, Any] = {"pairs": len(pairs), "same": same}
    for name, threshold in (("likely", ITEM_LIKELY), ("possible", ITEM_POSSIBLE)):
        hits = Counter(p.kind for score, p in scored if score >= threshold)
        total = sum(hits.values())
        found[f"{name}_precision"] = round(hits[SAME] / total, 3) if total else 1.0
        found[f"{name}_recall"] = round(hits[SAME] / same, 3)
        for kind in sorted({p.kind for p in pairs} - {SAME}):
            found[f"{name}_false_{kind}"] = hits[kind]
    found["f1_at_likely"] = round(_f1(scored, ITEM_LIKELY), 3)
    best, threshold = max((_f1(scored, t / 100), t / 100) for t in range(5, 100))
    found["f1_best"], found["f1_best_threshold"] = round(best, 3), threshold
    found["f1_best_token_set"] = round(max(_f1(token, t / 100) for t in range(5, 101)), 3)
    by_code = [(max(_code_equal(p.ours, p.theirs), 0.0), p) for p in pairs]
    found["f1_equal_code"] = round(_f1(by_code, 1.0), 3)
    return found


def _code_equal(a: Item, b: Item) -> float:
    return float(bool(set(a.codes) & set(b.codes)))


def _f1(scored: Iterable[tuple[float, ItemPair]], threshold: float) -> float:
    counts = Counter((score >= threshold, pair.kind == SAME) for score, pair in scored)
    right = 2 * counts[True, True]
    return right / max(right + counts[True, False] + counts[False, True], 1)


def chance(count: int) -> dict[str, Any]:
    """Compare items drawn by chance; return how often each class is reached, and the speed."""
    dice = random.Random(_SEED)  # noqa: S311 - a measurement must be repeatable
    drawn = [(draw_item(dice), draw_item(dice)) for _ in range(count)]
    began = time.perf_counter()
    scores = [compare_items(a, b).score for a, b in drawn]
    seconds = time.perf_counter() - began
    levels = (("exact", ITEM_EXACT), ("likely", ITEM_LIKELY), ("possible", ITEM_POSSIBLE))
    shares = {n: round(sum(s >= level for s in scores) / count, 4) for n, level in levels}
    return {"pairs": count, "us_per_pair": round(seconds / count * 1e6, 1), **shares}


def withheld() -> dict[str, Any]:
    """Search a register for uninvolved parties; return what withheld parties bring of hits."""
    dice = random.Random(_SEED)  # noqa: S311 - a measurement must be repeatable
    parties = uninvolved_organisations(REGISTER, seed=1)
    denials = [KnownDenial(each) for each in make_denials(parties, REGISTER)]
    open_ = [d for d in denials if d.denial.transaction.end_user.value is None]
    shown: list[int] = []
    asked: list[int] = []
    for party in uninvolved_organisations(SEARCHES, seed=2):
        hits = examine_all(draw_transaction(dice, party), open_, asking="BE")
        shown.append(len(hits))
        asked.append(sum(hit.consult for hit in hits))
    return {
        "register": REGISTER,
        "withheld": len(open_),
        "searches": SEARCHES,
        "hits_mean": round(statistics.mean(shown), 2),
        "hits_p95": sorted(shown)[int(SEARCHES * 0.95)],
        "hits_most": max(shown),
        "ask_issuer_mean": round(statistics.mean(asked), 2),
        "ask_issuer_most": max(asked),
    }


def codes() -> dict[str, Any]:
    """Ask for the Annex I code of paragraphs of the US list; return recall by method."""
    annex, queries = _annex(), _paragraphs()
    queries = [(code, text) for code, text in queries if code in annex]
    dice = random.Random(_SEED)  # noqa: S311 - a measurement must be repeatable
    queries = dice.sample(queries, min(PARAGRAPHS, len(queries)))
    names = list(annex)
    words, stemmed = _WordIndex(annex, description_words), _WordIndex(annex, _stems)
    plain = [utils.default_process(annex[name]) for name in names]

    def token_set(text: str) -> list[str]:
        found = process.extract(
            utils.default_process(text), plain, scorer=fuzz.token_set_ratio, limit=5
        )
        return [names[index] for _, _, index in found]

    def compared(text: str) -> list[str]:
        near = words.search(text, _PREFILTER)
        mine = _unlisted(text)
        score = {name: compare_items(mine, _unlisted(annex[name])).score for name in near}
        return sorted(near, key=lambda name: -score[name])[:5]

    result: dict[str, Any] = {"codes_queries": len(queries), "codes_targets": len(names)}
    for label, method in (
        ("candidate_words", lambda text: words.search(text, 5)),
        ("items", compared),
        ("bm25_en_stem", lambda text: stemmed.search(text, 5)),
        ("token_set", token_set),
    ):
        result |= {f"codes_{label}_{key}": value for key, value in _recall(queries, method).items()}
    return result


def _unlisted(text: str) -> Item:
    return Item(
        description=text[:4000], classifications=(Classification(source=ListSource.NON_LISTED),)
    )


def _recall(
    queries: Sequence[tuple[str, str]], method: Callable[[str], list[str]]
) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    began = time.perf_counter()
    for code, text in queries:
        found = method(text)
        for places in (1, 5):
            counts[f"exact_at_{places}"] += code in found[:places]
            counts[f"heading_at_{places}"] += code[:5] in {f[:5] for f in found[:places]}
    milliseconds = (time.perf_counter() - began) / len(queries) * 1000
    shares = {name: round(count / len(queries), 3) for name, count in counts.items()}
    return {**shares, "ms": round(milliseconds, 2)}


@cache
def _stemmer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return (
        builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()
    )


def _stems(text: str) -> list[str]:
    """Return the words of a text as tantivy's English stemmer leaves them: the base line."""
    return list(_stemmer().analyze(text))


class _WordIndex:
    """Finds texts by some words of theirs, in tantivy's BM25 order.

    `description_words` are those that the index of denials keeps of a description.
    """

    def __init__(self, texts: dict[str, str], words: Callable[[str], Sequence[str]]) -> None:
        self._words = words
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("name", stored=True, tokenizer_name="raw")
        builder.add_text_field("words", tokenizer_name="whitespace")
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(num_threads=1)
        for name, text in texts.items():
            writer.add_document(tantivy.Document(name=name, words=" ".join(words(text))))
        writer.commit()
        self._index.reload()

    def search(self, text: str, limit: int) -> list[str]:
        """Return the names of the nearest texts."""
        schema = self._index.schema
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", word))
            for word in self._words(text)
        ]
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(terms), limit, count=False).hits
        return [str(searcher.doc(address)["name"][0]) for _, address in hits]


def _annex() -> dict[str, str]:
    """Return the text of each code of Annex I, with those above it."""
    entries = json.loads((CONTROLS / "annex-i-2025-11-15.json").read_text("utf-8"))["entries"]
    own: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for line in entry["verbatim_text"].splitlines():
            code, _, text = line.partition(" ")
            if code.startswith(entry["entry_code"]) and not text.startswith(("N.B.", "Note")):
                own[code.rstrip(".")].append(text)
    return {code: _with_parents(code, own) for code in own}


def _paragraphs() -> list[tuple[str, str]]:
    """Return code and text, with those above it, of each paragraph of the US list."""
    own: dict[str, list[str]] = defaultdict(list)
    with (CONTROLS / "ccl_2026-07_flat.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not own[row["code"]]:  # a later paragraph of the same number is of a note
                own[row["code"]].append(row["text"])
    return [(c, _with_parents(c, own)) for c, t in own.items() if len(t[0]) >= _LEAST_LETTERS]


def _with_parents(code: str, own: dict[str, list[str]]) -> str:
    steps = code.split(".")
    above = [".".join(steps[:length]) for length in range(1, len(steps) + 1)]
    return " ".join(text for each in above for text in own.get(each, ()))


if __name__ == "__main__":
    main()
