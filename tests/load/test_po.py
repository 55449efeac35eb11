"""Catalogues are read as gettext means them, whatever program wrote them, and never in part."""

import io

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po as babel_reads
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.load.catalogues import approval_of, read_catalogue
from briefgen.load.catalogues.po import Entry, PoError, read_po
from briefgen.translation.catalogues import approval

HEAD = (
    'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"X-Source-Language: es\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
TEXT = st.text(st.sampled_from('ab éñ漢🙂"\\\n\t{}*[]@-%#~|,:.'), max_size=160)
FILLED = TEXT.filter(bool)
ENTRY = st.tuples(FILLED, FILLED, TEXT, st.none() | FILLED, st.booleans(), st.lists(FILLED, max_size=2), st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTRY, max_size=6, unique_by=lambda entry: entry[0]))
def test_a_catalogue_reads_as_babel_reads_it(entries: list[tuple]) -> None:
    catalog = Catalog(locale="nl")
    for context, source, text, plural, fuzzy, comments, gone in entries:
        catalog.add(
            (source, plural) if plural else source,
            (text, source) if plural else text,
            context=context,
            flags=["fuzzy"] if fuzzy else [],
            user_comments=comments,
            locations=[("content/a file.md", 3)],
        )
        if gone:
            key = catalog._key_for(source, context)
            catalog.obsolete[key] = catalog._messages.pop(key)
    body = io.BytesIO()
    write_po(body, catalog, width=100)
    text = body.getvalue().decode()

    theirs = babel_reads(io.StringIO(text), abort_invalid=True)
    ours = read_po(text)

    def plain(entry: Entry) -> tuple:
        return entry.context, entry.source, entry.texts, entry.fuzzy, entry.line

    def their_plain(message) -> tuple:  # type: ignore[no-untyped-def]
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        return message.context, source, texts, message.fuzzy, message.lineno

    assert [plain(entry) for entry in ours.entries] == [their_plain(one) for one in theirs if one.id]
    assert [plain(entry)[:3] for entry in ours.obsolete] == [their_plain(one)[:3] for one in theirs.obsolete.values()]
    assert [entry.remarks for entry in ours.entries] == [one.user_comments for one in theirs if one.id]


@given(st.text(st.sampled_from('msgidctxtr_plual[01] "\\n#~|,.:\nab'), max_size=200) | st.binary(max_size=80).map(repr))
def test_a_text_that_is_no_catalogue_is_refused_or_read_but_never_raises_anything_else(text: str) -> None:
    try:
        read_po(text)
    except PoError as error:
        assert 1 <= error.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ('msgctxt "a"\nmsgid "b"\nmsgstr "c\n', 9, "no text in quotes"),
        ('msgctxt "a"\nmsgid "b\nmsgstr "c"\n', 8, "no text in quotes"),
        ('msgctxt "a"\nmsgid "b" oops\nmsgstr "c"\n', 8, "no text in quotes"),
        ('"stray"\n', 7, "no text in quotes"),
        ('msgctxt "a"\nmsgid "b"\n\nmsgctxt "d"\nmsgid "e"\nmsgstr "f"\n', 8, 'missing msgstr for "b"'),
        ('msgctxt "a"\nmsgid "b"\n', 8, 'missing msgstr for "b"'),
        ('msgctxt "a"\nmsgstr "c"\n', 8, "msgstr does not belong to the text before it"),
        ('msgctxt "a"\nmsgid "b"\nmsgstr "c"\nmsgstr "d"\n', 10, "stands twice"),
        ('msgctxt "a"\nmsgid "b"\nmsgstr[0] "c"\n', 9, "msgstr[0] does not belong"),
        ('msgctxt "a"\nmsgid "b"\nmsgid_plural "c"\nmsgstr[0] "d"\nmsgstr[2] "e"\n', 8, "more translations than the 2"),
        ("#~ half a line\n", 7, "no text in quotes"),
    ],
)
def test_a_catalogue_that_is_broken_is_refused_at_its_line(body: str, line: int, message: str) -> None:
    file, (finding,) = read_catalogue(HEAD + body, "nl/x.po", "nl")
    assert file is None
    assert (finding.code, finding.place.line) == ("po-syntax", line)
    assert message in finding.message


def test_an_entry_that_stands_twice_refuses_the_catalogue_for_nobody_knows_which_is_meant() -> None:
    one = 'msgctxt "a"\nmsgid "b"\nmsgstr "{}"\n\n'
    file, (finding,) = read_catalogue(HEAD + one.format("c") + one.format("d"), "nl/x.po", "nl")
    assert file is None
    assert (finding.code, finding.place.line) == ("po-syntax", 12)
    assert "the first is on line 8" in finding.message


def test_what_other_programs_write_is_understood() -> None:
    head = HEAD.replace("nplurals=2", "nplurals = 2").replace('nl\\n"', 'nl\\n"\n"PO-Revision-Date: soon\\n"')
    file = read_po(
        "# Translated by Rosa.\n"
        + head
        + '#. extracted\n#: content/x.md:3 content/y.md:4\n#, fuzzy, python-brace-format\n#| msgctxt "old"\n'
        '#| msgid ""\n#| "was "\n#| "this"\n#Ask Ana\n  msgctxt   "a"\nmsgid   ""\n  "b "\n\t"c"\nmsgstr ""\n"d"\n'
        '#, fuzzy\n#~| msgid "older"\n#~ msgctxt "gone"\n#~ msgid ""\n#~ "e "\n#~ "f"\n#~ msgstr "g"\n'
    )  # fmt: skip
    (entry,), (gone,) = file.entries, file.obsolete
    assert (entry.context, entry.source, entry.texts, entry.fuzzy) == ("a", ("b c",), ("d",), True)
    assert (entry.previous, entry.remarks) == ("was this", ["Ask Ana"])
    assert (gone.context, gone.source, gone.texts, gone.fuzzy, gone.previous) == (
        "gone",
        ("e f",),
        ("g",),
        True,
        "older",
    )
    assert file.headers["PO-Revision-Date"] == "soon"


def test_an_approval_says_who_and_when_and_holds_for_the_very_words() -> None:
    entry = Entry("a", ("b",), ("c",))
    for by, on in (("", ""), ("Ana María", ""), ("Ana on board", "2026-11-23")):
        entry.remarks = [approval(entry, by, on)]
        found = approval_of(entry)
        assert found is not None
        assert (found.by, found.on) == (by, on)
    entry.remarks = [approval(entry).replace("approved", "approved, at last,")]
    assert approval_of(entry)
    entry.texts = ("d",)
    assert approval_of(entry) is None
    entry.texts, entry.fuzzy = ("c",), True
    assert approval_of(entry) is None


def test_a_hostile_text_takes_no_more_time_than_its_length() -> None:
    for text in (
        'msgid "' + "\\" * 400_000,
        '#| msgid "a"\n' * 60_000,
        'msgid "a"\n' + '"b"\n' * 200_000 + "x",
        "#" * 800_000,
    ):
        try:
            read_po(text)
        except PoError as error:
            assert error.line
