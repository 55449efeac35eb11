"""The mails of the example, in every language: what they say, how they are built, and that their twin says the same."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import lxml.html
import pytest
from PIL import Image
from posted import CHARTS, Post, post
from small_workspace import run as briefgen

from briefgen.check.colours import contrast
from briefgen.compose.mail.filled import html_for, text_for
from briefgen.compose.mail.source import compose_mail
from briefgen.compose.theme import load_theme
from briefgen.deliver.campaign import Greeting, as_campaign
from briefgen.model.campaign import Tags
from briefgen.model.mail import HTML_BYTES, Mail
from briefgen.model.recipient import Slot, Variant
from briefgen.production import draw_charts
from briefgen.render.email import render_mail
from briefgen.render.problems import RenderError
from briefgen.render.workers import Job, run

pytestmark = pytest.mark.xdist_group("mail")

LOCALES = ("nl", "es", "en-GB")
SECOND = Path(__file__).resolve().parents[1] / "second-theme"
KNOWN = {"salutation": "Beste Noor & Jan,", "amount": "€ 1.234,50", "gift-date": "1 september 2026"}
COLOUR = re.compile(r"#[0-9a-f]{6}")
in_every_language = pytest.mark.parametrize("locale", LOCALES)


def tree(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def general(mail: Mail) -> lxml.html.HtmlElement:
    """Return the mail as everybody may read it."""
    return tree(html_for(mail, {}, ""))


def words(text: str) -> str:
    """Return a text with single spaces, without the signs that keep words together."""
    return " ".join(text.replace("\u2060", "").replace("\xa0", " ").split())


def said(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield what a mail says, piece by piece: a piece ends where a paragraph, a link, a line or a cell does."""
    body = root.find("body")
    for mark in body.iter("sup"):
        mark.text = f" [{mark.text}]"
    hidden = body.find("div")
    assert "display:none" in hidden.get("style")
    body.remove(hidden)
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag in ("p", "li", "h1", "h2", "h3", "td", "th", "a", "br"):
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
    yield from filter(None, map(words, body.text_content().split("\n")))


@in_every_language
def test_the_mail_names_its_language_and_direction_and_has_one_h1_and_headings_in_order(
    example: Post, locale: str
) -> None:
    root = general(example.mails[locale])
    levels = [int(one.tag[1]) for one in root.iter("h1", "h2", "h3", "h4")]
    article = root.find(".//div[@role='article']")
    assert (root.get("lang"), root.get("dir")) == (locale, "ltr") == (article.get("lang"), article.get("dir"))
    assert root.findtext("head/title") == article.get("aria-label")
    assert levels[0] == 1 and levels.count(1) == 1 and len(levels) > 6
    assert all(after <= before + 1 for before, after in pairwise(levels))


@in_every_language
def test_tables_are_for_the_layout_or_have_headings_and_pictures_have_a_text(example: Post, locale: str) -> None:
    mail = example.mails[locale]
    root = general(mail)
    for table in root.iter("table"):
        heads = [cell for cell in table.iter("th") if cell.get("scope") in ("row", "col")]
        assert table.get("role") == "presentation" or heads
    pictures = list(root.iter("img"))
    assert [one.get("alt") for one in pictures].count("") == 1, "the hills are decoration, all else says something"
    assert all(one.get("alt") is not None and one.get("width") for one in pictures)
    assert {one.get("src") for one in pictures} == {f"cid:{name}" for name in mail.pictures}
    assert len(pictures) == 3


@in_every_language
def test_a_text_beside_a_picture_reads_as_it_was_written(example: Post, locale: str) -> None:
    for one in general(example.mails[locale]).iter():
        assert not [value for value in one.attrib.values() if "\\" in value]
    chart = next(one.get("alt") for one in general(example.mails[locale]).iter("img") if "18" in one.get("alt"))
    assert {"nl": "18,2%", "es": "18,2\xa0%", "en-GB": "18.2%"}[locale] in chart


