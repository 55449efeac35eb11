"""Lists in PostgreSQL, on a real server: read in one view of the data, by a reader that cannot write or tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from postgres import PASSWORD, Server, program, running
from recipient_lists import people, told

from briefgen.errors import UsageError
from briefgen.merge.recipients.lists import RecipientList, open_list
from briefgen.merge.sources.postgresql import ServerTable
from briefgen.merge.sources.source import Block, Layout, ListError
from briefgen.model.library import Library
from briefgen.model.recipient import Recipient

MAPPING = """
table: donors
key: id
email: mail
name: {first: first}
locale: {default: nl}
fields: {amount: {type: money, column: gift, currency: EUR}, gift-date: {type: date, column: day}}
suppression: {column: declined, values: ["true"]}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if not program("initdb"):
        pytest.skip("POSTGRESQL IS NOT HERE; LISTS IN IT WERE NOT TESTED. Install it: apt-get install postgresql")
    with running() as found:
        sql(
            found,
            "CREATE TABLE donors (id uuid, mail text, first text, gift numeric(10,2), day date,"
            " declined boolean DEFAULT false, notes jsonb DEFAULT '{}', seen timestamptz DEFAULT now())",
            "INSERT INTO donors (id, mail, first, gift, day, declined) VALUES"
            " ('00000000-0000-0000-0000-000000000003', 'b@example.org', NULL, NULL, NULL, false),"
            " ('00000000-0000-0000-0000-000000000001', 'a@example.org', 'Zoë', 40.50, '2026-09-14', false),"
            " ('00000000-0000-0000-0000-000000000004', 'c@example.org', 'Alba', 40, '2026-09-14', true),"
            " ('00000000-0000-0000-0000-000000000002', 'bad', E'No\\u202eor', -1, '2026-09-14', false)",
            'CREATE VIEW letters AS SELECT id, mail AS "E-mail" FROM donors WHERE NOT declined',
            "CREATE SCHEMA mailing",
            "CREATE TABLE mailing.many AS SELECT i AS id, 'v' || i || '@example.org' AS mail"
            " FROM generate_series(1, 3000) AS i",
            "CREATE SEQUENCE counter",
            "CREATE TABLE ledger (secret text)",
            "CREATE TABLE looks (mail text, a point, b int4[], c bytea, d inet, e interval)",
            "INSERT INTO looks VALUES ('a@example.org', '(1,2)', '{1}', 'x', '10.0.0.1', '1 day')",
            "CREATE TABLE extremes (mail text, first text, gift numeric, day date)",
            "INSERT INTO extremes VALUES ('a@example.org', 'x', 'NaN', NULL), ('b@example.org', 'x', 1, 'infinity'),"
            " ('c@example.org', 'x', 'Infinity', '0044-03-15 BC'), ('d@example.org', 'x', 5, '2026-09-14')",
            "CREATE TABLE moments AS SELECT mail, first, gift, day::timestamptz FROM extremes",
            f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'",
            "GRANT SELECT ON donors, letters TO reader",
        )
        yield found


