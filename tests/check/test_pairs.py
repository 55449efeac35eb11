"""The checks of pairs: what they catch, what they let pass, and that their pages show it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from altered_pairs import altered
from generated_pairs import generated, listed
from hypothesis import given, settings
from hypothesis import strategies as st
from seeded_pairs import FOLDER, Seeded, parallel, read

from briefgen.check.pairs import PAIR_CHECKS, Pair, Term, problems

PAGES = Path(__file__).resolve().parents[2] / "docs" / "checks"
FILES = sorted(path.name for path in FOLDER.glob("*.tsv"))
EXAMPLE = re.compile(r"^```pair (right|wrong)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CAUGHT = 0.95
ALARMS = 0.015


def seeded() -> list[Seeded]:
    return [item for name in FILES for item in read(name)]


def codes(pair: Pair) -> set[str]:
    return {problem.code for problem in problems(pair)}


def test_the_seeded_set_has_at_least_three_hundred_pairs_of_all_languages_and_kinds() -> None:
    items = seeded()
    assert len(items) >= 300
    assert {item.label for item in items} == {"ok", *PAIR_CHECKS}
    languages = {tag.partition("-")[0] for item in items for tag in (item.pair.source_lang, item.pair.target_lang)}
    assert languages == {"en", "es", "nl", "fr"}
    assert len({(item.pair.source, item.pair.target, item.pair.register) for item in items}) == len(items)


@pytest.mark.parametrize("name", FILES)
def test_nearly_all_errors_are_caught_by_the_check_that_is_meant_for_them(name: str) -> None:
    wrong = [item for item in read(name) if item.label != "ok"]
    missed = [item for item in wrong if item.label not in codes(item.pair)]
    assert len(missed) <= (1 - CAUGHT) * len(wrong), missed


@pytest.mark.parametrize("name", FILES)
def test_right_pairs_hardly_ever_alarm(name: str) -> None:
    right = [item.pair for item in read(name) if item.label == "ok"]
    assert len(right) >= 20
    alarms = [(pair.target, codes(pair)) for pair in right if problems(pair)]
    assert len(alarms) <= ALARMS * len(right), alarms


def test_letters_and_briefs_in_four_languages_hardly_ever_alarm_in_any_direction() -> None:
    right = [item.pair for item in parallel()]
    assert len(right) > 1000
    alarms = [(pair.target, codes(pair)) for pair in right if problems(pair)]
    assert len(alarms) <= ALARMS * len(right), alarms


def test_a_right_pair_with_one_figure_or_word_altered_alarms() -> None:
    wrong = list(altered(parallel()))
    assert len(wrong) > 1000
    assert {item.label for item in wrong} == {"figure", "word", "month", "scale", "percent"}
    missed = [item for item in wrong if not problems(item.pair)]
    assert len(missed) <= (1 - CAUGHT) * len(wrong), missed


@pytest.mark.parametrize("seed", [1, 2])
def test_generated_pairs_alarm_exactly_when_their_values_or_hedges_differ(seed: int) -> None:
    items = list(generated(seed))
    assert len(items) > 200
    wrongly = [item for item in items if bool(problems(item.pair)) is (item.label == "ok")]
    assert len(wrongly) <= ALARMS * len(items), wrongly


def test_a_pair_that_is_turned_around_has_the_same_numbers() -> None:
    values = ("number-changed", "date-changed", "percent-changed", "currency-changed")
    for item in seeded():
        pair = item.pair
        if item.label == "ok" and not problems(pair):
            turned = Pair(pair.target, pair.source, pair.target_lang, pair.source_lang)
            assert not codes(turned) & set(values), turned


def test_spans_point_at_what_the_problem_is_about() -> None:
    pair = Pair("It reached 61,397 children.", "Llegó a 61.937 niños.", "en", "es")
    (problem,) = problems(pair)
    assert problem.source_span and problem.target_span
    assert pair.source[slice(*problem.source_span)] == "61,397"
    assert pair.target[slice(*problem.target_span)] == "61.937"


@pytest.mark.parametrize(
    "text", ["", " ", "¿", "1" * 5000, "1,2." * 800, "een" * 2000, "[" * 3000, "two hundred " * 500]
)
def test_odd_texts_are_read_without_an_error(text: str) -> None:
    for tag in ("nl", "es-PE", "en-US", "fr", "de"):
        problems(Pair(text, text[::-1], "en", tag))
        problems(Pair(text, "", tag, "en"))


FRAGMENTS = listed(
    "0 1 12 1.5 1,000 1.000.000 192.168.1.1 1980s 24/7 2015/16 3:30pm 15h30 2020-01-02 1/2/2020 € $ S/ % ½ ² / - – . , "
    "( ] { {x} [@a] ** _ ` < é one two half third dozen hundred million of and a the in at least more than siglo XX "
    "XIX siècle een twee honderd duizend en half kwart op van uno dos mil y media tercio partes cada un quatre vingts "
    "dix et demie sur tiers May mars mayo M€ bn 06 12345678 NL12INGB0000001234 https://a.b/1 a@b.c ٣ Ⅷ"
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*FRAGMENTS, " ", " ", "\u00a0", "\n"]), max_size=14).map("".join),
    st.lists(st.sampled_from([*FRAGMENTS, " ", " ", "-"]), max_size=14).map("".join),
    st.sampled_from(["en", "es", "nl", "fr", "es-PE", "en-US", "de"]),
    st.sampled_from(["en-GB", "es", "nl", "fr", "ar"]),
)
def test_whatever_stands_in_a_text_is_read_and_every_span_lies_in_its_text(
    source: str, target: str, one: str, other: str
) -> None:
    for problem in problems(Pair(source, target, one, other, register="neutral", room=5)):
        for span, text in ((problem.source_span, source), (problem.target_span, target)):
            assert span is None or 0 <= span[0] <= span[1] <= len(text)


def examples() -> Iterator[tuple[str, str, Pair]]:
    """Yield the code, the kind and the pair of each example in the documentation."""
    for code in PAIR_CHECKS:
        for kind, lines in EXAMPLE.findall((PAGES / f"{code}.md").read_text(encoding="utf-8")):
            (one, source), (other, target), *more = (line.split(": ", 1) for line in lines.splitlines())
            settings = dict(more)
            yield (
                code,
                kind,
                Pair(
                    source,
                    target,
                    one,
                    other,
                    register=settings.get("register", ""),
                    names=tuple(filter(None, settings.get("names", "").split("; "))),
                    terms=tuple(terms(settings.get("terms", ""))),
                    room=int(settings["room"]) if "room" in settings else None,
                ),
            )


def terms(text: str) -> Iterator[Term]:
    """Yield the term that is written as "en home visit; nl huisbezoek, not thuisbezoek"."""
    if text:
        forms = [re.fullmatch(r"(\w+) ([^,]+)(?:, not (.+))?", part) for part in text.split("; ")]
        yield Term(
            {form[1]: (form[2],) for form in forms if form},
            {form[1]: (form[3],) for form in forms if form and form[3]},
        )


@pytest.mark.parametrize(("code", "kind", "pair"), list(examples()))
def test_an_example_of_the_documentation_is_as_right_or_as_wrong_as_it_says(code: str, kind: str, pair: Pair) -> None:
    assert (code in codes(pair)) is (kind == "wrong")
    if kind == "right":
        assert codes(pair) == set()


def test_every_check_has_a_page_with_a_right_and_a_wrong_example_and_says_how_to_waive_it() -> None:
    shown = [(code, kind) for code, kind, _ in examples()]
    assert sorted(shown) == sorted((code, kind) for code in PAIR_CHECKS for kind in ("right", "wrong"))
    listed = re.findall(r"\]\(([a-z-]+)\.md\)", (PAGES / "README.md").read_text(encoding="utf-8"))
    assert listed == [*PAIR_CHECKS, "comparison"]
    for code in PAIR_CHECKS:
        assert f"# allow {code}: " in (PAGES / f"{code}.md").read_text(encoding="utf-8")
