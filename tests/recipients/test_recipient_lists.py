"""From a list and its mapping to recipients: editions, names, fields, duplicates, and those who want nothing."""

import hashlib
import hmac
import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from recipient_lists import Opener, people, told

from briefgen.errors import UsageError
from briefgen.findings import Finding, Severity
from briefgen.merge.recipients.lists import open_list
from briefgen.merge.sources.source import ListError, RowFinding
from briefgen.model.library import Library
from briefgen.model.recipient import Recipient

ROOT = Path(__file__).resolve().parents[2]
MAPPING = """
key: id
email: mail
name: {title: title, first: first, prefix: prefix, last: last, form: {column: sex, values: {v: female, m: male}}}
code: code
locale: {column: language, values: {Nederlands: nl, Vlaams: nl-BE, Español: es, English: en-GB}, default: nl}
audience: group
fields:
  amount: {type: money, column: gift, currency-column: currency, decimal: ","}
  gift-date: {type: date, column: day, format: D-M-YYYY}
suppression: {files: [gone.txt], column: no, values: [x, ja]}
"""
COLUMNS = "id,mail,title,first,prefix,last,sex,code,language,group,gift,currency,day,no"
HEAD = f"{COLUMNS}\n"


def row(number: int, **cells: str) -> str:
    """Return a row of the list in which all is well, but for these cells."""
    usual = {"id": f"V{number}", "mail": f"v{number}@example.org"}
    return ",".join(f'"{(usual | cells).get(column, "")}"' for column in COLUMNS.split(",")) + "\n"


def rows(*changes: dict[str, str]) -> str:
    return HEAD + "".join(row(number, **cells) for number, cells in enumerate(changes, start=1))


def problems(found: list[Recipient | Finding]) -> list[str]:
    return [each.code for each in found if isinstance(each, Finding)]


def test_the_example_list_is_read_without_findings_and_says_all_that_it_can(library: Library) -> None:
    found = open_list(str(ROOT / "content/recipients/example.csv"), None, library, library.newsletters["2026-peru"])
    every = list(found.rows())
    assert [str(each.code) for each in every if isinstance(each, Finding)] == ["recipient-suppressed"]
    by_row = {each.row: each for each in every if isinstance(each, Recipient)}
    assert Counter(each.audience for each in by_row.values()) == {"donors-nl": 7, "donors-es": 4, "donors-en": 4}
    assert by_row[1].fields == {
        "salutation": "Geachte mevrouw Voorbeeld,",
        "name": "Noor Voorbeeld",
        "first-name": "Noor",
        "last-name": "Voorbeeld",
        "amount": "€\u00a040",
        "gift-date": "14\u00a0september 2026",
    }
    assert (by_row[1].key, by_row[1].email, by_row[1].name) == (
        "V-0001",
        "noor.voorbeeld@example.org",
        "Noor Voorbeeld",
    )
    assert "salutation" not in by_row[5].fields
    assert by_row[14].fields["last-name"] == "O’Example"
    assert by_row[14].name == "Zoë O'Example"


def test_initials_are_no_first_name_in_a_personal_paragraph_either(opened: Opener) -> None:
    found = people(opened(rows({"first": "T.", "last": "Stond"}, {"first": "J P"}, {"first": "Jo"}), MAPPING, gone=""))
    assert [each.fields.get("first-name") for each in found] == [None, None, "Jo"]
    assert found[0].fields["name"] == "T. Stond"


def test_every_reader_of_the_example_can_unsubscribe_with_a_link_of_their_own(library: Library) -> None:
    found = open_list(str(ROOT / "content/recipients/example.csv"), None, library, library.newsletters["2026-peru"])
    codes = [one.code for one in found.rows() if isinstance(one, Recipient)]
    assert len(codes) > 10
    assert all(len(code) == 16 for code in codes)
    assert len(set(codes)) == len(codes)


