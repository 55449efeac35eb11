"""An item is put into a list of a YAML file, and nothing else in the file changes."""

import pytest

from briefgen.errors import UsageError
from briefgen.load.edit import with_item
from briefgen.load.yaml import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nlocales: [nl, en]   # two\nb: 2\n", "a: 1\nlocales: [nl, en, fr]   # two\nb: 2\n"),
        (
            "locales:\n  - nl  # home\n  - en  # abroad\n  # more?\n",
            "locales:\n  - nl  # home\n  - en  # abroad\n  - fr\n  # more?\n",
        ),
        ("locales:\n- nl\n- en", "locales:\n- nl\n- en\n- fr"),
        ("locales: [\n  nl, # home\n  en, # abroad\n]\n", "locales: [\n  nl, # home\n  en, fr, # abroad\n]\n"),
        ("locales: ['nl', \"en\"]\r\nb: 1\r\n", "locales: ['nl', \"en\", fr]\r\nb: 1\r\n"),
        ("locales:\r\n  - nl\r\nb: 1\r\n", "locales:\r\n  - nl\r\n  - fr\r\nb: 1\r\n"),
        ("\ufefflocales: [é, nl]\n", "\ufefflocales: [é, nl, fr]\n"),
        ("locales: [nl, fr]\n", "locales: [nl, fr]\n"),
        ("{locales: [nl], b: 1}\n", "{locales: [nl, fr], b: 1}\n"),
    ],
)
def test_an_item_joins_a_list_and_everything_else_stays_as_it_is(text: str, expected: str) -> None:
    assert with_item(text, "locales", "fr", "organisation.yaml") == expected


@pytest.mark.parametrize(
    "text",
    ["locales: nl\n", "locales: []\n", "b: 1\n", "- nl\n", "locales: [nl\n", "locales: {a: b}\n", "", "locales: *x\n"],
)
def test_what_is_no_list_to_add_to_is_refused_with_the_name_of_the_file(text: str) -> None:
    with pytest.raises(UsageError, match=r"fr cannot be added to organisation\.yaml"):
        with_item(text, "locales", "fr", "organisation.yaml")


@pytest.mark.parametrize("item", ["a, b", "x]", "", "# no", "a: b", "'", "1"])
def test_an_item_that_would_be_something_else_in_yaml_is_refused(item: str) -> None:
    with pytest.raises(UsageError):
        with_item("locales: [nl]\n", "locales", item, "organisation.yaml")


def test_a_word_that_other_yaml_takes_for_a_truth_value_stays_a_word() -> None:
    text = with_item("locales: [nl]\n", "locales", "no", "organisation.yaml")
    assert parse(text, "organisation.yaml").value == {"locales": ["nl", "no"]}
