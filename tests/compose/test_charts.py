"""Charts: every number beside its mark, no label over another, the same drawing for the same numbers."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.bundled import templates_dir
from briefgen.compose import charts
from briefgen.compose.theme import load_theme

THEME = load_theme((templates_dir(),))
WIDE = charts.WIDTH


def fact(number: float) -> dict[str, Any]:
    return {"number": number, "text": f"{number:g}\u00a0%", "plain": f"{number:g}\u00a0%", "unit": None}


def text(words: str) -> dict[str, str]:
    return {"text": words, "lang": "es"}


def plain(words: Any) -> str:
    return str(words["text"])


def block(kind: str, rows: list[tuple[str, list[float]]], series: tuple[str, ...], change: float | None = None) -> Any:
    return {
        "id": "belief", "kind": "chart", "type": kind, "title": text("La creencia baja"), "caption": text(""),
        "series": [text(name) for name in series], "locale": "es-PE", "sources": [],
        "rows": [{"label": text(label), "facts": [fact(number) for number in numbers]} for label, numbers in rows],
        "change": fact(change) if change else None,
    }  # fmt: skip


SLOPE = block("slope", [("Perú", [33.4, 21.0]), ("Puno", [40.0]), ("Selva", [39.9])], ("2000", "2011"), 12.4)
BARS = block("bars", [("Da palmadas", [21.5, 15.2]), ("Golpea", [9.1, 8.8])], ("Madres", "Padres"))


def marks(block: Any, kind: str, compact: bool = False) -> list[dict[str, Any]]:
    """Return the data of all marks of a kind in a chart."""
    layers = json.loads(charts.specification(block, THEME, plain, compact))["layer"]
    return [value for layer in layers if layer["mark"]["type"] == kind for value in layer["data"]["values"]]


@pytest.mark.parametrize("chart", [SLOPE, BARS], ids=["slope", "bars"])
def test_every_number_and_every_name_is_printed_in_the_chart(chart: Any) -> None:
    printed = json.dumps([value["text"] for value in marks(chart, "text")], ensure_ascii=False)
    for row in chart["rows"]:
        assert row["label"]["text"] in printed
        assert all(value["text"] in printed for value in row["facts"])
    assert all(name["text"] in printed for name in chart["series"])


@pytest.mark.parametrize("chart", [SLOPE, BARS], ids=["slope", "bars"])
def test_the_same_numbers_give_the_same_drawing_which_fetches_nothing(chart: Any) -> None:
    spec = charts.specification(chart, THEME, plain)
    assert spec == charts.specification(json.loads(json.dumps(chart)), THEME, plain)
    assert '"url"' not in spec
    assert "http" not in spec.replace("https://vega.github.io/schema/vega-lite/", "")


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=12), st.booleans())
def test_labels_beside_a_slope_never_overlap_and_keep_their_order(numbers: list[float], compact: bool) -> None:
    chart = block("slope", [("Perú", [50.0, 20.0]), *((f"d{i}", [n]) for i, n in enumerate(numbers))], ("a", "b"))
    ends = sorted((value["label_y"], value["y"]) for value in marks(chart, "text", compact) if "label_y" in value)
    assert len(ends) == len(numbers) + 1
    for (upper, higher), (lower, deeper) in itertools.pairwise(ends):
        assert lower - upper >= charts.LABEL_STEP - 1e-6
        assert deeper >= higher - 1e-9


def test_a_label_that_touches_no_other_stands_at_its_point() -> None:
    chart = block("slope", [("Perú", [90.0, 80.0]), ("Puno", [10.0])], ("a", "b"))
    assert all(value["label_y"] == value["y"] for value in marks(chart, "text") if "label_y" in value)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_numbers_and_stay_in_the_column(pairs: list[tuple[int, int]]) -> None:
    chart = block("bars", [(f"r{i}", list(pair)) for i, pair in enumerate(pairs)], ("a", "b"))
    bars = marks(chart, "rect")
    numbers = [number for pair in pairs for number in pair]
    largest = max(numbers) or 1
    longest = max(bar["x2"] - bar["x"] for bar in bars)
    assert [bar["first"] for bar in bars] == [True, False] * len(pairs)
    for bar, number in zip(bars, numbers, strict=True):
        assert bar["x"] <= bar["x2"] <= WIDE
        if max(numbers):
            assert bar["x2"] - bar["x"] == pytest.approx(longest * number / largest, abs=1e-6)


@pytest.mark.parametrize(("numbers", "expected"), [([33.4, 21.0], "−12.4"), ([21.0, 33.4], "+12.4")])
def test_the_change_has_its_sign(numbers: list[float], expected: str) -> None:
    chart = block("slope", [("Perú", numbers)], ("2000", "2011"), 12.4)
    assert [value["text"] for value in marks(chart, "text") if value["text"].startswith(expected)]


def test_a_chart_is_also_words_and_a_table() -> None:
    assert charts.alternative(SLOPE, plain) == (
        "La creencia baja. Perú: 2000 33.4\u00a0%, 2011 21\u00a0%; Puno: 2011 40\u00a0%; Selva: 2011 39.9\u00a0%."
    )
    assert charts.table(SLOPE, plain) == {
        "head": ["", "2000", "2011"],
        "rows": [["Perú", "33.4\u00a0%", "21\u00a0%"], ["Puno", "–", "40\u00a0%"], ["Selva", "–", "39.9\u00a0%"]],
    }


def test_a_chart_takes_its_colours_and_its_font_from_the_theme() -> None:
    spec = charts.specification(BARS, THEME, plain)
    assert json.loads(spec)["config"]["font"] == THEME.tokens["chart-font"]
    assert {THEME.tokens["accent"], THEME.tokens["ink"]} <= {word for word in spec.split('"') if word.startswith("#")}
