"""Product content: facts told and invented, the linter's findings, speed; and key phrases on sets that are given.

    python3 dev.py bench product_content -- [--products 1000] [--keyphrases FOLDER]

The products are those of the tests, a dozen kinds in turns, each tone over all of them. The folder holds for each set
two files with a document a line: `NAME.context` has the texts, `NAME.allkeywords` the phrases that people chose,
divided by semicolons. F1@10 is the mean over documents of exact matches of stems; document frequencies are those of the
set. The constants of the scorer were chosen on the first half of Inspec, so its second half stands apart.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.intelligences.product_content.corpus import corpus

from imperium.intelligences.product import from_details
from imperium.intelligences.product_content.catalogue import Summary, entries
from imperium.intelligences.product_content.keyphrases import DocumentFrequencies, key_phrases
from imperium.intelligences.product_content.order import Order
from imperium.intelligences.product_content.rows import Row
from imperium.intelligences.product_content.stem import stem
from imperium.intelligences.tone import TONES, Tone

PHRASES = 10


def catalogue_table(size: int) -> Table:
    """A row a tone."""
    table = Table("tone", "products", "facts told", "invented", "findings", "ms a product", title="A catalogue")
    rows = [Row(number, details=details) for number, details in enumerate(corpus(size), 1)]
    for row in rows[:1]:
        from_details(row.details)  # type: ignore[arg-type]  # the knowledge is read before the clock runs
    for tone in TONES:
        summary, seconds = _written(rows, tone)
        told = f"{summary.told:,} of {summary.given:,}"
        findings = ", ".join(f"{count} {rule}" for rule, count in summary.findings.items()) or "none"
        table.add_row(tone, f"{size:,}", told, str(summary.unsupported), findings, f"{seconds / size * 1e3:.1f}")
    return table


def _written(rows: Sequence[Row], tone: Tone) -> tuple[Summary, float]:
    summary, began = Summary(), time.process_time()
    for _ in entries(rows, Order(tone=tone), summary):
        pass
    return summary, time.process_time() - began


def keyphrase_table(folder: Path) -> Table:
    """A row a set."""
    table = Table("set", "documents", f"F1@{PHRASES}", "ms a document", title="Key phrases")
    for file in sorted(folder.glob("*.context")):
        texts, chosen = _read(file)
        elsewhere, half = DocumentFrequencies.of(texts), len(texts) // 2
        for name, part in ((file.stem, slice(None)), (f"{file.stem}, second half", slice(half, None))):
            began = time.process_time()
            f1 = _mean(_f1(text, gold, elsewhere) for text, gold in zip(texts[part], chosen[part], strict=True))
            spent = (time.process_time() - began) / len(texts[part]) * 1e3
            table.add_row(name, str(len(texts[part])), f"{f1:.3f}", f"{spent:.2f}")
    return table


def _read(file: Path) -> tuple[list[str], list[set[tuple[str, ...]]]]:
    texts = [line.replace("<eos>", ".").replace("<digit>", "0") for line in file.read_text("utf-8").splitlines()]
    lines = file.with_suffix(".allkeywords").read_text("utf-8").splitlines()
    return texts, [{_stems(phrase) for phrase in line.split(";")} for line in lines]


def _f1(text: str, gold: set[tuple[str, ...]], elsewhere: DocumentFrequencies) -> float:
    found = {_stems(phrase.text) for phrase in key_phrases(text, PHRASES, elsewhere)}
    hits = len(found & gold)
    precision, recall = hits / PHRASES, hits / len(gold)
    return 2 * precision * recall / (precision + recall) if hits else 0.0


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in phrase.replace("-", " ").split())


def _mean(values: Iterator[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=1_000)
    parser.add_argument("--keyphrases", type=Path, help="folder with sets of key phrases")
    arguments = parser.parse_args([argument for argument in sys.argv[1:] if argument != "--"])
    console = Console(width=120)
    console.print(catalogue_table(arguments.products))
    if arguments.keyphrases:
        console.print(keyphrase_table(arguments.keyphrases))


if __name__ == "__main__":
    main()
