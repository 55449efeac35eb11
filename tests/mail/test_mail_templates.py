"""Templates of mails: what MJML would pass in silence is refused, at its line, and nothing reaches out of a mail."""

import re
from pathlib import Path

import pytest
from posted import TODAY, guest
from small_workspace import Run

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.compose.mail.components import COMPONENTS, HTML, REFUSED, faults, template_faults
from briefgen.findings import Finding
from briefgen.production import Order, produce_mail
from briefgen.render.email import _drawn
from briefgen.workspace import open_at

BUTTON = '<mj-button href="{{ target(one.link) }}">'
HEADING = "<h2>{{ edition.contact.heading|heading }}</h2>"


def page(inside: str) -> str:
    return f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"


def codes(mjml: str) -> list[str]:
    return [fault.code for fault in faults(mjml)]


def refused(root: Path) -> tuple[Finding, ...]:
    """Return why the Dutch mail of a workspace is not made; it must not be."""
    workspace = open_at(root, templates_dir())
    checked = pipeline.check(workspace, TODAY)
    edition = next(one for one in checked.editions if one.key == "autumn.donors-nl.nl")
    mail, findings = produce_mail(Order(edition, workspace.templates, workspace.content, {}, ("email",)))
    assert mail is None and findings
    return findings


@pytest.mark.parametrize(
    ("component", "attribute"),
    [
        (name, attribute)
        for name, (places, known) in COMPONENTS.items()
        if "mj-column" in places
        for attribute in known
        # It names attributes, and is none itself.
        if attribute != "mj-class"
    ],
)
def test_an_attribute_that_is_allowed_changes_what_is_drawn(component: str, attribute: str) -> None:
    inside = {"mj-text": "x", "mj-button": "x", "mj-table": "<tr><td>x</td></tr>"}.get(component, "")
    base = {"mj-image": ' src="x"', "mj-button": ' href="https://x"'}.get(component, "")
    base += ' href="https://x"' if component == "mj-image" and attribute in ("rel", "target") else ""
    base = "" if attribute in ("src", "href") else base
    values = {
        "align": "right",
        "fluid-on-mobile": "true",
        "vertical-align": "bottom",
        "table-layout": "fixed",
        "href": "https://y",
    }
    values |= {"border-style": "dotted", "text-align": "right", "mj-class": "x"}
    length = (
        "padding",
        "height",
        "width",
        "line",
        "letter",
        "font-size",
        "border-width",
        "max",
        "cell",
        "inner",
        "border-radius",
    )
    value = values.get(
        attribute,
        "17px"
        if attribute.startswith(length)
        else "3px solid #abcdef"
        if attribute.startswith("border")
        else "#abcdef",
    )
    plain = _drawn(page(f"<{component}{base}>{inside}</{component}>"))
    assert _drawn(page(f'<{component} {attribute}="{value}"{base}>{inside}</{component}>')) != plain


