"""Documents for the structure tree: small ones with one of everything, and ones that strain it."""

import datetime
from pathlib import Path

from briefgen.model.document import STYLES, AssetRoot, Document

THEME = Path(__file__).parents[2] / "templates" / "theme"
CSS = """
@font-face { font-family: Plex; src: url(asset:theme/fonts/IBMPlexSans-Text.woff2) }
@font-face { font-family: Plex; font-weight: 600; src: url("asset:theme/fonts/IBMPlexSans-SemiBold.woff2") }
* { image-rendering: crisp-edges }
body { font-family: Plex }
h1 { string-set: running content() }
@page { @top-left { content: string(running) } @bottom-right { content: counter(page) } }
.fn { float: footnote; font-size: 8pt }
ul { list-style-type: disc }
"""
BAR = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="90" height="40"/></svg>'
LONG = "The responsibility of municipalities for internationalisation is considerable notwithstanding complications. "


def document(body: str, css: str = "", lang: str = "en-GB", direction: str = "ltr") -> Document:
    return Document(
        key="sample",
        html=f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8"><title>Sample</title>'
        f"{STYLES}</head><body><h1>Children and <em>law</em></h1>{body}</body></html>",
        language=lang,
        title="Sample & more",
        author="Foundation",
        subject="Why now",
        keywords=("Peru", "law"),
        date=datetime.date(2026, 11, 2),
        print_styles=(CSS, css),
        roots=(AssetRoot("theme", (THEME,)),),
        generated={"bar.svg": BAR},
    )


def _row(number: int) -> str:
    link = f'<a href="https://a.example/{number}">report {number}</a>'
    return f'<tr><th scope="row">Row {number}</th><td>{"cell " * 9}{number}</td><td>{link}</td></tr>'


TABLE = (
    '<table><caption>Forty rows</caption><thead><tr><th scope="col">A</th><th scope="col">B</th>'
    f'<th scope="col"><a href="#end">C</a></th></tr></thead><tbody>{"".join(map(_row, range(40)))}</tbody></table>'
    '<p id="end">End</p>'
)
MIXED = f"""
<p>Ask the <abbr title="World Health Organization">WHO</abbr> about H<sub>2</sub>O, <span lang="nl">dijken</span>,
<code>a=b</code> and <strong>more</strong>.<a href="#n1" id="r1" role="doc-noteref">1</a>
<a href="#n2" id="r2" role="doc-noteref" aria-label="Note 2">2</a></p>
<h2>Lists</h2>
<ul><li>One<ul><li>Deep <b>one</b></li></ul></li><li><p>Two</p><ol><li>Deeper</li></ol></li></ul>
<blockquote><p>Words</p></blockquote>
<aside>bare text <em>in</em> an aside<p>and a paragraph</p></aside>
<figure><img src="asset:generated/bar.svg" alt="A black bar"><figcaption>Caption</figcaption></figure>
<figure><blockquote>Quoted</blockquote><figcaption>Speaker</figcaption></figure>
<p>With <img src="asset:generated/bar.svg" alt=""> decoration<i class="dot"></i></p>
<p aria-hidden="true">unheard</p><p class="screen-only">unseen</p>
<p><a href="https://a.example/x"><b>bold</b> link that {LONG}</a></p>
<p style="width: 60mm; hyphens: auto">{LONG} ex-minister {LONG}</p>
<p style="opacity: .5">Half <a href="https://a.example/y">clear</a></p>
<p style="text-decoration: underline">under</p><p style="position: relative">moved</p>
<div style="columns: 2">{LONG}{LONG}</div>
<div style="display: flex"><p style="order: 2">source first</p><p style="order: 1">source second</p></div>
<h2>Table</h2>{TABLE}
<section role="doc-endnotes"><h2>Notes</h2><ol class="notes">
<li id="n1"><a href="#r1" role="doc-backlink" aria-label="Back to 1">1</a> <span>UNICEF, 2020</span></li>
<li id="n2"><a href="#r2" role="doc-backlink" aria-label="Back to 2">2</a> WHO, <i>Report</i></li></ol></section>
"""
MIXED_CSS = ".dot::before { content: '•' } .screen-only { display: none } .notes { list-style: none }"
ACCENTS = "Żółć àéîõü ñ Ầẫ ơư đ ŞşĞğİı ß straße œ ŵ ḿ "
FOOTNOTE = '<span class="fn">Note <i>number</i> {n}, see <a href="https://a.example">its source</a>.</span>'

SAMPLES: dict[str, Document] = {
    "mixed": document(MIXED, MIXED_CSS),
    "table": document(TABLE),
    "lists": document(f"<ul>{'<li>a<ol><li>b<ul><li><p>c</p></li></ul></li></ol></li>' * 20}</ul>"),
    "footnotes": document("".join(f"<p>{LONG}{FOOTNOTE.format(n=n)}, and more.</p>" for n in range(15))),
    "accents": document(f'<p>{ACCENTS * 9}</p><p style="text-transform: uppercase">{ACCENTS}</p>', lang="pl"),
    "long": document("".join(f"<section><h2>Part {n}</h2><p>{LONG * 25}</p></section>" for n in range(6))),
    "right-to-left": document(
        f'<p>abc <b>def</b> ghi <a href="https://a.example">mno</a> {LONG * 4}</p><ol><li>one</li><li>two</li></ol>',
        lang="ar",
        direction="rtl",
    ),
    "contents": document(
        '<nav role="doc-toc"><ol><li><a href="#a">Part A</a><ol><li><a href="#b">Part B</a></li></ol></li></ol></nav>'
        '<h2 id="a">Part A</h2><p>x</p><h3 id="b">Part B</h3><p>y</p>',
        "nav a::after { content: leader('.') target-counter(attr(href), page) }",
    ),
}
