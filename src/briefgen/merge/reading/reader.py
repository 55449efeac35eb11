"""Reads rows: each becomes a recipient, or the findings that say why it does not."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from briefgen.findings import Place, Severity
from briefgen.localize import formats
from briefgen.localize.salutations import Person, Salutations, full_name, is_called, surname
from briefgen.merge.reading.addresses import folded
from briefgen.merge.reading.cells import CellError
from briefgen.merge.reading.parts import DECLINED, NAMES, Part, parts_of
from briefgen.merge.reading.routing import Routes
from briefgen.merge.sources.source import Cell, Row, RowFinding
from briefgen.model.library import Library
from briefgen.model.mapping import ListMapping
from briefgen.model.publication import Newsletter
from briefgen.model.recipient import NAME_FIELDS, Recipient

Cells = Sequence[Cell]
_FORMATTED = 4096


@dataclass(frozen=True, slots=True)
class Look:
    """What many rows hold, seen in one go. ``suspects`` are those with faults, by their place, with the faulty parts.

    All others are lists with one item for each row; ``keys`` is empty where persons are known by the address, and
    ``emails`` has empty texts where there is none. ``declined`` tells who wants nothing. ``codes`` has empty texts
    where there is none, and is empty itself where nobody asks.
    """

    suspects: Mapping[int, Sequence[Part]]
    routes: Sequence[tuple[str, str]]
    keys: Sequence[str]
    emails: Sequence[str]
    declined: Sequence[bool]
    codes: Sequence[str]


class Reader:
    """Reads the rows of one list for one newsletter, which goes by e-mail where the recipients are ``mailed``."""

    def __init__(
        self,
        name: str,
        headings: tuple[str, ...],
        mapping: ListMapping,
        library: Library,
        newsletter: Newsletter,
        mailed: bool = False,
    ) -> None:
        self._name = name
        self._mapping = mapping
        self._headings = headings
        self._library = library
        routes = Routes(library, newsletter, mapping.locale, mapping.audience)
        self._registers = routes.registers
        self._mailed = mailed
        self.parts = parts_of(mapping, headings, routes, (*NAME_FIELDS, *newsletter.recipient_fields), mailed)
        self._by_name = {part.name: part for part in self.parts}
        self._email = self._by_name.get("email")
        self._decline = self._by_name.get(DECLINED)
        self._salutations: dict[tuple[str, str], Salutations] = {}

    @property
    def optional_columns(self) -> tuple[int, ...]:
        """Return the numbers of the columns that can be empty and are printed where they are not."""
        return tuple(
            column for part in self.parts if part.name in NAMES or part.name[0] == "{" for column in part.columns
        )

    @property
    def name_columns(self) -> tuple[int, ...]:
        """Return the numbers of the columns that names are made of."""
        return tuple(column for part in self.parts if part.name in NAMES for column in part.columns)

    @property
    def amounts(self) -> dict[str, int]:
        """Return the column of each amount by the name of its field."""
        money = (name for name, field in self._mapping.fields.items() if field.type == "money")
        return {name: self._by_name[f"{{{name}}}"].columns[0] for name in money if f"{{{name}}}" in self._by_name}

    def look(self, rows: Sequence[Cells]) -> Look:
        """Look at many rows at once."""
        found: dict[str, list[Any]] = {}
        suspects: dict[int, list[Part]] = {}
        for part in self.parts:
            found[part.name], faulty = part.look(rows)
            for index in faulty:
                suspects.setdefault(index, []).append(part)
        routes = self._by_name["route"].meant(found["route"])
        declined = self._decline.meant(found[DECLINED]) if self._decline else [False] * len(rows)
        nobody = [""] * len(rows)
        codes = found.get("code", []) if self._mailed else []
        return Look(suspects, routes, found.get("key", []), found.get("email", nobody), declined, codes)

    def declines(self, row: Row) -> bool:
        """Tell whether a row says that its person wants nothing."""
        try:
            return self._decline is not None and bool(self._decline.value(row[2]))
        except CellError:
            return False

    def faults(self, row: Row, among: Sequence[Part] = ()) -> Iterator[tuple[Part, CellError]]:
        """Yield everything that is wrong with one row, in its parts or in some of them; ``finding`` says it."""
        for part in among or self.parts:
            try:
                part.value(row[2])
            except CellError as error:
                yield part, error

    def key(self, row: Row) -> str:
        """Return what a person is known by beside the address, or nothing where it is not or cannot be read."""
        return self._text(self._by_name.get("key"), row)

    def address(self, row: Row) -> str:
        """Return the address in the form in which addresses are compared, or nothing where it cannot be read."""
        return folded(self._text(self._email, row))

    @staticmethod
    def _text(part: Part | None, row: Row) -> str:
        try:
            return str(part.value(row[2])) if part else ""
        except CellError:
            return ""

    def finding(self, row: Row, part: Part, error: CellError) -> RowFinding:
        """Return a fault as a finding, with the row and the column."""
        number, line, _ = row
        at = part.columns[min(error.at, len(part.columns) - 1)] if part.columns else None
        where = f"row {number}" if at is None else f'row {number}, column "{self._headings[at]}"'
        place = Place(self._name, line, 1 if at is None else at + 1)
        return RowFinding(error.code, place, f"{where}: {error.message}", error.hint, row=number)

    def without_code(self, number: int, line: int) -> RowFinding:
        """Return the warning about a mail with no link of its reader's own, by which a program could stop the mails."""
        error = CellError(
            "recipient-code",
            "there is no code: this person cannot unsubscribe with one click",
            "fill in a long code which nobody can guess",
        )
        return replace(self.finding((number, line, ()), self._by_name["code"], error), severity=Severity.WARNING)

    def recipient(self, row: Row) -> Recipient:
        """Return the recipient of a row without faults."""
        number, _, cells = row
        values = {part.name: part.value(cells) for part in self.parts}
        audience, locale = values["route"]
        person = Person(form=values.get("form", ""), **{name: _name(values.get(name, "")) for name in NAMES})
        fields = self._name_fields(person, audience, locale)
        # What is not known takes nothing away: without a greeting in the list there is the one made of the name.
        fields |= {
            name[1:-1]: printed(locale, value) for name, value in values.items() if name[0] == "{" and value != ""
        }
        return Recipient(
            row=number,
            key=values.get("key") or values["email"],
            audience=audience,
            locale=locale,
            email=values.get("email", ""),
            name=full_name(person),
            code=values.get("code", ""),
            fields={name: text for name, text in fields.items() if text},
        )

    def _name_fields(self, person: Person, audience: str, locale: str) -> dict[str, str]:
        register = self._registers[audience]
        if (locale, register) not in self._salutations:
            self._salutations[locale, register] = Salutations(self._library, locale, register)
        found = {
            "salutation": self._salutations[locale, register].of(person),
            "name": full_name(person),
            "first-name": person.first if is_called(person) else "",
            "last-name": surname(person, locale),
        }
        # A name is data, and yet it stands in a text, where an apostrophe is curved: O’Example, ’t Hart.
        return {name: text.replace("'", "’") for name, text in found.items()}


def _name(text: str) -> str:
    """Return a part of a name, or nothing where somebody filled a cell with a sign for "not known", such as a point."""
    return text if any(map(str.isalpha, text)) else ""


@lru_cache(_FORMATTED)
def printed(locale: str, value: Any) -> str:
    """Return a value as the readers of a locale write it."""
    if isinstance(value, tuple):
        amount, currency = value
        return formats.money(locale, amount, currency)
    if isinstance(value, datetime.date):
        return formats.date(locale, value)
    return formats.number(locale, value) if isinstance(value, Decimal) else str(value)
