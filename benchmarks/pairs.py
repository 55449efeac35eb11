"""Measures the checks of pairs: errors caught, false alarms, speed; beside the filter of Translate Toolkit.

Reads the seeded pairs of the tests, and files of the same form that are named: label, languages and texts, apart by
tabs. Translate Toolkit is no dependency of briefgen; without it its columns stay empty.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "check"))

from altered_pairs import altered  # noqa: E402
from generated_pairs import generated  # noqa: E402
from seeded_pairs import FOLDER, Seeded, parallel, read  # noqa: E402

from briefgen.check.pairs import PAIR_CHECKS, Pair, problems  # noqa: E402

OF_VALUE = ("number-changed", "number-separator", "percent-changed", "currency-changed", "date-changed")
# How the wrong ones of generated and altered pairs are labelled.
MADE = ("wrong-value", "figure", "word", "month", "scale", "percent")
SEEDS = range(1, 6)
ROUNDS = 5

Alarm = Callable[[Pair], bool]


def of_value(pair: Pair) -> bool:
    """Tell whether one of the checks of values finds something."""
    return any(True for code in OF_VALUE for _ in PAIR_CHECKS[code](pair))


def of_any(pair: Pair) -> bool:
    """Tell whether any check finds something."""
    return bool(problems(pair))


def toolkit() -> Alarm | None:
    """Return the filter ``numbers`` of Translate Toolkit, or None where it is not installed."""
    try:
        from translate.filters import checks
    except ImportError:
        return None
    by_language = {}

    def numbers(pair: Pair) -> bool:
        tag = pair.target_lang.replace("-", "_")
        if tag not in by_language:
            by_language[tag] = checks.StandardChecker(checkerconfig=checks.CheckerConfig(targetlanguage=tag))
        try:
            by_language[tag].numbers(pair.source, pair.target)
        except checks.FilterFailure:
            return True
        return False

    return numbers


def share(count: int, total: int) -> str:
    """Return a count and what share of all it is."""
    return f"{count} of {total} ({100 * count / total:.1f} %)" if total else "–"


def row(name: str, items: list[Seeded], theirs: Alarm | None) -> None:
    """Print a row of the table: what is caught of the errors, and which right pairs alarm."""
    right = [item.pair for item in items if item.label == "ok"]
    wrong = [item.pair for item in items if item.label != "ok"]
    numeric = [item.pair for item in items if item.label in (*OF_VALUE, *MADE)]
    cells = [name, share(sum(map(of_any, wrong)), len(wrong)), share(sum(map(of_any, right)), len(right))]
    cells += [share(sum(map(of_value, numeric)), len(numeric)), share(sum(map(of_value, right)), len(right))]
    if theirs:
        found = [pair for pair in numeric if theirs(pair)]
        cells += [share(len(found), len(numeric)), share(sum(map(theirs, right)), len(right))]
        cells.append(str(sum(not of_value(pair) for pair in found)))
    print("| " + " | ".join(cells) + " |")


def speed(items: Iterable[Seeded]) -> float:
    """Return how many pairs a second all checks do on one core: the best of some rounds, each text new to them."""
    pairs = [item.pair for item in items]
    best = float("inf")
    for number in range(ROUNDS):
        # Another last character each round: nothing is remembered of the round before.
        fresh = [Pair(p.source + " ." * number, p.target + " ." * number, p.source_lang, p.target_lang) for p in pairs]
        gc.collect()
        start = time.process_time()
        for pair in fresh:
            problems(pair)
        best = min(best, time.process_time() - start)
    return len(pairs) / best


def main() -> None:
    """Print the table, then the speed."""
    theirs = toolkit()
    made = [item for seed in SEEDS for item in generated(seed)]
    sets = {path.name: list(read(path.name)) for path in sorted(FOLDER.glob("*.tsv"))}
    letters = list(parallel())
    sets |= {"parallel.txt": letters + list(altered(letters)), "generated": made}
    for name in sys.argv[1:]:
        sets[Path(name).name] = list(read(str(Path(name).resolve())))
    print("| pairs | caught | false alarms | values: caught | false alarms | numbers: caught | false alarms | missed |")
    print("|---|---|---|---|---|---|---|---|")
    for name, items in sets.items():
        row(name, items, theirs)
    if theirs is None:
        print("\nTranslate Toolkit is not installed here: pip install translate-toolkit")
    written = [item for name, items in sets.items() if name != "generated" for item in items if item.label not in MADE]
    print(f"\n{speed(written):.0f} pairs a second on one core, all checks, {len(written)} pairs written by hand")


if __name__ == "__main__":
    main()
