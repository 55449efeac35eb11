"""Measures merges: with one job and two, one file against naive WeasyPrint, and memory for long lists."""

import csv
import pickle
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from measure import BRIEFGEN, PYTHON, ROOT, Row, environment, example, naive_page, paired, run


def merge() -> Iterator[Row]:
    """Compare a merge with two jobs and with one, a file of it with naive WeasyPrint, and its memory for long lists."""
    with example() as workspace:
        write_list(workspace / "list.csv", 48)
        shutil.copy(workspace / "content" / "recipients" / "example.yaml", workspace / "list.yaml")

        def merged(number: int) -> None:
            shutil.rmtree(workspace / "output", ignore_errors=True)
            run((*BRIEFGEN, "merge", "2026-peru", "--recipients", "list.csv", "--jobs", str(number)), workspace)

        two, one = paired(lambda: merged(2), lambda: merged(1), 1)
        figures = f"48 PDFs in {two:.1f} s against {one:.1f} s"
        yield "a merge with two jobs against one", "at least 1.7", f"{one / two:.2f}", figures
    yield personal()
    peaks = {rows: merge_memory(rows) for rows in (1000, 100_000)}
    yield (
        "memory of a merge: 100 000 rows against 1 000",
        "flat",
        f"{peaks[100_000] / peaks[1000]:.2f}",
        ", ".join(f"{rows} rows {peak:.0f} MB" for rows, peak in peaks.items()),
    )


def personal() -> Row:
    """Compare the file of one recipient with ``HTML(string).write_pdf()`` of the same page."""
    from briefgen import bundled, pipeline
    from briefgen.compose.fill import fill
    from briefgen.merge.making import Order, make
    from briefgen.model.recipient import Recipient
    from briefgen.production import Order as EditionOrder
    from briefgen.production import produce_master
    from briefgen.workspace import open_at

    with example() as folder:
        workspace = open_at(folder, bundled.templates_dir())
        checked = pipeline.check(workspace, date(2026, 11, 23))
        edition = next(edition for edition in checked.editions if edition.audience == "donors-nl")
        order = EditionOrder(edition, workspace.templates, workspace.content, ("files",))
        master, _ = produce_master(order)
        (folder / "master").write_bytes(pickle.dumps(master))
        fields = {"salutation": "Beste Noor,", "amount": "€ 40", "gift-date": "14 september 2026"}
        recipient = Recipient(1, "1", edition.audience, edition.locale, fields=fields)
        filled = replace(master, html=fill(master.html, master.slots, fields), slots={})
        page = folder / "naive"
        text = naive_page(filled, page)
        import weasyprint

        ours, naive = paired(
            lambda: make(Order("files", folder / "master", recipient)),
            lambda: weasyprint.HTML(string=text, base_url=f"{page}/").write_pdf(),
            5,
        )
        figures = f"{ours:.2f} s against {naive:.2f} s, {edition.key}"
        return "a file of a merge against naive WeasyPrint", "at least 1.2", f"{naive / ours:.2f}", figures


def merge_memory(rows: int) -> float:
    """Return the peak memory in MB of the process that leads a merge whose files cost nothing to make."""
    with example() as workspace:
        write_list(workspace / "list.csv", rows)
        shutil.copy(workspace / "content" / "recipients" / "example.yaml", workspace / "list.yaml")
        command = (PYTHON, str(Path(__file__).with_name("leading.py")))
        ran = subprocess.run(command, cwd=workspace, env=environment(), capture_output=True, text=True, check=True)
        return float(ran.stdout)


def write_list(path: Path, rows: int) -> None:
    """Write a list of recipients as long as is wanted, with the columns of the example's."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        example = (ROOT / "content" / "recipients" / "example.csv").read_text(encoding="utf-8")
        columns = example.partition("\n")[0].split(",")
        table = csv.DictWriter(stream, columns, lineterminator="\n")
        table.writeheader()
        for number in range(1, rows + 1):
            known = {
                "donor_id": number,
                "email": f"reader{number}@example.org",
                "first_name": f"Noor{number}",
                "last_name": "Voorbeeld",
                "locale": ("nl", "es", "en-GB")[number % 3],
                "amount": f"{number % 499 + 1}.00",
                "currency": "EUR",
                "gift_date": "2026-09-14",
                "stop_code": f"{number:016x}",
            }
            table.writerow({name: known.get(name, "") for name in columns})
