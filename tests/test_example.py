"""What the example says: a brief has all that a decision needs, a newsletter speaks to its reader, none pretends."""

import datetime
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdfium2
import pytest
from printed import squeezed

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.model.edition import Edition
from briefgen.workspace import open_at

pytestmark = pytest.mark.xdist_group("layout")

TODAY = datetime.date(2026, 11, 23)
YOU = {"nl": "je jij jou jouw jezelf", "es": "tú te ti tu tus contigo", "en": "you your yours yourself you’ll you’re"}
WE = {
    "nl": "we wij ons onze",
    "es": "nosotros nosotras nos nuestro nuestra nuestros nuestras contamos guardamos",
    "en": "we us our ours we’ll we’re",
}
# In Spanish the verb says who is meant: the familiar second person of the example's text.
SPOKEN_TO = {
    "es": re.compile(r"\b(imagina|sabes|puedes|esperas|verás|leas|conozcas|tienes|eres|pides|dona|abre)\b", re.I)
}


@pytest.fixture(scope="module")
def editions(example_built: Path) -> Mapping[str, Edition]:
    """Return the editions of the example by key."""
    checked = pipeline.check(open_at(example_built, templates_dir()), TODAY)
    return {edition.key: edition for edition in checked.editions}


@pytest.fixture(scope="module")
def pages(example_built: Path) -> Mapping[str, str]:
    """Return the text of every web page of the example, by the key of its edition."""
    found = (path for path in (example_built / "output").rglob("*.html") if not path.name.endswith(".single.html"))
    return {path.stem: text_of(path.read_text(encoding="utf-8")) for path in found if path.stem.count(".") == 2}


def text_of(page: str) -> str:
    """Return the words of a page."""
    body = page.partition("<body")[2].partition(">")[2]
    return html.unescape(re.sub(r"(?s)<script.*?</script>|<style.*?</style>|<[^>]*>", " ", body))


def of_kind(editions: Mapping[str, Edition], kind: str) -> Iterator[Edition]:
    found = [edition for edition in editions.values() if edition.view["kind"] == kind]
    assert len(found) >= 3
    yield from found


def blocks(edition: Edition) -> list[str]:
    return [block["kind"] for section in edition.view["sections"] for block in section["blocks"]]


def language(edition: Edition) -> str:
    return edition.locale.partition("-")[0]


def test_every_edition_says_in_its_language_that_its_publisher_is_fictional(
    editions: Mapping[str, Edition], example_built: Path
) -> None:
    said = {}
    for key, edition in editions.items():
        (path,) = (example_built / "output").rglob(f"{key}.pdf")
        with pypdfium2.PdfDocument(path) as document:
            text = squeezed("".join(page.get_textpage().get_text_bounded() for page in document))
        statement = edition.view["organisation"]["imprint"]["statement"]
        assert statement["lang"] == language(edition), key
        assert squeezed(statement["text"]) in text, key
        said[language(edition)] = statement["text"]
    assert len(set(said.values())) == 3
    for words in ("verzonnen", "ficticia", "invented"):
        assert any(words in statement for statement in said.values())


def test_a_brief_has_a_chart_a_timeline_partners_and_what_happens_if_nothing_is_done(
    editions: Mapping[str, Edition],
) -> None:
    for edition in of_kind(editions, "brief"):
        assert {"chart", "timeline", "partners"} <= set(blocks(edition)), edition.key
        assert {"why-now", "inaction"} <= {section["id"] for section in edition.view["sections"]}, edition.key
        assert edition.view["summary"] and edition.view["key_figure"] and edition.view["contact"]


def test_a_recommendation_names_who_does_what_by_when_and_on_what_evidence(editions: Mapping[str, Edition]) -> None:
    for edition in of_kind(editions, "brief"):
        assert 3 <= len(edition.view["recommendations"]) <= 5
        for item in edition.view["recommendations"]:
            assert item["actor"] and item["action"] and item["deadline"] and item["evidence"] and item["proof"]


def test_a_newsletter_speaks_to_its_reader_more_than_of_itself(
    editions: Mapping[str, Edition], pages: Mapping[str, str]
) -> None:
    for edition in of_kind(editions, "newsletter"):
        words = re.findall(r"[\w’]+", pages[edition.key].lower())
        you = sum(word in YOU[language(edition)].split() for word in words)
        assert you > sum(word in WE[language(edition)].split() for word in words), edition.key
        assert you >= 5


def test_a_newsletter_puts_its_reader_in_the_first_paragraph(editions: Mapping[str, Edition]) -> None:
    for edition in of_kind(editions, "newsletter"):
        first = edition.view["standfirst"]["text"].lower()
        spoken_to = SPOKEN_TO.get(language(edition), re.compile(rf"\b({'|'.join(YOU[language(edition)].split())})\b"))
        assert spoken_to.search(first), edition.key


def test_a_newsletter_asks_for_one_thing_and_quotes_nobody(editions: Mapping[str, Edition]) -> None:
    for edition in of_kind(editions, "newsletter"):
        assert blocks(edition).count("ask") == 1, edition.key
        assert "quote" not in blocks(edition)