def test_signs_that_keep_words_together_ends_of_lines_and_backslashes_stay_what_they_are(example: Post) -> None:
    source = compose_mail(
        example.editions["nl"], example.workspace.templates, example.workspace.content, example.charts["nl"]
    )
    old = re.search(r'<mj-image src="[^"]*river[^"]*" alt="([^"]*)"', source.mjml)[1]
    new = "Een rivier\nbij C:\\Loreto, 5\xa0km, e\u0301\u2060n zo."
    mail = render_mail(replace(source, mjml=source.mjml.replace(f'alt="{old}"', f'alt="{new}"')))
    assert new.replace("\n", " ") in [one.get("alt") for one in general(mail).iter("img")]


@in_every_language
def test_the_plain_text_says_every_sentence_and_every_number_of_the_html_in_its_order(
    example: Post, locale: str
) -> None:
    mail = example.mails[locale]
    root = general(mail)
    alternatives = [words(one.get("alt")) for one in root.iter("img") if one.get("alt")]
    twin = words(text_for(mail, {}, ""))
    pieces = list(said(root))
    shown = [one for one in pieces if not re.fullmatch(r"[\d.,·|%]*|[·,.]", one)]
    numbers = set(re.findall(r"\d[\d.,]*\d|\d", " ".join(pieces)))
    assert len(shown) > 50 and len(numbers) > 20
    # A figure stands in one line with what it means, and a chart's numbers beside the names of their columns.
    assert [one for one in shown if one.strip(" .:") not in twin] == []
    assert [one for one in numbers if one not in twin] == []
    picture = next(one for one in alternatives if "18" not in one)
    assert picture in twin
    places = [twin.index(words(one.text_content())) for one in root.iter("h1", "h2", "h3")]
    assert places == sorted(places)


@in_every_language
def test_the_html_says_every_word_of_the_plain_text(example: Post, locale: str) -> None:
    mail = example.mails[locale]
    root = general(mail)
    links = " ".join(one.get("href") for one in root.iter("a"))
    alternatives = " ".join(one.get("alt") for one in root.iter("img"))
    html = set(re.findall(r"\w+", " ".join((*said(root), links, alternatives))))
    assert set(re.findall(r"\w+", text_for(mail, {}, ""))) - html == set()


@in_every_language
def test_no_markup_is_left_in_the_plain_text_and_its_lines_are_short(example: Post, locale: str) -> None:
    text = text_for(example.mails[locale], KNOWN, "c1")
    assert not re.search(r"<(?!https?://)|&\w+;|\*\*|\]\(|\{|asset:|cid:", text)
    assert [line for line in text.split("\n") if len(line) > 72 and " " in line.strip()] == []
    assert "\n\n\n" not in text and text.endswith("\n") and not text.startswith("\n")


@in_every_language
def test_notes_are_numbered_as_they_are_met_and_every_one_has_its_source(example: Post, locale: str) -> None:
    root = general(example.mails[locale])
    marks = [int(number) for one in root.iter("sup") for number in one.text.split(", ")]
    notes = list(root.find(".//ol[@class='notes gap']"))
    assert list(dict.fromkeys(marks)) == list(range(1, len(notes) + 1))
    text = text_for(example.mails[locale], {}, "")
    assert re.findall(r"^\[(\d+)\] ", text, re.MULTILINE) == [str(number) for number in range(1, len(notes) + 1)]
    assert {int(n) for mark in re.findall(r"\[([\d, ]+)\]", text) for n in mark.split(", ")} == set(marks)


@in_every_language
def test_subject_and_preheader_are_messages_and_the_preheader_comes_first(example: Post, locale: str) -> None:
    mail, view = example.mails[locale], example.editions[locale].view
    assert mail.subject == view["subject"]["text"].replace("'", "’")
    assert view["subject"]["lang"] == view["preheader"]["lang"] == locale.split("-")[0]
    hidden = general(mail).find("body/div")
    assert words(hidden.text_content()).startswith(words(mail.preheader))
    assert len(mail.preheader) > 40


@in_every_language
def test_links_say_where_they_lead_and_nothing_is_loaded_from_anywhere(example: Post, locale: str) -> None:
    html = example.mails[locale].html
    root = tree(html)
    for link in root.iter("a"):
        assert re.match(r"https://|mailto:", link.get("href"))
        assert len(words(link.text_content())) > 5
        assert words(link.text_content()).lower() not in ("klik hier", "click here", "haz clic aquí")
    assert not re.search(r"https?://(?!www\.w3\.org)", re.sub(r'<a href="[^"]*"', "", re.sub(r">[^<]*", ">", html)))
    assert not re.search(r"<(script|link|iframe|form|object|svg)\b|url\(|@import", html)


