import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.model.document import STYLES, Artifact, Document
from briefgen.render.html import render_html
from briefgen.render.problems import RenderError

Maker = Callable[..., Document]
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
LINK = f"assets/{hashlib.sha256(DRAWING).hexdigest()[:16]}.svg"


@pytest.fixture
def draw(make: Maker, workspace: Path) -> Callable[..., tuple[Artifact, ...]]:
    """Return a function that renders a body to a page with one drawing at hand."""
    (workspace / "content/a.svg").write_bytes(DRAWING)

    def render(body: str, css: str = "") -> tuple[Artifact, ...]:
        return render_html(make(body, css=css), "briefs/x/x.nl.html")

    return render


def codes_of(draw: Callable[..., tuple[Artifact, ...]], body: str, css: str = "") -> set[str]:
    with pytest.raises(RenderError) as caught:
        draw(body, css)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="asset:content/a.svg" alt="x">',
        "<img alt=x src=asset:content/a.svg>",
        '<img srcset="asset:content/a.svg 1x, asset:content/a.svg 2x" alt="x">',
        '<p style="background: url(asset:content/a.svg)">é</p>',
        "<style>\n p { background: url('asset:content/a.svg') }</style>",
    ],
)
def test_an_asset_lies_beside_the_page_under_the_name_of_its_content(
    markup: str, draw: Callable[..., tuple[Artifact, ...]]
) -> None:
    page, *assets = draw(f"<p>regel\néén</p>\n{markup}<p>na</p>")
    assert page.path == "briefs/x/x.nl.html"
    text = page.body.decode()
    assert markup.replace("asset:content/a.svg", LINK) in text
    assert Artifact(f"briefs/x/{LINK}", "image/svg+xml", DRAWING) in assets
    # Every link of the page and of its styles leads to an artifact.
    assert {f"briefs/x/{link}" for link in re.findall(r"assets/\w+\.\w+", text)} == {asset.path for asset in assets}


def test_the_styles_of_the_screen_take_the_place_that_is_kept_for_them(
    draw: Callable[..., tuple[Artifact, ...]],
) -> None:
    page, *assets = draw("<p>x</p>", css="q::after { content: '</style><b>' }")
    text = page.body.decode()
    assert STYLES not in text
    assert text.count("</style>") == 1
    assert text.index("@font-face") < text.index("</head>")
    assert [asset.media_type for asset in assets] == ["font/woff2", "font/woff2"]


def test_a_text_that_speaks_of_assets_stays_as_it_is(draw: Callable[..., tuple[Artifact, ...]]) -> None:
    text = '<p title="asset:none">An asset:content/a.svg &amp; "asset:none".</p><!-- asset:none -->'
    assert text in draw(text)[0].body.decode()


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ('<img src="https://a.example/x.png" alt="x">', "asset-refused"),
        ('<img src="//a.example/x.png" alt="x">', "asset-refused"),
        ('<img src="data:image/png;base64,xx" alt="x">', "asset-refused"),
        ('<img srcset="asset:content/a.svg, x.png 2x" alt="x">', "asset-refused"),
        ('<link rel="stylesheet" href="https://a.example/x.css">', "asset-refused"),
        ('<link rel="preconnect" href="https://a.example/">', "asset-refused"),
        ('<p style="background: url(https://a.example/)">x</p>', "asset-refused"),
        ("<style>@import 'https://a.example/';</style>", "asset-refused"),
        ("<style>p { background: u\\72l(https://a.example/) }</style>", "asset-refused"),
        ("<style>p { background: image-set('https://a.example/' 1x) }</style>", "asset-refused"),
        ('<svg><image href="https://a.example/x.png"/></svg>', "asset-refused"),
        ('<a ping="https://a.example/" href="#x">x</a>', "asset-refused"),
        ('<a href="javascript:x()">x</a>', "link-refused"),
        ('<a href=" java&#10;script:x()">x</a>', "link-refused"),
        ('<link rel="canonical" href="javascript:x()">', "link-refused"),
        ("<script>x()</script>", "markup-refused"),
        ("<p onclick='x()'>x</p>", "markup-refused"),
        ('<iframe srcdoc="x"></iframe>', "markup-refused"),
        ('<base href="https://a.example/">', "markup-refused"),
        ('<meta http-equiv="refresh" content="0; url=https://a.example/">', "markup-refused"),
        ('<img src="asset:content/none.png" alt="x">', "asset-missing"),
    ],
)
def test_a_page_brings_in_nothing_from_elsewhere(
    markup: str, code: str, draw: Callable[..., tuple[Artifact, ...]]
) -> None:
    assert code in codes_of(draw, markup)


def test_the_styles_bring_in_nothing_from_elsewhere(draw: Callable[..., tuple[Artifact, ...]]) -> None:
    assert codes_of(draw, "", css="p { background: url( 'https://a.example/' ) }") == {"asset-refused"}
    assert draw("", css="q { quotes: '\\201C' '\\201D'; background: url(#a) }")


@pytest.mark.parametrize("target", ["https://a.example/?a=1&amp;b=2", "mailto:a@b.example", "#kop"])
def test_a_link_that_a_reader_expects_stays(target: str, draw: Callable[..., tuple[Artifact, ...]]) -> None:
    assert f'<a href="{target}">x</a>' in draw(f'<a href="{target}">x</a>')[0].body.decode()


def test_a_browser_is_told_to_load_nothing_from_elsewhere(draw: Callable[..., tuple[Artifact, ...]]) -> None:
    assert "default-src 'none'" in draw("")[0].body.decode()


def test_a_page_without_a_place_for_styles_is_refused(make: Maker) -> None:
    document = make("")
    with pytest.raises(RenderError) as caught:
        render_html(replace(document, html=document.html.replace(STYLES, "")), "x.html")
    assert [problem.code for problem in caught.value.problems] == ["markup-refused"]
