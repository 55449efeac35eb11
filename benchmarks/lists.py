"""Measures lists of recipients: checking one against reading it with the csv module, and memory for long ones.

python benchmarks/lists.py LIST reads a list, as a survey and as recipients; its memory is measured from outside.
"""

import csv
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import BRIEFGEN, PYTHON, Row, example, paired, run

from briefgen import bundled
from briefgen.load.library import load
from briefgen.merge.recipients.lists import RecipientList, open_list
from briefgen.merge.recipients.survey import Survey
from briefgen.model.library import Library
from briefgen.model.recipient import Recipient
from briefgen.workspace import open_at

ROWS = 100_000
COLUMNS = (
    *("donor_id", "title", "first_name", "prefix", "last_name", "form", "email"),
    *("locale", "audience", "amount", "currency", "gift_date", "opted_out", "stop_code"),
)
ODD = 20
"""One row in so many is bad, a duplicate, or wants nothing, in the list that is not sound."""
FIRST = ("Noor", "Jip", "Alba", "Iñigo", "Robin", "Zoë", "Anna-Marie", "Sem", "T.")
LAST = ("Voorbeeld", "Fictief", "Ejemplo", "Inventada", "Sample", "O'Example", "Placeholder")


def recipients() -> Iterator[Row]:
    """Compare the check of a list with reading it by the csv module, and its memory for long lists and short ones."""
    with example() as folder:
        library = loaded(folder)
        for name, odd in (("sound rows", 0), (f"every {ODD}th row odd", ODD)):
            path = folder / "list.csv"
            write(path, ROWS, odd)
            found: list[Survey] = []
            ours, plain = paired(
                lambda path=path, found=found: found.append(opened(path, library).survey()),
                lambda path=path: read(path),
                9,
            )
            survey = found[-1]
            what = f"check of {survey.rows} recipients from CSV against the csv module, {name}"
            yield what, "at most 6", f"{ours / plain:.1f}", f"{ours * 1000:.0f} ms against {plain * 1000:.0f} ms"
        for ending in (".csv", ".xlsx", ".db"):
            peaks = {rows: peak(folder, rows, ending) for rows in (1000, ROWS)}
            figures = ", ".join(f"{rows} rows {size:.0f} MB" for rows, size in peaks.items())
            what = f"memory for {ROWS} recipients in {ending} against 1 000"
            yield what, "flat", f"{peaks[ROWS] / peaks[1000]:.2f}", figures


def peak(folder: Path, rows: int, ending: str) -> float:
    """Return the peak memory in MB of a process that reads a list of some kind twice."""
    path = folder / f"long{ending}"
    write(folder / "long.csv", rows, ODD)
    if ending == ".xlsx":
        as_workbook(folder / "long.csv", path)
    elif ending == ".db":
        run((*BRIEFGEN, "recipients", "import", "long.csv", "--replace"), folder)
        path = folder / "content" / "recipients" / "recipients.db"
    return run((PYTHON, __file__, str(path)), folder)


def loaded(folder: Path) -> Library:
    """Load the library of the example."""
    library = load(open_at(folder, bundled.templates_dir())).library
    assert library is not None
    return library


def opened(path: Path, library: Library) -> RecipientList:
    """Open a list for the newsletter of the example."""
    mapping = bundled.content_dir() / "recipients" / "example.yaml"
    return open_list(str(path), mapping, library, library.newsletters["2026-peru"])


def read(path: Path) -> None:
    """Read a list as the csv module does, and do nothing with it."""
    with path.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream, strict=True):
            pass


def write(path: Path, rows: int, odd: int) -> None:
    """Write a list of people with different names and amounts; with ``odd``, one row in so many is not sound."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        table.writerows(row(number, chance, odd) for number in range(1, rows + 1))


def row(number: int, chance: random.Random, odd: int) -> Sequence[str]:
    """Return a row; what is odd in it changes from one to the next."""
    first, last = chance.choice(FIRST), f"{chance.choice(LAST)}{'abcdefghij'[number % 10] * (number % 3)}"
    cells = {
        "donor_id": f"V{number:06}",
        "first_name": first,
        "prefix": chance.choice(("", "", "", "de", "van der")),
        "last_name": last,
        "form": chance.choice("vm"),
        "email": f"reader.{number}@example.org",
        "locale": chance.choice(("nl", "nl", "nl-BE", "es", "en-GB")),
        "amount": chance.choice(("10.00", "25.00", "50.00", f"{chance.randrange(500, 50_000) / 100:.2f}", "")),
        "currency": "EUR",
        "stop_code": f"{chance.getrandbits(64):016x}",
        "gift_date": f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
    }
    if odd and number % odd == 0:
        cells |= (
            {"opted_out": "ja"},
            {"email": "reader@example"},
            {"opted_out": "ja"},
            {"donor_id": f"V{number // 2:06}"},
            {"first_name": "=1+1"},
        )[number // odd % 5]
    return [cells.get(column, "") for column in COLUMNS]


def as_workbook(source: Path, target: Path) -> None:
    """Write a list as a workbook, its amounts as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("Donors")
    with source.open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.reader(stream)):
            for column, cell in enumerate(cells):
                if number and cell and COLUMNS[column] == "amount":
                    sheet.write_number(number, column, float(cell))
                else:
                    sheet.write_string(number, column, cell)
    book.close()


if __name__ == "__main__":
    listed = opened(Path(sys.argv[1]), loaded(Path.cwd()))
    made = sum(isinstance(each, Recipient) for each in listed.rows())
    if made != listed.survey().sound:
        sys.exit("the survey and the rows do not agree")
