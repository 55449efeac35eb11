"""Grids from right to left: WeasyPrint 70 lays out text, tables and columns in both directions, but grids in one."""

from collections.abc import Callable
from typing import Any

GridLayout = Callable[..., tuple[Any, ...]]


def install(layout: Any) -> None:
    """Let the layout engine mirror the grids that are written from right to left (CSS Grid 2, section 3.3)."""
    mirrored = _mirrored(layout.grid.grid_layout)
    layout.grid.grid_layout = layout.block.grid_layout = layout.inline.grid_layout = mirrored


def _mirrored(lay_out: GridLayout) -> GridLayout:
    """Return a function that lays out a grid as if from left to right, and then moves its items to the other side.

    The direction of the texts in the items is their own.
    """

    def grid_layout(context: Any, box: Any, *arguments: Any, **options: Any) -> tuple[Any, ...]:
        style = box.style
        if style["direction"] != "rtl":
            return lay_out(context, box, *arguments, **options)
        box.style = style.copy()
        box.style["direction"] = "ltr"
        try:
            result = lay_out(context, box, *arguments, **options)
        finally:
            box.style = style
        if result[0] is not None:
            result[0].style = style
            _mirror(result[0])
        return result

    return grid_layout


def _mirror(grid: Any) -> None:
    both = 2 * grid.content_box_x() + grid.width
    for item in grid.children:
        item.translate(both - item.margin_width() - 2 * item.position_x)
