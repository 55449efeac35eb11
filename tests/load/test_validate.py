"""Faults against a model are told in an editor's words, at the line and column where they stand."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, field_validator, model_validator
from pydantic_core import PydanticCustomError

from briefgen.findings import Finding, Place
from briefgen.load.validate import validate
from briefgen.load.yaml import parse


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(Strict):
    when: date
    title: str


class Chart(Strict):
    kind: Literal["chart"]
    height: int


class Quote(Strict):
    kind: Literal["quote"]
    words: str


class Tone(StrEnum):
    FORMAL = "formal"
    CLOSE = "close"


class Campaign(Strict):
    name: str = "x"
    review_by: date | None = Field(None, alias="review-by")
    events: tuple[Event, ...] = ()
    named: dict[Annotated[str, Field(pattern="^[a-z]+$")], Event] = {}
    blocks: tuple[Annotated[Chart | Quote, Field(discriminator="kind")], ...] = ()
    share: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    people: Annotated[int, Field(le=10)] = 0
    public: bool = False
    tone: Tone = Tone.FORMAL
    link: HttpUrl | None = None
    either: int | Event | None = None
    tags: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    begins: int = 0
    ends: int = 9

    @field_validator("share")
    @classmethod
    def at_most_all(cls, share: Decimal) -> Decimal:
        if share > 100:
            raise PydanticCustomError(
                "share-over-100", "{share} % is more than all", {"share": share, "hint": "count anew"}
            )
        return share

    @field_validator("name")
    @classmethod
    def no_shouting(cls, name: str) -> str:
        if name.isupper():
            raise ValueError("the name is all capitals")
        return name

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.ends < self.begins:
            raise PydanticCustomError("ends-early", "it ends before it begins", {"at": "ends"})
        return self


def faults(text: str) -> list[Finding]:
    parsed = parse(text, "c.yaml")
    assert parsed.findings == []
    campaign, findings = validate(Campaign, parsed.value, parsed.positions, "c.yaml")
    assert (campaign is None) == bool(findings)
    return findings


def test_good_data_becomes_a_model() -> None:
    parsed = parse("review-by: 2015-12-30\nshare: 33.40\n", "c.yaml")
    campaign, findings = validate(Campaign, parsed.value, parsed.positions, "c.yaml")
    assert findings == []
    assert campaign is not None
    assert campaign.review_by == date(2015, 12, 30)
    assert str(campaign.share) == "33.40"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("review-by: soon", "1:12", 'review-by: expected a date such as 2015-12-30, found "soon"'),
        ("review-by: 2015", "1:12", "review-by: expected a date such as 2015-12-30, found the number 2015"),
        ("events:\n  - when: []\n    title: x", "2:11", "when: expected a date such as 2015-12-30, found a list"),
        ("name: 2030", "1:7", "name: expected text, found the number 2030"),
        ("name:", "1:6", "name: expected text, found nothing"),
        ("name: true", "1:7", "name: expected text, found true"),
        ("name: {families}", "1:7", "name: expected text, found fields and their values"),
        ("share: 33,40", "1:8", 'share: expected a number, found "33,40"'),
        ("people: 1.5", "1:9", "people: expected a whole number, found the number 1.5"),
        ("public: perhaps", "1:9", 'public: expected true or false, found "perhaps"'),
        ("events: x", "1:9", 'events: expected a list, found "x"'),
        ("events:\n  - x", "2:5", 'events: expected fields and their values, found "x"'),
        ("link: here", "1:7", 'link: expected a web address such as https://example.org, found "here"'),
        ("- x", "1:1", "expected fields and their values, found a list"),
        ("named: 1", "1:8", "named: expected fields and their values, found the number 1"),
        ("name: [" + "x" * 99 + "]", "1:7", "name: expected text, found a list"),
        ("public: " + "x" * 99, "1:9", f'public: expected true or false, found "{"x" * 60}…"'),
    ],
)
def test_a_wrong_type_says_what_was_expected_and_what_was_found(text: str, place: str, message: str) -> None:
    (found,) = faults(text)
    assert (found.code, str(found.place), found.message) == ("field-type", f"c.yaml:{place}", message)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("name: 2030", 'put it in quotes: "2030"'),
        ("name: 1.50", 'put it in quotes: "1.50"'),
        ("name: true", 'put it in quotes: "true"'),
        ("name: {families}", 'a text that begins with "{" needs quotes'),
        ("share: 33,40", "write digits alone, with a point before the decimals: 1234.50"),
        ("events: x", 'put each item on its own line, after "- "'),
    ],
)
def test_a_common_slip_comes_with_its_remedy(text: str, hint: str) -> None:
    assert [found.hint for found in faults(text)] == [hint]


def test_a_day_that_does_not_exist_has_a_code_of_its_own() -> None:
    (found,) = faults("name: x\nreview-by: 2015-02-30\n")
    assert (found.code, found.place) == ("date-invalid", Place("c.yaml", 2, 12))
    assert found.message == "review-by: there is no day 2015-02-30"


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("name: x\nreview_by: 2015-12-30", "2:1", 'did you mean "review-by"?'),
        ("events:\n  - when: 2015-12-30\n    title: x\n    titel: x", "4:5", 'did you mean "title"?'),
        ("named:\n  law: {when: 2015-12-30, title: x, titles: y}", "2:37", 'did you mean "title"?'),
        ("blocks:\n  - {kind: chart, height: 1, heigth: 2}", "2:30", 'did you mean "height"?'),
    ],
)
def test_an_unknown_field_is_placed_at_its_key_and_told_its_likely_name(text: str, place: str, hint: str) -> None:
    (found,) = faults(text)
    assert (found.code, str(found.place)) == ("field-unknown", f"c.yaml:{place}")
    assert found.hint == hint


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        ("name: x\nevents:\n  - title: x", "3:5", "when"),
        ("named:\n  law:\n    when: 2015-12-30", "3:5", "title"),
        ("blocks:\n  - kind: chart", "2:5", "height"),
        ("blocks:\n  - height: 3", "2:5", "kind"),
    ],
)
def test_a_missing_field_is_placed_where_it_should_stand(text: str, place: str, name: str) -> None:
    (found,) = faults(text)
    assert (found.code, str(found.place), found.message) == (
        "field-missing",
        f"c.yaml:{place}",
        f'the field "{name}" is missing',
    )


def test_a_file_without_content_is_told_at_its_beginning() -> None:
    (found,) = faults("# nothing yet\n")
    assert (found.code, found.place) == ("field-type", Place("c.yaml", 1, 1))
    assert found.message == "expected fields and their values, found nothing"


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("share: -1", "1:8", "share: expected at least 0, found the number -1", ""),
        ("people: 11", "1:9", "people: expected at most 10, found the number 11", ""),
        ("tags: [a, b, c]", "1:7", "tags: expected at most 2 items, found a list", ""),
        ("name: PERU", "1:7", "the name is all capitals", ""),
        ("tone: formel", "1:7", 'tone: "formel" is none of the known words', 'did you mean "formal"?'),
        ("blocks:\n  - kind: chrt", "2:11", 'kind: "chrt" is none of the known words', 'did you mean "chart"?'),
        (
            "link: ftp://example.org",
            "1:7",
            "link: URL scheme should be 'http' or 'https', found \"ftp://example.org\"",
            "",
        ),
    ],
)
def test_a_broken_limit_is_told_in_plain_words(text: str, place: str, message: str, hint: str) -> None:
    (found,) = faults(text)
    assert (found.code, str(found.place)) == ("field-value", f"c.yaml:{place}")
    assert (found.message, found.hint) == (message, hint)


def test_a_key_that_is_not_allowed_is_placed_at_the_key() -> None:
    (found,) = faults("named:\n  LAW: {when: 2015-12-30, title: x}\n")
    assert (found.code, found.place) == ("field-value", Place("c.yaml", 2, 3))
    assert '"LAW" cannot be a key' in found.message


def test_a_validator_names_the_code_the_hint_and_the_field() -> None:
    (found,) = faults("name: x\nshare: 101\n")
    assert found == Finding("share-over-100", Place("c.yaml", 2, 8), "101 % is more than all", "count anew")
    (found,) = faults("begins: 5\nends: 4\n")
    assert (found.code, found.place) == ("ends-early", Place("c.yaml", 2, 7))


def test_union_members_in_pydantics_path_do_not_lead_the_place_astray() -> None:
    assert {str(found.place) for found in faults("name: x\neither:\n  when: x\n  title: y\n")} == {
        "c.yaml:3:3",
        "c.yaml:3:9",
    }


def test_all_faults_of_a_file_are_found_at_once() -> None:
    text = "name: 1\nshare: x\nevents:\n  - {}\n"
    assert [found.code for found in faults(text)] == ["field-type", "field-missing", "field-missing", "field-type"]


def test_places_follow_data_that_is_part_of_a_file() -> None:
    parsed = parse("rows:\n  law: {when: 2015-12-30}\n", "c.yaml", first_line=5)
    assert isinstance(parsed.value, dict)
    rows = parsed.value["rows"]
    assert isinstance(rows, dict)
    _, findings = validate(Event, rows["law"], parsed.positions.below(("rows", "law")), "shown.yaml")
    assert [(found.code, found.place) for found in findings] == [("field-missing", Place("shown.yaml", 6, 8))]
