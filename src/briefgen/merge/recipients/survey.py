"""Surveys a list: every row is read before anything is made of one, quickly and in bounded memory.

Rows are looked at many at a time; those that give any cause are read one by one, with all that is wrong with them.
"""

from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter, methodcaller, not_, or_
from typing import Any

from briefgen.findings import Place, Severity
from briefgen.merge.reading.addresses import folded
from briefgen.merge.reading.parts import Part
from briefgen.merge.reading.reader import Cells, Look, Reader
from briefgen.merge.reading.suppression import Suppressed
from briefgen.merge.recipients.repeats import Lines, Repeats, Routed
from briefgen.merge.sources.source import Block, ListError, Row, RowFinding, Source

SHOWN = 20
DECLINED = 0
"""Stands for the first row of a person who wants nothing."""


@dataclass(slots=True)
class Survey:
    """What a list holds.

    ``left_out`` names the rows that are left out though nothing is wrong in them, with the first row of the same
    person, or DECLINED. ``counts`` are those of all findings by code; ``findings`` are the first of each code.
    ``editions`` counts recipients by audience and locale; ``worst`` are rows that are hardest to print.
    """

    rows: int = 0
    suppressed: int = 0
    editions: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[RowFinding] = field(default_factory=list)
    left_out: dict[int, int] = field(default_factory=dict)
    worst: dict[str, Row] = field(default_factory=dict)

    @property
    def sound(self) -> int:
        """Return how many rows become recipients."""
        return self.editions.total()

    @property
    def repeated(self) -> int:
        """Return how many rows name a person again."""
        return self.counts["recipient-duplicate"]

    @property
    def wrong(self) -> int:
        """Return how many rows have errors."""
        return self.rows - self.sound - self.suppressed - self.repeated


def survey(source: Source, reader: Reader, suppressed: Suppressed, shown: int = SHOWN) -> Survey:
    """Read every row of a list. Raises ListError when it cannot be read to its end, with what was found until then."""
    surveyor = _Surveyor(reader, suppressed, shown)
    try:
        for each in source.blocks():
            surveyor.take(each)
    except ListError as error:
        raise ListError(*surveyor.found.findings, *error.findings) from error
    surveyor.leave_out()
    if not surveyor.found.left_out.keys().isdisjoint(surveyor.hardest.numbers()):
        # Seldom: what nobody gets is not hard to print. Who is left out is only known at the end of the list.
        again = _Surveyor(reader, suppressed, 0, surveyor.found.left_out)
        for each in source.blocks():
            again.take(each)
        surveyor.hardest = again.hardest
    surveyor.finish(source.name)
    return surveyor.found


def left_out(name: str, number: int, line: int, first: int) -> RowFinding:
    """Return the warning about a row that nobody gets: its person stands in another row, or wants nothing."""
    if first == DECLINED:
        message = f"row {number}: left out, for the person wants nothing"
        return RowFinding("recipient-suppressed", Place(name, line, 1), message, "", Severity.WARNING, row=number)
    message = f"row {number}: left out, for row {first} has the same key or address"
    hint = "take one of the two out of the list, or put both names in one row"
    return RowFinding("recipient-duplicate", Place(name, line, 1), message, hint, Severity.WARNING, row=number)


