"""Faults: for each what is wrong, the faulty files, and the errors that must be told.

Every folder beside this file holds faulty files; they are laid over the folder healthy, which has no faults. What no
repository should hold, such as links that lead out of it, is made by the functions below.
"""

import shutil
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

BAD = Path(__file__).parent
BRIEF = (BAD / "healthy/content/briefs/healthy/brief.md").read_text(encoding="utf-8").partition("## Why")[0]


def picture_of_169_megapixels(root: Path) -> None:
    """Write a picture that is small as a file and huge when decoded (ISO 15948)."""
    side = 13_000
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 9)), (b"IEND", b"")
    body = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    assert len(body) < 200_000
    write(root, "content/media/huge.png", body)
    write(root, "content/media/huge.yaml", b"alt: Nothing.\ncredit: Nobody\nlicence: CC0\nfile: huge.png\n")


def links_out_of_the_workspace(root: Path) -> None:
    """Link to files outside, one that is a picture and one that is content."""
    secret = root.parent / f"{root.name}-secret"
    secret.write_bytes(b"name: Secret\nkind: funder\nrole: None\nsummary: None.\n")
    write(root, "content/media/outside.yaml", b"alt: A secret.\ncredit: Nobody\nlicence: CC0\nfile: outside.png\n")
    (root / "content/media/outside.png").symlink_to(secret)
    (root / "content/partners").mkdir(exist_ok=True)
    (root / "content/partners/outside.yaml").symlink_to(secret)


def file_of_more_than_a_mebibyte(root: Path) -> None:
    write(root, "content/partners/too-large.yaml", b"# much\n" * 150_000)


def text_of_combining_marks(root: Path) -> None:
    write(root, "content/briefs/marks/brief.md", (BRIEF + "A" + "\u0301" * 30_000 + "\n").encode())


def paragraph_of_nothing_but_an_id(root: Path) -> None:
    write(root, "content/briefs/nothing/brief.md", (BRIEF + "{#nothing}\n").encode())


def template_nested_without_end(root: Path) -> None:
    write(root, "templates/brief/page.html", b"{{ " + b"(" * 5000 + b"1" + b")" * 5000 + b" }}")