def test_everything_in_the_example_list_is_invented() -> None:
    text = (ROOT / "content/recipients/example.csv").read_text(encoding="utf-8")
    assert all("@example.org," in line for line in text.splitlines()[1:])


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "printed", "day"),
    [
        ("nl", "1.250,00", "EUR", "€\u00a01.250", "4\u00a0oktober 2026"),
        ("nl-BE", "40,50", "EUR", "€\u00a040,50", "4\u00a0oktober 2026"),
        ("es", "1250", "EUR", "1250\u00a0€", "4\u00a0de\u00a0octubre de 2026"),
        ("es-PE", "1250,5", "PEN", "S/\u00a01,250.50", "4\u00a0de\u00a0octubre de 2026"),
        ("en-GB", "1250", "EUR", "€1,250", "4\u00a0October 2026"),
        ("en-US", "1250", "USD", "$1,250", "October\u00a04, 2026"),
        ("en-GB", "5000", "JPY", "JP¥5,000", "4\u00a0October 2026"),
    ],
)
def test_amounts_and_dates_are_written_as_the_recipient_writes_them(
    opened: Opener, locale: str, amount: str, currency: str, printed: str, day: str
) -> None:
    mapping = MAPPING.replace("values: {Nederlands: nl, Vlaams: nl-BE, Español: es, English: en-GB}, ", "")
    cells = {"language": locale, "gift": amount, "currency": currency, "day": "4-10-2026"}
    fields = people(opened(rows(cells), mapping, gone=""))[0].fields
    assert (fields["amount"], fields["gift-date"]) == (printed, day)


def test_what_is_not_known_is_left_out_and_needs_nothing_else(opened: Opener) -> None:
    (found,) = people(opened(rows({"currency": "???"}), MAPPING, gone=""))
    assert found.fields == {}
    assert (found.audience, found.locale, found.name, found.code) == ("donors-nl", "nl", "", "")


def test_who_has_a_key_may_lack_an_address_and_who_has_none_may_not(opened: Opener) -> None:
    (found,) = people(opened(rows({"mail": " "}), MAPPING, gone=""))
    assert (found.key, found.email) == ("V1", "")
    assert told(opened("mail\n \n\nx\n", "email: mail\nlocale: {default: nl}\n")) == [
        ("recipient-address", 1, 2, 1),
        ("recipient-address", 3, 4, 1),
    ]


def test_the_edition_is_that_of_the_audience_else_the_nearest_to_the_locale(opened: Opener) -> None:
    found = people(
        opened(
            rows(
                {"language": "Vlaams"},
                {"language": "Español"},
                {"language": "English", "group": "donors-en"},
                {"group": "donors-nl"},
            ),
            MAPPING,
            gone="",
        )
    )
    assert [(each.audience, each.locale) for each in found] == [
        ("donors-nl", "nl-BE"),
        ("donors-es", "es"),
        ("donors-en", "en-GB"),
        ("donors-nl", "nl"),
    ]
    by_audience = people(opened("mail,g\na@example.org,donors-es\n", "email: mail\naudience: g\n"))
    assert [(each.audience, each.locale) for each in by_audience] == [("donors-es", "es")]
    nearest = people(opened("mail,l\na@example.org,es-AR\nb@example.org,en\n", "email: mail\nlocale: l\n"))
    assert [each.audience for each in nearest] == ["donors-es", "donors-en"]


def test_a_locale_is_one_however_it_is_written(opened: Opener) -> None:
    words = ("nl", "NL", "nl_BE", "NL-be", "es_pe", "EN_gb", "en")
    list_ = "mail,l\n" + "".join(f"{number}@example.org,{word}\n" for number, word in enumerate(words))
    found = opened(list_, "email: mail\nlocale: {column: l, default: NL}\n")
    locales = ["nl", "nl", "nl-BE", "nl-BE", "es-PE", "en-GB", "en"]
    assert [each.locale for each in people(found)] == locales
    assert {locale for _, locale in found.survey().editions} == set(locales)
    mapping = "email: mail\nlocale: {column: l, values: {B: nl_be}}\n"
    assert [each.locale for each in people(opened("mail,l\na@example.org,B\n", mapping))] == ["nl-BE"]


