"""Charts as Vega-Lite specifications: data and labels of the edition, the look of the theme.

Every number stands beside its mark as text in the reader's locale, so that a chart needs no legend and no colour to
be read. The specifications hold their data; nothing is fetched.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from briefgen.compose.theme import Theme
from briefgen.localize import formats
from briefgen.localize.locales import direction
from briefgen.model.edition import LocalText, View

Plain = Callable[[LocalText], str]

WIDTH = 433  # the main column, 114.5 mm, in CSS pixels: nothing is scaled on paper
MAIL_WIDTH = 340  # as wide as a phone shows a mail, so that the labels keep their size there
BAR, PAIR, GROUP = 14, 18, 48  # height of a bar, step from bar to bar, step from row to row
LABELS, ENDS = 152, 168  # room for the names of the rows: before bars, behind a slope
SLOPE_HEIGHT, COMPACT_HEIGHT = 230, 140
_ACROSS = {"x", "x2", "near", "far", "at"}  # what is measured from the left
_OPPOSITE = {"left": "right", "right": "left", "center": "center"}
LABEL_STEP = 15  # least distance between the labels beside a slope


def specification(block: View, theme: Theme, plain: Plain, compact: bool = False) -> str:
    """Return the Vega-Lite specification of a chart block as JSON; a ``compact`` slope is less high."""
    padding = {"left": 0, "right": 2, "top": 2, "bottom": 2}
    return _specification(block, theme, plain, WIDTH, COMPACT_HEIGHT if compact else SLOPE_HEIGHT, padding, None)


def mail_specification(block: View, theme: Theme, plain: Plain) -> str:
    """Return the specification of a chart in a mail: narrow, and on paper, since a dark mail would hide its ink."""
    return _specification(block, theme, plain, MAIL_WIDTH, COMPACT_HEIGHT, 10, theme.tokens["paper"])


def _specification(
    block: View, theme: Theme, plain: Plain, width: int, height: int, padding: object, ground: str | None
) -> str:
    bars = block["type"] == "bars"
    drawn = _bars(block, theme.tokens, plain, width) if bars else _slope(block, theme.tokens, plain, width, height)
    if direction(block["locale"]) == "rtl":
        drawn["layer"] = [_mirrored(layer, width) for layer in drawn["layer"]]
    spec = drawn | {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "padding": padding,
        "config": {
            "font": theme.tokens["chart-font"],
            "background": ground,
            "view": {"stroke": None},
            "text": {"fontSize": 11.2, "fill": theme.tokens["ink"]},
        },
    }
    return json.dumps(spec, ensure_ascii=False, sort_keys=True)


def _mirrored(layer: View, width: int) -> View:
    """Return a layer as readers from right to left expect it: what began at the left begins at the right."""
    rows = [{key: width - item if key in _ACROSS else item for key, item in row.items()} for row in _rows(layer)]
    mark = {**layer["mark"]}
    if "dx" in mark:
        mark["dx"] = -mark["dx"]
    mark |= {"align": _OPPOSITE[mark["align"]]} if "align" in mark else {}
    return {**layer, "mark": mark, "data": {"values": rows}}


def _rows(layer: View) -> list[View]:
    rows: list[View] = layer["data"]["values"]
    return rows


def table(block: View, plain: Plain) -> View:
    """Return the numbers of a chart as a table: names in the first column, one column for each series."""
    rows = []
    for row in block["rows"]:
        values = [fact["text"] for fact in row["facts"]]
        if block["type"] == "slope" and len(values) == 1:
            values = ["–", *values]
        rows.append([plain(row["label"]), *values])
    return {"head": ["", *(plain(name) for name in block["series"])], "rows": rows}


def alternative(block: View, plain: Plain) -> str:
    """Return a chart in words: its title, then every value with its names."""
    series = [plain(name) for name in block["series"]]
    parts = []
    for row in block["rows"]:
        names = series[-1:] if len(row["facts"]) == 1 else series
        values = ", ".join(f"{name} {fact['text']}" for name, fact in zip(names, row["facts"], strict=False))
        parts.append(f"{plain(row['label'])}: {values}")
    return f"{plain(block['title'])}. {'; '.join(parts)}."


def _mark(kind: str, data: Iterable[Mapping[str, Any]], encoding: View, **style: Any) -> View:
    return {"mark": {"type": kind, **style}, "data": {"values": list(data)}, "encoding": encoding}


def _at(x: str, y: str, **more: Any) -> View:
    """Encode positions that are given in pixels."""
    plain = {"type": "quantitative", "axis": None}
    return {"x": {"field": x, **plain, "scale": None}, "y": {"field": y, **plain, "scale": None}, **more}


_TEXT = {"text": {"field": "text", "type": "nominal"}}


def _bars(block: View, tokens: Mapping[str, str], plain: Plain, width: int) -> View:
    """Draw one bar for each fact, first series filled and the second in outline, value beside each bar."""
    series = [plain(name) for name in block["series"]]
    per_row = max(len(row["facts"]) for row in block["rows"])
    step = GROUP if per_row > 1 else PAIR + 8
    largest = max(fact["number"] or 0 for row in block["rows"] for fact in row["facts"]) or 1
    longest = max(len(_label(series, index, fact)) for row in block["rows"] for index, fact in enumerate(row["facts"]))
    scale = (width - LABELS - 12 - 6.2 * longest) / largest
    bars, names = [], []
    for number, row in enumerate(block["rows"]):
        top = number * step
        lines = _wrapped(plain(row["label"]), 22)
        names.append({"x": 0, "y": top + (per_row - 1) * PAIR / 2 + BAR / 2 - (len(lines) - 1) * 6.5, "text": lines})
        for index, fact in enumerate(row["facts"]):
            y = top + index * PAIR
            end = LABELS + (fact["number"] or 0) * scale
            label = _label(series, index, fact)
            bars.append(
                {"x": LABELS, "x2": end, "y": y, "y2": y + BAR, "m": y + BAR / 2, "first": index == 0, "text": label}
            )
    fill = {"fill": {"condition": {"test": "datum.first", "value": tokens["accent"]}, "value": tokens["paper"]}}
    height = (len(block["rows"]) - 1) * step + (per_row - 1) * PAIR + BAR
    axis = [{"x": LABELS, "y": -2, "y2": height + 2}]
    box = _at("x", "y", x2={"field": "x2"}, y2={"field": "y2"}, **fill)
    rule = _at("x", "y", y2={"field": "y2"})
    layers = [
        _mark("rect", bars, box, stroke=tokens["accent"], strokeWidth=1.1),
        _mark("text", bars, _at("x2", "m", **_TEXT), align="left", baseline="middle", dx=6),
        _mark("text", names, _at("x", "y", **_TEXT), align="left", baseline="middle", fontWeight=600, lineHeight=13),
        _mark("rule", axis, rule, stroke=tokens["ink"], strokeWidth=0.9),
    ]
    return {"width": width, "height": height, "layer": layers}


def _label(series: list[str], index: int, fact: View) -> str:
    """Return what stands beside a bar: the name of its series where there are two, and the value."""
    return f"{series[index]}\u00a0 {fact['text']}" if len(series) > 1 else str(fact["text"])


def _slope(block: View, tokens: Mapping[str, str], plain: Plain, width: int, height: int) -> View:
    """Draw lines from before to after, and points beside the end for what is known only then."""
    left, right = 38, width - ENDS
    values = [fact["number"] or 0 for row in block["rows"] for fact in row["facts"]]
    top = _ceiling(max(values))
    scale = height / top
    lines = [row for row in block["rows"] if len(row["facts"]) == 2]
    points = [row for row in block["rows"] if len(row["facts"]) == 1]
    ends = [_end(row, plain, height, scale, main=True) for row in lines] + [
        _end(row, plain, height, scale, main=False) for row in points
    ]
    _spread(ends)
    for end in ends:
        end |= {"x": right, "near": right + 5, "far": right + 20, "at": right + 24}
    grid = [
        {
            "x": left,
            "x2": right,
            "y": height - value * scale,
            "text": formats.percent(block["locale"], Decimal(value).scaleb(-2)),
        }
        for value in range(0, int(top) + 1, 10)
    ]
    starts = [
        {"x": left, "y": height - row["facts"][0]["number"] * scale, "text": row["facts"][0]["text"]} for row in lines
    ]
    strokes = [
        {"x": left, "y": start["y"], "x2": right, "y2": height - row["facts"][1]["number"] * scale}
        for row, start in zip(lines, starts, strict=True)
    ]
    axis = [
        {"x": x, "y": height + 8, "text": plain(name)} for x, name in zip((left, right), block["series"], strict=False)
    ]
    rule = _at("x", "y", x2={"field": "x2"}, y2={"field": "y2"})
    main = [end for end in ends if end["main"]]
    other = [end for end in ends if not end["main"]]
    accent, soft = tokens["accent"], tokens["ink-soft"]
    layers = [
        _mark("rule", grid, _at("x", "y", x2={"field": "x2"}), stroke=tokens["line"], strokeWidth=0.8),
        _mark("text", grid, _at("x", "y", **_TEXT), align="right", baseline="middle", dx=-8, fill=soft),
        _mark("rule", strokes, rule, stroke=accent, strokeWidth=2.6),
        _mark("point", starts + main, _at("x", "y"), filled=True, fill=accent, size=70, opacity=1),
        _mark("text", starts, _at("x", "y", **_TEXT), align="left", baseline="bottom", dy=-8, **_large(accent)),
        _mark(
            "rule", other, _at("near", "y", x2={"field": "far"}, y2={"field": "label_y"}), stroke=soft, strokeWidth=0.7
        ),
        _mark(
            "point",
            other,
            _at("x", "y"),
            filled=True,
            fill=tokens["paper"],
            stroke=tokens["ink"],
            strokeWidth=1.5,
            size=48,
            opacity=1,
        ),
        _mark("text", other, _at("at", "label_y", **_TEXT), align="left", baseline="middle"),
        _mark("text", main, _at("at", "label_y", **_TEXT), align="left", baseline="middle", dx=-11, **_large(accent)),
        _mark("text", axis, _at("x", "y", **_TEXT), align="center", baseline="top", fontWeight=600),
    ]
    if block["change"] and strokes:
        layers.append(_change(block, strokes[0], accent, plain))
    return {"width": width, "height": height + 20, "layer": layers}


def _large(colour: str) -> View:
    return {"fill": colour, "fontSize": 15, "fontWeight": 600}


def _change(block: View, stroke: View, colour: str, plain: Plain) -> View:
    """Say above the line how much it fell or rose."""
    fact = block["change"]
    unit = f" {plain(fact['unit'])}" if fact["unit"] else ""
    sign = "−" if stroke["y2"] > stroke["y"] else "+"
    middle = {"x": (stroke["x"] + stroke["x2"]) / 2, "y": (stroke["y"] + stroke["y2"]) / 2}
    middle["text"] = f"{sign}{fact['plain']}{unit}"
    return _mark("text", [middle], _at("x", "y", **_TEXT), align="left", baseline="bottom", dx=8, dy=-4, fill=colour)


def _end(row: View, plain: Plain, height: int, scale: float, main: bool) -> View:
    fact = row["facts"][-1]
    y = height - (fact["number"] or 0) * scale
    return {"y": y, "label_y": y, "main": main, "text": f"{plain(row['label'])}\u00a0 {fact['text']}"}


def _spread(ends: list[View]) -> None:
    """Move labels apart that would overlap, keeping their order: those that touch stand around their middle."""
    ends.sort(key=lambda end: end["y"])
    groups: list[list[View]] = []
    for end in ends:
        groups.append([end])
        while len(groups) > 1 and _stacked(groups[-1])[0] < _stacked(groups[-2])[-1] + LABEL_STEP:
            last = groups.pop()
            groups[-1] += last
    for group in groups:
        for end, y in zip(group, _stacked(group), strict=True):
            end["label_y"] = y


def _stacked(group: list[View]) -> list[float]:
    """Return where labels stand that touch each other, with the middle of their points as their middle."""
    first = sum(end["y"] for end in group) / len(group) - (len(group) - 1) * LABEL_STEP / 2
    return [first + index * LABEL_STEP for index in range(len(group))]


def _ceiling(value: float) -> float:
    """Return the top of the axis: a little above the largest value."""
    return value * 1.12


def _wrapped(text: str, width: int) -> list[str]:
    """Break a label into lines of about ``width`` characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
