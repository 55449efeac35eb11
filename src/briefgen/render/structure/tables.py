"""Tables: which header cells belong to which cell, as HTML finds them (HTML 4.9.12.2), for the simple cases."""

from collections.abc import Iterator

from briefgen.render.structure.nodes import Node

Slot = tuple[int, int]


def link_headers(table: Node, number: int) -> None:
    """Give the header cells of a table IDs, and each data cell the IDs of its headers, those of its row first."""
    cells = dict(_cells(table))
    headers = [node for node in cells if node.type == "TH"]
    for index, header in enumerate(headers, 1):
        header.entries["ID"] = f"table-{number}-{index}"
    for cell, (row, column, height, width) in cells.items():
        if cell.type != "TD":
            continue
        found = [header for header in headers if _in_row(header, cells[header], row, height)]
        found += [header for header in headers if _in_column(header, cells[header], column, width)]
        if found:
            attributes = cell.attributes.setdefault("Table", {})
            attributes["Headers"] = [header.entries["ID"] for header in found]


Area = tuple[int, int, int, int]
"""First row and column, number of rows and of columns."""


def _cells(table: Node) -> Iterator[tuple[Node, Area]]:
    """Yield the cells with the slots that they take; cells from rows above push those below to the right."""
    taken: set[Slot] = set()
    for row, line in enumerate(node for node in table.walk() if node.type == "TR" and node.nearest("Table") is table):
        column = 0
        for cell in line.kids:
            if not isinstance(cell, Node):
                continue
            while (row, column) in taken:
                column += 1
            spans = cell.attributes.get("Table", {})
            height, width = int(str(spans.get("RowSpan", 1))), int(str(spans.get("ColSpan", 1)))
            taken.update((row + down, column + right) for down in range(height) for right in range(width))
            yield cell, (row, column, height, width)
            column += width


def _in_row(header: Node, area: Area, row: int, height: int) -> bool:
    return header.attributes["Table"]["Scope"] == "Row" and area[0] < row + height and row < area[0] + area[2]


def _in_column(header: Node, area: Area, column: int, width: int) -> bool:
    return header.attributes["Table"]["Scope"] == "Column" and area[1] < column + width and column < area[1] + area[3]