@pytest.mark.parametrize("word", ["dut", "spa", "en-UK", "en-XA", "ar-XB", "nl-XX", "x", "nl NL"])
def test_another_name_of_a_locale_and_a_language_that_nobody_reads_are_refused(opened: Opener, word: str) -> None:
    list_ = f"mail,l\na@example.org,nl\nb@example.org,{word}\n"
    assert told(opened(list_, "email: mail\nlocale: l\n")) == [("recipient-locale", 2, 3, 2)]
    (finding,) = opened(list_, f"email: mail\nlocale: {{default: {word}}}\n").findings[:1]
    assert (finding.code, finding.place.line) == ("mapping-rule", 2)


def test_a_mail_without_a_code_is_told_and_made_all_the_same(opened: Opener) -> None:
    changes = [{"code": "a1"}, {"code": ""}, {"code": " "}, {"id": "V2"}, {"no": "x"}, {"mail": "nobody"}]
    found = opened(rows(*changes), MAPPING, mailed=True, gone="")
    survey = found.survey()
    assert [(each.code, each.severity, each.row, each.place.line, each.place.column) for each in survey.findings] == [
        ("recipient-code", Severity.WARNING, 2, 3, 8),
        ("recipient-code", Severity.WARNING, 3, 4, 8),
        ("recipient-duplicate", Severity.WARNING, 4, 5, 1),
        ("recipient-address", Severity.ERROR, 6, 7, 2),
    ]
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [1, 2, 3]
    assert (survey.sound, survey.counts["recipient-code"]) == (3, 2)
    assert opened(rows(*changes), MAPPING, gone="").survey().counts["recipient-code"] == 0


def test_who_is_to_get_a_mail_needs_an_address(opened: Opener) -> None:
    list_ = rows({"code": "a1"}, {"code": "a2", "mail": " "})
    (finding,) = opened(list_, MAPPING, mailed=True, gone="").survey().findings
    assert (finding.code, finding.row, finding.place.column) == ("recipient-address", 2, 2)
    (missing,) = opened(list_, MAPPING.replace("email: mail\n", ""), mailed=True, gone="").findings
    assert (missing.code, missing.severity) == ("mapping-rule", Severity.ERROR)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"language": "Dutch"}, "recipient-locale", "language"),
        ({"language": "nl"}, "recipient-locale", "language"),
        ({"language": "Español", "group": "donors-nl"}, "recipient-locale", "language"),
        ({"group": "friends"}, "recipient-audience", "group"),
        ({"id": ""}, "recipient-key", "id"),
        ({"id": "=1"}, "recipient-formula", "id"),
        ({"mail": "v1@example"}, "recipient-address", "mail"),
        ({"first": "No\u202eor"}, "recipient-characters", "first"),
        ({"last": "o" * 81}, "recipient-too-long", "last"),
        ({"sex": "w"}, "recipient-form", "sex"),
        ({"code": "@x"}, "recipient-formula", "code"),
        ({"gift": "40.00"}, "recipient-currency", "currency"),
        ({"gift": "40.00", "currency": "EUR"}, "recipient-amount", "gift"),
        ({"gift": "-40", "currency": "EUR"}, "recipient-amount", "gift"),
        ({"day": "2026-10-04"}, "recipient-date", "day"),
        ({"day": "31-11-2026"}, "recipient-date", "day"),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_column_and_never_repeated(
    opened: Opener, cells: dict[str, str], code: str, column: str
) -> None:
    found = opened(rows({}, cells, {}), MAPPING, gone="")
    assert told(found) == [(code, 2, 3, COLUMNS.split(",").index(column) + 1)]
    (finding,) = (each for each in found.rows() if isinstance(each, RowFinding))
    assert f'row 2, column "{column}": ' in finding.message
    assert finding.severity is Severity.ERROR
    for value in (cell for cell in cells.values() if len(cell) > 2):
        assert value not in f"{finding.message}{finding.hint.replace('donors-nl', '')}"