def sql(server: Server, *statements: str) -> list[tuple[Any, ...]]:
    """Let the owner do something; return the rows of the last statement, if it has any."""
    import psycopg

    with psycopg.connect(server.local().replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def found(server: Server, library: Library, tmp_path: Path) -> RecipientList:
    return opened(server.local("reader"), MAPPING, library, tmp_path)


def opened(url: str, mapping: str, library: Library, folder: Path) -> RecipientList:
    (folder / "list.yaml").write_text(mapping, encoding="utf-8")
    return open_list(url, folder / "list.yaml", library, library.newsletters["2026-peru"])


def words(url: str, layout: Layout | None = None) -> tuple[str, str]:
    with pytest.raises(ListError) as caught:
        ServerTable(url, layout or Layout(table="donors"))
    (finding,) = caught.value.findings
    return finding.code, str(finding)


def test_a_table_gives_recipients_and_findings_in_the_order_of_its_keys(found: RecipientList) -> None:
    assert told(found) == [
        ("recipient-address", 2, 2, 2),
        ("recipient-characters", 2, 2, 3),
        ("recipient-amount", 2, 2, 4),
        ("recipient-suppressed", 4, 4, 1),
    ]
    good = [each for each in found.rows() if not hasattr(each, "code") or hasattr(each, "fields")]
    assert [(each.row, each.email) for each in good] == [(1, "a@example.org"), (3, "b@example.org")]  # type: ignore[union-attr]
    assert good[0].fields["amount"] == "€\u00a040,50"  # type: ignore[union-attr]
    assert good[0].fields["gift-date"] == "14\u00a0september 2026"  # type: ignore[union-attr]


def test_a_view_is_read_like_a_table_and_a_table_of_another_schema_by_its_name(
    server: Server, library: Library, tmp_path: Path
) -> None:
    view = "table: letters\nemail: E-mail\nkey: id\nlocale: {default: nl}\n"
    assert opened(server.local("reader"), view, library, tmp_path).survey().rows == 3
    many = "table: mailing.many\nkey: id\nemail: mail\nlocale: {default: nl}\n"
    every = people(opened(server.local(), many, library, tmp_path))
    assert [each.row for each in every] == list(range(1, 3001))
    assert [each.key for each in every] == sorted(map(str, range(1, 3001)))


def test_rows_are_fetched_a_few_at_a_time_and_nothing_can_be_written(server: Server) -> None:
    from sqlalchemy import text

    source = ServerTable(server.local(), Layout(table="mailing.many"))
    assert [len(block.rows) for block in source.blocks() if isinstance(block, Block)] == [500] * 6
    for statement in ("DELETE FROM mailing.many", "CREATE TABLE x (a int)", "SELECT setval('counter', 9)"):
        with pytest.raises(ListError) as caught, source._reading() as connection:
            connection.execute(text(statement))
        assert "25006" in caught.value.findings[0].message  # read_only_sql_transaction


def test_the_rows_are_those_of_one_moment_while_others_write(server: Server) -> None:
    source = ServerTable(server.local(), Layout(table="mailing.many"))
    blocks = source.blocks()
    first = next(blocks)
    sql(server, "INSERT INTO mailing.many VALUES (9999, 'late@example.org')")
    rest = [row for block in (first, *blocks) if isinstance(block, Block) for row in block.rows]
    assert len(rest) == 3000
    sql(server, "DELETE FROM mailing.many WHERE id = 9999")


def test_the_digest_is_that_of_what_is_read_and_of_nothing_else(
    server: Server, library: Library, tmp_path: Path, found: RecipientList
) -> None:
    before = found.digest()
    sql(server, "UPDATE donors SET notes = '{\"a\": 1}', seen = now()")
    assert opened(server.local("reader"), MAPPING, library, tmp_path).digest() == before
    sql(server, "UPDATE donors SET first = 'Zoe' WHERE mail = 'a@example.org'")
    assert opened(server.local("reader"), MAPPING, library, tmp_path).digest() != before
    sql(server, "UPDATE donors SET first = 'Zoë' WHERE mail = 'a@example.org'")


def test_what_is_neither_text_nor_number_nor_day_is_refused_where_it_is_read(
    server: Server, library: Library, tmp_path: Path
) -> None:
    for column in "abcde":
        mapping = f"table: looks\nemail: mail\nname: {{first: {column}}}\nlocale: {{default: nl}}\n"
        codes = [code for code, *_ in told(opened(server.local(), mapping, library, tmp_path))]
        assert codes == (["recipient-characters"] if column != "a" else codes)
    assert people(opened(server.local(), "table: looks\nemail: mail\nlocale: {default: nl}\n", library, tmp_path))


@pytest.mark.parametrize("table", ["extremes", "moments"])
def test_what_only_a_database_takes_for_a_number_or_a_day_spoils_its_own_row_alone(
    server: Server, library: Library, tmp_path: Path, table: str
) -> None:
    mapping = MAPPING.replace("table: donors", f"table: {table}").replace("key: id\n", "").partition("suppression")[0]
    found = opened(server.local() + "&options=-c%20datestyle%3DGerman", mapping, library, tmp_path)
    assert told(found) == [
        ("recipient-amount", 1, 1, 3),
        ("recipient-date", 2, 2, 4),
        ("recipient-amount", 3, 3, 3),
        ("recipient-date", 3, 3, 4),
    ]
    assert [each.row for each in found.rows() if isinstance(each, Recipient)] == [4]


def test_the_password_works_and_is_in_no_message_name_or_error(
    server: Server, library: Library, tmp_path: Path
) -> None:
    good = opened(server.remote("reader"), MAPPING, library, tmp_path)
    assert good.survey().rows == 4
    said = [str(finding) for finding in good.rows() if hasattr(finding, "code")]
    bad = [
        words(server.remote("reader", database="lost")),
        words(server.remote("reader").replace(str(server.port), "1")),
        words(server.remote("nobody")),
        words(server.remote("reader"), Layout(table="lost")),
        words(server.remote("reader"), Layout(table="lost.lost")),
        words(server.remote("reader"), Layout(table='"; DROP TABLE donors; --')),
    ]
    assert [code for code, _ in bad] == [*["list-database"] * 3, *["list-table"] * 3]
    assert not any(PASSWORD in text or "reader" in text for text in (*said, *(text for _, text in bad)))
    assert sql(server, "SELECT count(*) FROM donors") == [(4,)]


def test_a_wrong_password_is_said_in_words(server: Server) -> None:
    code, text = words(server.remote("reader", "wrong-word"))
    assert (code, "refuses the name, the password" in text, "wrong-word" in text) == ("list-database", True, False)


def test_a_table_that_may_not_be_read_is_said_in_words(server: Server) -> None:
    with pytest.raises(ListError) as caught:
        list(ServerTable(server.local("reader"), Layout(table="ledger")).blocks())
    assert "may not read" in caught.value.findings[0].message


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://owner:{PASSWORD}@localhost/x",
        f"sqlite:///{PASSWORD}.db",
        f"postgresql+psycopg2://owner:{PASSWORD}@localhost/x",
        f"postgresql://owner:{PASSWORD}@localhost:port/x",
        f"https://{PASSWORD}",
        f"postgresql://owner:p@{PASSWORD}@localhost/x",
        f"postgresql://owner:p@{PASSWORD}/word@localhost/x",
    ],
)
def test_another_kind_of_url_is_refused_without_being_repeated(library: Library, tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError) as caught:
        opened(url, MAPPING, library, tmp_path)
    assert PASSWORD not in f"{caught.value.message}{caught.value.hint}"


def test_a_list_on_a_server_needs_a_mapping_that_is_named(server: Server, library: Library) -> None:
    found = open_list(server.remote(), None, library, library.newsletters["2026-peru"])
    assert [finding.code for finding in found.findings] == ["mapping-missing"]
    assert PASSWORD not in str(found.findings)