@in_every_language
def test_the_way_out_and_the_footer_of_the_audience_stand_at_the_end(example: Post, locale: str) -> None:
    mail, view = example.mails[locale], example.editions[locale].view
    last = list(tree(html_for(mail, {}, "a b/ü")).iter("a"))[-1]
    assert last.get("href") == "https://example.org/stop/a%20b%2F%C3%BC"
    assert text_for(mail, {}, "a b/ü").rstrip().endswith("https://example.org/stop/a%20b%2F%C3%BC")
    footer = words(view["mail"]["footer"]["text"])
    assert footer in words(general(mail).text_content())
    assert footer in words(text_for(mail, {}, ""))
    assert "{code}" not in html_for(mail, {}, "") + text_for(mail, {}, "")


@in_every_language
def test_a_recipient_is_named_in_both_and_what_is_not_known_is_left_general(example: Post, locale: str) -> None:
    mail, view = example.mails[locale], example.editions[locale].view
    html, text = html_for(mail, KNOWN, "c1"), text_for(mail, KNOWN, "c1")
    assert "Beste Noor &amp; Jan," in html and "Beste Noor & Jan," in text
    assert "1.234,50" in html and "1.234,50" in text
    otherwise = words(view["letter"]["personal"][0]["otherwise"]["text"])
    some = {name: value for name, value in KNOWN.items() if name != "amount"}
    for known, expected in ((KNOWN, 0), (some, 1), ({}, 1)):
        assert words(tree(html_for(mail, known, "c1")).text_content()).count(otherwise) == expected
        assert words(text_for(mail, known, "c1")).count(otherwise) == expected
    assert "{recipient" not in html + text and "<!-- slot" not in html + text and "variant" not in html


def test_general_words_of_any_length_give_way_to_the_personal_ones_in_the_plain_text(sending: Path) -> None:
    issue = sending / "content/newsletters/autumn/newsletter.md"
    personal = "".join(
        f'    - {{id: p{n}, text: "Nummer {n}: {{recipient.pledge}}.", otherwise: "{"Ja, " * n}dank je wel."}}\n'
        for n in range(1, 25)
    )
    letter = f"recipient-fields: {{pledge: money}}\nletter:\n  personal:\n{personal}"
    issue.write_text(issue.read_text(encoding="utf-8").replace("letter:\n", letter), encoding="utf-8")
    mail = post(sending).mails["nl"]
    text = text_for(mail, {"pledge": "€ 40"}, "c1")
    assert [n for n in range(1, 25) if f"\nNummer {n}: € 40.\n" not in text.replace("\xa0", " ")] == []
    assert "<!--" not in text + text_for(mail, {}, "") and "Ja, dank" not in words(text)
    tags = Tags(
        name="X",
        field="%{field}%",
        when="%if {field}%",
        otherwise="%else%",
        end="%end%",
        unsubscribe="%out%",
        fields={"pledge": "P", "first-name": "F"},
    )
    assert "<!--" not in as_campaign(mail, tags, Greeting("Beste ", ","), "").text


def test_what_is_known_of_a_recipient_can_bring_in_neither_markup_nor_another_field(example: Post) -> None:
    hostile = KNOWN | {"salutation": "<b>x</b> {recipient.amount} <!-- slot a --> \"'&amp;", "amount": "=cid:x"}
    html = html_for(example.mails["nl"], hostile, '"><script>')
    assert "&lt;b&gt;x&lt;/b&gt; {recipient.amount} &lt;!-- slot a --&gt; &quot;&#x27;&amp;amp;" in html
    assert "<script" not in html
    assert "<b>x</b> {recipient.amount} <!-- slot a --> \"'&amp;" in text_for(example.mails["nl"], hostile, "")


def test_every_variant_of_a_block_has_its_styles_written_into_it(example: Post) -> None:
    slots = example.mails["nl"].slots
    assert slots.keys() == example.mails["nl"].text_slots.keys() == {"greeting", "personal-gift"}
    for variant in slots["personal-gift"].variants:
        assert re.match(r'<p style="[^"]*margin:0 0 14px', variant.text)
    for variant in example.mails["nl"].text_slots["personal-gift"].variants:
        assert "<" not in variant.text


