"""What is read from each row: a part is a value that is made of one cell or of two, always in the same way.

Lists repeat themselves. What a cell means is therefore remembered, up to a limit, and many rows are looked at in one
go: a value is read once for all rows that hold it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import compress
from operator import itemgetter
from typing import Any, get_args

from briefgen.merge.reading import addresses, cells
from briefgen.merge.reading.cells import LONGEST_KEY, LONGEST_NAME, LONGEST_TEXT, CellError
from briefgen.merge.reading.quick import Quick
from briefgen.merge.reading.routing import Routes, chosen
from briefgen.merge.sources.source import Cell
from briefgen.model.mapping import Choice, FieldColumn, Form, ListMapping

REMEMBERED = 8192
Readers = tuple[Callable[[Any], Any], Callable[[Sequence[Any]], Sequence[int]] | None]
DECLINED = "declined"
NAMES = ("title", "first", "prefix", "last", "full")


@dataclass(slots=True)
class Part:
    """One value of each row.

    ``columns`` are the numbers of its cells, counted from 0. ``read`` makes the value of the cell, or of the tuple of
    cells, and raises CellError. ``odd``, for columns that hardly repeat, tells quickly which of many cells need that:
    all others are values as they stand.
    """

    name: str
    columns: tuple[int, ...]
    read: Callable[[Any], Any]
    odd: Callable[[Sequence[Any]], Sequence[int]] | None = None
    _known: dict[Any, Any] = field(init=False, default_factory=dict)

    def value(self, row: Sequence[Cell]) -> Any:
        """Return the value for a row. Raises CellError."""
        self._forget()
        return self._value(self._pick()(row))

    def look(self, rows: Sequence[Sequence[Cell]]) -> tuple[list[Any], Sequence[int]]:
        """Return what these rows hold in its cells, and which of them are faulty, by their place.

        In a column that hardly repeats, cells that are no values as they stand are given as those.
        """
        self._forget()
        raws = list(map(self._pick(), rows))
        if not self.odd:
            faulty = {raw for raw in set(raws).difference(self._known) if self._sound(raw) is None}
            return raws, [index for index, raw in enumerate(raws) if raw in faulty] if faulty else ()
        suspects = self.odd(raws)
        for index in suspects:
            raws[index] = self._sound(raws[index])
        return raws, [index for index in suspects if raws[index] is None]

    def meant(self, raws: Sequence[Any]) -> list[Any]:
        """Return what cells mean that were just looked at, None for those that are faulty."""
        return list(map(self._known.get, raws))

    def _pick(self) -> Callable[[Sequence[Cell]], Any]:
        return itemgetter(*self.columns) if self.columns else lambda row: ""

    def _sound(self, raw: Any) -> Any:
        try:
            return self._value(raw)
        except CellError:
            return None

    def _value(self, raw: Any) -> Any:
        if raw not in self._known:
            self._known[raw] = self.read(raw)
        return self._known[raw]

    def _forget(self) -> None:
        """Keep memory bounded, whatever a list holds."""
        if len(self._known) > REMEMBERED:
            self._known.clear()


def parts_of(
    mapping: ListMapping, headings: Sequence[str], routes: Routes, fields: Iterable[str], mailed: bool = False
) -> list[Part]:
    """Return the parts that a mapping names, in the order in which their faults are told.

    Of its merge fields only ``fields`` are read: what is not printed may be as it is. Whoever is ``mailed`` needs an
    address.
    """

    def at(*columns: str | None) -> tuple[int, ...]:
        return tuple(headings.index(column) for column in columns if column is not None)

    name, found = mapping.name, [_route(mapping, at, routes)]
    if (rule := mapping.suppression) and rule.column:
        found.append(Part(DECLINED, at(rule.column), partial(cells.among, words=rule.values)))
    if mapping.key:
        found.append(Part("key", at(mapping.key), _key, cells.quick_text(LONGEST_KEY, key=True).odd))
    if mapping.email:
        needed = mailed or not mapping.key
        found.append(Part("email", at(mapping.email), partial(_email, needed=needed), addresses.QUICK.odd))
    if mapping.code:
        found.append(Part("code", at(mapping.code), *_texts(LONGEST_KEY)))
    for part in NAMES:
        if column := getattr(name, part):
            found.append(Part(part, at(column), *_texts(2 * LONGEST_NAME if part == "full" else LONGEST_NAME)))
    if name.form:
        found.append(Part("form", at(name.form.column), partial(_form, rule=name.form)))
    for field_name, spec in mapping.fields.items():
        if field_name in fields:
            found.append(Part(f"{{{field_name}}}", at(spec.column, spec.currency_column), *_readers(spec)))
    return found


def _texts(longest: int) -> Readers:
    """Return what reads a text, and what tells quickly that many are faultless."""
    return partial(cells.text, longest=longest), cells.quick_text(longest).odd


def _route(mapping: ListMapping, at: Callable[..., tuple[int, ...]], routes: Routes) -> Part:
    """Return the part for audience and locale, which come from two columns, from one or from none."""
    locale = mapping.locale.column if mapping.locale else None
    audience = mapping.audience.column if mapping.audience else None
    if locale and audience:
        return Part("route", at(locale, audience), lambda raw: routes.route(*raw))
    if audience:
        return Part("route", at(audience), lambda raw: routes.route("", raw))
    return Part("route", at(locale), lambda raw: routes.route(raw, ""))


def _key(cell: Cell) -> str:
    if key := cells.text(cell, LONGEST_KEY):
        return key
    raise CellError("recipient-key", "the row has no key", "fill it in, or take the row out of the list")


def _email(cell: Cell, needed: bool) -> str:
    """Return the address; who gets a file and has a key may lack one."""
    return "" if not needed and _empty(cell) else addresses.address(cell)


def _form(cell: Cell, rule: Choice) -> str:
    try:
        form = chosen(rule, cell)
    except KeyError:
        form = "?"
    if form in ("", *get_args(Form)):
        return form
    hint = "write female, male or neutral, or say in the mapping what the cell means: values: {V: female}"
    raise CellError("recipient-form", "this is no form of address", hint)


def _readers(spec: FieldColumn) -> Readers:
    """Return what reads a merge field, and many of them; an empty cell is an empty text, and not known."""
    if spec.type == "text":
        return _texts(LONGEST_TEXT)
    if spec.type == "money":
        read, quick = partial(_money, spec=spec), cells.quick_amount(spec.decimal, spec.most)
        if spec.currency_column:
            return read, partial(_odd_amounts, quick=quick)
        currency = spec.currency or ""
        return lambda cell: read((cell, currency)), quick.odd if cells.all_in_hundredths([currency]) else None
    kind: Callable[[Any], Any] = partial(cells.number, decimal=spec.decimal)
    if spec.type == "date":
        kind = cells.day_reader(spec.format or "YYYY-MM-DD")
    return lambda cell: "" if _empty(cell) else kind(cell), None


def _money(pair: tuple[Cell, Cell], spec: FieldColumn) -> tuple[Decimal, str] | str:
    """Return an amount with its currency; the currency is not looked at where there is no amount."""
    if _empty(pair[0]):
        return ""
    currency = cells.currency(pair[1])
    return cells.amount(pair[0], currency, spec.decimal, spec.most), currency


def _empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _odd_amounts(pairs: Sequence[tuple[Any, Any]], quick: Quick) -> Sequence[int]:
    """Return which amounts need a closer look; where there is none, its currency is not looked at."""
    amounts = list(map(itemgetter(0), pairs))
    currencies = compress(map(itemgetter(1), pairs), amounts)
    return quick.odd(amounts) if cells.all_in_hundredths(currencies) else range(len(pairs))