def test_everything_that_is_wrong_with_a_row_is_said_at_once(opened: Opener) -> None:
    found = opened(rows({"mail": "x", "first": "=1", "day": "x"}), MAPPING, gone="")
    assert [code for code, *_ in told(found)] == ["recipient-address", "recipient-formula", "recipient-date"]


def test_of_two_rows_with_one_key_or_address_the_first_good_one_is_kept(opened: Opener) -> None:
    found = opened(
        rows(
            {"mail": "bad"},
            {"mail": "NOOR@example.org"},
            {"id": "V1"},
            {"mail": "noor@EXAMPLE.org"},
            {"id": "v1"},
            {"id": "V1", "mail": "other@example.org"},
        ),
        MAPPING,
        gone="",
    )
    every = list(found.rows())
    assert [each.row for each in every if isinstance(each, Recipient)] == [2, 3, 5]
    assert told(found)[1:] == [("recipient-duplicate", 4, 5, 1), ("recipient-duplicate", 6, 7, 1)]
    told_of = [each.message for each in every if isinstance(each, Finding) and each.code == "recipient-duplicate"]
    assert ["row 2 has" in told_of[0], "row 3 has" in told_of[1]] == [True, True]


def test_who_wants_nothing_anywhere_gets_nothing_from_any_row(opened: Opener) -> None:
    found = opened(
        rows(
            {"mail": "a@example.org"},
            {"mail": "b@example.org"},
            {"mail": "A@example.org", "no": "x", "first": "=1"},
            {"mail": "gone@example.org"},
            {"id": "V2", "mail": "c@example.org", "no": "ja"},
            {"no": "nee"},
        ),
        MAPPING,
        gone="# since May\n\nGone@Example.org\n",
    )
    every = list(found.rows())
    assert [each.row for each in every if isinstance(each, Recipient)] == [6]
    assert [(each.code, each.severity) for each in every if isinstance(each, Finding)] == [
        ("recipient-suppressed", Severity.WARNING)
    ] * 5
    survey = found.survey()
    assert (survey.rows, survey.sound, survey.suppressed) == (6, 1, 5)


def test_a_row_gives_way_only_to_one_that_is_made(opened: Opener) -> None:
    found = opened(
        rows(
            {"id": "A", "mail": "a@example.org"},
            {"id": "A", "mail": "b@example.org"},
            {"id": "B", "mail": "b@example.org"},
            {"id": "B", "mail": "a@example.org"},
        ),
        MAPPING,
        gone="",
    )
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [1, 3]
    assert found.survey().left_out == {2: 1, 4: 1}


def test_a_no_holds_for_each_address_that_the_person_has_in_any_row(opened: Opener) -> None:
    found = opened(
        rows(
            {"id": "B", "mail": "b@example.org"},
            {"id": "A", "mail": "b@example.org"},
            {"id": "A", "mail": "a@example.org", "no": "x"},
            {},
        ),
        MAPPING,
        gone="",
    )
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [4]
    assert found.survey().suppressed == 3


@pytest.mark.parametrize("word", ["X", " ja ", "JA", "Ne\u0301e"])
def test_who_says_no_in_capitals_or_with_spaces_has_said_no(opened: Opener, word: str) -> None:
    found = opened(rows({"no": word}, {"no": "never"}), MAPPING.replace("[x, ja]", "[x, Ja, née]"), gone="")
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [2]


