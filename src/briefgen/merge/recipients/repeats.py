"""What is kept of every row of a list, in little memory: what stands twice, and on which line each row is."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Sequence

_SHARE = 50_000


class Repeats:
    """Hashes of texts (64 bits, keyed anew for each process), each with a mark that says where it was.

    Twelve bytes a text; two texts of ten million have one hash with a probability of one in three hundred thousand.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._marks = array("I")

    def add(self, texts: Iterable[str], marks: Iterable[int]) -> None:
        """Note texts, each with a mark of 32 bits."""
        self._hashes.fromlist(list(map(hash, texts)))
        self._marks.extend(marks)

    def groups(self) -> list[list[int]]:
        """Return the marks of each text that was noted more than once, in their order."""
        # A share at a time: a set of everything would take many times the memory of the hashes.
        shares, twice = -(-len(self._hashes) // _SHARE), set[int]()
        for share in range(shares):
            own = [each for each in self._hashes if each % shares == share]
            if len(set(own)) < len(own):
                twice.update(each for each, number in Counter(own).items() if number > 1)
        found: dict[int, list[int]] = {each: [] for each in twice}
        for each, mark in zip(self._hashes, self._marks, strict=True) if twice else ():
            if each in twice:
                found[each].append(mark)
        return list(found.values())


class Routed:
    """The audience and the locale of each row, in six bytes."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], int] = {}
        self._numbers = array("I")
        self._routes = array("H")

    def add(self, numbers: Iterable[int], routes: Sequence[tuple[str, str]]) -> None:
        """Note the routes of rows."""
        for route in set(routes).difference(self._known):
            self._known[route] = len(self._known)
        self._numbers.extend(numbers)
        self._routes.extend(map(self._known.__getitem__, routes))

    def counted(self, without: Container[int]) -> Counter[tuple[str, str]]:
        """Return how many rows have each route, but for some rows."""
        made = (route for number, route in zip(self._numbers, self._routes, strict=True) if number not in without)
        numbers, known = Counter(made), list(self._known)
        return Counter({known[route]: number for route, number in numbers.items()})


class Lines:
    """The lines of rows in a file: they run on as the rows do, but for rows that stand on several lines."""

    def __init__(self) -> None:
        self._rows = array("I", [0])
        self._ahead = array("I", [0])

    def note(self, number: int, line: int) -> None:
        """Note the line of a row; rows come in their order, and those behind it run on with the lines."""
        if line - number != self._ahead[-1]:
            self._rows.append(number)
            self._ahead.append(line - number)

    def of(self, row: int) -> int:
        """Return the line of a row."""
        return row + self._ahead[bisect_right(self._rows, row) - 1]