def test_what_a_designer_noted_in_a_style_sheet_is_not_sent(example: Post) -> None:
    assert "/*" in (example.workspace.templates[-1] / "email" / "mail.css").read_text(encoding="utf-8")
    assert not [mail for mail in example.mails.values() if "/*" in mail.html]


@in_every_language
def test_a_mail_is_small_enough_to_be_shown_whole(example: Post, locale: str) -> None:
    mail = example.mails[locale]
    assert len(html_for(mail, KNOWN, "c" * 40).encode()) < 60_000 < HTML_BYTES
    assert sum(len(picture.body) for picture in mail.pictures.values()) < 150_000


def test_a_chart_is_drawn_the_same_again_in_another_process(example: Post) -> None:
    edition = example.editions["nl"]
    drawing = partial(draw_charts, templates=example.workspace.templates, kinds=CHARTS)
    (again,) = run([Job("nl", edition)], drawing, 1, 120, 4000)
    assert again.value == example.charts["nl"]
    assert {name.rpartition(".")[2] for name in example.charts["nl"]} == {"svg", "png"}


def test_a_mail_that_would_be_clipped_is_not_made_and_the_longest_variant_counts(example: Post) -> None:
    edition = example.editions["nl"]
    source = compose_mail(edition, example.workspace.templates, example.workspace.content, example.charts["nl"])
    size = len(render_mail(source).html.encode())
    long = Slot((Variant(("amount",), "x" * (HTML_BYTES - size + 1500)), Variant((), "")))
    slots = {**source.mail.slots, "personal-gift": long}
    with pytest.raises(RenderError) as raised:
        render_mail(replace(source, mail=replace(source.mail, slots=slots)))
    (problem,) = raised.value.problems
    assert problem.code == "mail-too-large"
    assert re.fullmatch(r"the HTML has 10[34]\.\d kB, [12]\.\d kB more than Gmail shows", problem.message)


def test_the_addresses_of_linked_pictures_count_as_well(example: Post) -> None:
    edition = example.editions["nl"]
    source = compose_mail(edition, example.workspace.templates, example.workspace.content, example.charts["nl"])
    sender = replace(source.mail.sender, pictures=f"https://example.org/{'x' * 30_000}/")
    with pytest.raises(RenderError) as raised:
        render_mail(replace(source, mail=replace(source.mail, sender=sender)))
    assert [problem.code for problem in raised.value.problems] == ["mail-too-large"]


def test_the_same_edition_gives_the_same_mail_again(example: Post) -> None:
    assert example.again("nl") == example.mails["nl"]


@in_every_language
def test_pictures_are_sharp_png_without_notes_and_a_chart_has_an_opaque_ground(example: Post, locale: str) -> None:
    mail = example.mails[locale]
    widths = {}
    for image in tree(mail.html).iter("img"):
        picture = mail.pictures[image.get("src").removeprefix("cid:")]
        assert picture.media_type == "image/png"
        with Image.open(BytesIO(picture.body)) as opened:
            opened.load()
            assert not opened.info.keys() - {"transparency", "gamma", "dpi"}
            widths[image.get("width")] = opened
    assert {width: one.size[0] for width, one in widths.items()} == {"600": 1200, "460": 720, "552": 1104}
    chart = widths["460"].convert("RGBA")
    assert chart.getchannel("A").getextrema() == (255, 255)
    assert chart.getpixel((1, 1)) == (255, 255, 255, 255)


