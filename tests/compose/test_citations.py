"""Notes name their sources as readers of the language expect it."""

import re

import pytest

from briefgen.bundled import templates_dir
from briefgen.compose.citations import citations, link

STYLE = templates_dir() / "shared" / "notes.csl"
SOURCES = {
    "law": {"type": "legislation", "title": "Ley de Visitas", "language": "es",
            "publisher": "El Peruano", "issued": [2015, 12, 30]},
    "report": {
        "type": "report", "title": "The visits", "language": "en", "issued": [2022],
        "author": [{"family": "Quispe", "given": "Ana María"}, {"family": "Jansen", "given": "Piet"}],
        "publisher": "GRADE", "publisher-place": "Lima", "collection-title": "Working Paper", "number": "71",
        "url": "example.org/a?b=1&c=2",
    },
    "article": {
        "type": "article-journal", "title": "Huisbezoek", "language": "nl", "issued": [2020, 3],
        "author": [{"family": "Jansen", "given": "Piet"}], "container-title": "Tijdschrift",
        "volume": "4", "issue": "2",
    },
}  # fmt: skip


def cited(name: str, locale: str) -> str:
    return citations({name: SOURCES[name]}, locale, STYLE)[name]


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("es-PE", "El Peruano. <i>Ley de Visitas</i>. 30 de diciembre de 2015."),
        ("nl", 'El Peruano. <i lang="es">Ley de Visitas</i>. 30 december 2015.'),
        ("en-GB", 'El Peruano. <i lang="es">Ley de Visitas</i>. 30 December 2015.'),
    ],
)
def test_a_law_is_cited_with_its_date_in_words_and_its_title_in_its_own_language(locale: str, expected: str) -> None:
    assert cited("law", locale) == expected


@pytest.mark.parametrize(
    ("locale", "authors", "title"),
    [
        ("es-419", "Quispe, A.M. y P. Jansen", '<i lang="en">The visits</i>'),
        ("nl-BE", "Quispe, A.M. en P. Jansen", '<i lang="en">The visits</i>'),
        ("en-US", "Quispe, A.M. and P. Jansen", "<i>The visits</i>"),
    ],
)
def test_a_report_is_cited_with_its_authors_its_series_and_its_address(locale: str, authors: str, title: str) -> None:
    address = '<a href="https://example.org/a?b=1&amp;c=2">example.org/<wbr>a?b=1&amp;c=2</a>'
    assert cited("report", locale) == f"{authors}. {title}. Working Paper 71. Lima: GRADE, 2022. {address}"


@pytest.mark.parametrize(
    ("locale", "month"), [("es-PE", "marzo de 2020"), ("nl", "maart 2020"), ("en-GB", "March 2020")]
)
def test_an_article_is_cited_with_its_journal_and_a_date_as_exact_as_it_is_known(locale: str, month: str) -> None:
    assert words(cited("article", locale)) == f"Jansen, P. Huisbezoek. Tijdschrift 4(2), {month}."


def test_only_the_title_is_marked_as_foreign() -> None:
    assert cited("article", "en-GB").count("lang=") == 1
    assert '<i lang="nl">Huisbezoek</i>. <i>Tijdschrift</i>' in cited("article", "en-GB")


def test_markup_in_a_source_is_printed_as_it_stands() -> None:
    nasty = 'A <script>x</script> & <img src=x onerror=y> "q"'
    source = {
        "type": "webpage", "title": nasty, "language": "es", "publisher": nasty, "container-title": nasty,
        "author": [{"literal": nasty}, {"family": nasty, "given": nasty}], "number": nasty, "page": nasty,
        "issued": [2020], "url": 'https://example.org/"><b>',
    }  # fmt: skip
    html = citations({"x": source}, "en-GB", STYLE)["x"]
    assert set(re.findall(r"</?\w+", html)) == {"<i", "</i", "<a", "</a", "<wbr"}
    assert "A &lt;script&gt;x&lt;/script&gt; &amp; &lt;img" in html
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.org/&quot;&gt;&lt;b&gt;"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("example.org", '<a href="https://example.org">example.org</a>'),
        ("https://example.org/a/", '<a href="https://example.org/a/">example.org/<wbr>a</a>'),
        ("http://example.org/" + "x" * 50, f'<a href="http://example.org/{"x" * 50}">example.org</a>'),
        ("javascript:alert(1)", '<a href="https://javascript:alert(1)">javascript:alert(1)</a>'),
    ],
)
def test_an_address_is_shown_without_its_scheme_and_a_long_one_by_its_site(address: str, expected: str) -> None:
    assert link(address) == expected