class _Surveyor:
    """Takes the rows of a list, batch after batch."""

    def __init__(
        self, reader: Reader, suppressed: Suppressed, shown: int, left_out: Container[int] = frozenset()
    ) -> None:
        self.found = Survey()
        self.hardest = _Hardest(reader)
        self._reader = reader
        self._suppressed = suppressed
        self._shown = shown
        self._keys, self._emails = Repeats(), Repeats()
        self._routes = Routed()
        self._without_code = array("I")
        self._lines = Lines()
        self._left_out = left_out

    def take(self, each: Block | RowFinding) -> None:
        """Look at rows, and read those one by one that are not plainly sound."""
        if isinstance(each, RowFinding):
            self.found.rows += 1
            self._note(each)
            return
        self.found.rows += len(each.rows)
        self._lines.note(each.number, each.line)
        look, rows = self._reader.look(each.rows), each.rows
        marks: Sequence[int] = range(each.number << 1, each.number + len(rows) << 1, 2)
        if look.suspects:
            for index in sorted(look.suspects):
                self._inspect(each.row(index), look.suspects[index], look.declined[index])
            kept = [index not in look.suspects for index in range(len(rows))]
            whole = (look.routes, look.keys, look.emails, look.declined, look.codes)
            columns: tuple[Sequence[Any], ...] = (rows, marks, *whole)
            rows, marks, *values = (list(compress(column, kept)) for column in columns)
            look = Look({}, *values)
        self._keep(rows, marks, look)

    def _keep(self, rows: Sequence[Cells], marks: Sequence[int], look: Look) -> None:
        """Note who stands in sound rows, and count those who want to be written to."""
        emails, declined = list(map(folded, look.emails)), look.declined
        if self._suppressed.any_of(emails):
            declined = list(map(or_, declined, map(self._suppressed.holds, emails)))
        if True in declined:
            marks = list(map(or_, marks, declined))
        if look.keys:
            self._keys.add(look.keys, marks)
        self._emails.add(filter(None, emails), compress(marks, emails))
        routes, codes = look.routes, look.codes
        if True in declined:
            self.found.suppressed += sum(declined)
            wanted = list(map(not_, declined))
            columns: tuple[Sequence[Any], ...] = (rows, marks, look.routes, look.codes)
            rows, marks, routes, codes = (list(compress(column, wanted)) for column in columns)
        self._routes.add((mark >> 1 for mark in marks), routes)
        self._without_code.extend(mark >> 1 for mark, code in zip(marks, codes, strict=False) if not code.strip())
        if self._left_out:
            made = [mark >> 1 not in self._left_out for mark in marks]
            rows, marks = list(compress(rows, made)), list(compress(marks, made))
        if rows:
            self.hardest.look(rows, marks)

    def _inspect(self, row: Row, faulty: Sequence[Part], declined: bool) -> None:
        """Read one row: nothing is said of what is wrong with a person who gets nothing, or of an empty row."""
        if not any(row[2]):
            self.found.rows -= 1
        elif declined or self._suppressed.holds(self._reader.address(row)):
            self._decline(row)
        else:
            for part, error in self._reader.faults(row, faulty):
                if self._counted(error.code):
                    self.found.findings.append(self._reader.finding(row, part, error))

    def _decline(self, row: Row) -> None:
        self.found.suppressed += 1
        mark = row[0] << 1 | 1
        for repeats, text in ((self._keys, self._reader.key(row)), (self._emails, self._reader.address(row))):
            if text:
                repeats.add([text], [mark])

    def leave_out(self) -> None:
        """Say which rows name a person again, or one who wants nothing according to another row.

        A no holds for everybody whom keys and addresses tie to the person; a row gives way only to one that is made.
        """
        groups = [*self._keys.groups(), *self._emails.groups()]
        ties: dict[int, list[int]] = {}
        for number, group in enumerate(groups):
            for mark in group:
                ties.setdefault(mark, []).append(number)
        declined = {mark for mark in ties if mark & 1}
        ahead = list(declined)
        while ahead:
            for number in ties[ahead.pop()]:
                ahead += set(groups[number]) - declined
                declined.update(groups[number])
                groups[number] = []  # all of it is known
        made: dict[int, int] = {}
        for mark in sorted(ties):
            if mark in declined:
                if not mark & 1:
                    self.found.left_out[mark >> 1] = DECLINED
            elif firsts := [made[number] for number in ties[mark] if number in made]:
                self.found.left_out[mark >> 1] = min(firsts)
            else:
                made.update(dict.fromkeys(ties[mark], mark >> 1))

    def finish(self, name: str) -> None:
        """Put the rows that are left out among the findings, and name the rows that are hardest to print."""
        found = self.found
        found.editions = self._routes.counted(found.left_out)
        for number, first in sorted(found.left_out.items()):
            if first == DECLINED:
                found.suppressed += 1
            else:
                self._note(left_out(name, number, self._lines.of(number), first))
        for number in self._without_code:
            if number not in found.left_out:
                self._note(self._reader.without_code(number, self._lines.of(number)))
        found.findings.sort(key=lambda finding: finding.row)
        for why, (mark, cells) in self.hardest.rows().items():
            found.worst[why] = mark >> 1, self._lines.of(mark >> 1), cells

    def _note(self, finding: RowFinding) -> None:
        if self._counted(finding.code):
            self.found.findings.append(finding)

    def _counted(self, code: str) -> bool:
        """Count a finding, and tell whether it is one of those that are kept."""
        self.found.counts[code] += 1
        return self.found.counts[code] <= self._shown


class _Hardest:
    """Keeps the rows that are hardest to print: the longest name, the most gaps, the widest amounts."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._sizes: Counter[str] = Counter()
        self._rows: dict[str, tuple[int, Cells]] = {}
        self._names = itemgetter(*reader.name_columns) if reader.name_columns else None
        self._optional = itemgetter(*reader.optional_columns) if len(reader.optional_columns) > 1 else None
        self._amounts = {name: itemgetter(column) for name, column in reader.amounts.items()}

    def look(self, rows: Sequence[Cells], marks: Sequence[int]) -> None:
        """Compare rows with the hardest so far; each is kept with its mark."""
        found: dict[str, list[int]] = {}
        if self._optional:
            found["most missing"] = list(map(_gaps, map(self._optional, rows)))
        if self._names:
            found["longest name"] = _lengths(map(self._names, rows))
        for name, amount in self._amounts.items():
            texts = _texts(list(map(amount, rows)))
            sizes = found[name] = list(map(len, texts))
            # Whole amounts are printed without decimals, so that a shorter one may be wider.
            if max(sizes) > self._sizes[f"{name} with cents"]:
                cents = {text: len(text) for text in set(texts) if text[-2:] != "00"}
                found[f"{name} with cents"] = [cents.get(text, 0) for text in texts]
        for why, sizes in found.items():
            if (largest := max(sizes)) > self._sizes[why]:
                self._sizes[why] = largest
                self._rows[why] = marks[at := sizes.index(largest)], rows[at]

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of the rows that are kept."""
        return (mark >> 1 for mark, _ in self._rows.values())

    def rows(self) -> dict[str, tuple[int, Cells]]:
        """Return the hardest rows by what is hard in them; of amounts the one that is widest in print."""
        found: dict[str, tuple[int, Cells]] = {}
        found |= {why: self._rows[why] for why in ("longest name", "most missing") if why in self._rows}
        for name in self._amounts:
            rows = [self._rows[why] for why in (name, f"{name} with cents") if why in self._rows]
            if rows:
                found[f"widest {name}"] = max(rows, key=lambda row: self._width(name, row[1]))
        return found

    def _width(self, name: str, cells: Cells) -> int:
        return len(self._reader.recipient((0, 0, cells)).fields.get(name, ""))


_gaps = methodcaller("count", "")


def _lengths(names: Iterable[Any]) -> list[int]:
    """Return how long names are; their cells may be numbers where the list keeps them as such."""
    names = list(names)
    try:
        return list(map(len, map("".join, names)))
    except TypeError:
        return [len(str(name)) for name in names]


def _texts(cells: list[Any]) -> list[str]:
    return cells if set(map(type, cells)) == {str} else list(map(str, cells))