def test_a_photograph_is_made_upright_and_as_small_as_the_mail_needs_it(sending: Path) -> None:
    photo = Image.effect_noise((1300, 1000), 90).convert("L")
    photo = Image.merge("RGB", (photo, photo.rotate(180), photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of somebody", 6
    photo.save(sending / "content/media/photo.jpg", quality=95, exif=exif)
    photo.save(sending / "content/media/shot.png")
    for name in ("photo.jpg", "shot.png"):
        text = f"file: {name}\nalt: Een deur.\ncredit: Stichting Klein\nlicence: CC0\n"
        (sending / f"content/media/{name.split('.')[0]}.yaml").write_text(text, encoding="utf-8")
    issue = sending / "content/newsletters/autumn/newsletter.md"
    blocks = "".join(
        f"::: picture p-{name}\npicture: {name}\ncaption: Een deur.\n:::\n\n" for name in ("photo", "shot")
    )
    issue.write_text(issue.read_text(encoding="utf-8").replace("## Samen", f"{blocks}## Samen"), encoding="utf-8")
    mail = post(sending).mails["nl"]
    made = []
    for picture in mail.pictures.values():
        with Image.open(BytesIO(picture.body)) as opened:
            made.append((picture.media_type, opened.size, dict(opened.getexif())))
    assert made[1:] == [("image/jpeg", (1000, 1300), {}), ("image/jpeg", (1104, 849), {})]
    assert b"Camera" not in b"".join(picture.body for picture in mail.pictures.values())


@in_every_language
def test_the_colours_are_those_of_the_theme_by_day_and_by_night(example: Post, locale: str) -> None:
    tokens = load_theme(example.workspace.templates).tokens
    html = example.mails[locale].html
    dark = re.search(r"@media \(prefers-color-scheme: dark\) \{.*?</style>", html)
    assert dark is not None
    used = set(COLOUR.findall(html.replace(dark[0], "")))
    assert used <= {value for name, value in tokens.items() if not name.startswith("night-")} | {"#000000", "#ffffff"}
    assert set(COLOUR.findall(dark[0])) <= {value for name, value in tokens.items() if name.startswith("night-")}
    assert '<meta name="color-scheme" content="light dark">' in html


def test_the_colours_of_the_night_have_the_contrast_of_the_day_in_both_themes(example: Post) -> None:
    for theme in (load_theme(example.workspace.templates), load_theme((SECOND / "templates",), "second")):
        pairs = {(pair.text, pair.ground) for pair in theme.contrasts if pair.least >= 4.5}
        night = {name for name in theme.tokens if name.startswith("night-")}
        grounds = {"night-ground", "night-paper", "night-tint"}
        texts = night - grounds - {"night-line"}
        assert texts and {(text, ground) for text in texts for ground in grounds} <= pairs
        assert min(contrast(theme.tokens[text], theme.tokens[ground]) for text, ground in pairs) >= 4.5


def test_another_theme_changes_colours_and_typefaces_and_not_a_word(sending: Path, tmp_path: Path) -> None:
    first = post(sending).mails["nl"]
    other = Path(copytree(sending, tmp_path / "other"))
    copytree(SECOND, other, dirs_exist_ok=True)
    organisation = other / "content" / "organisation.yaml"
    organisation.write_text(
        organisation.read_text(encoding="utf-8") + "brand: {theme: second, logo: logo}\n", encoding="utf-8"
    )
    second = post(other).mails["nl"]
    tokens = load_theme((SECOND / "templates",), "second").tokens
    assert second.text == first.text
    assert list(said(general(second))) == list(said(general(first)))
    assert set(COLOUR.findall(second.html)) <= {*tokens.values(), "#000000", "#ffffff"}
    assert tokens["mail-display"].split(",")[0] in second.html
    assert len(second.pictures) == len(first.pictures) + 1, "the logo"


def test_a_draft_says_so_at_its_head_in_its_text_and_in_its_subject(sending: Path) -> None:
    mail = post(sending, draft=True).mails["nl"]
    assert mail.subject.startswith("[Concept] ")
    assert words(general(mail).find(".//p[@class='draft']").text_content()) == "Concept"
    assert mail.text.startswith("*** Concept ***\n")


def test_a_text_that_ends_with_a_sign_of_its_own_gets_no_second_one_in_the_plain_text(sending: Path) -> None:
    issue = sending / "content/newsletters/autumn/newsletter.md"
    text = issue.read_text(encoding="utf-8").replace("label: Geef", "label: Geef!")
    timeline = "::: timeline law\npolicy-win: visits-law\nevents: [begin]\n:::\n\n## Samen"
    issue.write_text(text.replace("## Samen", timeline), encoding="utf-8")
    law = sending / "content/policy-wins/visits-law.yaml"
    text = law.read_text(encoding="utf-8").replace("Empieza la campaña", "¿Empieza la campaña?")
    law.write_text(text, encoding="utf-8")
    twin = words(post(sending, draft=True).mails["nl"].text)
    assert "Geef! https://example.org/geef" in twin
    assert "2012: ¿Empieza la campaña? Zij vraagt" in twin


def test_a_text_that_is_not_translated_is_marked_with_its_language(sending: Path) -> None:
    catalogue = sending / "content/translations/en/newsletters/autumn.nl.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        re.sub(r'(msgctxt "newsletters/autumn#letter.text"\n.*\n)msgstr .*', r'\1msgstr ""', text), "utf-8"
    )
    mail = post(sending).mails["en-GB"]
    marked = general(mail).find(".//*[@lang='nl']")
    assert words(marked.text_content()) == "Fijn dat je meeleest."
    assert "Fijn dat je meeleest." in words(mail.text)
    assert mail.subject.startswith("[Draft] ")


def test_a_language_that_is_written_from_the_right_is_set_from_the_right(sending: Path) -> None:
    audience = sending / "content/audiences/readers-en.yaml"
    audience.write_text(audience.read_text(encoding="utf-8").replace("locale: en-GB", "locale: ar"), encoding="utf-8")
    root = general(post(sending).mails["ar"])
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert {one.get("align") for one in root.iter("td") if one.get("align")} == {"right", "center"}
    assert "padding:0 26px 0 0" in root.find(".//ol").get("style")
    assert "direction:ltr" not in lxml.html.tostring(root).decode()


@pytest.mark.parametrize(("package", "extra"), [("mjml", "mail"), ("css_inline", "mail"), ("vl_convert", "charts")])
def test_without_an_extra_the_finding_says_what_to_install(
    example: Post, monkeypatch: pytest.MonkeyPatch, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(RenderError) as raised:
        example.again("nl")
    assert raised.value.problems[0].code == "extra-missing"
    assert extra in raised.value.problems[0].hint


def test_a_build_writes_the_mail_beside_the_other_formats_and_leaves_them(sending: Path) -> None:
    assert briefgen(sending, "build", "autumn", "--locale", "nl").code == 0
    ran = briefgen(sending, "build", "autumn", "--locale", "nl", "--format", "email")
    folder = sending / "output" / "newsletters" / "autumn"
    html = (folder / "autumn.donors-nl.nl.email.html").read_text(encoding="utf-8")
    assert ran.code == 0, ran.out
    assert (folder / "autumn.donors-nl.nl.html").is_file()
    assert (folder / "autumn.donors-nl.nl.email.txt").read_text(encoding="utf-8").startswith("Dichtbij\n")
    sources = re.findall(r'src="([^"]*)"', html)
    assert sources and all((folder / source).is_file() for source in sources)
    assert "{code}" not in html and "<!-- slot" not in html
    assert briefgen(sending, "build", "autumn", "--locale", "nl", "--format", "email").out.startswith("1 up to date")


def test_briefs_have_no_mail_and_an_audience_of_both_gets_what_there_is(sending: Path) -> None:
    audience = sending / "content/audiences/donors-nl.yaml"
    audience.write_text(audience.read_text(encoding="utf-8").replace("[html]", "[html, email]"), encoding="utf-8")
    ran = briefgen(sending, "build", "--locale", "nl")
    assert (ran.code, ran.built) == (0, {"visits.donors-nl.nl", "autumn.donors-nl.nl"})
    assert [path.name for path in (sending / "output").rglob("*.email.txt")] == ["autumn.donors-nl.nl.email.txt"]
    ran = briefgen(sending, "build", "visits", "--format", "email")
    assert (ran.code, ran.err) == (
        2,
        "Error: no e-mail is made of a brief\n  hint: name a newsletter, or another format\n",
    )


def test_an_organisation_that_says_nothing_of_mail_sends_none(workspace: Path) -> None:
    ran = briefgen(workspace, "build", "autumn", "--format", "email")
    assert ran.code == 1
    assert "content/organisation.yaml: error[mail-unset]" in ran.out
    audience = workspace / "content/audiences/donors-nl.yaml"
    audience.write_text(audience.read_text(encoding="utf-8").replace("[html]", "[html, email]"), encoding="utf-8")
    assert re.search(r"donors-nl\.yaml:5:17: error\[mail-unset\]", briefgen(workspace, "check").out)
