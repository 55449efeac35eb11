"""The marked blocks of a document are filled for one recipient, with text and nothing else."""

from briefgen.compose.fill import fill, fill_plain
from briefgen.model.recipient import Slot, Variant, fields_of

GIFT = Slot((Variant(("amount",), "<p>Your gift of {recipient.amount}.</p>"), Variant((), "<p>Every gift helps.</p>")))
ONLY_KNOWN = Slot((Variant(("amount", "date"), "<p>{recipient.amount} on {recipient.date}</p>"),))
PAGE = "<h1>News</h1><!-- slot gift --><p>Every gift helps.</p><!-- /slot --><p>End</p>"


def test_a_recipient_reads_the_words_for_what_is_known_of_them() -> None:
    assert fill(PAGE, {"gift": GIFT}, {"amount": "€ 40"}) == "<h1>News</h1><p>Your gift of € 40.</p><p>End</p>"


def test_where_a_field_is_not_known_or_empty_everybody_s_words_are_read() -> None:
    general = "<h1>News</h1><p>Every gift helps.</p><p>End</p>"
    assert fill(PAGE, {"gift": GIFT}, {}) == general
    assert fill(PAGE, {"gift": GIFT}, {"amount": "", "date": "today"}) == general


def test_a_block_that_needs_two_fields_is_left_out_when_one_is_missing() -> None:
    page = PAGE.replace("gift", "both")
    assert fill(page, {"both": ONLY_KNOWN}, {"amount": "€ 40"}) == "<h1>News</h1><p>End</p>"


def test_a_value_brings_in_no_markup_no_mark_and_no_other_field() -> None:
    hostile = "<script>x</script>{recipient.date}<!-- slot gift -->&"
    filled = fill(PAGE, {"gift": GIFT}, {"amount": hostile, "date": "SECRET"})
    assert "SECRET" not in filled
    assert "<script>" not in filled
    assert "&lt;script&gt;x&lt;/script&gt;{recipient.date}&lt;!-- slot gift --&gt;&amp;" in filled


def test_a_mark_without_a_slot_keeps_what_stands_in_it() -> None:
    assert fill(PAGE, {}, {"amount": "€ 40"}) == "<h1>News</h1><p>Every gift helps.</p><p>End</p>"


def test_a_plain_text_is_filled_without_escapes() -> None:
    slots = {"gift": Slot((Variant(("amount",), "Your gift of {recipient.amount}"),))}
    assert fill_plain("<!-- slot gift --><!-- /slot -->", slots, {"amount": "5 < 6"}) == "Your gift of 5 < 6"


def test_a_plain_text_has_the_single_spaces_that_html_shows() -> None:
    slots = {"gift": Slot((Variant(("name",), "Dear {recipient.name},"),))}
    said = fill_plain("<!-- slot gift --><!-- /slot -->", slots, {"name": "Anna  Maria   de\u00a0Vries"})
    assert said == "Dear Anna Maria de\u00a0Vries,"


def test_the_fields_of_a_text_are_named_once_and_in_order() -> None:
    assert fields_of("{recipient.b} {families} {recipient.a-1} {recipient.b}") == ("b", "a-1")