def test_the_templates_that_briefgen_brings_hold_nothing_that_is_unknown() -> None:
    found = [
        fault
        for path in (templates_dir() / "email").glob("*.mjml")
        for fault in template_faults(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "tag", ["mj-txet", *REFUSED, "marquee", "script", "style", "iframe", "form", "svg", "link", "video"]
)
def test_a_tag_that_a_mail_cannot_use_is_refused(tag: str) -> None:
    assert "mail-tag-unknown" in codes(page(f"<mj-text><{tag}></{tag}></mj-text>"))
    assert tag not in COMPONENTS and tag not in HTML


@pytest.mark.parametrize(
    "mark",
    [
        '<mj-text colour="red">x</mj-text>',
        '<mj-text><p onclick="x()">x</p></mj-text>',
        '<mj-image srcset="x" />',
        '<mj-text background-url="x">x</mj-text>',
    ],
)
def test_an_attribute_that_is_unknown_or_would_load_something_is_refused(mark: str) -> None:
    assert "mail-attribute-unknown" in codes(page(mark))


@pytest.mark.parametrize(
    "mjml",
    [
        page("<mj-text><mj-button>x</mj-button></mj-text>"),
        page("<p>x</p>"),
        page("<mj-text><p>x</mj-text>"),
        page("<mj-text>x</p></mj-text>"),
        "<mjml><mj-body><mj-text>x</mj-text></mj-body></mjml>",
        "<mj-body></mj-body>",
    ],
)
def test_a_tag_that_stands_in_a_wrong_place_is_refused(mjml: str) -> None:
    assert codes(mjml) and set(codes(mjml)) == {"mail-nesting"}


def test_defaults_may_be_given_for_any_component() -> None:
    head = '<mj-head><mj-attributes><mj-text color="red" /><mj-class name="a" color="red" /></mj-attributes></mj-head>'
    assert codes(f"<mjml>{head}<mj-body></mj-body></mjml>") == []
    text = '<mj-text mj-class="a b">x</mj-text>'
    column = f"<mj-section><mj-column>{text}</mj-column></mj-section>"
    (fault,) = faults(f"<mjml>{head}<mj-body>{column}</mj-body></mjml>")
    assert (fault.code, fault.message) == ("mail-attribute-unknown", 'no mj-class is called "b"')
    assert codes(page('<mj-text>x<br>y <img src="asset:x" alt="" width="1"></mj-text>')) == []


def test_an_unknown_tag_and_an_unknown_attribute_are_reported_at_their_places(workspace: Path, briefgen: Run) -> None:
    text = guest(
        workspace, HEADING, f'{HEADING}\n  <blink>x</blink><p algin="left" {{% if 1 %}}class="a"{{% endif %}}>y</p>'
    )
    line = text[: text.index("<blink>")].count("\n") + 1
    column = text.splitlines()[line - 1].index("algin") + 1
    ran = briefgen("check")
    assert f"templates/email/parts.mjml:{line}:3: error[mail-tag-unknown]: <blink> has no place in a mail" in ran.out
    assert (
        f"templates/email/parts.mjml:{line}:{column}: error[mail-attribute-unknown]: <p> has no attribute algin"
        in ran.out
    )
    assert 'hint: did you mean "align"?' not in ran.out
    assert ran.out.count("error[") == 2


def test_a_fault_in_the_syntax_of_a_mail_is_reported_at_its_line(workspace: Path, briefgen: Run) -> None:
    guest(workspace, "{% macro ending() %}", "{% macro ending() %}{% if %}", "parts.txt")
    ran = briefgen("check")
    assert re.search(r"templates/email/parts\.txt:\d+:1: error\[template-syntax\]", ran.out)


def test_a_tag_that_is_put_together_while_the_mail_is_composed_is_refused_too(sending: Path) -> None:
    guest(sending, HEADING, "<{{ 'mar' ~ 'quee' }}>x</{{ 'mar' ~ 'quee' }}>")
    (finding, *_) = refused(sending)
    assert str(finding).startswith("templates/email/newsletter.mjml: error[mail-tag-unknown]: <marquee> has no place")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('<p><img src="https://example.org/x.png" alt="" width="9" /></p>', "asset-refused"),
        ('<p><img src="file:///etc/passwd" alt="" width="9" /></p>', "asset-refused"),
        ('<p><img src="asset:content/media/../organisation.yaml" alt="" width="9" /></p>', "asset-refused"),
        ('<p><img src="asset:content/media/none.png" alt="" width="9" /></p>', "asset-missing"),
        ('<p><img src="asset:content/media/house.svg" alt="" /></p>', "mail-picture"),
        ('<p><img src="asset:content/media/house.svg" width="9" /></p>', "mail-picture"),
        ('<p style="background-color: url(https://example.org/x)">x</p>', "asset-refused"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "link-refused"),
        ('<p><a href="asset:content/media/house.svg">x</a></p>', "link-refused"),
        ("<p>x &undefined &lt; < y</p>", "mail-template"),
        ('<mj-include path="/etc/passwd" />', "mail-tag-unknown"),
        ("{{ edition.nothing }}", "template-error"),
        ("{{ token('nothing') }}", "template-error"),
        ("{% include 'email/nothing.mjml' %}", "template-missing"),
    ],
)
def test_a_template_reaches_nothing_outside_and_no_mail_is_made(sending: Path, new: str, code: str) -> None:
    guest(sending, HEADING, new)
    assert code in {finding.code for finding in refused(sending)}


def test_a_drawing_with_text_is_refused_since_no_typeface_of_the_theme_would_draw_it(sending: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="9"><text y="8">Deur</text></svg>'
    (sending / "content" / "media" / "house.svg").write_text(drawing, encoding="utf-8")
    guest(sending, HEADING, '<p><img src="asset:content/media/house.svg" alt="" width="20" /></p>')
    (finding,) = refused(sending)
    assert finding.code == "mail-picture" and "turn the text into paths" in finding.message


def test_a_style_sheet_that_loads_something_is_refused(sending: Path) -> None:
    own = (templates_dir() / "email" / "mail.css").read_text(encoding="utf-8")
    (sending / "templates" / "email").mkdir(parents=True)
    style = sending / "templates" / "email" / "mail.css"
    for rule in ("h1 { background: \\75rl(https://example.org/x) }", "@media print { h1 { background: url(//x) } }"):
        style.write_text(f"{own}\n{rule}\n", encoding="utf-8")
        assert "asset-refused" in {finding.code for finding in refused(sending)}


def test_a_token_that_the_theme_lacks_is_reported_where_it_is_used(sending: Path) -> None:
    own = (templates_dir() / "email" / "mail.css").read_text(encoding="utf-8")
    (sending / "templates" / "email").mkdir(parents=True)
    (sending / "templates" / "email" / "mail.css").write_text(f"{own}\nh1 {{ color: var(--inkk) }}\n", encoding="utf-8")
    line = own.count("\n") + 2
    (finding,) = refused(sending)
    expected = f"templates/email/mail.css:{line}:13: error[theme-invalid]: the theme theme has no token inkk"
    assert str(finding).startswith(expected)
