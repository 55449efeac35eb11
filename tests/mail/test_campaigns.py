"""Campaigns: each system's tags stand where a recipient would be named, and what has no tag is refused."""

import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from posted import Post
from small_workspace import Ran, run

from briefgen.campaigning import Mapping, greeting, load_tags
from briefgen.deliver.campaign import Campaign, as_campaign, clashes, missing_tags, settings
from briefgen.model.campaign import Tags
from briefgen.model.recipient import Slot, Variant

pytestmark = pytest.mark.xdist_group("mail")

SYSTEMS = ("mailchimp", "brevo", "listmonk")
# How each system begins a condition, prints the first name, goes on, ends, stops the mails, and prints an amount.
TAGS = {
    "mailchimp": ("*|IF:FNAME|*", "*|FNAME|*", "*|ELSE:|*", "*|END:IF|*", "*|UNSUB|*", "*|AMOUNT|*"),
    "brevo": (
        "{% if contact.FIRSTNAME %}", "{{ contact.FIRSTNAME }}", "{% else %}", "{% endif %}", "{{ unsubscribe }}",
        "{{ contact.AMOUNT }}",
    ),
    "listmonk": (
        "{{ if .Subscriber.FirstName }}", "{{ .Subscriber.FirstName }}", "{{ else }}", "{{ end }}",
        "{{ UnsubscribeURL }}", "{{ .Subscriber.Attribs.amount }}",
    ),
}  # fmt: skip
CONDITIONS = {
    "mailchimp": r"\*\|IF:(\w+)\|\*",
    "brevo": r"\{% if contact\.(\w+) %\}",
    "listmonk": r"\{\{ if \.Subscriber\.([\w.]+) \}\}",
}
FIELDS = {
    "mailchimp": r"\*\|(\w+)\|\*",
    "brevo": r"\{\{ contact\.(\w+) \}\}",
    "listmonk": r"\{\{ \.Subscriber\.([\w.]+) \}\}",
}
GREETINGS = {"nl": "Beste {},", "es": "Hola, {}:", "en-GB": "Dear {},"}
LETTER = """recipient-fields: {pledge: money}
letter:
  personal:
    - {id: gift, text: "Dank voor je gift van {recipient.pledge}.", otherwise: Dank je wel.}
"""


def mapping(example: Post, system: str) -> Mapping:
    found = load_tags(example.workspace, system)
    assert isinstance(found, Mapping)
    return found


def made(example: Post, system: str, locale: str = "nl") -> Campaign:
    return as_campaign(
        example.mails[locale], mapping(example, system).tags, greeting(example.editions[locale]), "pictures/"
    )


def merged(text: str, system: str, known: dict[str, str]) -> str:
    """Do what the systems do: choose the parts of conditions, and print the fields."""
    tags = TAGS[system]
    condition, field = CONDITIONS[system], FIELDS[system]
    inner = re.compile(f"{condition}((?:(?!{condition})(?!{re.escape(tags[3])}).)*){re.escape(tags[3])}", re.DOTALL)
    while found := inner.search(text):
        yes, _, no = found[2].partition(tags[2])
        text = text[: found.start()] + (yes if known.get(found[1]) else no) + text[found.end() :]
    return re.sub(field, lambda one: known.get(one[1], "" if one[1] != "UNSUB" else one[0]), text)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("locale", GREETINGS)
def test_each_system_finds_its_own_tags_in_every_language(example: Post, system: str, locale: str) -> None:
    campaign, tags = made(example, system, locale), TAGS[system]
    for text in (campaign.html, campaign.text):
        assert all(text.count(tag) for tag in tags)
        assert GREETINGS[locale].format(tags[1]) in text.replace("\xa0", " ")
        assert "{recipient" not in text and "<!-- slot" not in text and "{code}" not in text
        assert text.count(tags[4]) == 1
        assert {one for one in ("*|", "{{", "{%") if one in text} <= {one[:2] for one in tags}
    last = list(lxml.html.document_fromstring(campaign.html).iter("a"))[-1]
    assert last.get("href") == tags[4]