@pytest.mark.parametrize("word", ["true", "TRUE", "WAAR", "verdadero"])
def test_a_no_that_a_spreadsheet_shows_as_true_in_any_language_is_heard(
    opened: Opener, tmp_path: Path, word: str
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet = book.add_worksheet()
    for at, (mail, no) in enumerate([("mail", "no"), ("a@example.org", True), ("b@example.org", False)]):
        sheet.write_row(at, 0, [mail, no])
    book.close()
    mapping = f'email: mail\nlocale: {{default: nl}}\nsuppression: {{column: no, values: ["{word}"]}}\n'
    assert [each.row for each in opened(tmp_path / "list.xlsx", mapping).rows() if isinstance(each, Recipient)] == [2]


def test_nobody_is_written_to_whose_wish_cannot_be_read(opened: Opener) -> None:
    found = opened(rows({"no": "=A1"}, {"no": "-"}), MAPPING, gone="")
    assert told(found) == [("recipient-formula", 1, 2, 14)]
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [2]


def test_a_list_of_hashes_names_nobody_and_works_all_the_same(opened: Opener) -> None:
    digest = hmac.new(b"secret", b"gone@example.org", hashlib.sha256).hexdigest()
    mapping = MAPPING.replace("files: [gone.txt],", "files: gone.txt, hash-key: key.txt,")
    found = opened(rows({"mail": "GONE@example.org"}, {}), mapping, gone=f"{digest}\n", key="secret\n")
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [2]
    unkeyed = opened(rows({}), MAPPING, gone=f"{digest}\n")
    assert [finding.code for finding in unkeyed.findings] == ["list-suppression"]


@pytest.mark.parametrize("text", ["no address\n", "a@example.org\nb@example\n"])
def test_a_suppression_list_that_cannot_be_read_stops_everything(opened: Opener, text: str) -> None:
    found = opened(rows({}), MAPPING, gone=text)
    assert problems(list(found.rows())) == ["list-suppression"]
    assert "example" not in found.findings[0].message.partition(":")[2]
    (missing,) = opened(rows({}), MAPPING.replace("gone.txt", "lost.txt")).findings
    assert (missing.code, missing.place.line) == ("list-suppression", 11)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("key: id", "key: idd", "mapping-column", 2),
        ("prefix: prefix", "prefix: van", "mapping-column", 4),
        ("currency-column: currency", "currency-column: EUR", "mapping-column", 9),
        ("currency-column: currency", "currency: XXY", "mapping-field", 9),
        ("currency-column: currency, ", "", "mapping-field", 9),
        ("type: money", "type: text", "mapping-field", 9),
        ("format: D-M-YYYY", "format: D-M-YY", "mapping-field", 10),
        ("type: date, column: day, format: D-M-YYYY", "type: text, column: day", "mapping-field", 10),
        ("default: nl}", "default: dutch}", "mapping-rule", 6),
        ("Vlaams: nl-BE", "Vlaams: belgian", "mapping-rule", 6),
        ("v: female", "v: woman", "mapping-rule", 4),
        ("audience: group", "audience: {default: donors}", "mapping-rule", 7),
        ("values: [x, ja]", "values: []", "mapping-rule", 11),
        ("email: mail", "emial: mail", "field-unknown", 3),
        ("column: gift,", "", "field-missing", 9),
    ],
)
def test_a_mapping_that_does_not_fit_is_named_with_its_line_and_nothing_is_read(
    opened: Opener, old: str, new: str, code: str, line: int
) -> None:
    assert MAPPING.count(old) == 1
    found = opened(rows({}), MAPPING.replace(old, new), gone="")
    assert (code, line) in [(finding.code, finding.place.line) for finding in found.findings]
    assert list(found.rows()) == list(found.findings)


def test_a_mapping_says_who_is_who_and_which_edition(opened: Opener) -> None:
    for mapping in ("", "locale: {default: nl}\n", "email: mail\n"):
        found = opened("mail\na@example.org\n", mapping)
        assert "mapping-rule" in problems(list(found.rows()))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "db"])