def write(root: Path, path: str, body: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(body)


@dataclass(frozen=True)
class Fault:
    """What is wrong, the files that are so, and the errors as "code path:line:column"."""

    sentence: str
    files: str | Callable[[Path], None]
    errors: tuple[str, ...]
    has_hint: bool = True

    def add_to(self, root: Path) -> None:
        if isinstance(self.files, str):
            shutil.copytree(BAD / self.files, root, dirs_exist_ok=True)
        else:
            self.files(root)


def fault(sentence: str, files: str | Callable[[Path], None], *errors: str, has_hint: bool = True) -> Fault:
    return Fault(sentence, files, errors, has_hint)


IN_CONTENT = (
    fault("a field is unknown", "unknown-field", "field-unknown content/partners/unknown-field.yaml:5:1"),
    fault("a field is missing", "missing-field", "field-missing content/partners/missing-field.yaml:1:1"),
    fault("a text is a list", "wrong-type", "field-type content/partners/wrong-type.yaml:3:7"),
    fault("no such partner", "unknown-partner", "partner-unknown content/campaigns/unknown-partner.yaml:5:14"),
    fault("no such fact", "unknown-fact", "fact-unknown content/programmes/unknown-fact.yaml:3:19"),
    fault("no such source", "unknown-source", "source-unknown content/countries/unknown-source.yaml:3:10"),
    fault("no such audience", "unknown-audience", "audience-unknown content/briefs/unknown-audience/brief.md:5:22"),
    fault("an id is there twice", "duplicate-id", "id-duplicate content/facts/duplicate-id.yaml:2:3"),
    fault("a key is there twice", "duplicate-key", "yaml-key-duplicate content/partners/duplicate-key.yaml:5:1"),
    fault(
        "aliases that would grow without end",
        "alias-bomb",
        "yaml-anchor content/facts/alias-bomb.yaml:2:6",
        "yaml-anchor content/facts/alias-bomb.yaml:3:6",
        "yaml-anchor content/facts/alias-bomb.yaml:3:10",
        "yaml-anchor content/facts/alias-bomb.yaml:3:14",
    ),
    fault(
        "a number in a form that could mean another one",
        "number-as-text",
        "field-type content/facts/number-as-text.yaml:4:12",
        "field-type content/facts/number-as-text.yaml:9:12",
    ),
    fault("a day that is in no calendar", "no-such-day", "date-invalid content/facts/no-such-day.yaml:6:16"),
    fault(
        "a law passed before it was introduced",
        "impossible-order",
        "events-order content/policy-wins/impossible-order.yaml:13:11",
    ),
    fault("a share of more than all", "share-over-100", "share-over-100 content/facts/share-over-100.yaml:4:12"),
    fault(
        "a fact without a source",
        "fact-without-source",
        "fact-source-missing content/facts/fact-without-source.yaml:3:5",
    ),
    fault(
        "a placeholder that no fact answers, on the second line of its paragraph",
        "unanswered-placeholder",
        "fact-unknown content/briefs/unanswered-placeholder/brief.md:11:9",
    ),
    fault(
        "a translation that lost its number",
        "lost-placeholder",
        "placeholder-changed content/translations/nl/lost-placeholder.po:8:1",
    ),
    fault(
        "a catalogue with a quote that is not closed",
        "broken-catalogue",
        "po-syntax content/translations/nl/broken-catalogue.po:9:1",
    ),
    fault("a block of no known kind", "unknown-block", "block-unknown content/briefs/unknown-block/brief.md:12:1"),
    fault(
        "a contact whose address runs a program",
        "program-link",
        "web-address content/briefs/program-link/brief.md:6:79",
    ),
    fault(
        "a picture that was never copied",
        "missing-picture",
        "picture-missing content/media/missing-picture.yaml:1:7",
    ),
    fault("bytes that are not UTF-8", "latin-1", "encoding content/partners/latin-1.yaml:3:13"),
    fault(
        "two editions that would be one file",
        "same-output-twice",
        "output-duplicate content/briefs/same-output-twice/brief.md:5:22",
    ),
    fault(
        "a picture of 169 megapixels",
        picture_of_169_megapixels,
        "picture-too-large content/media/huge.yaml:4:7",
    ),
    fault(
        "links that lead out of the workspace",
        links_out_of_the_workspace,
        "file-symlink content/media/outside.png",
        "file-symlink content/media/outside.yaml:4:7",
        "file-symlink content/partners/outside.yaml",
    ),
    fault(
        "a file of more than a mebibyte",
        file_of_more_than_a_mebibyte,
        "file-too-large content/partners/too-large.yaml",
    ),
    fault(
        "a letter with 30,000 accents",
        text_of_combining_marks,
        "field-value content/briefs/marks/brief.md:10:1",
        has_hint=False,
    ),
    fault(
        "a paragraph that is nothing but its id",
        paragraph_of_nothing_but_an_id,
        "field-value content/briefs/nothing/brief.md:10:1",
        has_hint=False,
    ),
)
IN_TEMPLATES = (
    fault("a loop that is not closed", "template-syntax", "template-syntax templates/newsletter/page.html:3:1"),
    fault("brackets in brackets without end", template_nested_without_end, "template-syntax templates/brief/page.html"),
)
FAULTS = (*IN_CONTENT, *IN_TEMPLATES)


def spoiled(root: Path, faults: Iterable[Fault] = ()) -> Path:
    """Return a copy of the healthy workspace with faults."""
    shutil.copytree(BAD / "healthy", root)
    for each in faults:
        each.add_to(root)
    return root