def test_listmonk_which_takes_comments_out_is_told_to_keep_those_that_outlook_reads(example: Post) -> None:
    comments = re.compile("<!--.*?-->", re.DOTALL).findall(made(example, "brevo").html)
    html = made(example, "listmonk").html
    assert len(comments) > 50 and not any("`" in one for one in comments)
    assert all(f"{{{{ Safe `{one}` }}}}" in html for one in comments)
    assert "<!--" not in re.sub("{{ Safe `.*?` }}", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_known_decides_what_a_subscriber_reads(example: Post, system: str) -> None:
    fields = mapping(example, system).tags.fields
    known = {fields["first-name"]: "Noor", fields["amount"]: "€ 40", fields["gift-date"]: "1 september"}
    text = made(example, system).text
    everything, without_date, nothing = (
        merged(text, system, {name: value for name, value in known.items() if name not in gone})
        for gone in ((), (fields["gift-date"],), tuple(known))
    )
    thanks, general = "Je gift van € 40 kwam op 1 september bij ons binnen.", "Elke gift, groot of klein,"
    assert "Beste Noor," in everything and thanks in everything and general not in everything
    assert "Beste Noor," in without_date and "Je gift van" not in without_date and without_date.count(general) == 1
    assert "Beste lezer," in nothing and nothing.count(general) == 1
    assert thanks in " ".join(
        lxml.html.document_fromstring(merged(made(example, system).html, system, known)).text_content().split()
    )


def test_a_tag_for_the_whole_salutation_is_used_where_there_is_one(example: Post) -> None:
    tags = mapping(example, "mailchimp").tags
    own = tags.model_copy(update={"fields": {**tags.fields, "salutation": "GREETING"}})
    text = as_campaign(example.mails["nl"], own, greeting(example.editions["nl"]), "pictures/").text
    assert "*|IF:GREETING|**|GREETING|**|ELSE:|*Beste lezer,*|END:IF|*" in text


def test_a_field_without_a_tag_is_refused(example: Post) -> None:
    tags = mapping(example, "mailchimp").tags
    fewer = tags.model_copy(update={"fields": {"gift-date": "GIFTDATE"}})
    assert list(missing_tags(example.mails["nl"], fewer)) == ["first-name", "amount"]
    assert list(missing_tags(example.mails["nl"], tags)) == []


def test_a_salutation_in_a_personal_paragraph_needs_a_tag_of_its_own(sending: Path) -> None:
    issue = sending / "content/newsletters/autumn/newsletter.md"
    letter = LETTER.replace("je gift van {recipient.pledge}", "alles. {recipient.salutation}")
    issue.write_text(issue.read_text(encoding="utf-8").replace("letter:\n", letter), encoding="utf-8")
    ran = campaign(sending, "--tags", "mailchimp", "--draft")
    assert ran.code == 1
    assert 'error[campaign-tag]: there is no tag for the field "salutation"' in ran.out


def test_words_that_look_like_a_tag_are_refused(example: Post) -> None:
    for system in SYSTEMS:
        assert list(clashes(example.mails["nl"], mapping(example, system).tags)) == []
    strange = Tags(**{**mapping(example, "brevo").tags.model_dump(), "field": "Beste {field}", "when": "Peru {field}"})
    assert list(clashes(example.mails["nl"], strange)) == ["Be", "Pe"]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("place", ["greeting", "personal-gift", "subject", "preheader"])
def test_words_that_look_like_a_tag_are_refused_in_personal_words_and_in_what_is_entered_by_hand(
    example: Post, system: str, place: str
) -> None:
    mail, tags = example.mails["nl"], mapping(example, system).tags
    if place in mail.slots:
        said = Slot((Variant(("amount",), f"Kijk: {tags.unsubscribe}"), Variant((), "Dank je wel.")))
        mail = replace(mail, slots={**mail.slots, place: said}, text_slots={**mail.text_slots, place: said})
    else:
        mail = replace(mail, **{place: f"Kijk: {tags.unsubscribe}"})
    assert list(clashes(mail, tags)) == [tags.unsubscribe[:2]]


def test_tags_that_begin_with_the_name_of_a_field_clash_with_nothing(example: Post) -> None:
    strange = Tags(**{**mapping(example, "brevo").tags.model_dump(), "field": "{field}%%", "when": " {field}??"})
    assert list(clashes(example.mails["nl"], strange)) == []


def test_what_has_to_be_entered_by_hand_is_listed(example: Post) -> None:
    assert settings(example.mails["es"]) == {
        "Subject": example.mails["es"].subject,
        "Preview text": example.mails["es"].preheader,
        "From name": "Fundación Primeros Años",
        "From address": "nieuws@example.org",
        "Reply-to address": "peru@example.org",
        "Language": "es",
    }


def campaign(root: Path, *arguments: str) -> Ran:
    return run(root, "campaign", "autumn", "--locale", "nl", *arguments)


def test_the_command_writes_page_text_settings_and_pictures(sending: Path) -> None:
    ran = campaign(sending, "--tags", "brevo", "--output", "out")
    assert (ran.code, ran.out) == (
        0, "1 edition written for Brevo; no findings.\n  out/autumn.donors-nl.nl.brevo.html\n"
    )  # fmt: skip
    folder = sending / "out"
    html = (folder / "autumn.donors-nl.nl.brevo.html").read_text(encoding="utf-8")
    files = [f"autumn.donors-nl.nl.brevo.{ending}" for ending in ("html", "settings.txt", "txt")]
    assert sorted(path.name for path in folder.iterdir()) == [*files, "pictures"]
    assert all((folder / source).is_file() for source in re.findall(r'src="([^"]*)"', html))


def test_pictures_are_linked_to_the_address_of_the_organisation_where_it_has_one(sending: Path) -> None:
    organisation = sending / "content" / "organisation.yaml"
    text = organisation.read_text(encoding="utf-8") + "  pictures: https://example.org/mail\n"
    organisation.write_text(text, encoding="utf-8")
    assert campaign(sending, "--tags", "listmonk").code == 0
    html = (sending / "output/campaigns/autumn/autumn.donors-nl.nl.listmonk.html").read_text(encoding="utf-8")
    assert set(re.findall(r'src="([^"]*/)', html)) == {"https://example.org/mail/"}


def test_a_campaign_that_its_tags_make_too_long_is_refused(sending: Path) -> None:
    own = (Path(__file__).resolve().parents[2] / "templates/email/tags/listmonk.yaml").read_text(encoding="utf-8")
    long = own.replace("Safe `", f"Safe {'(' * 80}`").replace("` }}", f"`{')' * 80} }}}}")
    (sending / "long.yaml").write_text(long, encoding="utf-8")
    issue = sending / "content/newsletters/autumn/newsletter.md"
    story = issue.read_text(encoding="utf-8") + f"\n{'Een lang verhaal. ' * 910}\n" * 4
    issue.write_text(story, encoding="utf-8")
    assert campaign(sending, "--tags", "listmonk", "--draft", "--output", "out").code == 0
    ran = campaign(sending, "--tags", "long.yaml", "--draft", "--output", "long")
    assert ran.code == 1
    assert re.search(r"error\[mail-too-large\]: autumn.donors-nl.nl: the HTML has 1\d\d\.\d kB", ran.out)
    assert not (sending / "long").exists()


def test_tags_of_a_workspace_come_before_those_that_briefgen_brings_and_a_file_may_hold_others(sending: Path) -> None:
    own = (Path(__file__).resolve().parents[2] / "templates/email/tags/brevo.yaml").read_text(encoding="utf-8")
    (sending / "templates/email/tags").mkdir(parents=True)
    (sending / "templates/email/tags/brevo.yaml").write_text(own.replace("FIRSTNAME", "VOORNAAM"), encoding="utf-8")
    (sending / "ours.yaml").write_text(own.replace("FIRSTNAME", "NOMBRE"), encoding="utf-8")
    for wish, name in (("brevo", "VOORNAAM"), ("ours.yaml", "NOMBRE")):
        assert campaign(sending, "--tags", wish, "--output", wish[:4]).code == 0
        (text,) = [path for path in (sending / wish[:4]).glob("*.txt") if "settings" not in path.name]
        assert f"contact.{name}" in text.read_text(encoding="utf-8")


def test_a_field_that_a_newsletter_names_and_no_tag_is_refused_at_the_file_of_the_tags(sending: Path) -> None:
    issue = sending / "content/newsletters/autumn/newsletter.md"
    text = issue.read_text(encoding="utf-8").replace("letter:\n", LETTER)
    issue.write_text(text, encoding="utf-8")
    ran = campaign(sending, "--tags", "mailchimp", "--draft")
    assert ran.code == 1
    assert 'templates/email/tags/mailchimp.yaml: error[campaign-tag]: there is no tag for the field "pledge"' in ran.out
    assert not (sending / "output/campaigns").exists()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('field: "{{ contact.{field} }}"', 'field: "{{ contact }}"', "brevo.yaml:4:8: error[campaign-pattern]"),
        ('end: "{% endif %}"', 'end: "{% endif %}"\ncomment: "{{ Safe }}"', "brevo.yaml:8:10: error[campaign-pattern]"),
        ("otherwise:", "otherwize:", "brevo.yaml:6:1: error[field-unknown]"),
        ("AMOUNT", "A MOUNT", "brevo.yaml:12:11: error["),
        ('unsubscribe: "{{ unsubscribe }}"', 'unsubscribe: "<script>"', "brevo.yaml:8:14: error["),
    ],
)
def test_a_fault_in_the_tags_is_reported_at_its_place(sending: Path, old: str, new: str, expected: str) -> None:
    own = (Path(__file__).resolve().parents[2] / "templates/email/tags/brevo.yaml").read_text(encoding="utf-8")
    (sending / "brevo.yaml").write_text(own.replace(old, new), encoding="utf-8")
    ran = campaign(sending, "--tags", "brevo.yaml")
    assert (ran.code, expected in ran.out) == (1, True), ran.out


def test_a_system_that_nobody_knows_and_a_brief_are_calls_that_cannot_be_carried_out(sending: Path) -> None:
    ran = campaign(sending, "--tags", "mailchump")
    assert (ran.code, ran.err) == (
        2, 'Error: no tags are known for "mailchump"\n  hint: did you mean "mailchimp"?\n'
    )  # fmt: skip
    ran = run(sending, "campaign", "visits", "--tags", "brevo")
    assert (ran.code, "no e-mail is made of a brief" in ran.err) == (2, True)