@pytest.mark.parametrize(("here", "there"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_two_ways_to_write_an_accent_are_one_in_headings_and_words(
    opened: Opener, tmp_path: Path, kind: str, here: Any, there: Any
) -> None:
    head, cells = (unicodedata.normalize(here, text).split(",") for text in ("mail,prénom", "a@example.org,Español"))
    path = tmp_path / f"list.{kind}"
    if kind == "csv":
        path.write_text(f"{','.join(head)}\n{','.join(cells)}\n", encoding="utf-8")
    elif kind == "xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, head)
            sheet.write_row(1, 0, cells)
    else:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(f"CREATE TABLE recipients ({', '.join(head)})")
            database.execute("INSERT INTO recipients VALUES (?, ?)", cells)
    mapping = "email: mail\nlocale: {column: prénom, values: {Español: es}}\n"
    (found,) = people(opened(path, unicodedata.normalize(there, mapping)))
    assert found.locale == "es"


def test_a_list_without_a_mapping_says_how_to_begin_one(library: Library, tmp_path: Path) -> None:
    (tmp_path / "donors.csv").write_text("mail\na@example.org\n", encoding="utf-8")
    found = open_list(str(tmp_path / "donors.csv"), None, library, library.newsletters["2026-peru"])
    assert [finding.code for finding in found.findings] == ["mapping-missing"]
    assert f"briefgen recipients mapping {tmp_path.as_posix()}/donors.csv" in found.findings[0].hint


def test_a_list_that_is_not_there_is_named_as_such_before_its_mapping_is_missed(
    library: Library, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"there is no list .*/donors\.xlsx"):
        open_list(str(tmp_path / "donors.xlsx"), None, library, library.newsletters["2026-peru"])


def test_a_field_that_no_column_fills_is_a_warning_and_one_that_is_not_printed_is_not_read(opened: Opener) -> None:
    mapping = "email: mail\nlocale: {default: nl}\nfields: {age: {type: number, column: age}}\n"
    found = opened("mail,age\na@example.org,many\n", mapping)
    assert [(each.code, each.severity) for each in found.findings] == [("mapping-incomplete", Severity.WARNING)] * 2
    assert len(people(found)) == 1


def test_a_list_may_bring_the_whole_greeting(opened: Opener) -> None:
    mapping = "email: mail\nlocale: {default: nl}\nfields: {salutation: {type: text, column: hello}}\n"
    (found,) = people(opened("mail,hello\na@example.org,Dag buurvrouw!\n", mapping))
    assert found.fields == {"salutation": "Dag buurvrouw!"}


def test_a_sign_for_what_is_not_known_is_no_name(opened: Opener) -> None:
    changes = [{"first": ".", "last": "Vries"}, {"first": "?", "last": "??"}, {"first": "伟", "last": "李"}]
    found = people(opened(rows(*changes), MAPPING, gone=""))
    assert [each.name for each in found] == ["Vries", "", "伟 李"]
    assert [each.fields.get("first-name") for each in found] == [None, None, "伟"]
    assert "salutation" not in found[1].fields


def test_where_a_list_brings_no_greeting_the_name_makes_one(opened: Opener) -> None:
    mapping = "email: mail\nname: {first: first}\nlocale: {default: es}\n"
    mapping += "fields: {salutation: {type: text, column: hello}}\n"
    (found,) = people(opened("mail,first,hello\na@example.org,Alba,\n", mapping))
    assert found.fields["salutation"] == "Hola, Alba:"


def test_a_file_that_is_not_there_or_of_another_kind_is_a_wrong_call(library: Library, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "list.xls").touch()
    for name in ("list.csv", "list.xls"):
        with pytest.raises(UsageError):
            open_list(str(tmp_path / name), None, library, library.newsletters["2026-peru"])


WORDS = st.sampled_from(
    ["", "Noor", "=1", "x" * 90, "noor@example.org", "alba@example.org", "V1", "40,00", "4-10-2026", "x"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "mail", "first", "gift", "day", "no"), WORDS)),
        max_size=12,
    )
)
@example(table=[{"id": "", "mail": ""}, {}])
def test_the_survey_says_what_the_rows_say_whatever_a_list_holds(opened: Opener, table: list[dict[str, str]]) -> None:
    found = opened(
        rows(*table), MAPPING.replace("currency-column: currency", "currency: EUR"), gone="alba@example.org\n"
    )
    every = list(found.rows())
    survey = found.survey(10_000)
    good = [each for each in every if isinstance(each, Recipient)]
    suppressed = {each.row for each in every if isinstance(each, RowFinding) and each.code == "recipient-suppressed"}
    others = [each for each in every if isinstance(each, RowFinding) and each.code != "recipient-suppressed"]
    assert (survey.sound, survey.suppressed) == (len(good), len(suppressed))
    assert survey.counts == Counter(each.code for each in others)
    told_of = {each.row for each in good} | suppressed | {each.row for each in others}
    assert len(told_of) == survey.rows == sum(any(({"id": "V", "mail": "v"} | cells).values()) for cells in table)
    assert len({each.key for each in good}) == len(
        {each.email.casefold() for each in good if each.email} | {each.key for each in good if not each.email}
    )


