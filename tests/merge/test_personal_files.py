"""The file of a recipient holds their words, nothing of anybody else, and is the same whatever was made before it."""

import pickle
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Any

import letters
import pikepdf
import pypdfium2
import pytest
import verapdf
from letters import reader

from briefgen.merge.making import Made, Order, make
from briefgen.model.recipient import Recipient
from briefgen.render.workers import Job, run

# Each name has letters that stand nowhere else, so that a font would tell whose they are.
NAMES = ("Ærøskøb", "Ñandú", "Žižka", "Łódź", "Çağla")
READERS = [
    reader(number, name, f"€ {number}{number}{number}1", f"{number} maart 2031", ("donors-nl", "donors-en")[number % 2])
    for number, name in enumerate(NAMES, start=1)
]


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the masters of both editions in both forms."""
    folder = tmp_path_factory.mktemp("masters")
    for audience in ("donors-nl", "donors-en"):
        for form in ("files", "eml"):
            (folder / f"{audience}.{form}").write_bytes(pickle.dumps(letters.master(audience, form)))
    return folder


def order(masters: Path, recipient: Recipient, form: str = "files") -> Order:
    return Order(form, masters / f"{recipient.audience}.{form}", recipient)


@pytest.fixture(scope="module")
def files(masters: Path) -> dict[int, bytes]:
    """Return the PDFs of all readers, made one after the other in one process."""
    made = {each.row: make(order(masters, each)) for each in READERS}
    assert [result.code for result in made.values()] == [""] * len(READERS)
    return {row: result.body for row, result in made.items()}


@pytest.fixture(scope="module")
def mails(masters: Path) -> dict[int, bytes]:
    """Return the e-mails of all readers."""
    return {each.row: make(order(masters, each, "eml")).body for each in READERS}


def text_of(body: bytes) -> str:
    """Return the text of a PDF, in one line."""
    pdf = pypdfium2.PdfDocument(body)
    text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return " ".join(text.split())


def streams(body: bytes) -> Iterator[bytes]:
    """Yield all that is in a PDF: the file as it is, its text, every stream without its compression, every string."""
    yield body
    yield text_of(body).encode()
    with pikepdf.open(BytesIO(body)) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Stream):
                yield found.read_bytes()
            yield repr(found).encode()


def spellings(word: str) -> set[bytes]:
    """Return the ways in which a PDF or a mail could write a word."""
    utf16 = word.encode("utf-16-be")
    return {word.encode(), utf16, utf16.hex().encode(), utf16.hex().upper().encode()}


def test_a_pdf_says_the_words_of_its_reader_in_their_language(files: dict[int, bytes]) -> None:
    assert "Je gift van € 2221 kwam op 2 maart 2031 aan, Ñandú." in text_of(files[2])
    assert "Your gift of € 3331 arrived on 3 maart 2031, Žižka." in text_of(files[3])


def test_a_pdf_holds_nothing_of_another_reader(files: dict[int, bytes]) -> None:
    for each in READERS:
        there = b"\n".join(streams(files[each.row]))
        for other in READERS:
            words = [*other.fields.values(), other.email, other.code]
            found = [word for word in words if any(spelling in there for spelling in spellings(word))]
            assert found == [] or other is each, f"row {each.row} tells {found} of row {other.row}"


def test_the_fonts_in_a_pdf_draw_only_the_letters_of_its_own_text(files: dict[int, bytes]) -> None:
    for each in READERS:
        letters_of_others = set("".join(NAMES)) - set(text_of(files[each.row]))
        assert letters_of_others & set("ÆøñŽłŁçğ")
        mapped = set(mapped_letters(files[each.row]))
        assert mapped & set(each.fields["first-name"])
        assert mapped & letters_of_others == set()


def mapped_letters(body: bytes) -> Iterator[str]:
    """Yield the letters that the fonts of a PDF say they can draw."""
    with pikepdf.open(BytesIO(body)) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font" and "/ToUnicode" in found:
                table = found.ToUnicode.read_bytes().decode()
                for code in re.findall(r"<[0-9a-fA-F]+>\s+<([0-9a-fA-F]+)>", table):
                    yield from bytes.fromhex(code).decode("utf-16-be", "ignore")


def test_a_pdf_is_the_same_whatever_its_worker_made_before(masters: Path, files: dict[int, bytes]) -> None:
    assert {each.row: make(order(masters, each)).body for each in reversed(READERS)} == files
    jobs = [Job(str(each.row), order(masters, each)) for each in (*READERS[2:], *READERS[:2])]
    outcomes = {outcome.key: outcome.value for outcome in run(jobs, make, workers=2, seconds=60, megabytes=2000)}
    assert {int(key): made.body for key, made in outcomes.items() if made} == files


def test_the_title_of_a_pdf_and_its_other_notes_are_those_of_the_newsletter(files: dict[int, bytes]) -> None:
    for each in READERS:
        with pikepdf.open(BytesIO(files[each.row])) as pdf:
            title = {"donors-nl": "Een bezoek opent een deur", "donors-en": "A visit opens a door"}[each.audience]
            assert pdf.docinfo["/Title"] == title
            notes = pdf.Root.Metadata.read_bytes().decode() + repr(dict(pdf.docinfo))
            assert [value for value in each.fields.values() if value in notes] == []


def test_personal_pdfs_are_pdf_a_2a_and_pdf_ua_1(files: dict[int, bytes], tmp_path: Path) -> None:
    checked = []
    for row in (1, 2, 4):
        (tmp_path / f"{row}.pdf").write_bytes(files[row])
        checked += [(tmp_path / f"{row}.pdf", profile) for profile in verapdf.PROFILES["ua1"]]
    assert verapdf.validate(checked) == []


def test_an_e_mail_holds_nothing_of_another_reader(mails: dict[int, bytes]) -> None:
    for each in READERS:
        parsed: Any = message_from_bytes(mails[each.row], policy=policy.default)
        parts = [part.get_content() for part in parsed.walk() if part.get_content_maintype() == "text"]
        there = "\n".join([*map(str, parsed.values()), *parts])
        assert all(value in there for value in each.fields.values())
        others = [other for other in READERS if other is not each]
        words = {word for other in others for word in (*other.fields.values(), other.email, other.code)}
        assert [word for word in words if word in there] == []


def test_a_name_that_no_font_can_draw_is_refused_without_a_word_of_it(masters: Path) -> None:
    made = make(order(masters, reader(9, "Noor 𓀀", "€ 40", "1 mei 2026")))
    assert made == Made(code="glyph-missing")


def test_a_fault_is_told_by_the_name_of_its_class_and_no_more(masters: Path, tmp_path: Path) -> None:
    (tmp_path / "torn").write_bytes(b"secret of somebody")
    assert make(Order("files", tmp_path / "torn", READERS[0])) == Made(code="render-error", detail="UnpicklingError")
    missing = Order("files", tmp_path / "secret of somebody", READERS[0])
    assert make(missing) == Made(code="render-error", detail="FileNotFoundError")


def test_a_recipient_without_an_address_gets_a_file_and_no_e_mail(masters: Path) -> None:
    nobody = Recipient(1, "key", "donors-nl", "nl")
    assert make(order(masters, nobody, "eml")) == Made(code="merge-undeliverable")
    assert "Elke gift helpt." in text_of(make(order(masters, nobody)).body)
