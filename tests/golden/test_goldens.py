"""The editions of the example are as they were when somebody last looked at them; ``make golden`` says otherwise."""

from pathlib import Path
from shutil import copytree

import pikepdf
import pytest
from PIL import Image, ImageDraw

from .editions import PRINTED, Made, print_pdf
from .kept import FOLDER, HOW, Change, changes, compare, update
from .pictures import changed_share, difference, draw, reduced
from .tags import Tags

pytestmark = pytest.mark.xdist_group("golden")

EDITIONS = sorted(path.name for path in FOLDER.iterdir())
MAILED = sorted(path.parent.name for path in FOLDER.glob("*/mail.txt"))
MOST_BYTES = 25_000


def same(made: Made, path: str) -> None:
    """Fail with a readable difference, unless a file is as the golden one."""
    found = compare(path, made.files.get(path, b""))
    if found:
        pytest.fail(f"{path} is {found.kind}.\n{found.report}\n{HOW}", pytrace=False)


def test_every_file_of_the_editions_has_its_golden_one_and_no_golden_one_is_left_over(made: Made) -> None:
    kept = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert made.files.keys() == kept, HOW
    assert (len(EDITIONS), len(MAILED)) == (12, 3)


@pytest.mark.parametrize("key", EDITIONS)
def test_the_page_is_composed_as_before(made: Made, key: str) -> None:
    same(made, f"{key}/page.html")


@pytest.mark.parametrize("key", MAILED)
@pytest.mark.parametrize("name", ["mail.html", "mail.txt"])
def test_the_mail_is_made_as_before(made: Made, key: str, name: str) -> None:
    same(made, f"{key}/{name}")


@pytest.mark.parametrize("key", PRINTED)
def test_the_text_of_the_pdf_is_as_before_page_by_page(made: Made, key: str) -> None:
    same(made, f"{key}/text.txt")


@pytest.mark.parametrize("key", PRINTED)
def test_the_outline_and_the_metadata_of_the_pdf_are_as_before(made: Made, key: str) -> None:
    same(made, f"{key}/properties.txt")


@pytest.mark.parametrize("key", PRINTED)
def test_the_tags_of_the_pdf_are_as_before(made: Made, key: str) -> None:
    same(made, f"{key}/structure.txt")


@pytest.mark.parametrize("key", PRINTED)
def test_the_pages_look_as_before(made: Made, key: str) -> None:
    pages = [path for path in made.files if path.startswith(f"{key}/page-")]
    found = [change for path in pages if (change := compare(path, made.files[path]))]
    if found:
        reports = "\n".join(f"{change.path} is {change.kind}. {change.report}" for change in found)
        pytest.fail(f"{reports}\n{HOW}", pytrace=False)


def test_the_same_document_gives_the_same_bytes_again(made: Made) -> None:
    key = PRINTED[-1]
    assert print_pdf(made.documents[key]) == made.pdfs[key]


def test_the_golden_pictures_are_small() -> None:
    sizes = {path: path.stat().st_size for path in FOLDER.rglob("*.png")}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


# The measure itself: it must see what changes, and nothing else.


def picture(folder: Path, colour: str = "white", box: tuple[int, int, int, int] = (0, 0, 0, 0)) -> bytes:
    page = Image.new("RGB", (400, 600), "white")
    drawing = ImageDraw.Draw(page)
    drawing.rectangle((40, 40, 200, 60), fill="#17203d")
    drawing.rectangle(box, fill=colour)
    path = folder / "page.png"
    page.save(path)
    return path.read_bytes()


def test_a_page_that_is_kept_in_few_colours_differs_in_nothing_from_itself(made: Made) -> None:
    for page in draw(made.pdfs[PRINTED[0]]):
        assert changed_share(reduced(page), page) == 0


def test_a_picture_that_moves_or_goes_is_seen(tmp_path: Path) -> None:
    before = reduced(picture(tmp_path, "#a8163f", (40, 100, 79, 139)))
    assert changed_share(before, picture(tmp_path)) == pytest.approx(1600 / 240_000)
    assert changed_share(before, picture(tmp_path, "#a8163f", (41, 100, 80, 139))) == pytest.approx(80 / 240_000)
    assert changed_share(before, picture(tmp_path, "#17203d", (40, 100, 79, 139))) == pytest.approx(1600 / 240_000)


def test_the_picture_of_a_difference_shows_both_pages_and_in_red_what_differs(tmp_path: Path) -> None:
    before = reduced(picture(tmp_path))
    (tmp_path / "difference.png").write_bytes(difference(before, picture(tmp_path, "black", (40, 100, 79, 139))))
    with Image.open(tmp_path / "difference.png") as drawn:
        assert drawn.size == (3 * 400 + 16, 600)
        assert [drawn.getpixel((at + 50, 120)) for at in (0, 408, 816)] == [
            (255, 255, 255), (208, 0, 0), (0, 0, 0)
        ]  # fmt: skip


def test_an_update_writes_what_has_changed_and_then_there_is_nothing_left(made: Made, tmp_path: Path) -> None:
    folder = Path(copytree(FOLDER, tmp_path / "editions"))
    update(made.files, list(changes(made.files, folder)), folder)
    page, text = f"{PRINTED[0]}/page.html", f"{PRINTED[0]}/text.txt"
    (folder / page).write_text((folder / page).read_text(encoding="utf-8").replace("<h1", "<h2", 1), encoding="utf-8")
    (folder / text).unlink()
    (folder / "gone.reader.nl").mkdir()
    (folder / "gone.reader.nl" / "page.html").write_text("x", encoding="utf-8")
    found = list(changes(made.files, folder))
    assert [(change.path, change.kind) for change in found] == sorted(
        [(page, "changed"), (text, "new"), ("gone.reader.nl/page.html", "gone")]
    )
    assert "-" in next(change.report for change in found if change.path == page)
    update(made.files, found, folder)
    assert list[Change](changes(made.files, folder)) == []
    assert not (folder / "gone.reader.nl").exists()


def test_the_tags_of_an_element_are_written_with_their_language_their_expansion_and_their_text() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    short = pikepdf.Dictionary(S=pikepdf.Name.Span, Lang="es", E="two words", K=1, Pg=page.obj)
    turned = pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=pdf.add_blank_page().obj, MCID=0)
    root.K = pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.P, Pg=page.obj, K=pikepdf.Array([0, short, turned]))])
    pdf.Root.StructTreeRoot = root
    texts = {(0, 0): "of", (0, 1): "SA", (1, 0): "over the page"}
    assert list(Tags(pdf, texts).lines()) == [
        "P",
        "  “of” [page 1]",
        "  Span lang=es expansion=“two words” “SA”",
        "  “over the page” [page 2]",
    ]