def test_an_edition_counts_those_who_get_it(opened: Opener) -> None:
    spanish = {"language": "Español", "id": "V1"}
    changes: list[dict[str, str]] = [{}, {}, spanish, {"no": "x", "id": "E"}, {"language": "English", "id": "E"}]
    survey = opened(rows(*changes), MAPPING, gone="").survey()
    assert survey.editions == {("donors-nl", "nl"): 2}
    assert (survey.rows, survey.sound, survey.repeated, survey.suppressed, survey.wrong) == (5, 2, 1, 2, 0)


def test_the_rows_that_are_hardest_to_print_are_found_wherever_they_stand(opened: Opener) -> None:
    many = [
        {"first": "Noor", "last": "Voorbeeld", "gift": "25,00", "currency": "EUR", "day": "4-10-2026"}
        for _ in range(1500)
    ]
    many[40] |= {"gift": "1.000.000,00", "last": "x" * 90}  # nobody gets it
    many[700] |= {"last": "Voorbeeld-van der Langenaam"}
    many[900] |= {"first": "", "last": "", "gift": "", "day": ""}
    many[1200] |= {"gift": "1000,00"}
    many[1300] |= {"gift": "999,50"}
    survey = opened(rows(*many), MAPPING, gone="").survey()
    assert {why: number for why, (number, *_) in survey.worst.items()} == {
        "longest name": 701,
        "most missing": 901,
        "widest amount": 1301,
    }


def test_a_row_that_nobody_gets_is_not_among_the_hardest(opened: Opener) -> None:
    found = opened(
        rows(
            {"id": "A", "first": "Noor", "gift": "5,00", "currency": "EUR"},
            {"id": "A", "first": "Noor Maria Fleur", "gift": "123456,78", "currency": "EUR"},
            {"id": "B", "first": "Jip Jan", "gift": "15,00", "currency": "EUR"},
            {"id": "C", "first": "Anna Alida Adriana", "gift": "654321,00", "currency": "EUR"},
            {"id": "C", "no": "x"},
        ),
        MAPPING,
        gone="",
    )
    worst = {why: number for why, (number, *_) in found.survey().worst.items()}
    assert worst == {"longest name": 3, "most missing": 1, "widest amount": 3}


def test_what_was_found_until_a_list_cannot_be_read_is_told(opened: Opener) -> None:
    text = "mail\nbad\n" + '"x"y\n' * 200
    found = opened(text, "email: mail\nlocale: {default: nl}\n")
    with pytest.raises(ListError) as caught:
        found.survey(1000)
    codes = Counter(finding.code for finding in caught.value.findings)
    assert codes == {"recipient-address": 1, "recipient-row": 100, "list-syntax": 1}


def test_no_more_than_the_first_findings_of_a_kind_are_kept_and_all_are_counted(opened: Opener) -> None:
    survey = opened(rows(*[{"mail": "x"}] * 50, {"first": "=1"}), MAPPING, gone="").survey(5)
    assert survey.counts == {"recipient-address": 50, "recipient-formula": 1}
    assert [finding.row for finding in survey.findings] == [1, 2, 3, 4, 5, 51]
