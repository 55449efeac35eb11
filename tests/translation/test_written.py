"""Catalogues are written as Babel writes them, byte for byte, and say what they are told."""

import io

from babel.messages.catalog import Catalog
from babel.messages.pofile import denormalize, normalize, write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.findings import Place
from briefgen.load.catalogues.po import Entry, read_po
from briefgen.translation.catalogues import GONE, WIDTH, as_po, quoted

WORD = st.text(st.sampled_from("abñ漢🙂.,!"), min_size=1, max_size=14)
PIECE = WORD | st.sampled_from(
    [
        "well-known",
        "x--y",
        "{fact}",
        "[@law; @gi]",
        "\n",
        "\t",
        '"',
        "\\",
        "\u00a0",
        "  ",
        "https://example.org/a-b-c/d",
        "w" * 99,
    ]
)
TEXT = st.lists(PIECE, max_size=50).map(" ".join)
LINE = st.lists(WORD, min_size=1, max_size=40).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(text=TEXT, prefix=st.sampled_from(["", GONE]))
def test_a_text_is_parted_into_lines_as_babel_parts_it(text: str, prefix: str) -> None:
    theirs = normalize(text, prefix=prefix, width=WIDTH)
    # Babel adds a line end to some texts of catalogues that are obsolete; ours keep what they say.
    assert quoted(text, prefix) == theirs or denormalize(theirs.replace(f"\n{prefix}", "\n")) != text
    assert denormalize(quoted(text, prefix).replace(f"\n{prefix}", "\n")) == text


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.tuples(TEXT.filter(bool), TEXT, st.none() | LINE, st.booleans(), LINE, LINE), max_size=4),
    path=st.sampled_from(["content/a.md", "content/a file.md"]),
)
def test_a_catalogue_is_written_as_babel_writes_it(rows: list[tuple], path: str) -> None:
    catalog, entries = Catalog(locale="nl"), []
    for number, (source, text, plural, fuzzy, remark, note) in enumerate(rows):
        entry = Entry(f"partners/x#f{number}", (source, plural) if plural else (source,))
        entry.texts, entry.fuzzy = ((text, source) if plural else (text,)), fuzzy
        entry.remarks, entry.notes, entry.place = [remark], (note,), Place(path, number, 1)
        entries.append(entry)
        catalog.add(
            entry.source if plural else source,
            entry.texts if plural else text,
            context=entry.context,
            flags=["fuzzy"] if fuzzy else [],
            user_comments=[remark],
            auto_comments=[note],
            locations=[(path, number)],
        )
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True)
    theirs = body.getvalue().decode()
    ours = as_po(entries, (), {"Language": "nl"})
    # Babel takes "5 % of" for a format of Python, and every brace for one.
    assert unflagged(ours).partition("\n\n")[2] == unflagged(theirs).lstrip("\n")
    assert [entry.texts for entry in read_po(ours).entries] == [entry.texts for entry in entries]


def unflagged(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith("#,") or "fuzzy" in line)


def test_a_percentage_is_no_format_of_python_and_a_fact_is_one() -> None:
    def flags(source: str) -> list[str]:
        text = as_po([Entry("a", (source,), ("x",))], (), {})
        return [line for line in text.split("\n") if line.startswith("#,")]

    assert flags("About 5 % of families") == []
    assert flags("About {families} of families") == ["#, python-brace-format"]


def test_a_header_with_quotes_comes_back_as_it_was() -> None:
    head = {"Language": "nl", "Last-Translator": 'Rosa "la Roja" \\ <rosa@example.org>', "X-Empty": ""}
    assert read_po(as_po((), (), head)).headers == head
